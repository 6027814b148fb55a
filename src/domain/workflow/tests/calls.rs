//! Given/when/then of tasks whose system answers by itself: when it is called, and when people take over.

use super::*;
use crate::data_map::DataMap;
use crate::effect::Effect;
use crate::message::NoticeKind;
use crate::webhook::{CallFault, Identifier, SubjectReference, Webhook};

/// The system, by its signature.
fn system() -> Actor {
    Actor::system_owner("c1")
}

fn called(map: &mut DataMap) {
    map.systems[0].webhook = Some(Webhook {
        url: "https://accounts.example.com/rights".to_owned(),
        does: Vec::new(),
        identifiers: vec![Identifier::Email],
        subject: SubjectReference::Opaque,
    });
}

fn opened(rights: &[Right], owner: bool) -> Desk {
    let mut policy = policy();
    called(&mut policy.data_map);
    if owner {
        policy.data_map.systems[0].owner = policy.data_map.systems[1].owner.clone();
    }
    Desk::open_with(policy, Verb::Record, rights, RequesterRole::Myself)
}

fn effects(desk: &Desk, events: &[Event]) -> Vec<Effect> {
    events.iter().flat_map(|event| react(&desk.case, event, &desk.policy)).collect()
}

fn calls(desk: &Desk, events: &[Event]) -> usize {
    let call = Effect::CallSystem(TaskId(1));
    effects(desk, events).iter().filter(|effect| **effect == call).count()
}

fn went(result: Result<(), CallFault>) -> Command {
    Command::CallSystem { task: TaskId(1), went: result }
}

#[test]
fn a_system_is_called_when_a_person_would_be_asked() {
    let mut desk = opened(&[Right::Delete], false);
    let events = desk.must(&handler(), &accept());
    assert_eq!(calls(&desk, &events), 0, "erasing is released first");
    assert_eq!(desk.case.tasks[0].with, TaskWith::System);
    assert_eq!(
        desk.refused(&system(), &complete(1, TaskResult::Erased)),
        RefusalCode::TaskNotYours
    );
    let events = desk.must(&approver(), &release());
    assert_eq!(calls(&desk, &events), 1);
    assert_eq!(desk.must(&Actor::system(), &went(Ok(()))), [Event::TaskSent { task: TaskId(1) }]);
    assert_eq!(desk.must(&Actor::system(), &went(Ok(()))), [], "heard twice, said once");
    desk.must(&system(), &complete(1, TaskResult::Erased));
    assert_eq!(desk.must(&Actor::system(), &went(Err(CallFault::Refused))), [], "it is done");
}

#[test]
fn what_it_does_not_do_goes_to_its_owner_or_else_to_the_desk() {
    for (owner, with) in [(true, TaskWith::Owner), (false, TaskWith::Desk)] {
        let mut desk = opened(&[Right::Access], owner);
        desk.must(&handler(), &accept());
        let events = desk.must(&Actor::system(), &went(Err(CallFault::Unreachable)));
        let why = CallFault::Unreachable;
        assert_eq!(events, [Event::TaskFellBack { task: TaskId(1), with, why }]);
        let told = effects(&desk, &events).into_iter().filter_map(|effect| match effect {
            Effect::Notify { notice, .. } => Some(notice),
            Effect::Forget | Effect::BuildPackage | Effect::CallSystem(_) => None,
        });
        let asked = owner.then_some(NoticeKind::SystemTask);
        let expected: Vec<_> = [NoticeKind::StaffTask].into_iter().chain(asked).collect();
        assert_eq!(told.collect::<Vec<_>>(), expected);
        assert_eq!(desk.case.tasks[0].fell_back, Some(why));
        let again = Command::AssignTask { task: TaskId(1), with: TaskWith::System, words: None };
        let events = desk.must(&handler(), &again);
        assert_eq!((calls(&desk, &events), desk.case.tasks[0].fell_back), (1, None));
        let events = desk.must(&system(), &complete(1, TaskResult::Failed));
        assert_eq!(events.len(), 2, "it failed, and people go on: {events:?}");
        assert_eq!(desk.case.tasks[0].with, with);
    }
}

#[test]
fn a_task_is_given_to_a_system_only_where_the_map_has_a_webhook_for_it() {
    let mut desk = Desk::working(&[Right::Access]);
    let give = Command::AssignTask { task: TaskId(1), with: TaskWith::System, words: None };
    assert_eq!(desk.refused(&handler(), &give), RefusalCode::NoWebhook);
    called(&mut desk.policy.data_map);
    desk.must(&handler(), &give);
    desk.policy.data_map.systems[0].webhook.as_mut().unwrap().does = vec![TaskKind::Erase];
    assert_eq!(desk.refused(&handler(), &give), RefusalCode::NoWebhook);
}
