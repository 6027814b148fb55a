//! The whole journal stream by stream, for the auditor.

use diesel::prelude::*;

use super::Entry;
use crate::schema::{journal, journal_pending, journal_position};
use crate::{Reads, StoreError};

/// An entry with what is known of its place in the one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked {
    /// The entry.
    pub entry: Entry,
    /// Its place.
    pub position: Option<i64>,
    /// Whether it waits for one.
    pub pending: bool,
}

/// Entries in order of stream and number, after a place.
pub fn walk(
    tx: &mut dyn Reads,
    after: Option<(&str, i64)>,
    limit: i64,
) -> Result<Vec<Walked>, StoreError> {
    let mut query = journal::table
        .left_join(journal_position::table)
        .left_join(journal_pending::table)
        .order((journal::stream, journal::n))
        .limit(limit)
        .select((
            Entry::as_select(),
            journal_position::position.nullable(),
            journal_pending::entry.nullable(),
        ))
        .into_boxed();
    if let Some((stream, n)) = after {
        // The first condition alone would do for the index, the second makes it exact.
        query = query
            .filter(journal::stream.ge(stream))
            .filter(journal::stream.gt(stream).or(journal::n.gt(n)));
    }
    let rows: Vec<(Entry, Option<i64>, Option<String>)> = query.load(tx.db())?;
    Ok(rows
        .into_iter()
        .map(|(entry, position, pending)| Walked { entry, position, pending: pending.is_some() })
        .collect())
}
