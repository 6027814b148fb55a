//! Guards of correspondence, ownership, withdrawal and duplicates.

use super::identity::waiting_for;
use super::{Ask, Decision, complaint};
use crate::actor::ActorKind;
use crate::ids::StaffId;
use crate::vocabulary::{Outcome, Stage, WaitingReason};
use crate::workflow::event::Side;
use crate::workflow::refusal::RefusalCode;
use crate::workflow::{Command, Event};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    let case = ask.case;
    match command {
        Command::AnswerClarification { text } => {
            let asked = waiting_for(ask, WaitingReason::Clarification);
            ask.ensure(asked, RefusalCode::NothingAsked)?;
            Ok(vec![Event::ClarificationAnswered { text: text.sealed.clone() }])
        }
        Command::SendMessage { text } => {
            ask.ensure(case.erased_at.is_none(), RefusalCode::PersonalDataErased)?;
            Ok(vec![Event::MessageSent { from: side(ask), text: text.sealed.clone() }])
        }
        Command::AskClarification { text } => {
            Ok(vec![Event::ClarificationAsked { text: text.sealed.clone() }])
        }
        Command::AddNote { text } => {
            ask.ensure(case.erased_at.is_none(), RefusalCode::PersonalDataErased)?;
            Ok(vec![Event::NoteAdded { text: text.sealed.clone() }])
        }
        Command::Assign { to } => {
            complaint::is_open(ask)?;
            ask.ensure(case.assignee != *to, RefusalCode::NothingChanges)?;
            Ok(vec![Event::Assigned { to: to.clone() }])
        }
        Command::Take => take(ask),
        Command::Withdraw { reason } => {
            // The desk first says why it is late; the person owes no reason (ADR 15).
            if ask.is_desk() {
                ask.lateness_explained()?;
            }
            let mut events: Vec<_> = ask.missed_now().into_iter().collect();
            events.push(Event::Withdrawn {
                reason: reason.as_ref().map(|prose| prose.sealed.clone()),
            });
            events.push(Event::Closed { outcome: Outcome::Withdrawn });
            Ok(events)
        }
        // As an expiry, but at once and without a word: the address may be somebody else's.
        Command::Supersede => {
            ask.ensure(case.stage == Stage::Unconfirmed, RefusalCode::NotInStage)?;
            let mut events = vec![Event::Superseded, Event::Closed { outcome: Outcome::Expired }];
            // Under a legal hold it stays until that ends.
            if case.legal_holds.is_empty() {
                events.push(Event::PersonalDataErased);
            }
            Ok(events)
        }
        Command::MarkDuplicate { of, earlier } => {
            ask.ensure(*of != case.reference, RefusalCode::DuplicateOfItself)?;
            // Otherwise two requests could point at each other, and nobody is answered.
            ask.ensure(!earlier.is_duplicate, RefusalCode::EarlierIsDuplicate)?;
            if !earlier.same_address {
                ask.by_approver()?;
            }
            ask.lateness_explained()?;
            Ok(vec![
                Event::DuplicateMarked { of: of.clone() },
                Event::Closed { outcome: Outcome::Duplicate },
            ])
        }
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

fn take(ask: &Ask<'_>) -> Decision {
    let me = match (&ask.env.actor.kind, &ask.env.actor.reference) {
        (ActorKind::Staff, Some(id)) => StaffId(id.clone()),
        // A key without a person behind it cannot own work.
        _ => {
            return Err(super::Refusal {
                needs: super::rule_of(ask.verb).map_or(&[], |rule| rule.by),
                ..ask.no(RefusalCode::NotYourRole)
            });
        }
    };
    complaint::is_open(ask)?;
    let to = Some(me);
    ask.ensure(ask.case.assignee != to, RefusalCode::NothingChanges)?;
    Ok(vec![Event::Assigned { to }])
}

fn side(ask: &Ask<'_>) -> Side {
    if ask.is_desk() { Side::Desk } else { Side::Requester }
}
