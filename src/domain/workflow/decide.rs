//! What may happen: the table first, then guards with data. Pure; a refusal is a value.

mod address;
mod answer;
mod clock;
mod complaint;
mod files;
pub use clock::cooling_until;
pub(in crate::workflow) use clock::{forget_at, kept_until};
mod holds;
mod identity;
mod look_again;
mod recount;
mod talk;
mod tasks;
mod work;

use super::command::{Command, Opening};
use super::event::{Event, Happened};
use super::evolve::open;
use super::refusal::{Refusal, RefusalCode};
use super::rules::{Verb, rule_of};
use super::{Env, rules::Rule};
use crate::actor::ActorKind;
use crate::case::Case;
use crate::deadline::{self, Subject};
use crate::ids::{CaseId, Reference};
use crate::receipt;
use crate::vocabulary::{Role, Stage};

/// A refused or accepted decision.
pub type Decision = Result<Vec<Event>, Refusal>;

/// Decides a command on an existing case.
#[expect(clippy::wildcard_enum_match_arm, reason = "only the change of the policy names a cause")]
pub fn decide(case: &Case, command: &Command, env: &Env<'_>) -> Decision {
    let ask = Ask { case, env, verb: command.verb() };
    ask.check_table()?;
    let mut events = decide_verb(&ask, command)?;
    let because = match command {
        Command::Recount { because } => because.as_slice(),
        _ => &[],
    };
    events.extend(recount::recounted(&ask, because, &events)?);
    Ok(events)
}

#[expect(clippy::too_many_lines, reason = "a table of every command")]
fn decide_verb(ask: &Ask<'_>, command: &Command) -> Decision {
    match command {
        Command::ConfirmEmail { .. }
        | Command::ResendConfirmation
        | Command::ConfirmByDesk { .. }
        | Command::ConfirmMandate
        | Command::Disown
        | Command::GiveEvidence { .. }
        | Command::SetRights { .. }
        | Command::AskEvidence { .. }
        | Command::AcceptIdentity { .. }
        | Command::RejectIdentity { .. } => identity::decide(ask, command),
        Command::AnswerClarification { .. }
        | Command::SendMessage { .. }
        | Command::AskClarification { .. }
        | Command::AddNote { .. }
        | Command::Assign { .. }
        | Command::Take
        | Command::Withdraw { .. }
        | Command::Supersede
        | Command::MarkDuplicate { .. } => talk::decide(ask, command),
        Command::GiveFile { .. }
        | Command::AttachFile { .. }
        | Command::RemoveFile { .. }
        | Command::SignOffFile { .. }
        | Command::BuildPackage { .. }
        | Command::Download
        | Command::RecallPackage { .. } => files::decide(ask, command),
        Command::CompleteTask { .. }
        | Command::ReopenTask { .. }
        | Command::AddTask { .. }
        | Command::DropTask { .. }
        | Command::AssignTask { .. }
        | Command::PreviewTask { .. }
        | Command::ReturnTask { .. }
        | Command::CallSystem { .. } => tasks::decide(ask, command),
        Command::CheckPoint { .. }
        | Command::ApproveExecution { .. }
        | Command::DecideCorrection { .. }
        | Command::SettleItem { .. }
        | Command::CancelTermination => work::decide(ask, command),
        Command::AskAddressChange { .. }
        | Command::ConfirmAddressChange
        | Command::CancelAddressChange { .. } => address::decide(ask, command),
        Command::PlaceHold { .. }
        | Command::ReleaseHold { .. }
        | Command::BeginLegalHold { .. }
        | Command::EndLegalHold { .. } => holds::decide(ask, command),
        Command::ProposeAnswer { .. }
        | Command::Refuse { .. }
        | Command::Approve
        | Command::SendBack { .. }
        | Command::Reopen { .. } => answer::decide(ask, command),
        Command::RecordComplaint { .. } | Command::DecideComplaint { .. } => {
            complaint::decide(ask, command)
        }
        Command::Extend { .. }
        | Command::CorrectReceivedDate { .. }
        | Command::SetJurisdiction { .. }
        | Command::ExplainLateness { .. }
        | Command::Recount { .. }
        | Command::Tick
        | Command::Deliver { .. }
        | Command::ReErase { .. }
        | Command::Forget => clock::decide(ask, command),
    }
}

/// Decides the opening of a case.
pub fn decide_opening(
    id: CaseId,
    reference: Reference,
    opening: &Opening,
    env: &Env<'_>,
) -> Decision {
    let stage = if opening.verb == Verb::Submit { Stage::Unconfirmed } else { Stage::Verifying };
    let refuse = |code, needs| Refusal {
        code,
        verb: opening.verb,
        stage,
        needs,
        cite: rule_of(opening.verb).map_or("", |rule| rule.cite),
        date: None,
    };
    let Some(rule) = rule_of(opening.verb).filter(|rule| rule.from.is_empty()) else {
        return Err(refuse(RefusalCode::NotInStage, &[]));
    };
    if !rule.by.iter().any(|role| env.actor.has(*role)) {
        return Err(refuse(RefusalCode::NotYourRole, rule.by));
    }
    if let Some(code) = receipt::obstacle(opening.intake.received_at, env.now) {
        return Err(refuse(code, &[]));
    }
    if stage == Stage::Unconfirmed && !opening.intake.has_email {
        return Err(refuse(RefusalCode::NoEmailAddress, &[]));
    }
    let subject = Subject::of(&opening.intake, opening.rights.iter().copied(), &[]);
    let clocks = deadline::start_clocks(env.policy, &subject, env.zones)
        .ok_or_else(|| refuse(RefusalCode::OutOfCalendar, &[]))?;
    let (intake, rights) = (opening.intake.clone(), opening.rights.clone());
    let opened = Event::CaseOpened { id, reference, stage, intake, rights, clocks };
    with_question(opened, opening, env)
}

/// A guardian whose request needs no confirmation is asked for proof at once, unless it came along; clocks count with it.
fn with_question(opened: Event, opening: &Opening, env: &Env<'_>) -> Decision {
    let intake = &opening.intake;
    let asked = (opening.verb == Verb::Record && !intake.authority_enclosed)
        .then(|| identity::authority_asked(intake));
    let Some(asked) = asked.flatten() else { return Ok(vec![opened]) };
    let first = Happened {
        at: env.now,
        by: env.actor.principal.clone(),
        via: env.actor.via.clone(),
        event: opened.clone(),
    };
    let moved = match open(&first) {
        Some(case) => {
            let ask = Ask { case: &case, env, verb: opening.verb };
            recount::recounted(&ask, &[], std::slice::from_ref(&asked))?
        }
        None => None,
    };
    Ok([opened, asked].into_iter().chain(moved).collect())
}

/// The question under decision, with what every guard needs.
struct Ask<'a> {
    case: &'a Case,
    env: &'a Env<'a>,
    verb: Verb,
}

impl Ask<'_> {
    fn rule(&self) -> Option<&'static Rule> {
        rule_of(self.verb)
    }

    fn check_table(&self) -> Result<(), Refusal> {
        let Some(rule) = self.rule() else {
            return Err(self.no(RefusalCode::NotInStage));
        };
        if !rule.by.iter().any(|role| self.env.actor.has(*role)) {
            return Err(Refusal { needs: rule.by, ..self.no(RefusalCode::NotYourRole) });
        }
        if !rule.from.contains(&self.case.stage) {
            return Err(self.no(RefusalCode::NotInStage));
        }
        Ok(())
    }

    fn no(&self, code: RefusalCode) -> Refusal {
        Refusal {
            code,
            verb: self.verb,
            stage: self.case.stage,
            needs: &[],
            cite: self.rule().map_or("", |rule| rule.cite),
            date: None,
        }
    }

    fn ensure(&self, holds: bool, code: RefusalCode) -> Result<(), Refusal> {
        if holds { Ok(()) } else { Err(self.no(code)) }
    }

    /// What a handler may not decide alone, although the table gives the verb to both roles.
    fn by_approver(&self) -> Result<(), Refusal> {
        if self.env.actor.has(Role::Approver) {
            return Ok(());
        }
        Err(Refusal { needs: &[Role::Approver], ..self.no(RefusalCode::ApproverNeeded) })
    }

    /// Whether somebody of the desk acts, not the person who asked.
    fn is_desk(&self) -> bool {
        match self.env.actor.kind {
            ActorKind::Requester | ActorKind::DataSubject | ActorKind::SystemOwner => false,
            ActorKind::Staff | ActorKind::ApiKey | ActorKind::Shell | ActorKind::System => true,
        }
    }

    fn not_on_hold(&self) -> Result<(), Refusal> {
        self.ensure(self.case.hold.is_none(), RefusalCode::OnHold)
    }

    /// What is kept for a legal claim is neither erased nor closed.
    fn no_legal_hold(&self) -> Result<(), Refusal> {
        self.ensure(self.case.legal_holds.is_empty(), RefusalCode::UnderLegalHold)
    }

    /// A late case does not close before somebody said why (workflow.md, invariant 6).
    fn lateness_explained(&self) -> Result<(), Refusal> {
        let late = self.case.missed.is_some() || self.env.is_late(self.case);
        self.ensure(!late || self.case.lateness.is_some(), RefusalCode::LatenessUnexplained)
    }

    /// `deadline_missed` belongs to the record even when a person acts before the worker looked.
    fn missed_now(&self) -> Option<Event> {
        let clock = self.case.effective_clock()?;
        let counts = self.case.stage.is_open() && self.case.stage != Stage::Unconfirmed;
        (counts && self.case.missed.is_none() && self.env.is_late(self.case)).then(|| {
            Event::DeadlineMissed {
                clock: clock.kind,
                rule: clock.rule.clone(),
                due_on: clock.due_on,
            }
        })
    }
}
