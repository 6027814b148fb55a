//! Legal holds: on a person, known by a keyed hash of an address, or on one request.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::schema::legal_holds;
use super::store::HasDb;
use super::types::{Moment, time};
use super::{Reads, StoreError, WriteTx};

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    /// Random.
    pub id: String,
    /// Keyed hash of the person's address; gone once released, and with a hold on a request.
    pub address: Option<Vec<u8>>,
    /// The request, when it is on one.
    pub case_id: Option<String>,
    /// That request's reference.
    pub reference: Option<String>,
    /// Its last local day; `None`: until it is released.
    pub until: Option<NaiveDate>,
    /// Why, sealed.
    pub reason: Vec<u8>,
    /// Since when.
    pub placed_at: DateTime<Utc>,
    /// Who placed it (principal).
    pub placed_by: String,
    /// How it was released.
    pub released: Option<Released>,
}

/// The end of a hold before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom (principal).
    pub by: String,
    /// Why, sealed.
    pub reason: Vec<u8>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = legal_holds)]
struct Row {
    id: String,
    address: Option<Vec<u8>>,
    case_id: Option<String>,
    reference: Option<String>,
    until: Option<NaiveDate>,
    reason: Vec<u8>,
    placed_at: Moment,
    placed_by: String,
    released_at: Option<Moment>,
    released_by: Option<String>,
    release_reason: Option<Vec<u8>>,
}

impl From<Row> for LegalHold {
    fn from(row: Row) -> Self {
        let released = time(row.released_at).map(|at| Released {
            at,
            by: row.released_by.unwrap_or_default(),
            reason: row.release_reason.unwrap_or_default(),
        });
        Self {
            id: row.id,
            address: row.address,
            case_id: row.case_id,
            reference: row.reference,
            until: row.until,
            reason: row.reason,
            placed_at: row.placed_at.0,
            placed_by: row.placed_by,
            released,
        }
    }
}

/// Places a hold.
pub fn put(tx: &mut WriteTx<'_>, hold: &LegalHold) -> Result<(), StoreError> {
    diesel::insert_into(legal_holds::table)
        .values((
            legal_holds::id.eq(&hold.id),
            legal_holds::address.eq(&hold.address),
            legal_holds::case_id.eq(&hold.case_id),
            legal_holds::reference.eq(&hold.reference),
            legal_holds::until.eq(hold.until),
            legal_holds::reason.eq(&hold.reason),
            legal_holds::placed_at.eq(Moment(hold.placed_at)),
            legal_holds::placed_by.eq(&hold.placed_by),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// One hold.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<LegalHold>, StoreError> {
    let found = legal_holds::table.find(id).select(Row::as_select()).first(tx.db()).optional()?;
    Ok(found.map(LegalHold::from))
}

/// Holds on any of these addresses that were not released, in order of id.
pub fn on(tx: &mut dyn Reads, addresses: &[Vec<u8>]) -> Result<Vec<LegalHold>, StoreError> {
    let rows: Vec<Row> = legal_holds::table
        .filter(sql::<Bool>("released_at IS NULL"))
        .filter(legal_holds::address.eq_any(addresses))
        .order(legal_holds::id)
        .select(Row::as_select())
        .load(tx.db())?;
    Ok(rows.into_iter().map(LegalHold::from).collect())
}

/// Holds that were not released, the newest first, after one of them.
pub fn standing(
    tx: &mut dyn Reads,
    after: Option<(DateTime<Utc>, &str)>,
    limit: i64,
) -> Result<Vec<LegalHold>, StoreError> {
    let mut query = legal_holds::table
        .filter(sql::<Bool>("released_at IS NULL"))
        .order((legal_holds::placed_at.desc(), legal_holds::id.desc()))
        .limit(limit)
        .select(Row::as_select())
        .into_boxed();
    if let Some((at, id)) = after {
        let at = Moment(at);
        let same = legal_holds::placed_at.eq(at).and(legal_holds::id.lt(id.to_owned()));
        query = query.filter(legal_holds::placed_at.lt(at).or(same));
    }
    let rows: Vec<Row> = query.load(tx.db())?;
    Ok(rows.into_iter().map(LegalHold::from).collect())
}

/// The holds that were released last.
pub fn released(tx: &mut dyn Reads, limit: i64) -> Result<Vec<LegalHold>, StoreError> {
    let rows: Vec<Row> = legal_holds::table
        .filter(sql::<Bool>("released_at IS NOT NULL"))
        .order((legal_holds::released_at.desc(), legal_holds::id.desc()))
        .limit(limit)
        .select(Row::as_select())
        .load(tx.db())?;
    Ok(rows.into_iter().map(LegalHold::from).collect())
}

/// Releases a hold and forgets whose it was. False when it was released already.
pub fn release(tx: &mut WriteTx<'_>, id: &str, how: &Released) -> Result<bool, StoreError> {
    let standing = legal_holds::table.find(id).filter(sql::<Bool>("released_at IS NULL"));
    let changed = diesel::update(standing)
        .set((
            legal_holds::address.eq(None::<Vec<u8>>),
            legal_holds::released_at.eq(Moment(how.at)),
            legal_holds::released_by.eq(&how.by),
            legal_holds::release_reason.eq(&how.reason),
        ))
        .execute(tx.db())?;
    Ok(changed > 0)
}
