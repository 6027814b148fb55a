//! The heads of the log, remembered in a file outside of the database: one line at most a minute, and
//! one when a case is closed. Lines are only ever added; copy the file to where the database's
//! administrator cannot write.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Take, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::tree::Frontier;
use crate::{Deps, ServiceError};
use domain::prose::hex;
use storage::{StoreError, positions};

/// How often a head is remembered, when nothing else asks for it.
const EVERY: TimeDelta = TimeDelta::minutes(1);
/// Leaves read at once when the tree catches up.
const BATCH: i64 = 1000;
/// More than the longest line.
const LINE: u64 = 1024;

/// A head as it was remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// When.
    pub at: DateTime<Utc>,
    /// Hash of the last entry, in hex.
    pub leaf: String,
    /// Hash over all entries (RFC 6962), in hex.
    pub root: String,
    /// How many entries the log had.
    pub size: i64,
}

/// The head file of this desk.
pub fn file_of(deps: &Deps) -> PathBuf {
    deps.settings.data_dir.join("audit").join("head.jsonl")
}

/// Remembers the log's head when there is a new one and it is time, or when it matters (`now`).
pub(super) fn remember(deps: &Deps, now: bool) -> Result<(), ServiceError> {
    let path = file_of(deps);
    let size = deps.store.read(|tx| positions::size(tx))?;
    if !is_due(deps, &path, size, now)? {
        return Ok(());
    }
    let mut file = open_to_append(&path).map_err(|why| unusable(&path, &why))?;
    // Two processes may share the folder: the second finds the first one's line.
    file.lock().map_err(|why| unusable(&path, &why))?;
    if !is_due(deps, &path, size, now)? {
        return Ok(());
    }
    let tree = catch_up(deps, &path, size)?;
    let last = deps.store.read(|tx| positions::leaves(tx, size.saturating_sub(1), 1))?;
    let Some(leaf) = last.first() else {
        return Ok(());
    };
    let head = Head { at: deps.now(), leaf: hex(leaf), root: tree.root(), size };
    let mut line = serde_json::to_vec(&head)?;
    line.push(b'\n');
    let written = file.write_all(&line).and_then(|()| file.sync_data());
    written.map_err(|why| unusable(&path, &why))?;
    keep_tree(&path, &tree)
}

fn is_due(deps: &Deps, path: &Path, size: i64, now: bool) -> Result<bool, ServiceError> {
    let Some(newest) = newest(path)? else {
        return Ok(size > 0);
    };
    // A log that is shorter than it was is for `verify` to tell; its head is never remembered.
    Ok(size > newest.size && (now || deps.now().signed_duration_since(newest.at) >= EVERY))
}

/// The newest head in a file; `None` when there is none yet.
pub(super) fn newest(path: &Path) -> Result<Option<Head>, ServiceError> {
    match last_lines(path) {
        Ok(text) => Ok(text.lines().rev().find_map(|line| serde_json::from_str(line).ok())),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(unusable(path, &why)),
    }
}

fn last_lines(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LINE)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn open_to_append(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
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
    Ok(file)
}

/// The tree of this size. What was remembered of it before saves reading the log from its start.
fn catch_up(deps: &Deps, path: &Path, size: i64) -> Result<Frontier, ServiceError> {
    let kept = fs::read(tree_file(path)).ok();
    let kept: Option<Frontier> = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let newest = newest(path)?;
    // Only a tree that gives the remembered root is the tree that was remembered.
    let mut tree = kept
        .filter(|tree| {
            newest.is_some_and(|head| head.size == tree.size() && head.root == tree.root())
        })
        .unwrap_or_default();
    while tree.size() < size {
        let wanted = BATCH.min(size.saturating_sub(tree.size()));
        let leaves = deps.store.read(|tx| positions::leaves(tx, tree.size(), wanted))?;
        if leaves.is_empty() {
            let why = "the log ends before its last position; run `rightsdesk audit verify`";
            return Err(StoreError::Database(why.to_owned()).into());
        }
        for leaf in leaves {
            tree.push(leaf);
        }
    }
    Ok(tree)
}

fn tree_file(path: &Path) -> PathBuf {
    path.with_file_name("tree.json")
}

fn keep_tree(path: &Path, tree: &Frontier) -> Result<(), ServiceError> {
    let (kept, fresh) = (tree_file(path), path.with_file_name("tree.json.new"));
    let bytes = serde_json::to_vec(tree)?;
    let written = fs::write(&fresh, bytes).and_then(|()| fs::rename(&fresh, &kept));
    written.map_err(|why| unusable(&kept, &why))
}

fn unusable(path: &Path, why: &io::Error) -> ServiceError {
    StoreError::Unavailable(format!("{} cannot be used: {why}", path.display())).into()
}

/// What a line of a head file holds.
pub(super) enum Line {
    /// A head.
    Head(Head),
    /// Something else: the line's number.
    Damaged(u64),
}

/// The heads of a file, one after the other, as far as it went when it was opened.
pub(super) struct Remembered {
    lines: Option<BufReader<Take<File>>>,
    number: u64,
}

impl Remembered {
    /// Opens a head file; one that is not there holds no heads.
    pub(super) fn open(path: &Path) -> Result<Self, ServiceError> {
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
        let lines = match opened {
            Ok((length, file)) => Some(BufReader::new(file.take(length))),
            Err(why) if why.kind() == io::ErrorKind::NotFound => None,
            Err(why) => return Err(unusable(path, &why)),
        };
        Ok(Self { lines, number: 0 })
    }
}

impl Iterator for Remembered {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let mut line = Vec::new();
        let read = self.lines.as_mut()?.read_until(b'\n', &mut line);
        self.number = self.number.saturating_add(1);
        match read {
            Ok(0) => None,
            Ok(_) => Some(match serde_json::from_slice(&line) {
                Ok(head) => Line::Head(head),
                Err(_) => Line::Damaged(self.number),
            }),
            Err(_) => {
                self.lines = None;
                Some(Line::Damaged(self.number))
            }
        }
    }
}
