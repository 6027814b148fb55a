//! Legal holds (GDPR Art. 17(3)(e)): while one stands on a person or on a request, nothing is erased and no account is
//! closed. A person is known by the keyed hash of an address; each of their requests is told by a command of its own, so
//! that a decision needs nothing but the request.

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::access::require;
use super::journal::{self, DeskEvent, Stream};
use super::{Deps, ServiceError, commands};
use crypto::{SealContext, address_hash, open, seal};
use domain::access::Permission;
use domain::actor::Actor;
use domain::case::Case;
use domain::ids::{CaseId, HoldId, Reference};
use domain::intake::FieldErrors;
use domain::person::{Email, Person};
use domain::vocabulary::FourEyes;
use domain::workflow::Command;
use storage::legal_holds::{self as table, LegalHold as Row};
use storage::{Reads, WriteTx, cases, vault};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;
/// Holds on a page, and released ones below it.
const PAGE: i64 = 50;
/// Requests looked at together.
const BATCH: i64 = 200;

/// A hold as it is placed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placing {
    /// An email address, or the reference of a request.
    pub subject: String,
    /// Its last local day, as `2026-12-31`; empty: until it is released.
    pub until: String,
    /// Why.
    pub reason: String,
}

/// A hold as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its random id.
    pub id: String,
    /// The request it is on; `None`: a person.
    pub reference: Option<String>,
    /// Its last local day.
    pub until: Option<NaiveDate>,
    /// Whether that day is over.
    pub over: bool,
    /// Why.
    pub reason: String,
    /// Since when.
    pub placed_at: DateTime<Utc>,
    /// Who placed it (principal).
    pub placed_by: String,
    /// When it was released, by whom (principal), and why.
    pub released: Option<(DateTime<Utc>, String, String)>,
}

/// The page of holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Holds that were not released, the newest first.
    pub standing: Vec<Held>,
    /// Where the next page begins, when there is one.
    pub next: Option<String>,
    /// Holds released last.
    pub released: Vec<Held>,
}

/// Holds, from after the hold `after` on.
pub fn list(deps: &Deps, actor: &Actor, after: Option<&str>) -> Result<Overview, ServiceError> {
    require(actor, Permission::ReadLegalHolds)?;
    deps.store.read(|tx| {
        let after = after.map(|id| table::get(tx, id)).transpose()?.flatten();
        let after = after.as_ref().map(|row| (row.placed_at, row.id.as_str()));
        let first = after.is_none();
        let mut standing = table::standing(tx, after, PAGE.saturating_add(1))?;
        let more = i64::try_from(standing.len()).is_ok_and(|found| found > PAGE);
        if more {
            standing.pop();
        }
        let next = standing.last().filter(|_| more).map(|row| row.id.clone());
        let released = if first { table::released(tx, PAGE)? } else { Vec::new() };
        let shown = |rows: Vec<Row>| {
            rows.iter().map(|row| held(deps, row)).collect::<Result<Vec<_>, ServiceError>>()
        };
        Ok(Overview { standing: shown(standing)?, next, released: shown(released)? })
    })
}

/// One hold with the requests it counts for.
pub fn find(deps: &Deps, actor: &Actor, id: &str) -> Result<(Held, Vec<Reference>), ServiceError> {
    require(actor, Permission::ReadLegalHolds)?;
    deps.store.read(|tx| {
        let row = table::get(tx, id)?.ok_or(ServiceError::NotFound)?;
        let hold = HoldId(row.id.clone());
        let counts = |case: &Case| case.legal_holds.iter().any(|known| known.id == hold);
        let concerned = concerned(tx, &row)?;
        let found = concerned.iter().filter(|case| counts(case));
        Ok((held(deps, &row)?, found.map(|case| case.reference.clone()).collect()))
    })
}

fn held(deps: &Deps, row: &Row) -> Result<Held, ServiceError> {
    let read = |what, sealed: &[u8]| {
        let bytes = open(deps.keys.desk(), place_of(&row.id, what), sealed)?;
        Ok::<_, ServiceError>(String::from_utf8_lossy(&bytes).into_owned())
    };
    let released = row.released.as_ref().map(|released| {
        let reason = read("legal_hold_release", &released.reason)?;
        Ok::<_, ServiceError>((released.at, released.by.clone(), reason))
    });
    Ok(Held {
        id: row.id.clone(),
        reference: row.reference.clone(),
        until: row.until,
        over: is_over(deps, row),
        reason: read("legal_hold", &row.reason)?,
        placed_at: row.placed_at,
        placed_by: row.placed_by.clone(),
        released: released.transpose()?,
    })
}

const fn place_of<'a>(id: &'a str, what: &'a str) -> SealContext<'a> {
    SealContext { purpose: what, case: "desk", entry: id }
}

fn is_over(deps: &Deps, row: &Row) -> bool {
    row.until.is_some_and(|until| until < deps.local_date(deps.now()))
}

/// Places a hold; its id. Every request of the person is told in the same transaction.
///
/// Errors: forbidden; fields `subject`, `until` and `reason` that need another look.
pub fn place(deps: &Deps, actor: &Actor, placing: &Placing) -> Result<String, ServiceError> {
    require(actor, Permission::PlaceLegalHolds)?;
    let until = last_day(deps, &placing.until)?;
    let reason = said(&placing.reason)?;
    let subject = placing.subject.trim().to_owned();
    let (inner, actor) = (deps.clone(), actor.clone());
    deps.store.write(move |tx| {
        let deps = &inner;
        let id = deps.ids.uuid();
        let reason = sealed(deps, &id, "legal_hold", &reason)?;
        let mut row = Row {
            id: id.clone(),
            address: None,
            case_id: None,
            reference: None,
            until,
            reason,
            placed_at: deps.now(),
            placed_by: actor.principal.clone(),
            released: None,
        };
        name(tx, deps, &subject, &mut row)?;
        table::put(tx, &row)?;
        let on = if row.address.is_some() { "person" } else { "request" };
        let body = json!({ "hold": id, "on": on, "until": until });
        journal::append(tx, deps, &actor, Stream::LegalHolds, DeskEvent::LegalHoldPlaced, &body)?;
        for case in concerned(tx, &row)? {
            begin_one(tx, deps, &case, &row)?;
        }
        Ok(id)
    })
}

/// Whom it is on: a request by its reference, else a person by an address.
fn name(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    subject: &str,
    row: &mut Row,
) -> Result<(), ServiceError> {
    if let Some(reference) = Reference::parse(subject) {
        let unknown = || wrong("subject", "No request has this reference. Check the number.");
        let case = cases::by_reference(tx, &reference)?.ok_or_else(unknown)?;
        if case.erased_at.is_some() {
            return Err(wrong("subject", "Its personal data is erased; there is nothing to keep."));
        }
        row.case_id = Some(case.id.0);
        row.reference = Some(reference.as_str().to_owned());
        return Ok(());
    }
    let Ok(email) = Email::parse(subject) else {
        return Err(wrong(
            "subject",
            "Give an email address, or a reference like DSR-2026-000412.",
        ));
    };
    let hash = address_hash(deps.keys.search(), email.as_str()).to_vec();
    if table::on(tx, std::slice::from_ref(&hash))?.iter().any(|known| !is_over(deps, known)) {
        return Err(wrong("subject", "A legal hold on this address stands already."));
    }
    row.address = Some(hash);
    Ok(())
}

/// Releases a hold: what it kept back goes on, and whoever works on the requests is told.
///
/// Errors: forbidden; not found; a field `reason` that needs another look, also for whoever placed it.
pub fn release(deps: &Deps, actor: &Actor, id: &str, reason: &str) -> Result<(), ServiceError> {
    require(actor, Permission::ReleaseLegalHolds)?;
    let reason = said(reason)?;
    let (inner, actor, id) = (deps.clone(), actor.clone(), id.to_owned());
    deps.store.write(move |tx| {
        let deps = &inner;
        let row = table::get(tx, &id)?.ok_or(ServiceError::NotFound)?;
        let alone = deps.policy.four_eyes == FourEyes::Never;
        if row.placed_by == actor.principal && !alone {
            return Err(wrong("reason", "You placed this hold, so a colleague releases it."));
        }
        let reason = sealed(deps, &id, "legal_hold_release", &reason)?;
        let how = table::Released { at: deps.now(), by: actor.principal.clone(), reason };
        let concerned = concerned(tx, &row)?;
        if !table::release(tx, &id, &how)? {
            return Err(wrong("reason", "Somebody released it meanwhile."));
        }
        let body = json!({ "hold": id });
        journal::append(tx, deps, &actor, Stream::LegalHolds, DeskEvent::LegalHoldReleased, &body)?;
        let hold = HoldId(id.clone());
        for case in concerned {
            // It may have ended there already, on its last day.
            if case.legal_holds.iter().any(|known| known.id == hold) {
                let command = Command::EndLegalHold { hold: hold.clone() };
                commands::execute(tx, deps, &Actor::system(), &case.id, &command)?;
            }
        }
        Ok(())
    })
}

/// Lets every hold on a person count for a request of theirs that was just opened, or whose address just changed.
pub(super) fn begin(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: Case,
    person: &Person,
) -> Result<Case, ServiceError> {
    let known = [&person.email, &person.account_email, &person.subject_email];
    let hash = |email: &Email| address_hash(deps.keys.search(), email.as_str()).to_vec();
    let addresses: Vec<_> = known.into_iter().flatten().map(hash).collect();
    let rows = table::on(tx, &addresses)?;
    let counts = |row: &Row| case.legal_holds.iter().any(|hold| hold.id.0 == row.id);
    let new: Vec<&Row> = rows.iter().filter(|row| !is_over(deps, row) && !counts(row)).collect();
    let mut case = case;
    for row in new {
        case = begin_one(tx, deps, &case, row)?;
    }
    Ok(case)
}

fn begin_one(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &Case,
    row: &Row,
) -> Result<Case, ServiceError> {
    let command = Command::BeginLegalHold { hold: HoldId(row.id.clone()), until: row.until };
    Ok(commands::execute(tx, deps, &Actor::system(), &case.id, &command)?.case)
}

/// The requests a hold is about, as far as their personal data is still there.
fn concerned(tx: &mut dyn Reads, row: &Row) -> Result<Vec<Case>, ServiceError> {
    if let Some(id) = &row.case_id {
        let case = cases::load(tx, &CaseId(id.clone()))?;
        return Ok(if case.erased_at.is_none() { vec![case] } else { Vec::new() });
    }
    let Some(address) = &row.address else {
        return Ok(Vec::new());
    };
    let mut all: Vec<Case> = Vec::new();
    loop {
        let after = all.last().map(|case| case.id.0.clone());
        let ids = vault::find_word(tx, address, &["address"], after.as_deref(), BATCH)?;
        if ids.is_empty() {
            all.retain(|case| case.erased_at.is_none());
            return Ok(all);
        }
        let mut found = cases::load_many(tx, &ids)?;
        found.sort_by(|one, other| one.id.cmp(&other.id));
        all.extend(found);
    }
}

fn last_day(deps: &Deps, text: &str) -> Result<Option<NaiveDate>, ServiceError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day: NaiveDate =
        text.parse().map_err(|_| wrong("until", "Give the day like 2026-12-31."))?;
    if day < deps.local_date(deps.now()) {
        return Err(wrong("until", "Give today or a later day, or leave it empty."));
    }
    Ok(Some(day))
}

fn said(reason: &str) -> Result<String, ServiceError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(wrong("reason", "Say why, in a sentence."));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(wrong("reason", "Say it in 1,000 characters."));
    }
    Ok(reason.to_owned())
}

fn sealed(deps: &Deps, id: &str, what: &str, text: &str) -> Result<Vec<u8>, ServiceError> {
    Ok(seal(deps.keys.desk(), place_of(id, what), text.as_bytes(), deps.ids.as_ref())?)
}

fn wrong(field: &'static str, text: &str) -> ServiceError {
    ServiceError::Fields(FieldErrors::from([(field, text.to_owned())]))
}
