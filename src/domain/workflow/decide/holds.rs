//! Guards of holds: a stop on everything of one request, and legal holds, under which nothing is erased or closed.

use super::{Ask, Decision, look_again};
use crate::ids::HoldId;
use crate::vocabulary::FourEyes;
use crate::workflow::refusal::RefusalCode;
use crate::workflow::{Command, Event};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    match command {
        Command::PlaceHold { reason } => {
            ask.ensure(ask.case.hold.is_none(), RefusalCode::AlreadyOnHold)?;
            Ok(vec![Event::HoldPlaced { reason: reason.sealed.clone() }])
        }
        Command::ReleaseHold { reason } => {
            let Some(hold) = &ask.case.hold else {
                return Err(ask.no(RefusalCode::NoHold));
            };
            // Whoever stopped a request does not decide alone that it goes on.
            let own = hold.by.as_ref() == Some(&ask.env.actor.principal);
            let alone = ask.env.policy.four_eyes == FourEyes::Never;
            ask.ensure(!own || alone, RefusalCode::PlacedByYou)?;
            Ok(vec![Event::HoldReleased { reason: reason.sealed.clone() }])
        }
        Command::BeginLegalHold { hold, until } => {
            ask.ensure(ask.case.erased_at.is_none(), RefusalCode::PersonalDataErased)?;
            ask.ensure(!counts(ask, hold), RefusalCode::NothingChanges)?;
            Ok(vec![Event::LegalHoldBegan { hold: hold.clone(), until: *until }])
        }
        Command::EndLegalHold { hold } => {
            ask.ensure(counts(ask, hold), RefusalCode::NoHold)?;
            let mut events = vec![Event::LegalHoldEnded { hold: hold.clone() }];
            events.extend(look_again::opened(ask, std::slice::from_ref(hold), &[]));
            Ok(events)
        }
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

fn counts(ask: &Ask<'_>, hold: &HoldId) -> bool {
    ask.case.legal_holds.iter().any(|known| known.id == *hold)
}
