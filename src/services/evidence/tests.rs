//! The bundle read back: what it holds, what it masks, and that it stays the same.

use std::io::{Cursor, Read as _};

use chrono::TimeDelta;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::input::CommandInput;
use crate::report::Export;
use crate::testing::{TestDesk, handler};
use domain::prose::hex;
use domain::vocabulary::Role;
use storage::{journal as entries, outbox as rows};

fn officer() -> Actor {
    Actor::staff("clara", vec![Role::Compliance])
}

/// A request with a note, a message that was delivered, and a refusal that is proposed.
fn desk() -> (TestDesk, Reference) {
    let desk = TestDesk::new();
    let reference = desk.case("Maya Maple");
    desk.act(&reference, &CommandInput::AddNote { text: "Calls <b>from</b> Oslo.".to_owned() });
    let said = CommandInput::SendMessage { text: "Dear Maya, we look at it.".to_owned() };
    desk.act(&reference, &said);
    deliver(&desk);
    (desk, reference)
}

/// What the worker does once the mail server took a mail.
fn deliver(desk: &TestDesk) {
    let ready = rows::OutboxState::Ready;
    let items = desk.deps.store.read(|tx| rows::in_state_page(tx, ready, None, 50)).unwrap();
    for item in items {
        let (Some(case), Some(notice)) = (item.new.case_id, item.new.template) else { continue };
        let command = domain::workflow::Command::Deliver {
            notice: domain::message::NoticeKind::from_text(&notice).unwrap(),
            outbox: domain::ids::OutboxId(item.new.id),
            accepted: true,
        };
        let deps = desk.deps.clone();
        let id = domain::ids::CaseId(case);
        desk.deps
            .store
            .write::<_, ServiceError>(move |tx| {
                commands::execute(tx, &deps, &Actor::system(), &id, &command)
            })
            .unwrap();
    }
}

fn bytes(made: &mut Export) -> Vec<u8> {
    let mut all = Vec::new();
    made.file.read_to_end(&mut all).unwrap();
    assert_eq!(hex(&Sha256::digest(&all)), made.sha256);
    all
}

fn files(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut file = archive.by_index(n).unwrap();
            let mut all = Vec::new();
            file.read_to_end(&mut all).unwrap();
            (file.name().unwrap().into_owned(), all)
        })
        .collect()
}

fn file<'a>(files: &'a [(String, Vec<u8>)], name: &str) -> &'a [u8] {
    &files.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("{name}")).1
}

fn json(files: &[(String, Vec<u8>)], name: &str) -> Value {
    serde_json::from_slice(file(files, name)).unwrap()
}

#[test]
fn a_masked_bundle_holds_the_case_and_nobody() {
    let (desk, reference) = desk();
    let mut made = bundle(&desk.deps, &officer(), &reference, Wish::default()).unwrap();
    assert!(made.name.ends_with("-masked.zip"));
    let zip = files(&bytes(&mut made));
    for (name, content) in &zip {
        let text = String::from_utf8_lossy(content).to_lowercase();
        for needle in ["maya", "example.com", "oslo", "we look at it"] {
            assert!(!text.contains(needle), "{needle} in {name}");
        }
    }
    let case = json(&zip, "case.json");
    assert_eq!(case["schema"], "rightsdesk.evidence/1");
    assert_eq!(case["person"], "[masked]");
    assert_eq!(case["request"]["reference"], reference.as_str());
    let told: Vec<&str> = case["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(told[0], "case_opened");
    assert!(told.contains(&"note_added") && told.contains(&"notice_delivered"), "{told:?}");
    let page = String::from_utf8(file(&zip, "index.html").to_vec()).unwrap();
    for needle in ["Dates, step by step", "[masked]", "30 calendar days later", reference.as_str()]
    {
        assert!(page.contains(needle), "{needle}");
    }
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
    assert!(zip.iter().any(|(name, _)| name.starts_with("mails/")
        && name.rsplit_once('.').is_some_and(|(_, kind)| kind == "eml")));
}

#[test]
fn the_manifest_names_every_file_and_the_journal_its_leaves() {
    let (desk, reference) = desk();
    let mut made = bundle(&desk.deps, &officer(), &reference, Wish::default()).unwrap();
    let zip = files(&bytes(&mut made));
    let manifest = json(&zip, "manifest.json");
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len() + 1, zip.len());
    for one in listed {
        let content = file(&zip, one["path"].as_str().unwrap());
        assert_eq!(one["sha256"], hex(&Sha256::digest(content)));
        assert_eq!(one["bytes"].as_u64().unwrap(), u64::try_from(content.len()).unwrap());
    }
    let case = json(&zip, "case.json");
    let journal = case["journal"].as_array().unwrap();
    assert!(journal.len() >= 4);
    for entry in journal {
        let text = |field: &str| entry[field].as_str().unwrap();
        let leaf = domain::audit::Leaf {
            actor_kind: text("actor_kind"),
            actor_ref: entry["actor_ref"].as_str(),
            at: text("at").to_owned(),
            body: text("body"),
            event: text("event"),
            n: entry["n"].as_i64().unwrap(),
            stream: text("stream"),
        };
        assert_eq!(hex(&leaf.hash()), text("leaf"), "a reader can check it");
        assert!(entry["position"].as_i64().unwrap() < case["head"]["size"].as_i64().unwrap());
    }
    assert_eq!(case["head"]["leaf"].as_str().unwrap().len(), 64);
}

#[test]
fn with_personal_data_it_says_who_and_what_and_the_mails_read() {
    let (desk, reference) = desk();
    let wish = Wish { personal: true, ..Wish::default() };
    let mut made = bundle(&desk.deps, &officer(), &reference, wish).unwrap();
    assert!(made.name.ends_with("-personal-data.zip"));
    let zip = files(&bytes(&mut made));
    let case = json(&zip, "case.json");
    assert_eq!(case["person"]["name"], "Maya Maple");
    let page = String::from_utf8(file(&zip, "index.html").to_vec()).unwrap();
    assert!(page.contains("Calls &lt;b&gt;from&lt;/b&gt; Oslo."), "text is never markup");
    let mails: Vec<&(String, Vec<u8>)> =
        zip.iter().filter(|(name, _)| name.starts_with("mails/")).collect();
    let mut said = false;
    for (name, content) in mails {
        let mail = mail_parser::MessageParser::default().parse(content).unwrap();
        assert_eq!(
            mail.to().unwrap().first().unwrap().address(),
            Some("maya@example.com"),
            "{name}"
        );
        assert!(mail.subject().is_some() && mail.date().is_some());
        said |= mail.body_text(0).unwrap().contains("Dear Maya, we look at it.");
        assert!(mail.body_html(0).is_some());
    }
    assert!(said, "the message is among them, as sent");
    let stream = journal::Stream::Exports.name();
    let found = desk.deps.store.read(|tx| entries::page(tx, &stream, 0, 10)).unwrap();
    let body: Value = serde_json::from_str(&found[0].body).unwrap();
    assert_eq!((&body["what"], &body["format"]), (&"evidence".into(), &"zip".into()));
    assert_eq!(body["filter"]["personal_data"], true);
    assert_eq!(body["sha256"], made.sha256);
}

#[test]
fn as_at_the_same_instant_it_is_the_same_file_whatever_happens_later() {
    let (desk, reference) = desk();
    let at = desk.deps.now();
    for personal in [false, true] {
        let wish = Wish { as_at: Some(at), personal };
        let first = bytes(&mut bundle(&desk.deps, &officer(), &reference, wish).unwrap());
        desk.pass(TimeDelta::days(2));
        desk.act(&reference, &CommandInput::AddNote { text: "Later.".to_owned() });
        let again = bytes(&mut bundle(&desk.deps, &officer(), &reference, wish).unwrap());
        assert!(first == again, "personal data {personal}");
    }
    let now = bytes(&mut bundle(&desk.deps, &officer(), &reference, Wish::default()).unwrap());
    let reads = json(&files(&now), "case.json")["reads"].as_array().unwrap().len();
    assert!(reads >= 4, "and it says who looked: {reads}");
    let early = Wish { as_at: Some(at - TimeDelta::days(400)), personal: false };
    let none = bundle(&desk.deps, &officer(), &reference, early);
    assert!(matches!(none, Err(ServiceError::NotFound)), "it was not there yet");
}

#[test]
fn only_compliance_and_approvers_take_it() {
    let (desk, reference) = desk();
    let refused = bundle(&desk.deps, &handler(), &reference, Wish::default());
    assert!(matches!(refused, Err(ServiceError::Forbidden)));
    let approver = Actor::staff("ava", vec![Role::Approver]);
    assert!(bundle(&desk.deps, &approver, &reference, Wish::default()).is_ok());
    let unknown = Reference::parse("DSR-2020-000001").unwrap();
    let none = bundle(&desk.deps, &officer(), &unknown, Wish::default());
    assert!(matches!(none, Err(ServiceError::NotFound)));
}

#[test]
fn what_was_erased_stays_erased() {
    let (desk, reference) = desk();
    let case = desk.deps.store.read(|tx| cases::by_reference(tx, &reference)).unwrap().unwrap();
    desk.deps
        .store
        .write::<_, ServiceError>(move |tx| crate::dossier::erase(tx, &case.id))
        .unwrap();
    let wish = Wish { personal: true, ..Wish::default() };
    let mut made = bundle(&desk.deps, &officer(), &reference, wish).unwrap();
    let zip = files(&bytes(&mut made));
    let page = String::from_utf8(file(&zip, "index.html").to_vec()).unwrap();
    assert!(page.contains("[erased]") && page.contains("The person&#39;s data was erased."));
    assert!(!page.contains("Maya"));
}
