//! Legal holds: who places and releases them, which requests they reach, and what waits for their end.

use chrono::TimeDelta;

use super::*;
use crate::testing::TestDesk;
use domain::vocabulary::Role;

fn olga() -> Actor {
    Actor::staff("olga", vec![Role::Compliance, Role::Approver])
}

fn vera() -> Actor {
    Actor::staff("vera", vec![Role::Approver])
}

fn placing(subject: &str, until: &str) -> Placing {
    let (subject, until) = (subject.to_owned(), until.to_owned());
    Placing { subject, until, reason: "Claim 12 against Maya Maple".to_owned() }
}

fn case(desk: &TestDesk, reference: &Reference) -> Case {
    desk.deps.store.read(|tx| cases::by_reference(tx, reference)).unwrap().unwrap()
}

fn field(refused: Result<String, ServiceError>) -> &'static str {
    match refused {
        Err(ServiceError::Fields(fields)) => fields.keys().next().copied().unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_hold_on_a_person_counts_for_requests_of_before_and_after() {
    let desk = TestDesk::new();
    let before = desk.case("Maya Maple");
    let id = place(&desk.deps, &olga(), &placing(" MAYA@example.com ", "")).unwrap();
    let after = desk.case("Maya Maple");
    for reference in [&before, &after] {
        let case = case(&desk, reference);
        assert_eq!(case.legal_holds.len(), 1, "{reference}");
        assert_eq!(case.legal_holds[0].id.as_str(), id);
    }
    let (held, mut counts) = find(&desk.deps, &vera(), &id).unwrap();
    assert_eq!(held.reason, "Claim 12 against Maya Maple");
    counts.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    let mut both = vec![before.clone(), after];
    both.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    assert_eq!(counts, both);
    release(&desk.deps, &vera(), &id, "Settled").unwrap();
    assert!(case(&desk, &before).legal_holds.is_empty());
    let seen = list(&desk.deps, &vera(), None).unwrap();
    assert!(seen.standing.is_empty());
    assert_eq!(seen.released[0].released.as_ref().unwrap().2, "Settled");
    let later = desk.case("Maya Maple");
    assert!(case(&desk, &later).legal_holds.is_empty());
}

#[test]
fn whoever_placed_it_does_not_release_it() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya Maple");
    let id = place(&desk.deps, &olga(), &placing(reference.as_str(), "2026-12-31")).unwrap();
    let own = release(&desk.deps, &olga(), &id, "mine").map(|()| String::new());
    assert_eq!(field(own), "reason");
    assert!(matches!(
        place(&desk.deps, &vera(), &placing("a@b.example", "")),
        Err(ServiceError::Forbidden)
    ));
    let officer = Actor::staff("carla", vec![Role::Compliance]);
    assert!(matches!(release(&desk.deps, &officer, &id, "x"), Err(ServiceError::Forbidden)));
    assert!(list(&desk.deps, &Actor::staff("hana", vec![Role::Handler]), None).is_err());
    release(&desk.deps, &vera(), &id, "fine").unwrap();
    let twice = release(&desk.deps, &vera(), &id, "fine").map(|()| String::new());
    assert_eq!(field(twice), "reason");
}

#[test]
fn what_cannot_be_held_is_told_by_field() {
    let desk = TestDesk::new();
    assert_eq!(field(place(&desk.deps, &olga(), &placing("maya", ""))), "subject");
    assert_eq!(field(place(&desk.deps, &olga(), &placing("DSR-2026-999999", ""))), "subject");
    assert_eq!(field(place(&desk.deps, &olga(), &placing("a@b.example", "2026-11-22"))), "until");
    assert_eq!(field(place(&desk.deps, &olga(), &placing("a@b.example", "soon"))), "until");
    let silent = Placing { reason: " ".to_owned(), ..placing("a@b.example", "") };
    assert_eq!(field(place(&desk.deps, &olga(), &silent)), "reason");
    place(&desk.deps, &olga(), &placing("a@b.example", "")).unwrap();
    assert_eq!(field(place(&desk.deps, &olga(), &placing("A@b.example", ""))), "subject");
}

#[test]
fn it_ends_after_its_last_day_and_does_not_reach_later_requests() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya Maple");
    place(&desk.deps, &olga(), &placing("maya@example.com", "2026-11-24")).unwrap();
    desk.pass(TimeDelta::days(2));
    let id = case(&desk, &reference).id;
    let deps = desk.deps.clone();
    let woken = desk
        .deps
        .store
        .write(move |tx| commands::execute(tx, &deps, &Actor::system(), &id, &Command::Tick));
    assert!(woken.is_ok_and(|done| done.case.legal_holds.is_empty()));
    let later = desk.case("Maya Maple");
    assert!(case(&desk, &later).legal_holds.is_empty());
    assert!(list(&desk.deps, &vera(), None).unwrap().standing[0].over);
}

#[test]
fn reasons_are_sealed_and_the_journal_holds_no_address() {
    let desk = TestDesk::new();
    place(&desk.deps, &olga(), &placing("maya@example.com", "")).unwrap();
    let rows = desk.deps.store.read(|tx| table::standing(tx, None, 9)).unwrap();
    assert!(!String::from_utf8_lossy(&rows[0].reason).contains("Claim"));
    let name = Stream::LegalHolds.name();
    let entries = desk.deps.store.read(|tx| storage::journal::page(tx, &name, 0, 9)).unwrap();
    assert_eq!(entries.len(), 1);
    assert!(!entries[0].body.contains("maya") && !entries[0].body.contains("Claim"));
}
