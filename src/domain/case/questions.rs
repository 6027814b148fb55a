//! What the desk waits for: one thing at a time, as clocks count with it.

use chrono::{DateTime, Utc};

use super::{Case, Waiting};
use crate::deadline::{Happening, Occurred};
use crate::item::TaskState;
use crate::vocabulary::{RequesterRole, Right, TaskResult, WaitingReason};

impl Case {
    /// Whether a guardian has to show that they may act.
    pub fn authority_awaited(&self) -> bool {
        let evidence = |waiting: &Waiting| waiting.reason == WaitingReason::Evidence;
        self.intake.role == RequesterRole::Guardian && self.waiting.as_ref().is_some_and(evidence)
    }

    /// Whether a system said that it keeps some of what a right is about.
    pub fn keeps_some(&self, right: Right) -> bool {
        let kept = |state: &TaskState| match state {
            TaskState::Done { result, .. } => *result == TaskResult::Retained,
            TaskState::Open | TaskState::Dropped => false,
        };
        self.tasks.iter().any(|task| task.right == right && kept(&task.state))
    }

    /// Notes that something was asked. What was still open then counts as answered: the desk waits for one thing only.
    pub(crate) fn asked(&mut self, what: Happening, at: DateTime<Utc>) {
        if self.open_question() != Some(what) {
            self.answered(at);
            self.happened.push(Occurred { what, at });
        }
    }

    /// Notes that what was asked arrived, or is no longer waited for.
    pub(crate) fn answered(&mut self, at: DateTime<Utc>) {
        let answer = match self.open_question() {
            Some(Happening::IdRequested) => Happening::IdReceived,
            Some(Happening::ClarRequested) => Happening::ClarReceived,
            _ => return,
        };
        self.happened.push(Occurred { what: answer, at });
    }

    fn open_question(&self) -> Option<Happening> {
        let last = self.happened.iter().rev().find(|one| one.what != Happening::Extended)?.what;
        matches!(last, Happening::IdRequested | Happening::ClarRequested).then_some(last)
    }
}
