//! Calendars of public holidays: which days are working days, and what happens to a date on one that is not.
//!
//! The tables come from outside (`config` reads them). Beyond the years a table covers only weekends are known; every
//! answer says so, because a holiday nobody wrote down is not a working day.

pub mod own;

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Periods longer than this many working days are refused rather than walked.
const MOST_DAYS: u32 = 100_000;

/// One public holiday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// The local date.
    pub on: NaiveDate,
    /// Its name, in English.
    pub name: String,
    /// Announced year by year, and not confirmed yet.
    pub provisional: bool,
}

/// The public holidays of a country or one of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// ISO 3166 code: `DE`, `DE-BY`; `GB-ENG` and the like for the parts of the United Kingdom.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Days of the week that are never working days.
    pub weekend: Vec<Weekday>,
    /// First year the table covers.
    pub covers_from: i32,
    /// Last year the table covers.
    pub covers_to: i32,
    /// Where the table comes from.
    pub source: String,
    /// When somebody last compared it with the source.
    pub checked_on: Option<NaiveDate>,
    /// Sorted, one a day.
    holidays: Vec<Holiday>,
}

/// Why a day does not count as a working day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rest<'a> {
    /// A day of the weekend.
    Weekend(Weekday),
    /// A holiday, with its name.
    Holiday(&'a Holiday),
}

/// A date found by a calendar, and how far the table can be trusted on the way there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The date.
    pub on: NaiveDate,
    /// Days that were passed over, with their names (`Saturday`, `Good Friday`).
    pub passed: Vec<(NaiveDate, String)>,
    /// Part of the way lies outside the years the table covers.
    pub beyond: bool,
    /// The result depends on a day that is not confirmed yet.
    pub provisional: bool,
}

impl Calendar {
    /// A calendar without holidays.
    pub fn new(code: &str, name: &str, weekend: Vec<Weekday>, covers: (i32, i32)) -> Self {
        Self {
            code: code.to_owned(),
            name: name.to_owned(),
            weekend,
            covers_from: covers.0,
            covers_to: covers.1,
            source: String::new(),
            checked_on: None,
            holidays: Vec::new(),
        }
    }

    /// The same calendar with these holidays. Where a day has two names, both are kept in one; a
    /// day that one law fixes and another only expects is fixed.
    #[must_use]
    pub fn with_holidays(mut self, holidays: impl IntoIterator<Item = Holiday>) -> Self {
        let mut all: Vec<Holiday> = holidays.into_iter().collect();
        all.sort_by(|a, b| (a.on, a.provisional, &a.name).cmp(&(b.on, b.provisional, &b.name)));
        all.dedup_by(|later, kept| {
            let same = later.on == kept.on;
            if same && !kept.name.contains(later.name.as_str()) {
                kept.name = format!("{}, {}", kept.name, later.name);
            }
            same
        });
        self.holidays = all;
        self
    }

    /// Its holidays, in order.
    pub fn holidays(&self) -> &[Holiday] {
        &self.holidays
    }

    /// The holiday on a day.
    pub fn holiday(&self, on: NaiveDate) -> Option<&Holiday> {
        let at = self.holidays.binary_search_by_key(&on, |holiday| holiday.on).ok()?;
        self.holidays.get(at)
    }

    /// Whether the table knows that year's holidays.
    pub fn covers(&self, on: NaiveDate) -> bool {
        (self.covers_from..=self.covers_to).contains(&on.year())
    }

    /// Why the day is not a working day; `None` when it is one.
    pub fn rest(&self, on: NaiveDate) -> Option<Rest<'_>> {
        self.rest_on(on, &self.weekend)
    }

    /// Whether people work on that day.
    pub fn is_working(&self, on: NaiveDate) -> bool {
        self.rest(on).is_none()
    }

    fn rest_on(&self, on: NaiveDate, weekend: &[Weekday]) -> Option<Rest<'_>> {
        if let Some(holiday) = self.holiday(on) {
            return Some(Rest::Holiday(holiday));
        }
        let day = on.weekday();
        weekend.contains(&day).then_some(Rest::Weekend(day))
    }

    /// The day itself when it is a working day, else the next one. `weekend` replaces the calendar's own where the
    /// law knows other days of rest (Canada: Sunday, not Saturday). `None` at the end of chrono's calendar.
    pub fn roll_forward(&self, from: NaiveDate, weekend: Option<&[Weekday]>) -> Option<Found> {
        let weekend = weekend.unwrap_or(&self.weekend);
        let mut found = self.found(from);
        while let Some(rest) = self.rest_on(found.on, weekend) {
            found.pass(&rest)?;
            found.beyond |= !self.covers(found.on);
            if found.passed.len() > 400 {
                return None; // a weekend of seven days never ends
            }
        }
        Some(found)
    }

    /// The `count`-th working day after a day, which is not counted itself.
    pub fn add_business_days(&self, from: NaiveDate, count: u32) -> Option<Found> {
        if count > MOST_DAYS || self.weekend.len() >= 7 {
            return None;
        }
        let mut found = self.found(from);
        let mut left = count;
        while left > 0 {
            found.on = found.on.succ_opt()?;
            found.beyond |= !self.covers(found.on);
            match self.rest(found.on) {
                None => left = left.saturating_sub(1),
                Some(Rest::Weekend(_)) => {}
                Some(Rest::Holiday(holiday)) => {
                    found.provisional |= holiday.provisional;
                    found.passed.push((found.on, holiday.name.clone()));
                }
            }
        }
        Some(found)
    }

    fn found(&self, on: NaiveDate) -> Found {
        Found { on, passed: Vec::new(), beyond: !self.covers(on), provisional: false }
    }
}

impl Found {
    fn pass(&mut self, rest: &Rest<'_>) -> Option<()> {
        let name = match rest {
            Rest::Weekend(day) => long_name(*day).to_owned(),
            Rest::Holiday(holiday) => {
                self.provisional |= holiday.provisional;
                holiday.name.clone()
            }
        };
        self.passed.push((self.on, name));
        self.on = self.on.checked_add_days(Days::new(1))?;
        Some(())
    }
}

/// The English name of a day of the week.
pub fn long_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// Every calendar the desk knows, by code. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendars(Arc<Vec<Arc<Calendar>>>);

impl Calendars {
    /// These calendars; of two with one code the later counts.
    pub fn new(all: Vec<Calendar>) -> Self {
        Self::of(all.into_iter().map(Arc::new).collect())
    }

    fn of(mut all: Vec<Arc<Calendar>>) -> Self {
        all.reverse();
        all.sort_by(|a, b| a.code.cmp(&b.code));
        all.dedup_by(|a, b| a.code == b.code);
        Self(Arc::new(all))
    }

    /// These and more; one of the same code takes the other's place.
    #[must_use]
    pub fn with(&self, more: Vec<Calendar>) -> Self {
        Self::of(self.0.iter().cloned().chain(more.into_iter().map(Arc::new)).collect())
    }

    /// The calendar of a code.
    pub fn get(&self, code: &str) -> Option<&Calendar> {
        let at = self.0.binary_search_by(|own| own.code.as_str().cmp(code)).ok()?;
        self.0.get(at).map(Arc::as_ref)
    }

    /// All, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Calendar> {
        self.0.iter().map(Arc::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn holiday(on: &str, name: &str, provisional: bool) -> Holiday {
        Holiday { on: day(on), name: name.to_owned(), provisional }
    }

    fn england() -> Calendar {
        let weekend = vec![Weekday::Sat, Weekday::Sun];
        Calendar::new("GB-ENG", "England", weekend, (2020, 2026)).with_holidays([
            holiday("2026-12-28", "Boxing Day (substitute)", false),
            holiday("2026-12-25", "Christmas Day", false),
            holiday("2026-05-04", "May Day", true),
        ])
    }

    #[test]
    fn a_last_day_on_a_holiday_moves_over_the_weekend_and_the_substitute_day() {
        let found = england().roll_forward(day("2026-12-25"), None).unwrap();
        assert_eq!(found.on, day("2026-12-29"));
        let names: Vec<_> = found.passed.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["Christmas Day", "Saturday", "Sunday", "Boxing Day (substitute)"]);
        assert!(!found.beyond);
    }

    #[test]
    fn a_law_may_know_other_days_of_rest() {
        let saturday = day("2026-10-31");
        let found = england().roll_forward(saturday, Some(&[Weekday::Sun])).unwrap();
        assert_eq!(found.on, saturday);
    }

    #[test]
    fn beyond_the_table_weekends_still_count_and_the_answer_says_so() {
        let found = england().roll_forward(day("2027-01-02"), None).unwrap();
        assert_eq!((found.on, found.beyond), (day("2027-01-04"), true));
        let counted = england().add_business_days(day("2026-12-24"), 10).unwrap();
        assert!(counted.beyond);
    }

    #[test]
    fn a_provisional_day_marks_what_depends_on_it() {
        assert!(england().roll_forward(day("2026-05-02"), None).unwrap().provisional);
        assert!(!england().roll_forward(day("2026-05-05"), None).unwrap().provisional);
    }

    #[test]
    fn business_days_skip_weekends_and_holidays() {
        let found = england().add_business_days(day("2026-12-24"), 2).unwrap();
        assert_eq!(found.on, day("2026-12-30"));
        let without_end = Calendar::new("X", "X", vec![Weekday::Mon; 7], (0, 9999));
        assert_eq!(without_end.add_business_days(day("2026-12-24"), 2), None);
    }

    #[test]
    fn two_names_of_one_day_become_one_day() {
        let twice = england().with_holidays([
            holiday("2026-10-03", "Unity Day", true),
            holiday("2026-10-03", "Harvest", false),
        ]);
        assert_eq!(twice.holidays().len(), 1);
        assert_eq!(twice.holidays()[0].name, "Harvest, Unity Day");
        assert!(!twice.holidays()[0].provisional);
    }
}
