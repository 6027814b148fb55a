//! Every six hours: case keys move to the current month's key, and old months are destroyed.

use chrono::TimeDelta;

use crate::{Shared, clock};
use services::{ServiceError, upkeep};

const EVERY: TimeDelta = TimeDelta::hours(6);

/// Rotates keys when it is time; how many were wrapped anew.
pub(crate) fn run(shared: &Shared) -> Result<usize, ServiceError> {
    let now = shared.deps.now();
    if !clock::is_due(shared.memory().rotated_at, now, EVERY) {
        return Ok(0);
    }
    // Noted before: a damaged key file must not be tried with every round.
    shared.memory().rotated_at = Some(now);
    let rotation = upkeep::rotate_keys(&shared.deps)?;
    for month in &rotation.destroyed {
        tracing::info!(month, "keys.month_destroyed");
    }
    if rotation.rewrapped > 0 {
        tracing::info!(keys = rotation.rewrapped, "keys.rewrapped");
    }
    Ok(rotation.rewrapped)
}
