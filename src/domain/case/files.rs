//! What a case says of its files.

use std::collections::BTreeSet;

use super::Case;
use crate::file::{CaseFile, FilePurpose, OthersData, Package};
use crate::ids::FileId;
use crate::item::ItemState;
use crate::vocabulary::Right;

impl Case {
    /// One file.
    pub fn file(&self, id: &FileId) -> Option<&CaseFile> {
        self.files.iter().find(|file| file.id == *id)
    }

    /// Files for one purpose.
    pub fn files_for(&self, purpose: FilePurpose) -> impl Iterator<Item = &CaseFile> {
        self.files.iter().filter(move |file| file.purpose == purpose)
    }

    /// Every file that is kept, the package among them.
    pub fn kept_files(&self) -> BTreeSet<&FileId> {
        let package = self.package.as_ref().and_then(Package::file);
        self.files.iter().map(|file| &file.id).chain(package).collect()
    }

    /// Whether a file waits for a redacted one, or for a second person's word.
    pub fn has_open_redaction(&self) -> bool {
        self.files.iter().any(|file| file.others == OthersData::Open)
    }

    /// Whether the answer gives a copy of the data, in whole or in part.
    pub fn gives_copy(&self) -> bool {
        use crate::vocabulary::Settlement::{Done, PartlyDone};
        self.item(Right::Access).is_some_and(|item| {
            matches!(item.state, ItemState::Settled { settlement: Done | PartlyDone, .. })
        })
    }
}
