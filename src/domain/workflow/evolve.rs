//! What an event changes. Total: what happened always applies, so that replay never fails.

mod address;
mod answer;
mod complaint;
mod files;
mod tasks;

use chrono::{DateTime, Utc};

use super::event::{Event, Happened, Side};
use address::apply_address;
use answer::apply_answer;
use complaint::apply_complaint;
use files::apply_files;
use tasks::apply_tasks;

use crate::case::{Alarms, Case, Confirmation, Hold, Identity, LegalHold, Waiting};
use crate::closing::CheckedPoint;
use crate::correction::FieldState;
use crate::deadline::Happening;
use crate::item::{Item, ItemState, TaskState};
use crate::vocabulary::{Priority, RequesterRole, Right, Stage, TaskKind, WaitingReason};

/// The case an opening event makes; `None` for any other event.
pub fn open(first: &Happened) -> Option<Case> {
    let Event::CaseOpened { id, reference, stage, intake, rights, clocks } = &first.event else {
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
        closed_by: None,
        first_closed_at: None,
        confirmation: Confirmation::default(),
        address: None,
        identity: Identity::Open,
        items: items_of(rights),
        corrections: vec![FieldState::default(); usize::try_from(intake.corrections).unwrap_or(0)],
        tasks: Vec::new(),
        waiting: None,
        assignee: None,
        unassigned_since: (*stage != Stage::Unconfirmed).then_some(first.at),
        priority: if child { Priority::High } else { Priority::Normal },
        clocks: clocks.clone(),
        happened: Vec::new(),
        proposal: None,
        extension: None,
        extension_void_at: None,
        hold: None,
        legal_holds: Vec::new(),
        missed: None,
        lateness: None,
        duplicate_of: None,
        alarms: Alarms::default(),
        reply_at: None,
        complaints: Vec::new(),
        undelivered: Vec::new(),
        checked: Vec::new(),
        data_map: None,
        erased_at: None,
        files: Vec::new(),
        package: None,
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
    apply_files(&mut case, happened);
    apply_complaint(&mut case, happened);
    apply_address(&mut case, happened);
    case
}

fn items_of(rights: &[Right]) -> Vec<Item> {
    let mut rights = rights.to_vec();
    rights.sort_unstable();
    rights.dedup();
    rights.into_iter().map(|right| Item { right, state: ItemState::Pending }).collect()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the next function applies the rest; evolve is total"
)]
fn apply(case: &mut Case, happened: &Happened) {
    let at = happened.at;
    match &happened.event {
        // A second opening cannot happen; the version guards it.
        Event::CaseOpened { .. }
        | Event::ConfirmationResent
        | Event::NoteAdded { .. }
        | Event::ErasedAgain => {}
        Event::EmailConfirmed { .. } | Event::ConfirmedByDesk { .. } => {
            case.confirmation.confirmed_at = Some(at);
            case.stage = Stage::Verifying;
            case.unassigned_since = Some(at);
        }
        Event::ConfirmationReminded => case.confirmation.reminded = true,
        Event::MandateConfirmed => case.confirmation.mandate_at = Some(at),
        Event::Disowned => {
            case.hold = Some(Hold { disowned: true, since: at, by: None, reason: None });
        }
        Event::EvidenceAsked { .. } | Event::AuthorityAsked => {
            case.asked(Happening::IdRequested, at);
            wait(case, WaitingReason::Evidence, at);
        }
        Event::ClarificationAsked { .. } => {
            case.asked(Happening::ClarRequested, at);
            wait(case, WaitingReason::Clarification, at);
        }
        Event::EvidenceGiven { .. } | Event::ClarificationAnswered { .. } => {
            case.answered(at);
            case.waiting = None;
            case.reply_at = Some(at);
        }
        Event::MessageSent { from: Side::Requester, .. } => case.reply_at = Some(at),
        Event::MessageSent { from: Side::Desk, .. } => case.reply_at = None,
        Event::Assigned { to } => {
            case.unassigned_since = if to.is_none() { Some(at) } else { None };
            case.assignee.clone_from(to);
            case.alarms.escalated = false;
        }
        Event::RightsSet { rights } => {
            // After a change of address there can be tasks already.
            let gone: Vec<_> = case.rights().filter(|right| !rights.contains(right)).collect();
            for right in gone {
                drop_open_tasks(case, Some(right));
            }
            case.items = items_of(rights);
        }
        Event::IdentityAccepted { method, tasks, data_map, .. } => {
            let by = happened.by.clone();
            case.identity = Identity::Accepted { at, by, method: *method };
            case.stage = Stage::Working;
            case.answered(at);
            case.waiting = None;
            case.data_map = data_map.or(case.data_map);
            case.tasks.extend(tasks.iter().cloned());
        }
        Event::IdentityRejected { text } => {
            case.identity = Identity::Rejected { at, text: text.clone() };
        }
        event => {
            apply_tasks(case, happened);
            apply_work(case, event, at, &happened.by);
        }
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the next function applies the rest; evolve is total"
)]
fn apply_work(case: &mut Case, event: &Event, at: DateTime<Utc>, by: &str) {
    match event {
        Event::ExecutionApproved { rights, .. } => {
            for right in rights {
                set_item(case, *right, ItemState::Approved);
            }
        }
        Event::ReleaseLapsed { right } => set_item(case, *right, ItemState::Pending),
        Event::PointChecked { point, note } => {
            let (point, by, note) = (point.clone(), by.to_owned(), note.clone());
            case.checked.retain(|known| known.point != point);
            case.checked.push(CheckedPoint { point, at, by, note });
        }
        Event::CoolingOffStarted { until } => {
            set_item(case, Right::Terminate, ItemState::CoolingOff { until: *until });
        }
        Event::CoolingOffEnded => set_item(case, Right::Terminate, ItemState::Approved),
        Event::TerminationCancelled => {
            set_item(case, Right::Terminate, ItemState::Cancelled);
            drop_open_tasks(case, Some(Right::Terminate));
            case.stage = Stage::Working;
            case.proposal = None;
        }
        Event::CorrectionDecided { number, decision, ground, text } => {
            let decided =
                FieldState { decision: Some(*decision), ground: *ground, text: text.clone() };
            set_field(case, *number, decided);
        }
        Event::ItemSettled { right, settlement, ground, text } => {
            let (settlement, ground, text) = (*settlement, *ground, text.clone());
            set_item(case, *right, ItemState::Settled { settlement, ground, text });
            drop_open_tasks(case, Some(*right));
        }
        Event::HoldPlaced { reason } => {
            let (by, reason) = (Some(by.to_owned()), Some(reason.clone()));
            case.hold = Some(Hold { disowned: false, since: at, by, reason });
        }
        Event::HoldReleased { .. } => case.hold = None,
        Event::LegalHoldBegan { hold, until } => {
            case.legal_holds.push(LegalHold { id: hold.clone(), since: at, until: *until });
        }
        Event::LegalHoldEnded { hold } => case.legal_holds.retain(|known| known.id != *hold),
        event => apply_answer(case, event, at, by),
    }
}

fn wait(case: &mut Case, reason: WaitingReason, since: DateTime<Utc>) {
    case.waiting = Some(Waiting { reason, since, reminded: false });
    case.reply_at = None;
}

#[expect(clippy::needless_pass_by_value, reason = "made to be handed over")]
fn set_item(case: &mut Case, right: Right, state: ItemState) {
    case.items.iter_mut().filter(|item| item.right == right).for_each(|item| {
        item.state = state.clone();
    });
}

/// What was settled on another decision is open again.
fn set_field(case: &mut Case, number: u32, decided: FieldState) {
    let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    if let Some(field) = at.and_then(|at| case.corrections.get_mut(at)) {
        *field = decided;
    }
    if case.item(Right::Correct).is_some_and(|item| item.state.is_settled()) {
        set_item(case, Right::Correct, ItemState::Pending);
    }
}

/// Looking again belongs to what was kept, so it outlives the answer.
pub(super) fn drop_open_tasks(case: &mut Case, right: Option<Right>) {
    case.tasks
        .iter_mut()
        .filter(|task| task.kind != TaskKind::LookAgain)
        .filter(|task| right.is_none_or(|right| task.right == right))
        .filter(|task| matches!(task.state, TaskState::Open))
        .for_each(|task| task.state = TaskState::Dropped);
}
