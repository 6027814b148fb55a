//! Taking a file in: its size, its kind, the scanner, the seal. It is not part of the case before a command says so.

use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

use super::check::{self, refused};
use super::{Inside, content_place, records, seal_inside};
use crate::scan::{Scan, Verdict};
use crate::{Deps, ServiceError};
use crypto::SealWriter;
use domain::case::Case;
use domain::file::{FileKind, FilePurpose, NewFile, clean_name};
use domain::ids::{CaseId, FileId, TaskId};
use domain::prose::hex;
use storage::files::{self, FileState, StoredFile};
use storage::{Reads, StoreError};

/// Bytes looked at to tell what a file is.
const HEAD: u64 = 65_536;
const MEGABYTE: u64 = 1_024 * 1_024;

const AWAY: &str = "Our virus scanner cannot be reached, so we cannot take files just now. Try again in a few minutes. What you typed is still here.";
const CUT: &str = "The file did not arrive in full. Check your connection, then choose it again.";

/// A file on its way in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// What it is for.
    pub purpose: FilePurpose,
    /// The task that found it.
    pub task: Option<TaskId>,
    /// What the sender calls it.
    pub name: String,
}

/// The largest file of a purpose, in bytes.
pub fn limit(deps: &Deps, purpose: FilePurpose) -> u64 {
    let files = &deps.settings.files;
    let most = if purpose.is_given() { files.given_megabytes } else { files.result_megabytes };
    u64::from(most).saturating_mul(MEGABYTE)
}

/// Takes a file in, with flat memory. What is returned is stored, and swept when no command makes it part of the case.
/// Every refusal is a sentence at the field `file`.
pub fn receive(
    deps: &Deps,
    case: &Case,
    incoming: &Incoming,
    from: &mut dyn Read,
) -> Result<NewFile, ServiceError> {
    let purpose = incoming.purpose;
    room(deps, case, purpose)?;
    let mut head = Vec::new();
    from.take(HEAD).read_to_end(&mut head).map_err(|_| refused(CUT))?;
    let kind = check::kind(&head, &incoming.name, purpose)?;
    let most = limit(deps, purpose);
    let id = begin(deps, case, incoming, kind)?;
    let new = NewFile { id, kind };
    let stored = if in_memory(purpose, kind) {
        whole(head, from, most)
            .and_then(|bytes| prepared(case, purpose, kind, bytes))
            .and_then(|bytes| store(deps, case, &new, incoming, &mut bytes.as_slice(), u64::MAX))
    } else {
        let mut all = io::Cursor::new(head).chain(from);
        store(deps, case, &new, incoming, &mut all, most)
    };
    if stored.is_err() {
        discard(deps, &new);
    }
    stored.map(|()| new)
}

/// Takes a file back that no command wants. What cannot be taken back now is swept.
pub fn discard(deps: &Deps, file: &NewFile) {
    if let Err(error) = super::delete_bytes(deps, file.id.as_str()) {
        tracing::warn!(file = %file.id, %error, "files.not_taken_back");
    }
}

/// Files whose whole content is looked at: pictures that lose what stands beside them, and rows.
fn in_memory(purpose: FilePurpose, kind: FileKind) -> bool {
    (purpose.is_given() && kind.is_picture()) || kind == FileKind::Json
}

fn prepared(
    case: &Case,
    purpose: FilePurpose,
    kind: FileKind,
    bytes: Vec<u8>,
) -> Result<Vec<u8>, ServiceError> {
    if kind == FileKind::Json {
        records::check(&bytes, &case.reference).map_err(|why| refused(&why.sentence()))?;
        return Ok(bytes);
    }
    check::pixels(&bytes)?;
    if purpose.is_given() { check::stripped(kind, bytes) } else { Ok(bytes) }
}

/// Whether the case has room for another file at all.
fn room(deps: &Deps, case: &Case, purpose: FilePurpose) -> Result<(), ServiceError> {
    let most = room_for(deps, purpose);
    let used = deps.store.read(|tx| used(tx, &case.id, purpose))?;
    if used < most { Ok(()) } else { Err(full(most)) }
}

/// How much all files of a request that are given, or found, may take up.
fn room_for(deps: &Deps, purpose: FilePurpose) -> u64 {
    let settings = &deps.settings.files;
    let given = purpose.is_given();
    let most = if given { settings.given_case_megabytes } else { settings.result_case_megabytes };
    u64::from(most).saturating_mul(MEGABYTE)
}

fn used(tx: &mut dyn Reads, case: &CaseId, purpose: FilePurpose) -> Result<u64, StoreError> {
    let stored = super::rows(tx, case)?;
    let counted = stored
        .iter()
        .filter(|row| row.state != FileState::Gone && row.purpose != FilePurpose::Package)
        .filter(|row| row.purpose.is_given() == purpose.is_given());
    Ok(counted.fold(0_u64, |sum, row| sum.saturating_add(row.size)))
}

fn full(most: u64) -> ServiceError {
    let most = most / MEGABYTE;
    refused(&format!("The files of this request take up all of the {most} MB there are for them."))
}

fn begin(
    deps: &Deps,
    case: &Case,
    incoming: &Incoming,
    kind: FileKind,
) -> Result<FileId, ServiceError> {
    let id = deps.ids.uuid();
    let row = StoredFile {
        id: id.clone(),
        case_id: case.id.0.clone(),
        task: incoming.task.map(|task| task.0),
        purpose: incoming.purpose,
        kind,
        state: FileState::Writing,
        size: 0,
        sealed: None,
        created_at: deps.now(),
    };
    deps.store.write::<(), StoreError>(move |tx| files::put(tx, &row))?;
    Ok(FileId(id))
}

fn too_large(most: u64) -> ServiceError {
    let sentence =
        format!("This file is larger than {} MB. Choose a smaller one.", most / MEGABYTE);
    refused(&sentence)
}

fn whole(head: Vec<u8>, from: &mut dyn Read, most: u64) -> Result<Vec<u8>, ServiceError> {
    let most = most.min(records::MOST_BYTES);
    let mut bytes = head;
    let left =
        most.saturating_add(1).saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    from.take(left).read_to_end(&mut bytes).map_err(|_| refused(CUT))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most {
        return Err(too_large(most));
    }
    Ok(bytes)
}

/// Seals the content piece by piece while the scanner and the hash look on.
fn store(
    deps: &Deps,
    case: &Case,
    new: &NewFile,
    incoming: &Incoming,
    from: &mut dyn Read,
    most: u64,
) -> Result<(), ServiceError> {
    let away = |error: io::Error| {
        tracing::error!(%error, "files.scanner_away");
        refused(AWAY)
    };
    let mut scan =
        deps.settings.files.clamd.as_deref().map(Scan::begin).transpose().map_err(away)?;
    let name = clean_name(&incoming.name, new.kind);
    let mut inside = Inside::new(name, deps.ids.bytes32());
    let blob = deps.blobs.create(new.id.as_str());
    let place = content_place(case.id.as_str(), new.id.as_str());
    let mut sealing =
        SealWriter::new(blob, &inside.key(), place, deps.ids.as_ref()).map_err(stored)?;
    let mut hash = Sha256::new();
    let mut piece = zeroize::Zeroizing::new(vec![0_u8; 65_536]);
    loop {
        let read = from.read(&mut piece).map_err(|_| refused(CUT))?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        if sealing.size().saturating_add(u64::try_from(read).unwrap_or(u64::MAX)) > most {
            return Err(too_large(most));
        }
        hash.update(bytes);
        if let Some(scan) = &mut scan {
            scan.feed(bytes).map_err(away)?;
        }
        sealing.write_all(bytes).map_err(stored)?;
    }
    if let Some(scan) = scan
        && let Verdict::Found(name) = scan.verdict().map_err(away)?
    {
        tracing::warn!(file = %new.id, found = name, "files.infected");
        return Err(refused("Our virus scanner knows this file as harmful. Choose another one."));
    }
    let (blob, size) = sealing.finish().map_err(stored)?;
    blob.finish()?;
    inside.sha256 = hex(&hash.finalize());
    note_written(deps, case, new, incoming.purpose, &inside, size)
}

/// What the row keeps, once the bytes are stored. Files that came at the same moment may have taken up the room.
pub(crate) fn note_written(
    deps: &Deps,
    case: &Case,
    new: &NewFile,
    purpose: FilePurpose,
    inside: &Inside,
    size: u64,
) -> Result<(), ServiceError> {
    let sealed = deps.store.read(|tx| seal_inside(tx, deps, &case.id, &new.id, inside))?;
    let (case, new, most) = (case.id.clone(), new.clone(), room_for(deps, purpose));
    let noted = deps.store.write::<bool, ServiceError>(move |tx| {
        if purpose != FilePurpose::Package && used(tx, &case, purpose)? >= most {
            return Err(full(most));
        }
        Ok(files::written(tx, new.id.as_str(), new.kind, size, &sealed)?)
    })?;
    // Swept or erased while it arrived.
    if noted { Ok(()) } else { Err(refused(CUT)) }
}

/// A fault of the place where files lie.
pub(crate) fn stored(error: io::Error) -> ServiceError {
    blobs::BlobError::from(error).into()
}
