//! Secret addresses of calendar feeds; only the hash of a secret is kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::feeds;
use super::store::HasDb;
use super::types::{Moment, time};
use super::{Reads, StoreError, WriteTx};

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Random.
    pub id: String,
    /// Whose it is.
    pub staff_id: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// Makes a feed.
pub fn insert(tx: &mut WriteTx<'_>, feed: &Feed, secret_hash: &[u8]) -> Result<(), StoreError> {
    diesel::insert_into(feeds::table)
        .values((
            feeds::id.eq(&feed.id),
            feeds::staff_id.eq(&feed.staff_id),
            feeds::secret_hash.eq(secret_hash),
            feeds::created_at.eq(Moment(feed.created_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

type Row = (String, String, Moment);

fn feed((id, staff_id, at): Row) -> Feed {
    Feed { id, staff_id, created_at: time(Some(at)).unwrap_or_default() }
}

/// The feed a secret opens, unless it was taken back.
pub fn by_secret(tx: &mut dyn Reads, hash: &[u8]) -> Result<Option<Feed>, StoreError> {
    let found: Option<Row> = feeds::table
        .filter(feeds::secret_hash.eq(hash))
        .filter(feeds::revoked_at.is_null())
        .select((feeds::id, feeds::staff_id, feeds::created_at))
        .first(tx.db())
        .optional()?;
    Ok(found.map(feed))
}

/// The feed of a colleague that is in use.
pub fn of_staff(tx: &mut dyn Reads, staff_id: &str) -> Result<Option<Feed>, StoreError> {
    let found: Option<Row> = feeds::table
        .filter(feeds::staff_id.eq(staff_id))
        .filter(feeds::revoked_at.is_null())
        .order(feeds::id.desc())
        .select((feeds::id, feeds::staff_id, feeds::created_at))
        .first(tx.db())
        .optional()?;
    Ok(found.map(feed))
}

/// Takes every feed of a colleague back; how many.
pub fn revoke(
    tx: &mut WriteTx<'_>,
    staff_id: &str,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let open =
        feeds::table.filter(feeds::staff_id.eq(staff_id)).filter(feeds::revoked_at.is_null());
    Ok(diesel::update(open).set(feeds::revoked_at.eq(Moment(now))).execute(tx.db())?)
}
