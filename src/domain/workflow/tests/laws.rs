//! Given/when/then of the laws beside the promise: which run, what pauses them, and what a corrected place moves.

use super::*;
use crate::deadline::{Clock, Verdict};
use crate::place::Place;
use crate::policy::{Pause, PauseDays, PauseReason, Start};

fn law(id: &str, place: &str, days: u32) -> Rule {
    let mut rule = policy().rules.remove(0);
    rule.id = id.to_owned();
    rule.citation = format!("{id} Art. 1");
    rule.period = Period::CalendarDays(days);
    rule.scope.places = vec![place.to_owned()];
    rule
}

fn pause(reason: PauseReason, rights: Vec<Asked>, days: PauseDays) -> Pause {
    Pause { reason, rights, days, confidence: Confidence::Text }
}

/// Sweden: 20 days, paused by a question. United Kingdom: 20 days, begun anew by evidence, paused by a question about
/// access only. France: switched off. Norway: 10 days for erasure only, in force from 2027.
pub(super) fn with_laws() -> Policy {
    let mut policy = policy();
    let mut sweden = law("se", "SE", 20);
    sweden.counting.pauses = vec![pause(PauseReason::Clarification, vec![], PauseDays::HalfOpen)];
    let mut kingdom = law("gb", "GB", 20);
    kingdom.counting.start = Start::Latest;
    let access = vec![Asked::Access];
    kingdom.counting.pauses = vec![pause(PauseReason::Clarification, access, PauseDays::Inclusive)];
    let mut france = law("fr", "FR", 5);
    france.scope.off = true;
    let mut norway = law("no", "NO", 10);
    norway.scope.rights = vec![Asked::Delete];
    let mut later = law("no_later", "NO", 1);
    later.scope.since = Some(day("2027-01-01"));
    policy.laws = vec![sweden, kingdom, france, norway, later];
    policy.places = Places(vec![]);
    policy
}

fn desk(rights: &[Right]) -> Desk {
    Desk::open_with(with_laws(), Verb::Record, rights, RequesterRole::Myself)
}

fn moved(desk: &mut Desk, country: &str) -> Vec<Event> {
    let (country, region) = (country.to_owned(), None);
    let reason = prose("asked on the phone");
    desk.must(&handler(), &Command::SetJurisdiction { country, region, reason })
}

fn clock<'a>(desk: &'a Desk, rule: &str) -> &'a Clock {
    desk.case.clocks.iter().find(|clock| clock.rule == rule).unwrap()
}

fn ask() -> Command {
    Command::AskClarification { text: prose("which account?") }
}

fn answer() -> Command {
    Command::AnswerClarification { text: prose("the first") }
}

#[test]
fn the_law_of_the_place_runs_beside_the_promise_and_the_earlier_binds() {
    let desk = desk(&[Right::Access]);
    assert_eq!(clock(&desk, "policy_default").due_on, day("2026-12-23"));
    assert_eq!(clock(&desk, "se").due_on, day("2026-12-13"));
    let binding = desk.case.effective_clock().unwrap();
    assert_eq!((binding.rule.as_str(), desk.case.due_on()), ("se", day("2026-12-13")));
    assert_eq!(desk.case.target_on(), day("2026-12-06"));
}

#[test]
fn a_corrected_place_works_every_date_out_anew_and_keeps_the_old_one() {
    let mut desk = desk(&[Right::Access]);
    let events = moved(&mut desk, "IN");
    assert_eq!(events.len(), 2);
    let Event::DeadlineRecomputed { from, to, citation, .. } = &events[1] else {
        panic!("{events:?}");
    };
    assert_eq!((*from, *to), (day("2026-12-13"), day("2026-12-23")));
    assert_eq!(citation, "privacy policy 6.2");
    assert!(desk.case.clocks.iter().all(|clock| clock.rule != "se"));
    assert_eq!(replay(&desk.events).unwrap(), desk.case);
}

#[test]
fn laws_that_are_off_or_not_yet_in_force_or_about_something_else_do_not_run() {
    let mut desk = desk(&[Right::Access]);
    let rules = |desk: &Desk| desk.case.clocks.iter().map(|c| c.rule.clone()).collect::<Vec<_>>();
    moved(&mut desk, "FR");
    assert_eq!(rules(&desk), ["policy_default", "internal_target"]);
    moved(&mut desk, "NO");
    assert_eq!(rules(&desk), ["policy_default", "internal_target"]);
    let set = Command::SetRights { rights: vec![Right::Access, Right::Delete] };
    let events = desk.must(&handler(), &set);
    assert!(matches!(events[1], Event::DeadlineRecomputed { .. }));
    assert_eq!(rules(&desk), ["policy_default", "no", "internal_target"]);
    assert_eq!(desk.case.due_on(), day("2026-12-03"));
}

#[test]
fn who_is_not_sure_yet_starts_no_clock_of_a_complaint() {
    let mut policy = with_laws();
    policy.laws[0].scope.rights = vec![Asked::Complaint];
    policy.laws[1].scope.places = vec!["SE".to_owned()];
    policy.laws[1].scope.rights = vec![Asked::Delete];
    let desk = Desk::open_with(policy, Verb::Record, &[], RequesterRole::Myself);
    let rules: Vec<_> = desk.case.clocks.iter().map(|clock| clock.rule.as_str()).collect();
    assert_eq!(rules, ["policy_default", "gb", "internal_target"]);
}

#[test]
fn a_question_pauses_the_law_until_its_answer_and_never_the_promise() {
    let mut desk = desk(&[Right::Access]);
    desk.advance(2);
    let events = desk.must(&handler(), &ask());
    assert!(matches!(events[1], Event::DeadlineRecomputed { .. }));
    assert_eq!(clock(&desk, "se").verdict, Verdict::Paused);
    assert_eq!(desk.case.effective_clock().unwrap().rule, "policy_default");
    desk.advance(3);
    desk.must(&Actor::requester(), &answer());
    // Asked on the 25th, answered on the 28th: three days do not count.
    assert_eq!(clock(&desk, "se").due_on, day("2026-12-16"));
    assert_eq!(desk.case.due_on(), day("2026-12-16"));
    assert_eq!(replay(&desk.events).unwrap(), desk.case);
}

#[test]
fn evidence_begins_the_period_anew_where_the_law_says_so() {
    let mut desk = desk(&[Right::Access]);
    moved(&mut desk, "GB");
    desk.advance(1);
    desk.must(&handler(), &Command::AskEvidence { text: prose("a bill") });
    assert_eq!(clock(&desk, "gb").verdict, Verdict::NotStarted);
    desk.advance(4);
    desk.must(&Actor::requester(), &Command::GiveEvidence { text: prose("here") });
    assert_eq!(clock(&desk, "gb").started_on, day("2026-11-28"));
    assert_eq!(clock(&desk, "gb").due_on, day("2026-12-18"));
}

#[test]
fn accepted_identity_ends_the_waiting_for_evidence() {
    let mut desk = desk(&[Right::Access]);
    moved(&mut desk, "GB");
    desk.must(&handler(), &Command::AskEvidence { text: prose("a bill") });
    desk.advance(2);
    desk.must(&handler(), &accept());
    assert_eq!(clock(&desk, "gb").verdict, Verdict::Due);
    assert_eq!(clock(&desk, "gb").started_on, day("2026-11-25"));
}

#[test]
fn a_question_does_not_pause_where_another_right_is_asked_beside_access() {
    let mut desk = desk(&[Right::Access, Right::Delete]);
    moved(&mut desk, "GB");
    desk.advance(1);
    desk.must(&handler(), &ask());
    assert_eq!(clock(&desk, "gb").verdict, Verdict::Due);
    assert_eq!(desk.case.due_on(), day("2026-12-13"));
}

#[test]
fn a_newer_pack_never_changes_what_was_promised() {
    let mut desk = desk(&[Right::Access]);
    desk.policy.version = "2".to_owned();
    desk.policy.rules[0].period = Period::CalendarDays(5);
    desk.must(&handler(), &ask());
    assert_eq!(clock(&desk, "policy_default").due_on, day("2026-12-23"));
    assert_eq!(clock(&desk, "se").verdict, Verdict::Paused);
}

#[test]
fn the_day_of_receipt_is_the_earlier_of_both_zones() {
    struct TwoZones;
    impl Zones for TwoZones {
        fn local(&self, zone: &str, at: DateTime<Utc>) -> DateTime<chrono::FixedOffset> {
            let hours = if zone == "UTC" { 0 } else { -12 };
            at.with_timezone(&chrono::FixedOffset::east_opt(hours * 3600).unwrap())
        }
        fn start_of_day(&self, _: &str, date: NaiveDate) -> DateTime<Utc> {
            date.and_time(chrono::NaiveTime::MIN).and_utc()
        }
    }
    let mut policy = with_laws();
    let place = |code: &str, zone: &str| Place {
        code: code.to_owned(),
        names: Vec::new(),
        zone: zone.to_owned(),
    };
    policy.places = Places(vec![place("SE", "West")]);
    let case = desk(&[Right::Access]).case;
    let subject = crate::deadline::Subject::of(&case.intake, case.rights(), &[]);
    let clocks = crate::deadline::start_clocks(&policy, &subject, &TwoZones).unwrap();
    let law = clocks.iter().find(|clock| clock.rule == "se").unwrap();
    // 10:00 UTC is still the day before in the west; the promise counts from the organisation's own day.
    assert_eq!((law.zone.as_str(), law.started_on), ("West", day("2026-11-22")));
    assert_eq!(clocks[0].started_on, day("2026-11-23"));
}

#[test]
fn events_of_before_there_were_laws_still_replay() {
    let desk = desk(&[Right::Access]);
    let mut json = serde_json::to_value(&desk.events).unwrap();
    let clocks = json[0]["clocks"].as_array().unwrap();
    assert!(
        clocks.iter().all(|clock| clock.get("verdict").is_none()),
        "a running clock says nothing new"
    );
    json[0]["clocks"].as_array_mut().unwrap().retain(|clock| clock["rule"] != "se");
    let old: Vec<Happened> = serde_json::from_value(json).unwrap();
    let case = replay(&old).unwrap();
    assert_eq!(case.due_on(), day("2026-12-23"));
    let text = serde_json::to_value(&case).unwrap();
    assert!(text.get("happened").is_none());
}

#[test]
fn one_notice_extends_every_clock_that_allows_it_within_its_own_limit() {
    let days = |total, notice| {
        let total = Period::CalendarDays(total);
        Some(ExtensionRule { total, notice_within: Period::CalendarDays(notice) })
    };
    let open = |law_extends: bool| {
        let mut policy = with_laws();
        policy.rules[0].extension = days(60, 30);
        policy.laws[0].extension = if law_extends { days(90, 15) } else { None };
        Desk::open_with(policy, Verb::Record, &[Right::Access], RequesterRole::Myself)
    };
    let extend = Command::Extend { ground: Ground::Complexity, text: prose("it is large") };
    let told = Command::Deliver {
        notice: crate::message::NoticeKind::Extension,
        outbox: crate::ids::OutboxId::from("o1"),
        accepted: true,
    };
    let mut desk = open(true);
    let events = desk.must(&handler(), &extend);
    // The law's 90 days come after the promise's 60; the person must know by the law's earlier limit.
    let Event::ExtensionDecided { due_on, notice_by, .. } = &events[0] else {
        panic!("{events:?}");
    };
    assert_eq!((*due_on, *notice_by), (day("2027-01-22"), day("2026-12-08")));
    desk.must(&Actor::system(), &told);
    assert_eq!(desk.case.due_on(), day("2027-01-22"));
    assert_eq!(clock(&desk, "se").due_on, day("2027-02-21"));
    // A later question still finds both extended.
    desk.must(&handler(), &ask());
    desk.advance(2);
    desk.must(&Actor::requester(), &answer());
    assert_eq!(clock(&desk, "se").due_on, day("2027-02-22"));
    assert_eq!(desk.case.due_on(), day("2027-01-22"));
    assert_eq!(desk.refused(&handler(), &extend), RefusalCode::AlreadyExtended);

    let mut desk = open(true);
    desk.advance(16);
    assert_eq!(desk.refused(&handler(), &extend), RefusalCode::ExtensionTooLate);
    assert_eq!(open(false).refused(&handler(), &extend), RefusalCode::NoExtensionPromised);
}
