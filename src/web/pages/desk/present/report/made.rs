//! Words for reports that are made: which, how often, of whom, why with names, and where they stand.

use domain::report::Every;
use services::report::runs::RunState;
use services::report::{Kind, People, PersonalReason};
use text::contexts::desk_parts::{Tag, Tone};

/// Which report.
pub(crate) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Deadlines => "Deadline report",
        Kind::CaseLog => "Log of requests (11 CCR 7101(b))",
        Kind::CcpaMetrics => "Numbers of the year (11 CCR 7102)",
    }
}

/// How often.
pub(crate) const fn every(every: Every) -> &'static str {
    match every {
        Every::Daily => "Every day at 07:00",
        Every::Weekly => "Every Monday at 07:00",
        Every::Monthly => "On the first of every month at 07:00",
    }
}

/// Of whom.
pub(crate) const fn people(people: People) -> &'static str {
    match people {
        People::All => "Everybody",
        People::California => "Consumers in California",
    }
}

/// Why with names.
pub(crate) const fn reason(why: PersonalReason) -> &'static str {
    match why {
        PersonalReason::Regulator => "A supervisory authority asks for it",
        PersonalReason::LegalClaim => "A court or a legal claim needs it",
        PersonalReason::Audit => "An audit checks single requests",
        PersonalReason::Incident => "People affected by an incident must be told",
        PersonalReason::Migration => "The desk moves to another system",
    }
}

/// Where a run stands.
pub(crate) fn tag(state: RunState) -> Tag {
    match state {
        RunState::Waiting => Tag::new(Tone::Idle, "Waiting"),
        RunState::Running => Tag::new(Tone::Info, "Being made"),
        RunState::Ready => Tag::new(Tone::Ok, "Ready"),
        RunState::Failed => Tag::new(Tone::Bad, "Failed"),
        RunState::Cancelled => Tag::new(Tone::Idle, "Cancelled"),
        RunState::Expired => Tag::new(Tone::Idle, "Expired"),
    }
}
