//! The ledger of erasures: only ever added to. It holds hashes, codes and dates, and outlives the requests.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::on_both;
use super::schema::erasure_ledger;
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// One erasure of one person in one system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// Unique; sorts by creation.
    pub id: String,
    /// Keyed hash of one of the person's addresses; `None` when no address was known.
    pub person: Option<Vec<u8>>,
    /// The request, inside id.
    pub case_id: String,
    /// Key of the system, or the mark of this desk.
    pub system: String,
    /// How the request ended, for an erasure here.
    pub outcome: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

type Row = (String, Option<Vec<u8>>, String, String, Option<String>, Moment);

fn erased((id, person, case_id, system, outcome, at): Row) -> Erased {
    Erased { id, person, case_id, system, outcome, at: at.0 }
}

/// Adds entries; those known by their id stay as they are.
pub fn add(tx: &mut WriteTx<'_>, entries: &[Erased]) -> Result<(), StoreError> {
    for entry in entries {
        let row = (
            erasure_ledger::id.eq(&entry.id),
            erasure_ledger::person.eq(&entry.person),
            erasure_ledger::case_id.eq(&entry.case_id),
            erasure_ledger::system.eq(&entry.system),
            erasure_ledger::outcome.eq(&entry.outcome),
            erasure_ledger::at.eq(Moment(entry.at)),
        );
        on_both!(tx.db(), c => {
            diesel::insert_into(erasure_ledger::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(c)?;
        });
    }
    Ok(())
}

/// Entries from an instant on, after one of them, the oldest first.
pub fn page(
    tx: &mut dyn Reads,
    from: DateTime<Utc>,
    after: Option<(DateTime<Utc>, &str)>,
    limit: i64,
) -> Result<Vec<Erased>, StoreError> {
    let mut query = erasure_ledger::table
        .filter(erasure_ledger::at.ge(Moment(from)))
        .order((erasure_ledger::at, erasure_ledger::id))
        .limit(limit)
        .into_boxed();
    if let Some((at, id)) = after {
        let at = Moment(at);
        let same = erasure_ledger::at.eq(at).and(erasure_ledger::id.gt(id.to_owned()));
        query = query.filter(erasure_ledger::at.gt(at).or(same));
    }
    let rows: Vec<Row> = query.load(tx.db())?;
    Ok(rows.into_iter().map(erased).collect())
}
