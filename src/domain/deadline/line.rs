//! Counting along the line of days: a period from its start, days left out, and the move off days of rest.
//!
//! The order never changes: add the period (a month without that day ends on its last), add the days that do not count,
//! move last. Moving first gives other dates.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc, Weekday};

use crate::calendar::Calendar;
use crate::policy::{PauseDays, Period};
use crate::zones::Zones;

/// Days that do not count, both included; open when it has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// First day left out.
    pub from: NaiveDate,
    /// Last day left out.
    pub to: Option<NaiveDate>,
}

impl Window {
    /// The days of a pause. `None` when no day is left out: asked and answered on one day, half open.
    pub fn new(asked: NaiveDate, answered: Option<NaiveDate>, days: PauseDays) -> Option<Self> {
        let Some(answered) = answered else {
            return Some(Self { from: asked, to: None });
        };
        let to = match days {
            PauseDays::Inclusive => answered,
            PauseDays::HalfOpen => answered.pred_opt()?,
        };
        (to >= asked).then_some(Self { from: asked, to: Some(to) })
    }
}

/// Overlapping and touching windows as one, in order, without the days up to the start: those were never counted.
pub fn merged(mut windows: Vec<Window>, start: NaiveDate) -> Vec<Window> {
    windows.sort();
    let first = start.succ_opt().unwrap_or(start);
    let mut all: Vec<Window> = Vec::new();
    for mut window in windows {
        if window.to.is_some_and(|to| to < first) {
            continue;
        }
        window.from = window.from.max(first);
        match all.last_mut() {
            Some(last) if last.to.is_none_or(|to| window.from <= to) => {
                last.to = match (last.to, window.to) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    _ => None,
                };
            }
            _ => all.push(window),
        }
    }
    all
}

/// Where a period ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The last day, after everything.
    pub on: NaiveDate,
    /// The instant, for a period in hours.
    pub at: Option<DateTime<Utc>>,
    /// The period alone, from its start.
    pub counted: NaiveDate,
    /// With the days that do not count, before the move.
    pub unmoved: NaiveDate,
    /// The windows that were left out, and how many days each has.
    pub left_out: Vec<(Window, u32)>,
    /// A pause that has not ended, since then.
    pub open_since: Option<NaiveDate>,
    /// Windows that began when the period had already ended.
    pub too_late: Vec<Window>,
    /// Days passed over by the move, with their names.
    pub passed: Vec<(NaiveDate, String)>,
    /// The calendar's table does not cover the date.
    pub beyond: bool,
    /// The date depends on a day that is not confirmed.
    pub provisional: bool,
    /// Working days were counted without a calendar.
    pub guessed: bool,
}

/// What a period is counted with.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    /// The day it starts; not counted.
    pub start: NaiveDate,
    /// The instant of receipt, for hours.
    pub received_at: DateTime<Utc>,
    /// The zone, for hours.
    pub zone: &'a str,
    /// Local time.
    pub zones: &'a dyn Zones,
    /// Holidays.
    pub calendar: Option<&'a Calendar>,
    /// Whether the end moves.
    pub moves: bool,
    /// Days of rest for the move, where not the calendar's weekend.
    pub rest: Option<&'a [Weekday]>,
    /// Days that do not count, merged and in order.
    pub windows: &'a [Window],
}

impl Line<'_> {
    /// Where the period ends; `None` outside of chrono's calendar.
    pub fn end(&self, period: &Period) -> Option<End> {
        match period {
            Period::EarliestOf(all) => {
                let ends: Option<Vec<End>> = all.iter().map(|one| self.end(one)).collect();
                ends?.into_iter().min_by_key(|end| (end.on, end.open_since.is_some()))
            }
            Period::Hours(hours) => self.hours(*hours),
            Period::CalendarDays(_) | Period::CalendarMonths(_) => {
                self.left_out(plain(period.end(self.start)?))
            }
            Period::BusinessDays(days) => {
                let weekend = vec![Weekday::Sat, Weekday::Sun];
                let none = Calendar::new("", "", weekend, (i32::MIN, i32::MAX));
                let calendar = self.calendar.unwrap_or(&none);
                let found = calendar.add_business_days(self.start, *days)?;
                let end = End {
                    beyond: found.beyond,
                    provisional: found.provisional,
                    guessed: self.calendar.is_none(),
                    passed: found.passed,
                    ..plain(found.on)
                };
                // It ends on a working day already.
                Self { moves: false, ..*self }.left_out(end)
            }
        }
    }

    /// Hours are instants: they run through nights, weekends and changes of the clock, and nothing stops them.
    fn hours(&self, hours: u32) -> Option<End> {
        let at = self.received_at.checked_add_signed(TimeDelta::hours(i64::from(hours)))?;
        Some(End { at: Some(at), ..plain(self.zones.date_at(self.zone, at)) })
    }

    /// Adds the days of every window that began while the period still ran.
    fn left_out(&self, mut end: End) -> Option<End> {
        self.moved(&mut end)?;
        for window in self.windows {
            if window.from > end.on {
                end.too_late.push(*window);
                continue;
            }
            let Some(to) = window.to else {
                end.open_since = Some(window.from);
                return Some(end);
            };
            let days = to.signed_duration_since(window.from).num_days().checked_add(1)?;
            let days = u32::try_from(days).ok()?;
            end.unmoved = end.unmoved.checked_add_days(Days::new(u64::from(days)))?;
            end.left_out.push((*window, days));
            self.moved(&mut end)?;
        }
        Some(end)
    }

    /// Moves the end to the next working day, where the rule does that and a calendar is chosen.
    fn moved(&self, end: &mut End) -> Option<()> {
        end.on = end.unmoved;
        let Some(calendar) = self.calendar.filter(|_| self.moves) else {
            return Some(());
        };
        let found = calendar.roll_forward(end.unmoved, self.rest)?;
        end.on = found.on;
        end.passed = found.passed;
        end.beyond = found.beyond;
        end.provisional = found.provisional;
        Some(())
    }
}

fn plain(on: NaiveDate) -> End {
    End {
        on,
        at: None,
        counted: on,
        unmoved: on,
        left_out: Vec::new(),
        open_since: None,
        too_late: Vec::new(),
        passed: Vec::new(),
        beyond: false,
        provisional: false,
        guessed: false,
    }
}
