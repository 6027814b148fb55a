//! The data map: which systems hold personal data, who answers for each, and what a right means there.
//!
//! Versioned as a whole: a case keeps the number of the version its tasks were planned from. Read from TOML by `config`,
//! kept by `services::data_map`; here it is checked, compared and planned from.

mod check;
mod diff;
mod plan;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use diff::{Changed, diff};
pub use plan::{Dates, Planned, by_people, chosen_systems, due_on, plan, with};

use super::person::Email;
use super::policy::Period;
use super::vocabulary::{Right, TaskKind, TaskResult, vocabulary};
use super::webhook::Webhook;

/// The number of the map that comes with the policy pack, before anybody saved one here.
pub const FROM_PACK: u32 = 0;

vocabulary! {
    /// Why data is kept although its erasure was asked for (policy 6.2; GDPR Art. 17(3)).
    pub enum RetentionBasis {
        /// Records the law orders to keep.
        MandatoryRecordKeeping = "mandatory_record_keeping",
        /// A transaction is still being completed.
        CompletingTransactions = "completing_transactions",
        /// Another duty under a law.
        LegalObligation = "legal_obligation",
        /// To establish, exercise or defend legal claims.
        LegalClaims = "legal_claims",
        /// A dispute is being settled.
        DisputeResolution = "dispute_resolution",
        /// To enforce agreements.
        AgreementEnforcement = "agreement_enforcement",
        /// To prevent fraud.
        FraudPrevention = "fraud_prevention",
    }
}

/// The map of one version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataMap {
    /// Number of the version; [`FROM_PACK`] for the one of the policy pack. Not part of the file.
    #[serde(skip)]
    pub number: u32,
    /// The names of data categories the policy uses; systems choose from them.
    #[serde(default)]
    pub categories: Vec<String>,
    /// The systems, in the order tasks are planned.
    #[serde(default, rename = "system")]
    pub systems: Vec<System>,
}

/// One system that holds personal data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Stable key.
    pub key: String,
    /// Name for people.
    pub name: String,
    /// The policy's data categories it holds.
    pub categories: Vec<String>,
    /// What the data is used for (GDPR Art. 15(1)(a)).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<String>,
    /// Where the data comes from (GDPR Art. 15(1)(g)).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// What a request for a copy asks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<TaskKind>,
    /// What a correction asks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correct: Option<TaskKind>,
    /// What a deletion asks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete: Option<TaskKind>,
    /// What closing the account asks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminate: Option<TaskKind>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Owner::is_nobody")]
    pub owner: Owner,
    /// What is kept after a deletion, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retention: Vec<RetentionRule>,
    /// Who gets data from it, and must be told of corrections and erasures (GDPR Art. 19).
    #[serde(default, rename = "recipient", skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<Recipient>,
    /// How it is called, when it answers by itself; without it people do its tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
}

/// Who answers for a system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// The team.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub team: String,
    /// Where tasks are mailed; without one the desk does them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Email>,
    /// Who is told when a task is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalation_mail: Option<Email>,
}

impl Owner {
    /// Neither a team nor an address is named.
    pub const fn is_nobody(&self) -> bool {
        self.team.is_empty() && self.mail.is_none() && self.escalation_mail.is_none()
    }
}

/// Data that stays after a deletion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// Which of the system's categories; empty: all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Why, coded.
    pub basis: RetentionBasis,
    /// Why, in words a requester understands.
    pub reason: String,
    /// How long from the day the task is done; calendar days or months.
    pub period: Period,
    /// When somebody must look at this rule again, a local date of the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_on: Option<NaiveDate>,
}

/// Somebody outside who gets data from a system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// Name for people.
    pub name: String,
    /// Which of the system's categories; empty: all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
}

impl System {
    /// What a right asks of it; `None` when it is not concerned.
    pub const fn duty(&self, right: Right) -> Option<TaskKind> {
        match right {
            Right::Access => self.access,
            Right::Correct => self.correct,
            Right::Delete => self.delete,
            Right::Terminate => self.terminate,
        }
    }

    /// Sets what a right asks of it.
    pub const fn set_duty(&mut self, right: Right, kind: Option<TaskKind>) {
        match right {
            Right::Access => self.access = kind,
            Right::Correct => self.correct = kind,
            Right::Delete => self.delete = kind,
            Right::Terminate => self.terminate = kind,
        }
    }
}

impl DataMap {
    /// The webhook that does a kind of task of a system.
    pub fn webhook(&self, key: &str, kind: TaskKind) -> Option<&Webhook> {
        self.system(key)?.webhook.as_ref().filter(|webhook| webhook.takes(kind))
    }

    /// The system of a key.
    pub fn system(&self, key: &str) -> Option<&System> {
        self.systems.iter().find(|system| system.key == key)
    }

    /// Name of a system for people; its key when the map no longer knows it.
    pub fn system_name<'a>(&'a self, key: &'a str) -> &'a str {
        self.system(key).map_or(key, |system| system.name.as_str())
    }
}

/// The tasks a right can ask of a system; the first is the usual one.
pub const fn duties_of(right: Right) -> &'static [TaskKind] {
    match right {
        Right::Access => &[TaskKind::Collect],
        Right::Correct => &[TaskKind::Correct],
        Right::Delete => &[TaskKind::Erase, TaskKind::Anonymise, TaskKind::Retain],
        Right::Terminate => &[TaskKind::CloseAccount],
    }
}

/// What can come of a task; what fits best comes first.
pub const fn results_of(kind: TaskKind) -> &'static [TaskResult] {
    use TaskResult as R;
    match kind {
        TaskKind::Collect | TaskKind::TellRecipients => &[R::Found, R::NothingHeld, R::Failed],
        TaskKind::Correct => &[R::Corrected, R::NothingHeld, R::Retained, R::Failed],
        TaskKind::Erase | TaskKind::CloseAccount => {
            &[R::Erased, R::Anonymised, R::Retained, R::NothingHeld, R::Failed]
        }
        TaskKind::Anonymise => &[R::Anonymised, R::Erased, R::Retained, R::NothingHeld, R::Failed],
        TaskKind::Retain | TaskKind::LookAgain => &[R::Retained, R::NothingHeld, R::Failed],
    }
}
