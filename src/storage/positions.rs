//! The one log: the sequencer gives committed entries their place, for good; readers walk it.
//! Positions count from 0, as leaves of a hash tree do; the log's size is the last one plus one.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::dsl::max;
use diesel::prelude::*;

use super::connection::{Db, on_both};
use super::journal::Entry;
use super::schema::{journal, journal_pending, journal_position};
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// Entries placed at once, at most.
const BATCH: i64 = 1000;

/// An entry with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its place: 0, 1, 2 …
    pub position: i64,
    /// Its hash as computed when it was placed.
    pub leaf: [u8; 32],
    /// The entry.
    pub entry: Entry,
}

/// What one run of the sequencer did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advance {
    /// The first new position.
    pub from: i64,
    /// The hashes of the entries placed there, in order.
    pub leaves: Vec<[u8; 32]>,
}

impl Advance {
    /// The log's size now.
    pub fn size(&self) -> i64 {
        self.from.saturating_add_unsigned(u64::try_from(self.leaves.len()).unwrap_or_default())
    }
}

/// Places up to about `limit` waiting entries: in order of creation, and those of one stream always
/// in the stream's order. One at a time: on PostgreSQL a second sequencer waits.
pub fn sequence(
    tx: &mut WriteTx<'_>,
    limit: i64,
    leaf: impl Fn(&Entry) -> [u8; 32],
) -> Result<Advance, StoreError> {
    lock(tx)?;
    let from = size(tx)?;
    let batch = waiting(tx, limit)?;
    let leaves: Vec<[u8; 32]> = batch.iter().map(leaf).collect();
    put(tx, from, &batch, &leaves)?;
    let ids: Vec<&str> = batch.iter().map(|entry| entry.id.as_str()).collect();
    for piece in ids.chunks(500) {
        diesel::delete(journal_pending::table.filter(journal_pending::entry.eq_any(piece)))
            .execute(tx.db())?;
    }
    Ok(Advance { from, leaves })
}

/// One sequencer at a time.
fn lock(tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
    if let Db::Postgres(c) = tx.db() {
        c.batch_execute("SELECT pg_advisory_xact_lock(7446273317)")?;
    }
    Ok(())
}

fn put(
    tx: &mut WriteTx<'_>,
    from: i64,
    entries: &[Entry],
    leaves: &[[u8; 32]],
) -> Result<(), StoreError> {
    let rows: Vec<_> = (from..)
        .zip(entries.iter().zip(leaves))
        .map(|(position, (entry, leaf))| {
            (
                journal_position::position.eq(position),
                journal_position::entry.eq(entry.id.as_str()),
                journal_position::leaf.eq(leaf.as_slice()),
            )
        })
        .collect();
    // In pieces that stay below SQLite's bound on values in one statement.
    for piece in rows.chunks(500) {
        on_both!(tx.db(), c => {
            diesel::insert_into(journal_position::table).values(piece).execute(c)?;
        });
    }
    Ok(())
}

/// The next batch. Ids sort by creation, but clocks of two instances differ: when an entry would
/// overtake an earlier one of its stream, the earlier one is taken along.
fn waiting(tx: &mut WriteTx<'_>, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let mut batch: Vec<Entry> = journal_pending::table
        .inner_join(journal::table)
        .order(journal_pending::entry)
        .limit(limit.min(BATCH))
        .select(Entry::as_select())
        .load(tx.db())?;
    loop {
        let overtaken = overtaken(tx, &batch)?;
        if overtaken.is_empty() {
            break;
        }
        batch.extend(overtaken);
    }
    batch.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(in_stream_order(batch))
}

/// Waiting entries that come right before one of the batch in its stream and are not in it.
fn overtaken(tx: &mut WriteTx<'_>, batch: &[Entry]) -> Result<Vec<Entry>, StoreError> {
    let ids: Vec<&str> = batch.iter().map(|entry| entry.id.as_str()).collect();
    let later = diesel::alias!(journal as later);
    // With the sum on this side the index on (stream, n) finds the one row.
    let precedes = journal::stream
        .eq(later.field(journal::stream))
        .and(journal::n.eq(later.field(journal::n) - 1));
    Ok(journal_pending::table
        .inner_join(journal::table)
        .inner_join(later.on(precedes))
        .filter(later.field(journal::id).eq_any(ids.clone()))
        .filter(journal::id.ne_all(ids))
        .select(Entry::as_select())
        .load(tx.db())?)
}

/// Keeps which stream comes when, and gives each stream's turns to its entries by number.
fn in_stream_order(batch: Vec<Entry>) -> Vec<Entry> {
    let turns: Vec<String> = batch.iter().map(|entry| entry.stream.clone()).collect();
    let mut streams: HashMap<String, Vec<Entry>> = HashMap::new();
    for entry in batch {
        streams.entry(entry.stream.clone()).or_default().push(entry);
    }
    for entries in streams.values_mut() {
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.n));
    }
    turns.iter().filter_map(|stream| streams.get_mut(stream)?.pop()).collect()
}

/// Places entries that nobody queued (`journal::append_numbered`), up to `limit` of those with an id
/// above `after`, in order of id. Where to go on; `None` at the end.
pub fn place(
    tx: &mut WriteTx<'_>,
    after: &str,
    limit: i64,
    leaf: impl Fn(&Entry) -> [u8; 32],
) -> Result<Option<String>, StoreError> {
    lock(tx)?;
    let entries: Vec<Entry> = journal::table
        .left_join(journal_position::table)
        .filter(journal::id.gt(after))
        .filter(journal_position::position.is_null())
        .order(journal::id)
        .limit(limit)
        .select(Entry::as_select())
        .load(tx.db())?;
    let leaves: Vec<[u8; 32]> = entries.iter().map(leaf).collect();
    let from = size(tx)?;
    put(tx, from, &entries, &leaves)?;
    Ok(entries.into_iter().next_back().map(|entry| entry.id))
}

/// How many entries have their place.
pub fn size(tx: &mut dyn Reads) -> Result<i64, StoreError> {
    let last: Option<i64> =
        journal_position::table.select(max(journal_position::position)).get_result(tx.db())?;
    Ok(last.map_or(0, |last| last + 1))
}

/// Whether an entry waits for its place.
pub fn is_waiting(tx: &mut dyn Reads) -> Result<bool, StoreError> {
    let first: Option<String> =
        journal_pending::table.select(journal_pending::entry).limit(1).first(tx.db()).optional()?;
    Ok(first.is_some())
}

/// How many entries wait for their place.
pub fn count_waiting(tx: &mut dyn Reads) -> Result<i64, StoreError> {
    Ok(journal_pending::table.count().get_result(tx.db())?)
}

/// The log from a position on, in order.
pub fn page(tx: &mut dyn Reads, from: i64, limit: i64) -> Result<Vec<Placed>, StoreError> {
    let rows: Vec<(i64, Vec<u8>, Entry)> = journal_position::table
        .inner_join(journal::table)
        .filter(journal_position::position.ge(from))
        .order(journal_position::position)
        .limit(limit)
        .select((journal_position::position, journal_position::leaf, Entry::as_select()))
        .load(tx.db())?;
    rows.into_iter()
        .map(|(position, leaf, entry)| Ok(Placed { position, leaf: hash(position, leaf)?, entry }))
        .collect()
}

/// The entries of a stream that have a place before `size`, in the stream's order.
pub fn of_stream(tx: &mut dyn Reads, stream: &str, size: i64) -> Result<Vec<Placed>, StoreError> {
    let rows: Vec<(i64, Vec<u8>, Entry)> = journal::table
        .inner_join(journal_position::table)
        .filter(journal::stream.eq(stream))
        .filter(journal_position::position.lt(size))
        .order(journal::n)
        .select((journal_position::position, journal_position::leaf, Entry::as_select()))
        .load(tx.db())?;
    rows.into_iter()
        .map(|(position, leaf, entry)| Ok(Placed { position, leaf: hash(position, leaf)?, entry }))
        .collect()
}

/// The stored hashes from a position on, in order.
pub fn leaves(tx: &mut dyn Reads, from: i64, limit: i64) -> Result<Vec<[u8; 32]>, StoreError> {
    let rows: Vec<(i64, Vec<u8>)> = journal_position::table
        .filter(journal_position::position.ge(from))
        .order(journal_position::position)
        .limit(limit)
        .select((journal_position::position, journal_position::leaf))
        .load(tx.db())?;
    rows.into_iter().map(|(position, leaf)| hash(position, leaf)).collect()
}

/// The place of an entry, if it has one yet.
pub fn of_entry(tx: &mut dyn Reads, id: &str) -> Result<Option<i64>, StoreError> {
    Ok(journal_position::table
        .filter(journal_position::entry.eq(id))
        .select(journal_position::position)
        .first(tx.db())
        .optional()?)
}

/// The size the log had at an instant, for "as at" reports: callers resolve once and keep the
/// answer. Found by halving, because times in the log rise but for the skew of a second or so.
pub fn size_as_at(tx: &mut dyn Reads, at: DateTime<Utc>) -> Result<i64, StoreError> {
    let (mut low, mut high) = (0, size(tx)?);
    while low < high {
        let middle = low + (high - low) / 2;
        let found: Moment = journal_position::table
            .inner_join(journal::table)
            .filter(journal_position::position.eq(middle))
            .select(journal::at)
            .first(tx.db())?;
        if found.0 <= at {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

fn hash(position: i64, leaf: Vec<u8>) -> Result<[u8; 32], StoreError> {
    <[u8; 32]>::try_from(leaf).map_err(|leaf| {
        let why = format!("its hash has {} bytes", leaf.len());
        StoreError::corrupt("journal_position", &position.to_string(), why)
    })
}
