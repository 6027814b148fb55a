//! Local time for the domain, from the zone database.

use std::borrow::Borrow;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};

use crate::zones::Zones;
use domain::zones::Zones as DomainZones;

/// Total, as the domain asks: an unknown zone is refused at the start, and one that disappears from
/// the data later is read as UTC, which is said in the log rather than ending a request.
pub struct LocalTime<Z = Zones> {
    zones: Z,
}

impl LocalTime {
    pub(super) fn new(zones: Zones) -> Self {
        Self { zones }
    }
}

impl<'a> LocalTime<&'a Zones> {
    /// Over zones that somebody else keeps.
    pub fn over(zones: &'a Zones) -> Self {
        Self { zones }
    }
}

impl<Z: Borrow<Zones>> DomainZones for LocalTime<Z> {
    fn local(&self, zone: &str, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        match self.zones.borrow().local_time(zone, at) {
            Ok(local) => {
                let seconds = local.at.signed_duration_since(at.naive_utc()).num_seconds();
                let offset = i32::try_from(seconds).ok().and_then(FixedOffset::east_opt);
                offset.map_or_else(|| at.fixed_offset(), |offset| at.with_timezone(&offset))
            }
            Err(error) => {
                tracing::error!(zone, %error, "zones.unknown");
                at.fixed_offset()
            }
        }
    }

    fn version(&self) -> String {
        self.zones.borrow().version()
    }

    fn start_of_day(&self, zone: &str, date: NaiveDate) -> DateTime<Utc> {
        match self.zones.borrow().start_of_day(zone, date) {
            Ok(start) => start,
            Err(error) => {
                tracing::error!(zone, %error, "zones.unknown");
                date.and_time(chrono::NaiveTime::MIN).and_utc()
            }
        }
    }

    fn instant_of(&self, zone: &str, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        self.zones.borrow().instant_of(zone, local).ok()
    }
}
