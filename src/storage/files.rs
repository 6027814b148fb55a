//! Sealed files: what is stored under which id. Names, keys and hashes are sealed; dropping a row's `sealed` makes the
//! stored bytes unreadable at once, wherever they lie.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::schema::files;
use super::store::HasDb;
use super::types::{Moment, text_enum};
use super::{Reads, StoreError, WriteTx};
use domain::file::{FileKind, FilePurpose};

text_enum! {
    /// Where a file is in its life.
    FileState {
        /// On its way: not part of its case, and swept when nothing comes of it.
        Writing => "writing",
        /// Part of its case.
        Ready => "ready",
        /// Its key is dropped; the bytes are deleted next.
        Gone => "gone",
    }
}

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Unique; its name in the file store.
    pub id: String,
    /// Whose data it is or shows something about.
    pub case_id: String,
    /// Number of the task that found it.
    pub task: Option<u32>,
    /// What it is for.
    pub purpose: FilePurpose,
    /// What its content is.
    pub kind: FileKind,
    /// Where it is in its life.
    pub state: FileState,
    /// Plain bytes.
    pub size: u64,
    /// Name, key and hash, sealed under the case's key; nothing once it is gone.
    pub sealed: Option<Vec<u8>>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = files)]
struct Row {
    id: String,
    case_id: String,
    task: Option<i64>,
    purpose: String,
    kind: String,
    state: String,
    size: i64,
    sealed: Option<Vec<u8>>,
    created_at: Moment,
}

impl TryFrom<Row> for StoredFile {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |why| StoreError::corrupt("files", &row.id, why);
        let task = row.task.map(u32::try_from).transpose();
        Ok(Self {
            task: task.map_err(|_| wrong("a task's number"))?,
            purpose: FilePurpose::from_text(&row.purpose).ok_or_else(|| wrong("a purpose"))?,
            kind: FileKind::from_text(&row.kind).ok_or_else(|| wrong("a kind"))?,
            state: FileState::from_text(&row.state).ok_or_else(|| wrong("a state"))?,
            size: u64::try_from(row.size).map_err(|_| wrong("a size"))?,
            sealed: row.sealed,
            case_id: row.case_id,
            created_at: row.created_at.0,
            id: row.id,
        })
    }
}

fn stored(rows: Vec<Row>) -> Result<Vec<StoredFile>, StoreError> {
    rows.into_iter().map(StoredFile::try_from).collect()
}

fn number(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// Begins a file.
pub fn put(tx: &mut WriteTx<'_>, new: &StoredFile) -> Result<(), StoreError> {
    diesel::insert_into(files::table)
        .values((
            files::id.eq(&new.id),
            files::case_id.eq(&new.case_id),
            files::task.eq(new.task.map(i64::from)),
            files::purpose.eq(new.purpose.as_str()),
            files::kind.eq(new.kind.as_str()),
            files::state.eq(new.state.as_str()),
            files::size.eq(number(new.size)),
            files::sealed.eq(&new.sealed),
            files::created_at.eq(Moment(new.created_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// One file.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<StoredFile>, StoreError> {
    let found = files::table.find(id).select(Row::as_select()).first(tx.db()).optional()?;
    found.map(StoredFile::try_from).transpose()
}

/// A case's files with an id above `after`, whatever their state, in order of id.
pub fn of_case(
    tx: &mut dyn Reads,
    case_id: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<StoredFile>, StoreError> {
    // No id is empty.
    let rows: Vec<Row> = files::table
        .filter(files::case_id.eq(case_id).and(files::id.gt(after.unwrap_or_default())))
        .order(files::id)
        .limit(limit)
        .select(Row::as_select())
        .load(tx.db())?;
    stored(rows)
}

/// Notes how large a file on its way became, and what its content is. False when it is not on its way any more.
pub fn written(
    tx: &mut WriteTx<'_>,
    id: &str,
    kind: FileKind,
    size: u64,
    sealed: &[u8],
) -> Result<bool, StoreError> {
    let own = files::table.find(id).filter(files::state.eq(FileState::Writing.as_str()));
    let changed = diesel::update(own)
        .set((
            files::kind.eq(kind.as_str()),
            files::size.eq(number(size)),
            files::sealed.eq(sealed),
        ))
        .execute(tx.db())?;
    Ok(changed > 0)
}

/// Makes a file on its way part of its case. False when there is no such file of that case.
pub fn make_ready(tx: &mut WriteTx<'_>, id: &str, case_id: &str) -> Result<bool, StoreError> {
    let own = files::table
        .find(id)
        .filter(files::case_id.eq(case_id).and(files::sealed.is_not_null()))
        .filter(files::state.eq(FileState::Writing.as_str()));
    let changed =
        diesel::update(own).set(files::state.eq(FileState::Ready.as_str())).execute(tx.db())?;
    Ok(changed > 0)
}

/// Drops a file's key. False when there is no such file, or it was gone before.
pub fn make_gone(tx: &mut WriteTx<'_>, id: &str) -> Result<bool, StoreError> {
    let own = files::table.find(id).filter(files::state.ne(FileState::Gone.as_str()));
    let changed = diesel::update(own)
        .set((files::state.eq(FileState::Gone.as_str()), files::sealed.eq(None::<Vec<u8>>)))
        .execute(tx.db())?;
    Ok(changed > 0)
}

/// Deletes a row. False when it was deleted before.
pub fn delete(tx: &mut WriteTx<'_>, id: &str) -> Result<bool, StoreError> {
    Ok(diesel::delete(files::table.find(id)).execute(tx.db())? > 0)
}

/// Up to `limit` files that were begun before an instant and never finished.
pub fn unfinished(
    tx: &mut dyn Reads,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    Ok(files::table
        .filter(sql::<Bool>("state = 'writing'"))
        .filter(files::created_at.lt(Moment(before)))
        .order(files::created_at)
        .limit(limit)
        .select(files::id)
        .load(tx.db())?)
}

/// Which of these ids have a row.
pub fn known(tx: &mut dyn Reads, ids: &[String]) -> Result<Vec<String>, StoreError> {
    Ok(files::table.filter(files::id.eq_any(ids)).select(files::id).load(tx.db())?)
}
