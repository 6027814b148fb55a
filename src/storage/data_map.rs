//! Versions of the data map: only ever added. What is in one is known above; here it is text and sealed addresses.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::data_map;
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// A version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number; the first is 1.
    pub number: i64,
    /// The map as JSON, without addresses.
    pub map: String,
    /// Addresses, sealed; only of the newest version.
    pub contacts: Option<Vec<u8>>,
    /// Why it was made.
    pub reason: String,
    /// From when it is in force.
    pub made_at: DateTime<Utc>,
    /// Random reference of who made it.
    pub made_by: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = data_map)]
struct Row {
    number: i64,
    map: String,
    contacts: Option<Vec<u8>>,
    reason: String,
    made_at: Moment,
    made_by: Option<String>,
}

impl From<Row> for Version {
    fn from(row: Row) -> Self {
        Self {
            number: row.number,
            map: row.map,
            contacts: row.contacts,
            reason: row.reason,
            made_at: row.made_at.0,
            made_by: row.made_by,
        }
    }
}

/// Adds the next version and forgets the addresses of those before it. `Conflict` when somebody was faster.
pub fn put(tx: &mut WriteTx<'_>, new: &Version) -> Result<(), StoreError> {
    if newest(tx)?.map_or(0, |version| version.number).saturating_add(1) != new.number {
        return Err(StoreError::Conflict);
    }
    diesel::insert_into(data_map::table)
        .values((
            data_map::number.eq(new.number),
            data_map::map.eq(&new.map),
            data_map::contacts.eq(&new.contacts),
            data_map::reason.eq(&new.reason),
            data_map::made_at.eq(Moment(new.made_at)),
            data_map::made_by.eq(&new.made_by),
        ))
        .execute(tx.db())?;
    let older = data_map::table.filter(data_map::number.eq(new.number.saturating_sub(1)));
    diesel::update(older).set(data_map::contacts.eq(None::<Vec<u8>>)).execute(tx.db())?;
    Ok(())
}

/// The version in force.
pub fn newest(tx: &mut dyn Reads) -> Result<Option<Version>, StoreError> {
    let found = data_map::table
        .order(data_map::number.desc())
        .select(Row::as_select())
        .first(tx.db())
        .optional()?;
    Ok(found.map(Version::from))
}

/// One version.
pub fn get(tx: &mut dyn Reads, number: i64) -> Result<Option<Version>, StoreError> {
    let found = data_map::table.find(number).select(Row::as_select()).first(tx.db()).optional()?;
    Ok(found.map(Version::from))
}

/// Versions below a number, newest first.
pub fn page(
    tx: &mut dyn Reads,
    below: Option<i64>,
    limit: i64,
) -> Result<Vec<Version>, StoreError> {
    let rows: Vec<Row> = data_map::table
        .filter(data_map::number.lt(below.unwrap_or(i64::MAX)))
        .order(data_map::number.desc())
        .limit(limit)
        .select(Row::as_select())
        .load(tx.db())?;
    Ok(rows.into_iter().map(Version::from).collect())
}
