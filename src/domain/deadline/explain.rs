//! The derivation of a date in numbered steps: keys, dates and the one sentence for each.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::vocabulary;

vocabulary! {
    /// What a step of the derivation says.
    pub enum StepKey {
        /// The local date of receipt; that day is not counted.
        Received = "received",
        /// The rule and its citation.
        Rule = "rule",
        /// The rule was not yet, or no longer, law on the day of receipt.
        NotInForce = "not_in_force",
        /// The rule is switched off; the date is a what-if.
        SwitchedOff = "switched_off",
        /// The organisation's own period, cut to what the law allows.
        Capped = "capped",
        /// The period begins later than receipt.
        StartsLater = "starts_later",
        /// The period has not begun.
        NotStarted = "not_started",
        /// Days of reflection before the period.
        Reflection = "reflection",
        /// A new period after a postponement.
        Postponed = "postponed",
        /// Days counted.
        CountDays = "count_days",
        /// Months counted.
        CountMonths = "count_months",
        /// Working days counted.
        CountBusinessDays = "count_business_days",
        /// Hours counted.
        CountHours = "count_hours",
        /// Of several periods the one that ends first.
        Earliest = "earliest",
        /// The date did not exist in its month; the last day of the month counts.
        Clamped = "clamped",
        /// Days that do not count.
        LeftOut = "left_out",
        /// A pause has not ended.
        Paused = "paused",
        /// A pause began when the period was over.
        PauseTooLate = "pause_too_late",
        /// Something was asked, but this rule goes on counting.
        NotStopped = "not_stopped",
        /// The last day was not a working day.
        Moved = "moved",
        /// The table of holidays ends earlier.
        BeyondCalendar = "beyond_calendar",
        /// A holiday on the way is not confirmed.
        ProvisionalDay = "provisional_day",
        /// Working days were counted without holidays.
        NoHolidays = "no_holidays",
        /// That local date was skipped in the zone.
        NoSuchDay = "no_such_day",
        /// No extension is promised.
        NoExtension = "no_extension",
        /// The rule gives no extension.
        NoLongerPeriod = "no_longer_period",
        /// An extension is possible if told in time.
        MayExtend = "may_extend",
        /// The person may be told of a later date in time.
        MayName = "may_name",
        /// An extension was told in time.
        Extended = "extended",
        /// An extension was told too late.
        ExtensionVoid = "extension_void",
        /// A second extension.
        ExtensionTwice = "extension_twice",
        /// An extension the rule does not know.
        ExtensionUnknown = "extension_unknown",
        /// The internal target.
        Target = "target",
    }
}

impl StepKey {
    /// Whether a person should look again before relying on the date.
    pub const fn is_warning(self) -> bool {
        matches!(
            self,
            Self::NotInForce
                | Self::SwitchedOff
                | Self::Capped
                | Self::NotStarted
                | Self::Paused
                | Self::PauseTooLate
                | Self::BeyondCalendar
                | Self::ProvisionalDay
                | Self::NoHolidays
                | Self::NoSuchDay
                | Self::ExtensionVoid
                | Self::ExtensionTwice
                | Self::ExtensionUnknown
        )
    }
}

/// One numbered step. `date` is the date after the step; `note` holds a rule name, zone or citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it says.
    pub key: StepKey,
    /// The date after this step.
    pub date: NaiveDate,
    /// Another date it names (notice limit, date before, date counted from).
    pub other: Option<NaiveDate>,
    /// A count it names.
    pub count: Option<u32>,
    /// A name it quotes: zone, rule or citation.
    pub note: Option<String>,
}

impl Step {
    pub(super) fn new(key: StepKey, date: NaiveDate) -> Self {
        Self { key, date, other: None, count: None, note: None }
    }

    pub(super) fn and(self, other: NaiveDate) -> Self {
        Self { other: Some(other), ..self }
    }

    pub(super) fn count(self, count: u32) -> Self {
        Self { count: Some(count), ..self }
    }

    pub(super) fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    pub(super) fn target(due: NaiveDate, days: u32, date: NaiveDate) -> Self {
        Self::new(StepKey::Target, date).and(due).count(days)
    }

    pub(super) fn extended(from: NaiveDate, to: NaiveDate, told_on: NaiveDate) -> Self {
        Self::new(StepKey::Extended, to).and(from).note(told_on.to_string())
    }

    /// The step in plain English; the same sentence on pages, in mail, API, CLI and exports.
    #[expect(clippy::too_many_lines, reason = "one arm per step, a sentence each")]
    pub fn sentence(&self) -> String {
        let date = long(self.date);
        let other = self.other.map(long).unwrap_or_default();
        let note = self.note.clone().unwrap_or_default();
        // Where the note is a date it is told like every other date.
        let note = note.parse().map(long).unwrap_or(note);
        let count = self.count.unwrap_or_default();
        match self.key {
            StepKey::Received => {
                format!("Received on {date} (local date in {note}). That day is not counted.")
            }
            StepKey::Rule => format!("The rule: {note}."),
            StepKey::NotInForce => {
                format!("On the day of receipt this rule was not in force ({note}); the date is what it would give.")
            }
            StepKey::SwitchedOff => {
                "This rule is switched off until someone responsible confirms it; it starts no clock by itself.".to_owned()
            }
            StepKey::Capped => format!("The law allows at most {count} days, so {count} are counted."),
            StepKey::StartsLater => format!("The period starts on {date}: {note}. That day is not counted."),
            StepKey::NotStarted => format!(
                "The period has not started: {note} since {other}. Counted from receipt it would end on {date}."
            ),
            StepKey::Reflection => format!(
                "A fee was announced on {other}. After {count} days to think about it the period starts on {date}."
            ),
            StepKey::Postponed => format!("The ground for postponing ended on {date}; a new period starts."),
            StepKey::CountDays => format!("{count} calendar {} later is {date}.", plural(count, "day")),
            StepKey::CountMonths => format!("{count} calendar {} later is {date}.", plural(count, "month")),
            StepKey::CountBusinessDays => {
                format!("{count} working {} later is {date} ({note}).", plural(count, "day"))
            }
            StepKey::CountHours => format!(
                "{count} {} after receipt is {note} on {date}. Hours run through nights, weekends and holidays.",
                plural(count, "hour")
            ),
            StepKey::Earliest => format!("Of the periods that apply, the one ending on {date} ends first."),
            StepKey::Clamped => {
                format!("That month has no such day, so its last day counts: {date}.")
            }
            StepKey::LeftOut => {
                format!("{count} {} not count ({note}); that gives {date}.", if count == 1 { "day does" } else { "days do" })
            }
            StepKey::Paused => {
                format!("Paused since {other}: {note}. Without the pause the period would end on {date}.")
            }
            StepKey::PauseTooLate => {
                format!("What was asked on {other} stops nothing: the period had ended on {date}.")
            }
            StepKey::NotStopped => format!("{note} does not stop this period."),
            StepKey::Moved => format!("{other} is not a working day ({note}), so the period ends on {date}."),
            StepKey::BeyondCalendar => {
                format!("The table of holidays of {note} does not reach {date}. Only weekends were looked at: check this date.")
            }
            StepKey::ProvisionalDay => {
                format!("A holiday of {note} on the way to {date} is not confirmed yet: check this date when it is.")
            }
            StepKey::NoHolidays => {
                "No calendar is chosen, so only Saturdays and Sundays were left out.".to_owned()
            }
            StepKey::NoSuchDay => format!("{date} never was in {note}: the clocks went over the date line."),
            StepKey::NoExtension => {
                format!("No longer period is promised, so the answer is due by the end of {date}.")
            }
            StepKey::NoLongerPeriod => format!("The rule gives no longer period: due by the end of {date}."),
            StepKey::MayExtend => format!(
                "It can be extended once, to {date}, if the requester is told by the end of {other}."
            ),
            StepKey::MayName => format!(
                "If that is too short, the requester must be told by the end of {date} when the answer will come."
            ),
            StepKey::Extended => format!(
                "Extended from {other} to {date}, counted from the original start; the requester was told on {note}."
            ),
            StepKey::ExtensionVoid => format!(
                "The extension is void: the requester was told on {other}, which is not within the time that ended on {note}. Due stays {date}."
            ),
            StepKey::ExtensionTwice => {
                format!("Extended once already; what was told on {other} changes nothing.")
            }
            StepKey::ExtensionUnknown => {
                format!("This rule names no longer period; what was told on {other} moves no date. Due stays {date}.")
            }
            StepKey::Target => format!(
                "The desk aims for {date}, {count} days before the answer is due on {other}."
            ),
        }
    }
}

/// A date as every sentence tells it.
pub(super) fn long(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

fn plural(count: u32, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}
