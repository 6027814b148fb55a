//! What the domain needs to know of time zones; the database of zones lives above.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// Answers the questions of local time. Implementations must be total: an unknown zone is
/// refused when settings are read, long before a case sees it.
pub trait Zones {
    /// An instant on the clocks of `zone`.
    fn local(&self, zone: &str, at: DateTime<Utc>) -> DateTime<FixedOffset>;
    /// The local calendar date in `zone` at an instant.
    fn date_at(&self, zone: &str, at: DateTime<Utc>) -> NaiveDate {
        self.local(zone, at).date_naive()
    }
    /// The first instant of a local date in `zone` (a day may begin after 00:00 where clocks change at midnight).
    fn start_of_day(&self, zone: &str, date: NaiveDate) -> DateTime<Utc>;
    /// The version of the zone data, such as `2026b`, as far as it is known.
    fn version(&self) -> String {
        "unknown".to_owned()
    }
    /// The instant at which the clocks of `zone` show this; `None` where there is no such zone. A time the clocks skip is
    /// read with the offset before. Zones whose clocks never change need no more than this.
    fn instant_of(&self, zone: &str, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let offset = self.local(zone, local.and_utc()).offset().local_minus_utc();
        local.and_utc().checked_sub_signed(TimeDelta::seconds(i64::from(offset)))
    }
}

/// UTC only: for tests of rules that do not depend on a zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct UtcOnly;

impl Zones for UtcOnly {
    fn local(&self, _zone: &str, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.fixed_offset()
    }

    fn start_of_day(&self, _zone: &str, date: NaiveDate) -> DateTime<Utc> {
        date.and_time(chrono::NaiveTime::MIN).and_utc()
    }
}
