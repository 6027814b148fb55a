//! Random commands, with four eyes or without, judged by a watch that reads the journal alone: it knows nothing of the
//! state the guards look at, so that a guard that is taken out, or looks at the wrong thing, is noticed.

use proptest::prelude::*;

use super::watch::{Watch, closing_desk, counted, deed, deeds, doer};
use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    // Fails when any of these guards is taken out:
    // * identity: `complete_task` only in `working`, which only `accept_identity` leads to (rules.rs); `Reopen` back to
    //   `verifying` without identity (decide/answer.rs)
    // * a second person before erasing: `waits` in release.rs, asked by `complete` (decide/tasks.rs) and `may_start`
    // * cooling-off: `waits` for every closing, `StillCoolingOff` in `settle` (decide/work.rs)
    // * the checklist: `open_points` in `approve_execution` (decide/work.rs)
    // * a second person before an answer: `SamePerson` in `approve` (decide/answer.rs)
    // * a stop: `not_on_hold` in `complete`, `approve_execution`, `approve`, `accept` and `download`
    // * a legal hold: `no_legal_hold` in `complete`, `approve_execution`, `ReErase` and `Forget`; `forget_at` (decide/clock.rs)
    #[test]
    fn nothing_is_erased_and_no_byte_leaves_past_a_guard(
        steps in prop::collection::vec((0..deeds(), 0..8_usize, 0..60_i64), 1..90),
        four_eyes in 0..FourEyes::ALL.len(),
        accepted in any::<bool>(),
    ) {
        let mut desk = closing_desk(FourEyes::ALL[four_eyes]);
        let mut watch = Watch::default();
        let opening = desk.events[0].clone();
        prop_assert_eq!(watch.judge(&desk.policy, &opening), Ok(()));
        if accepted {
            let events = desk.must(&handler(), &accept());
            prop_assert_eq!(watch.judge_all(&desk, events.len()), Ok(()));
        }
        for (what, who, hours) in steps {
            desk.now += TimeDelta::hours(hours);
            let command = deed(what);
            let actor = doer(command.verb(), who);
            let told = desk.act(&actor, &command).map(|events| events.len()).unwrap_or_default();
            prop_assert_eq!(watch.judge_all(&desk, told), Ok(()), "{:?}", command);
            let told = desk.tick().len();
            prop_assert_eq!(watch.judge_all(&desk, told), Ok(()), "time");
        }
    }
}

/// The way of a request in which everything happens that the watch looks for.
fn whole_way() -> Desk {
    let mut desk = closing_desk(FourEyes::DeleteTerminateAndRefusals);
    let both = approver();
    desk.must(&handler(), &accept());
    for point in ["open_orders", "balance"] {
        let note = prose("settled");
        desk.must(&handler(), &Command::CheckPoint { point: point.to_owned(), note });
    }
    desk.must(&both, &release());
    desk.must(&handler(), &complete(1, TaskResult::Found));
    desk.must(&handler(), &complete(2, TaskResult::Erased));
    desk.run_until(desk.now + TimeDelta::hours(72));
    desk.must(&handler(), &complete(4, TaskResult::Erased));
    for right in [Right::Access, Right::Delete, Right::Terminate] {
        desk.must(&handler(), &settle(right, Settlement::Done));
    }
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    desk.must(&both, &Command::Approve);
    desk.must(&Actor::system(), &Command::BuildPackage { built: Ok("f9".into()) });
    desk.must(&Actor::requester(), &Command::Download);
    desk
}

fn judged(desk: &Desk) -> Result<(), &'static str> {
    let mut watch = Watch::default();
    desk.events.iter().try_for_each(|happened| watch.judge(&desk.policy, happened))
}

/// The journal of the whole way with something changed in it.
fn changed(with: impl FnOnce(&mut Vec<Happened>)) -> Result<(), &'static str> {
    let mut desk = whole_way();
    with(&mut desk.events);
    judged(&desk)
}

fn place(events: &[Happened], wanted: fn(&Event) -> bool) -> usize {
    events.iter().position(|happened| wanted(&happened.event)).unwrap()
}

fn before_erasing(events: &mut Vec<Happened>, event: Event) {
    let erased = place(events, |event| {
        matches!(event, Event::TaskCompleted { result: TaskResult::Erased, .. })
    });
    let happened = Happened { event, ..events[erased].clone() };
    events.insert(erased, happened);
}

/// Without this the property could hold because nothing ever happens.
#[test]
fn the_watch_lets_the_whole_way_pass() {
    let desk = whole_way();
    assert_eq!(judged(&desk), Ok(()));
    assert_eq!(counted(&desk.events), (2, 1), "erased or closed twice, downloaded once");
}

#[test]
fn the_watch_notices_each_guard_that_was_passed_by() {
    let without = |wanted: fn(&Event) -> bool| {
        changed(|events| {
            events.remove(place(events, wanted));
        })
    };
    let identity = without(|event| matches!(event, Event::IdentityAccepted { .. }));
    assert_eq!(identity, Err("released before identity was accepted"));
    let release = without(|event| matches!(event, Event::ExecutionApproved { .. }));
    assert_eq!(release, Err("erased before a second person agreed"));
    let point = without(|event| matches!(event, Event::PointChecked { .. }));
    assert_eq!(point, Err("released before the checklist was complete"));
    let answer = without(|event| matches!(event, Event::AnswerApproved));
    assert_eq!(answer, Err("handed out before an answer was approved"));
    let early = changed(|events| {
        let started = place(events, |event| matches!(event, Event::CoolingOffStarted { .. }));
        let at = events[started].at + TimeDelta::hours(1);
        events.iter_mut().skip(started + 1).for_each(|happened| happened.at = at);
    });
    assert_eq!(early, Err("closed before the cooling-off was over"));
    let settled = changed(|events| {
        let started = place(events, |event| matches!(event, Event::CoolingOffStarted { .. }));
        let (right, settlement) = (Right::Terminate, Settlement::Done);
        let event = Event::ItemSettled { right, settlement, ground: None, text: None };
        events.insert(started + 1, Happened { event, ..events[started].clone() });
    });
    assert_eq!(settled, Err("settled before the cooling-off was over"));
    let alone = changed(|events| {
        let approved = place(events, |event| matches!(event, Event::AnswerApproved));
        events[approved].by = handler().principal;
    });
    assert_eq!(alone, Err("approved by who proposed"));
    let reason = prose("claim").sealed;
    let stopped = changed(|events| before_erasing(events, Event::HoldPlaced { reason }));
    assert_eq!(stopped, Err("worked on under a stop"));
    let began = Event::LegalHoldBegan { hold: "h1".into(), until: None };
    let held = changed(|events| before_erasing(events, began));
    assert_eq!(held, Err("erased under a legal hold"));
}
