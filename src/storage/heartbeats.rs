//! When each background loop was last seen, for the dead-man's switch.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::on_both;
use super::schema::heartbeats;
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// A sign of life.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = heartbeats)]
pub struct Heartbeat {
    /// Of which loop.
    pub name: String,
    /// When.
    #[diesel(deserialize_as = Moment)]
    pub at: DateTime<Utc>,
    /// In which process.
    pub instance: String,
}

/// Notes a sign of life.
pub fn beat(
    tx: &mut WriteTx<'_>,
    name: &str,
    at: DateTime<Utc>,
    instance: &str,
) -> Result<(), StoreError> {
    let seen = (heartbeats::at.eq(Moment(at)), heartbeats::instance.eq(instance));
    on_both!(tx.db(), c => diesel::insert_into(heartbeats::table)
        .values((heartbeats::name.eq(name), seen))
        .on_conflict(heartbeats::name)
        .do_update()
        .set(seen)
        .execute(c)?);
    Ok(())
}

/// The last sign of life of a loop.
pub fn get(tx: &mut dyn Reads, name: &str) -> Result<Option<Heartbeat>, StoreError> {
    let found = heartbeats::table.find(name).select(Heartbeat::as_select()).first(tx.db());
    Ok(found.optional()?)
}

/// The last sign of life of every loop.
pub fn all(tx: &mut dyn Reads) -> Result<Vec<Heartbeat>, StoreError> {
    Ok(heartbeats::table.order(heartbeats::name).select(Heartbeat::as_select()).load(tx.db())?)
}
