//! Settings made in the admin pages; what a key means is known above.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::on_both;
use super::schema::settings;
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// The value of a setting.
pub fn get(tx: &mut impl Reads, key: &str) -> Result<Option<String>, StoreError> {
    let found = settings::table.find(key).select(settings::value).first(tx.db());
    Ok(found.optional()?)
}

/// All settings, by key.
pub fn all(tx: &mut impl Reads) -> Result<Vec<(String, String)>, StoreError> {
    Ok(settings::table
        .order(settings::key)
        .select((settings::key, settings::value))
        .load(tx.db())?)
}

/// The settings whose key begins so, by key. `prefix` holds no `%` and no `_`.
pub fn beginning(tx: &mut impl Reads, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
    Ok(settings::table
        .filter(settings::key.like(format!("{prefix}%")))
        .order(settings::key)
        .select((settings::key, settings::value))
        .load(tx.db())?)
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
