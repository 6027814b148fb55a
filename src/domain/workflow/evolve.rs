//! What an event changes. Total: what happened always applies, so that replay never fails.

use chrono::{DateTime, Utc};

use super::event::{Event, Happened, Side};
use crate::domain::case::{
    Alarms, Case, Confirmation, Hold, Identity, Missed, PendingExtension, Proposal, Waiting,
};
use crate::domain::item::{Item, ItemState, TaskState};
use crate::domain::vocabulary::{Priority, RequesterRole, Right, Stage, WaitingReason};

/// The case an opening event makes; `None` for any other event.
pub fn open(first: &Happened) -> Option<Case> {
    let Event::CaseOpened {
        id,
        reference,
        stage,
        intake,
        rights,
        clocks,
    } = &first.event
    else {
        return None;
    };
    let child = intake.role == RequesterRole::Guardian;
    Some(Case {
        id: id.clone(),
        reference: reference.clone(),
        version: 1,
        settled_version: 1,
        stage: *stage,
        outcome: None,
        closed_at: None,
        first_closed_at: None,
        confirmation: Confirmation::default(),
        identity: Identity::Open,
        items: items_of(rights),
        tasks: Vec::new(),
        waiting: None,
        assignee: None,
        unassigned_since: (*stage != Stage::Unconfirmed).then_some(first.at),
        priority: if child {
            Priority::High
        } else {
            Priority::Normal
        },
        clocks: clocks.clone(),
        proposal: None,
        extension: None,
        hold: None,
        missed: None,
        lateness: None,
        duplicate_of: None,
        alarms: Alarms::default(),
        reply_at: None,
        undelivered: Vec::new(),
        erased_at: None,
        intake: intake.clone(),
    })
}

/// Folds a whole stream; `None` when it does not begin with an opening.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Happened>) -> Option<Case> {
    let mut events = events.into_iter();
    let first = open(events.next()?)?;
    Some(events.fold(first, evolve))
}

/// The case after an event.
pub fn evolve(mut case: Case, happened: &Happened) -> Case {
    case.version = case.version.saturating_add(1);
    if happened.event.matters_to_decisions() {
        case.settled_version = case.version;
    }
    apply(&mut case, happened);
    case
}

fn items_of(rights: &[Right]) -> Vec<Item> {
    let mut rights = rights.to_vec();
    rights.sort_unstable();
    rights.dedup();
    rights
        .into_iter()
        .map(|right| Item {
            right,
            state: ItemState::Pending,
        })
        .collect()
}

fn apply(case: &mut Case, happened: &Happened) {
    let at = happened.at;
    match &happened.event {
        // A second opening cannot happen; the version guards it.
        Event::CaseOpened { .. } | Event::ConfirmationResent | Event::NoteAdded { .. } => {}
        Event::EmailConfirmed { .. } | Event::ConfirmedByDesk { .. } => {
            case.confirmation.confirmed_at = Some(at);
            case.stage = Stage::Verifying;
            case.unassigned_since = Some(at);
        }
        Event::ConfirmationReminded => case.confirmation.reminded = true,
        Event::MandateConfirmed => case.confirmation.mandate_at = Some(at),
        Event::Disowned => {
            case.hold = Some(Hold {
                disowned: true,
                since: at,
                reason: None,
            })
        }
        Event::EvidenceAsked { .. } => wait(case, WaitingReason::Evidence, at),
        Event::ClarificationAsked { .. } => wait(case, WaitingReason::Clarification, at),
        Event::EvidenceGiven { .. } | Event::ClarificationAnswered { .. } => {
            case.waiting = None;
            case.reply_at = Some(at);
        }
        Event::MessageSent {
            from: Side::Requester,
            ..
        } => case.reply_at = Some(at),
        Event::MessageSent {
            from: Side::Desk, ..
        } => case.reply_at = None,
        Event::Assigned { to } => {
            case.unassigned_since = if to.is_none() { Some(at) } else { None };
            case.assignee.clone_from(to);
            case.alarms.escalated = false;
        }
        Event::RightsSet { rights } => case.items = items_of(rights),
        Event::IdentityAccepted { method, tasks, .. } => {
            let by = happened.by.clone();
            case.identity = Identity::Accepted {
                at,
                by,
                method: *method,
            };
            case.stage = Stage::Working;
            case.waiting = None;
            case.tasks.extend(tasks.iter().cloned());
        }
        Event::IdentityRejected { text } => {
            case.identity = Identity::Rejected { at, text: text.clone() };
        }
        event => apply_work(case, event, at, &happened.by),
    }
}

fn apply_work(case: &mut Case, event: &Event, at: DateTime<Utc>, by: &str) {
    match event {
        Event::TaskCompleted {
            task,
            result,
            details,
        } => {
            let state = TaskState::Done {
                result: *result,
                details: details.clone(),
                at,
            };
            case.tasks
                .iter_mut()
                .filter(|t| t.id == *task)
                .for_each(|t| t.state = state.clone());
        }
        Event::TaskReopened { task, .. } => {
            case.tasks
                .iter_mut()
                .filter(|t| t.id == *task)
                .for_each(|t| t.state = TaskState::Open);
        }
        Event::ExecutionApproved { rights } => {
            rights
                .iter()
                .for_each(|right| set_item(case, *right, ItemState::Approved));
        }
        Event::CoolingOffStarted { until } => {
            set_item(
                case,
                Right::Terminate,
                ItemState::CoolingOff { until: *until },
            );
        }
        Event::CoolingOffEnded => set_item(case, Right::Terminate, ItemState::Approved),
        Event::TerminationCancelled => {
            set_item(case, Right::Terminate, ItemState::Cancelled);
            drop_open_tasks(case, Some(Right::Terminate));
            case.stage = Stage::Working;
            case.proposal = None;
        }
        Event::ItemSettled {
            right,
            settlement,
            ground,
            text,
        } => {
            let (settlement, ground, text) = (*settlement, *ground, text.clone());
            set_item(
                case,
                *right,
                ItemState::Settled {
                    settlement,
                    ground,
                    text,
                },
            );
            drop_open_tasks(case, Some(*right));
        }
        Event::HoldPlaced { reason } => {
            case.hold = Some(Hold {
                disowned: false,
                since: at,
                reason: Some(reason.clone()),
            });
        }
        Event::HoldReleased { .. } => case.hold = None,
        event => apply_answer(case, event, at, by),
    }
}

fn apply_answer(case: &mut Case, event: &Event, at: DateTime<Utc>, by: &str) {
    match event {
        Event::AnswerProposed { text } => propose(case, None, text.clone(), at, by),
        Event::RefusalProposed { ground, text } => {
            propose(case, Some(*ground), Some(text.clone()), at, by);
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
            case.proposal = None;
            case.identity = reopened_identity(&case.identity);
            case.unassigned_since = if case.assignee.is_none() {
                Some(at)
            } else {
                None
            };
            case.items
                .iter_mut()
                .for_each(|item| item.state = ItemState::Pending);
        }
        Event::ExtensionDecided {
            ground,
            text,
            due_on,
            notice_by,
        } => {
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

fn apply_time(case: &mut Case, event: &Event, at: DateTime<Utc>) {
    match event {
        Event::DeadlineExtended { clocks, .. } => {
            case.clocks.clone_from(clocks);
            case.extension = None;
            case.alarms = Alarms {
                escalated: case.alarms.escalated,
                ..Alarms::default()
            };
        }
        Event::ExtensionVoided { .. } => case.extension = None,
        Event::ReceivedDateCorrected {
            received_at,
            received_on,
            clocks,
            ..
        } => {
            case.intake.received_at = *received_at;
            case.intake.received_on = *received_on;
            case.clocks.clone_from(clocks);
            case.alarms = Alarms {
                escalated: case.alarms.escalated,
                ..Alarms::default()
            };
        }
        Event::JurisdictionSet {
            country, region, ..
        } => {
            case.intake.country.clone_from(country);
            case.intake.region.clone_from(region);
        }
        Event::DeadlineMissed { rule, due_on, .. } => {
            case.missed = Some(Missed {
                due_on: *due_on,
                rule: rule.clone(),
                at,
            });
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
        Event::PersonalDataErased => case.erased_at = Some(at),
        // The rest was applied by the functions above.
        _ => {}
    }
}

fn wait(case: &mut Case, reason: WaitingReason, since: DateTime<Utc>) {
    case.waiting = Some(Waiting {
        reason,
        since,
        reminded: false,
    });
    case.reply_at = None;
}

fn propose(
    case: &mut Case,
    refusal: Option<crate::domain::vocabulary::Ground>,
    text: Option<crate::domain::prose::Sealed>,
    at: DateTime<Utc>,
    by: &str,
) {
    let from = case.stage;
    case.proposal = Some(Proposal {
        refusal,
        by: by.to_owned(),
        at,
        from,
        text,
    });
    case.stage = Stage::Review;
}

fn reopened_identity(identity: &Identity) -> Identity {
    match identity {
        Identity::Accepted { .. } => identity.clone(),
        Identity::Open | Identity::Rejected { .. } => Identity::Open,
    }
}

fn set_item(case: &mut Case, right: Right, state: ItemState) {
    case.items
        .iter_mut()
        .filter(|item| item.right == right)
        .for_each(|item| {
            item.state = state.clone();
        });
}

fn drop_open_tasks(case: &mut Case, right: Option<Right>) {
    case.tasks
        .iter_mut()
        .filter(|task| right.is_none_or(|right| task.right == right))
        .filter(|task| matches!(task.state, TaskState::Open))
        .for_each(|task| task.state = TaskState::Dropped);
}
