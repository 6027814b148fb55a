//! Files of a case under the seal: taking them in, opening them, and destroying what the case no longer lists.
//!
//! A row is written before the bytes (`writing`), and becomes part of its case in the transaction that says so. The content
//! is sealed under a key of its own, which lies in the row under the case's key: dropping either is erasure.

pub(super) mod check;
mod desk;
mod reader;
pub(super) mod receive;
pub mod records;
mod sweep;
#[cfg(test)]
mod tests;
mod weight;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Deps, ServiceError, dossier, journal, reading};
use crypto::{SealContext, SealKey, open, seal};
use domain::actor::Actor;
use domain::case::Case;
use domain::file::{FileKind, FilePurpose};
use domain::ids::{CaseId, FileId, Reference};
use storage::files::{self, FileState, StoredFile};
use storage::outbox::{self, NewItem};
use storage::{Reads, StoreError, WriteTx};

pub(super) use desk::attach_in;
pub use desk::{Attachment, FilesView, attach, target, view};
pub use reader::FileReader;
pub use receive::{Incoming, discard, limit, receive};
pub use sweep::sweep;

/// Outbox topic of bytes to be deleted; the payload is the file's id.
pub const DESTROY: &str = "destroy_file";

/// Rows of a page.
const PAGE: i64 = 500;

/// What a row keeps under the case's key.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct Inside {
    /// The name people see.
    pub(super) name: String,
    /// SHA-256 of the content, in hex.
    pub(super) sha256: String,
    key: [u8; 32],
}

impl Inside {
    pub(super) fn new(name: String, key: [u8; 32]) -> Self {
        Self { name, sha256: String::new(), key }
    }

    pub(super) fn key(&self) -> SealKey {
        SealKey::new(self.key)
    }
}

/// Where the inside of a row belongs.
fn row_place<'a>(case: &'a str, id: &'a str) -> SealContext<'a> {
    SealContext { purpose: "file_row", case, entry: id }
}

/// Where the content of a file belongs.
pub(super) fn content_place<'a>(case: &'a str, id: &'a str) -> SealContext<'a> {
    SealContext { purpose: "file", case, entry: id }
}

/// Seals what a row keeps; `Erased` once the case has no key.
pub(super) fn seal_inside(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &CaseId,
    id: &FileId,
    inside: &Inside,
) -> Result<Vec<u8>, ServiceError> {
    let key = dossier::key_of(tx, deps, case)?.ok_or(ServiceError::Erased)?;
    let bytes = zeroize::Zeroizing::new(serde_json::to_vec(inside)?);
    Ok(seal(&key, row_place(case.as_str(), id.as_str()), &bytes, deps.ids.as_ref())?)
}

/// A file of a case as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// What its content is.
    pub kind: FileKind,
    /// Plain bytes.
    pub size: u64,
}

/// A file that is open for reading.
#[derive(Debug)]
pub struct OpenFile {
    /// Its name.
    pub name: String,
    /// What its content is.
    pub kind: FileKind,
    /// What it is for.
    pub purpose: FilePurpose,
    /// SHA-256 of the content, in hex.
    pub sha256: String,
    /// Its content.
    pub reader: FileReader,
}

/// Every ready file of a case, in the order they came. Those given by the requester only for who decides on them.
pub fn list(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &Case,
    given: bool,
) -> Result<Vec<Listed>, ServiceError> {
    let Some(key) = dossier::key_of(tx, deps, &case.id)? else {
        return Ok(Vec::new());
    };
    let mut listed = Vec::new();
    for row in rows(tx, &case.id)? {
        let shown = row.state == FileState::Ready && (given || !row.purpose.is_given());
        let Some(sealed) = row.sealed.as_deref().filter(|_| shown) else {
            continue;
        };
        let inside = inside(&key, &row, sealed)?;
        let (name, kind, size) = (inside.name.clone(), row.kind, row.size);
        listed.push(Listed { id: FileId(row.id), name, kind, size });
    }
    Ok(listed)
}

fn inside(key: &SealKey, row: &StoredFile, sealed: &[u8]) -> Result<Inside, ServiceError> {
    let bytes = open(key, row_place(&row.case_id, &row.id), sealed)?;
    Ok(serde_json::from_slice(&bytes)?)
}

/// Every row of a case.
fn rows(tx: &mut dyn Reads, case: &CaseId) -> Result<Vec<StoredFile>, StoreError> {
    let mut all: Vec<StoredFile> = Vec::new();
    loop {
        let after = all.last().map(|row| row.id.clone());
        let page = files::of_case(tx, case.as_str(), after.as_deref(), PAGE)?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Opens a ready file of this case and no other; `NotFound` for everything else.
pub(super) fn open_file(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &CaseId,
    id: &FileId,
) -> Result<OpenFile, ServiceError> {
    let row = files::get(tx, id.as_str())?
        .filter(|row| row.case_id == case.as_str() && row.state == FileState::Ready)
        .ok_or(ServiceError::NotFound)?;
    let key = dossier::key_of(tx, deps, case)?.ok_or(ServiceError::NotFound)?;
    let sealed = row.sealed.as_deref().ok_or(ServiceError::NotFound)?;
    let inside = inside(&key, &row, sealed)?;
    Ok(OpenFile {
        name: inside.name.clone(),
        sha256: inside.sha256.clone(),
        kind: row.kind,
        purpose: row.purpose,
        reader: FileReader::new(deps, inside.key(), &row),
    })
}

/// Opens a file for the desk. That it was opened is journalled in the same transaction. What the requester gave is shown
/// to who decides on it only; others meet the same answer as for a file that never was.
pub fn open_for_desk(
    deps: &Deps,
    actor: &Actor,
    reference: &Reference,
    id: &FileId,
) -> Result<OpenFile, ServiceError> {
    let id = id.clone();
    reading::read(deps, actor, reference, move |tx, deps, actor, case| {
        let found = open_file(tx, deps, &case.id, &id)?;
        let may = match found.purpose {
            FilePurpose::Evidence | FilePurpose::Correction => {
                reading::decides_on(deps, actor, &case, found.purpose)
            }
            FilePurpose::Result => true,
            // The copy of the data is for the person; the desk sees what it is made of.
            FilePurpose::Package => false,
        };
        if !may {
            return Err(ServiceError::NotFound);
        }
        journal::file_read(tx, deps, actor, &case.id, &id)?;
        Ok(found)
    })
}

/// Brings the stored files in line with the case: what it lists now becomes ready, what it no longer lists is destroyed.
pub(super) fn follow(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    before: &Case,
    after: &Case,
) -> Result<(), ServiceError> {
    let (old, new) = (before.kept_files(), after.kept_files());
    for id in new.difference(&old) {
        if !files::make_ready(tx, id.as_str(), after.id.as_str())? {
            return Err(ServiceError::NotFound);
        }
    }
    for id in old.difference(&new) {
        destroy(tx, deps, id.as_str())?;
    }
    Ok(())
}

/// Drops a file's key now and has its bytes deleted.
pub(super) fn destroy(tx: &mut WriteTx<'_>, deps: &Deps, id: &str) -> Result<(), ServiceError> {
    if !files::make_gone(tx, id)? {
        return Ok(());
    }
    let now = deps.now();
    outbox::put(
        tx,
        &NewItem {
            id: deps.ids.uuid(),
            topic: DESTROY.to_owned(),
            case_id: None,
            template: None,
            audience: None,
            recipient_hash: None,
            payload: id.as_bytes().to_vec(),
            due_at: now,
            dedupe_key: Some(format!("{DESTROY}:{id}")),
            created_at: now,
        },
    )?;
    Ok(())
}

/// Destroys every file of a case, those on their way among them.
pub(super) fn destroy_all(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &CaseId,
) -> Result<(), ServiceError> {
    for row in rows(tx, case)? {
        destroy(tx, deps, &row.id)?;
    }
    Ok(())
}

/// Deletes the bytes of a file whose key is gone, then its row. Doing it again does no harm.
pub fn delete_bytes(deps: &Deps, id: &str) -> Result<(), ServiceError> {
    deps.blobs.delete(id)?;
    let id = id.to_owned();
    deps.store.write::<bool, StoreError>(move |tx| files::delete(tx, &id))?;
    Ok(())
}
