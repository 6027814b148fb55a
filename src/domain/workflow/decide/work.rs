//! Guards of fulfilment: release of execution, items, holds, cooling-off.

use chrono::TimeDelta;

use super::{Ask, Decision, Refusal};
use crate::domain::correction;
use crate::domain::item::ItemState;
use crate::domain::prose::Prose;
use crate::domain::vocabulary::{FieldDecision, Ground, Right, Settlement};
use crate::domain::workflow::refusal::RefusalCode;
use crate::domain::workflow::{Command, Event};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    match command {
        Command::ApproveExecution => approve_execution(ask),
        Command::DecideCorrection { number, decision, ground, text } => {
            decide_field(ask, *number, *decision, *ground, text.as_ref())
        }
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
        Command::PlaceHold { reason } => {
            ask.ensure(ask.case.hold.is_none(), RefusalCode::AlreadyOnHold)?;
            Ok(vec![Event::HoldPlaced { reason: reason.sealed.clone() }])
        }
        Command::ReleaseHold { reason } => {
            ask.ensure(ask.case.hold.is_some(), RefusalCode::NoHold)?;
            Ok(vec![Event::HoldReleased { reason: reason.sealed.clone() }])
        }
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

fn approve_execution(ask: &Ask<'_>) -> Decision {
    ask.not_on_hold()?;
    let waits = |right: Right| {
        ask.case.item(right).is_some_and(|item| matches!(item.state, ItemState::Pending))
    };
    let mut events = Vec::new();
    if waits(Right::Delete) {
        events.push(Event::ExecutionApproved { rights: vec![Right::Delete] });
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
    if right == Right::Correct {
        as_decided(ask, settlement)?;
    }
    Ok(vec![Event::ItemSettled {
        right,
        settlement,
        ground,
        text: text.map(|prose| prose.sealed.clone()),
    }])
}

/// A correction with fields ends as its fields were decided, and not before.
fn as_decided(ask: &Ask<'_>, settlement: Settlement) -> Result<(), Refusal> {
    let fields = &ask.case.corrections;
    ask.ensure(!correction::any_open(fields), RefusalCode::CorrectionOpen)?;
    let agrees = correction::settlement_of(fields).is_none_or(|sum| sum == settlement);
    ask.ensure(agrees, RefusalCode::SettlementDoesNotFit)
}

/// One field. It can be decided differently until the answer is out; what was settled on it is then open again.
fn decide_field(
    ask: &Ask<'_>,
    number: u32,
    decision: FieldDecision,
    ground: Option<Ground>,
    text: Option<&Prose>,
) -> Decision {
    ask.ensure(ask.case.item(Right::Correct).is_some(), RefusalCode::NoItemForRight)?;
    let field = ask.case.correction(number).ok_or_else(|| ask.no(RefusalCode::NoSuchField))?;
    let refused = decision == FieldDecision::Refused;
    ask.ensure(refused || !field.is_accepted(), RefusalCode::NothingChanges)?;
    ask.ensure(!refused || ground.is_some(), RefusalCode::GroundNeeded)?;
    ask.ensure(!refused || text.is_some(), RefusalCode::TextNeeded)?;
    Ok(vec![Event::CorrectionDecided {
        number,
        decision,
        ground: ground.filter(|_| refused),
        text: text.map(|prose| prose.sealed.clone()),
    }])
}
