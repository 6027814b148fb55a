//! Random command sequences keep the invariants of the workflow.

use proptest::prelude::*;

use super::matrix::sample;
use super::*;
use crate::effect::{Audience, Effect};
use crate::item::TaskState;
use crate::message::NoticeKind;

fn verbs() -> impl Strategy<Value = Vec<(usize, usize, i64)>> {
    prop::collection::vec((0..Verb::ALL.len(), 0..6_usize, 0..9_i64), 1..60)
}

fn actor(index: usize) -> Actor {
    match index {
        0 => Actor::requester(),
        1 => handler(),
        2 => approver(),
        3 => staff("carla", &[Role::Compliance]),
        4 => Actor::system_owner("l1"),
        _ => Actor::system(),
    }
}

fn check(before: &Case, desk: &Desk, events: &[Event]) {
    let case = &desk.case;
    assert_eq!(case.version, i64::try_from(desk.events.len()).unwrap());
    let closed = events.iter().filter(|event| matches!(event, Event::Closed { .. })).count();
    assert!(closed <= 1, "one outcome");
    assert_eq!(case.stage == Stage::Closed, case.outcome.is_some());
    check_closing(desk, events);
    let named = events.iter().any(|event| {
        matches!(
            event,
            Event::DeadlineExtended { .. }
                | Event::ReceivedDateCorrected { .. }
                | Event::DeadlineRecomputed { .. }
        )
    });
    assert!(named || before.due_on() == case.due_on(), "a due date moved without its event");
    let destroyed = case.tasks.iter().any(
        |task| matches!(&task.state, TaskState::Done { result, .. } if result.is_destructive()),
    );
    assert!(!destroyed || case.identity_accepted(), "erased before identity");
    check_tasks(before, desk, events);
    let erased = events.contains(&Event::PersonalDataErased);
    assert!(!erased || before.legal_holds.is_empty(), "forgotten under a legal hold");
    let extended = case.clocks.iter().filter(|clock| clock.extended.is_some()).count();
    assert!(extended <= 1);
    assert!(before.missed.is_none() || case.missed == before.missed, "missed is for good");
    check_complaints(before, case, events);
}

/// A case closes with a closing notice in the same transaction. The one exception is the closing that belongs to erasing
/// again after a restore: the answer went out before, and nobody is left to write to.
fn check_closing(desk: &Desk, events: &[Event]) {
    let effects = |event: &Event| react(&desk.case, event, &desk.policy);
    for (place, event) in events.iter().enumerate() {
        if !matches!(event, Event::Closed { .. }) {
            continue;
        }
        let before = place.checked_sub(1).and_then(|before| events.get(before));
        if before == Some(&Event::ErasedAgain) {
            assert_eq!(
                events.get(place + 1),
                Some(&Event::PersonalDataErased),
                "closed, not erased"
            );
            assert_eq!(events.iter().flat_map(effects).count(), 0, "somebody is written to");
            continue;
        }
        let notified = events.iter().flat_map(effects).any(|effect| {
            matches!(
                effect,
                Effect::Notify {
                    notice: NoticeKind::AnswerReady
                        | NoticeKind::AnswerInPart
                        | NoticeKind::Refused
                        | NoticeKind::IdentityRejected
                        | NoticeKind::Withdrawn
                        | NoticeKind::Expired
                        | NoticeKind::Duplicate,
                    ..
                }
            )
        });
        assert!(notified, "a closing notice in the same transaction");
    }
}

/// At most one complaint is open, only about a closed case that still has its personal data; none disappears.
fn check_complaints(before: &Case, case: &Case, events: &[Event]) {
    let open = case.complaints.iter().filter(|complaint| complaint.is_open()).count();
    let open = if case.erased_at.is_some() { 0 } else { open };
    assert_eq!(open, usize::from(case.open_complaint().is_some()), "only the last one is open");
    assert!(open == 0 || case.stage == Stage::Closed, "open beside a case that is worked on");
    let forgotten =
        events.contains(&Event::PersonalDataErased) && !events.contains(&Event::ErasedAgain);
    assert!(!forgotten || before.open_complaint().is_none(), "erased under an open complaint");
    let kept = before.complaints.iter().zip(&case.complaints);
    assert!(kept.clone().all(|(old, new)| old.text == new.text && old.clocks == new.clocks));
    assert!(kept.clone().all(|(old, new)| old.missed.is_none() || old.missed == new.missed));
    assert!(kept.clone().all(|(old, new)| old.is_open() || old.decision == new.decision));
    assert_eq!(kept.count(), before.complaints.len());
}

/// Nothing is collected or handed out before identity is accepted, and nothing erased before a second person agreed.
fn check_tasks(before: &Case, desk: &Desk, events: &[Event]) {
    let case = &desk.case;
    for event in events {
        let Event::TaskCompleted { task, result, .. } = event else { continue };
        assert!(before.identity_accepted() && before.hold.is_none(), "worked on too early");
        let right = before.task(*task).map(|task| task.right);
        let released = right.is_some_and(|right| before.execution_released(right));
        assert!(
            !result.is_destructive() || before.legal_holds.is_empty(),
            "erased under a legal hold"
        );
        assert!(!result.is_destructive() || released, "erased before a second person agreed");
    }
    for effect in events.iter().flat_map(|event| react(case, event, &desk.policy)) {
        if let Effect::Notify { notice, to: Audience::SystemOwner(id) | Audience::Escalation(id) } =
            effect
        {
            let task = case.task(id).unwrap();
            assert!(may_start(case, task, &desk.policy), "{notice} too early");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn random_sequences_never_panic_and_replay_to_the_same_case(steps in verbs(), form in any::<bool>(), pack in 0..3_usize) {
        let verb = if form { Verb::Submit } else { Verb::Record };
        let pack = [policy, extendable, laws::with_laws][pack]();
        let mut desk = Desk::with_fields(pack, verb, Right::ALL, RequesterRole::Myself, 2);
        for (index, who, days) in steps {
            let Some(command) = sample(Verb::ALL[index]) else { continue };
            desk.advance(days);
            let before = desk.case.clone();
            if let Ok(events) = desk.act(&actor(who), &command) {
                check(&before, &desk, &events);
            } else {
                prop_assert_eq!(&before, &desk.case, "a refusal changes nothing");
            }
            // Time settles: after a tick nothing of the past is left to do.
            desk.tick();
            prop_assert!(desk.tick().is_empty());
        }
        let replayed = replay(&desk.events);
        prop_assert_eq!(replayed.as_ref(), Some(&desk.case));
        let json = serde_json::to_string(&desk.events).unwrap();
        let back: Vec<Happened> = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(back, desk.events);
    }

    #[test]
    fn with_four_eyes_the_proposer_never_approves(steps in verbs()) {
        let mut desk = Desk::working(&[Right::Delete]);
        for (index, who, _) in steps {
            let Some(command) = sample(Verb::ALL[index]) else { continue };
            let proposer = desk.case.proposal.as_ref().map(|proposal| proposal.by.clone());
            let actor = actor(who);
            let approved = desk.act(&actor, &command).is_ok_and(|events| events.contains(&Event::AnswerApproved));
            prop_assert!(!approved || proposer.as_deref() != Some(actor.principal.as_str()));
        }
    }
}
