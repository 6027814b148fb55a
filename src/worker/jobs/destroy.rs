//! Deletes the bytes of a file whose key is gone already.

use super::Outcome;
use crate::Shared;
use services::{ServiceError, files};
use storage::outbox::Item;

pub(super) fn run(shared: &Shared, item: &Item) -> Result<Outcome, ServiceError> {
    let Ok(file) = std::str::from_utf8(&item.new.payload) else {
        return Ok(Outcome::Dead("the row names no file".to_owned()));
    };
    files::delete_bytes(&shared.deps, file)?;
    tracing::info!(file, "files.destroyed");
    Ok(Outcome::Done)
}
