//! Files a system sends before its result: signed before they are read, whole before they count, and there once.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::vocabulary::Role;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::connector::{desk, result, send_at, task};
use crate::harness::app::TestApp;
use crate::harness::client::{Answer, Client};
use crate::harness::receiver::{Call, code};
use crate::tasks::accepted;

/// A file as its system says it is.
struct Sent<'a> {
    name: &'a str,
    others: &'a str,
    content: &'a str,
}

impl<'a> Sent<'a> {
    const fn new(name: &'a str, content: &'a str) -> Self {
        Self { name, others: "no", content }
    }

    fn headers(&self) -> (String, String) {
        let hash = STANDARD.encode(Sha256::digest(self.content.as_bytes()));
        (format!("sha-256=:{hash}:"), format!("attachment; filename=\"{}\"", self.name))
    }

    /// What is signed in place of the body.
    fn signed(&self, call: &Call) -> String {
        let (digest, named) = self.headers();
        let told = call.json();
        let (task, subject) = (told["task"].as_str().unwrap(), told["subject"].as_str().unwrap());
        format!("files\n{task}\n{subject}\n{digest}\n{named}\n{}", self.others)
    }

    /// Signed with a secret, so many seconds ago; `body` is what arrives of it.
    fn send(&self, app: &TestApp, call: &Call, secret: &str, ago: i64, body: &str) -> Answer {
        let (digest, named) = self.headers();
        let time = (app.now().timestamp() - ago).to_string();
        let signed = code(secret, &time, &self.signed(call));
        let header = format!("t={time},hmac={signed}");
        let more = [
            ("Rightsdesk-Signature", header.as_str()),
            ("Content-Digest", &digest),
            ("Content-Disposition", &named),
            ("Rightsdesk-Others", self.others),
        ];
        let path = format!("/api/v1/connector/tasks/{}/files", call.key());
        app.client().send_raw(&path, body, "application/octet-stream", &more)
    }

    fn whole(&self, app: &TestApp, call: &Call, secret: &str, ago: i64) -> Answer {
        self.send(app, call, secret, ago, self.content)
    }
}

fn attached(api: &Client, reference: &str) -> usize {
    let journal = api.get(&format!("/api/v1/cases/{reference}/journal")).json();
    let items = journal["items"].as_array().unwrap();
    items.iter().filter(|item| item["event"] == "file_attached").count()
}

#[test]
fn a_system_sends_files_and_then_its_result_and_each_file_is_there_once() {
    let (app, receiver, secret) = desk(&[]);
    let (api, reference) = accepted(&app, &["access"]);
    app.work();
    let call = &receiver.calls()[0];
    let essays = Sent::new("essays.csv", "title\nOn rivers\n");
    let first = essays.whole(&app, call, &secret, 0);
    assert_eq!(first.status, 200, "{}", first.body);
    let again = essays.whole(&app, call, &secret, 1);
    assert_eq!((again.status, &again.body), (200, &first.body), "sent again, there once");
    let others = Sent { others: "yes", ..Sent::new("chat.txt", "Ola: see you there") };
    assert_eq!(others.whole(&app, call, &secret, 0).status, 200);
    assert_eq!((attached(&api, &reference), app.stored_files()), (2, 2));
    let marked = Sent { others: "yes", ..Sent::new("essays.csv", "title\nOn rivers\n") };
    let weaker = marked.whole(&app, call, &secret, 2);
    assert_eq!(weaker.status, 422, "the mark would be lost: {}", weaker.body);
    assert!(weaker.body.contains("Ask the privacy desk"), "{}", weaker.body);
    let held = send_at(&app, call, &secret, &result(call, "nothing_held", &json!("")), 0);
    assert_eq!(held.status, 409, "files were sent: {}", held.body);
    let found = result(call, "found", &json!({"rows": [{"course": "Rust"}]}));
    let done = send_at(&app, call, &secret, &found, 0);
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(task(&api, &reference)["result"], "found");
    let late = Sent::new("late.csv", "a\n1\n").whole(&app, call, &secret, 0);
    assert_eq!(late.status, 409, "{}", late.body);
    assert_eq!(app.stored_files(), 2, "what came late is not kept");
    app.staff("hana@example.org", &[Role::Handler]);
    let files = app.sign_in("hana@example.org").get(&format!("/desk/cases/{reference}/files"));
    assert!(files.body.contains("essays.csv") && files.body.contains("chat.txt"), "{}", files.body);
    assert!(files.body.contains("other people"), "{}", files.body);
}

#[test]
fn a_file_that_is_not_signed_is_not_read_and_one_that_is_not_whole_does_not_count() {
    let (app, receiver, secret) = desk(&[]);
    let (api, reference) = accepted(&app, &["access"]);
    app.work();
    let call = &receiver.calls()[0];
    let file = Sent::new("essays.csv", "title\nOn rivers\n");
    assert_eq!(file.whole(&app, call, "rdsys_wrong", 0).status, 401);
    assert_eq!(file.whole(&app, call, &secret, 301).status, 401, "too old");
    let cut = file.send(&app, call, &secret, 0, "title\nOn ri");
    assert_eq!(cut.status, 422, "{}", cut.body);
    assert!(cut.body.contains("content_digest"), "{}", cut.body);
    let signed_again = file.whole(&app, call, &secret, 0);
    assert_eq!(signed_again.status, 409, "this very message came before: {}", signed_again.body);
    let strange = Sent { others: "perhaps", ..Sent::new("a.csv", "a\n1\n") };
    assert_eq!(strange.whole(&app, call, &secret, 0).status, 422);
    let page = Sent::new("page.html", "<script>alert(1)</script>");
    let refused = page.whole(&app, call, &secret, 0);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("We can take"), "{}", refused.body);
    assert_eq!((attached(&api, &reference), app.stored_files()), (0, 0));
    assert_eq!(file.whole(&app, call, &secret, 1).status, 200);
    assert_eq!((attached(&api, &reference), app.stored_files()), (1, 1));
}

#[test]
fn only_what_collects_takes_files() {
    let (app, receiver, secret) = desk(&[]);
    let (api, reference) = accepted(&app, &["delete"]);
    let release = json!({"command": "approve_execution", "reason": "No system can count."});
    crate::tasks::by(&app, Role::Approver, &reference, release);
    app.work();
    let call = &receiver.calls()[0];
    let refused = Sent::new("essays.csv", "title\n").whole(&app, call, &secret, 0);
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert_eq!((attached(&api, &reference), app.stored_files()), (0, 0));
}
