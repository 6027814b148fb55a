//! Sealed files in a store that speaks the S3 protocol.

mod writer;

use std::future::Future;
use std::ops::Range;
use std::sync::Arc;

use blobs::{BlobError, BlobWriter, Blobs, complete};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::prefix::PrefixStore;
use object_store::{Error, ObjectMeta, ObjectStore, ObjectStoreExt as _, path::Path as Name};
use tokio::runtime::{Builder, Runtime};

use writer::BucketWriter;

/// Where the store is and how to sign in.
pub struct Access<'a> {
    /// `s3://BUCKET/FOLDER`.
    pub url: &'a str,
    /// The server, when it is not Amazon's.
    pub endpoint: Option<&'a str>,
    /// The region; any word for servers that have none.
    pub region: &'a str,
    /// Name and secret of the account; without them those of the machine's environment.
    pub account: Option<(&'a str, &'a str)>,
}

/// A bucket, or a folder of one.
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    /// Taken only when it is dropped.
    runtime: Option<Runtime>,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bucket").field("store", &self.store.to_string()).finish_non_exhaustive()
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        // A runtime must not wait for its threads on a thread that serves others.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Bucket {
    /// Files in a bucket. Nothing is asked of it yet.
    pub fn open(access: &Access<'_>) -> Result<Self, BlobError> {
        // Whoever was first chose the same one: a second choice is refused, and nothing is wrong.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let bad = || BlobError::Unavailable("files.url must be like s3://BUCKET/FOLDER".to_owned());
        let path = access.url.strip_prefix("s3://").ok_or_else(bad)?;
        let (bucket, folder) = path.split_once('/').unwrap_or((path, ""));
        let mut builder =
            AmazonS3Builder::from_env().with_bucket_name(bucket).with_region(access.region);
        if let Some(endpoint) = access.endpoint {
            // Plain http is for a store on this machine; `config` checks that.
            builder = builder.with_endpoint(endpoint).with_allow_http(true);
        }
        if let Some((name, secret)) = access.account {
            builder = builder.with_access_key_id(name).with_secret_access_key(secret);
        }
        let store = builder.build().map_err(|error| fault(&error))?;
        let folder = folder.trim_matches('/');
        if folder.is_empty() {
            return Self::over(Arc::new(store));
        }
        Self::over(Arc::new(PrefixStore::new(store, folder)))
    }

    fn over(store: Arc<dyn ObjectStore>) -> Result<Self, BlobError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("files")
            .enable_all()
            .build()?;
        Ok(Self { store, runtime: Some(runtime) })
    }

    /// Runs work of the store to its end on this thread.
    fn wait<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, BlobError> {
        let Some(runtime) = &self.runtime else {
            return Err(BlobError::Unavailable("it is being closed".to_owned()));
        };
        runtime.block_on(work).map_err(|error| fault(&error))
    }
}

fn fault(error: &Error) -> BlobError {
    if matches!(error, Error::NotFound { .. }) {
        return BlobError::Missing;
    }
    BlobError::Unavailable(error.to_string())
}

impl Blobs for Bucket {
    fn create(&self, name: &str) -> Box<dyn BlobWriter + '_> {
        Box::new(BucketWriter::new(self, Name::from(name)))
    }

    fn read(&self, name: &str, range: Range<u64>) -> Result<Bytes, BlobError> {
        let bytes = self.wait(self.store.get_range(&Name::from(name), range.clone()))?;
        complete(bytes, &range)
    }

    fn delete(&self, name: &str) -> Result<(), BlobError> {
        match self.wait(self.store.delete(&Name::from(name))) {
            Ok(()) | Err(BlobError::Missing) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn written_before(
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

    /// The store drops unfinished uploads by a rule of the bucket's own.
    fn sweep_unfinished(&self, _before: DateTime<Utc>) -> Result<usize, BlobError> {
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use object_store::memory::InMemory;

    use super::*;

    fn bucket() -> Bucket {
        Bucket::over(Arc::new(PrefixStore::new(InMemory::new(), "desk"))).unwrap()
    }

    fn put(bucket: &Bucket, name: &str, bytes: &[u8]) {
        let mut writer = bucket.create(name);
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap();
    }

    #[test]
    fn what_was_finished_is_read_in_parts_listed_and_deleted() {
        let bucket = bucket();
        put(&bucket, "a", b"0123456789");
        put(&bucket, "empty", b"");
        assert_eq!(bucket.read("a", 2..5).unwrap(), &b"234"[..]);
        assert!(matches!(bucket.read("a", 5..40), Err(BlobError::Unavailable(_))));
        assert_eq!(bucket.read("b", 0..1), Err(BlobError::Missing));
        let mut names = bucket.written_before(DateTime::<Utc>::MAX_UTC, 9).unwrap();
        names.sort();
        assert_eq!(names, ["a", "empty"]);
        assert!(bucket.written_before(DateTime::UNIX_EPOCH, 9).unwrap().is_empty());
        bucket.delete("a").unwrap();
        bucket.delete("a").unwrap();
        assert_eq!(bucket.read("a", 0..1), Err(BlobError::Missing));
    }

    #[test]
    fn large_files_go_in_parts_and_show_only_when_complete() {
        let bucket = bucket();
        let large: Vec<u8> = (0..20_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let mut writer = bucket.create("large");
        for part in large.chunks(1_000_003) {
            writer.write_all(part).unwrap();
        }
        assert_eq!(bucket.read("large", 0..1), Err(BlobError::Missing));
        writer.finish().unwrap();
        assert_eq!(bucket.read("large", 0..20_000_000).unwrap(), large);
        let mut dropped = bucket.create("half");
        dropped.write_all(&large).unwrap();
        drop(dropped);
        assert_eq!(bucket.read("half", 0..1), Err(BlobError::Missing));
    }

    #[test]
    fn an_address_that_names_no_bucket_is_refused() {
        let access = Access { url: "https://x", endpoint: None, region: "any", account: None };
        let refused = Bucket::open(&access).unwrap_err();
        assert!(refused.to_string().contains("s3://BUCKET/FOLDER"));
    }
}
