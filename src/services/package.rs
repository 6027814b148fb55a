//! The package: the copy of a person's data, put together by the worker once the answer is out, sealed as it is written.
//!
//! Nothing shows before everything is written, and a build that stopped half-way begins anew under another id.

pub mod build;
pub mod download;
mod gather;
#[cfg(test)]
pub(super) mod tests;
mod words;
mod write;

pub use build::{Built, build};
pub use download::{ask_code, begin, enter_code, goes_on, open, stepped_up};
pub use words::in_words;

use crate::{Deps, ServiceError};
use domain::case::Case;
use domain::ids::FileId;
use storage::WriteTx;
use storage::outbox::{self, NewItem};

/// Outbox topic of packages to be built.
pub const PACKAGE: &str = "package";

/// Queues the build, in the transaction of the answer.
pub(super) fn queue(tx: &mut WriteTx<'_>, deps: &Deps, case: &Case) -> Result<(), ServiceError> {
    let now = deps.now();
    outbox::put(
        tx,
        &NewItem {
            id: deps.ids.uuid(),
            topic: PACKAGE.to_owned(),
            case_id: Some(case.id.0.clone()),
            template: None,
            audience: None,
            recipient_hash: None,
            payload: Vec::new(),
            due_at: now,
            dedupe_key: Some(format!("{}:{}:{PACKAGE}", case.id, case.version)),
            created_at: now,
        },
    )?;
    Ok(())
}

/// The id a package is built under: another one with each attempt, so that two workers never write the same file.
pub fn file_of(item: &outbox::Item) -> FileId {
    FileId(format!("{}-{}", item.new.id, item.attempts))
}
