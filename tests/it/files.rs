//! Files over HTTP: given in the portal, attached at the desk, put together by the worker, downloaded with a fresh code.

use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use rightsdesk::domain::actor::Actor;
use rightsdesk::domain::ids::Reference;
use rightsdesk::domain::vocabulary::{Right, Role, Settlement, TaskResult, VerificationMethod};
use rightsdesk::services::commands;
use rightsdesk::services::input::CommandInput;

use crate::harness::app::TestApp;
use crate::harness::client::{Answer, Client};
use crate::portal::{EMAIL, request, sign_in};

const PDF: &[u8] = b"%PDF-1.7\nCANARY-passport-number-L01X00T47\n%%EOF\n";

fn run(app: &TestApp, actor: &Actor, reference: &str, input: &CommandInput) {
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

fn accept() -> CommandInput {
    CommandInput::AcceptIdentity { method: VerificationMethod::Evidence, note: String::new() }
}

/// Accepts, collects what was attached, answers and builds.
fn answer(app: &TestApp, handler: &Actor, reference: &str) {
    let approver = app.staff("approver@example.org", &[Role::Approver]);
    run(app, handler, reference, &CommandInput::ProposeAnswer { text: None });
    run(app, &approver, reference, &CommandInput::Approve {});
    app.work();
}

/// Decides on everything else than the first task, with what was attached to that.
fn collected(app: &TestApp, handler: &Actor, reference: &str) {
    let done = CommandInput::CompleteTask {
        task: "T1".to_owned(),
        result: TaskResult::Found,
        details: String::new(),
    };
    run(app, handler, reference, &done);
    let settle = CommandInput::SettleItem {
        right: Right::Access,
        outcome: Settlement::Done,
        ground: None,
        text: None,
    };
    run(app, handler, reference, &settle);
}

fn with_code(app: &TestApp, client: &Client) {
    let form = client.get("/status/request").form("/status/package/code");
    assert_eq!(client.fill("/status/package/code", &form, &[]).location(), "/status/package/code");
    let code = app.mail_to(EMAIL).code().unwrap();
    let form = client.get("/status/package/code").form("/status/package/enter");
    let answer = client.fill("/status/package/enter", &form, &[("code", &code)]);
    assert_eq!(answer.location(), "/status/request#package", "{}", answer.body);
}

fn safe(answer: &Answer) {
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
    assert_eq!(app.client().get(&href).status, 303);
    run(&app, &handler, &reference, &accept());
    app.work();
    assert_eq!(desk.get(&href).status, 404);
    assert_eq!(fs::read_dir(app.folder.path().join("files")).unwrap().count(), 0);
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
    assert_eq!(
        fs::read_dir(app.folder.path().join("files")).unwrap().count(),
        0,
        "something was kept"
    );
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
    assert_eq!(fs::read_dir(app.folder.path().join("files")).unwrap().count(), 0);
    let sent =
        client.upload("/status/evidence", &form, &[("answer", "")], &[("file", "a.pdf", PDF)]);
    assert_eq!(sent.status, 303, "files say it all: {}", sent.body);
    let again = client.upload("/status/evidence", &form, &words, &[("file", "a.pdf", PDF)]);
    assert_eq!(again.status, 409, "sent twice");
    assert_eq!(fs::read_dir(app.folder.path().join("files")).unwrap().count(), 1);
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
    assert_eq!(fs::read_dir(app.folder.path().join("files")).unwrap().count(), 0);
    assert!(!client.get("/status/request").body.contains("/status/files"));
}

#[test]
fn a_copy_is_attached_signed_off_built_downloaded_in_parts_and_taken_back() {
    let app = TestApp::new();
    let handler = app.staff("hana@example.org", &[Role::Handler]);
    let reference = request(&app, &["access"], &[]);
    run(&app, &handler, &reference, &accept());
    let desk = app.sign_in("hana@example.org");
    let path = format!("/desk/cases/{reference}/files");
    let form = desk.get(&path).form("/files");
    let wrong = desk.upload(&path, &form, &[("task", "T1")], &[("file", "run.exe", b"MZ")]);
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert_eq!(desk.upload(&path, &form, &[("task", "T1")], &[]).status, 422);
    let letter = [&b"%PDF-1.7\n"[..], &vec![b'x'; 200_000]].concat();
    let sent = desk.upload(
        &path,
        &form,
        &[("task", "T1"), ("others", "yes")],
        &[("file", "letter.pdf", &letter)],
    );
    assert_eq!(sent.location(), path, "{}", sent.body);
    let twice = desk.upload(&path, &form, &[("task", "T1")], &[("file", "letter.pdf", &letter)]);
    assert_eq!(twice.status, 409, "{}", twice.body);
    collected(&app, &handler, &reference);
    let blocked = commands::run(
        &app.deps,
        &handler,
        &Reference::parse(&reference).unwrap(),
        None,
        &CommandInput::ProposeAnswer { text: None },
    );
    assert!(blocked.unwrap_err().to_string().contains("redacted file"));
    assert!(!desk.get(&path).body.contains("sign_off_file"), "offered to who attached it");
    app.staff("ben@example.org", &[Role::Handler]);
    let second = app.sign_in("ben@example.org");
    let page = second.get(&path);
    let form = sign_off_form(&page);
    let signed = second.fill(
        &format!("/desk/cases/{reference}/commands"),
        &form,
        &[("reason", "Only the teacher, who is public.")],
    );
    assert_eq!(signed.location(), path, "{}", signed.body);
    answer(&app, &handler, &reference);
    download(&app, &reference);
    let page = desk.get(&path);
    assert!(page.body.contains("Downloaded 1 of 5 times"), "{}", page.body);
    let client = sign_in(&app, &reference);
    with_code(&app, &client);
    let form = client.get("/status/request").form("/status/package");
    assert_eq!(client.fill("/status/package", &form, &[]).location(), "/status/package/file");
    let recall = CommandInput::RecallPackage { reason: "Wrong person".to_owned() };
    run(&app, &handler, &reference, &recall);
    assert_eq!(client.get("/status/package/file").status, 404, "taken back, and still handed out");
    assert!(client.get("/status/request").body.contains("We took your data back"));
    app.work();
    assert_eq!(
        fs::read_dir(app.folder.path().join("files")).unwrap().count(),
        1,
        "only what was found is left"
    );
}

fn sign_off_form(page: &Answer) -> Vec<(String, String)> {
    let at = page.body.find("value=\"sign_off_file\"").unwrap_or_else(|| panic!("{}", page.body));
    let start = page.body[..at].rfind("<form").unwrap();
    let end = at + page.body[at..].find("</form>").unwrap();
    let form =
        Answer { status: 200, headers: Default::default(), body: page.body[start..end].to_owned() };
    form.form("/commands")
}

/// Downloads once, whole and in parts.
fn download(app: &TestApp, reference: &str) {
    let client = sign_in(app, reference);
    let page = client.get("/status/request");
    assert!(page.body.contains("You can download it 5 times"), "{}", page.body);
    assert!(!page.body.contains("action=\"/status/package\""), "offered without a code");
    assert_eq!(client.get("/status/package/file").status, 404, "without a ticket");
    let form = page.form("/status/package/code");
    let before = client.fill("/status/package", &form, &[]);
    assert_eq!(
        (before.status, before.location()),
        (303, "/status/request#package"),
        "without a code"
    );
    with_code(app, &client);
    let form = client.get("/status/request").form("/status/package");
    assert_eq!(client.fill("/status/package", &form, &[]).location(), "/status/package/file");
    let (head, whole) = client.fetch("/status/package/file", &[]);
    assert_eq!((head.status, head.header("content-type")), (200, "application/zip"));
    safe(&head);
    assert!(head.header("content-disposition").contains(&format!("{reference}.zip")));
    assert_eq!(whole.get(..4), Some(&b"PK\x03\x04"[..]));
    let half = whole.len() / 2;
    let (head, rest) =
        client.fetch("/status/package/file", &[("Range", &format!("bytes={half}-"))]);
    assert_eq!(head.status, 206);
    assert_eq!(
        head.header("content-range"),
        format!("bytes {half}-{}/{}", whole.len() - 1, whole.len())
    );
    assert_eq!(rest, whole[half..]);
    let (head, _) = client.fetch("/status/package/file", &[("Range", "bytes=999999999-")]);
    assert_eq!(head.status, 416);
    let (head, _) = client
        .fetch("/status/package/file", &[("Range", "bytes=5-9"), ("If-Range", "\"another\"")]);
    assert_eq!(head.status, 200);
    assert!(
        client.get("/status/request").body.contains("You can download it 4 times"),
        "a part counted again"
    );
    assert_eq!(app.client().get("/status/package/file").status, 401);
}

#[test]
fn two_hundred_downloads_over_http_give_exactly_five_and_expiry_ends_them() {
    let app = TestApp::new();
    let handler = app.staff("hana@example.org", &[Role::Handler]);
    let reference = request(&app, &["access"], &[]);
    run(&app, &handler, &reference, &accept());
    collected(&app, &handler, &reference);
    answer(&app, &handler, &reference);
    let client = sign_in(&app, &reference);
    with_code(&app, &client);
    let form = client.get("/status/request").form("/status/package");
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let one = |_| scope.spawn(|| client.fill("/status/package", &form, &[]).status);
        let all: Vec<_> = (0..200).map(one).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let count = |status: u16| answers.iter().filter(|one| **one == status).count();
    assert_eq!((count(303), count(409)), (5, 195), "{answers:?}");
    let page = client.get("/status/request");
    assert!(page.body.contains("You downloaded your data"), "{}", page.body);
    assert_eq!(client.fetch("/status/package/file", &[]).0.status, 200, "the ticket goes on");
    app.advance(TimeDelta::days(14));
    assert_eq!(client.get("/status/package/file").status, 404);
    let client = sign_in(&app, &reference);
    assert!(client.get("/status/request").body.contains("Your data is no longer here"));
    assert_eq!(fs::read_dir(app.folder.path().join("files")).unwrap().count(), 0);
}
