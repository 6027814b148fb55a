//! One rule applied to one set of facts: a date, or why there is none yet, with every step.
//!
//! Order of operations: local date of receipt, start, period (clamped), days that do not count, move, extension from the
//! original start. docs/deadlines.md has the reasons.

use chrono::{DateTime, NaiveDate, Utc};

use super::explain::{Step, StepKey, long};
use super::facts::{Facts, Happening};
use super::line::{End, Line};
use super::run::{Run, run, windows};
use super::start::{Begun, begin};
use super::telling::{tell_end, tell_unheard};
use super::{Extended, ExtensionLimit};
use crate::policy::{ClockKind, Period, Roll, Rule};
use crate::vocabulary;
use crate::zones::Zones;

vocabulary! {
    /// Whether there is a date.
    pub enum Verdict {
        /// There is.
        Due = "due",
        /// The clock is stopped; when it goes on nobody knows yet.
        Paused = "paused",
        /// The period has not begun.
        NotStarted = "not_started",
    }
}

/// What a rule gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// Whether there is a date.
    pub verdict: Verdict,
    /// The last day; without one, the day it would be had nothing stopped the clock.
    pub due_on: NaiveDate,
    /// The instant, for a period in hours.
    pub due_at: Option<DateTime<Utc>>,
    /// The zone whose local dates these are.
    pub zone: String,
    /// The local date of receipt.
    pub received_on: NaiveDate,
    /// The day the period starts (not counted).
    pub started_on: NaiveDate,
    /// The last day on which the person can be told that it takes longer; none where the rule knows no such limit, or
    /// while the clock stands still.
    pub notice_by: Option<NaiveDate>,
    /// What an extension would give.
    pub extension: Option<ExtensionLimit>,
    /// The extension that counts.
    pub extended: Option<Extended>,
    /// How it came about.
    pub steps: Vec<Step>,
}

impl Evaluation {
    /// The steps a person should look at again.
    pub fn warnings(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.key.is_warning())
    }
}

/// Applies the rule. `None` only when a date leaves the calendar of chrono, or a calendar has no working day.
pub fn evaluate(rule: &Rule, facts: &Facts<'_>, zones: &dyn Zones) -> Option<Evaluation> {
    let (zone, received_on) = facts.received(zones);
    let mut steps = opening(rule, zone, received_on);
    let period = chosen_period(rule, facts, received_on, &mut steps);
    let moves = match facts.roll.or(rule.counting.roll) {
        Some(Roll::Forward) => true,
        Some(Roll::WhenChosen) => !facts.cautious,
        Some(Roll::None) | None => false,
    };
    let plain = Line {
        start: received_on,
        received_at: facts.received_at,
        zone,
        zones,
        calendar: facts.calendar,
        moves,
        rest: rule.counting.rest_days.as_deref(),
        windows: &[],
    };
    let (start, period) = match begin(rule, facts, &plain, &period, &mut steps)? {
        Begun::On { start, period } => (start, period),
        Begun::Stopped { verdict, would_be } => {
            return Some(Evaluation {
                verdict,
                due_on: would_be,
                due_at: None,
                zone: zone.to_owned(),
                received_on,
                started_on: received_on,
                notice_by: None,
                extension: None,
                extended: None,
                steps,
            });
        }
    };
    let windows = windows(rule, facts, start);
    let line = Line { start, windows: &windows, ..plain };
    let run = run(rule, facts, &line, &period)?;
    tell_unheard(rule, facts, received_on, &mut steps);
    tell_end(&line, &period, &run.first, &mut steps);
    Some(told(rule, facts, &line, &run, received_on, steps))
}

fn opening(rule: &Rule, zone: &str, received_on: NaiveDate) -> Vec<Step> {
    let mut steps = vec![
        Step::new(StepKey::Received, received_on).note(zone),
        Step::new(StepKey::Rule, received_on).note(format!("{}, {}", rule.name, rule.citation)),
    ];
    if !rule.in_force(received_on) {
        let note = match (rule.scope.since, rule.scope.until) {
            (Some(since), _) if received_on < since => format!("it applies from {}", long(since)),
            (_, Some(until)) => format!("it applied until {}", long(until)),
            (since, None) => since.map(|day| day.to_string()).unwrap_or_default(),
        };
        steps.push(Step::new(StepKey::NotInForce, received_on).note(note));
    }
    if rule.scope.off {
        steps.push(Step::new(StepKey::SwitchedOff, received_on));
    }
    steps
}

/// The organisation's own period where it chose one, within what the law allows.
fn chosen_period(
    rule: &Rule,
    facts: &Facts<'_>,
    received_on: NaiveDate,
    steps: &mut Vec<Step>,
) -> Period {
    let chosen = facts.period.clone().unwrap_or_else(|| rule.period.clone());
    match (rule.counting.at_most_days, &chosen) {
        (Some(most), Period::CalendarDays(days)) if *days > most => {
            steps.push(Step::new(StepKey::Capped, received_on).count(most));
            Period::CalendarDays(most)
        }
        _ => chosen,
    }
}

/// Says what an extension did or may do, and gives the result.
fn told(
    rule: &Rule,
    facts: &Facts<'_>,
    line: &Line<'_>,
    run: &Run,
    received_on: NaiveDate,
    mut steps: Vec<Step>,
) -> Evaluation {
    let (longest, notice) = (run.longest.as_ref(), run.notice.as_ref());
    let mut told = facts.dates(Happening::Extended);
    match (told.next(), longest, notice) {
        (None, _, _) => tell_possible(rule, &run.first, longest, notice, &mut steps),
        (Some(told_on), Some(last), Some(limit)) => {
            if run.told_on.is_some() {
                steps.push(Step::extended(run.first.on, last.counted, told_on));
                super::telling::tell_after(line, last, &mut steps);
            } else {
                let step = Step::new(StepKey::ExtensionVoid, run.first.on).and(told_on);
                steps.push(step.note(limit.on.to_string()));
            }
        }
        (Some(told_on), _, _) => {
            steps.push(Step::new(StepKey::ExtensionUnknown, run.first.on).and(told_on));
        }
    }
    let end = run.end();
    steps.extend(told.map(|on| Step::new(StepKey::ExtensionTwice, end.on).and(on)));
    if let Some(step) = super::telling::no_such_day(line, end) {
        steps.push(step);
    }
    let notice_by = notice.filter(|limit| limit.open_since.is_none()).map(|limit| limit.on);
    let extension = longest
        .zip(notice_by)
        .map(|(last, notice_by)| ExtensionLimit { due_on: last.on, notice_by });
    Evaluation {
        verdict: if end.open_since.is_some() { Verdict::Paused } else { Verdict::Due },
        due_on: end.on,
        due_at: end.at,
        zone: line.zone.to_owned(),
        received_on,
        started_on: line.start,
        notice_by,
        extension,
        extended: run.told_on.map(|told_on| Extended { from: run.first.on, told_on }),
        steps,
    }
}

fn tell_possible(
    rule: &Rule,
    end: &End,
    longest: Option<&End>,
    notice: Option<&End>,
    steps: &mut Vec<Step>,
) {
    if end.open_since.is_some() {
        return;
    }
    steps.push(match (longest, notice) {
        (Some(last), Some(limit)) => Step::new(StepKey::MayExtend, last.on).and(limit.on),
        (None, Some(limit)) => Step::new(StepKey::MayName, limit.on),
        _ if rule.is_promise() && rule.clock == ClockKind::Respond => {
            Step::new(StepKey::NoExtension, end.on)
        }
        _ => Step::new(StepKey::NoLongerPeriod, end.on),
    });
}
