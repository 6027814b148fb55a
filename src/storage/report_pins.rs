//! Which place of the journal an instant stands for: decided once, so that a report asked for again
//! says the same.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::on_both;
use super::schema::report_pins;
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// The size of the log an instant stands for, if it was decided.
pub fn get(tx: &mut dyn Reads, as_at: DateTime<Utc>) -> Result<Option<i64>, StoreError> {
    Ok(report_pins::table
        .find(Moment(as_at))
        .select(report_pins::position)
        .first(tx.db())
        .optional()?)
}

/// Decides it; whoever came first wins. What counts from now on.
pub fn put(tx: &mut WriteTx<'_>, as_at: DateTime<Utc>, position: i64) -> Result<i64, StoreError> {
    let row = (report_pins::as_at.eq(Moment(as_at)), report_pins::position.eq(position));
    on_both!(tx.db(), c => diesel::insert_into(report_pins::table)
        .values(row)
        .on_conflict(report_pins::as_at)
        .do_nothing()
        .execute(c)?);
    Ok(get(tx, as_at)?.unwrap_or(position))
}
