//! The whole log as lines of JSON, for an auditor who trusts nobody: each line holds what its leaf is
//! the hash of.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::leaf_fields;
use crate::access::require;
use crate::journal::{self, Export};
use crate::{Deps, ServiceError};
use domain::access::Permission;
use domain::actor::Actor;
use domain::audit::Leaf;
use domain::prose::hex;
use storage::positions;

/// Entries read at once.
const BATCH: i64 = 500;

/// An export that did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The use case.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The file or connection it was written to.
    #[error("the export cannot be written: {0}")]
    Io(#[from] io::Error),
}

#[derive(Serialize)]
struct Line<'a> {
    position: i64,
    hash: String,
    #[serde(flatten)]
    leaf: Leaf<'a>,
}

/// Writes the log as it is now, in order of position; how many entries. The export itself is
/// journalled first, so it is not part of what it writes.
pub fn export(deps: &Deps, actor: &Actor, out: &mut dyn Write) -> Result<u64, ExportError> {
    require(actor, Permission::ReadAudit)?;
    let (inner, by) = (deps.clone(), actor.clone());
    let size = deps.store.clone().write(move |tx| {
        let size = positions::size(tx)?;
        let lines = usize::try_from(size).unwrap_or_default();
        let filter = Value::Null;
        let export = Export { what: "journal", format: "jsonl", filter, lines, sha256: None };
        journal::exported(tx, &inner, &by, &export)?;
        Ok::<_, ServiceError>(size)
    })?;
    let mut next = 0_i64;
    let mut written = 0_u64;
    while next < size {
        let wanted = BATCH.min(size.saturating_sub(next));
        let page =
            deps.store.read(|tx| positions::page(tx, next, wanted)).map_err(ServiceError::from)?;
        let Some(last) = page.last() else { break };
        let end = last.position.saturating_add(1);
        for placed in page.iter().filter(|placed| placed.position < size) {
            let leaf = leaf_fields(&placed.entry);
            let line = Line { position: placed.position, hash: hex(&placed.leaf), leaf };
            serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
            written = written.saturating_add(1);
        }
        next = end;
    }
    out.flush()?;
    Ok(written)
}
