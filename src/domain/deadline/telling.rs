//! The steps that tell how a period was counted.

use chrono::{Datelike, NaiveDate};

use super::explain::{Step, StepKey, long};
use super::facts::{Facts, Happening};
use super::line::{End, Line};
use crate::policy::{PauseReason, Period, Rule, Start};

/// How the end of a period came about.
pub fn tell_end(line: &Line<'_>, period: &Period, end: &End, steps: &mut Vec<Step>) {
    count(line, period, end, steps);
    tell_after(line, end, steps);
}

fn count(line: &Line<'_>, period: &Period, end: &End, steps: &mut Vec<Step>) {
    let at = |key| Step::new(key, end.counted);
    match period {
        Period::CalendarDays(days) => steps.push(at(StepKey::CountDays).count(*days)),
        Period::CalendarMonths(months) => {
            steps.push(at(StepKey::CountMonths).count(*months));
            if end.counted.day() != line.start.day() {
                steps.push(at(StepKey::Clamped));
            }
        }
        Period::BusinessDays(days) => {
            let passed: Vec<_> = end.passed.iter().map(|(_, name)| name.as_str()).collect();
            let note = match (line.calendar, passed.is_empty()) {
                (None, _) => "Monday to Friday".to_owned(),
                (Some(calendar), true) => format!("{}, no holiday on the way", calendar.name),
                (Some(calendar), false) => {
                    format!("{}, without {}", calendar.name, passed.join(", "))
                }
            };
            steps.push(at(StepKey::CountBusinessDays).count(*days).note(note));
        }
        Period::Hours(hours) => {
            let clock =
                end.at.map(|at| line.zones.local(line.zone, at).format("%H:%M").to_string());
            steps.push(at(StepKey::CountHours).count(*hours).note(clock.unwrap_or_default()));
        }
        Period::EarliestOf(all) => {
            for one in all {
                if let Some(each) = line.end(one) {
                    count(line, one, &each, steps);
                }
            }
            steps.push(at(StepKey::Earliest));
        }
    }
}

/// What followed the bare period: days left out, a pause, the move, and doubts.
pub fn tell_after(line: &Line<'_>, end: &End, steps: &mut Vec<Step>) {
    let mut reached = end.counted;
    for (window, days) in &end.left_out {
        reached = reached.checked_add_days(chrono::Days::new(u64::from(*days))).unwrap_or(reached);
        let to = window.to.unwrap_or(window.from);
        let note = if window.from == to {
            format!("asked and answered on {}", long(to))
        } else {
            format!("from {} to {}, while an answer was awaited", long(window.from), long(to))
        };
        steps.push(Step::new(StepKey::LeftOut, reached).count(*days).note(note));
    }
    for window in &end.too_late {
        steps.push(Step::new(StepKey::PauseTooLate, end.on).and(window.from));
    }
    if let Some(since) = end.open_since {
        let step = Step::new(StepKey::Paused, end.on).and(since);
        steps.push(step.note("what was asked has not been answered"));
    }
    if end.on != end.unmoved {
        let names: Vec<_> = end.passed.iter().map(|(_, name)| name.as_str()).collect();
        let step = Step::new(StepKey::Moved, end.on).and(end.unmoved);
        steps.push(step.note(names.join(", ")));
    }
    let calendar = line.calendar.map(|calendar| calendar.name.clone()).unwrap_or_default();
    if end.beyond {
        steps.push(Step::new(StepKey::BeyondCalendar, end.on).note(calendar.clone()));
    }
    if end.provisional {
        steps.push(Step::new(StepKey::ProvisionalDay, end.on).note(calendar));
    }
    if end.guessed {
        steps.push(Step::new(StepKey::NoHolidays, end.on));
    }
}

/// What happened, but does not stop this rule: said, so that nobody waits for it.
pub fn tell_unheard(rule: &Rule, facts: &Facts<'_>, on: NaiveDate, steps: &mut Vec<Step>) {
    let stops = |reason| {
        rule.counting.pauses.iter().any(|pause| pause.reason == reason && facts.covered_by(pause))
    };
    let latest = rule.counting.start == Start::Latest;
    let asked = |what| facts.dates(what).next().is_some();
    if asked(Happening::IdRequested) && !latest && !stops(PauseReason::Identity) {
        let note = "Asking for evidence of identity";
        steps.push(Step::new(StepKey::NotStopped, on).note(note));
    }
    if asked(Happening::ClarRequested) && !stops(PauseReason::Clarification) {
        let note = "Asking what is meant, for this kind of request,";
        steps.push(Step::new(StepKey::NotStopped, on).note(note));
    }
    if asked(Happening::FeeRequested) && rule.counting.start == Start::Receipt {
        steps.push(Step::new(StepKey::NotStopped, on).note("Asking for a fee"));
    }
}

/// Where the calendar of the zone jumped over the date.
pub fn no_such_day(line: &Line<'_>, end: &End) -> Option<Step> {
    let next = end.on.succ_opt()?;
    let starts = |day| line.zones.start_of_day(line.zone, day);
    (starts(end.on) == starts(next)).then(|| Step::new(StepKey::NoSuchDay, end.on).note(line.zone))
}
