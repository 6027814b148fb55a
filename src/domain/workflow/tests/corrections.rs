//! Corrections field by field: every field is decided, what is settled agrees with it, and owners change nothing before.

use proptest::prelude::*;

use super::*;
use crate::correction::settlement_of;
use crate::effect::{Audience, Effect};
use crate::item::ItemState;

/// Fields of the correction.
const FIELDS: u32 = 2;

const YES: FieldDecision = FieldDecision::Accepted;
const NO: FieldDecision = FieldDecision::Refused;

fn correcting() -> Desk {
    let mut policy = policy();
    policy.data_map.systems.push(profiles());
    let mut desk =
        Desk::with_fields(policy, Verb::Record, &[Right::Correct], RequesterRole::Myself, FIELDS);
    desk.must(&handler(), &accept());
    desk
}

fn handed_out(desk: &Desk, events: &[Event]) -> usize {
    let effects = events.iter().flat_map(|event| react(&desk.case, event, &desk.policy));
    let owner =
        |effect: &Effect| matches!(effect, Effect::Notify { to: Audience::SystemOwner(_), .. });
    effects.filter(owner).count()
}

#[test]
fn a_correction_is_settled_as_its_fields_were_decided_and_not_before() {
    let mut desk = correcting();
    let done = settle(Right::Correct, Settlement::Done);
    assert_eq!(desk.refused(&handler(), &done), RefusalCode::CorrectionOpen);
    desk.must(&handler(), &decide_field(1, YES));
    assert_eq!(desk.refused(&handler(), &done), RefusalCode::CorrectionOpen);
    desk.must(&handler(), &decide_field(2, NO));
    assert_eq!(desk.refused(&handler(), &done), RefusalCode::SettlementDoesNotFit);
    for wrong in [Settlement::Refused, Settlement::NotApplicable] {
        let wrong = settle(Right::Correct, wrong);
        assert_eq!(desk.refused(&handler(), &wrong), RefusalCode::SettlementDoesNotFit);
    }
    desk.must(&handler(), &settle(Right::Correct, Settlement::PartlyDone));
    // Decided differently, it is open again.
    desk.must(&handler(), &decide_field(2, YES));
    assert_eq!(desk.case.item(Right::Correct).unwrap().state, ItemState::Pending);
    desk.must(&handler(), &done);
}

#[test]
fn a_field_is_refused_with_a_ground_and_words_and_only_what_was_given_is_decided() {
    let mut desk = correcting();
    let refuse = |ground, text| Command::DecideCorrection { number: 1, decision: NO, ground, text };
    let told = desk.refused(&handler(), &refuse(None, Some(prose("no"))));
    assert_eq!(told, RefusalCode::GroundNeeded);
    let told = desk.refused(&handler(), &refuse(Some(Ground::DataAccurate), None));
    assert_eq!(told, RefusalCode::TextNeeded);
    for number in [0, FIELDS + 1, u32::MAX] {
        let told = desk.refused(&handler(), &decide_field(number, YES));
        assert_eq!(told, RefusalCode::NoSuchField, "{number}");
    }
    desk.must(&handler(), &decide_field(1, YES));
    assert_eq!(desk.case.corrections[0].ground, None, "an acceptance needs no ground");
    assert_eq!(desk.refused(&handler(), &decide_field(1, YES)), RefusalCode::NothingChanges);
    let mut other = Desk::working(&[Right::Access]);
    assert_eq!(other.refused(&handler(), &decide_field(1, YES)), RefusalCode::NoItemForRight);
}

#[test]
fn the_owner_of_a_system_is_asked_once_it_is_known_what_to_change() {
    let mut desk = correcting();
    let events: Vec<Event> = desk.events.iter().map(|one| one.event.clone()).collect();
    assert_eq!(handed_out(&desk, &events), 0, "nothing was accepted yet");
    let first = desk.must(&handler(), &decide_field(1, NO));
    assert_eq!(handed_out(&desk, &first), 0, "a field is open");
    let corrected = complete(1, TaskResult::Corrected);
    assert_eq!(desk.refused(&handler(), &corrected), RefusalCode::CorrectionOpen);
    let none = desk.must(&handler(), &decide_field(2, NO));
    assert_eq!(handed_out(&desk, &none), 0, "there is nothing to change");
    let second = desk.must(&handler(), &decide_field(2, YES));
    assert_eq!(handed_out(&desk, &second), 1);
    let told = desk.must(&Actor::system_owner("l1"), &corrected);
    let added = told.iter().any(|event| matches!(event, Event::TaskAdded { planned, .. } if planned.kind == TaskKind::TellRecipients));
    assert!(added, "who got the data is told: {told:?}");
}

fn step() -> impl Strategy<Value = Command> {
    let decision = prop::sample::select(vec![YES, NO]);
    let settlement = prop::sample::select(Settlement::ALL.to_vec());
    prop_oneof![
        4 => (0..FIELDS + 2, decision).prop_map(|(number, decision)| decide_field(number, decision)),
        2 => settlement.prop_map(|settlement| settle(Right::Correct, settlement)),
        1 => Just(complete(1, TaskResult::Corrected)),
        1 => Just(Command::ReopenTask { task: TaskId(1), reason: prose("again") }),
        1 => Just(Command::ProposeAnswer { text: None, closing: None }),
        1 => Just(Command::SendBack { reason: prose("look again") }),
        1 => Just(Command::Approve),
        1 => Just(Command::Reopen { reason: prose("complaint") }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn whatever_is_done_a_settled_correction_agrees_with_its_fields(steps in prop::collection::vec(step(), 1..50)) {
        let mut desk = correcting();
        for command in steps {
            let before = desk.case.clone();
            if desk.act(&approver(), &command).is_err() {
                prop_assert_eq!(&before, &desk.case, "a refusal changes nothing");
            }
            prop_assert_eq!(desk.case.corrections.len(), 2);
            if let Some(ItemState::Settled { settlement, .. }) = desk.case.item(Right::Correct).map(|item| &item.state) {
                prop_assert_eq!(settlement_of(&desk.case.corrections), Some(*settlement));
            }
            if desk.case.stage == Stage::Closed {
                prop_assert!(desk.case.corrections.iter().all(|field| field.decision.is_some()));
            }
        }
        let replayed = replay(&desk.events);
        prop_assert_eq!(replayed.as_ref(), Some(&desk.case));
    }
}
