//! Answers already given, so that the same call made twice acts once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::on_both;
use super::schema::idempotency;
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// A call that was made under a key.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = idempotency)]
pub struct Call {
    /// Keyed hash of caller and key.
    pub key_hash: Vec<u8>,
    /// Keyed hash of the body.
    pub body_hash: Vec<u8>,
    /// The answer's status; none while the call is being made.
    pub status: Option<i64>,
    /// The answer, sealed under the case's key; gone after erasure.
    pub sealed_answer: Option<Vec<u8>>,
    /// The case it concerned.
    pub case_id: Option<String>,
    /// When it came.
    #[diesel(deserialize_as = Moment)]
    pub created_at: DateTime<Utc>,
}

/// Takes a key for a new call. None means it was free and is ours in this transaction; else the
/// call that has it.
pub fn begin(
    tx: &mut WriteTx<'_>,
    key_hash: &[u8],
    body_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Call>, StoreError> {
    let row = (
        idempotency::key_hash.eq(key_hash),
        idempotency::body_hash.eq(body_hash),
        idempotency::created_at.eq(Moment(now)),
    );
    // On PostgreSQL this waits for a call in flight with the same key.
    let taken = on_both!(tx.db(), c => diesel::insert_into(idempotency::table)
        .values(row)
        .on_conflict(idempotency::key_hash)
        .do_nothing()
        .execute(c)?);
    if taken > 0 { Ok(None) } else { find(tx, key_hash) }
}

/// Stores the answer of the call that was begun.
pub fn finish(
    tx: &mut WriteTx<'_>,
    key_hash: &[u8],
    status: i64,
    sealed_answer: &[u8],
    case_id: Option<&str>,
) -> Result<(), StoreError> {
    let changed = diesel::update(idempotency::table.find(key_hash))
        .set((
            idempotency::status.eq(status),
            idempotency::sealed_answer.eq(sealed_answer),
            idempotency::case_id.eq(case_id),
        ))
        .execute(tx.db())?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// The call that was made under a key.
pub fn find(tx: &mut dyn Reads, key_hash: &[u8]) -> Result<Option<Call>, StoreError> {
    let found = idempotency::table.find(key_hash).select(Call::as_select()).first(tx.db());
    Ok(found.optional()?)
}

/// Erasure: the answers go, the keys stay, so that a repeated call is answered "gone".
pub fn forget_case(tx: &mut WriteTx<'_>, case_id: &str) -> Result<usize, StoreError> {
    Ok(diesel::update(idempotency::table.filter(idempotency::case_id.eq(case_id)))
        .set(idempotency::sealed_answer.eq(None::<Vec<u8>>))
        .execute(tx.db())?)
}

/// Deletes up to `limit` calls made before an instant; how many went.
pub fn sweep(tx: &mut WriteTx<'_>, before: DateTime<Utc>, limit: i64) -> Result<usize, StoreError> {
    let keys: Vec<Vec<u8>> = idempotency::table
        .filter(idempotency::created_at.lt(Moment(before)))
        .order(idempotency::created_at)
        .limit(limit)
        .select(idempotency::key_hash)
        .load(tx.db())?;
    let old = idempotency::table.filter(idempotency::key_hash.eq_any(keys));
    Ok(diesel::delete(old).execute(tx.db())?)
}
