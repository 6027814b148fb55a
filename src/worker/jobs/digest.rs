//! The daily digest: one row a day, whichever worker plans it first; working on it queues the mails.

use chrono::NaiveDate;

use super::Outcome;
use crate::{Shared, clock};
use services::{ServiceError, StoreError, digest};
use storage::outbox::{self, Item, NewItem};

/// The row's topic.
pub(crate) const TOPIC: &str = "digest";

/// Puts the day's row when it is late enough in the organisation's day.
pub(crate) fn plan(shared: &Shared) -> Result<usize, ServiceError> {
    let deps = &shared.deps;
    let now = deps.now();
    let local = deps.zones.local(&deps.policy.zone, now);
    let Some(day) = clock::digest_day(local) else {
        return Ok(0);
    };
    if shared.memory().digest_day == Some(day) {
        return Ok(0);
    }
    let row = NewItem {
        id: deps.ids.uuid(),
        topic: TOPIC.to_owned(),
        case_id: None,
        template: None,
        audience: None,
        recipient_hash: None,
        payload: day.to_string().into_bytes(),
        due_at: now,
        dedupe_key: Some(format!("digest:{day}")),
        created_at: now,
    };
    let new = deps.store.write::<bool, StoreError>(move |tx| outbox::put(tx, &row))?;
    shared.memory().digest_day = Some(day);
    Ok(usize::from(new))
}

/// Queues the mails of the day the row names.
pub(super) fn run(shared: &Shared, item: &Item) -> Result<Outcome, ServiceError> {
    let text = std::str::from_utf8(&item.new.payload).unwrap_or_default();
    let Ok(day) = text.parse::<NaiveDate>() else {
        return Ok(Outcome::Dead("the row names no day".to_owned()));
    };
    let mails = digest::queue(&shared.deps, day)?;
    tracing::info!(%day, mails, "digest.queued");
    Ok(Outcome::Done)
}
