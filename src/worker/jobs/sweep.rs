//! Every hour: what has expired is deleted, and requests of disabled accounts go back to nobody.

use chrono::TimeDelta;

use crate::{Shared, clock};
use services::{ServiceError, files, staff, upkeep};

const EVERY: TimeDelta = TimeDelta::hours(1);

/// Sweeps when it is time; how many rows went.
pub(crate) fn run(shared: &Shared) -> Result<usize, ServiceError> {
    let now = shared.deps.now();
    if !clock::is_due(shared.memory().swept_at, now, EVERY) {
        return Ok(0);
    }
    let released = staff::release_of_disabled(&shared.deps)?;
    if released > 0 {
        tracing::warn!(released, "staff.requests_released");
    }
    let gone = upkeep::sweep(&shared.deps)?;
    let gone = gone.saturating_add(files::sweep(&shared.deps)?);
    shared.memory().swept_at = Some(now);
    if gone > 0 {
        tracing::info!(gone, "upkeep.swept");
    }
    Ok(gone)
}
