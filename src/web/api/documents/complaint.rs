//! A complaint or an appeal as JSON.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::clock::ClockDocument;
use domain::complaint::Complaint;

/// A complaint or an appeal against the answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::api) struct ComplaintDocument {
    /// `complaint` or `appeal`.
    kind: &'static str,
    channel: &'static str,
    received_at: DateTime<Utc>,
    /// Local date of receipt in the organisation's zone.
    received_on: NaiveDate,
    /// The day by which it is decided, local to the zone of its clock.
    due_on: NaiveDate,
    /// Whether that day passed without a decision.
    deadline_missed: bool,
    /// `upheld`, `partly_upheld` or `rejected`; `null` while it is open.
    outcome: Option<&'static str>,
    decided_at: Option<DateTime<Utc>>,
    /// Acknowledgement and decision, with their derivation.
    clocks: Vec<ClockDocument>,
}

impl ComplaintDocument {
    pub(in crate::api) fn of(complaint: &Complaint) -> Self {
        let binding = complaint.effective_clock();
        let clocks = complaint.clocks.iter();
        Self {
            kind: complaint.kind.as_str(),
            channel: complaint.channel.as_str(),
            received_at: complaint.received_at,
            received_on: complaint.received_on,
            due_on: complaint.due_on(),
            deadline_missed: complaint.missed.is_some(),
            outcome: complaint.decision.as_ref().map(|decision| decision.outcome.as_str()),
            decided_at: complaint.decision.as_ref().map(|decision| decision.at),
            clocks: clocks.map(|clock| ClockDocument::of(clock, binding == Some(clock))).collect(),
        }
    }
}
