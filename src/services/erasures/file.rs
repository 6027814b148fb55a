//! The ledger outside of the database: a line for each entry, only ever added. Copy the file to where backups of the
//! database do not lie.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::all_from;
use crate::{Deps, ServiceError};
use domain::prose::hex;
use storage::StoreError;
use storage::erasure_ledger::Erased;

/// So much of the end of the file is read to know what it holds.
const TAIL: u64 = 256 * 1024;
/// Entries as old as this may still be committed after newer ones.
const OVERLAP: TimeDelta = TimeDelta::hours(1);

/// An entry as a line.
#[derive(Serialize, Deserialize)]
struct Line {
    id: String,
    at: DateTime<Utc>,
    case: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    system: String,
}

impl From<&Erased> for Line {
    fn from(entry: &Erased) -> Self {
        Self {
            id: entry.id.clone(),
            at: entry.at,
            case: entry.case_id.clone(),
            outcome: entry.outcome.clone(),
            person: entry.person.as_deref().map(hex),
            system: entry.system.clone(),
        }
    }
}

impl Line {
    fn entry(self) -> Erased {
        Erased {
            id: self.id,
            person: self.person.as_deref().and_then(bytes),
            case_id: self.case,
            system: self.system,
            outcome: self.outcome,
            at: self.at,
        }
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| hex.get(at..at.saturating_add(2));
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(pair(at)?, 16).ok()).collect()
}

/// The file of this desk.
pub fn file_of(deps: &Deps) -> PathBuf {
    deps.settings.data_dir.join("erasures").join("ledger.jsonl")
}

/// Adds to the file what the database has beyond it; how many lines. A line may stand there twice, never not at all.
pub fn copy(deps: &Deps) -> Result<usize, ServiceError> {
    let path = file_of(deps);
    let from = newest(&tail(&path)?).and_then(|at| at.checked_sub_signed(OVERLAP));
    let entries = deps.store.read(|tx| all_from(tx, from.unwrap_or(DateTime::UNIX_EPOCH)))?;
    if entries.is_empty() {
        return Ok(0);
    }
    let known: HashSet<String> = tail(&path)?.into_iter().map(|line| line.id).collect();
    let fresh: Vec<&Erased> = entries.iter().filter(|entry| !known.contains(&entry.id)).collect();
    if fresh.is_empty() {
        return Ok(0);
    }
    let mut text = Vec::new();
    for entry in &fresh {
        serde_json::to_writer(&mut text, &Line::from(*entry))?;
        text.push(b'\n');
    }
    append(&path, &text).map_err(|why| unusable(&path, &why))?;
    Ok(fresh.len())
}

fn append(path: &Path, text: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
    file.lock()?;
    // A line that was cut off by a power failure is ended, so that it spoils no other.
    let length = file.metadata()?.len();
    if length > 0 {
        let mut last = [0];
        file.seek(SeekFrom::Start(length.saturating_sub(1)))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    file.write_all(text)?;
    file.sync_data()
}

fn newest(lines: &[Line]) -> Option<DateTime<Utc>> {
    lines.iter().map(|line| line.at).max()
}

/// The last lines of the file.
fn tail(path: &Path) -> Result<Vec<Line>, ServiceError> {
    let read = || {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok::<_, io::Error>(bytes)
    };
    match read() {
        Ok(bytes) => Ok(lines(&bytes)),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(why) => Err(unusable(path, &why)),
    }
}

fn lines(bytes: &[u8]) -> Vec<Line> {
    String::from_utf8_lossy(bytes)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// Every entry of a file.
///
/// Errors: unavailable, when the file is not there or cannot be read.
pub(super) fn read(path: &Path) -> Result<Vec<Erased>, ServiceError> {
    let bytes = fs::read(path).map_err(|why| unusable(path, &why))?;
    Ok(lines(&bytes).into_iter().map(Line::entry).collect())
}

fn unusable(path: &Path, why: &io::Error) -> ServiceError {
    StoreError::Unavailable(format!("{} cannot be used: {why}", path.display())).into()
}
