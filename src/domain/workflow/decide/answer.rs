//! Guards of the answer: proposal, refusal, four eyes, sending back, reopening.

use super::{Ask, Decision, Refusal};
use crate::item::outcome_of;
use crate::prose::Prose;
use crate::vocabulary::{Outcome, Stage};
use crate::workflow::refusal::RefusalCode;
use crate::workflow::{Command, Event};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    let case = ask.case;
    match command {
        Command::ProposeAnswer { text, closing } => {
            ask.ensure(case.all_settled(), RefusalCode::NotAllSettled)?;
            ask.not_on_hold()?;
            redacted(ask)?;
            let sealed = |prose: &Option<Prose>| prose.as_ref().map(|prose| prose.sealed.clone());
            Ok(vec![Event::AnswerProposed { text: sealed(text), closing: sealed(closing) }])
        }
        Command::Refuse { ground, text } => {
            Ok(vec![Event::RefusalProposed { ground: *ground, text: text.sealed.clone() }])
        }
        Command::Approve => approve(ask),
        Command::SendBack { reason } => {
            let to = case.proposal.as_ref().map_or(Stage::Working, |proposal| proposal.from);
            Ok(vec![Event::SentBack { to, reason: reason.sealed.clone() }])
        }
        Command::Reopen { reason } => {
            ask.ensure(case.erased_at.is_none(), RefusalCode::PersonalDataErased)?;
            // Otherwise its clock would run beside a request that is worked on again.
            ask.ensure(case.open_complaint().is_none(), RefusalCode::ComplaintOpen)?;
            let to = case.reopens_to();
            Ok(vec![Event::Reopened { to, reason: reason.sealed.clone() }])
        }
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

/// What is handed out holds no data of other people that nobody looked at.
fn redacted(ask: &Ask<'_>) -> Result<(), Refusal> {
    let open = ask.case.gives_copy() && ask.case.has_open_redaction();
    ask.ensure(!open, RefusalCode::RedactionOpen)
}

fn approve(ask: &Ask<'_>) -> Decision {
    let case = ask.case;
    let Some(proposal) = &case.proposal else {
        return Err(ask.no(RefusalCode::NothingToApprove));
    };
    ask.not_on_hold()?;
    let second = ask.env.policy.needs_second_person(case.rights(), case.falls_short());
    let same = proposal.by == ask.env.actor.principal;
    ask.ensure(!(second && same), RefusalCode::SamePerson)?;
    let outcome = if proposal.refusal.is_some() {
        Outcome::Refused
    } else {
        ask.ensure(case.all_settled(), RefusalCode::NotAllSettled)?;
        redacted(ask)?;
        outcome_of(&case.items)
    };
    ask.lateness_explained()?;
    Ok(vec![Event::AnswerApproved, Event::Closed { outcome }])
}
