//! Guards of fulfilment: release of execution, items, cooling-off.

use chrono::TimeDelta;

use super::{Ask, Decision, Refusal, cooling_until};
use crate::file::CaseFile;
use crate::item::ItemState;
use crate::prose::Prose;
use crate::vocabulary::{FieldDecision, Ground, Outcome, Right, Settlement};
use crate::workflow::refusal::RefusalCode;
use crate::workflow::{Command, Event};
use crate::{closing, correction};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    match command {
        Command::ApproveExecution { reason } => approve_execution(ask, reason.as_ref()),
        Command::DecideCorrection { number, decision, ground, text } => {
            decide_field(ask, *number, *decision, *ground, text.as_ref())
        }
        Command::SettleItem { right, settlement, ground, text } => {
            settle(ask, *right, *settlement, *ground, text.as_ref())
        }
        Command::CheckPoint { point, note } => {
            let item = ask.case.item(Right::Terminate);
            let item = item.ok_or_else(|| ask.no(RefusalCode::NoItemForRight))?;
            let pending = matches!(item.state, ItemState::Pending);
            ask.ensure(pending, RefusalCode::NothingToApprove)?;
            let known = closing::checklist(ask.case, ask.env.policy).any(|one| one.key == *point);
            ask.ensure(known, RefusalCode::NoSuchPoint)?;
            Ok(vec![Event::PointChecked { point: point.clone(), note: note.sealed.clone() }])
        }
        Command::CancelTermination => cancel(ask),
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

fn approve_execution(ask: &Ask<'_>, reason: Option<&Prose>) -> Decision {
    ask.not_on_hold()?;
    ask.no_legal_hold()?;
    let waits = |right: Right| {
        ask.case.item(right).is_some_and(|item| matches!(item.state, ItemState::Pending))
    };
    // One person alone must not get from a letter to an empty database.
    let rights = [Right::Delete, Right::Terminate].into_iter().filter(|right| waits(*right));
    let second = ask.env.policy.needs_second_person(rights, false);
    let same = ask.case.identity.accepted_by() == Some(ask.env.actor.principal.as_str());
    ask.ensure(!(second && same), RefusalCode::SamePerson)?;
    let mut events = Vec::new();
    if waits(Right::Delete) {
        // Whoever releases an erasure sees first how much goes, or says why not.
        let unseen = ask.case.open_tasks().any(|task| task.is_erasure() && task.preview.is_none());
        ask.ensure(!unseen || reason.is_some(), RefusalCode::PreviewIncomplete)?;
        let reason = reason.map(|reason| reason.sealed.clone());
        events.push(Event::ExecutionApproved { rights: vec![Right::Delete], reason });
    }
    if waits(Right::Terminate) {
        // Nobody loses money, courses or a team because nobody looked.
        let looked_at = closing::open_points(ask.case, ask.env.policy).next().is_none();
        ask.ensure(looked_at, RefusalCode::ChecklistIncomplete)?;
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

/// The account stays. With nothing else asked for, the request is over.
fn cancel(ask: &Ask<'_>) -> Decision {
    ask.ensure(cooling_until(ask.case).is_some(), RefusalCode::NothingToCancel)?;
    let others = ask.case.items.iter().filter(|item| item.right != Right::Terminate);
    if !others.clone().all(|item| matches!(item.state, ItemState::Cancelled)) {
        return Ok(vec![Event::TerminationCancelled]);
    }
    // As with a withdrawal: the desk first says why it is late; the person owes no reason (ADR 15).
    if ask.is_desk() {
        ask.lateness_explained()?;
    }
    let mut events: Vec<_> = ask.missed_now().into_iter().collect();
    events.push(Event::TerminationCancelled);
    events.push(Event::Closed { outcome: Outcome::Withdrawn });
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
    // The person may still cancel it: until then nothing can have been closed.
    let carried_out = matches!(settlement, Settlement::Done | Settlement::PartlyDone);
    let cooling = right == Right::Terminate && cooling_until(ask.case).is_some();
    ask.ensure(!(cooling && carried_out), RefusalCode::StillCoolingOff)?;
    // Every refusal and partial answer carries a coded ground and words (invariant 3).
    let explained = matches!(settlement, Settlement::PartlyDone | Settlement::Refused);
    ask.ensure(!explained || ground.is_some(), RefusalCode::GroundNeeded)?;
    ask.ensure(!explained || text.is_some(), RefusalCode::TextNeeded)?;
    let whole = right == Right::Delete && settlement == Settlement::Done;
    ask.ensure(!(whole && ask.case.keeps_some(right)), RefusalCode::DataKept)?;
    if right == Right::Correct {
        as_decided(ask, settlement)?;
    }
    // Settling drops what is open, and of a dropped task nothing goes out.
    let lost = |file: &CaseFile| {
        let task = file.task.and_then(|task| ask.case.task(task));
        task.is_some_and(|task| task.is_open() && task.right == right)
    };
    ask.ensure(!(carried_out && ask.case.files.iter().any(lost)), RefusalCode::FilesUnfinished)?;
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
