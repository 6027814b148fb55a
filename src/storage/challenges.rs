//! Codes and links that prove control of a mailbox: stored hashed, used once, counted.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::challenges;
use super::store::HasDb;
use super::types::{Moment, moment, time};
use super::{Reads, StoreError, WriteTx};

/// A challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Unique.
    pub id: String,
    /// What passing it allows.
    pub purpose: String,
    /// Whose: a case, an account.
    pub subject: String,
    /// Hash of the code to type.
    pub code_hash: Option<Vec<u8>>,
    /// Hash of the link's token.
    pub token_hash: Option<Vec<u8>>,
    /// Hash of the browser's secret that may confirm with a button.
    pub browser_hash: Option<Vec<u8>>,
    /// Wrong codes so far.
    pub attempts: i64,
    /// The code ends then.
    pub code_expires_at: DateTime<Utc>,
    /// The link ends then.
    pub token_expires_at: DateTime<Utc>,
    /// When it was passed.
    pub used_at: Option<DateTime<Utc>>,
    /// When a newer one took its place.
    pub replaced_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = challenges)]
struct Row {
    id: String,
    purpose: String,
    subject: String,
    code_hash: Option<Vec<u8>>,
    token_hash: Option<Vec<u8>>,
    browser_hash: Option<Vec<u8>>,
    attempts: i64,
    code_expires_at: Moment,
    token_expires_at: Moment,
    used_at: Option<Moment>,
    replaced_at: Option<Moment>,
    created_at: Moment,
}

impl From<Row> for Challenge {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            purpose: row.purpose,
            subject: row.subject,
            code_hash: row.code_hash,
            token_hash: row.token_hash,
            browser_hash: row.browser_hash,
            attempts: row.attempts,
            code_expires_at: row.code_expires_at.0,
            token_expires_at: row.token_expires_at.0,
            used_at: time(row.used_at),
            replaced_at: time(row.replaced_at),
            created_at: row.created_at.0,
        }
    }
}

/// Stores a challenge.
pub fn put(tx: &mut WriteTx<'_>, new: &Challenge) -> Result<(), StoreError> {
    diesel::insert_into(challenges::table)
        .values((
            challenges::id.eq(&new.id),
            challenges::purpose.eq(&new.purpose),
            challenges::subject.eq(&new.subject),
            challenges::code_hash.eq(&new.code_hash),
            challenges::token_hash.eq(&new.token_hash),
            challenges::browser_hash.eq(&new.browser_hash),
            challenges::attempts.eq(new.attempts),
            challenges::code_expires_at.eq(Moment(new.code_expires_at)),
            challenges::token_expires_at.eq(Moment(new.token_expires_at)),
            challenges::used_at.eq(moment(new.used_at)),
            challenges::replaced_at.eq(moment(new.replaced_at)),
            challenges::created_at.eq(Moment(new.created_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// One challenge.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<Challenge>, StoreError> {
    let found = challenges::table.find(id).select(Row::as_select()).first(tx.db());
    Ok(found.optional()?.map(Challenge::from))
}

/// The challenge of a link, also when it was used or replaced, so that the page can say why.
pub fn by_token(tx: &mut dyn Reads, token_hash: &[u8]) -> Result<Option<Challenge>, StoreError> {
    let found = challenges::table
        .filter(challenges::token_hash.eq(token_hash))
        .select(Row::as_select())
        .first(tx.db());
    Ok(found.optional()?.map(Challenge::from))
}

/// The newest challenge of a subject that was neither used nor replaced.
pub fn live(
    tx: &mut dyn Reads,
    subject: &str,
    purpose: &str,
) -> Result<Option<Challenge>, StoreError> {
    let found = challenges::table
        .filter(challenges::subject.eq(subject).and(challenges::purpose.eq(purpose)))
        .filter(challenges::used_at.is_null().and(challenges::replaced_at.is_null()))
        .order((challenges::created_at.desc(), challenges::id.desc()))
        .select(Row::as_select())
        .first(tx.db());
    Ok(found.optional()?.map(Challenge::from))
}

/// Counts a try; the number of this try, or none when `max` were made or it is over. Count before
/// comparing, in a write of its own, so that parallel guesses share one budget.
pub fn count_attempt(tx: &mut WriteTx<'_>, id: &str, max: i64) -> Result<Option<i64>, StoreError> {
    let open = challenges::table
        .find(id)
        .filter(challenges::attempts.lt(max))
        .filter(challenges::used_at.is_null().and(challenges::replaced_at.is_null()));
    Ok(diesel::update(open)
        .set(challenges::attempts.eq(challenges::attempts + 1))
        .returning(challenges::attempts)
        .get_result(tx.db())
        .optional()?)
}

/// Uses it up. False when it was used or replaced before: only one caller ever hears true.
pub fn use_up(tx: &mut WriteTx<'_>, id: &str, at: DateTime<Utc>) -> Result<bool, StoreError> {
    let open = challenges::table
        .find(id)
        .filter(challenges::used_at.is_null().and(challenges::replaced_at.is_null()));
    let used = diesel::update(open).set(challenges::used_at.eq(Moment(at))).execute(tx.db())?;
    Ok(used > 0)
}

/// Ends all open challenges of a subject, before a new one is put.
pub fn replace_live(
    tx: &mut WriteTx<'_>,
    subject: &str,
    purpose: &str,
    at: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let open = challenges::table
        .filter(challenges::subject.eq(subject).and(challenges::purpose.eq(purpose)))
        .filter(challenges::used_at.is_null().and(challenges::replaced_at.is_null()));
    Ok(diesel::update(open).set(challenges::replaced_at.eq(Moment(at))).execute(tx.db())?)
}

/// How many challenges a subject got since an instant.
pub fn count_since(
    tx: &mut dyn Reads,
    subject: &str,
    purpose: &str,
    since: DateTime<Utc>,
) -> Result<i64, StoreError> {
    Ok(challenges::table
        .filter(challenges::subject.eq(subject).and(challenges::purpose.eq(purpose)))
        .filter(challenges::created_at.ge(Moment(since)))
        .count()
        .get_result(tx.db())?)
}

/// Deletes all challenges of a subject.
pub fn delete_of(tx: &mut WriteTx<'_>, subject: &str) -> Result<usize, StoreError> {
    let theirs = challenges::table.filter(challenges::subject.eq(subject));
    Ok(diesel::delete(theirs).execute(tx.db())?)
}

/// Deletes up to `limit` challenges whose link ended before an instant; how many went.
pub fn sweep(tx: &mut WriteTx<'_>, before: DateTime<Utc>, limit: i64) -> Result<usize, StoreError> {
    let ids: Vec<String> = challenges::table
        .filter(challenges::token_expires_at.lt(Moment(before)))
        .order(challenges::token_expires_at)
        .limit(limit)
        .select(challenges::id)
        .load(tx.db())?;
    Ok(diesel::delete(challenges::table.filter(challenges::id.eq_any(ids))).execute(tx.db())?)
}
