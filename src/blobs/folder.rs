//! Files in a folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use chrono::{DateTime, Utc};

use crate::{BlobError, BlobWriter, Blobs, complete};

/// Stands between a name and a number in the name of a file that is not complete.
const UNFINISHED: char = '#';

/// A folder of files.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Files in a folder, which is made when it is missing.
    pub fn new(path: &Path) -> Result<Self, BlobError> {
        fs::create_dir_all(path)?;
        Ok(Self { path: path.to_owned() })
    }

    /// Where a file lies. Names are ours; one that would lead out of the folder is a fault of ours.
    fn place(&self, name: &str) -> io::Result<PathBuf> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
            return Err(io::Error::new(ErrorKind::InvalidInput, "this is no name of a file"));
        }
        Ok(self.path.join(name))
    }

    /// Every file with the instant it was written; what is being written right now may be missing.
    fn files(&self) -> io::Result<Vec<(String, DateTime<Utc>)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            // Gone since the folder was read.
            let Ok(meta) = entry.metadata() else { continue };
            if meta.is_file() {
                let name = entry.file_name().to_string_lossy().into_owned();
                found.push((name, DateTime::<Utc>::from(meta.modified()?)));
            }
        }
        Ok(found)
    }
}

fn missing(error: io::Error) -> BlobError {
    if error.kind() == ErrorKind::NotFound { BlobError::Missing } else { error.into() }
}

impl Blobs for Folder {
    fn create(&self, name: &str) -> Box<dyn BlobWriter + '_> {
        Box::new(FolderWriter { folder: self, name: name.to_owned(), open: None })
    }

    fn read(&self, name: &str, range: Range<u64>) -> Result<Bytes, BlobError> {
        let mut file = File::open(self.place(name)?).map_err(missing)?;
        file.seek(SeekFrom::Start(range.start))?;
        let length = range.end.saturating_sub(range.start);
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        file.take(length).read_to_end(&mut bytes)?;
        complete(bytes.into(), &range)
    }

    fn delete(&self, name: &str) -> Result<(), BlobError> {
        match fs::remove_file(self.place(name)?) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn written_before(
        &self,
        before: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<String>, BlobError> {
        let old = |(name, at): (String, DateTime<Utc>)| {
            (!name.contains(UNFINISHED) && at < before).then_some(name)
        };
        Ok(self.files()?.into_iter().filter_map(old).take(limit).collect())
    }

    fn sweep_unfinished(&self, before: DateTime<Utc>) -> Result<usize, BlobError> {
        let mut gone = 0_usize;
        for (name, at) in self.files()? {
            if name.contains(UNFINISHED) && at < before {
                fs::remove_file(self.path.join(name))?;
                gone = gone.saturating_add(1);
            }
        }
        Ok(gone)
    }
}

/// A file on its way, under a name that shows that it is not complete.
struct FolderWriter<'a> {
    folder: &'a Folder,
    name: String,
    open: Option<(PathBuf, File)>,
}

impl FolderWriter<'_> {
    /// The file that is written to, made by the first who asks.
    fn file(&mut self) -> io::Result<&mut File> {
        let open = match self.open.take() {
            Some(open) => open,
            None => self.begin()?,
        };
        Ok(&mut self.open.insert(open).1)
    }

    fn begin(&self) -> io::Result<(PathBuf, File)> {
        let place = self.folder.place(&self.name)?;
        let mut number = 0_u32;
        loop {
            let path = place.with_file_name(format!("{}{UNFINISHED}{number}", self.name));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                // Another writer of the same name, or what a stopped program left.
                Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 1000 => {
                    number = number.saturating_add(1);
                }
                opened => return Ok((path, opened?)),
            }
        }
    }
}

impl Write for FolderWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl BlobWriter for FolderWriter<'_> {
    fn finish(mut self: Box<Self>) -> Result<(), BlobError> {
        // Written through to the disk: a row that names a file must find it after a power cut.
        self.file()?.sync_all()?;
        let Some((unfinished, _)) = &self.open else { return Err(BlobError::Missing) };
        fs::rename(unfinished, self.folder.place(&self.name)?)?;
        self.open = None;
        File::open(&self.folder.path)?.sync_all()?;
        Ok(())
    }
}

impl Drop for FolderWriter<'_> {
    fn drop(&mut self) {
        if let Some((path, _)) = self.open.take()
            && let Err(error) = fs::remove_file(path)
        {
            // The sweep finds what is left.
            tracing::warn!(%error, "files.upload_not_taken_back");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn store() -> (tempfile::TempDir, Folder) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Folder::new(&folder.path().join("files")).unwrap();
        (folder, blobs)
    }

    fn put(blobs: &Folder, name: &str, bytes: &[u8]) {
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
