//! When a task may be worked on: identity accepted, nothing on hold, and what cannot be undone released.

use crate::domain::case::Case;
use crate::domain::correction;
use crate::domain::item::{ItemState, Task};
use crate::domain::policy::Policy;
use crate::domain::vocabulary::{Right, Settlement, Stage, TaskKind};

impl TaskKind {
    /// Whether doing it destroys data.
    pub const fn is_destructive(self) -> bool {
        matches!(self, Self::Erase | Self::Anonymise | Self::CloseAccount)
    }
}

/// Whether erasing and closing for a right waits: for an approver where a second person is asked for, or for the end of
/// the cooling-off period.
pub fn waits(case: &Case, right: Right, policy: &Policy) -> bool {
    let gated = right.is_destructive() && policy.needs_second_person([right], false);
    let cooling =
        case.item(right).is_some_and(|item| matches!(item.state, ItemState::CoolingOff { .. }));
    cooling || (gated && !case.execution_released(right))
}

/// Whether somebody may start on a task now.
pub fn may_start(case: &Case, task: &Task, policy: &Policy) -> bool {
    case.identity_accepted()
        && case.stage == Stage::Working
        && case.hold.is_none()
        && task.is_open()
        && !(task.kind.is_destructive() && waits(case, task.right, policy))
        && !(task.right == Right::Correct && lacks_decision(case))
}

/// Whether it is not known yet what to correct: a field is open, or none was accepted.
fn lacks_decision(case: &Case) -> bool {
    let fields = &case.corrections;
    correction::any_open(fields) || correction::settlement_of(fields) == Some(Settlement::Refused)
}
