//! Given/when/then of clocks: extensions, reminders, lateness, expiry.

use super::*;
use crate::effect::{Audience, Effect};
use crate::message::NoticeKind;

#[test]
fn the_shipped_rule_promises_no_extension() {
    let mut desk = Desk::working(&[Right::Access]);
    let extend = Command::Extend { ground: Ground::Complexity, text: prose("much") };
    assert_eq!(desk.refused(&handler(), &extend), RefusalCode::NoExtensionPromised);
}

fn deliver(accepted: bool) -> Command {
    Command::Deliver { notice: NoticeKind::Extension, outbox: "o1".into(), accepted }
}

#[test]
fn an_extension_counts_when_its_notice_was_accepted_before_the_limit() {
    let extend = Command::Extend { ground: Ground::Complexity, text: prose("much") };
    let mut desk =
        Desk::open_with(extendable(), Verb::Record, &[Right::Access], RequesterRole::Myself);
    desk.advance(30);
    desk.must(&handler(), &extend);
    assert_eq!(desk.case.due_on(), day("2026-12-23"), "not before the notice is out");
    assert_eq!(desk.refused(&handler(), &extend), RefusalCode::ExtensionPending);
    desk.must(&Actor::system(), &deliver(true));
    assert_eq!(desk.case.due_on(), day("2027-01-22"), "from the original start");
    assert_eq!(desk.case.target_on(), day("2027-01-15"));
    assert_eq!(desk.refused(&handler(), &extend), RefusalCode::AlreadyExtended);
}

#[test]
fn a_late_extension_is_refused_and_a_late_notice_makes_it_void() {
    let extend = Command::Extend { ground: Ground::Complexity, text: prose("much") };
    let opened =
        || Desk::open_with(extendable(), Verb::Record, &[Right::Access], RequesterRole::Myself);
    let mut desk = opened();
    desk.advance(31);
    assert_eq!(desk.refused(&handler(), &extend), RefusalCode::ExtensionTooLate);
    for accepted in [true, false] {
        let mut desk = opened();
        desk.advance(30);
        desk.must(&handler(), &extend);
        if accepted {
            desk.advance(1);
        }
        let events = desk.must(&Actor::system(), &deliver(accepted));
        assert!(events.iter().any(|event| matches!(event, Event::ExtensionVoided { .. })));
        assert_eq!(desk.case.due_on(), day("2026-12-23"));
    }
    let mut silent = opened();
    silent.advance(30);
    silent.must(&handler(), &extend);
    silent.advance(1);
    assert!(silent.tick().iter().any(|event| matches!(event, Event::ExtensionVoided { .. })));
}

#[test]
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn reminders_come_at_ten_five_two_and_zero_days_and_then_daily() {
    let mut desk = Desk::working(&[Right::Access]);
    desk.must(&handler(), &Command::Take);
    let events = desk.run_until(at("2026-12-26T12:00:00Z"));
    let left: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::ReminderDue { days_left, .. } => Some(*days_left),
            _ => None,
        })
        .collect();
    assert_eq!(left, [10, 5, 2, 0]);
    let overdue = events.iter().filter(|e| matches!(e, Event::OverdueReminderDue { .. })).count();
    assert_eq!(overdue, 3, "24, 25 and 26 December");
    assert_eq!(desk.case.missed.as_ref().map(|missed| missed.due_on), Some(day("2026-12-23")));
}

#[test]
fn after_a_standstill_what_is_late_is_not_said_to_be_due() {
    let reminders = |days: i64| {
        let mut desk = Desk::working(&[Right::Access]);
        desk.advance(days);
        let events = desk.tick();
        assert!(desk.tick().is_empty(), "once is enough");
        events.iter().filter(|event| matches!(event, Event::ReminderDue { .. })).count()
    };
    assert_eq!(reminders(29), 1, "all that passed become one");
    assert_eq!(reminders(31), 0);
}

#[test]
fn approvers_are_reminded_from_the_day_the_policy_says() {
    for (from, told) in [(10, vec![10, 5, 2, 0]), (5, vec![5, 2, 0]), (1, vec![0])] {
        let policy = Policy { escalate_from_days: from, ..policy() };
        let mut desk =
            Desk::open_with(policy, Verb::Record, &[Right::Access], RequesterRole::Myself);
        let events = desk.run_until(at("2026-12-23T23:00:00Z"));
        let approvers =
            Effect::Notify { notice: NoticeKind::StaffDueSoon, to: Audience::Approvers };
        let escalated: Vec<u32> = events
            .iter()
            .filter(|event| react(&desk.case, event, &desk.policy).contains(&approvers))
            .filter_map(|event| {
                let Event::ReminderDue { days_left, .. } = event else {
                    return None;
                };
                Some(*days_left)
            })
            .collect();
        assert_eq!(escalated, told);
    }
}

#[test]
fn a_late_case_closes_only_with_a_reason() {
    let mut desk = Desk::working(&[Right::Access]);
    desk.advance(31);
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    assert_eq!(desk.refused(&approver(), &Command::Approve), RefusalCode::LatenessUnexplained);
    let events = desk.must(&handler(), &Command::ExplainLateness { reason: prose("illness") });
    assert!(matches!(events[0], Event::DeadlineMissed { .. }), "recorded although no tick came");
    desk.must(&approver(), &Command::Approve);
}

#[test]
fn an_answer_in_time_stays_in_time_when_the_case_is_reopened_later() {
    let mut desk = Desk::working(&[Right::Access]);
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    desk.must(&approver(), &Command::Approve);
    desk.advance(60);
    desk.must(&approver(), &Command::Reopen { reason: prose("complaint") });
    assert_eq!(desk.case.stage, Stage::Working);
    let end = desk.now + TimeDelta::days(30);
    let events = desk.run_until(end);
    assert!(!events.iter().any(|event| matches!(event, Event::DeadlineMissed { .. })));
}

#[test]
fn a_superseded_case_is_silent_and_forgotten_at_once() {
    let mut desk = Desk::submitted(&[Right::Access]);
    let events = desk.must(&Actor::requester(), &Command::Supersede);
    let closed = Event::Closed { outcome: Outcome::Expired };
    assert_eq!(events, [Event::Superseded, closed, Event::PersonalDataErased]);
    assert!(events.iter().all(|event| react(&desk.case, event, &desk.policy).is_empty()));
    let end = desk.now + TimeDelta::days(2000);
    assert!(desk.run_until(end).is_empty());
    let mut confirmed = Desk::recorded(&[Right::Access]);
    assert_eq!(
        confirmed.refused(&Actor::requester(), &Command::Supersede),
        RefusalCode::NotInStage
    );
}

#[test]
fn an_unconfirmed_case_is_reminded_once_expires_and_forgets() {
    let mut desk = Desk::submitted(&[Right::Access]);
    let events = desk.run_until(at("2026-11-30T10:00:00Z"));
    assert_eq!(
        events,
        [Event::ConfirmationReminded, Event::Expired, Event::Closed { outcome: Outcome::Expired }]
    );
    let effects = react(&desk.case, &Event::Closed { outcome: Outcome::Expired }, &desk.policy);
    assert!(effects.contains(&Effect::Forget));
    assert!(
        effects.contains(&Effect::Notify { notice: NoticeKind::Expired, to: Audience::Requester })
    );
    desk.must(&Actor::system(), &Command::Forget);
    let reopen = Command::Reopen { reason: prose("please") };
    assert_eq!(desk.refused(&approver(), &reopen), RefusalCode::PersonalDataErased);
}
