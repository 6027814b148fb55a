//! The JSON API: the journey, idempotency, versions, scopes, problems.

use domain::vocabulary::Role;
use serde_json::{Value, json};

use crate::harness::app::TestApp;

pub fn new_case(channel: &str, rights: &[&str], email: &str) -> Value {
    json!({
        "rights": rights,
        "requester": { "name": "Maya Lindqvist", "email": email, "country": "SE" },
        "account_role": "student",
        "channel": channel,
        "details": "All of my course history, please.",
    })
}

#[test]
fn a_request_goes_from_the_api_to_the_closed_answer() {
    let app = TestApp::new();
    let handler = app.client().with_key(&app.key("work", None));
    let second = app.client().with_key(&app.key("work", None));
    let created = handler.send_json(
        "/api/v1/cases",
        &new_case("email", &["access", "delete"], "maya@example.com"),
        &[],
    );
    assert_eq!(created.status, 201, "{}", created.body);
    let case = created.json();
    assert_eq!(case["stage"], "verifying");
    assert_eq!(case["due_on"], "2026-12-23");
    assert_eq!(case["rights"], json!(["access", "delete"]));
    let reference = case["reference"].as_str().unwrap().to_owned();
    assert_eq!(created.location(), format!("/api/v1/cases/{reference}"));
    assert!(app.mail_to("maya@example.com").text.contains(&reference));

    let done = handler.must(
        &reference,
        &json!({"command": "accept_identity", "method": "account_match", "note": "same mailbox"}),
    );
    assert_eq!(done["case"]["stage"], "working");
    let tasks = done["case"]["tasks"].as_array().unwrap();
    assert!(tasks.len() > 5, "one task per system and right");
    let collect = tasks.iter().find(|task| task["right"] == "access").unwrap();
    handler.must(&reference, &json!({"command": "complete_task", "task": collect["id"], "result": "found", "details": "41 records"}));
    handler
        .must(&reference, &json!({"command": "settle_item", "right": "access", "outcome": "done"}));
    let early = handler.command(&reference, &json!({"command": "propose_answer"}));
    assert_eq!((early.status, early.json()["code"].as_str()), (409, Some("not_all_settled")));
    handler.must(&reference, &json!({"command": "settle_item", "right": "delete", "outcome": "partly_done", "ground": "mandatory_record_keeping", "text": "Invoices are kept for seven years."}));
    handler.must(&reference, &json!({"command": "propose_answer", "text": "Here is our answer."}));
    let same = handler.command(&reference, &json!({"command": "approve"}));
    assert_eq!((same.status, same.json()["code"].as_str()), (409, Some("same_person")));
    let closed = second.must(&reference, &json!({"command": "approve"}));
    assert_eq!(closed["case"]["outcome"], "partly_fulfilled");

    let answer = app.mail_to("maya@example.com");
    for words in [reference.as_str(), "Here is our answer.", "Invoices are kept for seven years."] {
        assert!(answer.text.contains(words), "{words}: {}", answer.text);
    }
    let shown = handler.get(&format!("/api/v1/cases/{reference}"));
    assert!(
        shown.json()["offered"]
            .as_array()
            .unwrap()
            .iter()
            .any(|offer| offer["command"] == "reopen")
    );
    assert!(!shown.header("etag").is_empty());
    let journal = handler.get(&format!("/api/v1/cases/{reference}/journal")).json();
    assert!(journal["items"].as_array().unwrap().len() >= 8);
    let clocks = handler.get(&format!("/api/v1/cases/{reference}/deadlines")).json();
    assert_eq!(clocks["clocks"][0]["rule"], "policy_default");
    assert!(clocks["clocks"][0]["steps"].as_array().unwrap().len() >= 3);
}

/// .NET writes seven digits of a second, Go nine; both databases keep six. The journal is verified when the desk goes.
#[test]
fn instants_finer_than_a_microsecond_are_cut_and_the_journal_holds() {
    let app = TestApp::new();
    let intake = app.client().with_key(&app.key("intake", None));
    let mut new = new_case("email", &["access"], "maya@example.com");
    new["received_at"] = json!("2026-11-20T10:00:00.1234567+01:00");
    let created = intake.send_json("/api/v1/cases", &new, &[]).json();
    assert_eq!(created["received_at"], "2026-11-20T09:00:00.123456Z");
    let reference = created["reference"].as_str().unwrap();
    let body = json!({ "command": "correct_received_date", "reason": "the letter bears it",
        "received_at": "2026-11-19T10:00:00.123456789Z" });
    let approver = app.client().with_key(&app.key("work", None));
    let done = approver.command(reference, &body);
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(done.json()["case"]["received_at"], "2026-11-19T10:00:00.123456Z");
}

#[test]
fn the_form_over_the_api_mails_a_code_and_waits() {
    let app = TestApp::new();
    let intake = app.client().with_key(&app.key("intake", None));
    let created = intake.send_json(
        "/api/v1/cases",
        &new_case("web_form", &["access"], "maya@example.com"),
        &[],
    );
    assert_eq!(created.status, 201, "{}", created.body);
    assert_eq!(created.json()["stage"], "unconfirmed");
    let mail = app.mail_to("maya@example.com");
    assert!(mail.code().is_some(), "{}", mail.text);
    assert!(!mail.text.contains("Lindqvist") && !mail.text.contains("course history"));
}

#[test]
fn the_same_key_and_body_repeat_the_answer_and_another_body_is_refused() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    let body = new_case("email", &["access"], "maya@example.com");
    let key = [("Idempotency-Key", "one")];
    let first = client.send_json("/api/v1/cases", &body, &key);
    let again = client.send_json("/api/v1/cases", &body, &key);
    assert_eq!((again.status, &again.body), (201, &first.body));
    let other =
        client.send_json("/api/v1/cases", &new_case("email", &["delete"], "x@example.com"), &key);
    assert_eq!(
        (other.status, other.json()["code"].as_str()),
        (422, Some("idempotency_key_reused"))
    );
    let all = client.get("/api/v1/cases").json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1);

    let reference = first.json()["reference"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/cases/{reference}/commands");
    let note = json!({"command": "add_note", "text": "called back"});
    let one = client.send_json(&path, &note, &[("Idempotency-Key", "n")]);
    let two = client.send_json(&path, &note, &[("Idempotency-Key", "n")]);
    assert_eq!(one.body, two.body);
    let journal = client.get(&format!("/api/v1/cases/{reference}/journal")).json();
    let notes = journal["items"].as_array().unwrap().iter().filter(|e| e["event"] == "note_added");
    assert_eq!(notes.count(), 1);
    let stranger = app.client().with_key(&app.key("work", None));
    assert_eq!(
        stranger
            .send_json("/api/v1/cases", &new_case("email", &["delete"], "x@example.com"), &key)
            .status,
        201,
        "keys belong to their caller"
    );
}

#[test]
fn whoever_decides_on_an_old_version_is_told() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    let created = client
        .send_json("/api/v1/cases", &new_case("email", &["access"], "maya@example.com"), &[])
        .json();
    let reference = created["reference"].as_str().unwrap();
    let path = format!("/api/v1/cases/{reference}/commands");
    app.work();
    let seen = format!("\"{}\"", created["version"]);
    let accept = json!({"command": "accept_identity", "method": "account_match"});
    let fresh = client.send_json(&path, &accept, &[("If-Match", &seen)]);
    assert_eq!(fresh.status, 200, "a delivery in between does not count: {}", fresh.body);
    let stale = client.send_json(&path, &json!({"command": "take"}), &[("If-Match", &seen)]);
    assert_eq!((stale.status, stale.json()["code"].as_str()), (409, Some("stale")));
    let future =
        client.send_json(&path, &json!({"command": "take"}), &[("If-Match", "\"99999999\"")]);
    assert_eq!((future.status, future.json()["code"].as_str()), (409, Some("stale")));
}

#[test]
fn what_is_wrong_is_said_field_by_field() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    let wrong = json!({
        "rights": ["fly"], "channel": "email",
        "requester": { "name": " ", "email": "not an address", "country": "Sweden" },
    });
    let answer = client.send_json("/api/v1/cases", &wrong, &[]);
    assert_eq!(answer.status, 422);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let errors = answer.json()["errors"].clone();
    for field in ["right", "name", "email", "country"] {
        assert!(errors[field].is_string(), "{field}: {errors}");
    }
    let mut unknown = new_case("email", &["access"], "a@example.com");
    unknown["stage"] = json!("closed");
    assert_eq!(client.send_json("/api/v1/cases", &unknown, &[]).status, 422, "mass assignment");
    assert_eq!(client.send_raw("/api/v1/cases", "{", "application/json", &[]).status, 422);
    assert_eq!(
        client.send_raw("/api/v1/cases", "a=b", "application/x-www-form-urlencoded", &[]).status,
        415
    );
    let mut late = new_case("post", &["access"], "");
    late["received_at"] = json!("2030-01-01T00:00:00Z");
    assert_eq!(client.send_json("/api/v1/cases", &late, &[]).status, 422, "received in the future");
    late["received_at"] = json!("-0001-01-01T00:00:00Z");
    let early = client.send_json("/api/v1/cases", &late, &[]);
    assert_eq!(early.status, 422, "{}", early.body);
    assert!(early.json()["errors"]["received_at"].is_string(), "{}", early.body);
    let created = client.send_json("/api/v1/cases", &new_case("post", &["access"], ""), &[]).json();
    let reference = created["reference"].as_str().unwrap();
    for (at, code) in
        [("-0001-01-01T00:00:00Z", "date_too_early"), ("2030-01-01T00:00:00Z", "date_in_future")]
    {
        let correct =
            json!({ "command": "correct_received_date", "received_at": at, "reason": "x" });
        let answer = client.command(reference, &correct);
        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (422, Some(code)),
            "{}",
            answer.body
        );
    }
    assert_eq!(client.get("/api/v1/cases?stage=verifying").status, 200);
    assert_eq!(client.get("/api/v1/cases/DSR-2026-999999").status, 404);
    assert_eq!(client.get("/api/v1/cases?cursor=nonsense").status, 422);
}

#[test]
fn a_scope_opens_only_its_own_doors() {
    let app = TestApp::new();
    let work = app.client().with_key(&app.key("work", None));
    let body = new_case("phone", &["access"], "maya@example.com");
    let created = work.send_json("/api/v1/cases", &body, &[]).json();
    let reference = created["reference"].as_str().unwrap();
    let take = json!({"command": "add_note", "text": "x"});
    for (scope, record, read, command) in [
        ("read", 403, 200, 403),
        ("intake", 201, 403, 403),
        ("work", 201, 200, 200),
        ("report", 403, 403, 403),
    ] {
        let client = app.client().with_key(&app.key(scope, None));
        assert_eq!(client.send_json("/api/v1/cases", &body, &[]).status, record, "{scope}");
        assert_eq!(client.get(&format!("/api/v1/cases/{reference}")).status, read, "{scope}");
        assert_eq!(client.command(reference, &take).status, command, "{scope}");
    }
    for key in ["", "rdk_nobody"] {
        assert_eq!(app.client().with_key(key).get("/api/v1/cases").status, 401);
    }
}

#[test]
fn a_key_for_somebody_acts_as_that_person() {
    let app = TestApp::new();
    app.staff("lena@example.org", &[Role::Handler, Role::Approver]);
    let one = app.client().with_key(&app.key("work", Some("lena@example.org")));
    let two = app.client().with_key(&app.key("work", Some("lena@example.org")));
    let created = one
        .send_json("/api/v1/cases", &new_case("email", &["delete"], "maya@example.com"), &[])
        .json();
    let reference = created["reference"].as_str().unwrap();
    one.must(reference, &json!({"command": "take"}));
    one.must(reference, &json!({"command": "accept_identity", "method": "account_match"}));
    one.must(reference, &json!({"command": "settle_item", "right": "delete", "outcome": "done"}));
    one.must(reference, &json!({"command": "propose_answer"}));
    let own = two.command(reference, &json!({"command": "approve"}));
    assert_eq!(own.json()["code"], "same_person", "two keys of one person are one person");
}

#[test]
fn lists_are_paged_filtered_and_searched() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    for n in 0..7 {
        let rights: &[&str] = if n % 2 == 0 { &["access"] } else { &["delete"] };
        client.send_json(
            "/api/v1/cases",
            &new_case("email", rights, &format!("p{n}@example.com")),
            &[],
        );
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("/api/v1/cases?stage=verifying&limit=3{cursor}")).json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|c| c["reference"].to_string()));
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), 7);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 7, "no page repeats a case");
    let count = |query: &str| {
        client.get(&format!("/api/v1/cases?{query}")).json()["items"].as_array().unwrap().len()
    };
    assert_eq!(count("right=delete"), 3);
    assert_eq!(count("q=p3%40example.com"), 1);
    assert_eq!(count("q=lindqvist"), 7);
    assert_eq!(count("q=lindqvist%20maya"), 7);
    assert_eq!(count("q=lind"), 0, "whole words only");
    assert_eq!(count("overdue=true"), 0);
    app.advance(chrono::TimeDelta::days(31));
    assert_eq!(count("overdue=true"), 7);
}

#[test]
fn a_request_answered_in_time_and_reopened_late_is_not_overdue() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    let made =
        client.send_json("/api/v1/cases", &new_case("email", &["access"], "p@x.example"), &[]);
    let reference = made.json()["reference"].as_str().unwrap().to_owned();
    let overdue = || {
        let page = client.get("/api/v1/cases?overdue=true").json();
        page["items"].as_array().unwrap().len()
    };
    client.must(&reference, &json!({ "command": "withdraw", "reason": "by phone" }));
    app.advance(chrono::TimeDelta::days(40));
    client.must(&reference, &json!({ "command": "reopen", "reason": "complaint" }));
    assert_eq!(overdue(), 0);
    client.send_json("/api/v1/cases", &new_case("email", &["access"], "q@x.example"), &[]);
    app.advance(chrono::TimeDelta::days(40));
    assert_eq!(overdue(), 1);
    assert!(app.verify().is_sound());
}
