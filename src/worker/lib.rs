//! The worker: mail, alarms of cases, erasure, digests and upkeep, on a thread of its own.
//!
//! It claims rows of the outbox under a lease (a short write), works with no transaction open, and
//! settles with the lease's token, so that several workers in several processes never do the same
//! thing twice and one that comes too late settles nothing. Whether a row was written is never left to
//! being woken: a commit rings a bell, and the worker looks every few seconds anyway.
//!
//! How to add a job: a topic in `jobs::TOPICS`, an arm in `jobs::run`, a file below `jobs/`; work that
//! belongs to no row is a step of `Shared::round`.

mod backoff;
mod call;
mod clock;
mod heartbeat;
mod jobs;
mod lease;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

use domain::ids::CaseId;
use heartbeat::Bell;
use lease::{Leased, Settlement};
use mail::{Mailer, Sender};
use services::files::DESTROY;
use services::report::deliveries;
use services::{Deps, ServiceError, StoreError};

/// Commits that come so close together wake the worker once.
const GATHER: Duration = Duration::from_millis(30);
/// How long a stop waits for the job in hand; its lease brings it back otherwise.
const PATIENCE: Duration = Duration::from_secs(10);
/// Rounds of [`Worker::run_until_idle`] at one instant; more means that work makes work for ever.
const ROUNDS: u32 = 10_000;

/// Why a worker does not start.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// `mail.from` cannot be used.
    #[error("mail.from: {0}")]
    Sender(&'static str),
    /// The system has no thread left.
    #[error("the worker's thread cannot be started: {0}")]
    Thread(#[from] std::io::Error),
}

/// A worker; clones are the same one.
#[derive(Clone)]
pub struct Worker {
    shared: Arc<Shared>,
}

/// What the jobs take from the worker.
struct Shared {
    deps: Deps,
    mailer: Mailer,
    sender: Sender,
    instance: String,
    bell: Arc<Bell>,
    memory: Mutex<Memory>,
}

/// What a worker remembers; losing it costs nothing but a look.
#[derive(Default)]
struct Memory {
    beaten_at: Option<DateTime<Utc>>,
    digest_day: Option<NaiveDate>,
    swept_at: Option<DateTime<Utc>>,
    rotated_at: Option<DateTime<Utc>>,
    /// How often waking a case failed in a row.
    failures: HashMap<CaseId, i64>,
    /// Work that is done and could not be settled yet, because the database was away.
    unsettled: Vec<Settlement>,
}

/// What a round came to.
#[derive(Debug, Default)]
struct Round {
    worked: usize,
    failed: Option<ServiceError>,
}

impl Round {
    fn add(&mut self, step: &'static str, result: Result<usize, ServiceError>) {
        match result {
            Ok(worked) => self.worked = self.worked.saturating_add(worked),
            Err(error) => {
                tracing::error!(step, %error, "worker.step_failed");
                self.failed.get_or_insert(error);
            }
        }
    }

    fn is_database_away(&self) -> bool {
        matches!(self.failed, Some(ServiceError::Store(StoreError::Unavailable(_))))
    }
}

impl Worker {
    /// A worker that has not started. `instance` names the process in its sign of life.
    pub fn new(deps: Deps, mailer: Mailer, instance: &str) -> Result<Self, WorkerError> {
        let sender = Sender::parse(&deps.settings.mail.from).map_err(WorkerError::Sender)?;
        let bell = Arc::new(Bell::default());
        let heard = Arc::downgrade(&bell);
        deps.store.on_commit(Box::new(move || {
            if let Some(bell) = heard.upgrade() {
                bell.ring();
            }
        }));
        Ok(Self {
            shared: Arc::new(Shared {
                deps,
                mailer,
                sender,
                instance: instance.to_owned(),
                bell,
                memory: Mutex::default(),
            }),
        })
    }

    /// Works on a thread of its own until [`Running::stop`].
    pub fn start(&self) -> Result<Running, WorkerError> {
        let (alive, ended) = channel::<()>();
        let worker = self.clone();
        std::thread::Builder::new().name("worker".to_owned()).spawn(move || {
            worker.run_until_stopped();
            drop(alive);
        })?;
        Ok(Running { bell: Arc::clone(&self.shared.bell), ended })
    }

    /// Works on this thread until [`Worker::stop`] is called on another one.
    ///
    /// Reports are made and systems called on threads of their own: what takes minutes must not keep a sign-in code waiting.
    pub fn run_until_stopped(&self) {
        std::thread::scope(|scope| {
            scope.spawn(|| self.shared.repeat_until_stopped("reports", jobs::reports::run));
            scope.spawn(|| self.shared.repeat_until_stopped("calls", Shared::make_calls));
            self.work_until_stopped();
        });
    }

    fn work_until_stopped(&self) {
        let shared = &self.shared;
        tracing::info!(instance = shared.instance, "worker.started");
        while !shared.bell.is_stopped() {
            let round = catch_unwind(AssertUnwindSafe(|| shared.round()));
            match round {
                Ok(round) if round.worked > 0 && round.failed.is_none() => continue,
                Ok(_) => {}
                Err(_panic) => tracing::error!("worker.round_panicked"),
            }
            std::thread::sleep(GATHER);
            shared.bell.wait(shared.pause());
        }
        tracing::info!(instance = shared.instance, "worker.stopped");
    }

    /// Begins no new work; what is in hand is finished.
    pub fn stop(&self) {
        self.shared.bell.stop();
    }

    /// Works until nothing is due at this instant; how much was done. For tests, the shell and pretended
    /// clocks. What is due later stays for later.
    pub fn run_until_idle(&self) -> Result<usize, ServiceError> {
        let mut worked = 0_usize;
        for _ in 0..ROUNDS {
            let mut round = self.shared.round();
            round.add("reports", jobs::reports::run(&self.shared));
            round.add("calls", self.shared.make_calls());
            worked = worked.saturating_add(round.worked);
            if let Some(error) = round.failed {
                return Err(error);
            }
            if round.worked == 0 {
                return Ok(worked);
            }
        }
        let text = "the worker never came to rest".to_owned();
        Err(StoreError::Database(text).into())
    }
}

/// A worker on its thread. Dropping it asks it to stop without waiting.
pub struct Running {
    bell: Arc<Bell>,
    ended: Receiver<()>,
}

impl Running {
    /// Asks it to stop and waits for the job in hand, though not for ever.
    pub fn stop(self) {
        self.bell.stop();
        if self.ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("worker.left_in_the_middle");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.bell.stop();
    }
}

impl Shared {
    /// One look at everything. A step that fails keeps none of the others from being done, unless the
    /// database is away.
    fn round(&self) -> Round {
        type Step = fn(&Shared) -> Result<usize, ServiceError>;
        let steps: [(&'static str, Step); 9] = [
            ("heartbeat", |shared| heartbeat::beat(shared).map(|()| 0)),
            ("settle", Self::settle_left_over),
            ("wake", jobs::wake::run),
            ("digest", jobs::digest::plan),
            ("deliveries", |shared| deliveries::plan(&shared.deps)),
            ("outbox", |shared| shared.work(jobs::TOPICS)),
            ("sequence", jobs::sequence::run),
            ("sweep", jobs::sweep::run),
            ("rewrap", jobs::rewrap::run),
        ];
        let mut round = Round::default();
        for (name, step) in steps {
            if self.bell.is_stopped() || round.is_database_away() {
                break;
            }
            round.add(name, step(self));
        }
        round
    }

    /// Repeats one kind of work until it is time to stop.
    fn repeat_until_stopped(
        &self,
        step: &'static str,
        work: fn(&Self) -> Result<usize, ServiceError>,
    ) {
        while !self.bell.is_stopped() {
            match catch_unwind(AssertUnwindSafe(|| work(self))) {
                Ok(Ok(made)) if made > 0 => continue,
                Ok(Ok(_)) => {}
                Ok(Err(error)) => tracing::error!(step, %error, "worker.step_failed"),
                Err(_panic) => tracing::error!(step, "worker.step_panicked"),
            }
            self.bell.rest(self.pause());
        }
    }

    /// Calls systems that answer by themselves.
    fn make_calls(&self) -> Result<usize, ServiceError> {
        self.work(jobs::CALLS)
    }

    /// Claims a batch and works through it.
    fn work(&self, topics: &'static [&'static str]) -> Result<usize, ServiceError> {
        if !self.memory().unsettled.is_empty() {
            // What was done comes first: its lease may lapse and it would be done twice.
            return Ok(0);
        }
        let mut settled = 0_usize;
        let mut erased = false;
        for mut leased in lease::claim(&self.deps, topics)? {
            if self.bell.is_stopped() {
                lease::give_back(&self.deps, &leased)?;
                continue;
            }
            heartbeat::beat(self)?;
            if !lease::begin(&self.deps, &mut leased)? {
                self.late(&leased);
                continue;
            }
            let outcome = jobs::run(self, &leased.item);
            let settlement = Settlement::new(&self.deps, &leased, outcome);
            // A dropped key must leave the write-ahead log too.
            erased |= settlement.erases() || leased.item.new.topic == DESTROY;
            if self.settle(settlement)? {
                settled = settled.saturating_add(1);
            } else {
                self.late(&leased);
            }
        }
        if erased {
            scrub(self);
        }
        Ok(settled)
    }

    /// Settles, or keeps the settlement for later when the database is away.
    fn settle(&self, settlement: Settlement) -> Result<bool, ServiceError> {
        let result = lease::settle(&self.deps, &settlement);
        if result.is_err() {
            self.memory().unsettled.push(settlement);
        }
        result
    }

    /// Settles what was done while the database was away.
    fn settle_left_over(&self) -> Result<usize, ServiceError> {
        let left = std::mem::take(&mut self.memory().unsettled);
        let mut settled = 0_usize;
        let mut failed = None;
        for settlement in left {
            match self.settle(settlement) {
                Ok(_) => settled = settled.saturating_add(1),
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(settled), Err)
    }

    /// Somebody else took the item over; whatever was done, its row is theirs to settle.
    fn late(&self, leased: &Leased) {
        let outbox = leased.item.new.id.as_str();
        tracing::warn!(outbox, instance = self.instance, "worker.lease_lost");
    }

    /// The time between two looks, a little different each time, so that workers do not march in step.
    fn pause(&self) -> Duration {
        let poll = Duration::from_secs(u64::from(self.deps.settings.worker.poll_seconds.max(1)));
        let jitter = self.deps.ids.number() % 500;
        // Between three quarters and five quarters of the setting.
        poll.saturating_mul(750_u32.saturating_add(jitter)) / 1000
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes erased data leave the write-ahead log.
fn scrub(shared: &Shared) {
    if let Err(error) = shared.deps.store.scrub() {
        tracing::warn!(%error, "worker.scrub_failed");
    }
}
