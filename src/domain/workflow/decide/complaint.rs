//! Guards of complaints and appeals: one at a time on a closed request, decided by somebody else (ADR 18).

use chrono::{DateTime, Utc};

use super::{Ask, Decision};
use crate::deadline::{self, Subject};
use crate::prose::Prose;
use crate::receipt;
use crate::vocabulary::{Channel, ComplaintKind, ComplaintOutcome, Outcome};
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::{Command, Event};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    match command {
        Command::RecordComplaint { kind, channel, received_at, text } => {
            record(ask, *kind, *channel, *received_at, text)
        }
        Command::DecideComplaint { outcome, text } => conclude(ask, *outcome, text),
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

fn record(
    ask: &Ask<'_>,
    kind: ComplaintKind,
    channel: Channel,
    received_at: DateTime<Utc>,
    text: &Prose,
) -> Decision {
    let case = ask.case;
    ask.ensure(case.erased_at.is_none(), RefusalCode::PersonalDataErased)?;
    ask.ensure(case.outcome != Some(Outcome::Expired), RefusalCode::NothingToComplain)?;
    ask.ensure(case.open_complaint().is_none(), RefusalCode::ComplaintOpen)?;
    receipt::obstacle(received_at, ask.env.now).map_or(Ok(()), |code| Err(ask.no(code)))?;
    let received_on = ask.env.date_at(received_at);
    ask.ensure(received_on >= case.intake.received_on, RefusalCode::ComplaintTooEarly)?;
    let subject = Subject { received_at, ..Subject::of(&case.intake, case.rights(), &[]) };
    let clocks = deadline::start_complaint(ask.env.policy, &subject, kind, ask.env.zones)
        .ok_or_else(|| ask.no(RefusalCode::OutOfCalendar))?;
    Ok(vec![Event::ComplaintRecorded {
        kind,
        channel,
        received_at,
        received_on,
        text: text.sealed.clone(),
        clocks,
    }])
}

fn conclude(ask: &Ask<'_>, outcome: ComplaintOutcome, text: &Prose) -> Decision {
    is_open(ask)?;
    another_person(ask)?;
    let text = text.sealed.clone();
    let mut events: Vec<_> = missed_now(ask).into_iter().collect();
    events.push(Event::ComplaintDecided { outcome, text: text.clone() });
    if outcome == ComplaintOutcome::Upheld {
        events.push(Event::Reopened { to: ask.case.reopens_to(), reason: text });
    }
    Ok(events)
}

/// Whether there is a complaint to work on; what is closed otherwise needs no owner either.
pub(super) fn is_open(ask: &Ask<'_>) -> Result<(), Refusal> {
    ask.ensure(ask.case.needs_work(), RefusalCode::NoComplaint)
}

/// Who decided the request does not decide what is said against that decision, as nobody approves their own refusal.
/// A row of an earlier release does not say who closed it; then the one who proposed the answer is meant.
fn another_person(ask: &Ask<'_>) -> Result<(), Refusal> {
    let case = ask.case;
    let proposed = case.proposal.as_ref().map(|proposal| &proposal.by);
    let decided = case.closed_by.as_ref().or(proposed);
    let second = ask.env.policy.needs_second_person(case.rights(), true);
    let same = decided == Some(&ask.env.actor.principal);
    ask.ensure(!(second && same), RefusalCode::SamePerson)
}

/// The date of the decision that passed belongs to the record, once, even when a person acts before the worker looked.
pub(super) fn missed_now(ask: &Ask<'_>) -> Option<Event> {
    let complaint = ask.case.open_complaint()?;
    let clock = complaint.effective_clock()?;
    let counts = complaint.missed.is_none() && complaint.is_late(ask.env.now, ask.env.zones);
    counts.then(|| Event::DeadlineMissed {
        clock: clock.kind,
        rule: clock.rule.clone(),
        due_on: clock.due_on,
    })
}
