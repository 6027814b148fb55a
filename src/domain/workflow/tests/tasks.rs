//! Given/when/then of tasks: who may do them, when, and what follows.

use super::*;
use crate::effect::{Audience, Effect};
use crate::message::NoticeKind;
use crate::workflow::command::PlanChoice;

/// The owner of a system, come by the link of a task.
fn owner() -> Actor {
    Actor::system_owner("l1")
}

fn accept_with(systems: &[&str], reason: Option<&str>) -> Command {
    let systems = systems.iter().map(|key| (*key).to_owned()).collect();
    let plan = Some(PlanChoice { systems, reason: reason.map(prose) });
    Command::AcceptIdentity { method: VerificationMethod::AccountMatch, note: None, plan }
}

fn give(task: u32, with: TaskWith) -> Command {
    let words = (with == TaskWith::Other).then(|| prose("{\"mail\":\"x@example.com\"}"));
    Command::AssignTask { task: TaskId(task), with, words }
}

fn mailed(desk: &Desk, events: &[Event]) -> Vec<(NoticeKind, Audience)> {
    let effects = events.iter().flat_map(|event| react(&desk.case, event, &desk.policy));
    let notice = |effect| match effect {
        Effect::Notify { notice, to } => Some((notice, to)),
        Effect::Forget | Effect::BuildPackage | Effect::CallSystem(_) => None,
    };
    effects.filter_map(notice).filter(|(notice, _)| notice.is_for_system_owner()).collect()
}

/// A desk whose systems have owners outside.
fn with_owners() -> Policy {
    let mut policy = policy();
    let owner = policy.data_map.systems[1].owner.clone();
    policy.data_map.systems[0].owner = owner;
    policy
}

fn opened(rights: &[Right]) -> Desk {
    Desk::open_with(with_owners(), Verb::Record, rights, RequesterRole::Myself)
}

#[test]
fn other_systems_than_the_map_names_need_a_reason() {
    let mut desk = Desk::recorded(&[Right::Access]);
    assert_eq!(desk.refused(&handler(), &accept_with(&[], None)), RefusalCode::ReasonNeeded);
    let unknown = accept_with(&["moon"], Some("why not"));
    assert_eq!(desk.refused(&handler(), &unknown), RefusalCode::NoSuchSystem);
    desk.must(&handler(), &accept_with(&["mail"], Some("wrote by mail only")));
    assert_eq!(desk.case.tasks.len(), 1);
    assert_eq!(desk.case.tasks[0].system, "mail");
    assert_eq!(desk.case.data_map, Some(3), "the version it was planned from");
    let mut usual = Desk::recorded(&[Right::Access]);
    usual.must(&handler(), &accept_with(&["accounts"], None));
    assert_eq!(usual.case.tasks[0].system, "accounts");
}

#[test]
fn the_plan_changes_with_a_reason_while_it_is_worked_on() {
    let mut desk = Desk::working(&[Right::Access]);
    let add = |right| Command::AddTask {
        right,
        system: "mail".to_owned(),
        reason: prose("they wrote to us"),
    };
    assert_eq!(desk.refused(&handler(), &add(Right::Delete)), RefusalCode::NoItemForRight);
    let events = desk.must(&handler(), &add(Right::Access));
    assert_eq!(mailed(&desk, &events).len(), 1, "its owner is asked");
    assert_eq!(desk.case.tasks[1].id, TaskId(2));
    assert_eq!(desk.case.tasks[1].kind, TaskKind::Collect, "the usual task");
    assert_eq!(desk.refused(&handler(), &add(Right::Access)), RefusalCode::TaskExists);
    let drop = Command::DropTask { task: TaskId(2), reason: prose("no account there") };
    desk.must(&handler(), &drop);
    assert_eq!(desk.refused(&handler(), &drop), RefusalCode::TaskNotOpen);
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    assert_eq!(desk.refused(&handler(), &add(Right::Access)), RefusalCode::RightSettled);
}

#[test]
fn an_owner_is_asked_once_identity_is_accepted_and_does_the_task() {
    let mut desk = opened(&[Right::Access]);
    assert_eq!(desk.refused(&owner(), &complete(1, TaskResult::Found)), RefusalCode::NotInStage);
    let events = desk.must(&handler(), &accept());
    let to = Audience::SystemOwner(TaskId(1));
    assert_eq!(mailed(&desk, &events), [(NoticeKind::SystemTask, to)]);
    let events = desk.must(&owner(), &complete(1, TaskResult::Found));
    let told = react(&desk.case, &events[0], &desk.policy);
    let staff = Effect::Notify { notice: NoticeKind::StaffTask, to: Audience::Owner };
    assert_eq!(told, [staff], "the desk hears of the answer");
    assert_eq!(desk.refused(&owner(), &complete(1, TaskResult::Found)), RefusalCode::TaskNotOpen);
}

#[test]
fn erasing_is_asked_of_an_owner_when_it_is_released_and_not_before() {
    let mut desk = opened(&[Right::Delete]);
    let events = desk.must(&handler(), &accept());
    assert_eq!(mailed(&desk, &events), [], "nobody is asked to erase yet");
    for result in [TaskResult::Erased, TaskResult::NothingHeld] {
        assert_eq!(desk.refused(&owner(), &complete(1, result)), RefusalCode::TaskNotYours);
    }
    let events = desk.must(&approver(), &release());
    assert_eq!(mailed(&desk, &events).len(), 1);
    desk.must(&owner(), &complete(1, TaskResult::Erased));
}

#[test]
fn nothing_is_erased_under_a_right_that_does_not_ask_for_it() {
    let mut desk = Desk::working(&[Right::Access]);
    let erase = complete(1, TaskResult::Erased);
    assert_eq!(desk.refused(&handler(), &erase), RefusalCode::ResultDoesNotFit);
}

#[test]
fn a_task_on_hold_stands_still_and_is_handed_out_again() {
    let mut desk = opened(&[Right::Access]);
    desk.must(&handler(), &accept());
    let carla = staff("carla", &[Role::Compliance]);
    desk.must(&carla, &Command::PlaceHold { reason: prose("claim") });
    assert_eq!(desk.refused(&owner(), &complete(1, TaskResult::Found)), RefusalCode::OnHold);
    let events = desk.must(&approver(), &Command::ReleaseHold { reason: prose("settled") });
    assert_eq!(mailed(&desk, &events).len(), 1);
}

#[test]
fn what_an_owner_hands_back_goes_to_the_desk() {
    let mut desk = opened(&[Right::Access]);
    desk.must(&handler(), &accept());
    let back = |why| Command::ReturnTask { task: TaskId(1), why, text: prose("which account?") };
    desk.must(&owner(), &back(ReturnReason::Question));
    assert!(desk.case.tasks[0].question.is_some());
    let events = desk.must(&handler(), &give(1, TaskWith::Owner));
    assert_eq!(mailed(&desk, &events).len(), 1, "the answer goes out with the task");
    assert_eq!(desk.case.tasks[0].question, None);
    desk.must(&owner(), &back(ReturnReason::NotMine));
    assert_eq!(desk.case.tasks[0].with, TaskWith::Desk);
    let again = complete(1, TaskResult::Found);
    assert_eq!(desk.refused(&owner(), &again), RefusalCode::TaskNotYours);
    desk.must(&handler(), &give(1, TaskWith::Other));
    desk.must(&owner(), &again);
}

#[test]
fn a_task_is_only_given_where_an_address_is_known() {
    let mut desk = Desk::working(&[Right::Access]);
    let nobody = give(1, TaskWith::Owner);
    assert_eq!(desk.refused(&handler(), &nobody), RefusalCode::NoOwnerAddress);
    let unnamed = Command::AssignTask { task: TaskId(1), with: TaskWith::Other, words: None };
    assert_eq!(desk.refused(&handler(), &unnamed), RefusalCode::NoOwnerAddress);
}

#[test]
fn what_failed_stays_open_for_a_person() {
    let mut desk = opened(&[Right::Access]);
    desk.must(&handler(), &accept());
    let events = desk.must(&owner(), &complete(1, TaskResult::Failed));
    assert!(matches!(events[..], [Event::TaskFailed { .. }]));
    let task = &desk.case.tasks[0];
    assert!(task.is_open() && task.failures == 1);
    desk.must(&handler(), &complete(1, TaskResult::Found));
}

#[test]
fn recipients_are_told_once_something_was_erased() {
    let mut desk = opened(&[Right::Delete]);
    let recipient = Recipient { name: "Printer".to_owned(), categories: Vec::new() };
    desk.policy.data_map.systems[0].recipients = vec![recipient];
    desk.must(&handler(), &accept());
    desk.must(&approver(), &release());
    desk.must(&handler(), &complete(1, TaskResult::Erased));
    let told = desk.case.open_tasks().map(|task| task.kind).collect::<Vec<_>>();
    assert_eq!(told, [TaskKind::TellRecipients]);
    desk.must(&handler(), &complete(2, TaskResult::Found));
    assert_eq!(desk.case.open_tasks().count(), 0, "nobody is told twice");
}

#[test]
fn what_is_kept_says_on_what_basis() {
    let mut desk = Desk::working(&[Right::Delete]);
    let keep = complete(1, TaskResult::Retained);
    assert_eq!(desk.refused(&handler(), &keep), RefusalCode::BasisNeeded);
    let rule = crate::data_map::RetentionRule {
        categories: Vec::new(),
        basis: crate::data_map::RetentionBasis::LegalClaims,
        reason: "Claims".to_owned(),
        period: Period::CalendarMonths(12),
        review_on: None,
    };
    desk.policy.data_map.systems[0].retention = vec![rule];
    let events = desk.must(&handler(), &keep);
    let Event::TaskCompleted { facts, .. } = &events[0] else { panic!("{events:?}") };
    assert_eq!(facts.until, Some(day("2027-11-23")), "the only rule of the map");
}

#[test]
#[expect(clippy::wildcard_enum_match_arm, reason = "only chasers are looked for")]
fn an_owner_is_reminded_and_a_late_task_is_chased() {
    let mut desk = opened(&[Right::Access]);
    desk.must(&handler(), &accept());
    assert_eq!(desk.case.tasks[0].due_on, day("2026-12-09"));
    let seen = desk.run_until(at("2026-12-16T12:00:00Z"));
    let reminders = seen.iter().filter(|event| matches!(event, Event::TaskReminderDue { .. }));
    assert_eq!(reminders.count(), 1);
    let chasers: Vec<_> = seen
        .iter()
        .filter_map(|event| match event {
            Event::TaskOverdue { day, .. } => Some(*day),
            _ => None,
        })
        .collect();
    assert_eq!(chasers, [day("2026-12-10"), day("2026-12-13"), day("2026-12-16")]);
    let last = Event::TaskOverdue { task: TaskId(1), day: chasers[2] };
    let to = Audience::Escalation(TaskId(1));
    assert_eq!(mailed(&desk, &[last]), [(NoticeKind::SystemTaskOverdue, to)]);
}

#[test]
fn tasks_move_with_the_date_of_the_answer() {
    let mut desk =
        Desk::open_with(extendable(), Verb::Record, &[Right::Access], RequesterRole::Myself);
    desk.must(&handler(), &accept());
    let before = desk.case.tasks[0].due_on;
    desk.must(
        &handler(),
        &Command::Extend { ground: Ground::Complexity, text: prose("much data") },
    );
    let accepted =
        Command::Deliver { notice: NoticeKind::Extension, outbox: "o1".into(), accepted: true };
    desk.must(&Actor::system(), &accepted);
    assert_eq!(desk.case.tasks[0].due_on, before + TimeDelta::days(30));
}
