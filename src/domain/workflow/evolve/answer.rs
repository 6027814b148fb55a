//! What events of the answer and of time change.

use chrono::{DateTime, Utc};

use super::drop_open_tasks;
use crate::case::{Alarms, Case, Identity, Missed, PendingExtension, Proposal};
use crate::deadline::{Happening, Occurred};
use crate::item::{ItemState, TaskState};
use crate::policy::ClockKind;
use crate::vocabulary::Stage;
use crate::workflow::event::Event;

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the next function applies the rest; evolve is total"
)]
pub(super) fn apply_answer(case: &mut Case, event: &Event, at: DateTime<Utc>, by: &str) {
    match event {
        Event::AnswerProposed { text, closing } => {
            let (text, closing) = (text.clone(), closing.clone());
            propose(case, Proposal { refusal: None, text, closing, ..drafted(case, at, by) });
        }
        Event::RefusalProposed { ground, text } => {
            let (refusal, text) = (Some(*ground), Some(text.clone()));
            propose(case, Proposal { refusal, text, ..drafted(case, at, by) });
        }
        Event::SentBack { to, .. } => {
            case.stage = *to;
            case.proposal = None;
        }
        Event::DuplicateMarked { of } => case.duplicate_of = Some(of.clone()),
        Event::Closed { outcome } => {
            case.stage = Stage::Closed;
            case.outcome = Some(*outcome);
            case.closed_at = Some(at);
            case.closed_by = Some(by.to_owned());
            case.first_closed_at = case.first_closed_at.or(Some(at));
            case.waiting = None;
            case.reply_at = None;
            case.extension = None;
            drop_open_tasks(case, None);
        }
        Event::Reopened { to, .. } => {
            case.stage = *to;
            case.outcome = None;
            case.closed_at = None;
            case.closed_by = None;
            case.proposal = None;
            case.identity = reopened_identity(&case.identity);
            case.unassigned_since = if case.assignee.is_none() { Some(at) } else { None };
            case.items.iter_mut().for_each(|item| item.state = ItemState::Pending);
            case.checked.clear();
        }
        Event::ExtensionDecided { ground, text, due_on, notice_by } => {
            case.extension = Some(PendingExtension {
                ground: *ground,
                text: text.clone(),
                due_on: *due_on,
                notice_by: *notice_by,
            });
        }
        event => apply_time(case, event, at),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the next function applies the rest; evolve is total"
)]
fn apply_time(case: &mut Case, event: &Event, at: DateTime<Utc>) {
    match event {
        Event::DeadlineExtended { clocks, .. } => {
            case.clocks.clone_from(clocks);
            case.happened.push(Occurred { what: Happening::Extended, at });
            case.extension = None;
            case.alarms = Alarms { escalated: case.alarms.escalated, ..Alarms::default() };
        }
        Event::DeadlineRecomputed { from, to, clocks, .. } => {
            case.clocks.clone_from(clocks);
            if from != to {
                case.alarms = Alarms { escalated: case.alarms.escalated, ..Alarms::default() };
            }
        }
        Event::ExtensionVoided { .. } => {
            case.extension = None;
            case.extension_void_at = case.extension_void_at.or(Some(at));
        }
        Event::ReceivedDateCorrected { received_at, received_on, clocks, .. } => {
            case.intake.received_at = *received_at;
            case.intake.received_on = *received_on;
            case.clocks.clone_from(clocks);
            case.alarms = Alarms { escalated: case.alarms.escalated, ..Alarms::default() };
        }
        Event::JurisdictionSet { country, region, .. } => {
            case.intake.country.clone_from(country);
            case.intake.region.clone_from(region);
        }
        Event::DeadlineMissed { clock, rule, due_on } if *clock == ClockKind::Respond => {
            case.missed = Some(Missed { due_on: *due_on, rule: rule.clone(), at });
        }
        Event::LatenessExplained { reason } => case.lateness = Some(reason.clone()),
        Event::ReminderDue { passed, .. } => case.alarms.reminded.extend(passed),
        Event::OverdueReminderDue { day } => case.alarms.overdue_on = Some(*day),
        Event::UnassignedEscalated => case.alarms.escalated = true,
        Event::RequesterReminded => {
            if let Some(waiting) = &mut case.waiting {
                waiting.reminded = true;
            }
        }
        Event::NoticeFailed { outbox, .. } => case.undelivered.push(outbox.clone()),
        Event::NoticeDelivered { outbox, .. } => case.undelivered.retain(|id| id != outbox),
        Event::PersonalDataErased => {
            case.erased_at = Some(at);
            // Nobody can look at anything again.
            case.tasks.iter_mut().filter(|task| task.is_open()).for_each(|task| {
                task.state = TaskState::Dropped;
            });
        }
        // The rest was applied by the functions above.
        _ => {}
    }
}

fn drafted(case: &Case, at: DateTime<Utc>, by: &str) -> Proposal {
    let (by, from) = (by.to_owned(), case.stage);
    Proposal { refusal: None, by, at, from, text: None, closing: None }
}

fn propose(case: &mut Case, proposal: Proposal) {
    case.proposal = Some(proposal);
    case.stage = Stage::Review;
}

fn reopened_identity(identity: &Identity) -> Identity {
    match identity {
        Identity::Accepted { .. } => identity.clone(),
        Identity::Open | Identity::Rejected { .. } => Identity::Open,
    }
}
