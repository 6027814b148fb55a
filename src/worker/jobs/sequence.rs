//! Gives journal entries their place in the one log, and keeps the ledger of erasures outside of the database.

use crate::Shared;
use services::{ServiceError, audit, erasures};

/// Entries placed in one transaction.
const BATCH: i64 = 1000;

/// Places waiting entries; how many. Nothing is stored when none waits, so that workers do not wake
/// each other for ever.
pub(crate) fn run(shared: &Shared) -> Result<usize, ServiceError> {
    let placed = audit::sequence(&shared.deps, BATCH)?;
    if placed > 0 {
        // An erasure always leaves entries to be placed, so nothing new is there without them.
        erasures::copy(&shared.deps)?;
    }
    Ok(placed)
}
