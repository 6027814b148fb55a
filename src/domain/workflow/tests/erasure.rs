//! Given/when/then of erasing: what an approver sees beforehand.

use super::*;
use crate::data_map::{RetentionBasis, RetentionRule};
use crate::item::{Kept, Preview};

fn counted(task: u32, count: Option<u32>) -> Command {
    Command::PreviewTask { task: TaskId(task), count }
}

#[test]
fn erasing_is_released_once_every_system_was_counted_or_with_a_reason() {
    let mut desk = Desk::working(&[Right::Access, Right::Delete]);
    let blind = Command::ApproveExecution { reason: None };
    assert_eq!(desk.refused(&approver(), &blind), RefusalCode::PreviewIncomplete);
    assert_eq!(desk.refused(&handler(), &counted(1, Some(3))), RefusalCode::NothingToPreview);
    desk.must(&handler(), &counted(2, None));
    assert_eq!(desk.refused(&handler(), &counted(2, None)), RefusalCode::NothingChanges);
    desk.must(&handler(), &counted(2, Some(12)));
    let events = desk.must(&approver(), &blind);
    assert_eq!(events, [Event::ExecutionApproved { rights: vec![Right::Delete], reason: None }]);
    let mut hurried = Desk::working(&[Right::Delete]);
    let events = hurried.must(&approver(), &release());
    assert!(matches!(&events[..], [Event::ExecutionApproved { reason: Some(_), .. }]));
}

#[test]
fn a_task_that_was_added_later_is_counted_as_well() {
    let mut desk = Desk::working(&[Right::Delete]);
    desk.must(&handler(), &counted(1, Some(1)));
    let (right, system) = (Right::Delete, "mail".to_owned());
    desk.must(&handler(), &Command::AddTask { right, system, reason: prose("wrote to us") });
    let blind = Command::ApproveExecution { reason: None };
    assert_eq!(desk.refused(&approver(), &blind), RefusalCode::PreviewIncomplete);
    desk.must(&handler(), &Command::DropTask { task: TaskId(2), reason: prose("nothing there") });
    desk.must(&approver(), &blind);
}

#[test]
fn what_is_added_after_the_release_waits_for_another_one() {
    let mut desk = Desk::working(&[Right::Delete]);
    desk.must(&handler(), &counted(1, Some(1)));
    let blind = Command::ApproveExecution { reason: None };
    desk.must(&approver(), &blind);
    let seen = desk.refused(&handler(), &counted(1, Some(99_999)));
    assert_eq!(seen, RefusalCode::AlreadyReleased);
    let (right, system) = (Right::Delete, "mail".to_owned());
    let events =
        desk.must(&handler(), &Command::AddTask { right, system, reason: prose("wrote to us") });
    assert_eq!(events.last(), Some(&Event::ReleaseLapsed { right }));
    for task in [1, 2] {
        let erase = complete(task, TaskResult::Erased);
        assert_eq!(desk.refused(&handler(), &erase), RefusalCode::ExecutionNotApproved);
    }
    assert_eq!(desk.refused(&approver(), &blind), RefusalCode::PreviewIncomplete);
    desk.must(&handler(), &counted(2, Some(4)));
    desk.must(&approver(), &blind);
    desk.must(&handler(), &complete(2, TaskResult::Erased));
}

#[test]
fn a_dropped_task_that_is_opened_again_waits_for_another_release() {
    let mut desk = Desk::working(&[Right::Delete]);
    desk.must(&handler(), &Command::DropTask { task: TaskId(1), reason: prose("not there") });
    desk.must(&approver(), &release());
    let events =
        desk.must(&handler(), &Command::ReopenTask { task: TaskId(1), reason: prose("it is") });
    assert_eq!(events.last(), Some(&Event::ReleaseLapsed { right: Right::Delete }));
    let erase = complete(1, TaskResult::Erased);
    assert_eq!(desk.refused(&handler(), &erase), RefusalCode::ExecutionNotApproved);
}

#[test]
fn nobody_releases_what_they_accepted_the_identity_for() {
    let alone = staff("vera", &[Role::Handler, Role::Approver]);
    let mut desk = Desk::recorded(&[Right::Delete]);
    desk.must(&alone, &accept());
    assert_eq!(desk.refused(&alone, &release()), RefusalCode::SamePerson);
    desk.must(&approver(), &release());
    let policy = Policy { four_eyes: FourEyes::Never, ..policy() };
    let mut small = Desk::open_with(policy, Verb::Record, &[Right::Delete], RequesterRole::Myself);
    small.must(&alone, &accept());
    small.must(&alone, &release());
}

#[test]
fn only_what_fits_the_kind_can_come_of_a_task() {
    let mut desk = Desk::working(&[Right::Access, Right::Delete]);
    desk.must(&approver(), &release());
    for result in [TaskResult::Corrected, TaskResult::Erased, TaskResult::Retained] {
        let refused = desk.refused(&handler(), &complete(1, result));
        assert_eq!(refused, RefusalCode::ResultDoesNotFit, "{result}");
    }
    for result in [TaskResult::Found, TaskResult::Corrected] {
        let refused = desk.refused(&handler(), &complete(2, result));
        assert_eq!(refused, RefusalCode::ResultDoesNotFit, "{result}");
    }
}

#[test]
fn the_preview_says_what_stays_why_and_until_when() {
    let mut policy = policy();
    policy.data_map.systems[0].retention = vec![RetentionRule {
        categories: Vec::new(),
        basis: RetentionBasis::MandatoryRecordKeeping,
        reason: "Invoices are kept by law.".to_owned(),
        period: Period::CalendarMonths(12),
        review_on: None,
    }];
    let mut desk = Desk::open_with(policy, Verb::Record, &[Right::Delete], RequesterRole::Myself);
    desk.must(&handler(), &accept());
    desk.must(&handler(), &counted(1, Some(40)));
    let basis = RetentionBasis::MandatoryRecordKeeping;
    let kept = vec![Kept { basis, until: Some(day("2027-11-23")) }];
    assert_eq!(desk.case.tasks[0].preview, Some(Preview { count: Some(40), kept }));
}

#[test]
fn what_was_erased_before_a_restore_is_erased_again_in_any_stage_without_a_word() {
    let again = Command::ReErase { outcome: Outcome::Fulfilled };
    for mut desk in [Desk::submitted(&[Right::Access]), Desk::working(&[Right::Delete])] {
        let events = desk.must(&Actor::system(), &again);
        assert_eq!(desk.case.outcome, Some(Outcome::Fulfilled));
        assert!(desk.case.erased_at.is_some());
        let told = events.iter().flat_map(|event| react(&desk.case, event, &desk.policy)).count();
        assert_eq!(told, 0);
        assert_eq!(desk.refused(&Actor::system(), &again), RefusalCode::NothingChanges);
    }
    let mut held = Desk::working(&[Right::Delete]);
    held.must(&Actor::system(), &Command::BeginLegalHold { hold: "h".into(), until: None });
    assert_eq!(held.refused(&Actor::system(), &again), RefusalCode::UnderLegalHold);
}

#[test]
fn nothing_is_erased_where_the_copy_was_not_collected_yet() {
    let mut desk = Desk::working(&[Right::Access, Right::Delete]);
    desk.must(&approver(), &release());
    let erase = complete(2, TaskResult::Erased);
    let mut dropped = Desk {
        policy: policy(),
        now: desk.now,
        case: desk.case.clone(),
        events: desk.events.clone(),
    };
    assert_eq!(desk.refused(&handler(), &erase), RefusalCode::CopyAwaited);
    let task = |desk: &Desk| desk.case.task(TaskId(2)).unwrap().clone();
    assert!(!may_start(&desk.case, &task(&desk), &desk.policy));
    desk.must(&handler(), &complete(1, TaskResult::Found));
    assert!(may_start(&desk.case, &task(&desk), &desk.policy));
    desk.must(&handler(), &erase);
    dropped.must(&handler(), &settle(Right::Access, Settlement::Refused));
    dropped.must(&handler(), &erase);
}

#[test]
fn what_was_found_is_told_and_a_deletion_that_keeps_something_is_not_whole() {
    let mut desk = Desk::working(&[Right::Access, Right::Delete]);
    let empty = Command::CompleteTask {
        task: TaskId(1),
        result: TaskResult::Found,
        facts: TaskFacts::default(),
        details: None,
    };
    assert_eq!(desk.refused(&handler(), &empty), RefusalCode::NothingFound);
    desk.must(&handler(), &complete(1, TaskResult::Found));
    let basis = Some(RetentionBasis::LegalObligation);
    let kept = Command::CompleteTask {
        task: TaskId(2),
        result: TaskResult::Retained,
        facts: TaskFacts { basis, ..TaskFacts::default() },
        details: None,
    };
    desk.must(&approver(), &release());
    desk.must(&handler(), &kept);
    let whole = settle(Right::Delete, Settlement::Done);
    assert_eq!(desk.refused(&handler(), &whole), RefusalCode::DataKept);
    desk.must(&handler(), &settle(Right::Delete, Settlement::PartlyDone));
}

#[test]
fn what_was_not_done_names_its_ground_and_says_why() {
    let mut desk = Desk::working(&[Right::Access]);
    let ended = |settlement, ground, text| Command::SettleItem {
        right: Right::Access,
        settlement,
        ground,
        text,
    };
    let ground = Some(Ground::RightsOfOthers);
    for settlement in [Settlement::PartlyDone, Settlement::Refused] {
        let bare = ended(settlement, None, Some(prose("a letter of somebody else")));
        assert_eq!(desk.refused(&handler(), &bare), RefusalCode::GroundNeeded);
        let silent = ended(settlement, ground, None);
        assert_eq!(desk.refused(&handler(), &silent), RefusalCode::TextNeeded);
    }
    desk.must(&handler(), &ended(Settlement::Done, None, None));
}
