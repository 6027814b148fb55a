//! Files the requester gives, over HTTP: who sees them, what is refused, and that they are gone with the decision.

use std::fs;
use std::path::Path;

use domain::actor::Actor;
use domain::ids::Reference;
use domain::vocabulary::{Right, Role, Settlement, VerificationMethod};
use services::commands;
use services::input::CommandInput;

use crate::harness::app::TestApp;
use crate::harness::client::{Answer, Client};
use crate::portal::{request, sign_in};
use crate::tasks::{OWNER, accepted, link, with_owner};

const PDF: &[u8] = b"%PDF-1.7\nCANARY-passport-number-L01X00T47\n%%EOF\n";

pub(crate) fn run(app: &TestApp, actor: &Actor, reference: &str, input: &CommandInput) {
    let reference = Reference::parse(reference).unwrap();
    commands::run(&app.deps, actor, &reference, None, input).unwrap();
}

fn holding(folder: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, needle));
        } else if fs::read(&path).unwrap().windows(needle.len()).any(|part| part == needle) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn ask_for_proof(app: &TestApp, handler: &Actor) -> (String, Client) {
    let reference = request(app, &["access"], &[]);
    run(
        app,
        handler,
        &reference,
        &CommandInput::AskEvidence { text: "Show us a bill.".to_owned() },
    );
    let client = sign_in(app, &reference);
    (reference, client)
}

pub(crate) fn accept() -> CommandInput {
    CommandInput::AcceptIdentity {
        method: VerificationMethod::Evidence,
        note: String::new(),
        systems: None,
        reason: String::new(),
    }
}

pub(crate) fn safe(answer: &Answer) {
    assert!(
        answer.header("content-disposition").starts_with("attachment;"),
        "{:?}",
        answer.headers
    );
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-security-policy").contains("sandbox"), "{:?}", answer.headers);
}

#[test]
fn proof_is_given_with_files_seen_by_who_decides_and_gone_with_the_decision() {
    let app = TestApp::new();
    let handler = app.staff("hana@example.org", &[Role::Handler]);
    let (reference, client) = ask_for_proof(&app, &handler);
    let page = client.get("/status/request");
    assert!(
        page.body.contains("enctype=\"multipart/form-data\"")
            && page.body.contains("type=\"file\"")
    );
    let form = page.form("/status/evidence");
    // The search itself finds something.
    fs::write(app.folder.path().join("planted"), PDF).unwrap();
    assert_eq!(holding(app.folder.path(), b"CANARY-passport").len(), 1);
    fs::remove_file(app.folder.path().join("planted")).unwrap();
    let words = [("answer", "Here is my bill.")];
    let sent = client.upload(
        "/status/evidence",
        &form,
        &words,
        &[("file", "bill.pdf", PDF), ("file", "", b"")],
    );
    assert_eq!((sent.status, sent.location()), (303, "/status/request"), "{}", sent.body);
    let page = client.get("/status/request");
    assert!(
        page.body.contains("You gave us a file.") && page.body.contains("Here is my bill."),
        "{}",
        page.body
    );
    assert!(holding(app.folder.path(), b"CANARY-passport").is_empty());
    let desk = app.sign_in("hana@example.org");
    let files = desk.get(&format!("/desk/cases/{reference}/files"));
    assert_eq!(files.text(".tasks a"), "bill.pdf");
    let href = link_to(&files, "/files/");
    let (head, bytes) = desk.fetch(&href, &[]);
    assert_eq!((head.status, bytes.as_slice()), (200, PDF));
    safe(&head);
    let other = app.signed_in(Role::Compliance);
    assert!(other.get(&format!("/desk/cases/{reference}/files")).body.contains("only who decides"));
    assert_eq!(other.get(&href).status, 404);
    assert_eq!(app.client().get(&href).status, 401);
    run(&app, &handler, &reference, &accept());
    app.work();
    assert_eq!(desk.get(&href).status, 404);
    assert_eq!(app.stored_files(), 0);
    assert!(desk.get(&format!("/desk/cases/{reference}")).body.contains("gave a file (pdf)"));
}

fn link_to(page: &Answer, part: &str) -> String {
    let found = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    found
        .filter(|href| href.contains(part))
        .last()
        .unwrap_or_else(|| panic!("{}", page.body))
        .to_owned()
}

#[test]
fn a_file_that_is_refused_costs_no_word_that_was_typed() {
    let app = TestApp::with(&[("RIGHTSDESK__FILES__GIVEN_MEGABYTES", "1")]);
    let handler = app.staff("hana@example.org", &[Role::Handler]);
    let (_, client) = ask_for_proof(&app, &handler);
    let form = client.get("/status/request").form("/status/evidence");
    let words = [("answer", "Mein Wörtchen")];
    let large = [PDF, &vec![b' '; 3_000_000]].concat();
    for (name, bytes, why) in [
        ("bill.pdf", &b"MZ\x90"[..], "not what its name says"),
        ("bill.exe", PDF, "We can take PDF"),
        ("bill.svg", b"<svg>", "We can take PDF"),
        ("bill.pdf", &large, "larger than 1 MB"),
    ] {
        let files = [("file", "good.pdf", PDF), ("file", name, bytes)];
        let sent = client.upload("/status/evidence", &form, &words, &files);
        assert_eq!(sent.status, 422, "{name}: {}", sent.body);
        assert!(
            sent.body.contains(why) && sent.body.contains("Mein Wörtchen"),
            "{name}: {}",
            sent.body
        );
        assert!(
            sent.body.contains("href=\"#file\"") && sent.body.contains("id=\"file-error\""),
            "{}",
            sent.body
        );
    }
    assert_eq!(app.stored_files(), 0, "something was kept");
    let empty = client.upload("/status/evidence", &form, &[("answer", "")], &[]);
    assert_eq!(empty.status, 422, "{}", empty.body);
    // The token is asked for before a byte of the file is taken.
    let forged =
        client.upload("/status/evidence", &form, &[("csrf", "no")], &[("file", "a.pdf", PDF)]);
    assert_eq!(forged.status, 403);
    let stranger = app.client().upload("/status/evidence", &form, &[], &[("file", "a.pdf", PDF)]);
    assert!(
        stranger.status == 401 || stranger.location().starts_with("/status"),
        "{}",
        stranger.status
    );
    assert_eq!(app.stored_files(), 0);
    let sent =
        client.upload("/status/evidence", &form, &[("answer", "")], &[("file", "a.pdf", PDF)]);
    assert_eq!(sent.status, 303, "files say it all: {}", sent.body);
    let again = client.upload("/status/evidence", &form, &words, &[("file", "a.pdf", PDF)]);
    assert_eq!(again.status, 409, "sent twice");
    assert_eq!(app.stored_files(), 1);
}

#[test]
fn what_is_wrong_is_shown_until_the_correction_is_decided() {
    let app = TestApp::new();
    let handler = app.staff("hana@example.org", &[Role::Handler]);
    let reference = request(&app, &["correct"], &[]);
    run(&app, &handler, &reference, &accept());
    let client = sign_in(&app, &reference);
    let form = client.get("/status/request").form("/status/files");
    assert_eq!(client.upload("/status/files", &form, &[], &[]).status, 303);
    assert!(client.get("/status/request").body.contains("No file was chosen"));
    let sent = client.upload("/status/files", &form, &[], &[("file", "certificate.pdf", PDF)]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert!(client.get("/status/request").body.contains("You gave 1 so far."));
    let settle = CommandInput::SettleItem {
        right: Right::Correct,
        outcome: Settlement::Done,
        ground: None,
        text: None,
    };
    run(&app, &handler, &reference, &settle);
    app.work();
    assert_eq!(app.stored_files(), 0);
    assert!(!client.get("/status/request").body.contains("/status/files"));
}

#[test]
fn who_answers_for_a_system_sends_files_with_what_was_found() {
    let app = TestApp::new();
    with_owner(&app);
    let (_, reference) = accepted(&app, &["access"]);
    let path = link(&app, OWNER);
    let browser = app.client();
    let page = browser.get(&path);
    assert!(page.body.contains("type=\"file\""), "{}", page.body);
    let form = page.form(&path);
    let kept = || app.stored_files();
    let found = [("result", "found"), ("details", "From the archive"), ("others", "yes")];
    for (set, name, bytes, field, why) in [
        (&found[..], "run.exe", &b"MZ"[..], "#file-error", "We can take"),
        (&found[..], "a.pdf", b"<html><script>", "#file-error", "not what its name says"),
        (&[("result", "nothing_held")][..], "a.pdf", PDF, "#result-error", "Files go with"),
        (&[("result", "")][..], "a.pdf", PDF, "#result-error", "Choose what came of it"),
    ] {
        let sent = browser.upload(&path, &form, set, &[("file", name, bytes)]);
        assert_eq!(sent.status, 422, "{}", sent.body);
        assert!(sent.text(field).contains(why), "{name}: {}", sent.body);
        assert_eq!(kept(), 0, "something was kept of {name}");
    }
    let stranger = app.client().upload(&path, &form, &found, &[("file", "a.pdf", PDF)]);
    assert_eq!((stranger.status, kept()), (403, 0), "a form of another browser");
    let files = [("file", "certificate.pdf", PDF), ("file", "", b"")];
    let sent = browser.upload(&path, &form, &found, &files);
    assert_eq!(sent.location(), "/task/done/done", "{}", sent.body);
    let again = browser.upload(&path, &form, &found, &files);
    assert_eq!((again.status, kept()), (410, 1), "the link ended with the task");
    assert!(holding(app.folder.path(), b"CANARY-passport").is_empty());
    app.staff("hana@example.org", &[Role::Handler]);
    let desk = app.sign_in("hana@example.org");
    let page = desk.get(&format!("/desk/cases/{reference}/files"));
    assert!(page.body.contains("certificate.pdf") && page.body.contains("sign_off_file"));
    let (_, bytes) = desk.fetch(&link_to(&page, "/files/"), &[]);
    assert_eq!(bytes, PDF);
}
