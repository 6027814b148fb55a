//! When periodic work is due. Pure; time comes from the desk's clock.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Timelike, Utc};

/// The local hour of the daily digest.
const DIGEST_HOUR: u32 = 8;

/// The day whose digest should be out by now, if it is late enough in the day.
pub(super) fn digest_day(local: DateTime<FixedOffset>) -> Option<NaiveDate> {
    (local.hour() >= DIGEST_HOUR).then(|| local.date_naive())
}

/// Whether something is to be done again that was last done at `last`. A clock that was set back
/// must not keep it from being done.
pub(super) fn is_due(last: Option<DateTime<Utc>>, now: DateTime<Utc>, every: TimeDelta) -> bool {
    last.is_none_or(|last| now.signed_duration_since(last) >= every || now < last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_waits_for_eight_in_the_morning_of_the_organisation() {
        let day = |text: &str| digest_day(DateTime::parse_from_rfc3339(text).unwrap());
        assert_eq!(day("2026-11-23T07:59:59+05:30"), None);
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23);
        assert_eq!(day("2026-11-23T08:00:00+05:30"), monday);
        assert_eq!(day("2026-11-23T23:59:59+05:30"), monday);
        assert_eq!(day("2026-11-24T00:00:00+05:30"), None);
    }

    #[test]
    fn periodic_work_is_due_at_first_later_and_after_the_clock_was_set_back() {
        let at = |minute: i64| DateTime::from_timestamp(minute * 60, 0).unwrap();
        let hour = TimeDelta::hours(1);
        assert!(is_due(None, at(0), hour));
        assert!(!is_due(Some(at(0)), at(59), hour));
        assert!(is_due(Some(at(0)), at(60), hour));
        assert!(is_due(Some(at(60)), at(0), hour));
    }
}
