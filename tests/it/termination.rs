//! Closing an account over HTTP: the checklist on the request's page, the mail with its link, and keeping the account.

use chrono::TimeDelta;
use domain::vocabulary::Role;
use serde_json::json;

use crate::harness::app::TestApp;
use crate::harness::client::Client;
use crate::portal::{EMAIL, request, sign_in};
use crate::public::path_of;
use crate::tasks::by;

/// What is looked at for a student's account.
const POINTS: &[&str] = &["open_orders", "certificates", "team_ownership"];

fn accepted(app: &TestApp, rights: &[&str]) -> (String, Client) {
    let reference = request(app, rights, &[]);
    // Another person than the key’s: whoever accepts the identity does not release the closing.
    let accept = json!({ "command": "accept_identity", "method": "account_match" });
    by(app, Role::Handler, &reference, accept);
    (reference, app.client().with_key(&app.key("work", None)))
}

fn planned(app: &TestApp, rights: &[&str]) -> (String, Client) {
    let (reference, api) = accepted(app, rights);
    for point in POINTS {
        let body = json!({ "command": "check_point", "point": point, "note": "nothing open" });
        api.must(&reference, &body);
    }
    api.must(&reference, &json!({ "command": "approve_execution" }));
    (reference, api)
}

fn cancel_link(app: &TestApp) -> String {
    path_of(&app.mail_to(EMAIL).link("/cancel/").unwrap())
}

#[test]
fn the_page_lists_the_points_of_the_account_and_each_is_ticked_with_a_note() {
    let app = TestApp::new();
    let (reference, api) = accepted(&app, &["terminate"]);
    let path = format!("/desk/cases/{reference}");
    let commands = format!("{path}/commands");
    let approver = app.signed_in(Role::Approver);
    let page = approver.get(&path);
    for words in [
        "Looked at before the account is closed",
        "Open orders and refunds",
        "Teams that are owned",
    ] {
        assert!(page.body.contains(words), "no {words} in {}", page.body);
    }
    assert!(!page.body.contains("Instructor balance"), "a student has none");
    let asked = approver.get(&format!("{path}?do=approve_execution"));
    assert!(asked.body.contains("The checklist has 3 points open"), "{}", asked.body);
    let document = api.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!(document["open_points"], json!(POINTS), "{document}");
    let release = json!({ "command": "approve_execution" });
    let refused = api.command(&reference, &release);
    assert_eq!(refused.json()["code"], "checklist_incomplete", "{}", refused.body);
    let handler = app.signed_in(Role::Handler);
    let asked = format!("{path}?do=check_point&point=certificates");
    let form = handler.get(&asked).form(&commands);
    let about = [("command", "check_point"), ("point", "certificates"), ("note", " ")];
    let empty = handler.fill(&commands, &form, &about);
    assert_eq!(empty.status, 422, "{}", empty.body);
    assert!(empty.body.contains("Write a sentence here"), "{}", empty.body);
    let form = handler.get(&asked).form(&commands);
    let about = [("command", "check_point"), ("point", "certificates"), ("note", "Two <saved>")];
    assert_eq!(handler.fill(&commands, &form, &about).status, 303);
    let page = handler.get(&path);
    assert!(page.body.contains("Two &lt;saved&gt;"), "{}", page.body);
    assert!(page.body.contains("ticked “Certificates”"), "{}", page.body);
    for point in ["open_orders", "team_ownership"] {
        let body = json!({ "command": "check_point", "point": point, "note": "none" });
        api.must(&reference, &body);
    }
    api.must(&reference, &release);
    assert!(app.verify().is_sound());
}

#[test]
fn the_link_keeps_the_account_once_and_looking_changes_nothing() {
    let app = TestApp::new();
    let (reference, api) = planned(&app, &["access", "terminate"]);
    let link = cancel_link(&app);
    let client = app.client();
    for _ in 0..2 {
        let page = client.get(&link);
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.text("h1").contains("Keep your account"), "{}", page.body);
        assert!(!page.body.contains("Maya") && !page.body.contains(EMAIL), "it names somebody");
    }
    let stranger = client.post(&link, &[]);
    assert!(stranger.status >= 400, "without the mark of the form: {}", stranger.status);
    let document = api.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!(document["items"][1]["state"], "cooling_off", "{document}");
    let form = client.get(&link).form(&link);
    let done = client.fill(&link, &form, &[]);
    assert_eq!((done.status, done.location()), (303, "/account-stays"), "{}", done.body);
    assert!(client.get("/account-stays").text("h1").contains("Your account stays"));
    let document = api.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!(document["items"][1]["state"], "cancelled", "{document}");
    assert_eq!(document["stage"], "working", "the copy goes on");
    let again = client.get(&link);
    assert_eq!(again.status, 410);
    assert!(again.body.contains("was cancelled already"), "{}", again.body);
    assert_eq!(client.fill(&link, &form, &[]).status, 410, "it works twice");
    assert!(app.mail_to(EMAIL).subject.contains("account"), "{}", app.mail_to(EMAIL).subject);
}

#[test]
fn alone_it_closes_the_request_as_withdrawn_and_the_mail_says_that_the_account_stays() {
    let app = TestApp::new();
    let (reference, api) = planned(&app, &["terminate"]);
    let link = cancel_link(&app);
    let client = sign_in(&app, &reference);
    let form = client.get("/status/keep-account").form("/status/keep-account");
    let done = client.fill("/status/keep-account", &form, &[]);
    assert_eq!(done.location(), "/status/request", "{}", done.body);
    let document = api.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!((&document["stage"], &document["outcome"]), (&json!("closed"), &json!("withdrawn")));
    let mail = app.mail_to(EMAIL);
    assert!(mail.text.contains("your account stays as it is"), "{}", mail.text);
    assert_eq!(app.client().get(&link).status, 410, "the link died with it");
}

#[test]
fn the_link_dies_with_the_cooling_off() {
    let app = TestApp::new();
    let (reference, api) = planned(&app, &["terminate"]);
    let link = cancel_link(&app);
    let client = app.client();
    let form = client.get(&link).form(&link);
    app.advance(TimeDelta::hours(72));
    let page = client.get(&link);
    assert_eq!(page.status, 410);
    assert!(page.body.contains("time to cancel is over"), "{}", page.body);
    assert_eq!(client.fill(&link, &form, &[]).status, 410);
    let document = api.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!(document["items"][0]["state"], "approved", "{document}");
    assert_eq!(client.get("/cancel/no-such-token-at-all-0000000000000000000000").status, 404);
}
