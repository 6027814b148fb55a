//! Keys with which programs call the API; only their hashes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::api_keys;
use super::store::HasDb;
use super::types::{Moment, moment, time};
use super::{Reads, StoreError, WriteTx};

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Unique; the actor's reference.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Hash of the key.
    pub key_hash: Vec<u8>,
    /// The scope's stable text.
    pub scope: String,
    /// For whom it acts, if for somebody.
    pub staff_id: Option<String>,
    /// By whom it was made.
    pub created_by: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, roughly.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys)]
struct Row {
    id: String,
    name: String,
    key_hash: Vec<u8>,
    scope: String,
    staff_id: Option<String>,
    created_by: String,
    created_at: Moment,
    last_used_at: Option<Moment>,
    revoked_at: Option<Moment>,
}

impl From<Row> for ApiKey {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            key_hash: row.key_hash,
            scope: row.scope,
            staff_id: row.staff_id,
            created_by: row.created_by,
            created_at: row.created_at.0,
            last_used_at: time(row.last_used_at),
            revoked_at: time(row.revoked_at),
        }
    }
}

/// Stores a key.
pub fn put(tx: &mut WriteTx<'_>, new: &ApiKey) -> Result<(), StoreError> {
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::id.eq(&new.id),
            api_keys::name.eq(&new.name),
            api_keys::key_hash.eq(&new.key_hash),
            api_keys::scope.eq(&new.scope),
            api_keys::staff_id.eq(&new.staff_id),
            api_keys::created_by.eq(&new.created_by),
            api_keys::created_at.eq(Moment(new.created_at)),
            api_keys::last_used_at.eq(moment(new.last_used_at)),
            api_keys::revoked_at.eq(moment(new.revoked_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// One key, revoked or not.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<ApiKey>, StoreError> {
    let found = api_keys::table.find(id).select(Row::as_select()).first(tx.db());
    Ok(found.optional()?.map(ApiKey::from))
}

/// The key with this hash, unless it was revoked.
pub fn by_hash(tx: &mut dyn Reads, key_hash: &[u8]) -> Result<Option<ApiKey>, StoreError> {
    let found = api_keys::table
        .filter(api_keys::key_hash.eq(key_hash).and(api_keys::revoked_at.is_null()))
        .select(Row::as_select())
        .first(tx.db());
    Ok(found.optional()?.map(ApiKey::from))
}

/// Keys with an id above `after`, revoked ones too.
pub fn page(
    tx: &mut dyn Reads,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<ApiKey>, StoreError> {
    let mut query =
        api_keys::table.order(api_keys::id).limit(limit).select(Row::as_select()).into_boxed();
    if let Some(after) = after {
        query = query.filter(api_keys::id.gt(after));
    }
    Ok(query.load::<Row>(tx.db())?.into_iter().map(ApiKey::from).collect())
}

/// Notes that a key was used.
pub fn touch(tx: &mut WriteTx<'_>, id: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(api_keys::table.find(id))
        .set(api_keys::last_used_at.eq(Moment(at)))
        .execute(tx.db())?;
    Ok(())
}

/// Takes a key back. False when there is none, or it was revoked before.
pub fn revoke(tx: &mut WriteTx<'_>, id: &str, at: DateTime<Utc>) -> Result<bool, StoreError> {
    let valid = api_keys::table.find(id).filter(api_keys::revoked_at.is_null());
    let changed =
        diesel::update(valid).set(api_keys::revoked_at.eq(Moment(at))).execute(tx.db())?;
    Ok(changed > 0)
}
