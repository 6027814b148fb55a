//! Open requests follow a change of the policy, a batch at a time; the row goes back between batches.

use chrono::TimeDelta;

use super::Outcome;
use crate::Shared;
use services::{ServiceError, policy};
use storage::outbox::Item;

/// Works through one batch of the run the row names.
pub(super) fn run(shared: &Shared, item: &Item) -> Result<Outcome, ServiceError> {
    let Ok(run) = std::str::from_utf8(&item.new.payload) else {
        return Ok(Outcome::Dead("the row names no run".to_owned()));
    };
    if policy::recount::step(&shared.deps, run)? {
        tracing::info!(run, "recount.finished");
        return Ok(Outcome::Done);
    }
    Ok(Outcome::Wait(TimeDelta::zero()))
}
