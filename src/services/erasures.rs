//! The ledger of erasures: whose data was erased where and when, so that a restored backup can be erased again.
//!
//! An entry is written in the transaction that records the erasure, and copied to a file outside of the database by the
//! worker. A person is a keyed hash of an address, under a key that serves nothing else.

mod file;
mod restore;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

pub use file::{copy, file_of};
pub use restore::{Again, Here, Restored, examine, re_apply};

use super::access::require;
use super::{Deps, ServiceError, dossier};
use crypto::address_hash;
use domain::access::Permission;
use domain::actor::Actor;
use domain::case::Case;
use domain::person::Person;
use domain::vocabulary::RequesterRole;
use domain::workflow::Event;
use domain::workflow::event::Happened;
use storage::erasure_ledger::{self, Erased};
use storage::{Reads, WriteTx};

/// The mark of an erasure in this desk itself, where a system's key stands otherwise.
pub const HERE: &str = "rightsdesk:desk";
/// Entries read at once.
const BATCH: i64 = 500;

/// Enters every erasure among the events, before anything of the person goes.
pub(super) fn record(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &Case,
    events: &[Happened],
) -> Result<(), ServiceError> {
    let systems: Vec<String> =
        events.iter().filter_map(|happened| erased_in(case, &happened.event)).collect();
    if systems.is_empty() {
        return Ok(());
    }
    let person = dossier::person(tx, deps, &case.id, &case.intake.person)?;
    let mut people: Vec<_> =
        person.iter().flat_map(|one| hashes(deps, case, one)).map(Some).collect();
    if people.is_empty() {
        people.push(None);
    }
    let mut entries = Vec::new();
    for system in systems {
        let outcome = case.outcome.filter(|_| system == HERE);
        for person in &people {
            entries.push(Erased {
                id: deps.ids.uuid(),
                person: person.clone(),
                case_id: case.id.0.clone(),
                system: system.clone(),
                outcome: outcome.map(|outcome| outcome.as_str().to_owned()),
                at: deps.now(),
            });
        }
    }
    Ok(erasure_ledger::add(tx, &entries)?)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "nothing else erases")]
fn erased_in(case: &Case, event: &Event) -> Option<String> {
    match event {
        Event::TaskCompleted { task, result, .. } if result.is_destructive() => {
            case.task(*task).map(|task| task.system.clone())
        }
        Event::PersonalDataErased => Some(HERE.to_owned()),
        _ => None,
    }
}

/// The hashes by which the data subject is known again: never those of who only asks for them.
fn hashes(deps: &Deps, case: &Case, person: &Person) -> Vec<Vec<u8>> {
    let own = match case.intake.role {
        RequesterRole::Myself => person.email.as_ref(),
        RequesterRole::Guardian | RequesterRole::Agent => None,
    };
    let known = [own, person.account_email.as_ref(), person.subject_email.as_ref()];
    let hash = |address: &str| address_hash(deps.keys.ledger(), address).to_vec();
    let mut all: Vec<_> = known.into_iter().flatten().map(|email| hash(email.as_str())).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Entries from an instant on, the oldest first.
pub fn list(deps: &Deps, actor: &Actor, from: DateTime<Utc>) -> Result<Vec<Erased>, ServiceError> {
    require(actor, Permission::ReadAudit)?;
    deps.store.read(|tx| all_from(tx, from))
}

/// Every entry from an instant on.
fn all_from(tx: &mut dyn Reads, from: DateTime<Utc>) -> Result<Vec<Erased>, ServiceError> {
    let mut all: Vec<Erased> = Vec::new();
    loop {
        let after = all.last().map(|entry| (entry.at, entry.id.clone()));
        let after = after.as_ref().map(|(at, id)| (*at, id.as_str()));
        let page = erasure_ledger::page(tx, from, after, BATCH)?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}
