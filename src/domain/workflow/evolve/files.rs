//! What events change in the files of a case and in its package. A file that is not listed any more is destroyed.

use crate::case::Case;
use crate::file::{CaseFile, FilePurpose, OthersData, Package};
use crate::vocabulary::{Outcome, Right};
use crate::workflow::event::{Event, Happened};

#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
pub(super) fn apply_files(case: &mut Case, happened: &Happened) {
    let (at, by) = (happened.at, &happened.by);
    match &happened.event {
        Event::FileGiven { file, purpose, kind } => case.files.push(CaseFile {
            id: file.clone(),
            purpose: *purpose,
            kind: *kind,
            task: None,
            by: by.clone(),
            asked_by: None,
            at,
            others: OthersData::None,
        }),
        Event::FileAttached { file, task, kind, others, replaces } => {
            let asked_by = case.task(*task).and_then(|task| task.given_by.clone());
            case.files.retain(|known| Some(&known.id) != replaces.as_ref());
            case.files.push(CaseFile {
                id: file.clone(),
                purpose: FilePurpose::Result,
                kind: *kind,
                task: Some(*task),
                by: by.clone(),
                asked_by,
                at,
                others: if *others { OthersData::Open } else { OthersData::None },
            });
        }
        Event::FileRemoved { file } => case.files.retain(|known| known.id != *file),
        Event::FileSignedOff { file, reason } => {
            let signed = OthersData::SignedOff { by: by.clone(), at, reason: reason.clone() };
            case.files.iter_mut().filter(|known| known.id == *file).for_each(|known| {
                known.others = signed.clone();
            });
        }
        Event::IdentityAccepted { .. } => drop_files(case, FilePurpose::Evidence),
        Event::ItemSettled { right: Right::Correct, .. } => {
            drop_files(case, FilePurpose::Correction);
        }
        Event::Closed { outcome } => {
            drop_files(case, FilePurpose::Evidence);
            drop_files(case, FilePurpose::Correction);
            let answered = matches!(outcome, Outcome::Fulfilled | Outcome::PartlyFulfilled);
            if answered && case.gives_copy() {
                case.package = Some(Package::Building { since: at });
            }
        }
        Event::PersonalDataErased => {
            case.files.clear();
            case.package = None;
        }
        event => apply_package(case, event, happened),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn apply_package(case: &mut Case, event: &Event, happened: &Happened) {
    let at = happened.at;
    match event {
        Event::PackageBuilt { file, until } => {
            let (file, until) = (file.clone(), *until);
            case.package = Some(Package::Ready { file, since: at, until, downloads: 0 });
        }
        Event::PackageStopped { reason } => {
            case.package = Some(Package::Stopped { at, reason: *reason });
        }
        Event::PackageDownloaded { number } => {
            if let Some(Package::Ready { downloads, .. }) = &mut case.package {
                *downloads = *number;
            }
        }
        Event::PackageRecalled { .. } => case.package = Some(Package::Recalled { at }),
        Event::PackageExpired => case.package = Some(Package::Expired { at }),
        _ => {}
    }
}

fn drop_files(case: &mut Case, purpose: FilePurpose) {
    case.files.retain(|file| file.purpose != purpose);
}
