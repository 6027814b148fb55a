//! Reports that come by themselves: at which instants, and about which days.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};

use super::month::{Month, Span};
use crate::vocabulary;
use crate::zones::Zones;

/// The local hour at which they are made.
const HOUR: u32 = 7;

vocabulary! {
    /// How often a report is made, at seven in the morning of the organisation.
    pub enum Every {
        /// Each day, about the day before.
        Daily = "daily",
        /// On Mondays, about the week before.
        Weekly = "weekly",
        /// On the first of a month, about the month before.
        Monthly = "monthly",
    }
}

impl Every {
    /// Whether one is made on a local day.
    fn holds(self, day: NaiveDate) -> bool {
        match self {
            Self::Daily => true,
            Self::Weekly => day.weekday() == chrono::Weekday::Mon,
            Self::Monthly => day.day() == 1,
        }
    }

    /// The first instant after another at which one is made.
    pub fn next(self, after: DateTime<Utc>, zone: &str, zones: &dyn Zones) -> DateTime<Utc> {
        let from = zones.date_at(zone, after);
        let later = from.iter_days().filter(|day| self.holds(*day));
        later
            .map(|day| instant(day, zone, zones))
            .find(|at| *at > after)
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The last instant up to another at which one was made, from a planned one on: what was missed
    /// meanwhile is made up for once.
    pub fn latest(
        self,
        planned: DateTime<Utc>,
        now: DateTime<Utc>,
        zone: &str,
        zones: &dyn Zones,
    ) -> DateTime<Utc> {
        let today = zones.date_at(zone, now);
        let earlier = (0..=31).filter_map(|ago| today.checked_sub_days(Days::new(ago)));
        let mut slots = earlier.filter(|day| self.holds(*day)).map(|day| instant(day, zone, zones));
        slots.find(|at| *at <= now).unwrap_or(planned).max(planned)
    }

    /// The days it is about when made on a local day.
    pub fn span(self, day: NaiveDate) -> Span {
        let before = |days| day.checked_sub_days(Days::new(days)).unwrap_or(day);
        match self {
            Self::Daily => Span { from: before(1), to: before(1) },
            Self::Weekly => Span { from: before(7), to: before(1) },
            Self::Monthly => {
                let month = Month::of(day).back(1);
                Span { from: month.first(), to: month.last() }
            }
        }
    }
}

fn instant(day: NaiveDate, zone: &str, zones: &dyn Zones) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::from_hms_opt(HOUR, 0, 0).unwrap_or_default());
    zones.instant_of(zone, local).unwrap_or_else(|| zones.start_of_day(zone, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zones::UtcOnly;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn seven_in_the_morning_of_the_next_day_that_fits() {
        let next = |every: Every, after| every.next(at(after), "UTC", &UtcOnly).to_rfc3339();
        // 25 November 2026 is a Wednesday.
        assert_eq!(next(Every::Daily, "2026-11-25T06:59:59Z"), "2026-11-25T07:00:00+00:00");
        assert_eq!(next(Every::Daily, "2026-11-25T07:00:00Z"), "2026-11-26T07:00:00+00:00");
        assert_eq!(next(Every::Weekly, "2026-11-25T07:00:00Z"), "2026-11-30T07:00:00+00:00");
        assert_eq!(next(Every::Monthly, "2026-12-01T07:00:00Z"), "2027-01-01T07:00:00+00:00");
    }

    #[test]
    fn what_was_missed_is_made_up_for_by_the_latest_one() {
        let latest = |every: Every, planned, now| {
            every.latest(at(planned), at(now), "UTC", &UtcOnly).to_rfc3339()
        };
        let missed = latest(Every::Daily, "2026-11-20T07:00:00Z", "2026-11-25T06:00:00Z");
        assert_eq!(missed, "2026-11-24T07:00:00+00:00");
        let monthly = latest(Every::Monthly, "2026-08-01T07:00:00Z", "2026-11-25T06:00:00Z");
        assert_eq!(monthly, "2026-11-01T07:00:00+00:00");
        let due = latest(Every::Weekly, "2026-11-23T07:00:00Z", "2026-11-23T07:00:00Z");
        assert_eq!(due, "2026-11-23T07:00:00+00:00");
    }

    #[test]
    fn it_is_about_the_whole_time_before() {
        let day: NaiveDate = "2026-11-30".parse().unwrap();
        let span = |every: Every| {
            let Span { from, to } = every.span(day);
            format!("{from} {to}")
        };
        assert_eq!(span(Every::Daily), "2026-11-29 2026-11-29");
        assert_eq!(span(Every::Weekly), "2026-11-23 2026-11-29");
        assert_eq!(span(Every::Monthly), "2026-10-01 2026-10-31");
    }
}
