//! One rule as a pack writes it, and what can be wrong with it.

use chrono::{NaiveDate, Weekday};
use serde::Deserialize;

use domain::policy::{
    Asked, ClockKind, Confidence, Counting, ExtensionRule, Pause, Period, Roll, Rule, Scope, Start,
};

/// `[[rule]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackRule {
    pub(super) id: String,
    name: String,
    pub(super) clock: ClockKind,
    period: Period,
    extension: Option<ExtensionRule>,
    citation: String,
    confidence: Confidence,
    regime: Option<String>,
    #[serde(default)]
    places: Vec<String>,
    #[serde(default)]
    rights: Vec<Asked>,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
    off: Option<bool>,
    note: Option<String>,
    #[serde(default)]
    start: Start,
    #[serde(default)]
    pauses: Vec<Pause>,
    roll: Option<Roll>,
    rest_days: Option<Vec<Weekday>>,
    after_postponement: Option<Period>,
    notice_within: Option<Period>,
    #[serde(default)]
    notice_from_request: bool,
    at_most_days: Option<u32>,
}

impl PackRule {
    /// What is wrong; a promise has no places, a law has some.
    pub(super) fn check(&self, promise: bool) -> Result<(), String> {
        let id = &self.id;
        if self.citation.trim().is_empty() {
            return Err(format!("the rule {id} has no citation"));
        }
        if promise != self.places.is_empty() {
            return Err(if promise {
                format!("the rule {id} names places: laws stand in a file with kind = \"laws\"")
            } else {
                format!("the law {id} names no places, so it would never apply")
            });
        }
        if let Some(extension) = &self.extension
            && length(&extension.total) <= length(&self.period)
        {
            return Err(format!(
                "the extension of {id} must be longer than its period: both count from the start"
            ));
        }
        let empty = |period: &Period| matches!(period, Period::EarliestOf(all) if all.is_empty());
        if empty(&self.period) {
            return Err(format!("the rule {id} takes the earliest of no periods"));
        }
        if self.rest_days.as_ref().is_some_and(|days| days.len() > 6) {
            return Err(format!("the rule {id} leaves no working day in a week"));
        }
        if let (Some(since), Some(until)) = (self.since, self.until)
            && until < since
        {
            return Err(format!("the rule {id} ends before it begins"));
        }
        Ok(())
    }

    /// The domain's rule. What is only known from memory is off unless the pack says otherwise.
    pub(super) fn into_rule(self, pack: Option<String>) -> Rule {
        Rule {
            scope: Scope {
                regime: self.regime,
                places: self.places,
                rights: self.rights,
                since: self.since,
                until: self.until,
                off: self.off.unwrap_or(self.confidence == Confidence::Memory),
                note: self.note,
                pack,
            },
            counting: Counting {
                start: self.start,
                pauses: self.pauses,
                roll: self.roll,
                rest_days: self.rest_days,
                after_postponement: self.after_postponement,
                notice_within: self.notice_within,
                notice_from_request: self.notice_from_request,
                at_most_days: self.at_most_days,
            },
            id: self.id,
            name: self.name,
            clock: self.clock,
            period: self.period,
            extension: self.extension,
            citation: self.citation,
            confidence: self.confidence,
        }
    }
}

/// A rough length in hours, to compare periods of different units.
fn length(period: &Period) -> u64 {
    let days = |n: u32, hours: u64| u64::from(n).saturating_mul(hours);
    match period {
        Period::CalendarDays(n) => days(*n, 24),
        Period::CalendarMonths(n) => days(*n, 24 * 30),
        Period::BusinessDays(n) => days(*n, 24 * 7 / 5),
        Period::Hours(n) => u64::from(*n),
        Period::EarliestOf(all) => all.iter().map(length).min().unwrap_or_default(),
    }
}
