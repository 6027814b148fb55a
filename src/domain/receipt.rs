//! When a request can have reached the company: the one check of every date of receipt.

use chrono::{DateTime, Datelike, Months, Utc};

use super::workflow::refusal::RefusalCode;

/// No request reached this desk before: GDPR, CCPA and every later law are younger.
pub const FIRST_YEAR: i32 = 2000;
/// How far before its recording a request can have arrived, in months: ten years, the longest limitation period of
/// civil claims the desk meets. More is a typing error.
pub const LONGEST_AGO: u32 = 120;

/// What somebody hears who gives a date that is too early.
pub const TOO_EARLY: &str = "The date of receipt lies before 2000, or more than ten years before the request was recorded. Check the year.";
/// What somebody hears who gives a date that has not come yet.
pub const IN_FUTURE: &str = "The date of receipt lies in the future. Give the day it arrived.";

/// Why a request recorded at `recorded_at` cannot have arrived at `received_at`; both are instants. `None` when it can.
pub fn obstacle(received_at: DateTime<Utc>, recorded_at: DateTime<Utc>) -> Option<RefusalCode> {
    let earliest = recorded_at.checked_sub_months(Months::new(LONGEST_AGO));
    if received_at.year() < FIRST_YEAR || earliest.is_none_or(|first| received_at < first) {
        return Some(RefusalCode::DateTooEarly);
    }
    (received_at > recorded_at).then_some(RefusalCode::DateInFuture)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_lies_between_ten_years_ago_and_the_recording() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let recorded = at("2026-11-23T10:00:00Z");
        let found = |text: &str| obstacle(at(text), recorded);
        assert_eq!(found("2026-11-23T10:00:00Z"), None);
        assert_eq!(found("2016-11-23T10:00:00Z"), None);
        assert_eq!(found("2016-11-23T09:59:59Z"), Some(RefusalCode::DateTooEarly));
        assert_eq!(found("2026-11-23T10:00:01Z"), Some(RefusalCode::DateInFuture));
        assert_eq!(obstacle(DateTime::<Utc>::MIN_UTC, recorded), Some(RefusalCode::DateTooEarly));
        assert_eq!(
            obstacle(at("1999-12-31T23:59:59Z"), at("2001-01-01T00:00:00Z")),
            Some(RefusalCode::DateTooEarly)
        );
    }
}
