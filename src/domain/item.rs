//! One right inside a case, and the tasks that carry it out system by system.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ids::TaskId;
use super::person::Email;
use super::prose::Sealed;
use super::vocabulary::{Ground, Outcome, Right, Settlement, TaskKind, TaskResult};
use super::webhook::CallFault;

mod details;
mod facts;
mod look_again;
mod preview;

pub use super::vocabulary::TaskWith;
pub use details::{Correction, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, TaskDetails, is_named};
pub use facts::TaskFacts;
pub use look_again::{LookAgain, look_again_by};
pub use preview::{Kept, Preview};

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
    /// Who is to do it.
    #[serde(default = "by_desk")]
    pub with: TaskWith,
    /// Team, address and words of the one it was given to, sealed; `None`: as the data map says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned: Option<Sealed>,
    /// Who gave it to an address of their own choosing (principal): what comes from there counts as theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_by: Option<String>,
    /// What its owner asked or said when handing it back, sealed; nobody answered yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Sealed>,
    /// What erasing would take away and leave, looked up before it was released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<Preview>,
    /// How often it was reported as failed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub failures: u32,
    /// Whether its owner was reminded before the date.
    #[serde(default, skip_serializing_if = "is_false")]
    pub reminded: bool,
    /// Whether a later task looks again at what was kept there.
    #[serde(default, skip_serializing_if = "is_false")]
    pub followed: bool,
    /// The last local day somebody was told that it is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chased_on: Option<NaiveDate>,
    /// Whether its system took it and is to send the result.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sent: bool,
    /// Why it came back from its system to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fell_back: Option<CallFault>,
}

impl Task {
    /// To be done.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, TaskState::Open)
    }

    /// Whether an approver must be told beforehand how much it takes away: erasing and making anonymous.
    pub const fn is_erasure(&self) -> bool {
        matches!((self.right, self.kind), (Right::Delete, TaskKind::Erase | TaskKind::Anonymise))
    }

    /// Open after its day, on a local day of the organisation.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.is_open() && self.due_on < today
    }
}

/// Tasks of requests from before owners could be asked were the desk's.
const fn by_desk() -> TaskWith {
    TaskWith::Desk
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
pub(crate) const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// To whom a task was given, and what they are told. Personal data: it is only kept sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assignment {
    /// The team.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub team: String,
    /// Where the task is mailed; `None`: to the owner the data map names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<Email>,
    /// Words of the desk, shown on the page of the task.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
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
        /// What was found, corrected or said, sealed.
        details: Option<Sealed>,
        /// Counts, dates and codes of the result.
        #[serde(default, skip_serializing_if = "TaskFacts::is_empty")]
        facts: TaskFacts,
        /// When.
        at: DateTime<Utc>,
    },
    /// Nothing more is expected: its item was settled while it was open, or it was taken out of the plan.
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
