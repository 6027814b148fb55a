//! Links of tasks: who answers for a system comes in by one, without an account. Hashed, bound to one task, and dead once
//! the task is done, dropped or given to somebody else.

use crate::{Deps, ServiceError, dossier};
use domain::case::Case;
use domain::ids::{CaseId, TaskId};
use domain::item::{Assignment, Task};
use domain::verification::Purpose;
use storage::{Reads, WriteTx, challenges};

/// What the link of a task is bound to.
pub fn link_subject(case: &CaseId, task: TaskId) -> String {
    format!("{case}/{task}")
}

/// The case and task a link is bound to.
pub(super) fn bound_to(subject: &str) -> Option<(CaseId, TaskId)> {
    let (case, task) = subject.rsplit_once('/')?;
    Some((CaseId::from(case), TaskId::parse(task)?))
}

/// Ends the links of tasks that are no longer open, or in other hands.
pub fn end(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    before: &Case,
    after: &Case,
) -> Result<(), ServiceError> {
    for old in before.tasks.iter().filter(|task| task.is_open()) {
        let kept = after.task(old.id).is_some_and(|new| same_hands(old, new));
        if !kept {
            let subject = link_subject(&after.id, old.id);
            challenges::replace_live(tx, &subject, Purpose::SystemTask.as_str(), deps.now())?;
        }
    }
    Ok(())
}

fn same_hands(old: &Task, new: &Task) -> bool {
    new.is_open() && old.with == new.with && old.assigned == new.assigned
}

/// To whom a task was given and with what words; nothing when it goes by the data map, or was erased.
pub fn assignment(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &CaseId,
    task: &Task,
) -> Result<Assignment, ServiceError> {
    let Some(sealed) = &task.assigned else {
        return Ok(Assignment::default());
    };
    let text = dossier::read_text(tx, deps, case, &sealed.id, dossier::TEXT)?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default())
}
