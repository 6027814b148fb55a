//! Guards of time: extensions, corrected dates, lateness, ticks, deliveries, forgetting.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Ask, Decision, complaint, look_again};
use crate::deadline::{self, NoExtension, Subject};
use crate::ids::{HoldId, TaskId};
use crate::item::ItemState;
use crate::message::NoticeKind;
use crate::prose::Prose;
use crate::receipt;
use crate::vocabulary::{Channel, Ground, Outcome, Right, TaskWith};
use crate::webhook::CallFault;
use crate::workflow::refusal::{Refusal, RefusalCode};
use crate::workflow::wake::{self, Alarm};
use crate::workflow::{Command, Event};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    match command {
        Command::Extend { ground, text } => extend(ask, *ground, text),
        Command::CorrectReceivedDate { received_at, reason } => correct(ask, *received_at, reason),
        Command::SetJurisdiction { country, region, reason } => {
            let intake = &ask.case.intake;
            let same = intake.country == *country && intake.region == *region;
            ask.ensure(!same, RefusalCode::NothingChanges)?;
            Ok(vec![Event::JurisdictionSet {
                country: country.clone(),
                region: region.clone(),
                reason: reason.sealed.clone(),
            }])
        }
        Command::ExplainLateness { reason } => {
            let missed = ask.missed_now();
            let late = ask.case.missed.is_some() || missed.is_some();
            ask.ensure(late, RefusalCode::NotLate)?;
            let explained = Event::LatenessExplained { reason: reason.sealed.clone() };
            Ok(missed.into_iter().chain([explained]).collect())
        }
        // What moves is worked out for every command alike, by `recount`.
        Command::Recount { .. } => Ok(Vec::new()),
        Command::Tick => Ok(tick(ask)),
        Command::Deliver { notice, outbox, accepted } => {
            let mut events = vec![if *accepted {
                Event::NoticeDelivered { notice: *notice, outbox: outbox.clone() }
            } else {
                Event::NoticeFailed { notice: *notice, outbox: outbox.clone() }
            }];
            if *notice == NoticeKind::Extension {
                events.extend(settle_extension(ask, *accepted));
            }
            Ok(events)
        }
        Command::ReErase { outcome } => {
            ask.ensure(ask.case.erased_at.is_none(), RefusalCode::NothingChanges)?;
            ask.no_legal_hold()?;
            let mut events = vec![Event::ErasedAgain];
            if ask.case.stage.is_open() {
                events.push(Event::Closed { outcome: *outcome });
            }
            events.push(Event::PersonalDataErased);
            Ok(events)
        }
        Command::Forget => {
            ask.ensure(ask.case.erased_at.is_none(), RefusalCode::NothingChanges)?;
            ask.no_legal_hold()?;
            ask.ensure(ask.case.open_complaint().is_none(), RefusalCode::ComplaintOpen)?;
            Ok(vec![Event::PersonalDataErased])
        }
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

fn extend(ask: &Ask<'_>, ground: Ground, text: &Prose) -> Decision {
    ask.ensure(ask.case.extension.is_none(), RefusalCode::ExtensionPending)?;
    let today = |zone: &str| ask.env.zones.date_at(zone, ask.env.now);
    let limit = deadline::extension_of(&ask.case.clocks, today).map_err(|why| match why {
        NoExtension::Unknown => ask.no(RefusalCode::NoExtensionPromised),
        NoExtension::Twice => ask.no(RefusalCode::AlreadyExtended),
        NoExtension::TooLate(by) => {
            Refusal { date: Some(by), ..ask.no(RefusalCode::ExtensionTooLate) }
        }
    })?;
    Ok(vec![Event::ExtensionDecided {
        ground,
        text: text.sealed.clone(),
        due_on: limit.due_on,
        notice_by: limit.notice_by,
    }])
}

/// An extension counts when its notice was accepted before the limit; else it is void.
fn settle_extension(ask: &Ask<'_>, accepted: bool) -> Option<Event> {
    let pending = ask.case.extension.as_ref()?;
    let clock = ask.case.effective_clock()?;
    let told_on = ask.env.zones.date_at(&clock.zone, ask.env.now);
    if !accepted || told_on > pending.notice_by {
        return Some(Event::ExtensionVoided { notice_by: pending.notice_by });
    }
    let (from, citation) = (clock.due_on, clock.citation.clone());
    let mut clocks = ask.case.clocks.clone();
    deadline::extend_all(&mut clocks, |zone| ask.env.zones.date_at(zone, ask.env.now));
    if clocks == ask.case.clocks {
        // The place was corrected meanwhile, and no clock that runs now can be put off.
        return Some(Event::ExtensionVoided { notice_by: pending.notice_by });
    }
    deadline::retarget(&mut clocks, ask.env.policy);
    let to = deadline::effective_of(&clocks).map_or(from, |clock| clock.due_on);
    Some(Event::DeadlineExtended { from, to, citation, clocks })
}

fn correct(ask: &Ask<'_>, received_at: DateTime<Utc>, reason: &Prose) -> Decision {
    // A day comes as its last second; on the day of recording nothing arrived after the recording.
    let recorded_at = ask.case.intake.recorded_at;
    let same_day = ask.env.date_at(received_at) == ask.env.date_at(recorded_at);
    let received_at = if same_day { received_at.min(recorded_at) } else { received_at };
    check_receipt(ask, received_at)?;
    let received_on = ask.env.date_at(received_at);
    let from = ask.case.intake.received_on;
    ask.ensure(received_on != from, RefusalCode::NothingChanges)?;
    let intake = &ask.case.intake;
    let subject =
        Subject { received_at, ..Subject::of(intake, ask.case.rights(), &ask.case.happened) };
    // An extension that counted keeps counting, from the corrected start.
    let clocks = deadline::recompute(ask.env.policy, &subject, &ask.case.clocks, ask.env.zones)
        .ok_or_else(|| ask.no(RefusalCode::OutOfCalendar))?;
    let binding = deadline::effective_of(&clocks);
    let due_to = binding.map_or(received_on, |clock| clock.due_on);
    // Time the desk gives itself is decided by an approver (ADR 14).
    if received_at > ask.case.intake.received_at || due_to > ask.case.due_on() {
        ask.by_approver()?;
    }
    Ok(vec![Event::ReceivedDateCorrected {
        from,
        received_at,
        received_on,
        due_from: ask.case.due_on(),
        due_to,
        citation: binding.map(|clock| clock.citation.clone()).unwrap_or_default(),
        reason: reason.sealed.clone(),
        clocks,
    }])
}

/// A corrected receipt is one that can be, lies before the recording, and is not one the desk saw itself (ADR 14).
fn check_receipt(ask: &Ask<'_>, received_at: DateTime<Utc>) -> Result<(), Refusal> {
    let intake = &ask.case.intake;
    ask.ensure(intake.channel != Channel::WebForm, RefusalCode::ReceiptSeen)?;
    ask.ensure(received_at <= ask.env.now, RefusalCode::DateInFuture)?;
    if received_at > intake.recorded_at {
        let recorded_on = ask.env.date_at(intake.recorded_at);
        let late = ask.no(RefusalCode::DateAfterRecording);
        return Err(Refusal { date: Some(recorded_on), ..late });
    }
    receipt::obstacle(received_at, intake.recorded_at).map_or(Ok(()), |code| Err(ask.no(code)))
}

/// Everything time alone brings about by now. Asking again right after brings nothing.
fn tick(ask: &Ask<'_>) -> Vec<Event> {
    let due = wake::alarms(ask.case, ask.env).into_iter().filter(|(at, _)| *at <= ask.env.now);
    let mut events: Vec<Event> = Vec::new();
    let mut passed: Vec<u32> = Vec::new();
    let (mut ended, mut over) = (Vec::new(), Vec::new());
    for (_, alarm) in due {
        match alarm {
            Alarm::ConfirmReminder => events.push(Event::ConfirmationReminded),
            Alarm::Expire => {
                events.push(Event::Expired);
                events.push(Event::Closed { outcome: Outcome::Expired });
            }
            Alarm::Reminder(days) => passed.push(days),
            Alarm::Missed => events.extend(ask.missed_now()),
            Alarm::ComplaintMissed => events.extend(complaint::missed_now(ask)),
            Alarm::Overdue => events.push(Event::OverdueReminderDue { day: ask.env.today() }),
            Alarm::Unassigned => events.push(Event::UnassignedEscalated),
            Alarm::RequesterReminder => events.push(Event::RequesterReminded),
            Alarm::ExtensionLimit(notice_by) => events.push(Event::ExtensionVoided { notice_by }),
            Alarm::CoolingOffEnds => events.push(Event::CoolingOffEnded),
            Alarm::AddressLapses => events.push(Event::AddressChangeLapsed),
            Alarm::AddressCounts => {
                events.push(Event::AddressChanged);
                events.extend(super::identity::authority_asked(&ask.case.intake));
            }
            Alarm::PackageEnds => events.push(Event::PackageExpired),
            Alarm::TaskReminder(task) => events.push(Event::TaskReminderDue { task }),
            Alarm::TaskOverdue(task) => {
                events.push(Event::TaskOverdue { task, day: ask.env.today() });
                events.extend(gave_no_result(ask, task));
            }
            Alarm::LegalHoldsEnd => ended.extend(over_holds(ask)),
            Alarm::LookAgain(task) => over.push(task),
            Alarm::Forget => events.push(Event::PersonalDataErased),
        }
    }
    // What goes now is not looked at again.
    if events.contains(&Event::PersonalDataErased) {
        over.clear();
    }
    let again = look_again::opened(ask, &ended, &over);
    events.extend(ended.into_iter().map(|hold| Event::LegalHoldEnded { hold }));
    events.extend(again);
    if let Some(days_left) = passed.iter().copied().min() {
        events.push(Event::ReminderDue { days_left: actual_days_left(ask, days_left), passed });
    }
    if events.contains(&Event::AddressChanged) {
        // Nothing is carried out before identity is accepted again.
        events.retain(|event| !is_of_work(event));
    }
    if events.iter().any(|event| matches!(event, Event::Expired)) {
        let last = |event: &Event| {
            matches!(event, Event::Expired | Event::Closed { .. } | Event::LegalHoldEnded { .. })
        };
        events.retain(last);
    }
    events
}

/// What time brings about only while the request is worked on.
const fn is_of_work(event: &Event) -> bool {
    matches!(
        event,
        Event::CoolingOffEnded
            | Event::TaskReminderDue { .. }
            | Event::TaskOverdue { .. }
            | Event::TaskFellBack { .. }
    )
}

/// A system that sent no result by the day its task was due does not keep it.
fn gave_no_result(ask: &Ask<'_>, id: TaskId) -> Option<Event> {
    let task = ask.case.task(id).filter(|task| task.with == TaskWith::System)?;
    Some(super::tasks::fell_back(ask, task, CallFault::NoResult))
}

/// Legal holds whose last day is over.
fn over_holds<'a>(ask: &'a Ask<'_>) -> impl Iterator<Item = HoldId> + 'a {
    let over = ask.case.legal_holds.iter().filter(|hold| hold.is_over(ask.env.today()));
    over.map(|hold| hold.id.clone())
}

fn actual_days_left(ask: &Ask<'_>, named: u32) -> u32 {
    let left = ask.case.work_due_on().signed_duration_since(ask.env.today()).num_days();
    u32::try_from(left).unwrap_or(named).min(named)
}

/// Whether a termination waits out its cooling-off period, and until when.
pub fn cooling_until(case: &crate::case::Case) -> Option<DateTime<Utc>> {
    match case.item(Right::Terminate)?.state {
        ItemState::CoolingOff { until } => Some(until),
        ItemState::Pending
        | ItemState::Approved
        | ItemState::Cancelled
        | ItemState::Settled { .. } => None,
    }
}

/// When personal data of a closed case goes: after its retention from the last decision about it, never while a
/// complaint is open.
pub(in crate::workflow) fn forget_at(
    case: &crate::case::Case,
    retention_days: u32,
) -> Option<DateTime<Utc>> {
    let kept = case.erased_at.is_some() || !case.legal_holds.is_empty();
    kept_until(case, retention_days).filter(|_| !kept)
}

/// When a closed case is old enough for its personal data to go, whatever else keeps it.
pub(in crate::workflow) fn kept_until(
    case: &crate::case::Case,
    retention_days: u32,
) -> Option<DateTime<Utc>> {
    if case.needs_work() {
        return None;
    }
    let last = case.complaints.last().and_then(|complaint| complaint.decision.as_ref());
    let rests = case.closed_at.max(last.map(|decision| decision.at));
    rests?.checked_add_signed(TimeDelta::days(i64::from(retention_days)))
}
