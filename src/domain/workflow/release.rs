//! When a task may be worked on: identity accepted, nothing on hold, and what cannot be undone released.

use crate::case::Case;
use crate::correction;
use crate::data_map::results_of;
use crate::item::Task;
use crate::policy::Policy;
use crate::vocabulary::{Right, Settlement, Stage, TaskKind, TaskResult};

impl TaskKind {
    /// Whether doing it destroys data.
    pub const fn is_destructive(self) -> bool {
        matches!(self, Self::Erase | Self::Anonymise | Self::CloseAccount)
    }
}

/// Whether erasing and closing for a right waits: for an approver where a second person is asked for, or for the end of
/// the cooling-off period.
pub fn waits(case: &Case, right: Right, policy: &Policy) -> bool {
    // The cooling-off period is promised to the person, however many people work at the desk.
    let promised = right == Right::Terminate;
    let second = right.is_destructive() && policy.needs_second_person([right], false);
    (promised || second) && !case.execution_released(right)
}

/// Whether a copy of what the system holds was asked for and is not there yet: what is erased first can never be handed out.
pub fn copy_awaited(case: &Case, task: &Task) -> bool {
    let collects = |other: &Task| other.kind == TaskKind::Collect && other.system == task.system;
    case.open_tasks().any(collects)
}

/// Whether erasing or closing must not begin yet: it waits, a legal hold forbids it, or the copy is not there yet.
fn withheld(case: &Case, task: &Task, policy: &Policy) -> bool {
    !case.legal_holds.is_empty() || waits(case, task.right, policy) || copy_awaited(case, task)
}

/// Whether somebody may start on a task now.
pub fn may_start(case: &Case, task: &Task, policy: &Policy) -> bool {
    let at_work = match case.stage {
        Stage::Working => true,
        // What is kept outlives the answer.
        Stage::Closed => task.kind == TaskKind::LookAgain,
        Stage::Unconfirmed | Stage::Verifying | Stage::Review => false,
    };
    case.identity_accepted()
        && at_work
        && case.hold.is_none()
        && task.is_open()
        && !(task.kind.is_destructive() && withheld(case, task, policy))
        && !(task.right == Right::Correct && lacks_decision(case))
}

/// What can come of a task today; while it is withheld, nothing that destroys.
pub fn results_now(
    case: &Case,
    task: &Task,
    policy: &Policy,
) -> impl Iterator<Item = TaskResult> + use<> {
    let withheld = task.kind.is_destructive() && withheld(case, task, policy);
    results_of(task.kind).iter().copied().filter(move |one| !(withheld && one.is_destructive()))
}

/// Whether it is not known yet what to correct: a field is open, or none was accepted.
fn lacks_decision(case: &Case) -> bool {
    let fields = &case.corrections;
    correction::any_open(fields) || correction::settlement_of(fields) == Some(Settlement::Refused)
}
