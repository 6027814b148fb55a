//! Guards of fulfilment: release of execution, items, cooling-off.

use chrono::TimeDelta;

use super::{Ask, Decision};
use crate::domain::item::ItemState;
use crate::domain::prose::Prose;
use crate::domain::vocabulary::{Ground, Right, Settlement};
use crate::domain::workflow::refusal::RefusalCode;
use crate::domain::workflow::{Command, Event};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    match command {
        Command::ApproveExecution { reason } => approve_execution(ask, reason.as_ref()),
        Command::SettleItem { right, settlement, ground, text } => {
            settle(ask, *right, *settlement, *ground, text.as_ref())
        }
        Command::CancelTermination => {
            let cooling = ask
                .case
                .item(Right::Terminate)
                .is_some_and(|item| matches!(item.state, ItemState::CoolingOff { .. }));
            ask.ensure(cooling, RefusalCode::NothingToCancel)?;
            Ok(vec![Event::TerminationCancelled])
        }
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

fn approve_execution(ask: &Ask<'_>, reason: Option<&Prose>) -> Decision {
    ask.not_on_hold()?;
    ask.no_legal_hold()?;
    let waits = |right: Right| {
        ask.case.item(right).is_some_and(|item| matches!(item.state, ItemState::Pending))
    };
    let mut events = Vec::new();
    if waits(Right::Delete) {
        // Whoever releases an erasure sees first how much goes, or says why not.
        let unseen = ask.case.open_tasks().any(|task| task.is_erasure() && task.preview.is_none());
        ask.ensure(!unseen || reason.is_some(), RefusalCode::PreviewIncomplete)?;
        let reason = reason.map(|reason| reason.sealed.clone());
        events.push(Event::ExecutionApproved { rights: vec![Right::Delete], reason });
    }
    if waits(Right::Terminate) {
        let hours = TimeDelta::hours(i64::from(ask.env.policy.cooling_off_hours));
        let until = ask
            .env
            .now
            .checked_add_signed(hours)
            .ok_or_else(|| ask.no(RefusalCode::OutOfCalendar))?;
        events.push(Event::CoolingOffStarted { until });
    }
    ask.ensure(!events.is_empty(), RefusalCode::NothingToApprove)?;
    Ok(events)
}

fn settle(
    ask: &Ask<'_>,
    right: Right,
    settlement: Settlement,
    ground: Option<Ground>,
    text: Option<&Prose>,
) -> Decision {
    ask.ensure(ask.case.item(right).is_some(), RefusalCode::NoItemForRight)?;
    // Every refusal and partial answer carries a coded ground and words (invariant 3).
    let explained = matches!(settlement, Settlement::PartlyDone | Settlement::Refused);
    ask.ensure(!explained || ground.is_some(), RefusalCode::GroundNeeded)?;
    ask.ensure(!explained || text.is_some(), RefusalCode::TextNeeded)?;
    Ok(vec![Event::ItemSettled {
        right,
        settlement,
        ground,
        text: text.map(|prose| prose.sealed.clone()),
    }])
}
