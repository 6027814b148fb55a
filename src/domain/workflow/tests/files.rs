//! Files and the package: given, attached, signed off, handed out so often and so long, and taken back.

use super::matrix::file;
use super::*;
use crate::effect::Effect;
use crate::file::{
    DOWNLOADS, FileKind, FilePurpose, MOST_ATTACHED, MOST_GIVEN, NewFile, OthersData, Package,
    PackageStop,
};
use crate::item::TaskFacts;

const T1: TaskId = TaskId(1);

fn give(id: &str, purpose: FilePurpose) -> Command {
    Command::GiveFile { file: file(id), purpose }
}

fn attach(id: &str, others: bool, replaces: Option<&str>) -> Command {
    let replaces = replaces.map(Into::into);
    Command::AttachFile { file: file(id), task: T1, others, replaces }
}

fn complete(result: TaskResult) -> Command {
    Command::CompleteTask { task: T1, result, facts: TaskFacts::default(), details: None }
}

fn ids(desk: &Desk) -> Vec<&str> {
    desk.case.files.iter().map(|file| file.id.as_str()).collect()
}

fn effects(desk: &Desk, events: &[Event]) -> Vec<Effect> {
    events.iter().flat_map(|event| react(&desk.case, event, &desk.policy)).collect()
}

/// Answered with a copy of the data.
fn answered() -> Desk {
    let mut desk = Desk::working(&[Right::Access]);
    desk.must(&handler(), &attach("f1", false, None));
    desk.must(&handler(), &complete(TaskResult::Found));
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    let events = desk.must(&approver(), &Command::Approve);
    assert!(effects(&desk, &events).contains(&Effect::BuildPackage));
    desk
}

fn ready() -> Desk {
    let mut desk = answered();
    desk.must(&Actor::system(), &Command::BuildPackage { built: Ok("p".into()) });
    desk
}

#[test]
fn what_a_dropped_task_had_may_be_removed_and_what_a_result_has_may_not() {
    let mut desk = Desk::working(&[Right::Access]);
    desk.must(&handler(), &attach("f1", false, None));
    let settled = settle(Right::Access, Settlement::Done);
    assert_eq!(desk.refused(&handler(), &settled), RefusalCode::FilesUnfinished);
    desk.must(&handler(), &Command::DropTask { task: T1, reason: prose("not theirs") });
    desk.must(&handler(), &Command::RemoveFile { file: "f1".into() });
    assert!(ids(&desk).is_empty());
    let mut done = Desk::working(&[Right::Access]);
    done.must(&handler(), &attach("f1", false, None));
    done.must(&handler(), &complete(TaskResult::Found));
    let remove = Command::RemoveFile { file: "f1".into() };
    assert_eq!(done.refused(&handler(), &remove), RefusalCode::TaskNotOpen);
}

#[test]
fn proof_is_given_while_it_is_asked_for_and_gone_once_identity_is_decided() {
    let mut desk = Desk::recorded(&[Right::Access]);
    let proof = give("e1", FilePurpose::Evidence);
    assert_eq!(desk.refused(&Actor::requester(), &proof), RefusalCode::NothingAsked);
    desk.must(&handler(), &Command::AskEvidence { text: prose("show us") });
    desk.must(&Actor::requester(), &proof);
    for n in 1..MOST_GIVEN {
        desk.must(&Actor::requester(), &give(&format!("e{}", n + 1), FilePurpose::Evidence));
    }
    let more = give("more", FilePurpose::Evidence);
    assert_eq!(desk.refused(&Actor::requester(), &more), RefusalCode::TooManyFiles);
    desk.must(&Actor::requester(), &Command::GiveEvidence { text: prose("see") });
    assert_eq!(desk.case.files.len(), MOST_GIVEN);
    desk.must(&handler(), &accept());
    assert!(desk.case.files.is_empty(), "kept beyond the decision");
}

#[test]
fn proof_is_gone_when_the_request_ends_without_a_decision() {
    for end in [Command::Withdraw { reason: None }, Command::RejectIdentity { text: prose("no") }] {
        let mut desk = Desk::recorded(&[Right::Access]);
        desk.must(&handler(), &Command::AskEvidence { text: prose("show us") });
        desk.must(&Actor::requester(), &give("e1", FilePurpose::Evidence));
        desk.must(&handler(), &end);
        assert!(desk.case.kept_files().is_empty());
    }
}

#[test]
fn what_shows_a_mistake_is_gone_once_the_correction_is_decided() {
    let mut desk = Desk::working(&[Right::Access, Right::Correct]);
    let events = desk.must(&Actor::requester(), &give("c1", FilePurpose::Correction));
    assert_eq!(effects(&desk, &events).len(), 1, "the desk hears of it");
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    assert_eq!(ids(&desk), ["c1"]);
    desk.must(&handler(), &settle(Right::Correct, Settlement::Done));
    assert!(desk.case.files.is_empty());
    let late = give("c2", FilePurpose::Correction);
    assert_eq!(desk.refused(&Actor::requester(), &late), RefusalCode::NothingAsked);
    let mut other = Desk::working(&[Right::Access]);
    assert_eq!(other.refused(&Actor::requester(), &late), RefusalCode::NoItemForRight);
    let wrong = give("c3", FilePurpose::Result);
    assert_eq!(other.refused(&Actor::requester(), &wrong), RefusalCode::WrongKind);
    let archive = Command::GiveFile {
        file: NewFile { id: "z".into(), kind: FileKind::Zip },
        purpose: FilePurpose::Correction,
    };
    let mut third = Desk::working(&[Right::Correct]);
    assert_eq!(third.refused(&Actor::requester(), &archive), RefusalCode::WrongKind);
}

#[test]
fn files_belong_to_an_open_task_that_collects() {
    let mut desk = Desk::working(&[Right::Access, Right::Delete]);
    let erase =
        Command::AttachFile { file: file("f"), task: TaskId(2), others: false, replaces: None };
    assert_eq!(desk.refused(&handler(), &erase), RefusalCode::TaskTakesNoFiles);
    let unknown =
        Command::AttachFile { file: file("f"), task: TaskId(9), others: false, replaces: None };
    assert_eq!(desk.refused(&handler(), &unknown), RefusalCode::NoSuchTask);
    desk.must(&handler(), &attach("f1", false, None));
    assert_eq!(
        desk.refused(&handler(), &complete(TaskResult::NothingHeld)),
        RefusalCode::FilesAttached
    );
    desk.must(&handler(), &Command::RemoveFile { file: "f1".into() });
    assert_eq!(
        desk.refused(&handler(), &Command::RemoveFile { file: "f1".into() }),
        RefusalCode::NoSuchFile
    );
    desk.must(&handler(), &attach("f2", false, None));
    desk.must(&handler(), &complete(TaskResult::Found));
    assert_eq!(desk.refused(&handler(), &attach("f3", false, None)), RefusalCode::TaskNotOpen);
    assert_eq!(
        desk.refused(&handler(), &Command::RemoveFile { file: "f2".into() }),
        RefusalCode::TaskNotOpen
    );
}

#[test]
fn data_of_others_waits_for_a_redacted_file_or_a_second_person() {
    let mut desk = Desk::working(&[Right::Access]);
    desk.must(&handler(), &attach("f1", true, None));
    desk.must(&handler(), &attach("f2", true, None));
    desk.must(&handler(), &complete(TaskResult::Found));
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    let propose = Command::ProposeAnswer { text: None, closing: None };
    assert_eq!(desk.refused(&handler(), &propose), RefusalCode::RedactionOpen);
    let sign = |id: &str| Command::SignOffFile { file: id.into(), reason: prose("public") };
    assert_eq!(desk.refused(&handler(), &sign("f1")), RefusalCode::OwnFile);
    desk.must(&approver(), &sign("f1"));
    assert!(matches!(desk.case.files[0].others, OthersData::SignedOff { .. }));
    assert_eq!(desk.refused(&approver(), &sign("f1")), RefusalCode::NothingToSignOff);
    assert_eq!(desk.refused(&handler(), &propose), RefusalCode::RedactionOpen);
    assert_eq!(desk.refused(&handler(), &attach("f3", false, Some("x"))), RefusalCode::NoSuchFile);
    desk.must(&handler(), &attach("f3", false, Some("f2")));
    assert_eq!(ids(&desk), ["f1", "f3"], "the file that was replaced is gone");
    desk.must(&handler(), &propose);
}

#[test]
fn a_file_from_an_address_somebody_chose_counts_as_theirs() {
    let mut desk = Desk::working(&[Right::Access]);
    let words = Some(prose("my other mailbox"));
    let give = Command::AssignTask { task: TaskId(1), with: TaskWith::Other, words };
    desk.must(&handler(), &give);
    desk.must(&Actor::system_owner("l1"), &attach("f1", true, None));
    desk.must(
        &handler(),
        &Command::AssignTask { task: TaskId(1), with: TaskWith::Desk, words: None },
    );
    let sign = Command::SignOffFile { file: "f1".into(), reason: prose("public") };
    assert_eq!(desk.refused(&handler(), &sign), RefusalCode::OwnFile);
    desk.must(&approver(), &sign);
}

#[test]
fn nothing_is_built_before_the_answer_or_without_a_copy_to_give() {
    let mut desk = Desk::working(&[Right::Access]);
    let build = Command::BuildPackage { built: Ok("p".into()) };
    assert_eq!(desk.refused(&Actor::system(), &build), RefusalCode::NotInStage);
    assert_eq!(
        desk.refused(&Actor::requester(), &Command::Download),
        RefusalCode::NothingToDownload
    );
    desk.must(&handler(), &settle(Right::Access, Settlement::NotApplicable));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    let events = desk.must(&approver(), &Command::Approve);
    assert!(!effects(&desk, &events).contains(&Effect::BuildPackage));
    assert_eq!(desk.case.package, None);
    assert_eq!(desk.refused(&Actor::system(), &build), RefusalCode::NothingToDownload);
}

#[test]
fn a_package_can_be_downloaded_so_often_and_so_long() {
    let mut desk = ready();
    for number in 1..=DOWNLOADS {
        let events = desk.must(&Actor::requester(), &Command::Download);
        assert_eq!(events, [Event::PackageDownloaded { number }]);
    }
    assert_eq!(desk.refused(&Actor::requester(), &Command::Download), RefusalCode::DownloadsUsed);
    let mut desk = ready();
    assert_eq!(desk.case.kept_files().len(), 2);
    desk.now += TimeDelta::days(14) - TimeDelta::seconds(1);
    desk.must(&Actor::requester(), &Command::Download);
    desk.now += TimeDelta::seconds(1);
    assert_eq!(
        desk.refused(&Actor::requester(), &Command::Download),
        RefusalCode::NothingToDownload
    );
    let events = desk.tick();
    assert_eq!(events, [Event::PackageExpired]);
    assert!(desk.tick().is_empty());
    assert_eq!(desk.case.kept_files().len(), 1, "what was found stays as long as the case");
}

#[test]
fn a_package_is_taken_back_at_once_and_an_old_one_gives_way_to_a_new_answer() {
    let mut desk = ready();
    let recall = Command::RecallPackage { reason: prose("wrong person") };
    let compliance = staff("carla", &[Role::Compliance]);
    desk.must(&compliance, &recall);
    assert_eq!(
        desk.refused(&Actor::requester(), &Command::Download),
        RefusalCode::NothingToDownload
    );
    assert_eq!(desk.refused(&compliance, &recall), RefusalCode::NothingToRecall);
    let mut desk = ready();
    desk.must(&approver(), &Command::Reopen { reason: prose("more was found") });
    assert!(desk.case.package.as_ref().is_some_and(|package| package.file().is_some()));
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    desk.must(&approver(), &Command::Approve);
    assert!(matches!(desk.case.package, Some(Package::Building { .. })));
}

#[test]
fn a_package_that_must_not_be_built_is_told_and_can_be_tried_again() {
    let mut desk = answered();
    let stop = Command::BuildPackage { built: Err(PackageStop::ForeignSubject) };
    let events = desk.must(&Actor::system(), &stop);
    assert_eq!(effects(&desk, &events).len(), 1, "the desk hears of it");
    assert!(matches!(desk.case.package, Some(Package::Stopped { .. })));
    desk.must(&Actor::system(), &Command::BuildPackage { built: Ok("p".into()) });
    assert!(matches!(desk.case.package, Some(Package::Ready { downloads: 0, .. })));
}

#[test]
fn nothing_is_left_once_the_personal_data_is_erased() {
    let mut desk = ready();
    desk.must(&Actor::system(), &Command::Forget);
    assert!(desk.case.kept_files().is_empty());
    assert_eq!(replay(&desk.events).as_ref(), Some(&desk.case));
}

fn on_hold(mut desk: Desk) -> Desk {
    let officer = staff("carla", &[Role::Compliance]);
    desk.must(&officer, &Command::PlaceHold { reason: prose("looked into") });
    let again = Command::PlaceHold { reason: prose("once more") };
    assert_eq!(desk.refused(&officer, &again), RefusalCode::AlreadyOnHold);
    desk
}

#[test]
fn on_hold_no_file_comes_no_answer_goes_and_nothing_is_downloaded() {
    let mut working = on_hold(Desk::working(&[Right::Access]));
    assert_eq!(working.refused(&handler(), &attach("f1", false, None)), RefusalCode::OnHold);
    let propose = Command::ProposeAnswer { text: None, closing: None };
    let mut settled = Desk::working(&[Right::Access]);
    settled.must(&handler(), &settle(Right::Access, Settlement::Done));
    let mut settled = on_hold(settled);
    assert_eq!(settled.refused(&handler(), &propose), RefusalCode::OnHold);
    let mut review = Desk::working(&[Right::Access]);
    review.must(&handler(), &settle(Right::Access, Settlement::Done));
    review.must(&handler(), &propose);
    let mut review = on_hold(review);
    assert_eq!(review.refused(&approver(), &Command::Approve), RefusalCode::OnHold);
    let mut ready = ready();
    ready.case.hold = review.case.hold.clone();
    assert_eq!(ready.refused(&Actor::requester(), &Command::Download), RefusalCode::OnHold);
}

#[test]
fn an_owner_adds_files_to_a_task_in_their_hands_and_replaces_none() {
    let owner = Actor::system_owner("l1");
    let mut desk = Desk::working(&[Right::Access]);
    desk.must(&handler(), &attach("f1", false, None));
    assert_eq!(desk.refused(&owner, &attach("f2", false, None)), RefusalCode::TaskNotYours);
    let give =
        Command::AssignTask { task: T1, with: TaskWith::Other, words: Some(prose("the archive")) };
    desk.must(&handler(), &give);
    assert_eq!(desk.refused(&owner, &attach("f2", false, Some("f1"))), RefusalCode::TaskNotYours);
    assert_eq!(desk.refused(&owner, &attach("f1", false, None)), RefusalCode::NothingChanges);
    for n in 2..=MOST_ATTACHED {
        desk.must(&owner, &attach(&format!("g{n}"), false, None));
    }
    assert_eq!(desk.refused(&owner, &attach("last", false, None)), RefusalCode::TooManyFiles);
}
