//! The case: one person's submission, as the fold of its events. Holds no personal data.

mod address;
mod dates;
mod files;
mod hold;
mod questions;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::closing::CheckedPoint;
use super::complaint::Complaint;
use super::correction::FieldState;
use super::deadline::{Clock, Occurred};
pub use address::AddressChange;
pub use hold::{Hold, LegalHold};

use super::file::{CaseFile, Package};
use super::ids::{CaseId, OutboxId, Reference, StaffId, TaskId};
use super::item::{Item, ItemState, Task, TaskState};
use super::message::Language;
use super::prose::Sealed;
use super::vocabulary::{
    AccountRole, Channel, Ground, Outcome, Priority, RequesterRole, Right, Stage,
    VerificationMethod, WaitingReason,
};

/// The state of one case. `version` counts its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Inside id.
    pub id: CaseId,
    /// The reference people see.
    pub reference: Reference,
    /// Number of events folded in.
    pub version: i64,
    /// The version at which something last changed that a decision could depend on;
    /// deliveries and reminders do not count, so that they never make a clerk's form stale.
    pub settled_version: i64,
    /// What was asked, by whom in which capacity, from where.
    pub intake: Intake,
    /// Where the case is.
    pub stage: Stage,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// When it closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Who closed it last (principal): somebody else decides a complaint about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<String>,
    /// When it was first closed; a request answered in time is not late because it was reopened.
    pub first_closed_at: Option<DateTime<Utc>>,
    /// Control of the email address.
    pub confirmation: Confirmation,
    /// Another address that was asked for and does not count yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<AddressChange>,
    /// Who the person is.
    pub identity: Identity,
    /// One item per right; empty while "not sure" is triaged.
    pub items: Vec<Item>,
    /// Where each field of a correction stands, by its number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<FieldState>,
    /// One task per system and right.
    pub tasks: Vec<Task>,
    /// Points of the checklist that were looked at, before an account is closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checked: Vec<CheckedPoint>,
    /// The version of the data map its tasks were planned from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_map: Option<u32>,
    /// Set while the desk waits for the requester.
    pub waiting: Option<Waiting>,
    /// Who works on it.
    pub assignee: Option<StaffId>,
    /// Since when nobody does.
    pub unassigned_since: Option<DateTime<Utc>>,
    /// Order beside the deadline.
    pub priority: Priority,
    /// Every clock.
    pub clocks: Vec<Clock>,
    /// What happened that a clock may count with: questions, answers, evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub happened: Vec<Occurred>,
    /// The answer under review.
    pub proposal: Option<Proposal>,
    /// An extension whose notice is on its way.
    pub extension: Option<PendingExtension>,
    /// When an extension first became void, because the requester was not told in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension_void_at: Option<DateTime<Utc>>,
    /// A stop placed on execution and answer.
    pub hold: Option<Hold>,
    /// Legal holds on the person or on the request: nothing is erased or closed while one stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legal_holds: Vec<LegalHold>,
    /// The deadline that was missed, for good.
    pub missed: Option<Missed>,
    /// Why the answer is late.
    pub lateness: Option<Sealed>,
    /// The earlier case this one repeats.
    pub duplicate_of: Option<Reference>,
    /// What the clock worker already did.
    pub alarms: Alarms,
    /// When the requester last wrote and nobody answered.
    pub reply_at: Option<DateTime<Utc>>,
    /// Complaints and appeals in the order they came; only the last one can be open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub complaints: Vec<Complaint>,
    /// Notices the mail server refused for good.
    pub undelivered: Vec<OutboxId>,
    /// Personal data of the case is gone.
    pub erased_at: Option<DateTime<Utc>>,
    /// Files that are kept, in the order they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<CaseFile>,
    /// The copy of the person's data, once an answer gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<Package>,
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// How it reached the company.
    pub channel: Channel,
    /// The instant of receipt, which for post is earlier than the recording.
    #[serde(deserialize_with = "crate::instant::deserialize")]
    pub received_at: DateTime<Utc>,
    /// Its local date in the organisation's zone.
    pub received_on: NaiveDate,
    /// When it was typed in or sent.
    pub recorded_at: DateTime<Utc>,
    /// In which capacity.
    pub role: RequesterRole,
    /// Language of notices.
    pub language: Language,
    /// Stated country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Stated region, where the law needs it (ISO 3166-2 subdivision without the country).
    pub region: Option<String>,
    /// The kind of account.
    pub account_role: Option<AccountRole>,
    /// Whether an email address is known; without one, notices are printed letters.
    pub has_email: bool,
    /// Whether the account's address differs from the requester's.
    pub other_account_address: bool,
    /// Name, address and details, sealed.
    pub person: Sealed,
    /// The policy pack and version in force on receipt.
    pub policy: String,
    /// How many fields are to be corrected; which ones is sealed with the person.
    #[serde(default, skip_serializing_if = "is_none")]
    pub corrections: u32,
    /// Proof that a guardian may act for the child came with the request, so none is asked for.
    #[serde(default, skip_serializing_if = "crate::item::is_false")]
    pub authority_enclosed: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
const fn is_none(count: &u32) -> bool {
    *count == 0
}

/// Control of the email address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// When it was shown.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Whether the one reminder went out.
    pub reminded: bool,
    /// The data subject confirmed the agent's mandate.
    pub mandate_at: Option<DateTime<Utc>>,
}

/// What is known of who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "identity", rename_all = "snake_case")]
pub enum Identity {
    /// Not decided.
    Open,
    /// Established.
    Accepted {
        /// When.
        at: DateTime<Utc>,
        /// By whom (principal).
        by: String,
        /// How.
        method: VerificationMethod,
    },
    /// Not established.
    Rejected {
        /// When.
        at: DateTime<Utc>,
        /// The words for the requester.
        text: Sealed,
    },
}

impl Identity {
    /// Who established it (principal).
    pub fn accepted_by(&self) -> Option<&str> {
        match self {
            Self::Accepted { by, .. } => Some(by),
            Self::Open | Self::Rejected { .. } => None,
        }
    }
}

/// The desk waits for the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// For what.
    pub reason: WaitingReason,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Whether the requester was reminded.
    pub reminded: bool,
}

/// The draft under review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Answer, or refusal of the whole request.
    pub refusal: Option<Ground>,
    /// Who proposed (principal).
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The stage it came from, where `send_back` returns to.
    pub from: Stage,
    /// The words above what became of each right.
    pub text: Option<Sealed>,
    /// The words below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Sealed>,
}

/// An extension that was decided but does not count yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingExtension {
    /// Why.
    pub ground: Ground,
    /// The words for the requester.
    pub text: Sealed,
    /// The date it would give.
    pub due_on: NaiveDate,
    /// The last local day on which the notice may be accepted.
    pub notice_by: NaiveDate,
}

/// A deadline that passed while the case was open. Never cleared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// The date that passed.
    pub due_on: NaiveDate,
    /// The rule that set it.
    pub rule: String,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

/// What the clock worker already did, so that it never does it twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarms {
    /// Reminder days that are over for the present due date.
    pub reminded: BTreeSet<u32>,
    /// The last local day a reminder of lateness was sent.
    pub overdue_on: Option<NaiveDate>,
    /// Whether the missing owner was escalated.
    pub escalated: bool,
}

impl Case {
    /// Rights asked for, in the vocabulary's order.
    pub fn rights(&self) -> impl Iterator<Item = Right> + '_ {
        self.items.iter().map(|item| item.right)
    }

    /// One item.
    pub fn item(&self, right: Right) -> Option<&Item> {
        self.items.iter().find(|item| item.right == right)
    }

    /// One field of a correction, by its number from 1.
    pub fn correction(&self, number: u32) -> Option<&FieldState> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        self.corrections.get(at)
    }

    /// One task.
    pub fn task(&self, id: TaskId) -> Option<&Task> {
        self.tasks.iter().find(|task| task.id == id)
    }

    /// Tasks still open.
    pub fn open_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| matches!(task.state, TaskState::Open))
    }

    /// Whether every item is decided, and there is at least one.
    pub fn all_settled(&self) -> bool {
        !self.items.is_empty() && self.items.iter().all(|item| item.state.is_settled())
    }

    /// Whether the proposed answer refuses, or ends a right with less than what was asked. A second person looks at what
    /// comes of a request, whichever command led there.
    pub fn falls_short(&self) -> bool {
        use crate::vocabulary::Settlement::{NotApplicable, PartlyDone, Refused};
        let short = |item: &Item| {
            matches!(
                item.state,
                ItemState::Settled { settlement: PartlyDone | Refused | NotApplicable, .. }
            )
        };
        let refusal = self.proposal.as_ref().is_some_and(|proposal| proposal.refusal.is_some());
        refusal || self.items.iter().any(short)
    }

    /// Whether identity was established.
    pub fn identity_accepted(&self) -> bool {
        matches!(self.identity, Identity::Accepted { .. })
    }

    /// The stage it goes on from when it is opened again.
    pub fn reopens_to(&self) -> Stage {
        if self.identity_accepted() { Stage::Working } else { Stage::Verifying }
    }

    /// Whether erasing and closing was released for a right.
    pub fn execution_released(&self, right: Right) -> bool {
        self.item(right).is_some_and(|item| matches!(item.state, ItemState::Approved))
    }
}
