//! Signs of life of the background worker: the dead-man's switch behind `/readyz` and the red banner.
//!
//! Both the sign and the question use the desk's clock, so that a pretended clock is compared with
//! itself and never with the machine's.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Deps, ServiceError};
use storage::{StoreError, heartbeats};

const WORKER: &str = "worker";

/// The worker as last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heartbeat {
    /// Whether it was seen recently enough.
    pub alive: bool,
    /// When it was seen; `None` when never.
    pub at: Option<DateTime<Utc>>,
    /// In which process.
    pub instance: Option<String>,
    /// For how long it may be silent.
    pub limit: TimeDelta,
}

/// Whether a worker, of this process or another, was seen within `worker.heartbeat_limit_seconds`.
pub fn worker_alive(deps: &Deps) -> Result<Heartbeat, ServiceError> {
    let seen = deps.store.read(|tx| heartbeats::get(tx, WORKER))?;
    let seconds = deps.settings.worker.heartbeat_limit_seconds;
    let limit = TimeDelta::seconds(i64::from(seconds));
    let now = deps.now();
    // A sign from the future is left over from a clock that was set back: it proves nothing either.
    let alive = |at: DateTime<Utc>| now.signed_duration_since(at).abs() <= limit;
    Ok(Heartbeat {
        alive: seen.as_ref().is_some_and(|seen| alive(seen.at)),
        at: seen.as_ref().map(|seen| seen.at),
        instance: seen.map(|seen| seen.instance),
        limit,
    })
}

/// Notes that a worker is alive.
pub fn worker_lives(deps: &Deps, instance: &str) -> Result<(), ServiceError> {
    let (now, instance) = (deps.now(), instance.to_owned());
    let beaten =
        deps.store.write::<(), StoreError>(move |tx| heartbeats::beat(tx, WORKER, now, &instance));
    Ok(beaten?)
}
