//! Complaints and appeals: clocks of their own beside a closed case, decided by somebody else.

use super::*;
use crate::deadline::explain::Step;
use crate::effect::{Audience, Effect};
use crate::message::NoticeKind;

const CARL: &str = "carl";

fn second() -> Actor {
    staff(CARL, &[Role::Approver])
}

/// A request that Anna proposed to refuse and Ben refused.
fn refused_with(policy: Policy) -> Desk {
    let mut desk = Desk::open_with(policy, Verb::Record, &[Right::Access], RequesterRole::Myself);
    desk.must(&handler(), &accept());
    desk.must(
        &handler(),
        &Command::Refuse { ground: Ground::Excessive, text: prose("ninth time") },
    );
    desk.must(&approver(), &Command::Approve);
    desk
}

fn refused() -> Desk {
    refused_with(policy())
}

fn brought(desk: &Desk, kind: ComplaintKind) -> Command {
    let text = prose("It was not the ninth time.");
    Command::RecordComplaint { kind, channel: Channel::Post, received_at: desk.now, text }
}

fn decided(outcome: ComplaintOutcome) -> Command {
    let text = Prose::new("We counted again.".to_owned(), VaultId::from("v2"), [8; 32]);
    Command::DecideComplaint { outcome, text }
}

fn complain(desk: &mut Desk, kind: ComplaintKind) {
    let command = brought(desk, kind);
    desk.must(&handler(), &command);
}

fn notices(desk: &Desk, events: &[Event]) -> Vec<NoticeKind> {
    let effects = events.iter().flat_map(|event| react(&desk.case, event, &desk.policy));
    effects
        .filter_map(|effect| match effect {
            Effect::Notify { notice, to: Audience::Requester } => Some(notice),
            Effect::Notify { .. }
            | Effect::BuildPackage
            | Effect::CallSystem(_)
            | Effect::Forget => None,
        })
        .collect()
}

#[test]
fn an_appeal_runs_a_clock_of_its_own_with_every_step_and_the_answer_keeps_its_date() {
    let mut desk = refused();
    desk.advance(40);
    let before = (desk.case.due_on(), desk.case.clocks.clone());
    let command = brought(&desk, ComplaintKind::Appeal);
    let events = desk.must(&Actor::requester(), &command);
    assert_eq!(notices(&desk, &events), [NoticeKind::ComplaintReceived]);
    assert_eq!((desk.case.stage, desk.case.outcome), (Stage::Closed, Some(Outcome::Refused)));
    assert_eq!((desk.case.due_on(), desk.case.clocks.clone()), before);
    assert_eq!(desk.case.work_due_on(), day("2027-02-01"));
    let clock = desk.case.work_clock().unwrap();
    assert_eq!((clock.kind, clock.rule.as_str()), (ClockKind::Appeal, "appeal_default"));
    let steps: Vec<_> = clock.steps.iter().map(Step::sentence).collect();
    assert!(steps.len() > 2 && steps[0].contains("2 January 2027"), "{steps:?}");
    assert!(desk.case.needs_work() && !desk.case.is_overdue(day("2027-02-01"), &UtcOnly));
    assert!(desk.case.is_overdue(day("2027-02-02"), &UtcOnly));
    assert_eq!(replay(&desk.events).as_ref(), Some(&desk.case));
}

#[test]
fn the_law_of_the_place_says_when_a_complaint_is_acknowledged_and_an_appeal_decided() {
    let law = |id: &str, clock, days, rights: &[Asked]| Rule {
        scope: Scope { places: vec!["SE".to_owned()], rights: rights.to_vec(), ..Scope::default() },
        period: Period::CalendarDays(days),
        clock,
        ..promise(id, id, clock)
    };
    let with = || Policy {
        laws: vec![
            law("se_ack", ClockKind::Acknowledge, 10, &[Asked::Complaint]),
            law("se_request_ack", ClockKind::Acknowledge, 5, &[]),
            law("se_appeal", ClockKind::Appeal, 20, &[]),
        ],
        ..policy()
    };
    let rules = |desk: &Desk| {
        let clocks = &desk.case.open_complaint().unwrap().clocks;
        clocks.iter().map(|clock| clock.rule.clone()).collect::<Vec<_>>()
    };
    let mut desk = refused_with(with());
    assert!(
        desk.case.clocks.iter().all(|clock| clock.rule != "se_ack" && clock.rule != "se_appeal")
    );
    complain(&mut desk, ComplaintKind::Complaint);
    assert_eq!(rules(&desk), ["complaint_default", "se_ack"]);
    assert_eq!(desk.case.work_due_on(), day("2026-12-23"), "acknowledging decides nothing");
    let mut desk = refused_with(with());
    complain(&mut desk, ComplaintKind::Appeal);
    assert_eq!(rules(&desk), ["appeal_default", "se_appeal"]);
    assert_eq!(desk.case.work_due_on(), day("2026-12-13"), "the earlier binds");
}

#[test]
fn who_decided_the_request_does_not_decide_the_complaint() {
    let mut desk = refused();
    let uphold = decided(ComplaintOutcome::Upheld);
    assert_eq!(desk.refused(&second(), &uphold), RefusalCode::NoComplaint);
    complain(&mut desk, ComplaintKind::Complaint);
    assert_eq!(desk.refused(&handler(), &uphold), RefusalCode::NotYourRole);
    assert_eq!(desk.refused(&approver(), &uphold), RefusalCode::SamePerson);
    desk.must(&second(), &uphold);
    let mut desk = refused();
    complain(&mut desk, ComplaintKind::Complaint);
    desk.policy.four_eyes = FourEyes::Never;
    desk.must(&approver(), &uphold);
    // What a release before wrote does not say who closed it.
    let mut desk = refused();
    complain(&mut desk, ComplaintKind::Complaint);
    desk.case.closed_by = None;
    let proposer = staff(ANNA, &[Role::Approver]);
    assert_eq!(desk.refused(&proposer, &uphold), RefusalCode::SamePerson);
}

#[test]
fn upheld_the_request_is_open_again_and_one_mail_says_so() {
    let mut desk = refused();
    complain(&mut desk, ComplaintKind::Appeal);
    let events = desk.must(&second(), &decided(ComplaintOutcome::Upheld));
    assert_eq!(notices(&desk, &events), [NoticeKind::ComplaintDecided]);
    assert_eq!((desk.case.stage, desk.case.outcome), (Stage::Working, None));
    assert!(desk.case.open_complaint().is_none());
    assert_eq!(desk.case.work_due_on(), desk.case.due_on());
    // Opened for another reason later, the person hears of it.
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    desk.must(&approver(), &Command::Approve);
    let events = desk.must(&approver(), &Command::Reopen { reason: prose("forgot a system") });
    assert_eq!(notices(&desk, &events), [NoticeKind::Reopened]);
    assert_eq!(replay(&desk.events).as_ref(), Some(&desk.case));
}

#[test]
fn rejected_or_upheld_in_part_it_stays_closed_and_another_can_come() {
    let mut desk = refused();
    for outcome in [ComplaintOutcome::Rejected, ComplaintOutcome::PartlyUpheld] {
        complain(&mut desk, ComplaintKind::Complaint);
        let again = brought(&desk, ComplaintKind::Appeal);
        assert_eq!(desk.refused(&Actor::requester(), &again), RefusalCode::ComplaintOpen);
        let reopen = Command::Reopen { reason: prose("we were wrong") };
        assert_eq!(desk.refused(&approver(), &reopen), RefusalCode::ComplaintOpen);
        let events = desk.must(&second(), &decided(outcome));
        assert_eq!(notices(&desk, &events), [NoticeKind::ComplaintDecided]);
        assert_eq!(desk.case.stage, Stage::Closed);
    }
    assert_eq!(desk.case.complaints.len(), 2);
    desk.must(&approver(), &Command::Reopen { reason: prose("in part we were wrong") });
}

#[test]
fn it_is_reminded_missed_for_good_and_chased_every_day_until_it_is_decided() {
    let mut desk = refused();
    desk.advance(100);
    let start = desk.now;
    complain(&mut desk, ComplaintKind::Appeal);
    desk.must(&handler(), &Command::Take);
    let due = desk.case.work_due_on();
    let seen = desk.run_until(start + TimeDelta::days(33));
    let left: Vec<u32> = seen
        .iter()
        .filter_map(|event| {
            let Event::ReminderDue { days_left, .. } = event else { return None };
            Some(*days_left)
        })
        .collect();
    assert_eq!(left, [10, 5, 2, 0]);
    let chased = seen.iter().filter(|e| matches!(e, Event::OverdueReminderDue { .. })).count();
    assert_eq!(chased, 3);
    let complaint = desk.case.open_complaint().unwrap();
    assert_eq!(complaint.missed.as_ref().map(|missed| missed.due_on), Some(due));
    assert_eq!(desk.case.missed, None, "the answer was in time");
    desk.must(&second(), &decided(ComplaintOutcome::Rejected));
    assert!(desk.case.complaints[0].missed.is_some());
    assert!(desk.run_until(start + TimeDelta::days(200)).is_empty(), "nothing is chased any more");
}

#[test]
fn decided_after_its_date_before_the_worker_looked_it_is_still_missed() {
    let mut desk = refused();
    complain(&mut desk, ComplaintKind::Complaint);
    desk.advance(31);
    let events = desk.must(&second(), &decided(ComplaintOutcome::Rejected));
    let clock = ClockKind::Complaint;
    assert!(matches!(&events[0], Event::DeadlineMissed { clock: found, .. } if *found == clock));
    assert!(desk.case.complaints[0].missed.is_some() && desk.case.missed.is_none());
}

#[test]
fn a_closed_request_has_an_owner_only_while_a_complaint_is_open() {
    let mut desk = refused();
    let assign = Command::Assign { to: Some(StaffId::from(BEN)) };
    assert_eq!(desk.refused(&handler(), &Command::Take), RefusalCode::NoComplaint);
    assert_eq!(desk.refused(&handler(), &assign), RefusalCode::NoComplaint);
    complain(&mut desk, ComplaintKind::Complaint);
    desk.must(&handler(), &assign);
    desk.must(&Actor::system(), &Command::Assign { to: None });
    let start = desk.now;
    let seen = desk.run_until(start + TimeDelta::days(5));
    assert!(seen.contains(&Event::UnassignedEscalated), "{seen:?}");
}

#[test]
fn personal_data_stays_while_a_complaint_is_open_and_its_time_begins_with_the_decision() {
    let mut desk = refused();
    let start = desk.now;
    desk.run_until(start + TimeDelta::days(1090));
    complain(&mut desk, ComplaintKind::Complaint);
    assert_eq!(desk.refused(&Actor::system(), &Command::Forget), RefusalCode::ComplaintOpen);
    desk.must(&handler(), &Command::Take);
    desk.run_until(start + TimeDelta::days(1110));
    assert_eq!(desk.case.erased_at, None);
    desk.must(&second(), &decided(ComplaintOutcome::Rejected));
    desk.run_until(start + TimeDelta::days(2204));
    assert_eq!(desk.case.erased_at, None);
    desk.run_until(start + TimeDelta::days(2206));
    assert!(desk.case.erased_at.is_some());
    let again = brought(&desk, ComplaintKind::Appeal);
    assert_eq!(desk.refused(&handler(), &again), RefusalCode::PersonalDataErased);
}

#[test]
fn a_complaint_has_arrived_after_its_request_and_before_now() {
    let mut desk = refused();
    let at = |received_at| Command::RecordComplaint {
        kind: ComplaintKind::Complaint,
        channel: Channel::Phone,
        received_at,
        text: prose("no"),
    };
    let now = desk.now;
    let early = at(now - TimeDelta::days(1));
    assert_eq!(desk.refused(&handler(), &early), RefusalCode::ComplaintTooEarly);
    let future = at(now + TimeDelta::hours(1));
    assert_eq!(desk.refused(&handler(), &future), RefusalCode::DateInFuture);
    // The day counts: what arrived by post has no hour.
    desk.must(&handler(), &at(now - TimeDelta::hours(10)));
    let mut expired = Desk::submitted(&[Right::Access]);
    let opened = expired.now;
    expired.run_until(opened + TimeDelta::days(8));
    assert_eq!(expired.case.outcome, Some(Outcome::Expired));
    let late = brought(&expired, ComplaintKind::Complaint);
    assert_eq!(expired.refused(&handler(), &late), RefusalCode::NothingToComplain);
}
