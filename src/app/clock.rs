//! Time: the only place that asks the machine for it.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

use services::Clock;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where time is read")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// Runs on from a pretended moment at the machine's pace (`clock.pretend_now`).
#[derive(Debug, Clone, Copy)]
pub struct RunningFrom {
    start: DateTime<Utc>,
    since: Instant,
}

impl RunningFrom {
    /// A clock that shows `start` now.
    pub fn new(start: DateTime<Utc>) -> Self {
        Self { start, since: Instant::now() }
    }
}

impl Clock for RunningFrom {
    fn now(&self) -> DateTime<Utc> {
        let passed = TimeDelta::from_std(self.since.elapsed()).unwrap_or_default();
        self.start.checked_add_signed(passed).unwrap_or(self.start)
    }
}
