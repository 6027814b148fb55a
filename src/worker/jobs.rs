//! What each topic of the outbox means, and the periodic work beside it.

mod call;
mod destroy;
pub(super) mod digest;
mod forget;
mod mail;
mod package;
mod recount;
pub(super) mod reports;
pub(super) mod rewrap;
pub(super) mod sequence;
pub(super) mod sweep;
pub(super) mod wake;

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::TimeDelta;

use super::Shared;
use super::backoff::is_spent;
use super::lease::Verdict;
use domain::ids::CaseId;
use domain::workflow::Command;
use services::connector::CALL;
use services::files::DESTROY;
use services::notices::{FORGET, MAIL};
use services::package::PACKAGE;
use services::policy::recount as recounting;
use services::{Deps, ServiceError};
use storage::outbox::Item;

/// What the worker claims. Letters are not among them: people post those.
pub(super) const TOPICS: &[&str] =
    &[MAIL, FORGET, PACKAGE, DESTROY, digest::TOPIC, recounting::TOPIC];

/// What the worker claims on a thread of its own: a slow system must not keep a sign-in code waiting.
pub(super) const CALLS: &[&str] = &[CALL];

/// How the work on an item went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It happened.
    Done,
    /// There was nothing left to do, and nobody is told.
    Skipped,
    /// Not yet; this was no attempt.
    Wait(TimeDelta),
    /// It failed and may work later.
    Retry(String),
    /// It will never work.
    Dead(String),
}

/// Works on an item, with no transaction open.
pub(super) fn run(shared: &Shared, item: &Item) -> Outcome {
    if is_spent(item.attempts) {
        return Outcome::Dead("given up: no attempt ever came to an end".to_owned());
    }
    let work = || match item.new.topic.as_str() {
        MAIL => mail::send(shared, item),
        FORGET => forget::ready(shared, item),
        PACKAGE => package::build(shared, item),
        DESTROY => destroy::run(shared, item),
        CALL => call::make(shared, item),
        digest::TOPIC => digest::run(shared, item),
        recounting::TOPIC => recount::run(shared, item),
        other => Ok(Outcome::Dead(format!("nobody knows the topic {other}"))),
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => failed(&error),
        Err(_panic) => Outcome::Retry("the job panicked".to_owned()),
    }
}

/// A stored item that does not read will not read later; everything else may pass or be mended.
fn failed(error: &ServiceError) -> Outcome {
    let reason = error.to_string();
    if matches!(error, ServiceError::Seal(_) | ServiceError::Json(_)) {
        Outcome::Dead(reason)
    } else {
        Outcome::Retry(reason)
    }
}

/// A random number for the wait after a failure: tasks that were sent together do not come back to a system together.
pub(super) fn jitter(deps: &Deps, item: &Item) -> u32 {
    if item.new.topic == CALL { deps.ids.number() } else { 0 }
}

/// What the case is told in the transaction that settles the item.
pub(super) fn command_after(item: &Item, verdict: &Verdict) -> Option<(CaseId, Command)> {
    let case = item.new.case_id.as_deref().map(CaseId::from)?;
    let command = match (item.new.topic.as_str(), verdict) {
        (MAIL, Verdict::Done) => mail::deliver(item, true)?,
        (MAIL, Verdict::Dead(_)) => mail::deliver(item, false)?,
        (FORGET, Verdict::Done) => Command::Forget,
        (PACKAGE, Verdict::Done) => package::built(item),
        (PACKAGE, Verdict::Dead(reason)) => package::stopped(reason),
        (CALL, verdict) => call::heard(item, verdict)?,
        _ => return None,
    };
    Some((case, command))
}
