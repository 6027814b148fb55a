//! Laws are switched by compliance, with a reason.

use std::sync::Arc;

use chrono::NaiveDate;

use super::*;
use crate::policy::{self, Wish};
use crate::testing::{TestDesk, handler, policy as promise};
use domain::ids::Reference;
use domain::place::Places;
use domain::policy::{Counting, Period, Scope};
use domain::vocabulary::Role;
use storage::cases;

/// A law of Germany of ten days that is known from memory, and one whose text was read.
fn desk() -> TestDesk {
    let law = |id: &str, confidence, off| Rule {
        id: id.to_owned(),
        name: format!("Law {id}"),
        clock: ClockKind::Respond,
        period: Period::CalendarDays(10),
        extension: None,
        citation: "Art. 1".to_owned(),
        confidence,
        scope: Scope { places: vec!["DE".to_owned()], off, ..Scope::default() },
        counting: Counting::default(),
    };
    let mut desk = TestDesk::new();
    let mut policy = promise();
    policy.places = Places::default();
    policy.laws = vec![
        law("from_memory", Confidence::Memory, true),
        law("from_text", Confidence::Text, true),
    ];
    desk.deps.policy = Arc::new(policy);
    desk
}

fn officer() -> Actor {
    Actor::staff("olga", vec![Role::Compliance])
}

fn switch(
    deps: &Deps,
    actor: &Actor,
    rule: &str,
    on: bool,
    reason: &str,
) -> Result<bool, ServiceError> {
    policy::save(deps, actor, &Wish::Switch { rule: rule.to_owned(), on }, reason)
}

fn due(desk: &TestDesk, reference: &Reference) -> NaiveDate {
    let found = desk.deps.store.read(|tx| cases::by_reference(tx, reference));
    found.unwrap().unwrap().due_on()
}

fn on(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

#[test]
fn a_rule_switched_on_counts_for_requests_from_then_on() {
    let desk = desk();
    let before = desk.case("Maya Lindqvist");
    assert_eq!(due(&desk, &before), on("2026-12-23"));
    let wish = Wish::Switch { rule: "from_memory".to_owned(), on: true };
    let (_, found) = policy::preview(&desk.deps, &officer(), &wish).unwrap().unwrap();
    assert_eq!((found.earlier, found.moved[0].to), (1, on("2026-12-03")));
    assert!(switch(&desk.deps, &officer(), "from_memory", true, "Counsel read it.").unwrap());
    let after = desk.case("Ola Nordmann");
    assert_eq!(due(&desk, &after), on("2026-12-03"));
    assert_eq!(due(&desk, &before), on("2026-12-23"), "the worker has not been there yet");
    let law = find(&desk.deps, &officer(), "from_memory").unwrap();
    assert!(!law.rule.scope.off);
    assert!(law.changes[0].what.on);
    assert_eq!(law.changes[0].reason, "Counsel read it.");
}

#[test]
fn the_same_switch_twice_acts_once_and_back_is_possible() {
    let desk = desk();
    let turn = |to| switch(&desk.deps, &officer(), "from_memory", to, "why").unwrap();
    assert!(!turn(false), "it is off already");
    assert!(turn(true) && !turn(true) && turn(false));
    let law = find(&desk.deps, &officer(), "from_memory").unwrap();
    assert_eq!((law.rule.scope.off, law.changes.len()), (true, 2));
    let reference = desk.case("Maya Lindqvist");
    assert_eq!(due(&desk, &reference), on("2026-12-23"));
}

#[test]
fn only_compliance_switches_only_rules_from_memory_only_with_a_reason() {
    let desk = desk();
    let admin = Actor::staff("ada", vec![Role::Admin, Role::Approver]);
    let turn = |actor: &Actor, id, reason| switch(&desk.deps, actor, id, true, reason);
    let refused = turn(&admin, "from_memory", "why");
    assert!(matches!(refused, Err(ServiceError::Forbidden)));
    assert!(matches!(turn(&officer(), "from_memory", " "), Err(ServiceError::Fields(_))));
    assert!(matches!(turn(&officer(), "from_text", "why"), Err(ServiceError::Fields(_))));
    assert!(matches!(turn(&officer(), "of_nowhere", "why"), Err(ServiceError::NotFound)));
    assert!(list(&desk.deps, &admin).is_ok());
    assert!(matches!(list(&desk.deps, &handler()), Err(ServiceError::Forbidden)));
}
