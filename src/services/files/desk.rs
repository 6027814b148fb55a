//! Files as the desk sees and attaches them.

use super::{Listed, list, open_file};
use crate::access::require;
use crate::commands::{self, Offered};
use crate::{Deps, ServiceError, reading};
use domain::access::Permission;
use domain::actor::Actor;
use domain::case::Case;
use domain::file::{FilePurpose, NewFile};
use domain::ids::{CaseId, FileId, Reference, TaskId};
use domain::workflow::{Command, Verb};
use storage::{WriteTx, cases};

/// A case with its files.
#[derive(Debug)]
pub struct FilesView {
    /// The case.
    pub case: Case,
    /// Files the reader may open, with their names.
    pub listed: Vec<Listed>,
    /// What the reader could do now.
    pub offered: Vec<Offered>,
    /// Whether the reader decides on what the requester gave.
    pub decides: bool,
}

impl FilesView {
    /// Whether nothing stands against a verb.
    pub fn can(&self, verb: Verb) -> bool {
        self.offered.iter().any(|offered| offered.verb == verb && offered.obstacle.is_none())
    }
}

/// Lists a case's files; that the case was read is journalled.
pub fn view(deps: &Deps, actor: &Actor, reference: &Reference) -> Result<FilesView, ServiceError> {
    reading::read(deps, actor, reference, |tx, deps, actor, case| {
        let decides = [FilePurpose::Evidence, FilePurpose::Correction]
            .into_iter()
            .any(|purpose| reading::decides_on(deps, actor, &case, purpose));
        let listed = list(tx, deps, &case, decides)?;
        let offered = commands::offered(deps, actor, &case);
        Ok(FilesView { case, listed, offered, decides })
    })
}

/// The case files are about to be attached to, for someone who may.
pub fn target(deps: &Deps, actor: &Actor, reference: &Reference) -> Result<Case, ServiceError> {
    require(actor, Permission::RecordCases)?;
    deps.store.read(|tx| cases::by_reference(tx, reference)?.ok_or(ServiceError::NotFound))
}

/// What is said of a file that is attached.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// The stored file.
    pub file: NewFile,
    /// The task that found it.
    pub task: TaskId,
    /// Whether it holds data of other people.
    pub others: bool,
    /// The file whose place it takes.
    pub replaces: Option<FileId>,
}

/// Attaches stored files to a task: all of them, or none.
pub fn attach(
    deps: &Deps,
    actor: &Actor,
    reference: &Reference,
    seen: Option<i64>,
    files: &[Attachment],
) -> Result<(), ServiceError> {
    let (inner, actor, reference) = (deps.clone(), actor.clone(), reference.clone());
    let files = files.to_vec();
    deps.store.clone().write(move |tx| {
        let case = cases::by_reference(tx, &reference)?.ok_or(ServiceError::NotFound)?;
        attach_in(tx, &inner, &actor, &case.id, seen, &files)
    })
}

/// The same within a transaction, by whoever may.
pub(crate) fn attach_in(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    case: &CaseId,
    seen: Option<i64>,
    files: &[Attachment],
) -> Result<(), ServiceError> {
    let mut from = commands::Origin { seen, browser: None };
    for one in files {
        let Attachment { file, task, others, replaces } = one.clone();
        let id = file.id.clone();
        let command = Command::AttachFile { file, task, others, replaces };
        commands::execute_from(tx, deps, actor, case, &command, &from)?;
        from.seen = None;
        // The row was begun for this very case; a file of another never becomes part of this one.
        open_file(tx, deps, case, &id)?;
    }
    Ok(())
}
