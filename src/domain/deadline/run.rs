//! How a period runs from its start: with the days left out and an extension. Both "is it over?" and "when is it over?" ask
//! here, so that they cannot differ.

use chrono::NaiveDate;

use super::facts::{Facts, Happening};
use super::line::{End, Line, Window, merged};
use crate::policy::{Confidence, PauseReason, Period, Rule};

/// A period from a start to its end.
pub struct Run {
    /// Where it ends without an extension.
    pub first: End,
    /// Where it ends with one, where the rule knows one.
    pub longest: Option<End>,
    /// Until when the person must be told that it takes longer, where the rule knows such a limit.
    pub notice: Option<End>,
    /// When the person was told of an extension that counts.
    pub told_on: Option<NaiveDate>,
}

impl Run {
    /// The end that counts.
    pub fn end(&self) -> &End {
        self.longest.as_ref().filter(|_| self.told_on.is_some()).unwrap_or(&self.first)
    }

    /// Whether the period was over when something happened on this day. What stands still is not over.
    pub fn is_over_on(&self, day: NaiveDate) -> bool {
        self.end().open_since.is_none() && day > self.end().on
    }
}

/// The days the rule leaves out of a period with this start, for what happened.
pub fn windows(rule: &Rule, facts: &Facts<'_>, start: NaiveDate) -> Vec<Window> {
    merged(pauses(rule, facts), start)
}

/// Runs a period along a line that holds its [`windows`]. `None` outside of chrono's calendar.
pub fn run(rule: &Rule, facts: &Facts<'_>, line: &Line<'_>, period: &Period) -> Option<Run> {
    let within = rule.extension.as_ref().map(|extension| &extension.notice_within);
    let notice = match within.or(rule.counting.notice_within.as_ref()) {
        Some(within) => Some(notice_line(rule, facts, line).end(within)?),
        None => None,
    };
    let longest = match &rule.extension {
        Some(extension) => Some(line.end(&extension.total)?),
        None => None,
    };
    let (_, received_on) = facts.received(line.zones);
    let told_on = facts.dates(Happening::Extended).next();
    let counts = |told: &NaiveDate| {
        let in_time = |limit: &End| limit.open_since.is_some() || *told <= limit.on;
        facts.extension_counts || (*told >= received_on && notice.as_ref().is_some_and(in_time))
    };
    let told_on = told_on.filter(|told| longest.is_some() && counts(told));
    let mut first = line.end(period)?;
    if told_on.is_some() {
        // With the extension the period was not over yet.
        first.too_late.clear();
    }
    Some(Run { first, longest, notice, told_on })
}

/// The days the rule leaves out for what happened.
fn pauses(rule: &Rule, facts: &Facts<'_>) -> Vec<Window> {
    let mut windows = Vec::new();
    for pause in &rule.counting.pauses {
        let known = !facts.cautious || pause.confidence != Confidence::Memory;
        if !known || !facts.covered_by(pause) {
            continue;
        }
        let Some(days) = facts.pauses.days(pause.days) else {
            continue;
        };
        let (ask, answer) = match pause.reason {
            PauseReason::Identity => (Happening::IdRequested, Happening::IdReceived),
            PauseReason::Clarification => (Happening::ClarRequested, Happening::ClarReceived),
        };
        let pairs = facts.pairs(ask, answer).into_iter();
        windows.extend(pairs.filter_map(|(from, to)| Window::new(from, to, days)));
    }
    windows
}

/// The notice limit runs like the period itself, but where the law counts it from the request's own date.
fn notice_line<'a>(rule: &Rule, facts: &Facts<'_>, line: &Line<'a>) -> Line<'a> {
    let requested = facts.dates(Happening::Requested).next();
    match requested.filter(|_| rule.counting.notice_from_request) {
        Some(on) => Line { start: on.min(line.start), ..*line },
        None => *line,
    }
}
