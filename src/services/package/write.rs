//! The archive itself: a ZIP written as a stream, each entry with its SHA-256. Every name in it is made by us.

use std::io::{self, Read, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

use domain::prose::hex;

/// Entries from this size on need the 64-bit form; smaller ones are written so that every program reads them.
const LARGE: u64 = 0xF000_0000;

/// A line of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) sha256: String,
}

/// An archive on its way.
pub(super) struct Archive<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    pub(super) entries: Vec<Entry>,
}

/// Bytes on their way into an entry, counted and hashed.
pub(super) struct Hashing<'a> {
    to: &'a mut dyn Write,
    hash: Sha256,
    size: u64,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.to.write(bytes)?;
        self.hash.update(bytes.get(..taken).unwrap_or_default());
        self.size = self.size.saturating_add(u64::try_from(taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<W: Write> Archive<W> {
    pub(super) fn new(to: W) -> Self {
        Self { zip: ZipWriter::new_stream(to), entries: Vec::new() }
    }

    /// Adds an entry that `fill` writes. `size` is about how large it will be; `packed` whether packing it pays.
    pub(super) fn add<E: From<io::Error>>(
        &mut self,
        path: String,
        size: u64,
        packed: bool,
        fill: impl FnOnce(&mut Hashing<'_>) -> Result<(), E>,
    ) -> Result<&Entry, E> {
        // Sizes are known only at the end of a stream. Programs that read from one, java.util.zip among them, then
        // take nothing but deflated entries, so what packing does not make smaller is deflated too, at the least effort.
        let level = if packed { None } else { Some(1) };
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(level)
            .large_file(size >= LARGE)
            .unix_permissions(0o600);
        self.zip.start_file(path.as_str(), options).map_err(io::Error::other)?;
        let mut entry = Hashing { to: &mut self.zip, hash: Sha256::new(), size: 0 };
        fill(&mut entry)?;
        let (size, sha256) = (entry.size, hex(&entry.hash.finalize()));
        self.entries.push(Entry { path, size, sha256 });
        self.entries.last().ok_or_else(|| io::Error::other("no entry").into())
    }

    /// Ends the archive.
    pub(super) fn finish(self) -> io::Result<W> {
        Ok(self.zip.finish().map_err(io::Error::other)?.into_inner())
    }
}

/// Copies a stream piece by piece; `look` sees each piece and may stop it.
pub(super) fn copy<E: From<io::Error>>(
    from: &mut dyn Read,
    to: &mut dyn Write,
    mut look: impl FnMut() -> Result<(), E>,
) -> Result<(), E> {
    let mut piece = zeroize::Zeroizing::new(vec![0_u8; 262_144]);
    loop {
        let read = from.read(&mut piece)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(());
        };
        to.write_all(bytes)?;
        look()?;
    }
}
