//! Reports that were ordered: one after another, each under a lease of its own.

use crate::services::ServiceError;
use crate::services::report::runs;
use crate::worker::Shared;

/// Makes the report that waits longest; how many were worked on.
pub(in crate::worker) fn run(shared: &Shared) -> Result<usize, ServiceError> {
    runs::work(&shared.deps, &|| shared.bell.is_stopped())
}
