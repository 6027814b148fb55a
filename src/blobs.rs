//! Where sealed files lie: a folder, or a store that speaks the S3 protocol. Knows bytes and names only.
//!
//! What is written shows under its name only when it is complete; a reader never meets half a file. Every call blocks:
//! make it on a thread that may. Names are made by us, never by a person.

#[cfg(feature = "s3")]
mod s3;
mod writer;

use std::fs;
use std::future::Future;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::local::LocalFileSystem;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt as _, path::Path as Name};
use tokio::runtime::{Builder, Runtime};

#[cfg(feature = "s3")]
pub use s3::S3;
pub use writer::BlobWriter;

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

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        if matches!(error, object_store::Error::NotFound { .. }) {
            return Self::Missing;
        }
        Self::Unavailable(error.to_string())
    }
}

impl From<std::io::Error> for BlobError {
    fn from(error: std::io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

/// The place of sealed files.
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// Taken only when it is dropped.
    runtime: Option<Runtime>,
    folder: Option<PathBuf>,
}

impl std::fmt::Debug for Blobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Blobs").field("store", &self.store.to_string()).finish_non_exhaustive()
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // A runtime must not wait for its threads on a thread that serves others.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Blobs {
    /// Files in a folder, which is made when it is missing.
    pub fn in_folder(folder: &Path) -> Result<Self, BlobError> {
        fs::create_dir_all(folder)?;
        // Written through to the disk: a row that names a file must find it after a power cut.
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Self::new(Arc::new(store), Some(folder.to_owned()))
    }

    fn new(store: Arc<dyn ObjectStore>, folder: Option<PathBuf>) -> Result<Self, BlobError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("files")
            .enable_all()
            .build()?;
        Ok(Self { store, runtime: Some(runtime), folder })
    }

    /// Runs work of the store to its end on this thread.
    fn wait<T>(
        &self,
        work: impl Future<Output = Result<T, object_store::Error>>,
    ) -> Result<T, BlobError> {
        let Some(runtime) = &self.runtime else {
            return Err(BlobError::Unavailable("it is being closed".to_owned()));
        };
        Ok(runtime.block_on(work)?)
    }

    /// Begins a file. It shows only after [`BlobWriter::finish`]; one of the same name is then replaced.
    pub fn create(&self, name: &str) -> BlobWriter<'_> {
        BlobWriter::new(self, Name::from(name))
    }

    /// Part of a file, or an error when it is shorter.
    pub fn read(&self, name: &str, range: Range<u64>) -> Result<Bytes, BlobError> {
        let length = range.end.saturating_sub(range.start);
        let bytes = self.wait(self.store.get_range(&Name::from(name), range))?;
        if u64::try_from(bytes.len()) == Ok(length) {
            return Ok(bytes);
        }
        Err(BlobError::Unavailable("a file is shorter than it was written".to_owned()))
    }

    /// Deletes a file. One that is not there is gone already.
    pub fn delete(&self, name: &str) -> Result<(), BlobError> {
        match self.wait(self.store.delete(&Name::from(name))) {
            Ok(()) | Err(BlobError::Missing) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Names of up to `limit` files that were written before an instant, in no particular order.
    pub fn written_before(
        &self,
        before: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<String>, BlobError> {
        let old = self
            .store
            .list(None)
            .try_filter(move |meta: &ObjectMeta| std::future::ready(meta.last_modified < before))
            .map_ok(|meta| meta.location.to_string())
            .take(limit)
            .try_collect();
        self.wait(old)
    }

    /// Deletes what a stopped program left of files it was writing before an instant; how many. Other stores drop
    /// unfinished uploads by a rule of their own.
    pub fn sweep_unfinished(&self, before: DateTime<Utc>) -> Result<usize, BlobError> {
        let Some(folder) = &self.folder else {
            return Ok(0);
        };
        let mut gone = 0_usize;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // The folder's own store marks what is not complete with `#` and a number.
            let unfinished = entry.file_name().to_string_lossy().contains('#');
            let Ok(at) = entry.metadata().and_then(|meta| meta.modified()) else {
                continue;
            };
            if unfinished && DateTime::<Utc>::from(at) < before {
                fs::remove_file(entry.path())?;
                gone = gone.saturating_add(1);
            }
        }
        Ok(gone)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn store() -> (tempfile::TempDir, Blobs) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::in_folder(&folder.path().join("files")).unwrap();
        (folder, blobs)
    }

    fn put(blobs: &Blobs, name: &str, bytes: &[u8]) {
        let mut writer = blobs.create(name);
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap();
    }

    /// Later than any file was written.
    fn tomorrow() -> DateTime<Utc> {
        DateTime::<Utc>::MAX_UTC
    }

    #[test]
    fn what_was_finished_is_read_in_parts_and_deleted_for_good() {
        let (_folder, blobs) = store();
        put(&blobs, "a", b"0123456789");
        put(&blobs, "empty", b"");
        assert_eq!(blobs.read("a", 2..5).unwrap(), &b"234"[..]);
        assert!(matches!(blobs.read("a", 5..40), Err(BlobError::Unavailable(_))));
        assert_eq!(blobs.read("b", 0..1), Err(BlobError::Missing));
        put(&blobs, "a", b"again");
        assert_eq!(blobs.read("a", 0..5).unwrap(), &b"again"[..]);
        blobs.delete("a").unwrap();
        blobs.delete("a").unwrap();
        assert_eq!(blobs.read("a", 0..1), Err(BlobError::Missing));
    }

    #[test]
    fn large_files_are_written_in_parts() {
        let (_folder, blobs) = store();
        let large: Vec<u8> = (0..20_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let mut writer = blobs.create("large");
        for part in large.chunks(1_000_003) {
            writer.write_all(part).unwrap();
        }
        writer.finish().unwrap();
        assert_eq!(blobs.read("large", 0..20_000_000).unwrap(), large);
    }

    #[test]
    fn what_was_not_finished_never_shows_and_is_swept() {
        let (folder, blobs) = store();
        let mut writer = blobs.create("half");
        writer.write_all(&vec![7; 20_000_000]).unwrap();
        let files = || fs::read_dir(folder.path().join("files")).unwrap().count();
        assert_eq!(files(), 1, "nothing was on its way");
        assert_eq!(blobs.read("half", 0..1), Err(BlobError::Missing));
        // As after a crash: nobody is left to take it back.
        std::mem::forget(writer);
        assert!(blobs.written_before(tomorrow(), 9).unwrap().is_empty());
        assert_eq!(blobs.sweep_unfinished(DateTime::UNIX_EPOCH).unwrap(), 0);
        assert_eq!(blobs.sweep_unfinished(tomorrow()).unwrap(), 1);
        assert_eq!(files(), 0);
        let mut writer = blobs.create("other");
        writer.write_all(&vec![7; 20_000_000]).unwrap();
        drop(writer);
        assert_eq!(files(), 0, "a dropped writer leaves nothing");
    }

    #[test]
    fn old_files_are_listed() {
        let (_folder, blobs) = store();
        for name in ["a", "b", "c"] {
            put(&blobs, name, b"x");
        }
        assert_eq!(blobs.written_before(tomorrow(), 2).unwrap().len(), 2);
        assert_eq!(blobs.written_before(tomorrow(), 9).unwrap().len(), 3);
        assert!(blobs.written_before(DateTime::UNIX_EPOCH, 9).unwrap().is_empty());
    }
}
