//! The journal: entries are appended to a stream and read; nothing else. Their place in the one log
//! is given later (`positions`).

mod listing;
mod until;
mod walk;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::{Db, on_both};
use super::schema::{journal, journal_pending};
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

pub use listing::{Narrow, list};
pub use until::{streams_changed_after, until};
pub use walk::{Walked, walk};

/// What happened, before it has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Unique; sorts by creation.
    pub id: String,
    /// What it belongs to: a case, or a stream for reads, sign-ins, settings.
    pub stream: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of actor.
    pub actor_kind: String,
    /// Which one, as a random reference.
    pub actor_ref: Option<String>,
    /// The event's stable name.
    pub event: String,
    /// Canonical JSON, kept byte for byte.
    pub body: String,
}

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = journal)]
pub struct Entry {
    /// Unique; sorts by creation.
    pub id: String,
    /// What it belongs to.
    pub stream: String,
    /// Its number there: 1, 2, 3 …
    pub n: i64,
    /// When.
    #[diesel(deserialize_as = Moment)]
    pub at: DateTime<Utc>,
    /// What kind of actor.
    pub actor_kind: String,
    /// Which one.
    pub actor_ref: Option<String>,
    /// The event's stable name.
    pub event: String,
    /// Canonical JSON.
    pub body: String,
}

/// Appends each entry to the end of its stream; returns their numbers.
///
/// For streams that many may write to at once: on PostgreSQL writers of one stream wait for each
/// other here, instead of failing.
pub fn append(tx: &mut WriteTx<'_>, entries: &[NewEntry]) -> Result<Vec<i64>, StoreError> {
    let mut streams: Vec<&str> = entries.iter().map(|entry| entry.stream.as_str()).collect();
    // In one order, so that two writers of the same streams do not wait for each other crosswise.
    streams.sort_unstable();
    streams.dedup();
    let mut ends = Vec::with_capacity(streams.len());
    for stream in streams {
        if let Db::Postgres(c) = tx.db() {
            diesel::sql_query("SELECT pg_advisory_xact_lock(7446, hashtext($1))")
                .bind::<Text, _>(stream)
                .execute(c)?;
        }
        ends.push((stream, last(tx, stream)?));
    }
    let mut numbers = Vec::with_capacity(entries.len());
    for entry in entries {
        for (_, end) in ends.iter_mut().filter(|(stream, _)| *stream == entry.stream) {
            *end += 1;
            numbers.push(*end);
        }
    }
    insert(tx, entries.iter().zip(numbers.iter().copied()))?;
    Ok(numbers)
}

/// Appends to a stream whose next number the caller knows (a case's version guards it). `Conflict`
/// when the stream has grown meanwhile.
pub fn append_at(
    tx: &mut WriteTx<'_>,
    stream: &str,
    first_n: i64,
    entries: &[NewEntry],
) -> Result<(), StoreError> {
    if let Some(other) = entries.iter().find(|entry| entry.stream != stream) {
        let text = format!("an entry of stream {} was appended to {stream}", other.stream);
        return Err(StoreError::Database(text));
    }
    insert(tx, entries.iter().zip(first_n..))
}

/// Appends entries of many streams, each with the number it has in its stream, without asking for a
/// place in the log: the caller gives them one with `positions::place`.
pub fn append_numbered(
    tx: &mut WriteTx<'_>,
    entries: &[(NewEntry, i64)],
) -> Result<(), StoreError> {
    // In pieces that stay below SQLite's bound on values in one statement.
    for piece in entries.chunks(500) {
        let rows: Vec<Row<'_>> = piece.iter().map(|(new, n)| Row::new(new, *n)).collect();
        on_both!(tx.db(), c => {
            diesel::insert_into(journal::table).values(&rows).execute(c)?;
        });
    }
    Ok(())
}

// `None` is NULL here and not the column's default: else diesel inserts a list row by row on SQLite,
// and each row then walks the savepoint's whole journal in memory.
#[derive(Insertable)]
#[diesel(table_name = journal, treat_none_as_default_value = false)]
struct Row<'a> {
    id: &'a str,
    stream: &'a str,
    n: i64,
    at: Moment,
    actor_kind: &'a str,
    actor_ref: Option<&'a str>,
    event: &'a str,
    body: &'a str,
}

impl<'a> Row<'a> {
    fn new(new: &'a NewEntry, n: i64) -> Self {
        Self {
            id: &new.id,
            stream: &new.stream,
            n,
            at: Moment(new.at),
            actor_kind: &new.actor_kind,
            actor_ref: new.actor_ref.as_deref(),
            event: &new.event,
            body: &new.body,
        }
    }
}

fn insert<'a>(
    tx: &mut WriteTx<'_>,
    numbered: impl Iterator<Item = (&'a NewEntry, i64)>,
) -> Result<(), StoreError> {
    let rows: Vec<Row<'a>> = numbered.map(|(new, n)| Row::new(new, n)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let waiting: Vec<_> = rows.iter().map(|row| journal_pending::entry.eq(row.id)).collect();
    on_both!(tx.db(), c => {
        diesel::insert_into(journal::table).values(&rows).execute(c)?;
        diesel::insert_into(journal_pending::table).values(&waiting).execute(c)?;
    });
    Ok(())
}

/// The number of a stream's last entry; 0 when there is none.
pub fn last(tx: &mut dyn Reads, stream: &str) -> Result<i64, StoreError> {
    let last: Option<i64> = journal::table
        .filter(journal::stream.eq(stream))
        .select(diesel::dsl::max(journal::n))
        .get_result(tx.db())?;
    Ok(last.unwrap_or(0))
}

/// A stream's entries with a number above `after`, in order.
pub fn page(
    tx: &mut dyn Reads,
    stream: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    Ok(journal::table
        .filter(journal::stream.eq(stream).and(journal::n.gt(after)))
        .order(journal::n)
        .limit(limit)
        .select(Entry::as_select())
        .load(tx.db())?)
}

/// One entry.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<Entry>, StoreError> {
    let found = journal::table.find(id).select(Entry::as_select()).first(tx.db());
    Ok(found.optional()?)
}
