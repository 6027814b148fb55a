//! Who is signed in, as a hash of what the browser holds.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::sessions;
use super::store::HasDb;
use super::types::{Moment, text_enum};
use super::{Reads, StoreError, WriteTx};

text_enum! {
    /// Whose session.
    SessionKind {
        /// Somebody of the desk.
        Staff => "staff",
        /// Somebody who made a request.
        Requester => "requester",
    }
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the cookie.
    pub id_hash: Vec<u8>,
    /// Whose.
    pub kind: SessionKind,
    /// The account or the case.
    pub subject: String,
    /// Signed in.
    pub created_at: DateTime<Utc>,
    /// Last used.
    pub seen_at: DateTime<Utc>,
    /// Ends whatever happens.
    pub expires_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct Row {
    id_hash: Vec<u8>,
    kind: String,
    subject: String,
    created_at: Moment,
    seen_at: Moment,
    expires_at: Moment,
}

impl TryFrom<Row> for Session {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let kind = SessionKind::from_text(&row.kind)
            .ok_or_else(|| StoreError::corrupt("sessions", &row.subject, "an unknown kind"))?;
        Ok(Self {
            id_hash: row.id_hash,
            kind,
            subject: row.subject,
            created_at: row.created_at.0,
            seen_at: row.seen_at.0,
            expires_at: row.expires_at.0,
        })
    }
}

/// Stores a session.
pub fn put(tx: &mut WriteTx<'_>, new: &Session) -> Result<(), StoreError> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id_hash.eq(&new.id_hash),
            sessions::kind.eq(new.kind.as_str()),
            sessions::subject.eq(&new.subject),
            sessions::created_at.eq(Moment(new.created_at)),
            sessions::seen_at.eq(Moment(new.seen_at)),
            sessions::expires_at.eq(Moment(new.expires_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// A session that has not expired.
pub fn get(
    tx: &mut dyn Reads,
    id_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Session>, StoreError> {
    let found = sessions::table
        .find(id_hash)
        .filter(sessions::expires_at.gt(Moment(now)))
        .select(Row::as_select())
        .first(tx.db())
        .optional()?;
    found.map(Session::try_from).transpose()
}

/// Notes that a session was used. False when it is gone.
pub fn touch(
    tx: &mut WriteTx<'_>,
    id_hash: &[u8],
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = diesel::update(sessions::table.find(id_hash))
        .set((sessions::seen_at.eq(Moment(seen_at)), sessions::expires_at.eq(Moment(expires_at))))
        .execute(tx.db())?;
    Ok(changed > 0)
}

/// Signs out. False when it was gone.
pub fn delete(tx: &mut WriteTx<'_>, id_hash: &[u8]) -> Result<bool, StoreError> {
    Ok(diesel::delete(sessions::table.find(id_hash)).execute(tx.db())? > 0)
}

/// Signs a subject out everywhere, but for the session `except`; how many sessions went.
pub fn delete_of(
    tx: &mut WriteTx<'_>,
    kind: SessionKind,
    subject: &str,
    except: Option<&[u8]>,
) -> Result<usize, StoreError> {
    let theirs = sessions::table
        .filter(sessions::subject.eq(subject).and(sessions::kind.eq(kind.as_str())))
        // No session has an empty hash.
        .filter(sessions::id_hash.ne(except.unwrap_or_default()));
    Ok(diesel::delete(theirs).execute(tx.db())?)
}

/// Deletes up to `limit` expired sessions; how many went.
pub fn sweep(tx: &mut WriteTx<'_>, now: DateTime<Utc>, limit: i64) -> Result<usize, StoreError> {
    let ids: Vec<Vec<u8>> = sessions::table
        .filter(sessions::expires_at.le(Moment(now)))
        .order(sessions::expires_at)
        .limit(limit)
        .select(sessions::id_hash)
        .load(tx.db())?;
    Ok(diesel::delete(sessions::table.filter(sessions::id_hash.eq_any(ids))).execute(tx.db())?)
}
