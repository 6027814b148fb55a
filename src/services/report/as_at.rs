//! "As at": an instant stands for a place of the journal, decided once and kept, so that a report
//! asked for again is the same byte for byte.

use chrono::{DateTime, Utc};

use crate::{Deps, ServiceError, audit};
use domain::audit::instant;
use domain::intake::FieldErrors;
use storage::{positions, report_pins};

/// Entries that get their place at once.
const BATCH: i64 = 1000;

/// An instant with the size the log had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsAt {
    /// The instant.
    pub at: DateTime<Utc>,
    /// Entries before this place count.
    pub position: i64,
}

impl AsAt {
    /// The instant as every format writes it.
    pub fn text(&self) -> String {
        instant(self.at)
    }
}

/// Decides what an instant stands for; without one, now.
pub fn resolve(deps: &Deps, asked: Option<DateTime<Utc>>) -> Result<AsAt, ServiceError> {
    let now = deps.now();
    let at = asked.unwrap_or(now);
    if at > now {
        let sentence = "Give an instant that is over: nobody knows yet what will happen.";
        return Err(ServiceError::Fields(FieldErrors::from([("as_at", sentence.to_owned())])));
    }
    if let Some(position) = deps.store.read(|tx| report_pins::get(tx, at))? {
        return Ok(AsAt { at, position });
    }
    // What was written before now is to be part of the report: it gets its place first.
    while audit::sequence(deps, BATCH)? > 0 {}
    let position = deps.store.write(move |tx| {
        let size = positions::size_as_at(tx, at)?;
        report_pins::put(tx, at, size)
    });
    Ok(AsAt { at, position: position.map_err(ServiceError::Store)? })
}
