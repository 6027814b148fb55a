//! Given/when/then of holds: who releases a stop, and what a legal hold keeps.

use super::*;
use crate::effect::{Audience, Effect};
use crate::message::NoticeKind;

fn begin(id: &str, until: Option<&str>) -> Command {
    Command::BeginLegalHold { hold: id.into(), until: until.map(day) }
}

fn end(id: &str) -> Command {
    Command::EndLegalHold { hold: id.into() }
}

fn effects(desk: &Desk, events: &[Event]) -> Vec<Effect> {
    events.iter().flat_map(|event| react(&desk.case, event, &desk.policy)).collect()
}

#[test]
fn whoever_placed_a_hold_does_not_release_it() {
    let both = staff("carla", &[Role::Compliance, Role::Approver]);
    let place = Command::PlaceHold { reason: prose("claim") };
    let release = Command::ReleaseHold { reason: prose("settled") };
    let mut desk = Desk::recorded(&[Right::Access]);
    desk.must(&both, &place);
    assert_eq!(desk.refused(&both, &release), RefusalCode::PlacedByYou);
    desk.must(&approver(), &release);
    let alone = Policy { four_eyes: FourEyes::Never, ..policy() };
    let mut desk = Desk::open_with(alone, Verb::Record, &[Right::Access], RequesterRole::Myself);
    desk.must(&both, &place);
    desk.must(&both, &release);
}

#[test]
fn under_a_legal_hold_nothing_is_erased_and_the_answer_goes_on() {
    let mut desk = Desk::working(&[Right::Access, Right::Delete]);
    desk.must(&Actor::system(), &begin("h1", None));
    assert_eq!(desk.refused(&Actor::system(), &begin("h1", None)), RefusalCode::NothingChanges);
    assert_eq!(desk.refused(&approver(), &release()), RefusalCode::UnderLegalHold);
    desk.must(&handler(), &complete(1, TaskResult::Found));
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    desk.must(&handler(), &settle(Right::Delete, Settlement::Refused));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    desk.must(&approver(), &Command::Approve);
    assert_eq!(desk.case.outcome, Some(Outcome::PartlyFulfilled));
    desk.advance(2000);
    assert_eq!(desk.tick(), [], "nor by age");
    assert_eq!(desk.refused(&Actor::system(), &Command::Forget), RefusalCode::UnderLegalHold);
    let events = desk.must(&Actor::system(), &end("h1"));
    let told = Effect::Notify { notice: NoticeKind::StaffHoldEnded, to: Audience::Owner };
    assert_eq!(effects(&desk, &events), [told]);
    assert_eq!(desk.tick(), [Event::PersonalDataErased]);
}

#[test]
fn a_hold_that_comes_after_the_release_still_stops_it() {
    let mut desk = Desk::working(&[Right::Delete]);
    desk.must(&approver(), &release());
    desk.must(&Actor::system(), &begin("h1", None));
    desk.must(&Actor::system(), &begin("h2", None));
    let erase = complete(1, TaskResult::Erased);
    assert_eq!(desk.refused(&handler(), &erase), RefusalCode::UnderLegalHold);
    assert!(!may_start(&desk.case, &desk.case.tasks[0], &desk.policy));
    let events = desk.must(&Actor::system(), &end("h1"));
    assert_eq!(effects(&desk, &events), [], "another one stands");
    desk.must(&Actor::system(), &end("h2"));
    assert_eq!(desk.refused(&Actor::system(), &end("h2")), RefusalCode::NoHold);
    desk.must(&handler(), &erase);
}

#[test]
fn a_legal_hold_ends_by_itself_after_its_last_day() {
    let mut desk = Desk::working(&[Right::Delete]);
    desk.must(&Actor::system(), &begin("h1", Some("2026-11-24")));
    let events = desk.run_until(at("2026-11-24T23:59:59Z"));
    assert!(!events.contains(&Event::LegalHoldEnded { hold: "h1".into() }));
    let events = desk.run_until(at("2026-11-25T00:00:00Z"));
    assert_eq!(events, [Event::LegalHoldEnded { hold: "h1".into() }]);
    desk.must(&approver(), &release());
}

#[test]
fn what_expired_under_a_legal_hold_is_erased_when_it_ends() {
    let mut desk = Desk::submitted(&[Right::Access]);
    desk.must(&Actor::system(), &begin("h1", Some("2026-12-10")));
    let events = desk.run_until(at("2026-12-12T00:00:00Z"));
    assert!(events.contains(&Event::Expired));
    let ended: Vec<_> =
        events.into_iter().filter(|event| matches!(event, Event::LegalHoldEnded { .. })).collect();
    assert_eq!(effects(&desk, &ended), [Effect::Forget]);
    let mut corrected = Desk::submitted(&[Right::Access]);
    corrected.must(&Actor::system(), &begin("h1", None));
    let events = corrected.must(&Actor::requester(), &Command::Supersede);
    assert!(!events.contains(&Event::PersonalDataErased), "kept until it ends");
}
