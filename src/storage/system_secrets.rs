//! Secrets of systems that answer by themselves, sealed. At most two of a system count at a time; above decides which.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::system_secrets;
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// A secret.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = system_secrets)]
pub struct Secret {
    /// Random.
    pub id: String,
    /// Key of the system.
    pub system: String,
    /// The secret, sealed under the desk's key.
    pub sealed: Vec<u8>,
    /// Since when it counts.
    #[diesel(deserialize_as = Moment)]
    pub created_at: DateTime<Utc>,
}

/// Adds a secret.
pub fn put(tx: &mut WriteTx<'_>, secret: &Secret) -> Result<(), StoreError> {
    diesel::insert_into(system_secrets::table)
        .values((
            system_secrets::id.eq(&secret.id),
            system_secrets::system.eq(&secret.system),
            system_secrets::sealed.eq(&secret.sealed),
            system_secrets::created_at.eq(Moment(secret.created_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// Those of a system, newest first.
pub fn of(tx: &mut dyn Reads, system: &str) -> Result<Vec<Secret>, StoreError> {
    Ok(system_secrets::table
        .filter(system_secrets::system.eq(system))
        .order((system_secrets::created_at.desc(), system_secrets::id.desc()))
        .select(Secret::as_select())
        .load(tx.db())?)
}

/// Deletes one.
pub fn delete(tx: &mut WriteTx<'_>, id: &str) -> Result<(), StoreError> {
    diesel::delete(system_secrets::table.find(id)).execute(tx.db())?;
    Ok(())
}
