//! Counters of events in windows of time; kept here so that limits hold across instances.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::on_both;
use super::schema::limits;
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// Counts one more in the window; the count with it. Atomic on both databases.
pub fn increment(
    tx: &mut WriteTx<'_>,
    key: &[u8],
    window_start: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let first =
        (limits::key.eq(key), limits::window_start.eq(Moment(window_start)), limits::count.eq(1));
    Ok(on_both!(tx.db(), c => diesel::insert_into(limits::table)
        .values(first)
        .on_conflict((limits::key, limits::window_start))
        .do_update()
        .set(limits::count.eq(limits::count + 1))
        .returning(limits::count)
        .get_result(c)?))
}

/// The count of a window.
pub fn count(
    tx: &mut dyn Reads,
    key: &[u8],
    window_start: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let found: Option<i64> = limits::table
        .find((key, Moment(window_start)))
        .select(limits::count)
        .first(tx.db())
        .optional()?;
    Ok(found.unwrap_or(0))
}

/// Deletes about `limit` windows that began before an instant; how many went.
pub fn sweep(tx: &mut WriteTx<'_>, before: DateTime<Utc>, limit: i64) -> Result<usize, StoreError> {
    let old = limits::window_start.lt(Moment(before));
    let keys: Vec<Vec<u8>> = limits::table
        .filter(old)
        .order(limits::window_start)
        .limit(limit)
        .select(limits::key)
        .load(tx.db())?;
    let gone = limits::table.filter(old.and(limits::key.eq_any(keys)));
    Ok(diesel::delete(gone).execute(tx.db())?)
}
