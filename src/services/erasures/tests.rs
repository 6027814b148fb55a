//! The ledger: what enters it, what the file keeps, and what a restored database is told.

use chrono::TimeDelta;

use super::*;
use crate::access::shell;
use crate::commands;
use crate::testing::TestDesk;
use domain::ids::{CaseId, Reference};
use domain::vocabulary::Outcome;
use domain::workflow::Command;
use storage::cases;

fn id_of(desk: &TestDesk, reference: &Reference) -> CaseId {
    desk.deps.store.read(|tx| cases::by_reference(tx, reference)).unwrap().unwrap().id
}

fn as_system(desk: &TestDesk, id: &CaseId, command: Command) {
    let (deps, id) = (desk.deps.clone(), id.clone());
    let done = desk
        .deps
        .store
        .write(move |tx| commands::execute(tx, &deps, &Actor::system(), &id, &command).map(|_| ()));
    done.unwrap_or_else(|error: ServiceError| panic!("{error}"));
}

fn withdrawn(desk: &TestDesk) -> (Reference, CaseId) {
    let reference = desk.case("Maya Maple");
    let input = serde_json::json!({ "command": "withdraw", "reason": "by phone" });
    desk.act(&reference, &serde_json::from_value(input).unwrap());
    let id = id_of(desk, &reference);
    (reference, id)
}

fn ledger(desk: &TestDesk) -> Vec<Erased> {
    list(&desk.deps, &shell(), DateTime::UNIX_EPOCH).unwrap()
}

#[test]
fn an_erasure_enters_the_ledger_and_the_file_without_an_address() {
    let desk = TestDesk::new();
    let (_, id) = withdrawn(&desk);
    assert!(ledger(&desk).is_empty());
    as_system(&desk, &id, Command::Forget);
    let entries = ledger(&desk);
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (entries[0].system.as_str(), entries[0].outcome.as_deref()),
        (HERE, Some("withdrawn"))
    );
    let other = address_hash(desk.deps.keys.search(), "maya@example.com");
    let own = address_hash(desk.deps.keys.ledger(), "Maya@Example.com");
    assert_eq!(entries[0].person.as_deref(), Some(&own[..]));
    assert_ne!(own, other, "a key of its own");
    assert_eq!(copy(&desk.deps).unwrap(), 1);
    assert_eq!(copy(&desk.deps).unwrap(), 0, "once");
    let text = std::fs::read_to_string(file_of(&desk.deps)).unwrap();
    assert!(!text.contains("maya") && text.lines().count() == 1, "{text}");
    assert_eq!(file::read(&file_of(&desk.deps)).unwrap(), entries);
}

#[test]
fn a_line_that_was_cut_off_spoils_no_other() {
    let desk = TestDesk::new();
    let (_, id) = withdrawn(&desk);
    let path = file_of(&desk.deps);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "{\"id\":").unwrap();
    as_system(&desk, &id, Command::Forget);
    assert_eq!(copy(&desk.deps).unwrap(), 1);
    assert_eq!(file::read(&path).unwrap().len(), 1);
}

/// A file as it would be, had the database been set back to before the erasure.
fn remembered(desk: &TestDesk, id: &CaseId, system: &str) -> std::path::PathBuf {
    let person = address_hash(desk.deps.keys.ledger(), "maya@example.com");
    let line = serde_json::json!({
        "id": format!("e-{system}"), "at": desk.deps.now() + TimeDelta::days(1), "case": id.as_str(),
        "outcome": "fulfilled", "person": domain::prose::hex(&person), "system": system,
    });
    let path = desk.deps.settings.data_dir.join(format!("{}.jsonl", system.replace(':', "-")));
    std::fs::write(&path, format!("{line}\n{line}\n")).unwrap();
    path
}

#[test]
fn a_restored_database_is_erased_again() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya Maple");
    let id = id_of(&desk, &reference);
    let path = remembered(&desk, &id, HERE);
    let found = examine(&desk.deps, &shell(), &path, None).unwrap();
    assert_eq!((found.missing.len(), found.here.len(), found.again.len()), (1, 1, 0));
    assert!(ledger(&desk).is_empty(), "looking changes nothing");
    re_apply(&desk.deps, &shell(), &path, None).unwrap();
    let case = desk.deps.store.read(|tx| cases::by_reference(tx, &reference)).unwrap().unwrap();
    assert_eq!(case.outcome, Some(Outcome::Fulfilled), "as it had ended");
    let gone = desk.deps.store.read(|tx| dossier::key_of(tx, &desk.deps, &id));
    assert!(gone.unwrap().is_none(), "its key is dropped");
    let left = examine(&desk.deps, &shell(), &path, None).unwrap();
    assert_eq!(left, Restored::default(), "nothing is left to do");
    assert!(crate::audit::verify(&desk.deps).unwrap().is_sound());
}

#[test]
fn systems_are_listed_with_the_requests_of_the_person() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya Maple");
    let path = remembered(&desk, &CaseId::from("gone"), "accounts");
    let found = examine(&desk.deps, &shell(), &path, None).unwrap();
    let systems: Vec<_> =
        found.again.iter().map(|one| (one.system.as_str(), one.reference.clone())).collect();
    assert_eq!(systems, [("accounts", Some(reference))]);
    re_apply(&desk.deps, &shell(), &path, None).unwrap();
    assert!(examine(&desk.deps, &shell(), &path, None).unwrap().again.is_empty());
    let since = Some(DateTime::UNIX_EPOCH);
    assert_eq!(examine(&desk.deps, &shell(), &path, since).unwrap().again.len(), 1, "asked for");
    let nowhere = desk.deps.settings.data_dir.join("nowhere");
    assert!(examine(&desk.deps, &shell(), &nowhere, None).is_err(), "a lost file is told");
}

#[test]
fn what_is_under_a_legal_hold_stays_for_a_person_to_decide() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya Maple");
    let id = id_of(&desk, &reference);
    as_system(&desk, &id, Command::BeginLegalHold { hold: "h1".into(), until: None });
    let path = remembered(&desk, &id, HERE);
    let done = re_apply(&desk.deps, &shell(), &path, None).unwrap();
    assert!(done.here[0].held);
    let left = examine(&desk.deps, &shell(), &path, None).unwrap();
    assert_eq!(left.here.len(), 1, "it is named until somebody decided");
}
