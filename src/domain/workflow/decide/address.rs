//! Guards of a change of address: nothing goes to a new one before it was confirmed and a waiting time is over (ADR 30).

use chrono::TimeDelta;

use super::{Ask, Decision};
use crate::prose::Prose;
use crate::workflow::refusal::RefusalCode;
use crate::workflow::{Command, Event};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    match command {
        Command::AskAddressChange { person, reason, .. } => {
            wish(ask, person.as_ref(), reason.as_ref())
        }
        Command::ConfirmAddressChange => confirm(ask),
        Command::CancelAddressChange { disowned } => {
            ask.ensure(ask.case.address.is_some(), RefusalCode::NothingToCancel)?;
            // Whoever asked in the person's name is stopped with the wish.
            let stops = *disowned && ask.case.hold.is_none();
            let stop = stops.then_some(Event::Disowned);
            Ok([Event::AddressChangeCancelled].into_iter().chain(stop).collect())
        }
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

fn wish(ask: &Ask<'_>, person: Option<&Prose>, reason: Option<&Prose>) -> Decision {
    ask.not_on_hold()?;
    ask.ensure(ask.case.intake.has_email, RefusalCode::NoEmailAddress)?;
    let person = person.ok_or_else(|| ask.no(RefusalCode::NothingChanges))?;
    let by_desk = ask.is_desk();
    ask.ensure(!by_desk || reason.is_some(), RefusalCode::ReasonNeeded)?;
    let reason = reason.map(|reason| reason.sealed.clone());
    Ok(vec![Event::AddressChangeAsked { person: person.sealed.clone(), by_desk, reason }])
}

fn confirm(ask: &Ask<'_>) -> Decision {
    let pending = ask.case.address.as_ref();
    let pending = pending.ok_or_else(|| ask.no(RefusalCode::NothingChanges))?;
    let open = pending.lapses_at().is_some_and(|end| ask.env.now < end);
    ask.ensure(open, RefusalCode::NothingChanges)?;
    let wait = TimeDelta::hours(i64::from(ask.env.policy.address_wait_hours));
    let counts_at = ask.env.now.checked_add_signed(wait);
    let counts_at = counts_at.ok_or_else(|| ask.no(RefusalCode::OutOfCalendar))?;
    Ok(vec![Event::AddressChangeConfirmed { counts_at }])
}
