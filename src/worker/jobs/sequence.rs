//! Gives journal entries their place in the one log. How is `services::audit`'s business; the worker is
//! handed it as a function.

use crate::services::{Deps, ServiceError};
use crate::worker::Shared;

/// Places waiting entries; how many. It must store nothing when none waits, or workers would wake each
/// other for ever.
pub type Sequencer = Box<dyn Fn(&Deps) -> Result<usize, ServiceError> + Send + Sync>;

/// Runs the sequencer; how many entries were placed.
pub(in crate::worker) fn run(shared: &Shared) -> Result<usize, ServiceError> {
    (shared.sequencer)(&shared.deps)
}
