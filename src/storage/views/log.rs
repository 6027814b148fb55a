//! The journal, newest first, narrowed to a stream, an actor, an event or a span of time.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::storage::journal::Entry;
use crate::storage::schema::journal;
use crate::storage::types::Moment;
use crate::storage::{Reads, StoreError};

/// What a page is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only these streams; none means all.
    pub streams: Vec<String>,
    /// Only this actor.
    pub actor_ref: Option<String>,
    /// Only this event.
    pub event: Option<String>,
    /// Not before this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
    /// Only ids below this one.
    pub before: Option<String>,
}

/// Entries in the order of their ids, which is that of their creation, newest first.
pub fn page(tx: &mut impl Reads, wanted: &Wanted, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let mut query = journal::table
        .order(journal::id.desc())
        .limit(limit)
        .select(Entry::as_select())
        .into_boxed();
    if !wanted.streams.is_empty() {
        query = query.filter(journal::stream.eq_any(&wanted.streams));
    }
    if let Some(actor) = &wanted.actor_ref {
        query = query.filter(journal::actor_ref.eq(actor));
    }
    if let Some(event) = &wanted.event {
        query = query.filter(journal::event.eq(event));
    }
    if let Some(from) = wanted.from {
        query = query.filter(journal::at.ge(Moment(from)));
    }
    if let Some(until) = wanted.until {
        query = query.filter(journal::at.lt(Moment(until)));
    }
    if let Some(before) = &wanted.before {
        query = query.filter(journal::id.lt(before));
    }
    Ok(query.load(tx.db())?)
}
