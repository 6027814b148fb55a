//! What events of complaints change. The alarms of a closed case are those of the complaint that is open.

use crate::case::{Alarms, Case, Missed};
use crate::complaint::{Complaint, ComplaintDecision};
use crate::policy::ClockKind;
use crate::workflow::event::{Event, Happened};

#[expect(clippy::wildcard_enum_match_arm, reason = "the other functions apply the rest")]
pub(super) fn apply_complaint(case: &mut Case, happened: &Happened) {
    let (at, by) = (happened.at, &happened.by);
    match &happened.event {
        Event::ComplaintRecorded { kind, channel, received_at, received_on, text, clocks } => {
            case.complaints.push(Complaint {
                kind: *kind,
                channel: *channel,
                received_at: *received_at,
                received_on: *received_on,
                recorded_at: at,
                text: text.clone(),
                clocks: clocks.clone(),
                missed: None,
                decision: None,
            });
            case.alarms = Alarms::default();
            case.unassigned_since = if case.assignee.is_none() { Some(at) } else { None };
        }
        Event::ComplaintDecided { outcome, text } => {
            if let Some(complaint) = case.complaints.last_mut() {
                let (outcome, by, text) = (*outcome, by.clone(), text.clone());
                complaint.decision = Some(ComplaintDecision { outcome, at, by, text });
            }
            case.alarms = Alarms::default();
        }
        Event::DeadlineMissed { clock: ClockKind::Complaint | ClockKind::Appeal, rule, due_on } => {
            if let Some(complaint) = case.complaints.last_mut() {
                complaint.missed = Some(Missed { due_on: *due_on, rule: rule.clone(), at });
            }
        }
        _ => {}
    }
}
