//! What goes into a package: the answer, and system by system what the tasks of access found.

use std::collections::BTreeMap;

use crate::answer::Telling;
use crate::dossier::Dossier;
use crate::files::{OpenFile, open_file};
use crate::{Deps, ServiceError, data_map};
use domain::case::Case;
use domain::data_map::{DataMap, System};
use domain::file::{CaseFile, FilePurpose, PackageStop};
use domain::ids::CaseId;
use domain::item::{Task, TaskDetails, TaskState};
use domain::person::Person;
use domain::vocabulary::{Right, TaskKind, TaskResult};
use storage::{ReadTx, files};
use text::contexts::mail::ItemLine;

/// Everything a package is made of.
pub(super) struct Plan {
    pub(super) case: Case,
    pub(super) person: Person,
    pub(super) words: Option<String>,
    pub(super) items: Vec<ItemLine>,
    pub(super) systems: Vec<Part>,
}

/// One system's part.
pub(super) struct Part {
    /// Key of the system: the name of its files.
    pub(super) key: String,
    /// What the data map said of it when the tasks were planned.
    pub(super) system: System,
    /// Rows that came with results.
    pub(super) tables: Vec<TaskDetails>,
    pub(super) files: Vec<OpenFile>,
}

/// Gathers it; a stop when a file is not there or not this case's.
pub(super) fn gather(
    tx: &mut ReadTx<'_>,
    deps: &Deps,
    case: Case,
) -> Result<Result<Plan, PackageStop>, ServiceError> {
    let dossier = Dossier::open_for(tx, deps, &case.id, false)?;
    let Some(person) = dossier.person.clone() else {
        return Err(ServiceError::Erased);
    };
    let map = data_map::pinned(tx, deps, case.data_map)?;
    let mut systems: BTreeMap<&str, Part> = BTreeMap::new();
    let collects = |task: &&Task| task.right == Right::Access && task.kind == TaskKind::Collect;
    let found =
        |task: &&Task| matches!(task.state, TaskState::Done { result: TaskResult::Found, .. });
    for task in case.tasks.iter().filter(collects) {
        let part = systems.entry(&task.system).or_insert_with(|| part(&map, &task.system));
        part.tables.extend(table(task, &dossier));
    }
    for file in case.files_for(FilePurpose::Result) {
        // Of a dropped task nothing goes out: it may have been somebody else's.
        let task = file.task.and_then(|task| case.task(task)).filter(collects).filter(found);
        let Some(part) = task.and_then(|task| systems.get_mut(task.system.as_str())) else {
            continue;
        };
        match own_file(tx, deps, &case.id, file)? {
            Ok(open) => part.files.push(open),
            Err(stop) => return Ok(Err(stop)),
        }
    }
    let proposal = case.proposal.as_ref().and_then(|proposal| proposal.text.as_ref());
    let words = proposal.and_then(|text| dossier.text(text)).map(str::to_owned);
    let systems = systems.into_values().collect();
    let items = Telling { case: &case, person: &person, dossier: &dossier, map: &map }.items();
    Ok(Ok(Plan { case, person, words, items, systems }))
}

/// Rows that came with the result itself.
fn table(task: &Task, dossier: &Dossier) -> Option<TaskDetails> {
    let TaskState::Done { result: TaskResult::Found, details: Some(details), .. } = &task.state
    else {
        return None;
    };
    let details = TaskDetails::read(dossier.text(details)?);
    (!details.rows.is_empty()).then_some(details)
}

fn part(map: &DataMap, key: &str) -> Part {
    Part {
        key: key.to_owned(),
        system: map.system(key).cloned().unwrap_or_else(|| unknown(key)),
        tables: Vec::new(),
        files: Vec::new(),
    }
}

/// A system that the map no longer names.
fn unknown(key: &str) -> System {
    System { key: key.to_owned(), name: key.to_owned(), ..System::default() }
}

/// A file the case lists must be stored for this case: another one's would be somebody else's data.
fn own_file(
    tx: &mut ReadTx<'_>,
    deps: &Deps,
    case: &CaseId,
    file: &CaseFile,
) -> Result<Result<OpenFile, PackageStop>, ServiceError> {
    match files::get(tx, file.id.as_str())? {
        Some(row) if row.case_id != case.as_str() => return Ok(Err(PackageStop::ForeignSubject)),
        Some(row) if row.kind == file.kind && row.purpose == FilePurpose::Result => {}
        Some(_) | None => return Ok(Err(PackageStop::FileDamaged)),
    }
    match open_file(tx, deps, case, &file.id) {
        Ok(open) => Ok(Ok(open)),
        Err(ServiceError::NotFound | ServiceError::Seal(_)) => Ok(Err(PackageStop::FileDamaged)),
        Err(error) => Err(error),
    }
}
