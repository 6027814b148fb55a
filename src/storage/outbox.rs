//! Effects waiting for the worker: put in the transaction that causes them, claimed under a lease,
//! settled only by the holder of the lease.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::connection::{Db, on_both};
use super::schema::outbox;
use super::store::HasDb;
use super::types::{Moment, text_enum, time};
use super::{StoreError, WriteTx};

mod lists;

pub use lists::{
    counts, delete_of_case, get, in_state_page, of_case, oldest_due, settle_by_hand, sweep_done,
};

text_enum! {
    /// Where an item is in its life.
    OutboxState {
        /// Waits until it is due, or is being worked on.
        Ready => "ready",
        /// Happened.
        Done => "done",
        /// Given up; a person must look.
        Dead => "dead",
    }
}

/// An effect to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// Unique; goes along as Message-ID or idempotency key.
    pub id: String,
    /// What kind of work.
    pub topic: String,
    /// The case it is about.
    pub case_id: Option<String>,
    /// For mails: the template.
    pub template: Option<String>,
    /// For mails: whom it speaks to.
    pub audience: Option<String>,
    /// For mails: the keyed hash of the address.
    pub recipient_hash: Option<Vec<u8>>,
    /// The work itself, sealed.
    pub payload: Vec<u8>,
    /// Not before.
    pub due_at: DateTime<Utc>,
    /// At most one item ever has this.
    pub dedupe_key: Option<String>,
    /// When it was caused.
    pub created_at: DateTime<Utc>,
}

/// An effect as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What was put.
    pub new: NewItem,
    /// Where it is in its life.
    pub state: OutboxState,
    /// How often work on it began.
    pub attempts: i64,
    /// Whose lease.
    pub lease_token: Option<String>,
    /// Until when.
    pub lease_until: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it ended.
    pub done_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox)]
struct Row {
    id: String,
    topic: String,
    case_id: Option<String>,
    template: Option<String>,
    audience: Option<String>,
    recipient_hash: Option<Vec<u8>>,
    payload: Vec<u8>,
    state: String,
    due_at: Moment,
    attempts: i64,
    lease_token: Option<String>,
    lease_until: Option<Moment>,
    last_error: Option<String>,
    dedupe_key: Option<String>,
    created_at: Moment,
    done_at: Option<Moment>,
}

impl TryFrom<Row> for Item {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = OutboxState::from_text(&row.state)
            .ok_or_else(|| StoreError::corrupt("outbox", &row.id, "an unknown state"))?;
        Ok(Self {
            new: NewItem {
                id: row.id,
                topic: row.topic,
                case_id: row.case_id,
                template: row.template,
                audience: row.audience,
                recipient_hash: row.recipient_hash,
                payload: row.payload,
                due_at: row.due_at.0,
                dedupe_key: row.dedupe_key,
                created_at: row.created_at.0,
            },
            state,
            attempts: row.attempts,
            lease_token: row.lease_token,
            lease_until: time(row.lease_until),
            last_error: row.last_error,
            done_at: time(row.done_at),
        })
    }
}

fn items(rows: Vec<Row>) -> Result<Vec<Item>, StoreError> {
    rows.into_iter().map(Item::try_from).collect()
}

/// In the words of the partial indexes, which match nothing else.
fn in_state(state: OutboxState) -> SqlLiteral<Bool> {
    sql::<Bool>(match state {
        OutboxState::Ready => "state = 'ready'",
        OutboxState::Done => "state = 'done'",
        OutboxState::Dead => "state = 'dead'",
    })
}

/// Stores an effect. False when another item has its dedupe key.
pub fn put(tx: &mut WriteTx<'_>, item: &NewItem) -> Result<bool, StoreError> {
    let row = (
        outbox::id.eq(&item.id),
        outbox::topic.eq(&item.topic),
        outbox::case_id.eq(&item.case_id),
        outbox::template.eq(&item.template),
        outbox::audience.eq(&item.audience),
        outbox::recipient_hash.eq(&item.recipient_hash),
        outbox::payload.eq(&item.payload),
        outbox::state.eq(OutboxState::Ready.as_str()),
        outbox::due_at.eq(Moment(item.due_at)),
        outbox::attempts.eq(0),
        outbox::dedupe_key.eq(&item.dedupe_key),
        outbox::created_at.eq(Moment(item.created_at)),
    );
    let stored = on_both!(tx.db(), c => diesel::insert_into(outbox::table)
        .values(row)
        .on_conflict(outbox::dedupe_key)
        .do_nothing()
        .execute(c)?);
    Ok(stored > 0)
}

/// What to claim, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Items due by now, not leased now.
    pub now: DateTime<Utc>,
    /// The lease lapses then.
    pub until: DateTime<Utc>,
    /// Unique to this claim; settling needs it.
    pub token: &'a str,
    /// At most so many.
    pub limit: i64,
    /// Of these topics.
    pub topics: &'a [&'a str],
}

/// Takes due items under a lease, the longest due first. What counts as an attempt is [`begin`], not this: of a batch
/// that is never begun nothing was tried.
pub fn claim(tx: &mut WriteTx<'_>, claim: &Claim<'_>) -> Result<Vec<Item>, StoreError> {
    let now = Moment(claim.now);
    let due = outbox::table
        .filter(in_state(OutboxState::Ready))
        .filter(outbox::due_at.le(now))
        .filter(outbox::lease_until.is_null().or(outbox::lease_until.le(now)))
        .filter(outbox::topic.eq_any(claim.topics))
        .order((outbox::due_at, outbox::id))
        .limit(claim.limit)
        .select(outbox::id);
    let ids: Vec<String> = match tx.db() {
        Db::Postgres(c) => due.for_update().skip_locked().load(c)?,
        // The only writer there is.
        Db::Sqlite(c) => due.load(c)?,
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = diesel::update(outbox::table.filter(outbox::id.eq_any(ids)))
        .set((outbox::lease_token.eq(claim.token), outbox::lease_until.eq(Moment(claim.until))))
        .returning(outbox::all_columns)
        .get_results(tx.db())?;
    let mut claimed = items(rows)?;
    claimed.sort_by(|a, b| (a.new.due_at, &a.new.id).cmp(&(b.new.due_at, &b.new.id)));
    Ok(claimed)
}

/// Work on an item begins: prolongs its lease and counts an attempt; how many there are now. `None` when the lease is no
/// longer ours, and the work must not begin.
pub fn begin(
    tx: &mut WriteTx<'_>,
    id: &str,
    token: &str,
    until: DateTime<Utc>,
) -> Result<Option<i64>, StoreError> {
    let mine = outbox::table.find(id).filter(outbox::lease_token.eq(token));
    let begun = diesel::update(mine)
        .set((outbox::lease_until.eq(Moment(until)), outbox::attempts.eq(outbox::attempts + 1)))
        .returning(outbox::attempts)
        .get_result(tx.db())
        .optional()?;
    Ok(begun)
}

/// Prolongs the lease of work that takes long. False when it is no longer ours.
pub fn renew(
    tx: &mut WriteTx<'_>,
    id: &str,
    token: &str,
    until: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mine = outbox::table.find(id).filter(outbox::lease_token.eq(token));
    let changed =
        diesel::update(mine).set(outbox::lease_until.eq(Moment(until))).execute(tx.db())?;
    Ok(changed > 0)
}

/// Gives an item back on which work has not begun. False when the lease is no longer ours.
pub fn give_back(tx: &mut WriteTx<'_>, id: &str, token: &str) -> Result<bool, StoreError> {
    let mine = outbox::table.find(id).filter(outbox::lease_token.eq(token));
    let lease = (outbox::lease_token.eq(None::<&str>), outbox::lease_until.eq(None::<Moment>));
    Ok(diesel::update(mine).set(lease).execute(tx.db())? > 0)
}

/// What settling changes beside ending the lease; `None` leaves a column as it is.
#[derive(AsChangeset)]
#[diesel(table_name = outbox)]
struct Settled<'a> {
    state: &'a str,
    due_at: Option<Moment>,
    last_error: Option<&'a str>,
    done_at: Option<Moment>,
}

impl Settled<'_> {
    fn new(state: OutboxState) -> Self {
        Self { state: state.as_str(), due_at: None, last_error: None, done_at: None }
    }
}

/// It happened. False when the lease is no longer ours; then nothing is stored.
pub fn settle_done(
    tx: &mut WriteTx<'_>,
    id: &str,
    token: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let change = Settled { done_at: Some(Moment(now)), ..Settled::new(OutboxState::Done) };
    settle(tx, id, token, &change)
}

/// It failed and is tried again at `due_at`. False when the lease is no longer ours.
pub fn settle_retry(
    tx: &mut WriteTx<'_>,
    id: &str,
    token: &str,
    due_at: DateTime<Utc>,
    error: &str,
) -> Result<bool, StoreError> {
    let change = Settled {
        due_at: Some(Moment(due_at)),
        last_error: Some(error),
        ..Settled::new(OutboxState::Ready)
    };
    settle(tx, id, token, &change)
}

/// It was begun but not tried after all, and is looked at again at `due_at`; that does not count as an
/// attempt. False when the lease is no longer ours.
pub fn settle_wait(
    tx: &mut WriteTx<'_>,
    id: &str,
    token: &str,
    due_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mine = outbox::table.find(id).filter(outbox::lease_token.eq(token));
    let change = Settled { due_at: Some(Moment(due_at)), ..Settled::new(OutboxState::Ready) };
    let lease = (outbox::lease_token.eq(None::<&str>), outbox::lease_until.eq(None::<Moment>));
    let changed = diesel::update(mine)
        .set((change, lease, outbox::attempts.eq(outbox::attempts - 1)))
        .execute(tx.db())?;
    Ok(changed > 0)
}

/// It failed for good. False when the lease is no longer ours.
pub fn settle_dead(
    tx: &mut WriteTx<'_>,
    id: &str,
    token: &str,
    now: DateTime<Utc>,
    error: &str,
) -> Result<bool, StoreError> {
    let change = Settled {
        done_at: Some(Moment(now)),
        last_error: Some(error),
        ..Settled::new(OutboxState::Dead)
    };
    settle(tx, id, token, &change)
}

fn settle(
    tx: &mut WriteTx<'_>,
    id: &str,
    token: &str,
    change: &Settled<'_>,
) -> Result<bool, StoreError> {
    let mine = outbox::table.find(id).filter(outbox::lease_token.eq(token));
    let lease = (outbox::lease_token.eq(None::<&str>), outbox::lease_until.eq(None::<Moment>));
    Ok(diesel::update(mine).set((change, lease)).execute(tx.db())? > 0)
}

/// Gives a dead item new attempts. False when it is not dead.
pub fn requeue(tx: &mut WriteTx<'_>, id: &str, due_at: DateTime<Utc>) -> Result<bool, StoreError> {
    let dead = outbox::table.find(id).filter(in_state(OutboxState::Dead));
    let changed = diesel::update(dead)
        .set((
            outbox::state.eq(OutboxState::Ready.as_str()),
            outbox::due_at.eq(Moment(due_at)),
            outbox::attempts.eq(0),
            outbox::done_at.eq(None::<Moment>),
        ))
        .execute(tx.db())?;
    Ok(changed > 0)
}
