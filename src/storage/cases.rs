//! Cases: the projection of each case's events. Saved only by `services::commands`.

mod stored;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::connection::on_both;
use super::schema::{case_rules, cases};
use super::store::HasDb;
use super::types::{Moment, moment};
use super::{Reads, StoreError, WriteTx};
use domain::case::Case;
use domain::complaint::Complaint;
use domain::ids::{CaseId, Reference};
use domain::vocabulary::{Right, WaitingOn};

pub use stored::{StoredCase, count, page_all, page_states, references, stored_many};

/// The columns a case is projected to.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one column per right, so that each can be filtered"
)]
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = cases, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Projection<'a> {
    version: i64,
    stage: &'a str,
    outcome: Option<&'a str>,
    channel: &'a str,
    waiting_on: &'a str,
    waiting_reason: Option<&'a str>,
    waiting_since: Option<Moment>,
    assignee: Option<&'a str>,
    priority: &'a str,
    asks_access: bool,
    asks_correct: bool,
    asks_delete: bool,
    asks_terminate: bool,
    country: &'a str,
    region: Option<&'a str>,
    received_at: Moment,
    received_on: NaiveDate,
    due_on: NaiveDate,
    target_on: NaiveDate,
    missed: bool,
    answered_in_time: Option<bool>,
    complaint: Option<&'a str>,
    complained_at: Option<Moment>,
    reply_at: Option<Moment>,
    closed_at: Option<Moment>,
    wake_at: Option<Moment>,
    last_event: &'a str,
    updated_at: Moment,
    state: String,
}

/// What is stored beside the case itself.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The next moment time alone acts.
    pub wake_at: Option<DateTime<Utc>>,
    /// Name of the newest event.
    pub last_event: String,
    /// When it happened.
    pub updated_at: DateTime<Utc>,
    /// Whether it was first closed by its due date ([`Case::answered_in_time`]).
    pub answered_in_time: bool,
}

fn project<'a>(case: &'a Case, filing: &'a Filing) -> Result<Projection<'a>, StoreError> {
    let asks = |right| case.rights().any(|asked| asked == right);
    let waiting = case.waiting.as_ref();
    let waiting_on = if waiting.is_some() { WaitingOn::Requester } else { WaitingOn::Desk };
    Ok(Projection {
        version: case.version,
        stage: case.stage.as_str(),
        outcome: case.outcome.map(domain::vocabulary::Outcome::as_str),
        channel: case.intake.channel.as_str(),
        waiting_on: waiting_on.as_str(),
        waiting_reason: waiting.map(|w| w.reason.as_str()),
        waiting_since: waiting.map(|w| Moment(w.since)),
        assignee: case.assignee.as_ref().map(domain::ids::StaffId::as_str),
        priority: case.priority.as_str(),
        asks_access: asks(Right::Access),
        asks_correct: asks(Right::Correct),
        asks_delete: asks(Right::Delete),
        asks_terminate: asks(Right::Terminate),
        country: &case.intake.country,
        region: case.intake.region.as_deref(),
        received_at: Moment(case.intake.received_at),
        received_on: case.intake.received_on,
        due_on: case.work_due_on(),
        target_on: case.target_on(),
        missed: case.missed.is_some(),
        answered_in_time: Some(filing.answered_in_time),
        complaint: case.open_complaint().map(|complaint| complaint.kind.as_str()),
        complained_at: moment(case.complaints.last().map(Complaint::changed_at)),
        reply_at: moment(case.reply_at),
        closed_at: moment(case.closed_at),
        wake_at: moment(filing.wake_at),
        last_event: &filing.last_event,
        updated_at: Moment(filing.updated_at),
        state: text_of(case)?,
    })
}

/// The case as its row keeps it.
pub fn text_of(case: &Case) -> Result<String, StoreError> {
    serde_json::to_string(case)
        .map_err(|error| StoreError::corrupt("cases", case.id.as_str(), error.to_string()))
}

pub(super) fn parse(id: &str, state: &str) -> Result<Case, StoreError> {
    serde_json::from_str(state).map_err(|e| StoreError::corrupt("cases", id, e.to_string()))
}

/// Stores a new case. `Conflict` when the reference is taken.
pub fn insert(tx: &mut WriteTx<'_>, case: &Case, filing: &Filing) -> Result<(), StoreError> {
    let row = project(case, filing)?;
    diesel::insert_into(cases::table)
        .values((cases::id.eq(case.id.as_str()), cases::reference.eq(case.reference.as_str()), row))
        .execute(tx.db())?;
    put_laws(tx, &[case])
}

/// Stores many new cases at once. `Conflict` when one of their references is taken.
pub fn insert_many(tx: &mut WriteTx<'_>, many: &[(Case, Filing)]) -> Result<(), StoreError> {
    // In pieces that stay below SQLite's bound on values in one statement.
    for piece in many.chunks(200) {
        let mut rows = Vec::with_capacity(piece.len());
        for (case, filing) in piece {
            let id = cases::id.eq(case.id.as_str());
            rows.push((id, cases::reference.eq(case.reference.as_str()), project(case, filing)?));
        }
        on_both!(tx.db(), c => {
            diesel::insert_into(cases::table).values(&rows).execute(c)?;
        });
    }
    put_laws(tx, &many.iter().map(|(case, _)| case).collect::<Vec<_>>())
}

/// Stores which rules measure the answers to cases, so that lists can be narrowed by law.
pub fn put_laws(tx: &mut WriteTx<'_>, cases: &[&Case]) -> Result<(), StoreError> {
    let all: Vec<(&str, String)> = cases
        .iter()
        .flat_map(|case| case.laws().into_iter().map(|law| (case.id.as_str(), law)))
        .collect();
    for piece in all.chunks(500) {
        let rows: Vec<_> = piece
            .iter()
            .map(|(id, law)| (case_rules::case_id.eq(*id), case_rules::rule.eq(law)))
            .collect();
        on_both!(tx.db(), c => {
            diesel::insert_into(case_rules::table).values(&rows).execute(c)?;
        });
    }
    Ok(())
}

/// Stores them anew after they changed.
pub fn change_laws(tx: &mut WriteTx<'_>, case: &Case) -> Result<(), StoreError> {
    let old = case_rules::table.filter(case_rules::case_id.eq(case.id.as_str()));
    diesel::delete(old).execute(tx.db())?;
    put_laws(tx, &[case])
}

/// Which rules are stored for cases, by case and rule.
pub fn laws_of(tx: &mut dyn Reads, ids: &[String]) -> Result<Vec<(String, String)>, StoreError> {
    Ok(case_rules::table
        .filter(case_rules::case_id.eq_any(ids))
        .order((case_rules::case_id, case_rules::rule))
        .select((case_rules::case_id, case_rules::rule))
        .load(tx.db())?)
}

/// Stores a case after events, if nobody changed it since version `seen`; else `Conflict`.
pub fn save(
    tx: &mut WriteTx<'_>,
    case: &Case,
    seen: i64,
    filing: &Filing,
) -> Result<(), StoreError> {
    let row = project(case, filing)?;
    let target = cases::table.find(case.id.as_str()).filter(cases::version.eq(seen));
    let changed = diesel::update(target).set(row).execute(tx.db())?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Moves the alarm of a case that has nothing to do yet.
pub fn set_wake(
    tx: &mut WriteTx<'_>,
    id: &CaseId,
    wake_at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    diesel::update(cases::table.find(id.as_str()))
        .set(cases::wake_at.eq(moment(wake_at)))
        .execute(tx.db())?;
    Ok(())
}

/// A case by its inside id.
pub fn load(tx: &mut dyn Reads, id: &CaseId) -> Result<Case, StoreError> {
    let state: String = cases::table.find(id.as_str()).select(cases::state).first(tx.db())?;
    parse(id.as_str(), &state)
}

/// A case by the reference people use.
pub fn by_reference(tx: &mut dyn Reads, reference: &Reference) -> Result<Option<Case>, StoreError> {
    let found: Option<(String, String)> = cases::table
        .filter(cases::reference.eq(reference.as_str()))
        .select((cases::id, cases::state))
        .first(tx.db())
        .optional()?;
    found.map(|(id, state)| parse(&id, &state)).transpose()
}

/// Several cases by id, in any order; unknown ids are passed over.
pub fn load_many(tx: &mut dyn Reads, ids: &[String]) -> Result<Vec<Case>, StoreError> {
    let rows: Vec<(String, String)> = cases::table
        .filter(cases::id.eq_any(ids))
        .select((cases::id, cases::state))
        .load(tx.db())?;
    rows.iter().map(|(id, state)| parse(id, state)).collect()
}

/// Whether there is any case.
pub fn any(tx: &mut dyn Reads) -> Result<bool, StoreError> {
    let first: Option<String> =
        cases::table.select(cases::id).limit(1).first(tx.db()).optional()?;
    Ok(first.is_some())
}

/// Cases whose alarm has gone off, earliest first.
pub fn due(tx: &mut dyn Reads, now: DateTime<Utc>, limit: i64) -> Result<Vec<CaseId>, StoreError> {
    let ids: Vec<String> = cases::table
        .filter(sql::<Bool>("wake_at IS NOT NULL"))
        .filter(cases::wake_at.le(Moment(now)))
        .order(cases::wake_at.asc())
        .limit(limit)
        .select(cases::id)
        .load(tx.db())?;
    Ok(ids.into_iter().map(CaseId).collect())
}

/// Ids of cases whose reference begins with a text.
pub fn ids_by_reference_prefix(
    tx: &mut dyn Reads,
    prefix: &str,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    // A range instead of LIKE: both databases answer it from the unique index.
    let end = format!("{prefix}\u{7f}");
    let ids = cases::table
        .filter(cases::reference.ge(prefix))
        .filter(cases::reference.lt(end))
        .order(cases::reference.asc())
        .limit(limit)
        .select(cases::id)
        .load(tx.db())?;
    Ok(ids)
}
