//! Leases on rows of the outbox: claim, begin, settle. A settlement carries the case's command with it
//! in one transaction, and counts only while the lease is ours.

use chrono::{DateTime, TimeDelta, Utc};

use super::backoff::{backoff, spread};
use super::jobs::{self, Outcome};
use domain::actor::Actor;
use domain::ids::CaseId;
use domain::workflow::Command;
use services::{Deps, ServiceError, StoreError, commands};
use storage::outbox::{self, Item};

/// How often a settlement is tried at once when somebody changes the case at the same moment.
const TRIES: u32 = 5;

/// An item this worker holds.
#[derive(Debug)]
pub(super) struct Leased {
    pub(super) item: Item,
    pub(super) token: String,
    pub(super) until: DateTime<Utc>,
}

/// Nothing to claim rolls the transaction back, so that an idle worker stores nothing and rings
/// nobody's bell.
enum NoClaim {
    Nothing,
    Failed(StoreError),
}

impl From<StoreError> for NoClaim {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Takes due items of some topics under a lease.
pub(super) fn claim(
    deps: &Deps,
    topics: &'static [&'static str],
) -> Result<Vec<Leased>, ServiceError> {
    let now = deps.now();
    let waiting = deps.store.read(|tx| outbox::oldest_due(tx))?;
    if waiting.is_none_or(|due| due > now) {
        return Ok(Vec::new());
    }
    let token = deps.ids.uuid();
    let until = lease_end(deps, now);
    let limit = i64::from(deps.settings.worker.batch.max(1));
    let mine = token.clone();
    let claimed = deps.store.write(move |tx| {
        let claim = outbox::Claim { now, until, token: &mine, limit, topics };
        let items = outbox::claim(tx, &claim)?;
        if items.is_empty() {
            return Err(NoClaim::Nothing);
        }
        Ok(items)
    });
    let lease = |item| Leased { item, token: token.clone(), until };
    match claimed {
        Ok(items) => Ok(items.into_iter().map(lease).collect()),
        Err(NoClaim::Nothing) => Ok(Vec::new()),
        Err(NoClaim::Failed(error)) => Err(error.into()),
    }
}

fn lease_end(deps: &Deps, now: DateTime<Utc>) -> DateTime<Utc> {
    let length = TimeDelta::seconds(i64::from(deps.settings.worker.lease_seconds.max(1)));
    now.checked_add_signed(length).unwrap_or(now)
}

/// Begins the work on an item: counts the attempt, and the whole lease lies ahead, however long the items before it took.
/// False when somebody else has it by now.
pub(super) fn begin(deps: &Deps, leased: &mut Leased) -> Result<bool, ServiceError> {
    let until = lease_end(deps, deps.now());
    let (id, token) = (leased.item.new.id.clone(), leased.token.clone());
    let begun =
        deps.store.write::<_, StoreError>(move |tx| outbox::begin(tx, &id, &token, until))?;
    let Some(attempts) = begun else { return Ok(false) };
    leased.until = until;
    leased.item.attempts = attempts;
    Ok(true)
}

/// Gives back an item on which work has not begun.
pub(super) fn give_back(deps: &Deps, leased: &Leased) -> Result<(), ServiceError> {
    let (id, token) = (leased.item.new.id.clone(), leased.token.clone());
    deps.store.write::<_, StoreError>(move |tx| outbox::give_back(tx, &id, &token))?;
    Ok(())
}

/// What becomes of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Done,
    Wait(DateTime<Utc>),
    Retry(DateTime<Utc>, String),
    Dead(String),
}

/// A verdict on its way into the database.
#[derive(Debug, Clone)]
pub(super) struct Settlement {
    id: String,
    token: String,
    attempts: i64,
    verdict: Verdict,
    command: Option<(CaseId, Command)>,
}

impl Settlement {
    /// From the outcome of the work: the verdict, and what the case is told in the same transaction.
    pub(super) fn new(deps: &Deps, leased: &Leased, outcome: Outcome) -> Self {
        let item = &leased.item;
        let skipped = outcome == Outcome::Skipped;
        let now = deps.now();
        let verdict = match outcome {
            Outcome::Done | Outcome::Skipped => Verdict::Done,
            Outcome::Wait(span) => Verdict::Wait(later(now, span)),
            Outcome::Retry(reason) => retry(now, item.attempts, jobs::jitter(deps, item), reason),
            Outcome::Dead(reason) => Verdict::Dead(reason),
        };
        let command = if skipped { None } else { jobs::command_after(item, &verdict) };
        Self {
            id: item.new.id.clone(),
            token: leased.token.clone(),
            attempts: item.attempts,
            verdict,
            command,
        }
    }

    /// Whether storing it erases personal data.
    pub(super) fn erases(&self) -> bool {
        matches!(self.command, Some((_, Command::Forget)))
    }

    /// The same without the command that could not be carried out. What the command was the whole
    /// point of is tried again.
    fn without_command(&self, deps: &Deps, error: &ServiceError) -> Self {
        let refused = matches!(error, ServiceError::Refused(_) | ServiceError::NotFound);
        let forget = matches!(self.command, Some((_, Command::Forget)));
        let verdict = if forget && !refused {
            retry(deps.now(), self.attempts, 0, error.to_string())
        } else {
            self.verdict.clone()
        };
        Self { verdict, command: None, ..self.clone() }
    }
}

fn retry(now: DateTime<Utc>, attempts: i64, jitter: u32, reason: String) -> Verdict {
    match backoff(attempts) {
        Some(span) => Verdict::Retry(later(now, spread(span, jitter)), reason),
        None => Verdict::Dead(reason),
    }
}

fn later(now: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
    now.checked_add_signed(span).unwrap_or(now)
}

/// Stores a settlement. False when the lease is no longer ours; then nothing is stored. An error means
/// that the database is away: the caller keeps the settlement and tries again.
pub(super) fn settle(deps: &Deps, settlement: &Settlement) -> Result<bool, ServiceError> {
    let mut tries = 0;
    let error = loop {
        tries += 1;
        match attempt(deps, settlement) {
            Ok(ours) => return Ok(ours),
            Err(ServiceError::Store(StoreError::Conflict)) if tries < TRIES => {}
            Err(error) => break error,
        }
    };
    let Some((case, command)) = &settlement.command else {
        return Err(error);
    };
    if matches!(error, ServiceError::Store(StoreError::Unavailable(_) | StoreError::Conflict)) {
        return Err(error);
    }
    let verb = command.verb().as_str();
    tracing::error!(%case, outbox = settlement.id, verb, %error, "worker.command_failed");
    // The row must end in any case: a case that cannot be told would have its mail sent for ever.
    attempt(deps, &settlement.without_command(deps, &error))
}

fn attempt(deps: &Deps, settlement: &Settlement) -> Result<bool, ServiceError> {
    let (inner, settlement) = (deps.clone(), settlement.clone());
    deps.store.write(move |tx| {
        let Settlement { id, token, .. } = &settlement;
        let ours = match &settlement.verdict {
            Verdict::Done => outbox::settle_done(tx, id, token, inner.now())?,
            Verdict::Wait(until) => outbox::settle_wait(tx, id, token, *until)?,
            Verdict::Retry(at, why) => outbox::settle_retry(tx, id, token, *at, why)?,
            Verdict::Dead(why) => outbox::settle_dead(tx, id, token, inner.now(), why)?,
        };
        if ours && let Some((case, command)) = &settlement.command {
            commands::execute(tx, &inner, &Actor::system(), case, command)?;
        }
        Ok(ours)
    })
}
