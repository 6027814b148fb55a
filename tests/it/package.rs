//! The copy of the data over HTTP: attached at the desk, put together by the worker, downloaded with a fresh code.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::actor::Actor;
use domain::ids::Reference;
use domain::vocabulary::{Right, Role, Settlement, TaskResult};
use services::commands;
use services::input::CommandInput;
use services::tasks::DetailsInput;

use crate::files::{accept, run, safe};
use crate::harness::app::TestApp;
use crate::harness::client::{Answer, Client};
use crate::portal::{EMAIL, request, sign_in};

/// Accepts, collects what was attached, answers and builds.
fn answer(app: &TestApp, handler: &Actor, reference: &str) {
    let approver = app.staff("approver@example.org", &[Role::Approver]);
    run(app, handler, reference, &CommandInput::ProposeAnswer { text: None, closing: None });
    run(app, &approver, reference, &CommandInput::Approve { letter: None });
    app.work();
}

/// Decides on everything else than the first task, with what was attached to that.
fn collected(app: &TestApp, handler: &Actor, reference: &str) {
    let done = CommandInput::CompleteTask {
        task: "T1".to_owned(),
        result: TaskResult::Found,
        details: DetailsInput::Text("Two rows.".to_owned()),
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
    assert!(wrong.text("#attach-T1-file-error").contains("We can take"), "{}", wrong.body);
    assert!(wrong.text("[role=alert]").contains("Not attached."), "{}", wrong.body);
    let none = desk.upload(&path, &form, &[("task", "T1"), ("others", "yes")], &[]);
    assert_eq!(none.status, 422, "{}", none.body);
    let kept = "name=\"others\" value=\"yes\" checked";
    assert_eq!(none.body.matches(kept).count(), 1, "what was ticked is lost: {}", none.body);
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
        &CommandInput::ProposeAnswer { text: None, closing: None },
    );
    assert!(blocked.unwrap_err().to_string().contains("redacted file"));
    assert!(!desk.get(&path).body.contains("sign_off_file"), "offered to who attached it");
    app.staff("ben@example.org", &[Role::Handler]);
    let second = app.sign_in("ben@example.org");
    let page = second.get(&path);
    let form = form_of(&page, "sign_off_file");
    let signed = second.fill(
        &format!("/desk/cases/{reference}/commands"),
        &form,
        &[("reason", "Only the teacher, who is public.")],
    );
    assert_eq!(signed.location(), path, "{}", signed.body);
    assert!(second.get(&path).body.contains("By ben, "), "{}", second.get(&path).body);
    answer(&app, &handler, &reference);
    download(&app, &reference);
    let page = desk.get(&path);
    assert!(page.body.contains("Downloaded 1 of 5 times"), "{}", page.body);
    taken_back(&app, &desk, &reference);
}

/// Takes the copy back while somebody may still fetch it.
fn taken_back(app: &TestApp, desk: &Client, reference: &str) {
    let path = format!("/desk/cases/{reference}/files");
    let client = sign_in(app, reference);
    with_code(app, &client);
    let form = client.get("/status/request").form("/status/package");
    assert_eq!(client.fill("/status/package", &form, &[]).location(), "/status/package/file");
    let form = form_of(&desk.get(&path), "recall_package");
    let commands = format!("/desk/cases/{reference}/commands");
    let why = [("reason", "Wrong person")];
    assert_eq!(desk.fill(&commands, &form, &[("reason", "")]).status, 422, "without a reason");
    assert_eq!(desk.fill(&commands, &form, &why).location(), path);
    let page = desk.get(&path);
    assert!(page.body.contains("Taken back") && !page.body.contains("recall_package"));
    assert_eq!(client.get("/status/package/file").status, 404, "taken back, and still handed out");
    assert!(client.get("/status/request").body.contains("We took your data back"));
    app.work();
    assert_eq!(app.stored_files(), 1, "only what was found is left");
}

/// The form of a command.
fn form_of(page: &Answer, verb: &str) -> Vec<(String, String)> {
    let command = format!("value=\"{verb}\"");
    let mut forms = page.body.split("<form").skip(1);
    let form =
        forms.find(|form| form.split("</form>").next().unwrap_or_default().contains(&command));
    let form = form.unwrap_or_else(|| panic!("{}", page.body));
    let body = format!("<form{form}");
    Answer { status: 200, headers: BTreeMap::default(), body }.form("/commands")
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
        // Whoever is told that the desk is busy tries again, as the page says.
        let until_told = || {
            let mut answers =
                std::iter::repeat_with(|| client.fill("/status/package", &form, &[]).status);
            answers.find(|status| *status != 503).unwrap()
        };
        let one = |_| scope.spawn(until_told);
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
    assert_eq!(app.stored_files(), 0);
}
