//! A file on its way into the store: small ones in one go, larger ones in parts.

use std::io::{self, Write};
use std::mem::take;

use object_store::{MultipartUpload, ObjectStoreExt as _, PutPayload, path::Path as Name};

use blobs::{BlobError, BlobWriter};

use crate::Bucket;

/// Bytes of a part. S3 takes no part below 5 MiB and no more than 10,000 of them.
const PART: usize = 8 * 1024 * 1024;

/// Takes a file's bytes. Dropped before [`BlobWriter::finish`], it takes back what it wrote.
pub struct BucketWriter<'a> {
    bucket: &'a Bucket,
    name: Name,
    part: Vec<u8>,
    upload: Option<Box<dyn MultipartUpload>>,
}

impl<'a> BucketWriter<'a> {
    pub(super) fn new(bucket: &'a Bucket, name: Name) -> Self {
        Self { bucket, name, part: Vec::new(), upload: None }
    }

    /// Sends the part that is full.
    fn send(&mut self) -> Result<(), BlobError> {
        let bytes = PutPayload::from(take(&mut self.part));
        if self.upload.is_none() {
            self.upload = Some(self.bucket.wait(self.bucket.store.put_multipart(&self.name))?);
        }
        match &mut self.upload {
            Some(upload) => self.bucket.wait(upload.put_part(bytes)),
            None => Ok(()),
        }
    }
}

impl BlobWriter for BucketWriter<'_> {
    fn finish(mut self: Box<Self>) -> Result<(), BlobError> {
        if self.upload.is_none() {
            let bytes = PutPayload::from(take(&mut self.part));
            self.bucket.wait(self.bucket.store.put(&self.name, bytes))?;
            return Ok(());
        }
        if !self.part.is_empty() {
            self.send()?;
        }
        if let Some(upload) = &mut self.upload {
            self.bucket.wait(upload.complete())?;
        }
        self.upload = None;
        Ok(())
    }
}

impl Write for BucketWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = PART.saturating_sub(self.part.len()).min(bytes.len());
        let (taken, _) = bytes.split_at_checked(fits).unwrap_or((bytes, &[]));
        self.part.extend_from_slice(taken);
        if self.part.len() >= PART {
            self.send().map_err(io::Error::other)?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for BucketWriter<'_> {
    fn drop(&mut self) {
        if let Some(mut upload) = self.upload.take()
            && let Err(error) = self.bucket.wait(upload.abort())
        {
            // The sweep finds what is left.
            tracing::warn!(%error, "files.upload_not_taken_back");
        }
    }
}
