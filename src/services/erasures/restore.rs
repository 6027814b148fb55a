//! After a restore: what the ledger knows to be erased and the database has again.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{BATCH, HERE, all_from, file, hashes};
use crate::access::require;
use crate::journal::{self, DeskEvent, Stream};
use crate::{Deps, ServiceError, commands, dossier};
use domain::access::Permission;
use domain::actor::Actor;
use domain::case::Case;
use domain::ids::{CaseId, Reference, TaskId};
use domain::vocabulary::Outcome;
use domain::workflow::Command;
use storage::erasure_ledger::{self, Erased};
use storage::{Reads, cases};

/// What there is to be done again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    /// Entries of the file that the database lost.
    pub missing: Vec<Erased>,
    /// Requests whose personal data was erased here, and is back.
    pub here: Vec<Here>,
    /// What systems have to erase again, system by system.
    pub again: Vec<Again>,
}

/// A request to be erased here once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// Inside id.
    pub id: CaseId,
    /// The reference people see.
    pub reference: Reference,
    /// How it had ended.
    pub outcome: Outcome,
    /// A legal hold forbids it: a person decides.
    pub held: bool,
}

/// One erasure of a system that was undone, or may have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// Key of the system.
    pub system: String,
    /// When it was erased first.
    pub at: DateTime<Utc>,
    /// A request of that person in the database, where one is left that can be read.
    pub reference: Option<Reference>,
    /// The task of the system in that request that is open: its owner is asked by it.
    pub task: Option<TaskId>,
}

/// Compares the ledger's file with the database. With `since`, also what the database knows of erasures from then on is
/// listed for the systems: for systems that were restored themselves.
///
/// Errors: forbidden; unavailable, when the file cannot be read.
pub fn examine(
    deps: &Deps,
    actor: &Actor,
    path: &Path,
    since: Option<DateTime<Utc>>,
) -> Result<Restored, ServiceError> {
    require(actor, Permission::ReadAudit)?;
    let kept = file::read(path)?;
    deps.store.read(|tx| {
        let known = all_from(tx, DateTime::UNIX_EPOCH)?;
        let ids: HashSet<&str> = known.iter().map(|entry| entry.id.as_str()).collect();
        let mut seen = HashSet::new();
        let lost = |entry: &&Erased| !ids.contains(entry.id.as_str());
        let fresh = kept.iter().filter(lost).filter(|entry| seen.insert(entry.id.clone()));
        let missing: Vec<Erased> = fresh.cloned().collect();
        let here = to_erase_here(tx, missing.iter().chain(&known))?;
        let late = known.iter().filter(|entry| since.is_some_and(|since| entry.at >= since));
        let wanted: Vec<&Erased> =
            missing.iter().chain(late).filter(|entry| entry.system != HERE).collect();
        let again = elsewhere(tx, deps, &wanted)?;
        Ok(Restored { missing, here, again })
    })
}

fn to_erase_here<'a>(
    tx: &mut dyn Reads,
    entries: impl Iterator<Item = &'a Erased>,
) -> Result<Vec<Here>, ServiceError> {
    let outcomes: BTreeMap<String, Option<&str>> = entries
        .filter(|entry| entry.system == HERE)
        .map(|entry| (entry.case_id.clone(), entry.outcome.as_deref()))
        .collect();
    let ids: Vec<String> = outcomes.keys().cloned().collect();
    let mut here = Vec::new();
    for page in ids.chunks(200) {
        for case in cases::load_many(tx, page)? {
            if case.erased_at.is_some() {
                continue;
            }
            let named = outcomes.get(case.id.as_str()).copied().flatten();
            here.push(Here {
                outcome: named.and_then(Outcome::from_text).unwrap_or(Outcome::Withdrawn),
                held: !case.legal_holds.is_empty(),
                id: case.id,
                reference: case.reference,
            });
        }
    }
    Ok(here)
}

/// Finds the people of these entries among the requests that can still be read: every one is looked at once.
fn elsewhere(
    tx: &mut dyn Reads,
    deps: &Deps,
    wanted: &[&Erased],
) -> Result<Vec<Again>, ServiceError> {
    let mut again: Vec<Again> = Vec::new();
    let mut met: HashSet<(&str, DateTime<Utc>, &str)> = HashSet::new();
    let mut after: Option<String> = None;
    while !wanted.is_empty() {
        let page = cases::page_states(tx, after.as_deref(), BATCH)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.0.clone());
        for case in &page {
            let Some(person) = dossier::person(tx, deps, &case.id, &case.intake.person)? else {
                continue;
            };
            let own = hashes(deps, case, &person);
            for entry in wanted {
                let same = entry.person.as_ref().is_some_and(|person| own.contains(person));
                let before = case.intake.received_at <= entry.at;
                if before && (same || entry.case_id == case.id.0) {
                    met.insert((entry.system.as_str(), entry.at, entry.case_id.as_str()));
                    again.push(found(case, entry));
                }
            }
        }
    }
    let unmet = |entry: &&&Erased| {
        !met.contains(&(entry.system.as_str(), entry.at, entry.case_id.as_str()))
    };
    again.extend(wanted.iter().filter(unmet).map(|entry| Again {
        system: entry.system.clone(),
        at: entry.at,
        reference: None,
        task: None,
    }));
    let place = |one: &Again| {
        (one.system.clone(), one.at, one.reference.as_ref().map(|known| known.as_str().to_owned()))
    };
    again.sort_by_key(place);
    again.dedup();
    Ok(again)
}

fn found(case: &Case, entry: &Erased) -> Again {
    let task = case.open_tasks().find(|task| {
        task.system == entry.system && task.right.is_destructive() && task.kind.is_destructive()
    });
    Again {
        system: entry.system.clone(),
        at: entry.at,
        reference: Some(case.reference.clone()),
        task: task.map(|task| task.id),
    }
}

/// Takes the lost entries over and erases here once more what was erased here; what is under a legal hold stays.
///
/// Errors: forbidden; unavailable, when the file cannot be read.
pub fn re_apply(
    deps: &Deps,
    actor: &Actor,
    path: &Path,
    since: Option<DateTime<Utc>>,
) -> Result<Restored, ServiceError> {
    let found = examine(deps, actor, path, since)?;
    let (inner, actor, missing) = (deps.clone(), actor.clone(), found.missing.clone());
    let free: Vec<Here> = found.here.iter().filter(|one| !one.held).cloned().collect();
    let counts =
        json!({ "again": found.again.len(), "here": free.len(), "missing": missing.len() });
    deps.store.write(move |tx| {
        erasure_ledger::add(tx, &missing)?;
        let event = DeskEvent::ErasuresReapplied;
        journal::append(tx, &inner, &actor, Stream::Exports, event, &counts)?;
        Ok::<_, ServiceError>(())
    })?;
    for one in free {
        let deps = deps.clone();
        let store = deps.store.clone();
        store.write(move |tx| {
            let command = Command::ReErase { outcome: one.outcome };
            commands::execute(tx, &deps, &Actor::system(), &one.id, &command).map(|_| ())
        })?;
    }
    Ok(found)
}
