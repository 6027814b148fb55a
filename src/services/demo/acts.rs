//! What somebody does in a story, turned into commands once the case is known.

mod settling;

use super::timeline::Dice;
use super::words;
use crate::Deps;
use domain::actor::Actor;
use domain::case::Case;
use domain::closing::{self, ClosingPoint};
use domain::data_map::RetentionBasis;
use domain::ids::{Reference, TaskId};
use domain::item::{ItemState, Task, TaskFacts};
use domain::prose::Prose;
use domain::vocabulary::{
    Channel, ComplaintKind, ComplaintOutcome, Ground, RequesterRole, Right, TaskKind, TaskResult,
    VerificationMethod,
};
use domain::workflow::Command;
use domain::workflow::command::Earlier;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Requester,
    Subject,
    Handler,
    Approver,
    /// An approver who did not approve the answer.
    Second,
    Compliance,
}

/// The actors of one story. The approver is never the handler.
#[derive(Debug, Clone)]
pub(super) struct Players {
    pub(super) handler: Actor,
    pub(super) approver: Actor,
    pub(super) second: Actor,
    pub(super) compliance: Actor,
}

impl Players {
    pub(super) fn actor(&self, by: By) -> Actor {
        match by {
            By::Requester => Actor::requester(),
            By::Subject => Actor::data_subject(),
            By::Handler => self.handler.clone(),
            By::Approver => self.approver.clone(),
            By::Second => self.second.clone(),
            By::Compliance => self.compliance.clone(),
        }
    }
}

/// How the items of a case end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Done,
    Partly,
}

/// One thing somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    Confirm,
    ConfirmAgain,
    ConfirmMandate,
    Disown,
    Take,
    Note,
    Message,
    AskEvidence,
    GiveEvidence,
    Ask,
    Answer,
    SetRights(&'static [Right]),
    Accept,
    RejectIdentity,
    CorrectDate,
    Release,
    /// Does so many of a hundred open tasks, where that is allowed.
    Tasks(u32),
    /// Settles the first so many items.
    Settle(Ending, usize),
    Propose,
    Refuse,
    Explain,
    Approve,
    SendBack,
    Withdraw,
    CancelTermination,
    Duplicate(Reference),
    Hold,
    ReleaseHold,
    Reopen,
    Complain,
    Decide(ComplaintOutcome),
}

/// Every item of a case.
pub(super) const ALL: usize = usize::MAX;

/// Writes the texts of a story.
pub(super) struct Pen<'a> {
    pub(super) deps: &'a Deps,
    pub(super) dice: &'a Dice,
}

impl Pen<'_> {
    fn write(&self, list: &[&'static str]) -> Prose {
        self.deps.prose(self.dice.pick(list).to_owned())
    }

    fn perhaps(&self, percent: u32, list: &[&'static str]) -> Option<Prose> {
        self.dice.chance(percent).then(|| self.write(list))
    }

    /// The commands of an act, in order. None where the case gives no occasion for it.
    pub(super) fn commands(&self, act: &Act, case: &Case, by: By) -> Vec<Command> {
        match act {
            Act::Tasks(share) => self.tasks(case, *share),
            Act::Settle(ending, count) => self.settle(case, *ending, *count),
            Act::Explain if !unexplained(case) => Vec::new(),
            // The date may have passed since the last word on it.
            Act::Approve | Act::RejectIdentity | Act::Duplicate(_) if unexplained(case) => {
                let explained = self.talk(&Act::Explain, case, by);
                explained.into_iter().chain(self.talk(act, case, by)).collect()
            }
            Act::Take if case.assignee.is_some() => Vec::new(),
            Act::Release if !waits_for_release(case) => Vec::new(),
            Act::Release => self.release(act, case, by),
            Act::Confirm
            | Act::ConfirmAgain
            | Act::ConfirmMandate
            | Act::Disown
            | Act::Take
            | Act::Note
            | Act::Message
            | Act::AskEvidence
            | Act::GiveEvidence
            | Act::Ask
            | Act::Answer
            | Act::SetRights(_)
            | Act::Accept
            | Act::RejectIdentity
            | Act::CorrectDate
            | Act::Propose
            | Act::Refuse
            | Act::Explain
            | Act::Approve
            | Act::SendBack
            | Act::Withdraw
            | Act::CancelTermination
            | Act::Duplicate(_)
            | Act::Hold
            | Act::ReleaseHold
            | Act::Complain
            | Act::Decide(_)
            | Act::Reopen => self.talk(act, case, by).into_iter().collect(),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the next function knows the rest")]
    fn talk(&self, act: &Act, case: &Case, by: By) -> Option<Command> {
        let said = |list| Some(self.write(list));
        Some(match act {
            Act::Confirm => Command::ConfirmEmail { by_link: self.dice.chance(35) },
            Act::ConfirmAgain => Command::ResendConfirmation,
            Act::ConfirmMandate => Command::ConfirmMandate,
            Act::Disown => Command::Disown,
            Act::Take => Command::Take,
            Act::Note => Command::AddNote { text: said(words::NOTES)? },
            Act::Message => {
                let from_desk = by != By::Requester;
                let list = if from_desk { words::FROM_DESK } else { words::FROM_REQUESTER };
                Command::SendMessage { text: said(list)? }
            }
            Act::AskEvidence => Command::AskEvidence { text: said(words::EVIDENCE_ASKED)? },
            Act::GiveEvidence => Command::GiveEvidence { text: said(words::EVIDENCE_GIVEN)? },
            Act::Ask => Command::AskClarification { text: said(words::QUESTIONS)? },
            Act::Answer => Command::AnswerClarification { text: said(words::ANSWERS)? },
            Act::SetRights(rights) => Command::SetRights { rights: rights.to_vec() },
            Act::Accept => self.accept(case),
            Act::RejectIdentity => {
                Command::RejectIdentity { text: said(words::IDENTITY_REJECTED)? }
            }
            // What the form sent, the desk saw arrive.
            Act::CorrectDate if case.intake.channel == Channel::WebForm => return None,
            Act::CorrectDate => Command::CorrectReceivedDate {
                received_at: case.intake.received_at.checked_sub_days(chrono::Days::new(2))?,
                reason: said(words::DATE_REASONS)?,
            },
            act => self.decide(act, case)?,
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`commands` names every act once")]
    fn decide(&self, act: &Act, case: &Case) -> Option<Command> {
        let said = |list| Some(self.write(list));
        Some(match act {
            Act::Release => Command::ApproveExecution { reason: None },
            Act::Propose => {
                let gone = case.rights().any(Right::is_destructive);
                let list = if gone { words::DELETED } else { words::ANSWER };
                Command::ProposeAnswer { text: said(list), closing: None }
            }
            Act::Refuse => Command::Refuse {
                ground: self.dice.weighted(&[
                    (3, Ground::Excessive),
                    (1, Ground::ManifestlyUnfounded),
                    (2, Ground::NoAuthority),
                ])?,
                text: said(words::REFUSALS)?,
            },
            Act::Explain => Command::ExplainLateness { reason: said(words::LATENESS)? },
            Act::Approve => Command::Approve,
            Act::SendBack => Command::SendBack { reason: said(words::SEND_BACKS)? },
            Act::Withdraw => Command::Withdraw { reason: self.perhaps(70, words::WITHDRAWALS) },
            Act::CancelTermination => Command::CancelTermination,
            Act::Duplicate(of) => {
                let earlier = Earlier { is_duplicate: false, same_address: true };
                Command::MarkDuplicate { of: of.clone(), earlier }
            }
            Act::Hold => Command::PlaceHold { reason: said(words::HOLDS)? },
            Act::ReleaseHold => Command::ReleaseHold { reason: said(words::RELEASES)? },
            Act::Complain => Command::RecordComplaint {
                kind: ComplaintKind::Appeal,
                channel: if case.intake.has_email { Channel::WebForm } else { Channel::Post },
                received_at: self.deps.now(),
                text: said(words::COMPLAINTS)?,
            },
            Act::Decide(outcome) => Command::DecideComplaint {
                outcome: *outcome,
                text: said(if *outcome == ComplaintOutcome::Rejected {
                    words::COMPLAINTS_REJECTED
                } else {
                    words::COMPLAINTS_UPHELD
                })?,
            },
            Act::Reopen => Command::Reopen { reason: said(words::REOPENINGS)? },
            _ => return None,
        })
    }

    fn accept(&self, case: &Case) -> Command {
        let asked = case.version > 4 && case.intake.other_account_address;
        let (method, list) = match case.intake.role {
            RequesterRole::Guardian | RequesterRole::Agent => {
                (VerificationMethod::Authority, words::AUTHORITY_NOTES)
            }
            RequesterRole::Myself if asked || !case.intake.has_email => {
                (VerificationMethod::Evidence, words::IDENTITY_NOTES)
            }
            RequesterRole::Myself => (VerificationMethod::AccountMatch, words::IDENTITY_NOTES),
        };
        let needed = case.intake.role == RequesterRole::Guardian;
        let note = if needed { Some(self.write(list)) } else { self.perhaps(60, list) };
        Command::AcceptIdentity { method, note, plan: None }
    }

    fn tasks(&self, case: &Case, share: u32) -> Vec<Command> {
        let possible =
            |task: &&Task| !task.right.is_destructive() || case.execution_released(task.right);
        let open: Vec<&Task> = case.open_tasks().filter(possible).collect();
        let count = u32::try_from(open.len()).unwrap_or_default();
        let wanted = count.saturating_mul(share).div_ceil(100);
        let tasks = open.into_iter().take(usize::try_from(wanted).unwrap_or_default());
        let tasks = tasks.map(|task| self.task(task.id, task));
        self.fields(case).into_iter().chain(tasks).collect()
    }

    fn task(&self, id: TaskId, task: &Task) -> Command {
        let held = self.dice.chance(78);
        let (result, details) = match task.kind {
            _ if !held => (TaskResult::NothingHeld, None),
            TaskKind::Collect => (TaskResult::Found, Some(self.write(words::TASK_DETAILS))),
            TaskKind::TellRecipients => (TaskResult::Found, self.perhaps(50, words::TASK_DETAILS)),
            TaskKind::Correct => (TaskResult::Corrected, self.perhaps(50, words::TASK_DETAILS)),
            TaskKind::Erase | TaskKind::CloseAccount if task.system == "payments" => {
                (TaskResult::Retained, Some(self.write(words::RETAINED)))
            }
            TaskKind::Anonymise => (TaskResult::Anonymised, None),
            TaskKind::Retain | TaskKind::LookAgain => {
                (TaskResult::Retained, Some(self.write(words::RETAINED)))
            }
            TaskKind::Erase | TaskKind::CloseAccount => {
                (TaskResult::Erased, self.perhaps(40, words::TASK_DETAILS))
            }
        };
        let kept = result == TaskResult::Retained;
        let basis = kept.then_some(RetentionBasis::MandatoryRecordKeeping);
        let facts = TaskFacts { basis, ..TaskFacts::default() };
        Command::CompleteTask { task: id, result, facts, details }
    }

    /// What would go is counted first.
    fn release(&self, act: &Act, case: &Case, by: By) -> Vec<Command> {
        let unseen = case.open_tasks().filter(|task| task.is_erasure() && task.preview.is_none());
        let points = self.checklist(case);
        let count =
            |task: &Task| Command::PreviewTask { task: task.id, count: Some(self.dice.below(40)) };
        unseen.map(count).chain(points).chain(self.talk(act, case, by)).collect()
    }

    /// What is looked at before an account is closed.
    fn checklist(&self, case: &Case) -> Vec<Command> {
        let item = case.item(Right::Terminate);
        if !item.is_some_and(|item| matches!(item.state, ItemState::Pending)) {
            return Vec::new();
        }
        let points = closing::checklist(case, &self.deps.policy);
        let check = |point: &ClosingPoint| Command::CheckPoint {
            point: point.key.clone(),
            note: self.write(words::POINTS),
        };
        points.map(check).collect()
    }
}

fn unexplained(case: &Case) -> bool {
    case.missed.is_some() && case.lateness.is_none()
}

fn waits_for_release(case: &Case) -> bool {
    case.items
        .iter()
        .any(|item| item.right.is_destructive() && matches!(item.state, ItemState::Pending))
}
