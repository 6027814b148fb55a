//! Settings made in the admin pages; what a key means is known above.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{Db, MultiBackend, on_both};
use super::schema::settings;
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// The value of a setting.
pub fn get(tx: &mut dyn Reads, key: &str) -> Result<Option<String>, StoreError> {
    let found = settings::table.find(key).select(settings::value).first(tx.db());
    Ok(found.optional()?)
}

/// All settings, by key.
pub fn all(tx: &mut dyn Reads) -> Result<Vec<(String, String)>, StoreError> {
    Ok(settings::table
        .order(settings::key)
        .select((settings::key, settings::value))
        .load(tx.db())?)
}

/// The settings whose key begins in one of these ways, by key. A prefix holds no `%` and no `_`.
pub fn beginning(
    tx: &mut dyn Reads,
    prefixes: &[&str],
) -> Result<Vec<(String, String)>, StoreError> {
    let any = |query: settings::BoxedQuery<'static, MultiBackend>, prefix: &&str| {
        query.or_filter(settings::key.like(format!("{prefix}%")))
    };
    let query = prefixes.iter().fold(settings::table.into_boxed(), any);
    Ok(query.order(settings::key).select((settings::key, settings::value)).load(tx.db())?)
}

/// Waits until nobody changes settings together ([`keep_still`]), so that what is read next is the last word.
pub fn hold(tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
    lock(tx, "SELECT pg_advisory_xact_lock_shared(7446273319)")
}

/// Lets nobody else change or [`hold`] settings until this transaction ends. On SQLite there is one writer anyway.
pub fn keep_still(tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
    lock(tx, "SELECT pg_advisory_xact_lock(7446273319)")
}

fn lock(tx: &mut WriteTx<'_>, sql: &str) -> Result<(), StoreError> {
    if let Db::Postgres(c) = tx.db() {
        diesel::sql_query(sql).execute(c)?;
    }
    Ok(())
}

/// Makes a setting.
pub fn put(
    tx: &mut WriteTx<'_>,
    key: &str,
    value: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let set = (settings::value.eq(value), settings::updated_at.eq(Moment(now)));
    on_both!(tx.db(), c => diesel::insert_into(settings::table)
        .values((settings::key.eq(key), set))
        .on_conflict(settings::key)
        .do_update()
        .set(set)
        .execute(c)?);
    Ok(())
}

/// Makes a setting that must not exist yet. False when it does: whoever came first won.
pub fn put_new(
    tx: &mut WriteTx<'_>,
    key: &str,
    value: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let row =
        (settings::key.eq(key), settings::value.eq(value), settings::updated_at.eq(Moment(now)));
    let stored = on_both!(tx.db(), c => diesel::insert_into(settings::table)
        .values(row)
        .on_conflict(settings::key)
        .do_nothing()
        .execute(c)?);
    Ok(stored > 0)
}

/// Takes a setting back. False when it was not made.
pub fn delete(tx: &mut WriteTx<'_>, key: &str) -> Result<bool, StoreError> {
    Ok(diesel::delete(settings::table.find(key)).execute(tx.db())? > 0)
}
