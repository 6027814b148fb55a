//! The journal as the audit page lists it: newest first, narrowed, page by page.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::Entry;
use crate::schema::journal;
use crate::types::Moment;
use crate::{Reads, StoreError};

/// What narrows a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Only these streams; empty for all.
    pub streams: Vec<String>,
    /// Only this actor.
    pub actor_ref: Option<String>,
    /// Only this event.
    pub event: Option<String>,
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
    /// After this place of the page before (its last instant and id).
    pub after: Option<(DateTime<Utc>, String)>,
}

/// Entries, newest first. Answered from an index in each case: a stream's own, the actor's, the
/// event's, or that of time.
pub fn list(tx: &mut dyn Reads, narrow: &Narrow, limit: i64) -> Result<Vec<Entry>, StoreError> {
    if narrow.streams.is_empty() {
        return page(tx, narrow, None, limit);
    }
    let mut found = Vec::new();
    for stream in &narrow.streams {
        found.extend(page(tx, narrow, Some(stream), limit)?);
    }
    found.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

fn page(
    tx: &mut dyn Reads,
    narrow: &Narrow,
    stream: Option<&str>,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let mut query = journal::table.limit(limit).select(Entry::as_select()).into_boxed();
    query = match stream {
        // By number, so that no other index than the stream's can serve the order.
        Some(stream) => query.filter(journal::stream.eq(stream)).order(journal::n.desc()),
        None => query.order((journal::at.desc(), journal::id.desc())),
    };
    if let Some(actor) = &narrow.actor_ref {
        query = query.filter(journal::actor_ref.eq(actor));
    }
    if let Some(event) = &narrow.event {
        query = query.filter(journal::event.eq(event));
    }
    if let Some(from) = narrow.from {
        query = query.filter(journal::at.ge(Moment(from)));
    }
    if let Some(until) = narrow.until {
        query = query.filter(journal::at.lt(Moment(until)));
    }
    if let Some((at, id)) = &narrow.after {
        let earlier = journal::at.lt(Moment(*at)).or(journal::id.lt(id));
        query = query.filter(journal::at.le(Moment(*at))).filter(earlier);
    }
    Ok(query.load(tx.db())?)
}
