//! Given/when/then of looking again at what was kept.

use super::*;
use crate::data_map::RetentionBasis;
use crate::effect::{Audience, Effect};
use crate::item::{LookAgain, Task};
use crate::message::NoticeKind;

fn kept(task: u32, until: Option<&str>, look_again_on: Option<&str>) -> Command {
    let facts = TaskFacts {
        basis: Some(RetentionBasis::MandatoryRecordKeeping),
        until: until.map(day),
        look_again_on: look_again_on.map(day),
        ..TaskFacts::default()
    };
    let (task, result) = (TaskId(task), TaskResult::Retained);
    Command::CompleteTask { task, result, facts, details: None }
}

fn answered(desk: &mut Desk, right: Right, how: Settlement) {
    desk.must(&handler(), &settle(right, how));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    desk.must(&approver(), &Command::Approve);
}

fn opened(events: &[Event]) -> Vec<(&Task, LookAgain)> {
    let mut found = Vec::new();
    for event in events {
        if let Event::LookAgainOpened { planned, because } = event {
            found.push((planned, *because));
        }
    }
    found
}

#[test]
fn when_the_period_ends_the_desk_looks_again_although_the_request_is_closed() {
    let mut desk = Desk::working(&[Right::Delete]);
    desk.must(&handler(), &kept(1, Some("2027-03-31"), None));
    answered(&mut desk, Right::Delete, Settlement::PartlyDone);
    desk.run_until(at("2027-04-01T07:59:59Z"));
    assert_eq!(desk.case.tasks.len(), 1, "its last day is not over");
    let events = desk.run_until(at("2027-04-01T08:00:00Z"));
    let [(task, LookAgain::PeriodEnded)] = opened(&events)[..] else { panic!("{events:?}") };
    assert_eq!((task.kind, task.with), (TaskKind::LookAgain, TaskWith::Desk));
    assert_eq!((task.system.as_str(), task.due_on), ("accounts", day("2027-04-15")));
    let told = react(&desk.case, &events[0], &desk.policy);
    assert_eq!(told, [Effect::Notify { notice: NoticeKind::StaffTask, to: Audience::Owner }]);
    assert!(may_start(&desk.case, &desk.case.tasks[1], &desk.policy));
    // Nobody erases in a closed request: that takes a reopened one and its release.
    let erase = complete(2, TaskResult::Erased);
    assert_eq!(desk.refused(&handler(), &erase), RefusalCode::ResultDoesNotFit);
    let late = desk.run_until(at("2027-04-16T08:00:00Z"));
    assert!(matches!(late[..], [Event::TaskOverdue { .. }]), "{late:?}");
    // Kept on, it comes back; gone, it does not.
    desk.must(&handler(), &kept(2, None, Some("2027-06-01")));
    let events = desk.run_until(at("2027-06-01T08:00:00Z"));
    assert_eq!(opened(&events).len(), 1);
    desk.must(&handler(), &complete(3, TaskResult::NothingHeld));
    desk.run_until(at("2029-01-01T00:00:00Z"));
    assert_eq!(desk.case.tasks.len(), 3);
    assert_eq!(replay(&desk.events).as_ref(), Some(&desk.case));
}

#[test]
fn a_day_that_was_noted_comes_before_the_end() {
    let mut desk = Desk::working(&[Right::Access, Right::Delete]);
    desk.must(&handler(), &kept(2, Some("2027-03-31"), Some("2026-12-01")));
    let events = desk.run_until(at("2026-12-01T08:00:00Z"));
    assert_eq!(opened(&events).len(), 1, "in work as well");
    // Deciding and answering do not end it.
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    answered(&mut desk, Right::Delete, Settlement::PartlyDone);
    assert!(desk.case.tasks[2].is_open());
    let events = desk.run_until(at("2027-05-01T00:00:00Z"));
    assert!(opened(&events).is_empty(), "the open task looks at it");
}

#[test]
fn what_an_erasure_left_is_looked_at_when_its_period_ends() {
    let mut policy = policy();
    policy.data_map.systems[0].retention = vec![crate::data_map::RetentionRule {
        categories: Vec::new(),
        basis: RetentionBasis::MandatoryRecordKeeping,
        reason: "Invoices are kept by law.".to_owned(),
        period: Period::CalendarMonths(12),
        review_on: None,
    }];
    let mut desk = Desk::open_with(policy, Verb::Record, &[Right::Delete], RequesterRole::Myself);
    desk.must(&handler(), &accept());
    desk.must(&handler(), &Command::PreviewTask { task: TaskId(1), count: Some(3) });
    desk.must(&approver(), &Command::ApproveExecution { reason: None });
    desk.must(&handler(), &complete(1, TaskResult::Erased));
    answered(&mut desk, Right::Delete, Settlement::PartlyDone);
    desk.run_until(at("2027-11-24T07:59:59Z"));
    let events = desk.run_until(at("2027-11-24T08:00:00Z"));
    assert_eq!(opened(&events).len(), 1);
}

#[test]
fn when_the_last_legal_hold_ends_what_it_withheld_is_looked_at_again() {
    let begin = |id: &str| Command::BeginLegalHold { hold: id.into(), until: None };
    let end = |id: &str| Command::EndLegalHold { hold: id.into() };
    let mut desk = Desk::working(&[Right::Delete]);
    desk.must(&Actor::system(), &begin("h1"));
    desk.must(&Actor::system(), &begin("h2"));
    answered(&mut desk, Right::Delete, Settlement::Refused);
    let events = desk.must(&Actor::system(), &end("h1"));
    assert!(opened(&events).is_empty(), "another one stands");
    let events = desk.must(&Actor::system(), &end("h2"));
    assert!(matches!(opened(&events)[..], [(_, LookAgain::HoldEnded)]), "{events:?}");
    // One mail tells the end of the hold; the task has none of its own.
    let told = events.iter().flat_map(|event| react(&desk.case, event, &desk.policy));
    let mail = Effect::Notify { notice: NoticeKind::StaffHoldEnded, to: Audience::Owner };
    assert_eq!(told.collect::<Vec<_>>(), [mail]);
    desk.must(&Actor::system(), &begin("h3"));
    let events = desk.must(&Actor::system(), &end("h3"));
    assert!(opened(&events).is_empty(), "it is looked at already");
    let mut open = Desk::working(&[Right::Delete]);
    open.must(&Actor::system(), &begin("h1"));
    let events = open.must(&Actor::system(), &end("h1"));
    assert!(opened(&events).is_empty(), "what is still open goes on by itself");
}

#[test]
fn a_hold_that_ends_by_its_day_opens_it_as_well_and_erasure_ends_it() {
    let mut desk = Desk::working(&[Right::Delete]);
    let until = Some(day("2027-01-10"));
    desk.must(&Actor::system(), &Command::BeginLegalHold { hold: "h1".into(), until });
    answered(&mut desk, Right::Delete, Settlement::Refused);
    let events = desk.run_until(at("2027-01-11T00:00:00Z"));
    assert_eq!(opened(&events).len(), 1, "{events:?}");
    desk.must(&Actor::system(), &Command::Forget);
    assert_eq!(desk.case.open_tasks().count(), 0);
    assert_eq!(desk.tick(), []);
}

#[test]
fn what_goes_by_age_first_is_not_looked_at() {
    for held in [false, true] {
        let mut desk = Desk::working(&[Right::Delete]);
        desk.must(&handler(), &kept(1, Some("2033-12-31"), None));
        answered(&mut desk, Right::Delete, Settlement::PartlyDone);
        if held {
            let until = Some(day("2034-06-30"));
            desk.must(&Actor::system(), &Command::BeginLegalHold { hold: "h1".into(), until });
        }
        let events = desk.run_until(at("2035-01-01T00:00:00Z"));
        assert!(opened(&events).is_empty() && desk.case.erased_at.is_some(), "{events:?}");
    }
}
