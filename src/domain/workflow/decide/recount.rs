//! Dates worked out anew after an event that a clock counts with, or because the policy changed, as an event of its own
//! (workflow.md, invariant 4; ADR 17).

use super::{Ask, Refusal};
use crate::case::Case;
use crate::deadline::{self, Clock, Subject, effective_of};
use crate::workflow::event::Happened;
use crate::workflow::refusal::RefusalCode;
use crate::workflow::{Event, evolve};

/// The event that moves the clocks, when something decided now moves any of them.
pub(super) fn recounted(
    ask: &Ask<'_>,
    because: &[String],
    events: &[Event],
) -> Result<Option<Event>, Refusal> {
    if because.is_empty() && !events.iter().any(counts) {
        return Ok(None);
    }
    let by = &ask.env.actor.principal;
    let happened = |event: &Event| Happened {
        at: ask.env.now,
        by: by.clone(),
        via: ask.env.actor.via.clone(),
        event: event.clone(),
    };
    let after = events.iter().map(happened).fold(ask.case.clone(), |case, one| evolve(case, &one));
    if !after.stage.is_open() {
        return Ok(None);
    }
    let subject = Subject::of(&after.intake, after.rights(), &after.happened);
    let found = deadline::recompute(ask.env.policy, &subject, &after.clocks, ask.env.zones)
        .ok_or_else(|| ask.no(RefusalCode::OutOfCalendar))?;
    let mut clocks = kept(ask, &after, found);
    deadline::retarget(&mut clocks, ask.env.policy);
    if clocks == after.clocks {
        return Ok(None);
    }
    let binding = effective_of(&clocks);
    Ok(Some(Event::DeadlineRecomputed {
        from: ask.case.due_on(),
        to: binding.map_or(ask.case.due_on(), |clock| clock.due_on),
        citation: binding.map(|clock| clock.citation.clone()).unwrap_or_default(),
        clocks,
        because: because.to_vec(),
    }))
}

/// A newer pack never changes what was promised under an older one.
fn kept(ask: &Ask<'_>, after: &Case, found: Vec<Clock>) -> Vec<Clock> {
    let policy = ask.env.policy;
    if after.intake.policy == policy.label() {
        return found;
    }
    let is_law = |clock: &Clock| policy.laws.iter().any(|law| law.id == clock.rule);
    let promised = after.clocks.iter().filter(|clock| !is_law(clock)).cloned();
    promised.chain(found.into_iter().filter(is_law)).collect()
}

/// Events that a rule may count with.
fn counts(event: &Event) -> bool {
    matches!(
        event,
        Event::EvidenceAsked { .. }
            | Event::AuthorityAsked
            | Event::EvidenceGiven { .. }
            | Event::ClarificationAsked { .. }
            | Event::ClarificationAnswered { .. }
            | Event::IdentityAccepted { .. }
            | Event::RightsSet { .. }
            | Event::JurisdictionSet { .. }
            // While it was closed no change of the policy moved it.
            | Event::Reopened { .. }
    )
}
