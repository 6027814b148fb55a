//! What comes due in the next weeks against what the desk usually finishes, and which requests that
//! puts at risk.

use chrono::{Datelike, Days, NaiveDate};

use super::figures::Tenths;
use crate::absence::Presence;
use crate::vocabulary::{Stage, vocabulary};

/// Requests finished a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace(pub Tenths);

impl Pace {
    /// What is left of it in a week when some of the desk are away.
    #[must_use]
    pub fn in_week(self, week: Week, desk: &Presence) -> Self {
        let (there, whole) = desk.share(week.from, week.to);
        if whole > 0 { Self(Tenths(self.0.0 * there / whole)) } else { self }
    }
}

/// A week from Monday to Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its first day that counts: today, in the present week.
    pub from: NaiveDate,
    /// Its Sunday.
    pub to: NaiveDate,
}

/// The present week and those after it, `count` in all.
pub fn weeks(today: NaiveDate, count: u64) -> Vec<Week> {
    let sunday = |day: NaiveDate| {
        let left = 6 - u64::from(day.weekday().num_days_from_monday());
        day.checked_add_days(Days::new(left)).unwrap_or(day)
    };
    let first = sunday(today);
    (0..count)
        .map(|n| {
            let to = first.checked_add_days(Days::new(7 * n)).unwrap_or(first);
            let monday = to.checked_sub_days(Days::new(6)).unwrap_or(to);
            Week { from: monday.max(today), to }
        })
        .collect()
}

/// The median of what was finished in each of some weeks; `None` when nothing was.
pub fn pace(finished: &[i64]) -> Option<Pace> {
    let mut sorted = finished.to_vec();
    sorted.sort_unstable();
    let n = sorted.len();
    let low = sorted.get(n.checked_sub(1)? / 2)?;
    let high = sorted.get(n / 2)?;
    let median = (low + high) * 5;
    (median > 0).then_some(Pace(Tenths(median)))
}

/// The last day on which work can begin and still usually end in time.
pub fn latest_start(due_on: NaiveDate, median: Tenths) -> NaiveDate {
    // A part of a day is a day: better begun a day early.
    let days = u64::try_from((median.0 + 9) / 10).unwrap_or_default();
    due_on.checked_sub_days(Days::new(days)).unwrap_or(due_on)
}

vocabulary! {
    /// Why an open request may miss its date.
    pub enum Risk {
        /// At the usual pace its turn comes after its date.
        Pace = "pace",
        /// Nobody works on it and work should have begun.
        NoOwner = "no_owner",
        /// The requester has not answered, and the time is short.
        Waiting = "waiting",
        /// Work usually takes longer than what is left.
        LateStart = "late_start",
    }
}

/// Why a request is at risk, the strongest reason first found; `turn` is its place in the order of due
/// dates, overdue ones counted, from 1. `measured`: the usual pace, the median days to an answer, and who is there.
pub fn risk(
    today: NaiveDate,
    due_on: NaiveDate,
    stage: Stage,
    state: (bool, bool),
    turn: i64,
    measured: (Option<Pace>, Option<Tenths>, &Presence),
) -> Option<Risk> {
    let (has_owner, waits) = state;
    let (pace, median, desk) = measured;
    let left = due_on.signed_duration_since(today).num_days();
    if left < 0 || stage == Stage::Closed {
        return None;
    }
    let begun = stage == Stage::Review || (stage == Stage::Working && has_owner);
    let started_late = median.is_some_and(|median| today > latest_start(due_on, median));
    if !has_owner && (left <= 7 || started_late) {
        return Some(Risk::NoOwner);
    }
    if waits && left <= 7 {
        return Some(Risk::Waiting);
    }
    // Turn n is done after n / pace weeks of a desk that is all there; compared in tenths of a request and days of people.
    let (there, whole) = desk.share(today, due_on);
    let days = left + 1;
    if pace.is_some_and(|Pace(Tenths(tenths))| turn * 70 * whole > days * tenths * there) {
        return Some(Risk::Pace);
    }
    (!begun && started_late).then_some(Risk::LateStart)
}
