//! Reading a sealed file part by part, from anywhere in it.

use std::io::{self, Read};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::content_place;
use crate::{Deps, ServiceError};
use blobs::Blobs;
use crypto::{HEADER, PIECE, SealKey, SealedFile, pieces};
use storage::files::StoredFile;

/// Pieces fetched at a time: a megabyte.
const AT_ONCE: u64 = 16;

/// The content of a file.
pub struct FileReader {
    blobs: Arc<dyn Blobs>,
    key: SealKey,
    case: String,
    id: String,
    size: u64,
    opened: Option<SealedFile>,
}

impl std::fmt::Debug for FileReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileReader").field("id", &self.id).finish_non_exhaustive()
    }
}

impl FileReader {
    pub(super) fn new(deps: &Deps, key: SealKey, row: &StoredFile) -> Self {
        Self {
            blobs: Arc::clone(&deps.blobs),
            key,
            case: row.case_id.clone(),
            id: row.id.clone(),
            size: row.size,
            opened: None,
        }
    }

    /// Plain bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Which file.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The bytes from `from` on, up to about a megabyte of them; none at the end.
    pub fn part(&mut self, from: u64) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
        if from >= self.size {
            return Ok(Zeroizing::new(Vec::new()));
        }
        let whole = u64::try_from(PIECE).unwrap_or(u64::MAX);
        let first = from / whole;
        let last = first.saturating_add(AT_ONCE).min(pieces(self.size));
        let file = self.sealed()?;
        let place = file.place(first..last);
        let sealed = self.blobs.read(&self.id, place)?;
        let mut plain = self.sealed()?.open(first, &sealed)?;
        let skipped = usize::try_from(from % whole).unwrap_or_default().min(plain.len());
        plain.drain(..skipped);
        Ok(plain)
    }

    fn sealed(&mut self) -> Result<&SealedFile, ServiceError> {
        let opened = match self.opened.take() {
            Some(opened) => opened,
            None => {
                let header = u64::try_from(HEADER).unwrap_or_default();
                let header = self.blobs.read(&self.id, 0..header)?;
                let place = content_place(&self.case, &self.id);
                SealedFile::new(&self.key, place, self.size, &header)?
            }
        };
        Ok(self.opened.insert(opened))
    }

    /// The whole content in memory, for files that are small by their kind.
    pub fn whole(&mut self, most: u64) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
        let mut all = Zeroizing::new(Vec::new());
        let mut at = 0_u64;
        while at < self.size.min(most) {
            let part = self.part(at)?;
            at = at.saturating_add(u64::try_from(part.len()).unwrap_or_default());
            all.extend_from_slice(&part);
        }
        Ok(all)
    }

    /// The content as a stream of bytes.
    pub fn stream(self) -> FileStream {
        FileStream { reader: self, at: 0, rest: Zeroizing::new(Vec::new()), used: 0 }
    }
}

/// A file's content, from its beginning to its end.
pub struct FileStream {
    reader: FileReader,
    at: u64,
    rest: Zeroizing<Vec<u8>>,
    used: usize,
}

impl Read for FileStream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.used >= self.rest.len() {
            self.rest = self.reader.part(self.at).map_err(io::Error::other)?;
            self.used = 0;
            self.at = self.at.saturating_add(u64::try_from(self.rest.len()).unwrap_or_default());
        }
        let mut left = self.rest.get(self.used..).unwrap_or_default();
        let taken = left.read(into)?;
        self.used = self.used.saturating_add(taken);
        Ok(taken)
    }
}
