//! Half-filled forms, sealed, kept on the server until they expire.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::on_both;
use super::schema::form_drafts;
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// Stores a draft, or what was added to it.
pub fn put(
    tx: &mut WriteTx<'_>,
    id_hash: &[u8],
    sealed: &[u8],
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let content = (
        form_drafts::sealed.eq(sealed),
        form_drafts::expires_at.eq(Moment(expires_at)),
        form_drafts::updated_at.eq(Moment(now)),
    );
    on_both!(tx.db(), c => diesel::insert_into(form_drafts::table)
        .values((form_drafts::id_hash.eq(id_hash), content))
        .on_conflict(form_drafts::id_hash)
        .do_update()
        .set(content)
        .execute(c)?);
    Ok(())
}

/// A draft's sealed content, unless it has expired.
pub fn get(
    tx: &mut dyn Reads,
    id_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(form_drafts::table
        .find(id_hash)
        .filter(form_drafts::expires_at.gt(Moment(now)))
        .select(form_drafts::sealed)
        .first(tx.db())
        .optional()?)
}

/// Deletes a draft. False when there was none.
pub fn delete(tx: &mut WriteTx<'_>, id_hash: &[u8]) -> Result<bool, StoreError> {
    Ok(diesel::delete(form_drafts::table.find(id_hash)).execute(tx.db())? > 0)
}

/// Deletes up to `limit` expired drafts; how many went.
pub fn sweep(tx: &mut WriteTx<'_>, now: DateTime<Utc>, limit: i64) -> Result<usize, StoreError> {
    let ids: Vec<Vec<u8>> = form_drafts::table
        .filter(form_drafts::expires_at.le(Moment(now)))
        .order(form_drafts::expires_at)
        .limit(limit)
        .select(form_drafts::id_hash)
        .load(tx.db())?;
    let expired = form_drafts::table.filter(form_drafts::id_hash.eq_any(ids));
    Ok(diesel::delete(expired).execute(tx.db())?)
}
