//! Guards of verification: control of the address, identity, mandate, and which rights are asked.

use super::{Ask, Decision, tasks};
use crate::case::Intake;
use crate::vocabulary::{Outcome, RequesterRole, VerificationMethod, WaitingReason};
use crate::workflow::refusal::RefusalCode;
use crate::workflow::{Command, Event};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    let case = ask.case;
    match command {
        Command::ConfirmEmail { by_link } => {
            Ok(confirmed(ask, Event::EmailConfirmed { by_link: *by_link }))
        }
        Command::ResendConfirmation => Ok(vec![Event::ConfirmationResent]),
        Command::ConfirmByDesk { method, note } => {
            let note = note.sealed.clone();
            Ok(confirmed(ask, Event::ConfirmedByDesk { method: *method, note }))
        }
        Command::ConfirmMandate => {
            let agent = case.intake.role == RequesterRole::Agent;
            ask.ensure(agent, RefusalCode::MandateNotNeeded)?;
            ask.ensure(case.confirmation.mandate_at.is_none(), RefusalCode::NothingChanges)?;
            Ok(vec![Event::MandateConfirmed])
        }
        Command::Disown => {
            let placed = case.hold.as_ref().is_some_and(|hold| hold.disowned);
            ask.ensure(!placed, RefusalCode::NothingChanges)?;
            Ok(vec![Event::Disowned])
        }
        Command::GiveEvidence { text } => {
            let asked = waiting_for(ask, WaitingReason::Evidence);
            ask.ensure(asked, RefusalCode::NothingAsked)?;
            Ok(vec![Event::EvidenceGiven { text: text.sealed.clone() }])
        }
        Command::SetRights { rights } => set_rights(ask, rights),
        Command::AskEvidence { text } => {
            Ok(vec![Event::EvidenceAsked { text: text.sealed.clone() }])
        }
        Command::AcceptIdentity { method, note, plan } => {
            accept(ask, *method, note.is_some())?;
            Ok(vec![Event::IdentityAccepted {
                method: *method,
                note: note.as_ref().map(|prose| prose.sealed.clone()),
                tasks: tasks::plan_missing(ask, plan.as_ref())?,
                data_map: Some(ask.env.policy.data_map.number),
                reason: plan
                    .as_ref()
                    .and_then(|plan| plan.reason.as_ref())
                    .map(|prose| prose.sealed.clone()),
            }])
        }
        Command::RejectIdentity { text } => {
            ask.lateness_explained()?;
            Ok(vec![
                Event::IdentityRejected { text: text.sealed.clone() },
                Event::Closed { outcome: Outcome::Refused },
            ])
        }
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

fn confirmed(ask: &Ask<'_>, event: Event) -> Vec<Event> {
    [event].into_iter().chain(authority_asked(&ask.case.intake)).collect()
}

/// A guardian is asked for proof of authority at once: without it nothing can be decided (policy 6.3).
pub(super) fn authority_asked(intake: &Intake) -> Option<Event> {
    (intake.role == RequesterRole::Guardian).then_some(Event::AuthorityAsked)
}

pub(super) fn waiting_for(ask: &Ask<'_>, reason: WaitingReason) -> bool {
    ask.case.waiting.as_ref().is_some_and(|waiting| waiting.reason == reason)
}

fn set_rights(ask: &Ask<'_>, rights: &[crate::vocabulary::Right]) -> Decision {
    let mut rights = rights.to_vec();
    rights.sort_unstable();
    rights.dedup();
    ask.ensure(!rights.is_empty(), RefusalCode::NoRights)?;
    let same = ask.case.rights().eq(rights.iter().copied());
    ask.ensure(!same, RefusalCode::NothingChanges)?;
    Ok(vec![Event::RightsSet { rights }])
}

fn accept(ask: &Ask<'_>, method: VerificationMethod, noted: bool) -> Result<(), super::Refusal> {
    let case = ask.case;
    ask.not_on_hold()?;
    ask.ensure(!case.items.is_empty(), RefusalCode::NoRights)?;
    let shown = matches!(
        method,
        VerificationMethod::Authority | VerificationMethod::Evidence | VerificationMethod::Other
    );
    match case.intake.role {
        RequesterRole::Myself => Ok(()),
        RequesterRole::Guardian => {
            ask.ensure(shown, RefusalCode::AuthorityNeeded)?;
            // What was shown is destroyed with the decision; whoever releases a child's data goes by the note.
            ask.ensure(noted, RefusalCode::NoteNeeded)
        }
        RequesterRole::Agent => {
            let mandate = case.confirmation.mandate_at.is_some();
            ask.ensure(mandate || shown, RefusalCode::MandateMissing)
        }
    }
}
