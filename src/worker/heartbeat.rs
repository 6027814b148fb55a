//! The worker's sign of life, and the bell that wakes it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;

use super::Shared;
use super::clock::is_due;
use services::{ServiceError, health};

/// Notes a sign of life, unless the last one is fresh. Called between jobs too: a slow mail server
/// must not make the worker look dead.
pub(super) fn beat(shared: &Shared) -> Result<(), ServiceError> {
    let now = shared.deps.now();
    let limit = i64::from(shared.deps.settings.worker.heartbeat_limit_seconds);
    let every = TimeDelta::seconds((limit / 4).clamp(1, 10));
    if !is_due(shared.memory().beaten_at, now, every) {
        return Ok(());
    }
    health::worker_lives(&shared.deps, &shared.instance)?;
    shared.memory().beaten_at = Some(now);
    Ok(())
}

/// Rung when something was stored or the worker is to stop.
#[derive(Debug, Default)]
pub(super) struct Bell {
    state: Mutex<Rung>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Rung {
    rung: bool,
    stopped: bool,
}

impl Bell {
    /// Something may be there to do.
    pub(super) fn ring(&self) {
        self.lock().rung = true;
        self.changed.notify_all();
    }

    /// It is time to stop.
    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    /// Whether it is time to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// Sleeps until it rings, it is time to stop, or the time is over.
    pub(super) fn wait(&self, longest: Duration) {
        let quiet = |state: &mut Rung| !state.rung && !state.stopped;
        let (mut state, _) = self
            .changed
            .wait_timeout_while(self.lock(), longest, quiet)
            .unwrap_or_else(PoisonError::into_inner);
        state.rung = false;
    }

    /// Sleeps until it is time to stop, or the time is over; what rings wakes others.
    pub(super) fn rest(&self, longest: Duration) {
        let going = |state: &mut Rung| !state.stopped;
        drop(self.changed.wait_timeout_while(self.lock(), longest, going));
    }

    fn lock(&self) -> MutexGuard<'_, Rung> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
