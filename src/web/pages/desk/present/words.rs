//! Words and colours the desk's pages share: time left, stage, rights, dates.

use chrono::{DateTime, NaiveDate, Utc};

use domain::absence::Absence;
use domain::case::Case;
use domain::item::ItemState;
use domain::policy::ClockKind;
use domain::vocabulary::{Outcome, RequesterRole, Right, Stage, WaitingReason};
use services::Deps;
use services::staff::Colleague;
use text::catalogue;
use text::contexts::desk_parts::{Tag, Tone};
use text::contexts::queue::{Due, RightMark};

/// `1 day`, `3 days`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// `23 November 2026`.
pub(crate) fn long_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// `23 Nov`.
pub(crate) fn short_date(date: NaiveDate) -> String {
    date.format("%-d %b").to_string()
}

/// `24 December 2026 to 2 January 2027`, or one day.
pub(crate) fn days(absence: Absence) -> String {
    let last = long_date(absence.last_on);
    if absence.first_on == absence.last_on {
        return last;
    }
    format!("{} to {last}", long_date(absence.first_on))
}

/// A colleague in a choice of owners: the name, and until when they are away.
pub(crate) fn owner(person: &Colleague) -> String {
    person.away_until.map_or_else(
        || person.name.clone(),
        |day| format!("{} (away until {})", person.name, short_date(day)),
    )
}

/// `23 Nov, 10:48` on the organisation's clocks, with the year when it is another one.
pub(crate) fn moment(deps: &Deps, at: DateTime<Utc>) -> String {
    let local = deps.zones.local(&deps.policy.zone, at);
    let now = deps.zones.local(&deps.policy.zone, deps.now());
    let same_year = local.format("%Y").to_string() == now.format("%Y").to_string();
    local.format(if same_year { "%-d %b, %H:%M" } else { "%-d %b %Y, %H:%M" }).to_string()
}

/// The instant for programs.
pub(crate) fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// A right as an icon and a word.
pub(crate) const fn right_mark(right: Right) -> RightMark {
    let (icon, label) = match right {
        Right::Access => ("download", "Access"),
        Right::Correct => ("pencil", "Correct"),
        Right::Delete => ("trash", "Delete"),
        Right::Terminate => ("stop", "Close account"),
    };
    RightMark { icon, label }
}

/// In which capacity somebody asks, as the desk says it.
pub(crate) const fn asks_as(role: RequesterRole) -> &'static str {
    match role {
        RequesterRole::Myself => "The person themselves",
        RequesterRole::Guardian => "A parent or guardian",
        RequesterRole::Agent => "An agent",
    }
}

/// What is asked for, as a heading.
pub(crate) fn heading(case: &Case) -> String {
    let rights: Vec<String> = case
        .rights()
        .enumerate()
        .map(|(at, right)| {
            let label = catalogue::right(right);
            if at == 0 { label.to_owned() } else { lower(label) }
        })
        .collect();
    if rights.is_empty() { "Not sorted yet".to_owned() } else { rights.join(", ") }
}

/// The same words inside a sentence.
pub(crate) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// Where a case stands, in one tag.
pub(crate) fn stage_tag(case: &Case) -> Tag {
    if case.hold.is_some() && case.stage.is_open() {
        return Tag::new(Tone::Warn, "On hold").with_icon("pause");
    }
    if let Some(complaint) = case.open_complaint() {
        return Tag::new(Tone::Plum, catalogue::complaint_kind(complaint.kind)).with_icon("msg");
    }
    if let Some(waiting) = &case.waiting {
        let text = match waiting.reason {
            WaitingReason::Evidence => "Waiting for proof",
            WaitingReason::Clarification => "Waiting for an answer",
        };
        return Tag::new(Tone::Warn, text).with_icon("pause");
    }
    match case.stage {
        Stage::Unconfirmed => Tag::new(Tone::Idle, catalogue::stage(case.stage)),
        Stage::Verifying => Tag::new(Tone::Idle, catalogue::stage(case.stage)).with_icon("shield"),
        Stage::Working => working_tag(case),
        Stage::Review => Tag::new(Tone::Plum, catalogue::stage(case.stage)),
        Stage::Closed => closed_tag(case.outcome),
    }
}

fn working_tag(case: &Case) -> Tag {
    if case.all_settled() {
        return Tag::new(Tone::Ok, "Ready to propose").with_icon("check");
    }
    if case.items.iter().any(|item| matches!(item.state, ItemState::CoolingOff { .. })) {
        return Tag::new(Tone::Warn, "Cooling off").with_icon("pause");
    }
    let open = case.open_tasks().count();
    let all = case.tasks.len();
    let text = catalogue::stage(case.stage);
    if all == 0 {
        return Tag::new(Tone::Info, text).with_icon("loop");
    }
    Tag::new(Tone::Info, format!("{text}, {} of {all}", all.saturating_sub(open))).with_icon("loop")
}

/// The stage says closed and how, so that nobody has to look twice.
fn closed_tag(outcome: Option<Outcome>) -> Tag {
    let Some(outcome) = outcome else {
        return Tag::new(Tone::Idle, catalogue::stage(Stage::Closed));
    };
    let text = format!("Closed: {}", lower(catalogue::outcome(outcome)));
    match outcome {
        Outcome::Fulfilled | Outcome::PartlyFulfilled => {
            Tag::new(Tone::Ok, text).with_icon("check")
        }
        Outcome::Refused | Outcome::Withdrawn | Outcome::Expired | Outcome::Duplicate => {
            Tag::new(Tone::Idle, text)
        }
    }
}

/// How much time is left, as a tone, a number and what it counts. A finished request has no time left
/// to count: it says when it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Left {
    /// What its colour means.
    pub(crate) tone: Tone,
    /// The number.
    pub(crate) number: String,
    /// What it counts.
    pub(crate) unit: String,
    /// Share of the time that is used, 0 to 100.
    pub(crate) used: u8,
    /// Days until the date; negative when it is over.
    pub(crate) days: i64,
}

impl Left {
    /// In words.
    pub(crate) fn words(&self) -> String {
        format!("{} {}", self.number, self.unit)
    }
}

/// Whether an open request is overdue today, as the list of overdue requests says.
pub(crate) fn is_overdue(deps: &Deps, case: &Case) -> bool {
    case.is_overdue(deps.local_date(deps.now()), deps.zones.as_ref())
}

/// The day that stopped the count of a case: its end, or its answer when that was in time and the due
/// date is over (ADR 10); `None` while it counts.
fn stopped_on(deps: &Deps, case: &Case) -> Option<NaiveDate> {
    if case.open_complaint().is_some() {
        return None;
    }
    let over = case.closed_at.is_some() || case.due_on() < deps.local_date(deps.now());
    let in_time = over && case.answered_in_time(deps.zones.as_ref());
    let at = if in_time { case.first_closed_at } else { case.closed_at };
    at.map(|at| deps.local_date(at))
}

/// The time left of a case today.
pub(crate) fn left(deps: &Deps, case: &Case) -> Left {
    let due = case.work_due_on();
    let from = case.open_complaint().map_or(case.intake.received_on, |one| one.received_on);
    let ended = stopped_on(deps, case);
    let at = ended.unwrap_or_else(|| deps.local_date(deps.now()));
    let days = due.signed_duration_since(at).num_days();
    let all = due.signed_duration_since(from).num_days().max(1);
    let gone = at.signed_duration_since(from).num_days().clamp(0, all);
    let used = u8::try_from(gone.saturating_mul(100) / all).unwrap_or(100);
    let (number, word) =
        (days.unsigned_abs(), if days.unsigned_abs() == 1 { "day" } else { "days" });
    if ended.is_some() {
        let (tone, unit) = match days {
            ..=-1 => (Tone::Bad, format!("{word} late")),
            0 => (Tone::Ok, "on the last day".to_owned()),
            1.. => (Tone::Ok, format!("{word} early")),
        };
        return Left { tone, number: number.to_string(), unit, used, days };
    }
    let (tone, unit) = match days {
        ..=-1 => (Tone::Bad, format!("{word} late")),
        0..=3 => (Tone::Warn, format!("{word} left")),
        4..=7 => (Tone::Info, format!("{word} left")),
        8.. => (Tone::Ok, format!("{word} left")),
    };
    let tone = if case.waiting.is_some() && days > 3 { Tone::Idle } else { tone };
    Left { tone, number: number.to_string(), unit, used, days }
}

/// The same as a meter for a row.
pub(crate) fn due(deps: &Deps, case: &Case) -> Due {
    let left = left(deps, case);
    let words = match (case.stage, stopped_on(deps, case)) {
        (Stage::Unconfirmed, _) => "Clock runs".to_owned(),
        (Stage::Closed, _) if !case.needs_work() => {
            let ended = case.closed_at.map(|at| short_date(deps.local_date(at)));
            format!("Ended {}", ended.unwrap_or_default())
        }
        (_, Some(_)) => "Answered in time".to_owned(),
        (_, None) if left.days == 0 => "Due today".to_owned(),
        (_, None) => left.words(),
    };
    let tone = match case.stage {
        Stage::Unconfirmed => Tone::Idle,
        Stage::Verifying | Stage::Working | Stage::Review | Stage::Closed => left.tone,
    };
    Due {
        tone,
        words,
        iso: case.work_due_on().to_string(),
        date: short_date(case.work_due_on()),
        used: left.used,
    }
}

/// Name and clause of the clock that binds.
pub(crate) fn binding_rule(deps: &Deps, case: &Case) -> String {
    let Some(clock) = case.work_clock() else {
        return String::new();
    };
    let name = deps.policy.rule(&clock.rule).map_or(clock.rule.as_str(), |rule| &rule.name);
    format!("{name}, {}", clock.citation)
}

/// Label of a further clock.
pub(crate) const fn clock_label(kind: ClockKind) -> &'static str {
    catalogue::clock(kind)
}
