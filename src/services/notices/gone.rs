//! What an answer tells of an erasure: where data went, and what stays, why and until when.

use crate::domain::case::Case;
use crate::domain::data_map::{DataMap, RetentionBasis, System};
use crate::domain::item::{Task, TaskState};
use crate::domain::vocabulary::{Right, TaskResult};
use crate::text::catalogue;
use crate::text::contexts::mail::{ItemLine, KeptLine};

/// Adds the lists of a right from its tasks. Rights that destroy nothing have none.
pub(super) fn tell(case: &Case, map: &DataMap, right: Right, line: &mut ItemLine) {
    if !right.is_destructive() {
        return;
    }
    for task in case.tasks.iter().filter(|task| task.right == right && !task.followed) {
        let TaskState::Done { result, facts, .. } = &task.state else { continue };
        let system = map.system(&task.system);
        match result {
            TaskResult::Erased => line.erased.push(named(map, task)),
            TaskResult::Anonymised => line.anonymised.push(named(map, task)),
            TaskResult::Retained => {
                let why = facts.basis.map(|basis| reason(system, basis)).unwrap_or_default();
                line.kept.push(KeptLine { what: named(map, task), why, until: facts.until });
            }
            TaskResult::Found
            | TaskResult::NothingHeld
            | TaskResult::Corrected
            | TaskResult::Failed => {}
        }
        // A system that erases may still have to keep a part of it.
        let preview = task.preview.as_ref().filter(|_| result.is_destructive());
        for kept in preview.map(|preview| preview.kept.as_slice()).unwrap_or_default() {
            let what = kept_part(system, kept.basis).unwrap_or_else(|| named(map, task));
            let why = reason(system, kept.basis);
            line.kept.push(KeptLine { what, why, until: kept.until });
        }
    }
}

/// The system with the categories of data it holds.
fn named(map: &DataMap, task: &Task) -> String {
    let name = map.system_name(&task.system);
    let categories = map.system(&task.system).map(|system| system.categories.join(", "));
    match categories.filter(|categories| !categories.is_empty()) {
        Some(categories) => format!("{name} ({categories})"),
        None => name.to_owned(),
    }
}

/// The categories a rule keeps; `None` where it keeps all of them.
fn kept_part(system: Option<&System>, basis: RetentionBasis) -> Option<String> {
    let system = system?;
    let rule = system.retention.iter().find(|rule| rule.basis == basis)?;
    let part = rule.categories.join(", ");
    (!part.is_empty()).then(|| format!("{} ({part})", system.name))
}

/// The data map's own words where it has some, else those of the basis.
fn reason(system: Option<&System>, basis: RetentionBasis) -> String {
    let rules = system.map(|system| system.retention.as_slice()).unwrap_or_default();
    let known = rules.iter().find(|rule| rule.basis == basis);
    known.map_or_else(|| catalogue::retention_basis(basis).to_owned(), |rule| rule.reason.clone())
}
