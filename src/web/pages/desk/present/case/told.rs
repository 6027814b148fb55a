//! One event in words: what somebody did, the words they wrote, and whether those leave the desk.

mod tasks;
mod time;

pub(super) use tasks::{facts_in_words, recipient};

use super::{Scene, words};
use domain::file::DOWNLOADS;
use domain::ids::OutboxId;
use domain::prose::Sealed;
use domain::vocabulary::{Right, Stage};
use domain::workflow::Event;
use domain::workflow::event::Side;
use text::catalogue;
use text::contexts::desk_parts::Tone;

/// An event in words.
pub(super) struct Said<'a> {
    pub(super) tone: Tone,
    pub(super) icon: &'static str,
    pub(super) what: String,
    pub(super) quotes: Vec<&'a Sealed>,
    pub(super) internal: bool,
    pub(super) sent: Option<&'a OutboxId>,
}

fn said<'a>(tone: Tone, icon: &'static str, what: impl Into<String>) -> Said<'a> {
    Said { tone, icon, what: what.into(), quotes: Vec::new(), internal: false, sent: None }
}

impl<'a> Said<'a> {
    /// With words that the other side reads or wrote.
    fn quoting(mut self, text: impl Into<Option<&'a Sealed>>) -> Self {
        self.quotes.extend(text.into());
        self
    }

    /// With words that never leave the desk.
    fn inside(self, text: impl Into<Option<&'a Sealed>>) -> Self {
        Self { internal: true, ..self.quoting(text) }
    }
}

/// What an event says. The first group is about talking and owning.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
pub(super) fn told<'a>(scene: &Scene<'_>, event: &'a Event) -> Said<'a> {
    match event {
        Event::EvidenceAsked { text } => {
            said(Tone::Warn, "shield", "asked for proof of identity").quoting(text)
        }
        Event::CaseOpened { intake, .. } if intake.authority_enclosed => {
            said(Tone::Info, "inbox", "recorded it; proof of authority came with it")
        }
        Event::AuthorityAsked => {
            said(Tone::Warn, "shield", "asked the guardian for proof of authority")
        }
        Event::EvidenceGiven { .. } if !scene.view.decides && !scene.decided() => {
            let how = "gave proof in writing through the status page; only who decides reads it";
            said(Tone::Accent, "shield", how)
        }
        Event::EvidenceGiven { text } => said(Tone::Accent, "shield", "gave proof").quoting(text),
        Event::ClarificationAsked { text } => said(Tone::Warn, "msg", "asked").quoting(text),
        Event::ClarificationAnswered { text } => {
            said(Tone::Accent, "msg", "answered").quoting(text)
        }
        Event::MessageSent { from, text } => {
            let tone = if *from == Side::Requester { Tone::Accent } else { Tone::Info };
            said(tone, "msg", "wrote").quoting(text)
        }
        Event::NoteAdded { text } => said(Tone::Warn, "lock", "wrote a note").inside(text),
        Event::Assigned { to: Some(to) } => {
            said(Tone::Idle, "user", format!("gave it to {}", scene.staff(to.as_str())))
        }
        Event::Assigned { to: None } => said(Tone::Idle, "userx", "left it without an owner"),
        Event::Withdrawn { reason } => {
            said(Tone::Idle, "x", "withdrew the request").inside(reason.as_ref())
        }
        Event::DuplicateMarked { of } => {
            said(Tone::Idle, "copy", format!("marked it as a duplicate of {of}"))
        }
        other => verified(scene, other),
    }
}

/// How it came in, and who it is from.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn verified<'a>(scene: &Scene<'_>, event: &'a Event) -> Said<'a> {
    match event {
        Event::CaseOpened { stage, intake, rights, .. } => {
            let asked = if rights.is_empty() { "not sure yet".to_owned() } else { list(rights) };
            let channel = words::lower(catalogue::channel(intake.channel));
            let verb = if *stage == Stage::Unconfirmed { "sent the form" } else { "recorded it" };
            said(Tone::Idle, "inbox", format!("{verb} ({channel}): {asked}"))
        }
        Event::EmailConfirmed { by_link } => {
            let how = if *by_link { "by link" } else { "by code" };
            said(Tone::Ok, "check", format!("confirmed the address {how}"))
        }
        Event::ConfirmationResent => said(Tone::Idle, "mail", "asked for a new code"),
        Event::ConfirmationReminded => said(Tone::Idle, "mail", "reminded to confirm the address"),
        Event::ConfirmedByDesk { method, note } => {
            let how = words::lower(catalogue::verification_method(*method));
            said(Tone::Ok, "check", format!("confirmed it for the requester: {how}")).inside(note)
        }
        Event::MandateConfirmed => said(Tone::Ok, "check", "confirmed the mandate"),
        Event::Disowned => said(Tone::Bad, "hand", "said: this was not me"),
        Event::RightsSet { rights } => {
            said(Tone::Idle, "pencil", format!("set what is asked for: {}", list(rights)))
        }
        Event::IdentityAccepted { method, note, tasks, reason, .. } => {
            let how = words::lower(catalogue::verification_method(*method));
            let tasks = words::count(tasks.len(), "task", "tasks");
            said(Tone::Ok, "shield", format!("accepted identity: {how}; {tasks} planned"))
                .inside(note)
                .inside(reason)
        }
        Event::IdentityRejected { text } => {
            said(Tone::Bad, "shield", "did not accept identity").quoting(text)
        }
        other => worked(scene, other),
    }
}

/// What was done about it.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn worked<'a>(scene: &Scene<'_>, event: &'a Event) -> Said<'a> {
    match event {
        Event::ExecutionApproved { rights, reason } => {
            said(Tone::Plum, "shield", format!("released: {}", list(rights)))
                .inside(reason.as_ref())
        }
        Event::ReleaseLapsed { right } => said(Tone::Warn, "shield", lapsed(*right)),
        Event::PointChecked { point, note } => {
            let point = scene.deps.policy.closing_points.iter().find(|one| one.key == *point);
            let name = point.map_or("a point", |point| point.name.as_str());
            said(Tone::Ok, "check", format!("ticked “{name}”")).inside(note)
        }
        Event::CoolingOffStarted { until } => {
            let until = scene.moment(*until);
            said(
                Tone::Warn,
                "pause",
                format!("released the account closure; it cools off until {until}"),
            )
        }
        Event::CoolingOffEnded => {
            said(Tone::Info, "clock", "noted that the cooling-off period ended")
        }
        Event::TerminationCancelled => said(Tone::Idle, "user", "cancelled the account closure"),
        Event::CorrectionDecided { number, decision, ground, text } => {
            let how = words::lower(catalogue::field_decision(*decision));
            let ground =
                ground.map(|ground| format!(" ({})", words::lower(catalogue::ground(ground))));
            let what = format!("{how} field {number}{}", ground.unwrap_or_default());
            said(Tone::Ok, "pencil", what).quoting(text.as_ref())
        }
        Event::ItemSettled { right, settlement, ground, text } => {
            let right = words::lower(catalogue::right(*right));
            let how = words::lower(catalogue::settlement(*settlement));
            let ground =
                ground.map(|ground| format!(" ({})", words::lower(catalogue::ground(ground))));
            let what = format!("settled “{right}”: {how}{}", ground.unwrap_or_default());
            said(Tone::Ok, "check", what).quoting(text.as_ref())
        }
        Event::AnswerProposed { text, .. } => {
            said(Tone::Plum, "file", "proposed the answer").quoting(text.as_ref())
        }
        Event::RefusalProposed { ground, text } => {
            let ground = words::lower(catalogue::ground(*ground));
            said(Tone::Plum, "file", format!("proposed a refusal: {ground}")).quoting(text)
        }
        Event::AnswerApproved => said(Tone::Ok, "checkc", "approved the answer"),
        Event::SentBack { reason, .. } => said(Tone::Warn, "loop", "sent it back").inside(reason),
        Event::ComplaintRecorded { kind, channel, text, clocks, .. } => {
            said(Tone::Warn, "msg", time::complained(*kind, *channel, clocks)).quoting(text)
        }
        Event::ComplaintDecided { outcome, text } => {
            let how = words::lower(catalogue::complaint_outcome(*outcome));
            said(Tone::Plum, "checkc", format!("decided the complaint: {how}")).quoting(text)
        }
        Event::Reopened { reason, .. } => {
            said(Tone::Warn, "loop", "opened it again").inside(reason)
        }
        other => addressed(scene, other),
    }
}

/// What became of another address.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn addressed<'a>(scene: &Scene<'_>, event: &'a Event) -> Said<'a> {
    match event {
        Event::AddressChangeAsked { reason, .. } => {
            said(Tone::Warn, "mail", "asked for another address").inside(reason.as_ref())
        }
        Event::AddressChangeConfirmed { counts_at } => {
            let at = scene.moment(*counts_at);
            said(Tone::Info, "mail", format!("confirmed the new address; it counts from {at}"))
        }
        Event::AddressChangeCancelled => said(Tone::Idle, "x", "cancelled the change of address"),
        Event::AddressChangeLapsed => {
            said(Tone::Idle, "clock", "noted that nobody confirmed the new address in time")
        }
        Event::AddressChanged => {
            said(Tone::Warn, "mail", "changed the address; identity is to be verified anew")
        }
        other => filed(scene, other),
    }
}

/// What was done with files and the package.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn filed<'a>(scene: &Scene<'_>, event: &'a Event) -> Said<'a> {
    match event {
        Event::FileGiven { purpose, kind, .. } => {
            let purpose = words::lower(catalogue::file_purpose(*purpose));
            said(Tone::Accent, "file", format!("gave a file ({kind}): {purpose}"))
        }
        Event::FileAttached { task, kind, others, replaces, .. } => {
            let task = tasks::named(scene, *task);
            let what = if replaces.is_some() { "a redacted file" } else { "a file" };
            let others = if *others { "; it holds data of other people" } else { "" };
            said(Tone::Info, "file", format!("attached {what} ({kind}) to {task}{others}"))
        }
        Event::FileRemoved { .. } => said(Tone::Idle, "trash", "removed a file"),
        Event::FileSignedOff { reason, .. } => {
            said(Tone::Ok, "check", "signed off a file with data of other people").inside(reason)
        }
        Event::PackageBuilt { until, .. } => {
            let until = scene.moment(*until);
            said(
                Tone::Ok,
                "file",
                format!("put the copy of the data together; it can be downloaded until {until}"),
            )
        }
        Event::PackageStopped { reason } => said(
            Tone::Bad,
            "alert",
            format!("did not build the copy of the data. {}", catalogue::package_stop(*reason)),
        ),
        Event::PackageDownloaded { number } => said(
            Tone::Accent,
            "file",
            format!("downloaded the copy of the data (time {number} of {DOWNLOADS})"),
        ),
        Event::PackageRecalled { reason } => {
            said(Tone::Warn, "x", "took the copy of the data back").inside(reason)
        }
        Event::PackageExpired => {
            said(Tone::Idle, "clock", "deleted the copy of the data: its time was over")
        }
        Event::HoldPlaced { reason } => said(Tone::Warn, "lock", "placed a hold").inside(reason),
        Event::HoldReleased { reason } => {
            said(Tone::Ok, "lock", "released the hold").inside(reason)
        }
        Event::LegalHoldBegan { .. } => said(Tone::Warn, "lock", "noted that a legal hold began"),
        Event::LegalHoldEnded { .. } => said(Tone::Ok, "lock", "noted that a legal hold ended"),
        other => tasks::tasked(scene, other),
    }
}

fn lapsed(right: Right) -> String {
    format!("the plan grew, so the release no longer counts: {}", list(&[right]))
}

fn list(rights: &[Right]) -> String {
    let words: Vec<String> =
        rights.iter().map(|right| words::lower(catalogue::right(*right))).collect();
    words.join(", ")
}
