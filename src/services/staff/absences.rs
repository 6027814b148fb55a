//! Days colleagues are away: noted by themselves or an administrator, without a reason.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::json;

use super::member;
use crate::access::require;
use crate::journal::{self, DeskEvent, Stream};
use crate::{Deps, ServiceError};
use domain::absence::{Absence, Presence, away_until};
use domain::access::Permission;
use domain::actor::Actor;
use domain::ids::StaffId;
use domain::intake::FieldErrors;
use storage::absences;
use storage::{Reads, StoreError};

pub use storage::absences::Noted;

/// Absences that are not over, by whose they are.
pub type Absences = HashMap<StaffId, Vec<Noted>>;

fn may(actor: &Actor, whose: &StaffId) -> Result<(), ServiceError> {
    if actor.reference.as_deref() == Some(whose.as_str()) {
        return Ok(());
    }
    require(actor, Permission::ManageStaff)
}

/// Notes that somebody is away from one day to another, as typed (`2026-12-24`).
///
/// Errors: neither oneself nor an administrator; no such person; a field (`first_on`, `last_on`) that needs another look.
pub fn note_absence(
    deps: &Deps,
    actor: &Actor,
    whose: &StaffId,
    typed: (&str, &str),
) -> Result<(), ServiceError> {
    may(actor, whose)?;
    let wrong = |field, text: String| ServiceError::Fields(FieldErrors::from([(field, text)]));
    let day = |field, text: &str| {
        let parsed = text.trim().parse::<NaiveDate>();
        parsed.map_err(|_| wrong(field, "Give the day as a date, like 2026-12-24.".to_owned()))
    };
    let absence =
        Absence { first_on: day("first_on", typed.0)?, last_on: day("last_on", typed.1)? };
    let (inner, actor, whose) = (deps.clone(), actor.clone(), whose.clone());
    deps.store.write(move |tx| {
        // Two forms at once must not note one day twice.
        storage::staff::lock(tx)?;
        let row = member(tx, &whose)?;
        let today = inner.local_date(inner.now());
        let known = absences::of(tx, &row.id, today)?;
        let known: Vec<Absence> = known.into_iter().map(|one| one.absence).collect();
        absence.check(&known, today).map_err(|(field, text)| wrong(field, text))?;
        let new = Noted { id: inner.ids.uuid(), staff_id: row.id, absence };
        absences::put(tx, &new)?;
        let body = json!({ "first_on": absence.first_on, "last_on": absence.last_on });
        let stream = Stream::Account(&new.staff_id);
        journal::append(tx, &inner, &actor, stream, DeskEvent::AbsenceNoted, &body)
    })
}

/// Takes an absence back. One that is not there any more is no error.
///
/// Errors: neither oneself nor an administrator.
pub fn remove_absence(
    deps: &Deps,
    actor: &Actor,
    whose: &StaffId,
    id: &str,
) -> Result<(), ServiceError> {
    may(actor, whose)?;
    let (inner, actor, whose, id) = (deps.clone(), actor.clone(), whose.clone(), id.to_owned());
    deps.store.write(move |tx| {
        if !absences::delete(tx, whose.as_str(), &id)? {
            return Ok(());
        }
        let stream = Stream::Account(whose.as_str());
        journal::append(tx, &inner, &actor, stream, DeskEvent::AbsenceRemoved, &json!({}))
    })
}

/// When somebody is away from today on; for themselves and administrators.
pub fn absences_of(
    deps: &Deps,
    actor: &Actor,
    whose: &StaffId,
) -> Result<Vec<Noted>, ServiceError> {
    may(actor, whose)?;
    let today = deps.local_date(deps.now());
    Ok(deps.store.read(|tx| absences::of(tx, whose.as_str(), today))?)
}

/// When everybody is away from today on; for administrators.
pub fn all_absences(deps: &Deps, actor: &Actor) -> Result<Absences, ServiceError> {
    require(actor, Permission::ManageStaff)?;
    let today = deps.local_date(deps.now());
    let mut all = Absences::new();
    for noted in deps.store.read(|tx| absences::since(tx, today))? {
        all.entry(StaffId(noted.staff_id.clone())).or_default().push(noted);
    }
    Ok(all)
}

/// Until when each colleague who is away today is.
pub(super) fn away(
    tx: &mut dyn Reads,
    today: NaiveDate,
) -> Result<HashMap<String, NaiveDate>, StoreError> {
    let mut all: HashMap<String, Vec<Absence>> = HashMap::new();
    for noted in absences::since(tx, today)? {
        all.entry(noted.staff_id).or_default().push(noted.absence);
    }
    let until = |(id, absences): (String, Vec<Absence>)| Some((id, away_until(&absences, today)?));
    Ok(all.into_iter().filter_map(until).collect())
}

/// How much of the desk is there from today on.
pub fn presence(tx: &mut dyn Reads, today: NaiveDate) -> Result<Presence, ServiceError> {
    let people = super::accounts::workers(tx)?;
    let works = |noted: &Noted| people.iter().any(|row| row.id == noted.staff_id);
    let away = absences::since(tx, today)?;
    let away = away.into_iter().filter(works).map(|noted| noted.absence).collect();
    Ok(Presence { people: i64::try_from(people.len()).unwrap_or(i64::MAX), away })
}
