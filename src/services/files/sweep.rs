//! What a crash or a cut connection left behind: rows without bytes, bytes without rows, bytes of half a file.

use std::io::Write as _;

use chrono::TimeDelta;

use crate::{Deps, ServiceError};
use blobs::BlobError;
use storage::{StoreError, files, settings};

/// So long a file may take to arrive, and a package to be built.
const PATIENCE: TimeDelta = TimeDelta::hours(24);
/// Rows looked at in one go.
const BATCH: usize = 500;

/// Name of the file that says whose files these are, and of the setting that says who we are.
const MARK: &str = "desk.mark";

/// Whether the file store belongs to this database; the first to ask takes it. To another database every file of ours
/// looks like a stray: a demo or a new database beside it must not sweep it away.
fn is_ours(deps: &Deps) -> Result<bool, ServiceError> {
    let inner = deps.clone();
    let own = deps.store.write(move |tx| {
        settings::put_new(tx, MARK, &inner.ids.uuid(), inner.now())?;
        settings::get(tx, MARK)
    })?;
    let own = own.ok_or(ServiceError::NotFound)?;
    let length = u64::try_from(own.len()).unwrap_or(u64::MAX);
    match deps.blobs.read(MARK, 0..length) {
        Ok(found) => Ok(found == own.as_bytes()),
        Err(BlobError::Missing) => {
            let mut mark = deps.blobs.create(MARK);
            mark.write_all(own.as_bytes()).map_err(BlobError::from)?;
            mark.finish()?;
            Ok(true)
        }
        Err(error) => Err(error.into()),
    }
}

/// Deletes files that were begun a day ago and never became part of a case, and stored bytes nobody knows of; how many.
pub fn sweep(deps: &Deps) -> Result<usize, ServiceError> {
    let now = deps.now();
    let before = now.checked_sub_signed(PATIENCE).unwrap_or(now);
    let mut gone = 0_usize;
    loop {
        let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let found = deps.store.read(|tx| files::unfinished(tx, before, limit))?;
        if found.is_empty() {
            break;
        }
        for id in found {
            super::delete_bytes(deps, &id)?;
            gone = gone.saturating_add(1);
        }
    }
    // The machine's clock wrote the files: under a pretended one nothing can be said of their age.
    if deps.settings.clock.pretend_now.is_some() {
        return Ok(gone);
    }
    if !is_ours(deps)? {
        tracing::warn!("files.of_another_desk");
        return Ok(gone);
    }
    gone = gone.saturating_add(deps.blobs.sweep_unfinished(before)?);
    for names in deps.blobs.written_before(before, usize::MAX)?.chunks(BATCH) {
        let known = deps.store.read::<_, StoreError>(|tx| files::known(tx, names))?;
        for name in names.iter().filter(|name| *name != MARK && !known.contains(name)) {
            deps.blobs.delete(name)?;
            gone = gone.saturating_add(1);
        }
    }
    Ok(gone)
}
