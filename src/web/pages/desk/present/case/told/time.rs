//! Dates, endings, reminders and deliveries in words.

use chrono::NaiveDate;

use super::{Said, Scene, said, words};
use crate::pages::desk::present::policy;
use domain::deadline::Clock;
use domain::ids::OutboxId;
use domain::message::NoticeKind;
use domain::vocabulary::{Channel, ComplaintKind, Outcome};
use domain::workflow::Event;
use text::catalogue;
use text::contexts::desk_parts::Tone;

/// Dates, endings and what time did.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
pub(super) fn timed<'a>(scene: &Scene<'_>, event: &'a Event) -> Said<'a> {
    match event {
        Event::Expired => said(Tone::Idle, "clock", "closed it: the address was never confirmed"),
        Event::Superseded => said(Tone::Idle, "clock", "closed it: it was sent again, corrected"),
        Event::ErasedAgain => {
            said(Tone::Idle, "trash", "erased it again: it was erased before a backup was restored")
        }
        Event::Closed { outcome } => closed(*outcome),
        Event::ExtensionDecided { ground, text, due_on, .. } => {
            let (ground, due) =
                (words::lower(catalogue::ground(*ground)), words::long_date(*due_on));
            said(Tone::Info, "clock", format!("decided an extension to {due} ({ground})"))
                .quoting(text)
        }
        Event::DeadlineRecomputed { from, to, citation, because, .. } if !because.is_empty() => {
            let cause = |key: &String| policy::cause(&scene.deps.policy, key);
            let causes = because.iter().map(cause).collect::<Vec<_>>().join(", ");
            moved(*from, *to, &format!("{citation}; changed: {causes}"))
        }
        Event::DeadlineExtended { from, to, citation, .. }
        | Event::DeadlineRecomputed { from, to, citation, .. } => moved(*from, *to, citation),
        Event::ExtensionVoided { notice_by } => {
            let by = words::long_date(*notice_by);
            said(
                Tone::Bad,
                "clock",
                format!("dropped the extension: the notice had to arrive by {by}"),
            )
        }
        Event::ReceivedDateCorrected {
            from,
            received_on,
            due_to,
            citation,
            reason,
            clocks,
            ..
        } => {
            let (from, to) = (words::long_date(*from), words::long_date(*received_on));
            let due = words::long_date(due_of(clocks).unwrap_or(*due_to));
            let what = format!(
                "corrected the date of receipt from {from} to {to}; due {due} ({citation})"
            );
            said(Tone::Warn, "cal", what).inside(reason)
        }
        Event::JurisdictionSet { country, region, reason } => {
            let country = catalogue::country(country);
            let region = region.as_ref().map(|region| format!(", {region}")).unwrap_or_default();
            said(Tone::Idle, "globe", format!("set the place to {country}{region}")).inside(reason)
        }
        Event::DeadlineMissed { due_on, .. } => {
            let due = words::long_date(*due_on);
            said(Tone::Bad, "alert", format!("recorded that the deadline of {due} was missed"))
        }
        Event::LatenessExplained { reason } => {
            said(Tone::Warn, "clock", "explained the delay").inside(reason)
        }
        other => reminded(scene, other),
    }
}

fn moved<'a>(from: NaiveDate, to: NaiveDate, citation: &str) -> Said<'a> {
    let due = words::long_date(to);
    if from == to {
        let what = format!("worked out every date anew; due {due} as before ({citation})");
        return said(Tone::Idle, "clock", what);
    }
    let from = words::long_date(from);
    said(Tone::Info, "clock", format!("moved the due date from {from} to {due} ({citation})"))
}

/// Reminders and deliveries.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn reminded<'a>(scene: &Scene<'_>, event: &'a Event) -> Said<'a> {
    match event {
        Event::ReminderDue { days_left, .. } => {
            let left = words::count(usize::try_from(*days_left).unwrap_or(0), "day", "days");
            said(Tone::Idle, "clock", format!("reminded the desk: {left} left"))
        }
        Event::OverdueReminderDue { .. } => said(Tone::Bad, "clock", "reminded the desk: overdue"),
        Event::UnassignedEscalated => {
            said(Tone::Warn, "userx", "told the approvers that nobody works on it")
        }
        Event::RequesterReminded => said(Tone::Idle, "mail", "reminded the requester"),
        Event::NoticeDelivered { notice, outbox } => sent(
            said(Tone::Ok, "mail", format!("sent “{}”", catalogue::notice(*notice))),
            *notice,
            outbox,
        ),
        Event::NoticeFailed { notice, outbox } => {
            let what = format!("could not deliver “{}”", catalogue::notice(*notice));
            sent(said(Tone::Bad, "alert", what), *notice, outbox)
        }
        Event::PersonalDataErased => {
            let days = usize::try_from(scene.deps.policy.retention_days).unwrap_or(0);
            let days = words::count(days, "day", "days");
            said(
                Tone::Idle,
                "trash",
                format!("erased the personal data (kept {days} after closing)"),
            )
        }
        // Every other event is told by the groups above.
        _ => said(Tone::Idle, "log", event.name().replace('_', " ")),
    }
}

fn sent<'a>(said: Said<'a>, notice: NoticeKind, outbox: &'a OutboxId) -> Said<'a> {
    Said { sent: (!notice.is_for_staff()).then_some(outbox), ..said }
}

fn closed<'a>(outcome: Outcome) -> Said<'a> {
    let how = words::lower(catalogue::outcome(outcome));
    let tone = match outcome {
        Outcome::Fulfilled | Outcome::PartlyFulfilled => Tone::Ok,
        Outcome::Refused | Outcome::Withdrawn | Outcome::Expired | Outcome::Duplicate => Tone::Idle,
    };
    said(tone, "checkc", format!("closed it: {how}"))
}

/// What was brought forward, and by when it is decided.
pub(super) fn complained(kind: ComplaintKind, channel: Channel, clocks: &[Clock]) -> String {
    let article = match kind {
        ComplaintKind::Complaint => "a complaint",
        ComplaintKind::Appeal => "an appeal",
    };
    let channel = words::lower(catalogue::channel(channel));
    let due = domain::complaint::effective_of(clocks);
    let by = due.map(|clock| format!("; to be decided by {}", words::long_date(clock.due_on)));
    format!("brought forward {article} ({channel}){}", by.unwrap_or_default())
}

fn due_of(clocks: &[Clock]) -> Option<NaiveDate> {
    domain::deadline::effective_of(clocks).map(|clock| clock.due_on)
}
