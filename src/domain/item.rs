//! One right inside a case, and the tasks that carry it out system by system.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ids::TaskId;
use super::prose::Sealed;
use super::vocabulary::{Ground, Outcome, Right, Settlement, TaskKind, TaskResult};

/// One right with its own small state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Which right.
    pub right: Right,
    /// Where it stands.
    pub state: ItemState,
}

/// The states of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ItemState {
    /// Not decided.
    Pending,
    /// An approver released its erase and close tasks.
    Approved,
    /// A termination waits out its cooling-off period.
    CoolingOff {
        /// When it ends.
        until: DateTime<Utc>,
    },
    /// The requester cancelled it (termination in its cooling-off).
    Cancelled,
    /// Decided.
    Settled {
        /// How.
        settlement: Settlement,
        /// Why, when not everything was done.
        ground: Option<Ground>,
        /// The words for the requester.
        text: Option<Sealed>,
    },
}

impl ItemState {
    /// Nothing remains to be decided.
    pub const fn is_settled(&self) -> bool {
        matches!(self, Self::Settled { .. } | Self::Cancelled)
    }
}

/// One system's part in one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Number inside the case.
    pub id: TaskId,
    /// The right it serves.
    pub right: Right,
    /// Key of the system in the data map.
    pub system: String,
    /// What is asked of the system.
    pub kind: TaskKind,
    /// When it should be done, a local date of the organisation.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub state: TaskState,
}

/// The states of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TaskState {
    /// To be done.
    Open,
    /// Done.
    Done {
        /// What came of it.
        result: TaskResult,
        /// Internal details (counts, where, until when), sealed.
        details: Option<Sealed>,
        /// When.
        at: DateTime<Utc>,
    },
    /// Its item was settled while it was open: nothing more is expected.
    Dropped,
}

/// The outcome the settled items add up to.
pub fn outcome_of(items: &[Item]) -> Outcome {
    let given = |item: &Item, want: &[Settlement]| match &item.state {
        ItemState::Settled { settlement, .. } => want.contains(settlement),
        ItemState::Pending
        | ItemState::Approved
        | ItemState::CoolingOff { .. }
        | ItemState::Cancelled => false,
    };
    let answered: Vec<_> =
        items.iter().filter(|item| !matches!(item.state, ItemState::Cancelled)).collect();
    if answered.is_empty() {
        return Outcome::Withdrawn;
    }
    if answered.iter().all(|i| given(i, &[Settlement::Done, Settlement::NotApplicable])) {
        return Outcome::Fulfilled;
    }
    if answered.iter().all(|i| given(i, &[Settlement::Refused])) {
        return Outcome::Refused;
    }
    Outcome::PartlyFulfilled
}
