//! Which cases a report over some days may be about: pages of ids, from indexes.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::queue::OPEN;
use crate::schema::cases;
use crate::types::Moment;
use crate::{Reads, StoreError};

/// A case by local day of receipt, then by id.
pub type Place = (NaiveDate, String);

/// Cases received between two days, both included, after a place.
pub fn received(
    tx: &mut dyn Reads,
    days: (NaiveDate, NaiveDate),
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<Place>, StoreError> {
    let mut query = cases::table
        .filter(cases::received_on.le(days.1))
        .order((cases::received_on, cases::id))
        .limit(limit)
        .select((cases::received_on, cases::id))
        .into_boxed();
    query = match after {
        None => query.filter(cases::received_on.ge(days.0)),
        Some((day, id)) => query
            .filter(cases::received_on.ge(*day))
            .filter(cases::received_on.gt(*day).or(cases::id.gt(id))),
    };
    Ok(query.load(tx.db())?)
}

/// How many cases were received between two days, both included.
pub fn count_received(tx: &mut dyn Reads, days: (NaiveDate, NaiveDate)) -> Result<i64, StoreError> {
    Ok(cases::table
        .filter(cases::received_on.ge(days.0))
        .filter(cases::received_on.le(days.1))
        .select(count_star())
        .get_result(tx.db())?)
}

/// Days outside a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// Before this day.
    Before(NaiveDate),
    /// After this day.
    After(NaiveDate),
}

impl Outside {
    fn holds(self, day: NaiveDate) -> bool {
        match self {
            Self::Before(first) => day < first,
            Self::After(last) => day > last,
        }
    }
}

/// Cases received outside a stretch of days that are open, or were closed or complained about since an instant.
pub fn carried(
    tx: &mut dyn Reads,
    outside: Outside,
    closed_since: DateTime<Utc>,
) -> Result<Vec<Place>, StoreError> {
    let place = (cases::received_on, cases::id);
    // Without the day, so that the partial index of what is open answers, not that of days.
    let mut found: Vec<Place> =
        cases::table.filter(sql::<Bool>(OPEN)).select(place).load(tx.db())?;
    found.retain(|(day, _)| outside.holds(*day));
    let closed = cases::table
        .filter(sql::<Bool>("closed_at IS NOT NULL"))
        .filter(cases::closed_at.ge(Moment(closed_since)))
        .select(place)
        .into_boxed();
    let closed = match outside {
        Outside::Before(day) => closed.filter(cases::received_on.lt(day)),
        Outside::After(day) => closed.filter(cases::received_on.gt(day)),
    };
    found.extend(closed.load::<Place>(tx.db())?);
    let complained = cases::table
        .filter(sql::<Bool>("complained_at IS NOT NULL"))
        .filter(cases::complained_at.ge(Moment(closed_since)))
        .select(place);
    found.extend(
        complained.load::<Place>(tx.db())?.into_iter().filter(|(day, _)| outside.holds(*day)),
    );
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Open cases of a member of staff by due date.
pub fn due_of_owner(tx: &mut dyn Reads, owner: &str) -> Result<Vec<(NaiveDate, i64)>, StoreError> {
    Ok(cases::table
        .filter(sql::<Bool>(OPEN))
        .filter(sql::<Bool>("assignee IS NOT NULL"))
        .filter(cases::assignee.eq(owner))
        .group_by(cases::due_on)
        .select((cases::due_on, count_star()))
        .load(tx.db())?)
}

/// How many cases were finished, not ended by time, from one instant to another, the second not
/// included.
pub fn finished_between(
    tx: &mut dyn Reads,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<i64, StoreError> {
    Ok(cases::table
        .filter(sql::<Bool>("closed_at IS NOT NULL AND outcome <> 'expired'"))
        .filter(cases::closed_at.ge(Moment(from)))
        .filter(cases::closed_at.lt(Moment(until)))
        .select(count_star())
        .get_result(tx.db())?)
}
