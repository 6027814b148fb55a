//! Reports that were ordered: one after another, each under a lease of its own.

use crate::Shared;
use services::ServiceError;
use services::report::runs;

/// Makes the report that waits longest; how many were worked on.
pub(crate) fn run(shared: &Shared) -> Result<usize, ServiceError> {
    runs::work(&shared.deps, &|| shared.bell.is_stopped())
}
