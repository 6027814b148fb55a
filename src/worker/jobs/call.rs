//! Calls the system of a task. Whether it took the task or not, the case hears it in the transaction that settles the row; a
//! call that is made again after a crash carries the same key, so that the system does it once.

use super::Outcome;
use crate::lease::Verdict;
use crate::{Shared, call};
use domain::webhook::CallFault;
use domain::workflow::Command;
use services::ServiceError;
use services::connector::{self, Prepared};
use storage::outbox::Item;

/// Puts the call together and makes it.
pub(super) fn make(shared: &Shared, item: &Item) -> Result<Outcome, ServiceError> {
    let deps = &shared.deps;
    let outgoing = match connector::prepare(deps, item)? {
        Prepared::Nothing => return Ok(Outcome::Skipped),
        Prepared::Fault(fault) => return Ok(Outcome::Dead(fault.as_str().to_owned())),
        Prepared::Call(outgoing) => outgoing,
    };
    let outbox = item.new.id.as_str();
    Ok(match call::make(deps, &outgoing) {
        Ok(()) => {
            tracing::info!(outbox, "connector.taken");
            Outcome::Done
        }
        Err(trouble) => {
            let reason = format!("{}: {}", trouble.fault, trouble.what);
            tracing::warn!(outbox, reason, "connector.not_taken");
            if trouble.passes { Outcome::Retry(reason) } else { Outcome::Dead(reason) }
        }
    })
}

/// What the case hears; nothing while it is tried again.
pub(super) fn heard(item: &Item, verdict: &Verdict) -> Option<Command> {
    let went = match verdict {
        Verdict::Done => Ok(()),
        Verdict::Dead(reason) => Err(fault_in(reason)),
        Verdict::Wait(_) | Verdict::Retry(..) => return None,
    };
    Some(Command::CallSystem { task: connector::task_of(item)?, went })
}

/// The code a reason begins with; a worker that died again and again reached nobody.
fn fault_in(reason: &str) -> CallFault {
    let code = reason.split(':').next().unwrap_or_default();
    CallFault::from_text(code).unwrap_or(CallFault::Unreachable)
}
