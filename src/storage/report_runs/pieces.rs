//! The files of runs, in sealed pieces, until their time is over.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::RunState;
use crate::schema::{report_pieces, report_runs};
use crate::store::HasDb;
use crate::types::Moment;
use crate::{Reads, StoreError, WriteTx};

/// Keeps a sealed piece of a run's file.
pub fn put_piece(tx: &mut WriteTx<'_>, id: &str, n: i64, sealed: &[u8]) -> Result<(), StoreError> {
    diesel::insert_into(report_pieces::table)
        .values((
            report_pieces::run_id.eq(id),
            report_pieces::n.eq(n),
            report_pieces::sealed.eq(sealed),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// A sealed piece of a run's file.
pub fn piece(tx: &mut dyn Reads, id: &str, n: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(report_pieces::table
        .find((id, n))
        .select(report_pieces::sealed)
        .first(tx.db())
        .optional()?)
}

/// Deletes the file of a run.
pub fn delete_pieces(tx: &mut WriteTx<'_>, id: &str) -> Result<(), StoreError> {
    let pieces = report_pieces::table.filter(report_pieces::run_id.eq(id));
    diesel::delete(pieces).execute(tx.db())?;
    Ok(())
}

/// Deletes files whose time is over, and what was never made; how many runs.
pub fn sweep(tx: &mut WriteTx<'_>, now: DateTime<Utc>, limit: i64) -> Result<usize, StoreError> {
    let ids: Vec<String> = report_runs::table
        .filter(sql::<Bool>("state <> 'expired'"))
        .filter(report_runs::expires_at.le(Moment(now)))
        .order(report_runs::expires_at)
        .limit(limit)
        .select(report_runs::id)
        .load(tx.db())?;
    for id in &ids {
        delete_pieces(tx, id)?;
    }
    diesel::update(report_runs::table.filter(report_runs::id.eq_any(&ids)))
        .set((
            report_runs::state.eq(RunState::Expired.as_str()),
            report_runs::lease_token.eq(None::<String>),
        ))
        .execute(tx.db())?;
    Ok(ids.len())
}
