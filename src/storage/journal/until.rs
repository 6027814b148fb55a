//! Streams as they were when the log had a certain size: what a report "as at" folds.

use diesel::prelude::*;

use super::Entry;
use crate::schema::{journal, journal_position};
use crate::{Reads, StoreError};

/// Entries of some streams whose place in the log lies before `size`, by stream and number.
pub fn until(tx: &mut dyn Reads, streams: &[String], size: i64) -> Result<Vec<Entry>, StoreError> {
    Ok(journal::table
        .inner_join(journal_position::table)
        .filter(journal::stream.eq_any(streams))
        .filter(journal_position::position.lt(size))
        .order((journal::stream, journal::n))
        .select(Entry::as_select())
        .load(tx.db())?)
}

/// Streams in which an event happened after the log had this size, each once. For events that are
/// rare: all of them are looked at.
pub fn streams_changed_after(
    tx: &mut dyn Reads,
    event: &str,
    size: i64,
) -> Result<Vec<String>, StoreError> {
    let later = journal_position::position.ge(size).or(journal_position::position.is_null());
    Ok(journal::table
        .left_join(journal_position::table)
        .filter(journal::event.eq(event))
        .filter(later.assume_not_null())
        .select(journal::stream)
        .distinct()
        .order(journal::stream)
        .load(tx.db())?)
}
