//! Time acting on cases: every alarm that has gone off becomes a tick, each in a write of its own.

use chrono::TimeDelta;

use crate::{Shared, backoff, heartbeat, scrub};
use domain::ids::CaseId;
use services::{ServiceError, StoreError, alarms};

/// Cases looked at in one round; mail gets its turn between rounds.
const BATCH: u32 = 200;
/// An alarm that rings on after it was answered is put off by so much.
const RINGS_ON: TimeDelta = TimeDelta::minutes(1);

/// Ticks the cases that are due; how many.
pub(crate) fn run(shared: &Shared) -> Result<usize, ServiceError> {
    let mut ticked = 0_usize;
    let mut erased = false;
    for case in alarms::due(&shared.deps, BATCH)? {
        if shared.bell.is_stopped() {
            break;
        }
        heartbeat::beat(shared)?;
        match alarms::tick(&shared.deps, &case) {
            Ok(done) => {
                shared.memory().failures.remove(&case);
                erased |= done.erased;
                if done.still_ringing {
                    tracing::error!(%case, events = done.events, "worker.alarm_rings_on");
                    put_off(shared, &case, RINGS_ON)?;
                }
                ticked = ticked.saturating_add(1);
            }
            // Somebody else changed the case at this moment; its alarm is looked at again.
            Err(ServiceError::Store(StoreError::Conflict)) => {}
            Err(ServiceError::Store(StoreError::Unavailable(why))) => {
                return Err(StoreError::Unavailable(why).into());
            }
            Err(error) => failed(shared, &case, &error)?,
        }
    }
    if erased {
        scrub(shared);
    }
    Ok(ticked)
}

/// One case that cannot be woken must not keep the others asleep, nor be tried without end.
fn failed(shared: &Shared, case: &CaseId, error: &ServiceError) -> Result<(), ServiceError> {
    let failures = {
        let mut memory = shared.memory();
        let failures = memory.failures.entry(case.clone()).or_insert(0);
        *failures = failures.saturating_add(1);
        *failures
    };
    tracing::error!(%case, failures, %error, "worker.wake_failed");
    put_off(shared, case, backoff::endless(failures))
}

fn put_off(shared: &Shared, case: &CaseId, span: TimeDelta) -> Result<(), ServiceError> {
    let now = shared.deps.now();
    let until = now.checked_add_signed(span).unwrap_or(now);
    alarms::put_off(&shared.deps, case, until)
}
