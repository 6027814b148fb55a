//! Gives journal entries their place in the one log.

use crate::services::{ServiceError, audit};
use crate::worker::Shared;

/// Entries placed in one transaction.
const BATCH: i64 = 1000;

/// Places waiting entries; how many. Nothing is stored when none waits, so that workers do not wake
/// each other for ever.
pub(in crate::worker) fn run(shared: &Shared) -> Result<usize, ServiceError> {
    audit::sequence(&shared.deps, BATCH)
}
