//! Sealed personal data: keys of cases, sealed entries, and the keyed hashes of search words. Only
//! bytes here; sealing and opening happen above.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::on_both;
use super::schema::{case_keys, search_words, vault};
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// Rows of one statement, in pieces that stay below SQLite's bound on values.
const PIECE: usize = 500;

/// A case's key, wrapped under the key of a month.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = case_keys)]
pub struct CaseKey {
    /// Whose.
    pub case_id: String,
    /// The month of the wrapping key, `2026-11`.
    pub month: String,
    /// The wrapped key.
    pub wrapped: Vec<u8>,
    /// When it was made.
    #[diesel(deserialize_as = Moment)]
    pub created_at: DateTime<Utc>,
}

/// A sealed piece of personal data.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = vault)]
pub struct VaultEntry {
    /// Named by events and rows elsewhere.
    pub id: String,
    /// Whose.
    pub case_id: String,
    /// What it is: details, message, note, file …
    pub kind: String,
    /// The ciphertext.
    pub sealed: Vec<u8>,
    /// When it was stored.
    #[diesel(deserialize_as = Moment)]
    pub created_at: DateTime<Utc>,
}

/// Stores a case's key. `Conflict` when it has one.
pub fn put_key(tx: &mut WriteTx<'_>, key: &CaseKey) -> Result<(), StoreError> {
    diesel::insert_into(case_keys::table)
        .values((
            case_keys::case_id.eq(&key.case_id),
            case_keys::month.eq(&key.month),
            case_keys::wrapped.eq(&key.wrapped),
            case_keys::created_at.eq(Moment(key.created_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// Stores the keys of many new cases at once.
pub fn put_keys(tx: &mut WriteTx<'_>, keys: &[CaseKey]) -> Result<(), StoreError> {
    for piece in keys.chunks(PIECE) {
        let rows: Vec<_> = piece
            .iter()
            .map(|key| {
                (
                    case_keys::case_id.eq(&key.case_id),
                    case_keys::month.eq(&key.month),
                    case_keys::wrapped.eq(&key.wrapped),
                    case_keys::created_at.eq(Moment(key.created_at)),
                )
            })
            .collect();
        on_both!(tx.db(), c => {
            diesel::insert_into(case_keys::table).values(&rows).execute(c)?;
        });
    }
    Ok(())
}

/// Stores many sealed entries at once.
pub fn put_many(tx: &mut WriteTx<'_>, entries: &[VaultEntry]) -> Result<(), StoreError> {
    for piece in entries.chunks(PIECE) {
        let rows: Vec<_> = piece
            .iter()
            .map(|entry| {
                (
                    vault::id.eq(&entry.id),
                    vault::case_id.eq(&entry.case_id),
                    vault::kind.eq(&entry.kind),
                    vault::sealed.eq(&entry.sealed),
                    vault::created_at.eq(Moment(entry.created_at)),
                )
            })
            .collect();
        on_both!(tx.db(), c => {
            diesel::insert_into(vault::table).values(&rows).execute(c)?;
        });
    }
    Ok(())
}

/// A search word of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Whose.
    pub case_id: String,
    /// What kind of word.
    pub kind: &'static str,
    /// Its keyed hash.
    pub hash: Vec<u8>,
}

/// Adds the search words of many cases at once; each is given once.
pub fn put_words_many(tx: &mut WriteTx<'_>, words: &[Word]) -> Result<(), StoreError> {
    for piece in words.chunks(PIECE) {
        let rows: Vec<_> = piece
            .iter()
            .map(|word| {
                (
                    search_words::case_id.eq(&word.case_id),
                    search_words::kind.eq(word.kind),
                    search_words::hash.eq(&word.hash),
                )
            })
            .collect();
        on_both!(tx.db(), c => {
            diesel::insert_into(search_words::table).values(&rows).execute(c)?;
        });
    }
    Ok(())
}

/// A case's key; none after erasure.
pub fn key(tx: &mut dyn Reads, case_id: &str) -> Result<Option<CaseKey>, StoreError> {
    let found = case_keys::table.find(case_id).select(CaseKey::as_select()).first(tx.db());
    Ok(found.optional()?)
}

/// Erases: drops a case's key. False when there was none.
pub fn drop_key(tx: &mut WriteTx<'_>, case_id: &str) -> Result<bool, StoreError> {
    Ok(diesel::delete(case_keys::table.find(case_id)).execute(tx.db())? > 0)
}

/// Keys still wrapped under months before `month`, oldest month first, after the given place.
pub fn keys_before_month(
    tx: &mut dyn Reads,
    month: &str,
    after: Option<(&str, &str)>,
    limit: i64,
) -> Result<Vec<CaseKey>, StoreError> {
    let mut query = case_keys::table
        .filter(case_keys::month.lt(month))
        .order((case_keys::month, case_keys::case_id))
        .limit(limit)
        .select(CaseKey::as_select())
        .into_boxed();
    if let Some((seen, id)) = after {
        let same = case_keys::month.eq(seen).and(case_keys::case_id.gt(id));
        query = query.filter(case_keys::month.gt(seen).or(same));
    }
    Ok(query.load(tx.db())?)
}

/// Replaces the wrapping of a key. False when it is gone or was wrapped again meanwhile.
pub fn rewrap(
    tx: &mut WriteTx<'_>,
    seen: &CaseKey,
    month: &str,
    wrapped: &[u8],
) -> Result<bool, StoreError> {
    let unchanged =
        case_keys::table.find(&seen.case_id).filter(case_keys::wrapped.eq(&seen.wrapped));
    let changed = diesel::update(unchanged)
        .set((case_keys::month.eq(month), case_keys::wrapped.eq(wrapped)))
        .execute(tx.db())?;
    Ok(changed > 0)
}

/// Stores a sealed entry.
pub fn put(tx: &mut WriteTx<'_>, entry: &VaultEntry) -> Result<(), StoreError> {
    diesel::insert_into(vault::table)
        .values((
            vault::id.eq(&entry.id),
            vault::case_id.eq(&entry.case_id),
            vault::kind.eq(&entry.kind),
            vault::sealed.eq(&entry.sealed),
            vault::created_at.eq(Moment(entry.created_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// One sealed entry.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<VaultEntry>, StoreError> {
    let found = vault::table.find(id).select(VaultEntry::as_select()).first(tx.db());
    Ok(found.optional()?)
}

/// A case's sealed entries, of one kind or all, with an id above `after`.
pub fn list(
    tx: &mut dyn Reads,
    case_id: &str,
    kind: Option<&str>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<VaultEntry>, StoreError> {
    let mut query = vault::table
        .filter(vault::case_id.eq(case_id))
        .order(vault::id)
        .limit(limit)
        .select(VaultEntry::as_select())
        .into_boxed();
    if let Some(kind) = kind {
        query = query.filter(vault::kind.eq(kind));
    }
    if let Some(after) = after {
        query = query.filter(vault::id.gt(after));
    }
    Ok(query.load(tx.db())?)
}

/// Replaces an entry's content. False when there is no such entry.
pub fn replace(tx: &mut WriteTx<'_>, id: &str, sealed: &[u8]) -> Result<bool, StoreError> {
    let changed =
        diesel::update(vault::table.find(id)).set(vault::sealed.eq(sealed)).execute(tx.db())?;
    Ok(changed > 0)
}

/// Deletes one entry. False when there is no such entry.
pub fn delete(tx: &mut WriteTx<'_>, id: &str) -> Result<bool, StoreError> {
    Ok(diesel::delete(vault::table.find(id)).execute(tx.db())? > 0)
}

/// Deletes up to `limit` of a case's entries; how many went. Call again until 0.
pub fn delete_of_case(
    tx: &mut WriteTx<'_>,
    case_id: &str,
    limit: i64,
) -> Result<usize, StoreError> {
    let ids: Vec<String> = vault::table
        .filter(vault::case_id.eq(case_id))
        .order(vault::id)
        .limit(limit)
        .select(vault::id)
        .load(tx.db())?;
    Ok(diesel::delete(vault::table.filter(vault::id.eq_any(ids))).execute(tx.db())?)
}

/// Adds a case's search words of one kind; those it has already are passed over.
pub fn put_words(
    tx: &mut WriteTx<'_>,
    case_id: &str,
    kind: &str,
    hashes: &[Vec<u8>],
) -> Result<(), StoreError> {
    for hash in hashes {
        let row = (
            search_words::case_id.eq(case_id),
            search_words::kind.eq(kind),
            search_words::hash.eq(hash),
        );
        on_both!(tx.db(), c => {
            diesel::insert_into(search_words::table).values(row).on_conflict_do_nothing().execute(c)?;
        });
    }
    Ok(())
}

/// Cases that have a word, of one of the kinds, with an id above `after`, in order of id.
pub fn find_word(
    tx: &mut dyn Reads,
    hash: &[u8],
    kinds: &[&str],
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    let mut query = search_words::table
        .filter(search_words::hash.eq(hash).and(search_words::kind.eq_any(kinds)))
        .order(search_words::case_id)
        .limit(limit)
        .select(search_words::case_id)
        .distinct()
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(search_words::case_id.gt(after));
    }
    Ok(query.load(tx.db())?)
}

/// Deletes a case's search words; they are few.
pub fn delete_words(tx: &mut WriteTx<'_>, case_id: &str) -> Result<usize, StoreError> {
    let words = search_words::table.filter(search_words::case_id.eq(case_id));
    Ok(diesel::delete(words).execute(tx.db())?)
}
