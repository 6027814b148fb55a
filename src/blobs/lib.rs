//! Where sealed files lie. Knows bytes and names only.
//!
//! What is written shows under its name only when it is complete; a reader never meets half a file. Every call blocks:
//! make it on a thread that may. Names are made by us, never by a person. [`Folder`] is the place of the plain program;
//! the crate `s3` has another.

mod folder;

use std::io::Write;
use std::ops::Range;

use bytes::Bytes;
use chrono::{DateTime, Utc};

pub use folder::Folder;

/// Why a file cannot be stored or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// There is no such file.
    #[error("the file is not there any more")]
    Missing,
    /// The place cannot be reached or is full.
    #[error("the file store cannot be used: {0}")]
    Unavailable(String),
}

impl From<std::io::Error> for BlobError {
    fn from(error: std::io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

/// A place of sealed files.
pub trait Blobs: std::fmt::Debug + Send + Sync {
    /// Begins a file. It shows only after [`BlobWriter::finish`]; one of the same name is then replaced.
    fn create(&self, name: &str) -> Box<dyn BlobWriter + '_>;

    /// Part of a file, or an error when it is shorter.
    fn read(&self, name: &str, range: Range<u64>) -> Result<Bytes, BlobError>;

    /// Deletes a file. One that is not there is gone already.
    fn delete(&self, name: &str) -> Result<(), BlobError>;

    /// Names of up to `limit` files that were written before an instant, in no particular order.
    fn written_before(&self, before: DateTime<Utc>, limit: usize)
    -> Result<Vec<String>, BlobError>;

    /// Deletes what a stopped program left of files it was writing before an instant; how many. Some stores drop
    /// unfinished uploads by a rule of their own, and say none.
    fn sweep_unfinished(&self, before: DateTime<Utc>) -> Result<usize, BlobError>;
}

/// Takes a file's bytes. Dropped before [`BlobWriter::finish`], it takes back what it wrote.
pub trait BlobWriter: Write {
    /// Makes the file show under its name. It is stored when this returns `Ok`.
    fn finish(self: Box<Self>) -> Result<(), BlobError>;
}

/// What was read, when it is as long as what was asked for.
pub fn complete(bytes: Bytes, range: &Range<u64>) -> Result<Bytes, BlobError> {
    if u64::try_from(bytes.len()) == Ok(range.end.saturating_sub(range.start)) {
        return Ok(bytes);
    }
    Err(BlobError::Unavailable("a file is shorter than it was written".to_owned()))
}
