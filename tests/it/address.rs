//! Another address during a request: the links of both mailboxes, the wait, and what never goes to the new one before.

use chrono::TimeDelta;
use domain::vocabulary::Role;
use serde_json::json;

use crate::harness::app::TestApp;
use crate::harness::client::Client;
use crate::portal::{EMAIL, request, sign_in};
use crate::public::path_of;

const NEW: &str = "maya@elsewhere.example";

fn ask(client: &Client, email: &str) -> crate::harness::client::Answer {
    let form = client.get("/status/request").form("/status/address");
    client.fill("/status/address", &form, &[("email", email)])
}

fn link_to(app: &TestApp, address: &str) -> String {
    path_of(&app.mail_to(address).link("/address/").unwrap())
}

fn press(app: &TestApp, link: &str) -> String {
    let client = app.client();
    let form = client.get(link).form(link);
    client.fill(link, &form, &[]).location().to_owned()
}

/// Subjects of everything that went to the new mailbox.
fn sent_to_new(app: &TestApp) -> Vec<String> {
    let to = |mail: &&crate::harness::mailbox::Mail| mail.to.iter().any(|to| to == NEW);
    app.mails().iter().filter(to).map(|mail| mail.subject.clone()).collect()
}

fn api(app: &TestApp) -> Client {
    app.client().with_key(&app.key("work", None))
}

fn stage(api: &Client, reference: &str) -> String {
    let document = api.get(&format!("/api/v1/cases/{reference}")).json();
    document["stage"].as_str().unwrap().to_owned()
}

#[test]
fn a_confirmed_address_counts_after_the_wait_and_identity_is_verified_anew() {
    let app = TestApp::new();
    let reference = request(&app, &["access"], &[]);
    let api = api(&app);
    api.must(&reference, &json!({ "command": "accept_identity", "method": "account_match" }));
    let client = sign_in(&app, &reference);
    let asked = ask(&client, NEW);
    assert_eq!(asked.location(), "/status/request", "{}", asked.body);
    assert!(client.get("/status/request").body.contains(NEW));
    let link = link_to(&app, NEW);
    let page = app.client().get(&link);
    for named in ["Maya", EMAIL, NEW, reference.as_str()] {
        assert!(!page.body.contains(named), "{named} in {}", page.body);
    }
    assert!(!client.get("/status/request").body.contains("It is confirmed"), "a GET confirmed it");
    assert_eq!(press(&app, &link), "/address-confirmed");
    assert!(client.get("/status/request").body.contains("It is confirmed"));
    let dead = app.client().get(&link);
    let unknown = app.client().get("/address/no-such-token-at-all-0000000000000000000000");
    assert_eq!((dead.status, unknown.status), (410, 410));
    assert_eq!(dead.text("main"), unknown.text("main"), "it tells one from the other");
    api.must(&reference, &json!({ "command": "send_message", "text": "We are looking." }));
    app.advance(TimeDelta::minutes(72 * 60 - 5));
    assert_eq!(stage(&api, &reference), "working");
    assert_eq!(sent_to_new(&app).len(), 1, "{:?}", sent_to_new(&app));
    let old = sign_in(&app, &reference);
    assert_eq!(old.get("/status/request").status, 200);
    app.advance(TimeDelta::minutes(5));
    assert_eq!(stage(&api, &reference), "verifying");
    assert!(app.mail_to(NEW).subject.contains("we now write to this address"));
    assert_ne!(old.get("/status/request").status, 200, "the old session goes on");
    let propose = api.command(&reference, &json!({ "command": "propose_answer" }));
    assert_eq!(propose.json()["code"], "not_in_stage", "{}", propose.body);
    let document = api.get(&format!("/api/v1/cases/{reference}")).json();
    let planned = document["tasks"].as_array().unwrap().len();
    api.must(&reference, &json!({ "command": "accept_identity", "method": "evidence" }));
    let document = api.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!(document["tasks"].as_array().unwrap().len(), planned, "nothing is planned twice");
    assert!(app.verify().is_sound());
}

#[test]
fn the_old_mailbox_stops_it_and_nothing_went_to_the_new_one_but_the_question() {
    let app = TestApp::new();
    let reference = request(&app, &["access"], &[]);
    let api = api(&app);
    let wish = json!({ "command": "ask_address_change", "email": NEW });
    let refused = api.command(&reference, &wish);
    assert_eq!(refused.json()["code"], "reason_needed", "{}", refused.body);
    let reason = "She phoned: the old mailbox is lost.";
    let wish = json!({ "command": "ask_address_change", "email": NEW, "reason": reason });
    api.must(&reference, &wish);
    let notice = app.mail_to(EMAIL);
    assert!(notice.text.contains("another email address") && !notice.text.contains(NEW));
    let stop = link_to(&app, EMAIL);
    let confirm = link_to(&app, NEW);
    assert_eq!(press(&app, &confirm), "/address-confirmed");
    let handler = app.signed_in(Role::Handler);
    let page = handler.get(&format!("/desk/cases/{reference}"));
    assert!(page.body.contains("Another address was recorded here"), "{}", page.body);
    assert!(page.body.contains("confirmed the new address; it counts from"), "{}", page.body);
    assert_eq!(press(&app, &stop), "/address-stays");
    assert_eq!(app.client().get(&stop).status, 410);
    let page = handler.get(&format!("/desk/cases/{reference}"));
    assert!(page.body.contains("On hold since"), "{}", page.body);
    app.advance(TimeDelta::hours(80));
    assert_eq!(sent_to_new(&app).len(), 1, "{:?}", sent_to_new(&app));
    sign_in(&app, &reference);
}

#[test]
fn a_wrong_or_known_address_is_told_in_a_sentence_and_nothing_typed_is_lost() {
    let app = TestApp::new();
    let reference = request(&app, &["access"], &[]);
    let client = sign_in(&app, &reference);
    for (typed, told) in
        [("maya at home", "Enter an email address"), (EMAIL, "to this address already")]
    {
        let answer = ask(&client, typed);
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert!(answer.body.contains(told), "{}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{typed}\"")), "{}", answer.body);
    }
    assert!(sent_to_new(&app).is_empty());
}

#[test]
fn a_newer_wish_and_a_cancelled_one_end_the_older_links() {
    let app = TestApp::new();
    let reference = request(&app, &["access"], &[]);
    let client = sign_in(&app, &reference);
    ask(&client, NEW);
    let first = link_to(&app, NEW);
    ask(&client, NEW);
    let second = link_to(&app, NEW);
    assert_eq!(app.client().get(&first).status, 410, "the older link works");
    assert_eq!(app.client().get(&second).status, 200);
    let form = client.get("/status/request").form("/status/address/cancel");
    let done = client.fill("/status/address/cancel", &form, &[]);
    assert_eq!(done.location(), "/status/request", "{}", done.body);
    assert_eq!(app.client().get(&second).status, 410, "the link outlived the wish");
    assert!(client.get("/status/request").body.contains("stays as it was"));
}

#[test]
fn a_closed_request_takes_no_wish_and_closing_ends_one() {
    let app = TestApp::new();
    let reference = request(&app, &["access"], &[]);
    let client = sign_in(&app, &reference);
    ask(&client, NEW);
    let link = link_to(&app, NEW);
    api(&app).must(&reference, &json!({ "command": "withdraw", "reason": "She phoned." }));
    assert_eq!(app.client().get(&link).status, 410);
    assert!(!client.get("/status/request").body.contains("/status/address"));
    app.advance(TimeDelta::hours(80));
    assert_eq!(sent_to_new(&app).len(), 1);
}

#[test]
fn a_legal_hold_on_either_address_holds_the_request_and_ends_on_both() {
    let app = TestApp::new();
    let reference = request(&app, &["delete"], &[]);
    let api = api(&app);
    let holds = "/desk/holds";
    app.staff("officer@example.org", &[Role::Compliance]);
    let place = |address: &str| {
        let officer = app.sign_in("officer@example.org");
        let form = officer.get(holds).form(holds);
        let placed = officer.fill(holds, &form, &[("subject", address), ("reason", "Claim 12")]);
        assert_eq!(placed.status, 303, "{}", placed.body);
    };
    let held = || {
        let document = api.get(&format!("/api/v1/cases/{reference}")).json();
        document["under_legal_hold"].as_bool().unwrap()
    };
    place(NEW);
    assert!(!held());
    let client = sign_in(&app, &reference);
    ask(&client, NEW);
    assert_eq!(press(&app, &link_to(&app, NEW)), "/address-confirmed");
    app.advance(TimeDelta::hours(72));
    assert!(held(), "it moved away from the hold");
    // One on the former address, placed after it was left, counts as well.
    place(EMAIL);
    let approver = app.signed_in(Role::Approver);
    let list = approver.get(holds).body;
    let ids: std::collections::BTreeSet<&str> =
        list.split('"').filter(|part| part.starts_with("/desk/holds/")).collect();
    assert_eq!(ids.len(), 2, "{list}");
    for one in ids {
        assert!(held());
        let form = approver.get(one).form(one);
        assert_eq!(approver.fill(one, &form, &[("reason", "Settled")]).status, 303);
    }
    assert!(!held(), "a hold that ended still counts");
    assert!(app.verify().is_sound());
}
