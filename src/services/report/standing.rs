//! What is open on a day: by age, and by days until the due date.

use chrono::{Datelike, NaiveDate};

use domain::report::{AGES, Dimension, Measure, Tally, age_of};

/// What is open: by age, and by days until the due date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Open after the due date.
    pub overdue: i64,
    /// Due within 3, 7 and 14 days.
    pub near: [i64; 3],
    /// By [`AGES`].
    pub ages: Vec<i64>,
}

/// Reads what is open out of a tally on a day.
pub(super) fn standing(tally: &Tally, law: &str, today: NaiveDate) -> Standing {
    let now = i64::from(today.num_days_from_ce());
    let mut found = Standing { ages: vec![0; AGES.len()], ..Standing::default() };
    for (cell, n) in tally.cells() {
        if cell.dimension != Dimension::All || !cell.is_under(law) {
            continue;
        }
        if cell.measure == Measure::OpenReceived {
            if let Some(age) = found.ages.get_mut(age_of(now - cell.day)) {
                *age += n;
            }
        } else if cell.measure == Measure::OpenDue {
            let left = cell.day - now;
            if left < 0 {
                found.overdue += n;
            } else {
                for (limit, count) in [3, 7, 14].into_iter().zip(found.near.iter_mut()) {
                    *count += if left <= limit { n } else { 0 };
                }
            }
        }
    }
    found
}
