//! A complaint or an appeal against the answer to a closed request: clocks and a decision of its own, beside the case.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::case::Missed;
use super::deadline::{Clock, Verdict};
use super::policy::ClockKind;
use super::prose::Sealed;
use super::vocabulary::{Channel, ComplaintKind, ComplaintOutcome};
use super::zones::Zones;

/// One complaint or appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// Which of the two.
    pub kind: ComplaintKind,
    /// How it reached the company.
    pub channel: Channel,
    /// The instant of receipt, which for post is earlier than the recording.
    #[serde(deserialize_with = "crate::instant::deserialize")]
    pub received_at: DateTime<Utc>,
    /// Its local date in the organisation's zone.
    pub received_on: NaiveDate,
    /// When it was typed in or sent.
    pub recorded_at: DateTime<Utc>,
    /// The words of the person.
    pub text: Sealed,
    /// Every clock that runs for it: acknowledgement and decision.
    pub clocks: Vec<Clock>,
    /// The date of the decision that was missed, for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<Missed>,
    /// What was decided; while there is nothing, it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<ComplaintDecision>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintDecision {
    /// Upheld, in part, or rejected.
    pub outcome: ComplaintOutcome,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom (principal).
    pub by: String,
    /// The words for the requester.
    pub text: Sealed,
}

impl Complaint {
    /// Whether it waits for its decision.
    pub const fn is_open(&self) -> bool {
        self.decision.is_none()
    }

    /// When something last happened to it: its recording, or its decision.
    pub fn changed_at(&self) -> DateTime<Utc> {
        self.decision.as_ref().map_or(self.recorded_at, |decision| decision.at)
    }

    /// The clock that binds: the earliest date of the decision.
    pub fn effective_clock(&self) -> Option<&Clock> {
        effective_of(&self.clocks)
    }

    /// The day by which it is decided, local to the zone of the clock that binds.
    pub fn due_on(&self) -> NaiveDate {
        self.effective_clock().map_or(self.received_on, |clock| clock.due_on)
    }

    /// The zone its dates are local to.
    pub fn zone(&self) -> &str {
        self.effective_clock().map_or("UTC", |clock| clock.zone.as_str())
    }

    /// Whether its date passed by `now` without a decision, or it was decided after it.
    pub fn is_late(&self, now: DateTime<Utc>, zones: &dyn Zones) -> bool {
        let until = self.decision.as_ref().map_or(now, |decision| decision.at);
        zones.date_at(self.zone(), until) > self.due_on()
    }
}

/// The clock of a decision that binds: the earliest date of those that run.
pub fn effective_of(clocks: &[Clock]) -> Option<&Clock> {
    clocks
        .iter()
        .filter(|clock| matches!(clock.kind, ClockKind::Complaint | ClockKind::Appeal))
        .filter(|clock| clock.verdict == Verdict::Due)
        .min_by_key(|clock| clock.due_on)
}
