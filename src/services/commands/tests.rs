//! What the door refuses, whoever asks: versions from the future, strangers' references, proofs for others, endless texts.

use chrono::DateTime;

use super::*;
use crate::intake::{self, Recorded};
use crate::testing::{TestDesk, handler};
use crate::{journal as desk_journal, lists, reading, staff};
use domain::intake::Submission;
use domain::message::NoticeKind;
use domain::vocabulary::{Channel, Role};
use domain::workflow::refusal::RefusalCode;
use storage::views::queue::{Narrow, View, oldest};

fn approver() -> Actor {
    Actor::staff("vera", vec![Role::Approver])
}

fn recorded(email: &str, received_at: Option<&str>) -> Recorded {
    let submission = Submission {
        rights: vec!["access".to_owned()],
        name: "Nils Nord".to_owned(),
        email: email.to_owned(),
        country: "DE".to_owned(),
        ..Submission::default()
    };
    let at = |text| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
    let received_at = received_at.map(at);
    Recorded { submission, channel: Channel::Post, received_at, authority_enclosed: false }
}

fn case_of(desk: &TestDesk, email: &str) -> Reference {
    let newcomer = recorded(email, None).newcomer(&desk.deps).unwrap();
    let deps = desk.deps.clone();
    let done = desk.deps.store.write(move |tx| intake::record(tx, &deps, &handler(), &newcomer));
    done.unwrap_or_else(|error: ServiceError| panic!("{error}")).case.reference
}

fn code(result: Result<Done, ServiceError>) -> Option<RefusalCode> {
    match result {
        Err(ServiceError::Refused(refusal)) => Some(refusal.code),
        Err(error) => panic!("{error}"),
        Ok(_) => None,
    }
}

#[test]
fn a_version_that_nobody_was_shown_is_stale() {
    let desk = TestDesk::new();
    let one = desk.case("Maya Maple");
    let note = CommandInput::AddNote { text: "x".to_owned() };
    for seen in [0, 99_999_999, i64::MAX, -1] {
        let told = run(&desk.deps, &handler(), &one, Some(seen), &note);
        assert!(matches!(told, Err(ServiceError::Stale { .. })), "{seen}");
    }
    run(&desk.deps, &handler(), &one, Some(1), &note).unwrap();
}

#[test]
fn a_request_repeats_only_one_of_the_same_address_unless_an_approver_says_so() {
    let desk = TestDesk::new();
    let of = |reference: &Reference| CommandInput::MarkDuplicate { of: reference.to_string() };
    let (own, stranger) = (desk.case("Maya Maple"), case_of(&desk, "nils@example.com"));
    let (again, third) = (desk.case("Maya Maple"), desk.case("Maya Maple"));
    let by_handler =
        |case: &Reference, of: CommandInput| run(&desk.deps, &handler(), case, None, &of);
    assert_eq!(code(by_handler(&again, of(&again))), Some(RefusalCode::DuplicateOfItself));
    assert_eq!(code(by_handler(&again, of(&stranger))), Some(RefusalCode::ApproverNeeded));
    assert_eq!(code(by_handler(&again, of(&own))), None);
    let told = desk.mails().pop().unwrap();
    assert_eq!(told.notice, NoticeKind::Duplicate);
    assert!(told.text.contains(own.as_str()) && told.html.contains(own.as_str()), "{}", told.text);
    assert_eq!(code(by_handler(&own, of(&again))), Some(RefusalCode::EarlierIsDuplicate));
    assert_eq!(code(run(&desk.deps, &approver(), &third, None, &of(&stranger))), None);
    let told = desk.mails().pop().unwrap();
    assert_eq!(told.notice, NoticeKind::Duplicate);
    for part in [&told.text, &told.html, &told.subject] {
        assert!(!part.contains(stranger.as_str()), "{part}");
    }
}

#[test]
fn proof_of_identity_is_for_who_decides_on_it_and_reading_it_is_journalled() {
    let desk = TestDesk::new();
    let one = desk.case("Maya Maple");
    desk.act(&one, &CommandInput::AskEvidence { text: "Please show who you are.".to_owned() });
    let given = CommandInput::GiveEvidence { text: "passport 123".to_owned() };
    run(&desk.deps, &Actor::requester(), &one, None, &given).unwrap();
    let shown = |actor: &Actor| {
        let view = reading::case(&desk.deps, actor, &one).unwrap();
        let told = view.events.iter().find(|told| told.name == "evidence_given").unwrap();
        let Event::EvidenceGiven { text } = &told.happened.event else { panic!() };
        view.dossier.text(text).map(str::to_owned)
    };
    let seen = Some("passport 123".to_owned());
    assert_eq!(shown(&Actor::staff("cora", vec![Role::Compliance])), None);
    assert_eq!((shown(&handler()), shown(&approver())), (seen.clone(), seen.clone()));
    let roles = [Role::Handler];
    let shell = crate::access::shell();
    let id = staff::invite(&desk.deps, &shell, "olga@desk.example", "Olga", &roles).unwrap();
    let owner = Actor::staff(id.as_str(), roles.to_vec());
    run(&desk.deps, &owner, &one, None, &CommandInput::Take {}).unwrap();
    assert_eq!((shown(&owner), shown(&handler())), (seen, None), "the owner decides");
    reading::summary(&desk.deps, &owner, &one).unwrap();
    let stream = desk.deps.store.read(|tx| {
        let case = cases::by_reference(tx, &one)?.unwrap();
        journal::page(tx, &desk_journal::Stream::CaseReads(&case.id).name(), 0, 100)
    });
    let readers: Vec<_> =
        stream.unwrap().into_iter().filter(|e| e.event == "evidence_read").collect();
    let readers: Vec<_> = readers.iter().map(|entry| entry.actor_ref.as_deref()).collect();
    assert_eq!(readers, [Some("hana"), Some("vera"), Some(id.as_str())]);
}

#[test]
fn every_text_of_a_command_has_a_longest_length() {
    let desk = TestDesk::new();
    let long = "a".repeat(domain::person::MAX_TEXT + 1);
    for body in [
        r#"{"command":"add_note","text":"LONG"}"#,
        r#"{"command":"send_message","text":"LONG"}"#,
        r#"{"command":"give_evidence","text":"LONG"}"#,
        r#"{"command":"answer_clarification","text":"LONG"}"#,
        r#"{"command":"withdraw","reason":"LONG"}"#,
        r#"{"command":"confirm_by_desk","method":"other","note":"LONG"}"#,
        r#"{"command":"ask_evidence","text":"LONG"}"#,
        r#"{"command":"accept_identity","method":"other","note":"LONG"}"#,
        r#"{"command":"reject_identity","text":"LONG"}"#,
        r#"{"command":"ask_clarification","text":"LONG"}"#,
        r#"{"command":"complete_task","task":"T1","result":"found","details":"LONG"}"#,
        r#"{"command":"complete_task","task":"LONG","result":"found"}"#,
        r#"{"command":"reopen_task","task":"T1","reason":"LONG"}"#,
        r#"{"command":"settle_item","right":"access","outcome":"refused","text":"LONG"}"#,
        r#"{"command":"propose_answer","text":"LONG"}"#,
        r#"{"command":"refuse","ground":"excessive","text":"LONG"}"#,
        r#"{"command":"send_back","reason":"LONG"}"#,
        r#"{"command":"reopen","reason":"LONG"}"#,
        r#"{"command":"extend","ground":"complexity","text":"LONG"}"#,
        r#"{"command":"mark_duplicate","of":"LONG"}"#,
        r#"{"command":"correct_received_date","received_at":"2026-11-20T00:00:00Z","reason":"LONG"}"#,
        r#"{"command":"set_jurisdiction","country":"LONG","reason":"moved"}"#,
        r#"{"command":"set_jurisdiction","country":"US","region":"LONG","reason":"moved"}"#,
        r#"{"command":"set_jurisdiction","country":"US","region":"CA","reason":"LONG"}"#,
        r#"{"command":"explain_lateness","reason":"LONG"}"#,
        r#"{"command":"place_hold","reason":"LONG"}"#,
        r#"{"command":"release_hold","reason":"LONG"}"#,
    ] {
        let input: CommandInput = serde_json::from_str(&body.replace("LONG", &long)).unwrap();
        let told = input.into_command(&desk.deps);
        assert!(matches!(told, Err(ServiceError::Fields(_))), "{body}");
    }
    let one = desk.case("Maya Maple");
    let nobody = CommandInput::Assign { to: Some(long) };
    let told = run(&desk.deps, &handler(), &one, None, &nobody);
    assert!(matches!(told, Err(ServiceError::Fields(_))));
}

#[test]
fn a_region_is_kept_as_its_code() {
    let desk = TestDesk::new();
    let one = desk.case("Maya Maple");
    let set = |region: &str| CommandInput::SetJurisdiction {
        country: "us".to_owned(),
        region: Some(region.to_owned()),
        reason: "moved".to_owned(),
    };
    let told = run(&desk.deps, &handler(), &one, None, &set("Maya lives in California"));
    assert!(matches!(told, Err(ServiceError::Fields(errors)) if errors.contains_key("region")));
    let done = desk.act(&one, &set("us-ca"));
    assert_eq!(done.case.intake.region.as_deref(), Some("CA"));
    let old = done.case.intake.clone();
    let mut row = serde_json::to_value(&old).unwrap();
    row["region"] = "Skåne län".into();
    let read: domain::case::Intake = serde_json::from_value(row).unwrap();
    assert_eq!(read.region.as_deref(), Some("Skåne län"), "rows of earlier releases still read");
}

#[test]
fn a_receipt_that_cannot_be_is_refused_and_one_in_a_row_takes_no_list_down() {
    let desk = TestDesk::new();
    for wrong in [
        "1999-12-31T10:00:00Z",
        "0000-01-01T00:00:00Z",
        "2016-11-22T10:00:00Z",
        "2030-01-01T00:00:00Z",
    ] {
        let told = recorded("nils@example.com", Some(wrong)).newcomer(&desk.deps);
        assert!(
            matches!(told, Err(ServiceError::Fields(errors)) if errors.contains_key("received_at")),
            "{wrong}"
        );
    }
    let (one, two) = (desk.case("Maya Maple"), desk.case("Nils Nord"));
    desk.tamper(&format!(
            "UPDATE cases SET received_at = '-0001-01-01T00:00:00.000000Z', state = '{{}}' WHERE reference = '{one}'"
    ));
    let now = desk.deps.now();
    assert_eq!(desk.deps.store.read(|tx| oldest(tx, &View::Open)), Ok(Some(now)));
    let listing =
        lists::Listing { view: View::Open, narrow: Narrow::default(), cursor: None, limit: 50 };
    let page = desk.deps.store.read(|tx| lists::page(tx, &listing)).unwrap();
    let listed: Vec<_> = page.lines.iter().map(|line| line.case.reference.clone()).collect();
    assert_eq!(listed, [two]);
}
