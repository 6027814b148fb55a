//! Open requests worked out anew after a change of the policy: how far each of these runs is, and what it moved.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::recounts;
use super::store::HasDb;
use super::types::{Moment, time};
use super::{Reads, StoreError, WriteTx};

/// One run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    /// Random, sorted by time.
    pub id: String,
    /// Key of the setting that was changed.
    pub because: String,
    /// When.
    pub started_at: DateTime<Utc>,
    /// Random reference of the colleague who changed it.
    pub started_by: Option<String>,
    /// How many requests were open then.
    pub total: i64,
    /// How many were looked at so far.
    pub checked: i64,
    /// How many have another date now.
    pub moved: i64,
    /// How many could not be worked out.
    pub failed: i64,
    /// Where it goes on, as its reader wrote it.
    pub place: String,
    /// When it came to its end.
    pub finished_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = recounts)]
struct Row {
    id: String,
    because: String,
    started_at: Moment,
    started_by: Option<String>,
    total: i64,
    checked: i64,
    moved: i64,
    failed: i64,
    place: String,
    finished_at: Option<Moment>,
}

impl From<Row> for Recount {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            because: row.because,
            started_at: row.started_at.0,
            started_by: row.started_by,
            total: row.total,
            checked: row.checked,
            moved: row.moved,
            failed: row.failed,
            place: row.place,
            finished_at: time(row.finished_at),
        }
    }
}

/// Begins a run.
pub fn insert(tx: &mut WriteTx<'_>, new: &Recount) -> Result<(), StoreError> {
    diesel::insert_into(recounts::table)
        .values((
            recounts::id.eq(&new.id),
            recounts::because.eq(&new.because),
            recounts::started_at.eq(Moment(new.started_at)),
            recounts::started_by.eq(&new.started_by),
            recounts::total.eq(new.total),
            recounts::checked.eq(new.checked),
            recounts::moved.eq(new.moved),
            recounts::failed.eq(new.failed),
            recounts::place.eq(&new.place),
            recounts::finished_at.eq(new.finished_at.map(Moment)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// One run.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<Recount>, StoreError> {
    let row: Option<Row> =
        recounts::table.find(id).select(Row::as_select()).first(tx.db()).optional()?;
    Ok(row.map(Recount::from))
}

/// The newest runs, newest first.
pub fn newest(tx: &mut dyn Reads, limit: i64) -> Result<Vec<Recount>, StoreError> {
    let rows: Vec<Row> = recounts::table
        .order(recounts::id.desc())
        .limit(limit)
        .select(Row::as_select())
        .load(tx.db())?;
    Ok(rows.into_iter().map(Recount::from).collect())
}

/// Keys of the settings whose runs have not come to their end, each once.
pub fn running(tx: &mut dyn Reads) -> Result<Vec<String>, StoreError> {
    Ok(recounts::table
        .filter(recounts::finished_at.is_null())
        .order(recounts::because)
        .select(recounts::because)
        .distinct()
        .load(tx.db())?)
}

/// One more request has another date; in the transaction that moves it.
pub fn add_moved(tx: &mut WriteTx<'_>, id: &str) -> Result<(), StoreError> {
    diesel::update(recounts::table.find(id))
        .set(recounts::moved.eq(recounts::moved + 1))
        .execute(tx.db())?;
    Ok(())
}

/// What a batch came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advance {
    /// Where the batch began.
    pub from: String,
    /// Where the next one begins.
    pub place: String,
    /// How many were looked at.
    pub checked: i64,
    /// How many of them could not be worked out.
    pub failed: i64,
    /// The end, when there is no next one.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Goes on to the next batch. False when another worker was faster; then nothing is counted twice.
pub fn advance(tx: &mut WriteTx<'_>, id: &str, step: &Advance) -> Result<bool, StoreError> {
    let here = recounts::table
        .find(id)
        .filter(recounts::place.eq(&step.from))
        .filter(recounts::finished_at.is_null());
    let changed = diesel::update(here)
        .set((
            recounts::place.eq(&step.place),
            recounts::checked.eq(recounts::checked + step.checked),
            recounts::failed.eq(recounts::failed + step.failed),
            recounts::finished_at.eq(step.finished_at.map(Moment)),
        ))
        .execute(tx.db())?;
    Ok(changed > 0)
}
