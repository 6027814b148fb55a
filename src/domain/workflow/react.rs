//! What must follow an event: notices and forgetting, as data for the outbox.

use super::event::{Event, Side};
use super::may_start;
use crate::case::Case;
use crate::effect::{Audience, Effect};
use crate::file::FilePurpose;
use crate::ids::TaskId;
use crate::item::{LookAgain, Task, TaskState, TaskWith};
use crate::message::NoticeKind as N;
use crate::policy::Policy;
use crate::prose::Sealed;
use crate::vocabulary::{Outcome, RequesterRole, Right, Settlement, Stage, TaskKind};

/// The effects of one event, given the case after the whole command.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
pub fn react(after: &Case, event: &Event, policy: &Policy) -> Vec<Effect> {
    match event {
        Event::CaseOpened { stage: Stage::Unconfirmed, .. } | Event::ConfirmationResent => {
            vec![requester(N::ConfirmAddress)]
        }
        Event::CaseOpened { .. } | Event::EmailConfirmed { .. } | Event::ConfirmedByDesk { .. } => {
            received(after)
        }
        Event::ConfirmationReminded => vec![requester(N::ConfirmReminder)],
        Event::EvidenceAsked { .. } => vec![requester(N::EvidenceAsked)],
        Event::ClarificationAsked { .. } => vec![requester(N::QuestionAsked)],
        Event::EvidenceGiven { .. }
        | Event::ClarificationAnswered { .. }
        | Event::MessageSent { from: Side::Requester, .. }
        | Event::MandateConfirmed
        | Event::FileGiven { purpose: FilePurpose::Correction, .. } => vec![owner(N::StaffReply)],
        Event::MessageSent { from: Side::Desk, .. } => vec![requester(N::MessageFromDesk)],
        Event::Assigned { to: Some(staff) } => {
            vec![notify(N::StaffAssigned, Audience::Staff(staff.clone()))]
        }
        Event::CoolingOffStarted { .. } => vec![requester(N::TerminationPlanned)],
        // After a change of address it is accepted again: until then nothing could be handed out.
        Event::IdentityAccepted { .. } => hand_out(after, policy, |_| true),
        Event::ExecutionApproved { rights, .. } => {
            hand_out(after, policy, |task| released(task, rights))
        }
        Event::CorrectionDecided { .. } => {
            hand_out(after, policy, |task| task.right == Right::Correct)
        }
        Event::CoolingOffEnded => {
            hand_out(after, policy, |task| released(task, &[Right::Terminate]))
        }
        // While it stood still nothing could be handed out, and links did not work.
        Event::HoldReleased { .. } => hand_out(after, policy, |_| true),
        Event::LegalHoldEnded { .. } => looked_at_again(after, policy),
        // When the request closed with it, the closing notice says so.
        Event::TerminationCancelled if after.stage == Stage::Closed => {
            vec![owner(N::StaffReply)]
        }
        Event::TerminationCancelled => {
            vec![requester(N::TerminationCancelled), owner(N::StaffReply)]
        }
        Event::AnswerProposed { .. } | Event::RefusalProposed { .. } => {
            vec![notify(N::StaffReview, Audience::Approvers)]
        }
        Event::ComplaintRecorded { .. } => {
            let mut effects = vec![requester(N::ComplaintReceived), owner(N::StaffComplaint)];
            effects.push(notify(N::StaffComplaint, Audience::Approvers));
            effects
        }
        Event::ComplaintDecided { .. } => vec![requester(N::ComplaintDecided)],
        Event::Reopened { reason, .. } if is_decision(after, reason) => Vec::new(),
        Event::Reopened { .. } => vec![requester(N::Reopened)],
        Event::ExtensionDecided { .. } => vec![requester(N::Extension)],
        Event::RequesterReminded => vec![requester(N::RequesterReminder)],
        event => react_to_address(after, event, policy),
    }
}

/// The mailbox in force hears of every step before another one counts; that one gets only the question.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn react_to_address(after: &Case, event: &Event, policy: &Policy) -> Vec<Effect> {
    match event {
        Event::AddressChangeAsked { by_desk, .. } => {
            let mut effects = vec![notify(N::AddressConfirm, Audience::NewAddress)];
            effects.push(requester(N::AddressNotice));
            effects.extend((!by_desk).then(|| owner(N::StaffReply)));
            effects
        }
        Event::AddressChangeConfirmed { .. } => vec![requester(N::AddressNotice)],
        Event::AddressChanged => {
            let mut effects = vec![requester(N::AddressChanged), owner(N::StaffReply)];
            let agent = after.intake.role == RequesterRole::Agent;
            effects.extend(agent.then(|| notify(N::MandateRequest, Audience::DataSubject)));
            effects
        }
        event => react_to_tasks(after, event, policy),
    }
}

/// Whoever does a task hears of it, and whoever works on the request of what came of it.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn react_to_tasks(after: &Case, event: &Event, policy: &Policy) -> Vec<Effect> {
    match event {
        Event::TaskReopened { task, .. } | Event::TaskAssigned { task, .. } => {
            hand_out(after, policy, |one| one.id == *task)
        }
        Event::TaskFellBack { task, .. } => {
            let mut effects = vec![owner(N::StaffTask)];
            effects.extend(hand_out(after, policy, |one| one.id == *task));
            effects
        }
        // Calls that came up while the answer was under review were not made.
        Event::SentBack { .. } => {
            hand_out(after, policy, |one| one.with == TaskWith::System && !one.sent)
        }
        Event::TaskAdded { planned, .. } => hand_out(after, policy, |one| one.id == planned.id),
        Event::TaskReturned { .. }
        | Event::TaskFailed { .. }
        // The end of a hold is told by a mail of its own.
        | Event::LookAgainOpened { because: LookAgain::PeriodEnded, .. } => {
            vec![owner(N::StaffTask)]
        }
        Event::TaskCompleted { task, .. } => {
            let told = is_given(after, *task).then(|| owner(N::StaffTask));
            told.into_iter().chain(copied(after, policy, *task)).collect()
        }
        Event::TaskDropped { task, .. } => copied(after, policy, *task),
        Event::ItemSettled { right: Right::Access, .. } => {
            let dropped = after.tasks.iter().filter(|task| task.state == TaskState::Dropped);
            dropped.flat_map(|task| copied(after, policy, task.id)).collect()
        }
        Event::TaskReminderDue { task } => {
            vec![notify(N::SystemTaskReminder, Audience::SystemOwner(*task))]
        }
        Event::TaskOverdue { task, .. } => overdue(after, *task),
        event => react_to_time(after, event, policy),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn react_to_time(after: &Case, event: &Event, policy: &Policy) -> Vec<Effect> {
    match event {
        // Superseded and erased in one go: there is nobody left to write to.
        Event::Closed { .. } if after.erased_at.is_some() => Vec::new(),
        Event::Closed { outcome } => closing(after, *outcome),
        Event::Disowned => vec![
            owner(N::StaffReply),
            notify(N::StaffReview, Audience::Approvers),
            notify(N::StaffReview, Audience::Compliance),
        ],
        Event::ReminderDue { days_left, .. } => {
            let mut effects = vec![owner(N::StaffDueSoon)];
            if *days_left <= policy.escalate_from_days {
                effects.extend(escalate(N::StaffDueSoon));
            }
            effects
        }
        Event::OverdueReminderDue { .. } => {
            let mut effects = vec![owner(N::StaffOverdue)];
            effects.extend(escalate(N::StaffOverdue));
            effects
        }
        Event::UnassignedEscalated => {
            let mut effects = vec![owner(N::StaffUnassigned)];
            effects.extend(escalate(N::StaffUnassigned));
            effects
        }
        Event::ExtensionVoided { .. } => {
            let mut effects = vec![owner(N::StaffExtensionVoid)];
            effects.extend(escalate(N::StaffExtensionVoid));
            effects
        }
        Event::PackageStopped { .. } => vec![owner(N::StaffPackageStopped)],
        Event::NoticeFailed { .. } => vec![owner(N::StaffDeliveryFailed)],
        _ => Vec::new(),
    }
}

/// Whether the decision on a complaint said it already.
fn is_decision(after: &Case, reason: &Sealed) -> bool {
    let mut decisions = after.complaints.iter().filter_map(|one| one.decision.as_ref());
    decisions.next_back().is_some_and(|decision| decision.text == *reason)
}

/// Tasks that may be started go to whoever they were given to.
fn hand_out(after: &Case, policy: &Policy, wanted: impl Fn(&Task) -> bool) -> Vec<Effect> {
    let ready = |task: &&Task| {
        task.with != TaskWith::Desk && may_start(after, task, policy) && wanted(task)
    };
    after.tasks.iter().filter(ready).map(asked).collect()
}

/// What waited for the copy of its system's data may begin.
fn copied(after: &Case, policy: &Policy, id: TaskId) -> Vec<Effect> {
    let Some(done) = after.task(id).filter(|task| task.kind == TaskKind::Collect) else {
        return Vec::new();
    };
    hand_out(after, policy, |task| task.kind.is_destructive() && task.system == done.system)
}

/// A system that answers by itself is called; people are written to.
fn asked(task: &Task) -> Effect {
    match task.with {
        TaskWith::System => Effect::CallSystem(task.id),
        TaskWith::Desk | TaskWith::Owner | TaskWith::Other => {
            notify(N::SystemTask, Audience::SystemOwner(task.id))
        }
    }
}

/// What a legal hold kept back goes on once the last one ended, and whoever works on the request is told.
fn looked_at_again(after: &Case, policy: &Policy) -> Vec<Effect> {
    if !after.legal_holds.is_empty() || after.erased_at.is_some() {
        return Vec::new();
    }
    let mut effects = hand_out(after, policy, |task| task.kind.is_destructive());
    match (after.stage, after.outcome) {
        (Stage::Unconfirmed, _) => {}
        (Stage::Closed, Some(Outcome::Expired)) => effects.push(Effect::Forget),
        _ => effects.push(owner(N::StaffHoldEnded)),
    }
    effects
}

fn released(task: &Task, rights: &[Right]) -> bool {
    task.kind.is_destructive() && rights.contains(&task.right)
}

fn is_given(after: &Case, id: TaskId) -> bool {
    after.task(id).is_some_and(|task| task.with != TaskWith::Desk)
}

/// The desk hears of its own late task; for another's the owner and the one to escalate to are written to as well.
fn overdue(after: &Case, id: TaskId) -> Vec<Effect> {
    let mut effects = vec![owner(N::StaffTask)];
    if is_given(after, id) {
        effects.push(notify(N::SystemTaskOverdue, Audience::Escalation(id)));
    }
    effects
}

fn received(after: &Case) -> Vec<Effect> {
    let mut effects = vec![requester(N::Received)];
    if after.intake.role == RequesterRole::Agent {
        effects.push(notify(N::MandateRequest, Audience::DataSubject));
    } else if after.intake.other_account_address {
        effects.push(notify(N::AccountNotice, Audience::DataSubject));
    }
    effects
}

fn closing(after: &Case, outcome: Outcome) -> Vec<Effect> {
    let identity_refused = matches!(after.identity, crate::case::Identity::Rejected { .. });
    let notice = match outcome {
        Outcome::Fulfilled => N::AnswerReady,
        Outcome::PartlyFulfilled => N::AnswerInPart,
        Outcome::Refused if identity_refused => N::IdentityRejected,
        Outcome::Refused => N::Refused,
        Outcome::Withdrawn => N::Withdrawn,
        Outcome::Expired => N::Expired,
        Outcome::Duplicate => N::Duplicate,
    };
    let mut effects = vec![requester(notice)];
    let answered = matches!(outcome, Outcome::Fulfilled | Outcome::PartlyFulfilled);
    if answered && closes_account(after) {
        effects.push(requester(N::TerminationDone));
    }
    if answered && after.gives_copy() {
        effects.push(Effect::BuildPackage);
    }
    if outcome == Outcome::Expired {
        effects.push(Effect::Forget);
    }
    effects
}

fn closes_account(after: &Case) -> bool {
    use crate::item::ItemState;
    after.item(Right::Terminate).is_some_and(|item| {
        matches!(item.state, ItemState::Settled { settlement: Settlement::Done, .. })
    })
}

fn escalate(notice: N) -> [Effect; 2] {
    [notify(notice, Audience::Approvers), notify(notice, Audience::Compliance)]
}

fn requester(notice: N) -> Effect {
    notify(notice, Audience::Requester)
}

fn owner(notice: N) -> Effect {
    notify(notice, Audience::Owner)
}

fn notify(notice: N, to: Audience) -> Effect {
    Effect::Notify { notice, to }
}
