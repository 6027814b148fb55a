//! Tickets of requesters: a fresh code was typed in this session, or a download was counted. Stored hashed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::tickets;
use super::store::HasDb;
use super::types::{Moment, text_enum};
use super::{Reads, StoreError, WriteTx};

text_enum! {
    /// What a ticket allows.
    TicketKind {
        /// To begin a download: the code was typed.
        StepUp => "step_up",
        /// To fetch a file, and to go on fetching it.
        Download => "download",
    }
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Hash of its secret.
    pub token_hash: Vec<u8>,
    /// What it allows.
    pub kind: TicketKind,
    /// For which case.
    pub case_id: String,
    /// For which file.
    pub file_id: Option<String>,
    /// It ends then.
    pub expires_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = tickets)]
struct Row {
    token_hash: Vec<u8>,
    kind: String,
    case_id: String,
    file_id: Option<String>,
    expires_at: Moment,
}

impl TryFrom<Row> for Ticket {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let kind = TicketKind::from_text(&row.kind)
            .ok_or_else(|| StoreError::corrupt("tickets", &row.case_id, "an unknown kind"))?;
        Ok(Self {
            token_hash: row.token_hash,
            kind,
            case_id: row.case_id,
            file_id: row.file_id,
            expires_at: row.expires_at.0,
        })
    }
}

/// Stores a ticket, in the place of an earlier one of the same secret.
pub fn put(tx: &mut WriteTx<'_>, new: &Ticket) -> Result<(), StoreError> {
    diesel::delete(tickets::table.find(&new.token_hash)).execute(tx.db())?;
    diesel::insert_into(tickets::table)
        .values((
            tickets::token_hash.eq(&new.token_hash),
            tickets::kind.eq(new.kind.as_str()),
            tickets::case_id.eq(&new.case_id),
            tickets::file_id.eq(&new.file_id),
            tickets::expires_at.eq(Moment(new.expires_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// A ticket of this kind that has not ended.
pub fn get(
    tx: &mut dyn Reads,
    token_hash: &[u8],
    kind: TicketKind,
    now: DateTime<Utc>,
) -> Result<Option<Ticket>, StoreError> {
    let found = tickets::table
        .find(token_hash)
        .filter(tickets::kind.eq(kind.as_str()).and(tickets::expires_at.gt(Moment(now))))
        .select(Row::as_select())
        .first(tx.db())
        .optional()?;
    found.map(Ticket::try_from).transpose()
}

/// Lets a ticket end later. One that was ended meanwhile stays so.
pub fn prolong(
    tx: &mut WriteTx<'_>,
    token_hash: &[u8],
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::update(tickets::table.find(token_hash))
        .set(tickets::expires_at.eq(Moment(until)))
        .execute(tx.db())?;
    Ok(())
}

/// Ends every ticket of a case.
pub fn delete_of(tx: &mut WriteTx<'_>, case_id: &str) -> Result<usize, StoreError> {
    let theirs = tickets::table.filter(tickets::case_id.eq(case_id));
    Ok(diesel::delete(theirs).execute(tx.db())?)
}

/// Deletes up to `limit` tickets that ended; how many went.
pub fn sweep(tx: &mut WriteTx<'_>, now: DateTime<Utc>, limit: i64) -> Result<usize, StoreError> {
    let hashes: Vec<Vec<u8>> = tickets::table
        .filter(tickets::expires_at.le(Moment(now)))
        .order(tickets::expires_at)
        .limit(limit)
        .select(tickets::token_hash)
        .load(tx.db())?;
    let ended = tickets::table.filter(tickets::token_hash.eq_any(hashes));
    Ok(diesel::delete(ended).execute(tx.db())?)
}
