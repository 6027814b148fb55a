//! Guards of files and of the package: what may be shown, attached, handed out and taken back.

use super::identity::waiting_for;
use super::tasks::in_hands;
use super::{Ask, Decision, Refusal};
use crate::file::{
    DOWNLOADS, FilePurpose, MOST_ATTACHED, MOST_GIVEN, NewFile, OthersData, Package, PackageStop,
    package_life,
};
use crate::ids::{FileId, TaskId};
use crate::item::TaskState;
use crate::vocabulary::{Right, Role, TaskKind, WaitingReason};
use crate::workflow::refusal::RefusalCode;
use crate::workflow::{Command, Event};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    match command {
        Command::GiveFile { file, purpose } => give(ask, file, *purpose),
        Command::AttachFile { file, task, others, replaces } => {
            attach(ask, file, *task, replaces.as_ref())?;
            Ok(vec![Event::FileAttached {
                file: file.id.clone(),
                task: *task,
                kind: file.kind,
                others: *others,
                replaces: replaces.clone(),
            }])
        }
        Command::RemoveFile { file } => {
            let found = ask.case.file(file).filter(|file| file.purpose == FilePurpose::Result);
            let found = found.ok_or_else(|| ask.no(RefusalCode::NoSuchFile))?;
            // With a result it is part of what was found; before, and of a task that was dropped, it may go.
            let task = found.task.and_then(|task| ask.case.task(task));
            let done = task.is_none_or(|task| matches!(task.state, TaskState::Done { .. }));
            ask.ensure(!done, RefusalCode::TaskNotOpen)?;
            Ok(vec![Event::FileRemoved { file: file.clone() }])
        }
        Command::SignOffFile { file, reason } => {
            let found = ask.case.file(file).ok_or_else(|| ask.no(RefusalCode::NoSuchFile))?;
            ask.ensure(found.others == OthersData::Open, RefusalCode::NothingToSignOff)?;
            let me = &ask.env.actor.principal;
            let own = found.by == *me || found.asked_by.as_ref() == Some(me);
            ask.ensure(!own, RefusalCode::OwnFile)?;
            Ok(vec![Event::FileSignedOff { file: file.clone(), reason: reason.sealed.clone() }])
        }
        Command::BuildPackage { built } => build(ask, built),
        Command::Download => download(ask),
        Command::RecallPackage { reason } => {
            let ready = ask.case.package.as_ref().and_then(Package::file).is_some();
            ask.ensure(ready, RefusalCode::NothingToRecall)?;
            Ok(vec![Event::PackageRecalled { reason: reason.sealed.clone() }])
        }
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

/// The requester shows who they are while that is asked for, and what is wrong while it is not decided.
fn give(ask: &Ask<'_>, file: &NewFile, purpose: FilePurpose) -> Decision {
    match purpose {
        FilePurpose::Evidence => {
            ask.ensure(waiting_for(ask, WaitingReason::Evidence), RefusalCode::NothingAsked)?;
        }
        FilePurpose::Correction => {
            let item = ask.case.item(Right::Correct);
            let item = item.ok_or_else(|| ask.no(RefusalCode::NoItemForRight))?;
            ask.ensure(!item.state.is_settled(), RefusalCode::NothingAsked)?;
        }
        FilePurpose::Result | FilePurpose::Package => {
            return Err(ask.no(RefusalCode::WrongKind));
        }
    }
    new_here(ask, file)?;
    ask.ensure(file.kind.fits(purpose), RefusalCode::WrongKind)?;
    let room = ask.case.files_for(purpose).count() < MOST_GIVEN;
    ask.ensure(room, RefusalCode::TooManyFiles)?;
    Ok(vec![Event::FileGiven { file: file.id.clone(), purpose, kind: file.kind }])
}

/// A stored file becomes part of a case once.
fn new_here(ask: &Ask<'_>, file: &NewFile) -> Result<(), Refusal> {
    ask.ensure(ask.case.file(&file.id).is_none(), RefusalCode::NothingChanges)
}

/// Files go to an open task that collects; a redacted one may still take its place when the task is done.
fn attach(
    ask: &Ask<'_>,
    file: &NewFile,
    id: TaskId,
    replaces: Option<&FileId>,
) -> Result<(), Refusal> {
    let task = ask.case.task(id).ok_or_else(|| ask.no(RefusalCode::NoSuchTask))?;
    ask.ensure(task.kind == TaskKind::Collect, RefusalCode::TaskTakesNoFiles)?;
    ask.not_on_hold()?;
    // An actor that is nothing but the owner came by a link.
    if ask.env.actor.has(Role::SystemOwner) {
        in_hands(ask, task)?;
        ask.ensure(replaces.is_none(), RefusalCode::TaskNotYours)?;
    }
    new_here(ask, file)?;
    ask.ensure(file.kind.fits(FilePurpose::Result), RefusalCode::WrongKind)?;
    if let Some(replaced) = replaces {
        let known = ask.case.file(replaced).is_some_and(|file| file.task == Some(id));
        return ask.ensure(known, RefusalCode::NoSuchFile);
    }
    ask.ensure(matches!(task.state, TaskState::Open), RefusalCode::TaskNotOpen)?;
    let attached = ask.case.files.iter().filter(|file| file.task == Some(id)).count();
    ask.ensure(attached < MOST_ATTACHED, RefusalCode::TooManyFiles)
}

fn build(ask: &Ask<'_>, built: &Result<FileId, PackageStop>) -> Decision {
    let waits =
        matches!(ask.case.package, Some(Package::Building { .. } | Package::Stopped { .. }));
    ask.ensure(waits, RefusalCode::NothingToDownload)?;
    match built {
        Ok(file) => {
            let until = ask.env.now.checked_add_signed(package_life());
            let until = until.ok_or_else(|| ask.no(RefusalCode::OutOfCalendar))?;
            Ok(vec![Event::PackageBuilt { file: file.clone(), until }])
        }
        Err(reason) => Ok(vec![Event::PackageStopped { reason: *reason }]),
    }
}

fn download(ask: &Ask<'_>) -> Decision {
    ask.not_on_hold()?;
    let Some(Package::Ready { until, downloads, .. }) = &ask.case.package else {
        return Err(ask.no(RefusalCode::NothingToDownload));
    };
    ask.ensure(ask.env.now < *until, RefusalCode::NothingToDownload)?;
    ask.ensure(*downloads < DOWNLOADS, RefusalCode::DownloadsUsed)?;
    Ok(vec![Event::PackageDownloaded { number: downloads.saturating_add(1) }])
}
