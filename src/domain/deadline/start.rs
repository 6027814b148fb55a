//! When a period begins: on receipt, on the latest of what was needed, after reflection, or anew after a postponement.

use chrono::{Days, NaiveDate};

use super::evaluate::Verdict;
use super::explain::{Step, StepKey};
use super::facts::{Facts, Happening};
use super::line::Line;
use super::run::{Run, run, windows};
use crate::policy::{Period, Rule, Start};

/// The beginning, or why there is none.
pub enum Begun {
    /// The period runs from this day (not counted).
    On {
        /// The day.
        start: NaiveDate,
        /// The period that runs.
        period: Period,
    },
    /// It stands still.
    Stopped {
        /// Not begun, or postponed.
        verdict: Verdict,
        /// Where it would end from receipt.
        would_be: NaiveDate,
    },
}

/// Finds the beginning. `None` outside of chrono's calendar.
pub fn begin(
    rule: &Rule,
    facts: &Facts<'_>,
    plain: &Line<'_>,
    period: &Period,
    steps: &mut Vec<Step>,
) -> Option<Begun> {
    if let Some(after) = &rule.counting.after_postponement {
        let running = run_from(rule, facts, plain, period, plain.start)?;
        if let Some(begun) = after_postponement(facts, plain.start, &running, after, steps) {
            return Some(begun);
        }
    }
    let on = |start| Some(Begun::On { start, period: period.clone() });
    match rule.counting.start {
        Start::Receipt => on(plain.start),
        Start::Reflection { days } => on(reflection(facts, plain, days, steps)?),
        Start::Latest => latest(rule, facts, plain, period, steps),
    }
}

/// Korea: while postponed the clock stands; when the ground ends, ten days begin. `None` when nothing was postponed in
/// time.
fn after_postponement(
    facts: &Facts<'_>,
    received_on: NaiveDate,
    running: &Run,
    after: &Period,
    steps: &mut Vec<Step>,
) -> Option<Begun> {
    let ends = facts.dates(Happening::PostponeEnded).map(|on| (on, Some(on)));
    let pairs = facts.pairs(Happening::Postponed, Happening::PostponeEnded);
    let (from, ended) = pairs.last().copied().or(ends.last())?;
    let end = running.end().on;
    if facts.dates(Happening::Postponed).next().is_some() && running.is_over_on(from) {
        steps.push(Step::new(StepKey::PauseTooLate, end).and(from));
        return None;
    }
    let Some(ended) = ended else {
        let step = Step::new(StepKey::Paused, end).and(from);
        steps.push(step.note("the answer was postponed with notice"));
        return Some(Begun::Stopped { verdict: Verdict::Paused, would_be: end });
    };
    let start = ended.max(received_on);
    steps.push(Step::new(StepKey::Postponed, start));
    Some(Begun::On { start, period: after.clone() })
}

/// Switzerland: a fee that was announced gives days to think before the period begins.
fn reflection(
    facts: &Facts<'_>,
    plain: &Line<'_>,
    days: u32,
    steps: &mut Vec<Step>,
) -> Option<NaiveDate> {
    let told = facts.dates(Happening::FeeNotified).chain(facts.dates(Happening::FeeRequested));
    let Some(on) = told.max() else {
        return Some(plain.start);
    };
    let start = on.checked_add_days(Days::new(u64::from(days)))?.max(plain.start);
    steps.push(Step::new(StepKey::Reflection, start).and(on).count(days));
    Some(start)
}

/// United Kingdom: the latest of receipt, identity evidence and fee. What is asked for after the period ended revives
/// nothing.
fn latest(
    rule: &Rule,
    facts: &Facts<'_>,
    plain: &Line<'_>,
    period: &Period,
    steps: &mut Vec<Step>,
) -> Option<Begun> {
    let needed = [
        (Happening::IdRequested, Happening::IdReceived, "evidence of identity"),
        (Happening::FeeRequested, Happening::FeePaid, "the fee"),
    ];
    let mut pairs: Vec<(NaiveDate, Option<NaiveDate>, &str)> = Vec::new();
    for (ask, answer, what) in needed {
        // What arrives settles everything asked for before; what arrives later still begins the period anew.
        let arrived = |asked: NaiveDate| facts.dates(answer).find(|on| *on >= asked);
        pairs.extend(facts.dates(ask).map(|asked| (asked, arrived(asked), what)));
        pairs.extend(facts.dates(answer).map(|on| (on, Some(on), what)));
    }
    pairs.sort();
    let mut start = plain.start;
    let mut missing = None;
    let mut last = None;
    let mut running = run_from(rule, facts, plain, period, start)?;
    let end = running.end().on;
    for (from, to, what) in pairs {
        if running.is_over_on(from) {
            steps.push(Step::new(StepKey::PauseTooLate, running.end().on).and(from));
            continue;
        }
        match to {
            None => missing = missing.or(Some((from, what))),
            Some(to) if to > start => {
                start = to;
                last = Some(what);
                running = run_from(rule, facts, plain, period, start)?;
            }
            Some(_) => {}
        }
    }
    if let Some((from, what)) = missing {
        let step = Step::new(StepKey::NotStarted, end).and(from);
        steps.push(step.note(format!("{what} was asked for and is missing")));
        return Some(Begun::Stopped { verdict: Verdict::NotStarted, would_be: end });
    }
    if let Some(what) = last {
        steps.push(Step::new(StepKey::StartsLater, start).note(format!("{what} arrived")));
    }
    Some(Begun::On { start, period: period.clone() })
}

/// How the period runs from another start.
fn run_from(
    rule: &Rule,
    facts: &Facts<'_>,
    plain: &Line<'_>,
    period: &Period,
    start: NaiveDate,
) -> Option<Run> {
    let windows = windows(rule, facts, start);
    run(rule, facts, &Line { start, windows: &windows, ..*plain }, period)
}
