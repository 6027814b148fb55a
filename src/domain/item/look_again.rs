//! Looking again at what was kept, once the reason may be over.

use chrono::{Days, NaiveDate};

use super::{Task, TaskState};
use crate::data_map::RetentionBasis;
use crate::vocabulary::{TaskKind, TaskResult, vocabulary};

vocabulary! {
    /// Why somebody looks again.
    pub enum LookAgain {
        /// The last legal hold on the request ended.
        HoldEnded = "hold_ended",
        /// The period is over for which a system keeps it, or the day came that was noted.
        PeriodEnded = "period_ended",
    }
}

/// Days the desk has for it.
const DAYS: u64 = 14;

/// When such a task should be done, opened on a local day of the organisation.
pub fn look_again_by(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(DAYS)).unwrap_or(today)
}

impl Task {
    /// The local day on which somebody must look again at what its system kept: the day that was noted, or the one after
    /// the last it is kept, whichever comes first. `None` once a later task looks at it.
    pub fn look_again_on(&self) -> Option<NaiveDate> {
        let TaskState::Done { result, facts, .. } = &self.state else { return None };
        let kept = self.preview.as_ref().filter(|_| result.is_destructive());
        let parts = kept.map(|preview| preview.kept.as_slice()).unwrap_or_default();
        let ends = parts.iter().map(|kept| kept.until).chain([facts.until]).flatten();
        let after = ends.filter_map(|day| day.succ_opt());
        let first = after.chain(facts.look_again_on).min();
        first.filter(|_| !self.followed)
    }

    /// Whether a legal hold may be why nothing was erased or closed there, and no later task looks at it.
    pub fn was_withheld(&self) -> bool {
        let gone = self.kind.is_destructive() || self.kind == TaskKind::LookAgain;
        let kept = match &self.state {
            TaskState::Dropped => true,
            TaskState::Done { result: TaskResult::Retained, facts, .. } => {
                facts.basis == Some(RetentionBasis::LegalClaims)
            }
            TaskState::Open | TaskState::Done { .. } => false,
        };
        self.right.is_destructive() && gone && kept && !self.followed
    }
}
