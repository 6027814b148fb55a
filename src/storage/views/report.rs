//! Which cases a report over some days may be about: pages of ids, from indexes.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::queue::OPEN;
use crate::storage::schema::cases;
use crate::storage::types::Moment;
use crate::storage::{Reads, StoreError};

/// A case by local day of receipt, then by id.
pub type Place = (NaiveDate, String);

/// Cases received between two days, both included, after a place.
pub fn received(
    tx: &mut impl Reads,
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

/// Cases received before a day that are open, or were closed since an instant.
pub fn carried(
    tx: &mut impl Reads,
    before: NaiveDate,
    closed_since: DateTime<Utc>,
) -> Result<Vec<Place>, StoreError> {
    let mut found: Vec<Place> = cases::table
        .filter(sql::<Bool>(OPEN))
        .filter(cases::received_on.lt(before))
        .select((cases::received_on, cases::id))
        .load(tx.db())?;
    let closed: Vec<Place> = cases::table
        .filter(sql::<Bool>("closed_at IS NOT NULL"))
        .filter(cases::closed_at.ge(Moment(closed_since)))
        .filter(cases::received_on.lt(before))
        .select((cases::received_on, cases::id))
        .load(tx.db())?;
    found.extend(closed);
    Ok(found)
}

/// How many cases were finished, not ended by time, from one instant to another, the second not
/// included.
pub fn finished_between(
    tx: &mut impl Reads,
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
