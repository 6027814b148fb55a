//! Everything `verify` must find, planted as an administrator of the database would; and that it
//! finds nothing on a desk where nobody did.

mod outward;
mod planted;

use chrono::TimeDelta;

use super::*;
use crate::access::shell;
use crate::commands;
use crate::input::CommandInput;
use crate::intake;
use crate::testing::{TestDesk, handler};
use domain::actor::Actor;
use domain::ids::Reference;
use domain::vocabulary::VerificationMethod;
use domain::workflow::Command;
use storage::cases;

/// Two cases at work and some life beside them, all with their place in the log.
fn desk() -> (TestDesk, Reference) {
    let desk = TestDesk::new();
    let one = desk.case("Maya Maple");
    desk.case("Nils Nord");
    note(&desk, &one, "called back");
    let method = VerificationMethod::AccountMatch;
    desk.act(
        &one,
        &CommandInput::AcceptIdentity {
            method,
            note: String::new(),
            systems: None,
            reason: String::new(),
        },
    );
    crate::api_keys::create(&desk.deps, &shell(), "k", crate::api_keys::Scope::Read, None).unwrap();
    settle(&desk);
    (desk, one)
}

fn note(desk: &TestDesk, reference: &Reference, text: &str) {
    desk.act(reference, &CommandInput::AddNote { text: text.to_owned() });
}

/// Gives everything its place and remembers the head.
fn settle(desk: &TestDesk) {
    desk.pass(TimeDelta::minutes(1));
    while sequence(&desk.deps, 1000).unwrap() > 0 {}
    desk.pass(TimeDelta::minutes(1));
}

fn kinds(desk: &TestDesk) -> Vec<FindingKind> {
    let report = verify(&desk.deps).unwrap();
    let mut kinds: Vec<_> = report.findings.iter().map(|finding| finding.kind).collect();
    kinds.dedup();
    kinds
}

fn as_system(desk: &TestDesk, reference: &Reference, command: Command) {
    let (deps, reference) = (desk.deps.clone(), reference.clone());
    let run = desk.deps.store.write(move |tx| {
        let case = cases::by_reference(tx, &reference)?.unwrap();
        commands::execute(tx, &deps, &Actor::system(), &case.id, &command)
    });
    run.unwrap_or_else(|error: ServiceError| panic!("{error}"));
}

#[test]
fn an_untouched_desk_is_sound() {
    let (desk, one) = desk();
    let report = verify(&desk.deps).unwrap();
    assert_eq!(report.findings, []);
    assert!(report.is_sound() && report.cases == 2 && report.heads >= 1 && report.texts >= 3);
    assert_eq!((report.entries, report.waiting), (report.placed, 0));
    note(&desk, &one, "not placed yet");
    let report = verify(&desk.deps).unwrap();
    assert!(report.is_sound() && report.waiting == 1, "{report:?}");
    assert!(verify(&TestDesk::new().deps).unwrap().is_sound());
}

#[test]
fn life_that_goes_on_while_the_log_is_walked_is_no_finding() {
    let (desk, one) = desk();
    let two = desk.case("Olga Olive");
    let mut moments = 0;
    let report = verify_against(&desk.deps, &heads::file_of(&desk.deps), &mut |_| {
        moments += 1;
        // No transaction of the walk is open here, so that a write waits for nothing.
        note(&desk, &one, "meanwhile");
        desk.case("Newcomer");
        desk.act(&two, &CommandInput::AddNote { text: "meanwhile".to_owned() });
        if moments == 2 {
            desk.act(&two, &CommandInput::Withdraw { reason: "by phone".to_owned() });
            settle(&desk);
            desk.pass(TimeDelta::days(1096));
            as_system(&desk, &two, Command::Forget);
        }
    });
    let report = report.unwrap();
    assert!(moments >= 2 && report.cases >= 3, "{report:?}");
    assert_eq!(report.findings, []);
    assert_eq!(kinds(&desk), []);
}

#[test]
fn a_case_that_was_erased_is_sound_and_what_remains_of_it_is_found() {
    let (desk, one) = desk();
    desk.act(&one, &CommandInput::Withdraw { reason: "asked by phone".to_owned() });
    settle(&desk);
    assert_eq!(kinds(&desk), []);
    desk.pass(TimeDelta::days(1096));
    as_system(&desk, &one, Command::Forget);
    settle(&desk);
    let report = verify(&desk.deps).unwrap();
    assert_eq!(report.findings, []);
    desk.tamper(&format!(
            "INSERT INTO vault SELECT 'left', id, 'text', x'00', updated_at FROM cases WHERE reference = '{one}'"
    ));
    assert_eq!(kinds(&desk), [FindingKind::DataRemains]);
}

#[test]
fn an_instant_finer_than_the_databases_keep_is_no_change_of_the_row() {
    let desk = TestDesk::new();
    let mut newcomer = desk.newcomer("Maya Maple");
    // As a release wrote it that took instants as they came.
    newcomer.opening.intake.received_at += TimeDelta::nanoseconds(-700);
    let deps = desk.deps.clone();
    let opened = desk.deps.store.write(move |tx| intake::record(tx, &deps, &handler(), &newcomer));
    let one = opened.unwrap_or_else(|error: ServiceError| panic!("{error}")).case.reference;
    settle(&desk);
    assert_eq!(kinds(&desk), []);
    note(&desk, &one, "called back");
    assert_eq!(kinds(&desk), []);
}

#[test]
fn evidence_may_go_once_identity_is_decided_and_not_before() {
    let desk = TestDesk::new();
    let one = desk.case("Maya Maple");
    desk.act(&one, &CommandInput::AskEvidence { text: "Please show who you are.".to_owned() });
    let (deps, reference) = (desk.deps.clone(), one.clone());
    let given = CommandInput::GiveEvidence { text: "Here.".to_owned() };
    let run = commands::run(&deps, &Actor::requester(), &reference, None, &given);
    run.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(kinds(&desk), []);
    let method = VerificationMethod::Evidence;
    let note = "seen".to_owned();
    desk.act(
        &one,
        &CommandInput::AcceptIdentity { method, note, systems: None, reason: String::new() },
    );
    assert_eq!(kinds(&desk), [], "destroyed by the decision");
    let other = desk.case("Nils Nord");
    desk.act(&other, &CommandInput::AskEvidence { text: "Please show who you are.".to_owned() });
    commands::run(&deps, &Actor::requester(), &other, None, &given).unwrap();
    desk.tamper("DELETE FROM vault WHERE kind = 'evidence'");
    assert_eq!(kinds(&desk), [FindingKind::MissingText]);
}

#[test]
fn heads_are_remembered_once_a_minute_and_when_a_case_closes() {
    let desk = TestDesk::new();
    let lines = || std::fs::read_to_string(heads::file_of(&desk.deps)).unwrap_or_default();
    assert_eq!(sequence(&desk.deps, 1000).unwrap(), 0);
    assert_eq!(lines(), "");
    let one = desk.case("Maya Maple");
    assert!(sequence(&desk.deps, 1000).unwrap() > 0);
    assert_eq!(lines().lines().count(), 1);
    note(&desk, &one, "within the minute");
    assert_eq!(sequence(&desk.deps, 1000).unwrap(), 1);
    assert_eq!(lines().lines().count(), 1);
    desk.pass(TimeDelta::minutes(1));
    assert_eq!(sequence(&desk.deps, 1000).unwrap(), 0);
    assert_eq!(lines().lines().count(), 2, "the minute is over, though nothing waits");
    desk.act(&one, &CommandInput::Withdraw { reason: "by phone".to_owned() });
    sequence(&desk.deps, 1000).unwrap();
    assert_eq!(lines().lines().count(), 3);
    let told = head(&desk.deps).unwrap();
    let remembered = told.remembered.unwrap();
    assert_eq!((told.size, told.leaf.unwrap()), (remembered.size, remembered.leaf));
    // Without what is kept of the tree it is made again from the log.
    std::fs::remove_file(heads::file_of(&desk.deps).with_file_name("tree.json")).unwrap();
    note(&desk, &one, "more");
    settle(&desk);
    let report = verify(&desk.deps).unwrap();
    assert_eq!((report.findings, report.heads), (vec![], 4));
}
