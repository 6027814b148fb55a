//! The proof that nothing was changed: entries get their place in the one log, the log's head is
//! remembered outside of the database, and `verify` compares everything with everything.
//!
//! What each part shows: a leaf, that its entry is as it was placed; positions and numbers without
//! gaps, that none is missing; a remembered head, that the log up to it is as it was then, whoever may
//! write to the database; a replay, that case rows say what the journal says; a commitment, that a text
//! in the vault is the one that was written.

mod accounts;
mod export;
mod heads;
mod log;
mod report;
mod streams;
#[cfg(test)]
mod tests;
mod tree;

use std::cell::Cell;
use std::path::Path;

use serde::Serialize;

pub use export::{ExportError, export};
pub use heads::{Head, file_of as head_file};
pub use report::{AuditReport, Finding, FindingKind};

use super::{Deps, ServiceError};
use domain::audit::{Leaf, instant};
use domain::prose::hex;
use storage::journal::Entry;
use storage::{StoreError, positions};

/// What a verification says that had no remembered head to compare the log with.
const NO_HEADS: &str = "No remembered head was compared, so a log that was cut short or written anew would not show. Keep the worker running, or give a head file kept elsewhere (--heads FILE).";

/// The event that closes a case: its head is remembered at once.
const CLOSED: &str = "closed";

/// Gives up to about `limit` waiting entries their place, and remembers the head now and then. How
/// many were placed; stores nothing when none waits.
pub fn sequence(deps: &Deps, limit: i64) -> Result<usize, ServiceError> {
    if !deps.store.read(|tx| positions::is_waiting(tx))? {
        heads::remember(deps, false)?;
        return Ok(0);
    }
    let (advance, closing) = deps.store.write(move |tx| {
        let closing = Cell::new(false);
        let advance = positions::sequence(tx, limit, |entry| {
            let closes = entry.event == CLOSED && entry.stream.starts_with(streams::CASE);
            closing.set(closing.get() || closes);
            leaf_of(entry)
        })?;
        Ok::<_, StoreError>((advance, closing.get()))
    })?;
    heads::remember(deps, closing)?;
    Ok(advance.leaves.len())
}

/// What an entry's leaf commits to.
pub(super) fn leaf_of(entry: &Entry) -> [u8; 32] {
    leaf_fields(entry).hash()
}

fn leaf_fields(entry: &Entry) -> Leaf<'_> {
    Leaf {
        actor_kind: &entry.actor_kind,
        actor_ref: entry.actor_ref.as_deref(),
        at: instant(entry.at),
        body: &entry.body,
        event: &entry.event,
        n: entry.n,
        stream: &entry.stream,
    }
}

/// Where the log ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogHead {
    /// How many entries have their place.
    pub size: i64,
    /// Hash of the last of them, in hex.
    pub leaf: Option<String>,
    /// How many entries wait for their place.
    pub waiting: i64,
    /// The newest head remembered outside of the database.
    pub remembered: Option<Head>,
}

/// The log's head, for people who keep one for themselves.
pub fn head(deps: &Deps) -> Result<LogHead, ServiceError> {
    let remembered = heads::newest(&heads::file_of(deps))?;
    deps.store.read(|tx| {
        let size = positions::size(tx)?;
        let last = positions::leaves(tx, size.saturating_sub(1), 1)?;
        Ok(LogHead {
            size,
            leaf: last.first().map(|leaf| hex(leaf)),
            waiting: positions::count_waiting(tx)?,
            remembered,
        })
    })
}

/// Checks everything against everything. Finding something is an answer, not an error.
pub fn verify(deps: &Deps) -> Result<AuditReport, ServiceError> {
    verify_against(deps, &heads::file_of(deps), &mut |_| ())
}

/// [`verify`] against a head file kept elsewhere; tells how many entries were looked at so far.
///
/// Each page is a read transaction of its own, so that the walk never holds back the clean-up of the
/// database: the log up to the size it had at the start, which nobody adds to, and each stream up to
/// where it ends when its turn comes.
pub fn verify_against(
    deps: &Deps,
    head_file: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<AuditReport, ServiceError> {
    // Opened first: a head remembered after the size of the log was read would look like a lost tail.
    let heads = heads::Remembered::open(head_file)?;
    let mut report = AuditReport::default();
    log::check(deps, &mut report, heads, progress)?;
    streams::check(deps, &mut report, progress)?;
    accounts::check(deps, &mut report)?;
    if report.heads == 0 && report.entries > 0 {
        report.warnings.push(NO_HEADS.to_owned());
    }
    Ok(report)
}
