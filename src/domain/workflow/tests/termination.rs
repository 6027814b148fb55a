//! Given/when/then of closing an account: the checklist, the cooling-off, and taking it back.

use super::*;
use crate::closing::ClosingPoint;
use crate::effect::{Audience, Effect};
use crate::message::NoticeKind;

fn point(key: &str, roles: &[AccountRole]) -> ClosingPoint {
    ClosingPoint {
        key: key.to_owned(),
        name: key.to_owned(),
        hint: String::new(),
        roles: roles.to_vec(),
    }
}

fn closing() -> Policy {
    let mut policy = policy();
    policy.closing_points = vec![
        point("open_orders", &[AccountRole::Student, AccountRole::Both]),
        point("balance", &[AccountRole::Instructor, AccountRole::Both]),
        point("successor", &[AccountRole::Enterprise]),
    ];
    policy.data_map.systems[0].terminate = Some(TaskKind::CloseAccount);
    policy
}

fn desk_of(policy: Policy, role: Option<AccountRole>, rights: &[Right]) -> Desk {
    let mut desk = Desk::open_with(policy, Verb::Record, rights, RequesterRole::Myself);
    desk.case.intake.account_role = role;
    desk.must(&handler(), &accept());
    desk
}

fn check(point: &str) -> Command {
    Command::CheckPoint { point: point.to_owned(), note: prose("settled last month") }
}

fn cooling(policy: Policy, rights: &[Right]) -> Desk {
    let mut desk = desk_of(policy, Some(AccountRole::None), rights);
    desk.must(&approver(), &release());
    desk
}

fn told(desk: &Desk, events: &[Event]) -> Vec<NoticeKind> {
    let effects = events.iter().flat_map(|event| react(&desk.case, event, &desk.policy));
    let mut told = Vec::new();
    for effect in effects {
        if let Effect::Notify { notice, to: Audience::Requester } = effect {
            told.push(notice);
        }
    }
    told
}

#[test]
fn closing_is_released_once_every_point_of_the_account_s_kind_is_ticked() {
    let mut desk = desk_of(closing(), Some(AccountRole::Both), &[Right::Terminate]);
    assert_eq!(desk.refused(&approver(), &release()), RefusalCode::ChecklistIncomplete);
    desk.must(&handler(), &check("open_orders"));
    assert_eq!(desk.refused(&handler(), &check("successor")), RefusalCode::NoSuchPoint);
    assert_eq!(desk.refused(&approver(), &release()), RefusalCode::ChecklistIncomplete);
    desk.must(&approver(), &check("balance"));
    // Ticking again takes the place of the first tick.
    desk.must(&approver(), &check("open_orders"));
    let by: Vec<_> = desk.case.checked.iter().map(|one| one.by.as_str()).collect();
    assert_eq!(by, [approver().principal.as_str(), approver().principal.as_str()]);
    let events = desk.must(&approver(), &release());
    assert!(matches!(events[..], [Event::CoolingOffStarted { .. }]), "{events:?}");
    assert_eq!(desk.refused(&handler(), &check("balance")), RefusalCode::NothingToApprove);
}

#[test]
fn each_kind_of_account_has_points_of_its_own_and_an_unknown_one_has_all() {
    for (role, keys) in [
        (Some(AccountRole::Student), &["open_orders"][..]),
        (Some(AccountRole::Enterprise), &["successor"]),
        (Some(AccountRole::None), &[]),
        (None, &["open_orders", "balance", "successor"]),
    ] {
        let mut desk = desk_of(closing(), role, &[Right::Terminate]);
        for key in keys {
            assert_eq!(desk.refused(&approver(), &release()), RefusalCode::ChecklistIncomplete);
            desk.must(&handler(), &check(key));
        }
        desk.must(&approver(), &release());
    }
    let mut other = desk_of(closing(), None, &[Right::Delete]);
    assert_eq!(other.refused(&handler(), &check("balance")), RefusalCode::NoItemForRight);
    other.must(&approver(), &release());
}

#[test]
fn nothing_is_closed_or_settled_before_the_cooling_off_is_over() {
    for four_eyes in FourEyes::ALL {
        let policy = Policy { four_eyes: *four_eyes, ..closing() };
        let mut desk = desk_of(policy, Some(AccountRole::None), &[Right::Terminate]);
        let close = complete(1, TaskResult::Erased);
        assert_eq!(desk.refused(&handler(), &close), RefusalCode::ExecutionNotApproved);
        desk.must(&approver(), &release());
        assert_eq!(desk.refused(&handler(), &close), RefusalCode::ExecutionNotApproved);
        for how in [Settlement::Done, Settlement::PartlyDone] {
            let settle = settle(Right::Terminate, how);
            assert_eq!(desk.refused(&handler(), &settle), RefusalCode::StillCoolingOff);
        }
        desk.run_until(desk.now + TimeDelta::hours(72) - TimeDelta::seconds(1));
        assert_eq!(desk.refused(&handler(), &close), RefusalCode::ExecutionNotApproved);
        let events = desk.run_until(desk.now + TimeDelta::seconds(1));
        assert_eq!(events, [Event::CoolingOffEnded]);
        assert_eq!(
            desk.refused(&Actor::requester(), &Command::CancelTermination),
            RefusalCode::NothingToCancel
        );
        desk.must(&handler(), &close);
        desk.must(&handler(), &settle(Right::Terminate, Settlement::Done));
        desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
        let events = desk.must(&approver(), &Command::Approve);
        assert_eq!(told(&desk, &events), [NoticeKind::AnswerReady, NoticeKind::TerminationDone]);
    }
}

#[test]
fn cancelled_alone_the_request_is_withdrawn_in_one_mail() {
    let mut desk = cooling(closing(), &[Right::Terminate]);
    let events = desk.must(&Actor::requester(), &Command::CancelTermination);
    let closed = Event::Closed { outcome: Outcome::Withdrawn };
    assert_eq!(events, [Event::TerminationCancelled, closed]);
    assert_eq!(told(&desk, &events), [NoticeKind::Withdrawn]);
    assert!(!desk.case.open_tasks().any(|task| task.right == Right::Terminate));
}

#[test]
fn cancelled_beside_others_the_request_goes_on_with_them() {
    let mut desk = cooling(closing(), &[Right::Access, Right::Terminate]);
    let events = desk.must(&Actor::requester(), &Command::CancelTermination);
    assert_eq!(events, [Event::TerminationCancelled]);
    assert_eq!(told(&desk, &events), [NoticeKind::TerminationCancelled]);
    assert_eq!(desk.case.stage, Stage::Working);
    desk.must(&handler(), &complete(1, TaskResult::Found));
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    desk.must(&approver(), &Command::Approve);
    assert_eq!(desk.case.outcome, Some(Outcome::Fulfilled));
}

#[test]
fn the_desk_cancels_past_a_missed_date_only_once_it_said_why() {
    let mut desk = desk_of(closing(), Some(AccountRole::None), &[Right::Terminate]);
    desk.advance(29);
    desk.must(&approver(), &release());
    desk.advance(2);
    let cancel = Command::CancelTermination;
    assert_eq!(desk.refused(&handler(), &cancel), RefusalCode::LatenessUnexplained);
    let events = desk.must(&Actor::requester(), &cancel);
    assert!(matches!(events[0], Event::DeadlineMissed { .. }), "on record all the same");
}

#[test]
fn opened_again_the_checklist_is_gone_through_again() {
    let mut desk = desk_of(closing(), Some(AccountRole::Student), &[Right::Terminate]);
    desk.must(&handler(), &check("open_orders"));
    desk.must(&handler(), &settle(Right::Terminate, Settlement::Refused));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    desk.must(&approver(), &Command::Approve);
    desk.must(&approver(), &Command::Reopen { reason: prose("complaint") });
    assert_eq!(desk.refused(&approver(), &release()), RefusalCode::ChecklistIncomplete);
}
