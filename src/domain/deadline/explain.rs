//! The derivation of a date in numbered steps: keys and dates here, words in the text catalogue.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::deadline::ExtensionLimit;
use crate::domain::policy::{Period, Rule};
use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// What a step of the derivation says.
    pub enum StepKey {
        /// The local date of receipt; that day is not counted.
        Received = "received",
        /// The rule and its citation.
        Rule = "rule",
        /// Days counted.
        CountDays = "count_days",
        /// Months counted.
        CountMonths = "count_months",
        /// The date did not exist in its month; the last day of the month counts.
        Clamped = "clamped",
        /// No extension is promised.
        NoExtension = "no_extension",
        /// An extension is possible if told in time.
        MayExtend = "may_extend",
        /// An extension was told in time.
        Extended = "extended",
        /// The internal target.
        Target = "target",
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
    fn new(key: StepKey, date: NaiveDate) -> Self {
        Self { key, date, other: None, count: None, note: None }
    }

    pub(super) fn target(due: NaiveDate, days: u32, date: NaiveDate) -> Self {
        Self { other: Some(due), count: Some(days), ..Self::new(StepKey::Target, date) }
    }

    pub(super) fn extended(from: NaiveDate, to: NaiveDate, told_on: NaiveDate) -> Self {
        Self {
            other: Some(from),
            note: Some(told_on.to_string()),
            ..Self::new(StepKey::Extended, to)
        }
    }

    /// The step in plain English; the same sentence on pages, in mail, API, CLI and exports.
    pub fn sentence(&self) -> String {
        let date = self.date.format("%-d %B %Y");
        let other = self.other.map(|d| d.format("%-d %B %Y").to_string()).unwrap_or_default();
        let note = self.note.clone().unwrap_or_default();
        let count = self.count.unwrap_or_default();
        match self.key {
            StepKey::Received => {
                format!("Received on {date} (local date in {note}). That day is not counted.")
            }
            StepKey::Rule => format!("The rule: {note}."),
            StepKey::CountDays => format!("{count} calendar days later is {date}."),
            StepKey::CountMonths => format!("{count} calendar months later is {date}."),
            StepKey::Clamped => {
                format!("That month has no such day, so its last day counts: {date}.")
            }
            StepKey::NoExtension => {
                format!("No longer period is promised, so the answer is due by the end of {date}.")
            }
            StepKey::MayExtend => format!(
                "It can be extended once, to {date}, if the requester is told by the end of {other}."
            ),
            StepKey::Extended => format!(
                "Extended from {other} to {date}, counted from the original start; the requester was told on {note}."
            ),
            StepKey::Target => {
                format!(
                    "The desk aims for {date}, {count} days before the answer is due on {other}."
                )
            }
        }
    }
}

pub(super) fn first_steps(
    rule: &Rule,
    zone: &str,
    received_on: NaiveDate,
    due_on: NaiveDate,
    extension: Option<ExtensionLimit>,
) -> Vec<Step> {
    let mut steps = vec![
        Step { note: Some(zone.to_owned()), ..Step::new(StepKey::Received, received_on) },
        Step {
            note: Some(format!("{}, {}", rule.name, rule.citation)),
            ..Step::new(StepKey::Rule, received_on)
        },
    ];
    match rule.period {
        Period::CalendarDays(n) => {
            steps.push(Step { count: Some(n), ..Step::new(StepKey::CountDays, due_on) });
        }
        Period::CalendarMonths(n) => {
            steps.push(Step { count: Some(n), ..Step::new(StepKey::CountMonths, due_on) });
            if chrono::Datelike::day(&due_on) != chrono::Datelike::day(&received_on) {
                steps.push(Step::new(StepKey::Clamped, due_on));
            }
        }
    }
    steps.push(match extension {
        Some(limit) => {
            Step { other: Some(limit.notice_by), ..Step::new(StepKey::MayExtend, limit.due_on) }
        }
        None => Step::new(StepKey::NoExtension, due_on),
    });
    steps
}
