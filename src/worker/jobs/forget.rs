//! The erasure that follows an expiry: it waits until the last notice is out.

use chrono::TimeDelta;

use super::Outcome;
use crate::Shared;
use services::ServiceError;
use services::notices::MAIL;
use storage::outbox::{self, Item, OutboxState};

/// How often it looks whether the notice is out.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(5);
/// So long it waits at most.
const PATIENCE: TimeDelta = TimeDelta::days(3);

/// Whether the case can be forgotten now; the settlement carries the command.
pub(super) fn ready(shared: &Shared, item: &Item) -> Result<Outcome, ServiceError> {
    let waited = shared.deps.now().signed_duration_since(item.new.created_at);
    let Some(case) = item.new.case_id.as_deref() else {
        return Ok(Outcome::Skipped);
    };
    if waited < PATIENCE && mail_waits(shared, case)? {
        return Ok(Outcome::Wait(LOOK_AGAIN));
    }
    Ok(Outcome::Done)
}

/// Whether a mail to the requester is still on its way.
fn mail_waits(shared: &Shared, case: &str) -> Result<bool, ServiceError> {
    let mut after: Option<String> = None;
    loop {
        let page = shared.deps.store.read(|tx| outbox::of_case(tx, case, after.as_deref(), 200))?;
        let waits = |item: &Item| {
            item.state == OutboxState::Ready
                && item.new.topic == MAIL
                && item.new.audience.as_deref() == Some("requester")
        };
        if page.iter().any(waits) {
            return Ok(true);
        }
        let Some(last) = page.last() else {
            return Ok(false);
        };
        after = Some(last.new.id.clone());
    }
}
