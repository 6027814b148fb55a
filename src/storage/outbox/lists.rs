//! The outbox as seen by people and by the clean-up: one item, lists, counts, sweeps.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Item, OutboxState, Row, in_state, items};
use crate::schema::outbox;
use crate::store::HasDb;
use crate::types::{Moment, time};
use crate::{Reads, StoreError, WriteTx};

/// One item.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<Item>, StoreError> {
    let found = outbox::table.find(id).select(Row::as_select()).first(tx.db()).optional()?;
    found.map(Item::try_from).transpose()
}

/// A case's items with an id above `after`, oldest first.
pub fn of_case(
    tx: &mut dyn Reads,
    case_id: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Item>, StoreError> {
    let mut query = outbox::table
        .filter(outbox::case_id.eq(case_id))
        .order(outbox::id)
        .limit(limit)
        .select(Row::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(outbox::id.gt(after));
    }
    items(query.load(tx.db())?)
}

/// Items in a state with an id below `before`, newest first.
pub fn in_state_page(
    tx: &mut dyn Reads,
    state: OutboxState,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Item>, StoreError> {
    let mut query = outbox::table
        .filter(in_state(state))
        .order(outbox::id.desc())
        .limit(limit)
        .select(Row::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(outbox::id.lt(before));
    }
    items(query.load(tx.db())?)
}

/// How many items are in each state.
pub fn counts(tx: &mut dyn Reads) -> Result<Vec<(OutboxState, i64)>, StoreError> {
    let mut counts = Vec::with_capacity(OutboxState::ALL.len());
    for state in OutboxState::ALL.iter().copied() {
        let count = outbox::table.filter(in_state(state)).count().get_result(tx.db())?;
        counts.push((state, count));
    }
    Ok(counts)
}

/// When the longest waiting item was due.
pub fn oldest_due(tx: &mut dyn Reads) -> Result<Option<DateTime<Utc>>, StoreError> {
    let oldest: Option<Moment> = outbox::table
        .filter(in_state(OutboxState::Ready))
        .select(diesel::dsl::min(outbox::due_at))
        .get_result(tx.db())?;
    Ok(time(oldest))
}

/// Settles an item that a person carried out, such as a letter. False when it does not wait.
pub fn settle_by_hand(
    tx: &mut WriteTx<'_>,
    id: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let waiting = outbox::table
        .find(id)
        .filter(in_state(OutboxState::Ready))
        .filter(outbox::lease_token.is_null());
    let changed = diesel::update(waiting)
        .set((outbox::state.eq(OutboxState::Done.as_str()), outbox::done_at.eq(Moment(now))))
        .execute(tx.db())?;
    Ok(changed > 0)
}

/// Deletes up to `limit` items done before an instant; how many went.
pub fn sweep_done(
    tx: &mut WriteTx<'_>,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StoreError> {
    let ids: Vec<String> = outbox::table
        .filter(in_state(OutboxState::Done))
        .filter(outbox::done_at.lt(Moment(before)))
        .order((outbox::done_at, outbox::id))
        .limit(limit)
        .select(outbox::id)
        .load(tx.db())?;
    Ok(diesel::delete(outbox::table.filter(outbox::id.eq_any(ids))).execute(tx.db())?)
}

/// Deletes up to `limit` items of a case; how many went. Call again until 0.
pub fn delete_of_case(
    tx: &mut WriteTx<'_>,
    case_id: &str,
    limit: i64,
) -> Result<usize, StoreError> {
    let ids: Vec<String> = outbox::table
        .filter(outbox::case_id.eq(case_id))
        .order(outbox::id)
        .limit(limit)
        .select(outbox::id)
        .load(tx.db())?;
    Ok(diesel::delete(outbox::table.filter(outbox::id.eq_any(ids))).execute(tx.db())?)
}
