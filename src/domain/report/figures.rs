//! The numbers of one line of a report, made of the cells of a tally: rates, and days that are exact
//! because there is a count for each number of days.

use std::collections::BTreeMap;

use super::count::Measure;

/// A number in tenths: `974` is 97.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(pub i64);

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, tenth) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        if tenth == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{tenth}") }
    }
}

/// Buckets of the age of open requests, in days since receipt; the last has no end.
pub const AGES: &[(i64, Option<i64>)] = &[
    (0, Some(7)),
    (8, Some(14)),
    (15, Some(21)),
    (22, Some(30)),
    (31, Some(45)),
    (46, Some(60)),
    (61, Some(90)),
    (91, None),
];

/// Which of [`AGES`] an age belongs to.
pub fn age_of(days: i64) -> usize {
    AGES.iter().position(|(_, to)| to.is_none_or(|to| days <= to)).unwrap_or_default()
}

/// One line of numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    counts: BTreeMap<Measure, i64>,
    took: BTreeMap<i64, i64>,
}

impl Figures {
    /// Takes a cell in.
    pub fn take(&mut self, measure: Measure, day: i64, n: i64) {
        if measure == Measure::Took {
            *self.took.entry(day).or_default() += n;
        } else {
            *self.counts.entry(measure).or_default() += n;
        }
    }

    /// How many.
    pub fn count(&self, measure: Measure) -> i64 {
        self.counts.get(&measure).copied().unwrap_or_default()
    }

    /// Closed in any way.
    pub fn closed(&self) -> i64 {
        self.count(Measure::Answered)
            + self.count(Measure::Withdrawn)
            + self.count(Measure::Duplicate)
            + self.count(Measure::Expired)
    }

    /// Answered after the due date.
    pub fn late(&self) -> i64 {
        self.count(Measure::Answered) - self.count(Measure::OnTime)
    }

    /// Share of answers given by the due date, in tenths of a percent, rounded down: 100 means all.
    pub fn on_time(&self) -> Option<Tenths> {
        let answered = self.count(Measure::Answered);
        (answered > 0).then(|| Tenths(self.count(Measure::OnTime) * 1000 / answered))
    }

    /// How many answers the days are known of.
    fn answers(&self) -> i64 {
        self.took.values().sum()
    }

    /// The number of days at a place of the sorted row, from 1.
    fn at(&self, place: i64) -> Option<i64> {
        let mut seen = 0;
        self.took.iter().find_map(|(days, n)| {
            seen += *n;
            (seen >= place).then_some(*days)
        })
    }

    /// The middle number of days; between two, their mean.
    pub fn median(&self) -> Option<Tenths> {
        let n = self.answers();
        if n <= 0 {
            return None;
        }
        let low = self.at((n + 1) / 2)?;
        let high = self.at(n / 2 + 1)?;
        Some(Tenths((low + high) * 5))
    }

    /// The mean number of days, rounded to a tenth.
    pub fn mean(&self) -> Option<Tenths> {
        let n = self.answers();
        let sum: i64 = self.took.iter().map(|(days, n)| days * n).sum();
        (n > 0).then(|| Tenths((sum * 20 + n) / (2 * n)))
    }

    /// Nine of ten answers took at most so many days (nearest rank).
    pub fn p90(&self) -> Option<i64> {
        let n = self.answers();
        if n <= 0 { None } else { self.at((n * 9 + 9) / 10) }
    }

    /// The longest.
    pub fn max(&self) -> Option<i64> {
        self.took.iter().rev().find(|(_, n)| **n > 0).map(|(days, _)| *days)
    }
}
