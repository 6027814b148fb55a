//! Complaints and appeals: brought by the desk or on the status page, due, late, decided by somebody else.

use chrono::TimeDelta;
use domain::vocabulary::Role;
use serde_json::json;

use crate::harness::app::TestApp;
use crate::harness::client::{Answer, Client};
use crate::portal::{EMAIL, request, sign_in};

/// A request that Lena proposed to refuse and Priya refused.
fn refused(app: &TestApp) -> (String, Client) {
    for (email, role) in [
        ("lena@example.org", Role::Handler),
        ("priya@example.org", Role::Approver),
        ("omar@example.org", Role::Approver),
    ] {
        app.staff(email, &[role]);
    }
    let reference = request(app, &["access"], &[]);
    let lena = app.client().with_key(&app.key("work", Some("lena@example.org")));
    let accept = json!({"command": "accept_identity", "method": "account_match"});
    lena.must(&reference, &accept);
    lena.must(&reference, &json!({"command": "take"}));
    let words = json!({"command": "refuse", "ground": "excessive", "text": "The ninth time."});
    lena.must(&reference, &words);
    let priya = app.client().with_key(&app.key("work", Some("priya@example.org")));
    priya.must(&reference, &json!({"command": "approve"}));
    app.work();
    (reference, lena)
}

/// What a form of the page for the decision carries beside what is typed.
fn deciding(page: &Answer, commands: &str) -> Vec<(String, String)> {
    assert!(page.body.contains("value=\"decide_complaint\""), "{}", page.body);
    let mut form = page.form(commands);
    form.retain(|(name, _)| matches!(name.as_str(), "csrf" | "key" | "version"));
    form.push(("command".to_owned(), "decide_complaint".to_owned()));
    form
}

#[test]
fn the_requester_appeals_on_the_status_page_and_nothing_typed_is_lost() {
    let app = TestApp::new();
    let (reference, _) = refused(&app);
    let client = sign_in(&app, &reference);
    let page = client.get("/status/request");
    let form = page.form("/status/complaint");
    let typed = [("kind", "complaint"), ("complaint", "  ")];
    let again = client.fill("/status/complaint", &form, &typed);
    assert_eq!(again.status, 422, "{}", again.body);
    assert!(again.text("#complaint-error").contains("Write a sentence"), "{}", again.body);
    let chosen = "value=\"complaint\" checked";
    assert!(again.body.contains(chosen) && !page.body.contains(chosen), "{}", again.body);

    let form = again.form("/status/complaint");
    let typed = [("kind", "appeal"), ("complaint", "It was the first time I asked.")];
    for _ in 0..2 {
        let sent = client.fill("/status/complaint", &form, &typed);
        assert_eq!(sent.location(), "/status/request", "{}", sent.body);
    }
    let page = client.get("/status/request");
    assert!(page.text("[role=status]").contains("We look at it"), "{}", page.body);
    assert_eq!(page.body.matches("It was the first time I asked.").count(), 1, "{}", page.body);
    for words in ["Decision due", "23 December 2026", "We do: we decide on it"] {
        assert!(page.body.contains(words), "no {words} in {}", page.body);
    }
    assert!(!page.body.contains("/status/complaint"), "one at a time: {}", page.body);
    assert!(client.get("/status/deadline.ics").body.contains("20261223"));
    app.work();
    let told = app.mail_to(EMAIL);
    assert_eq!(told.subject, format!("We received your appeal about {reference}"));
    let told = app.mail_to("omar@example.org");
    assert!(told.text.contains("new appeal") && !told.text.contains("first time"), "{}", told.text);

    let priya = app.sign_in("priya@example.org");
    let page = priya.get(&format!("/desk/cases/{reference}"));
    assert!(page.body.contains("another person must decide"), "{}", page.body);
    let omar = app.sign_in("omar@example.org");
    let page = omar.get(&format!("/desk/cases/{reference}"));
    for words in ["It was the first time I asked.", "Decide an appeal within 30 days"] {
        assert!(page.body.contains(words), "no {words} in {}", page.body);
    }
    let commands = format!("/desk/cases/{reference}/commands");
    let form = deciding(&page, &commands);
    let nothing = omar.fill(&commands, &form, &[("text", "We counted again.")]);
    assert_eq!(nothing.status, 422, "{}", nothing.body);
    assert!(
        nothing.body.contains("Choose what was decided.") && nothing.body.contains("We counted")
    );
    let form = deciding(&nothing, &commands);
    let typed = [("outcome", "rejected"), ("text", "We counted again.")];
    assert_eq!(omar.fill(&commands, &form, &typed).status, 303);
    app.work();
    let told = app.mail_to(EMAIL);
    assert_eq!(told.subject, format!("Our decision on your appeal about {reference}"));
    for words in ["We counted again.", "supervisory authority", "go to court", "stays closed"] {
        assert!(told.text.contains(words), "no {words} in {}", told.text);
    }
    let page = client.get("/status/request");
    assert!(page.body.contains("We counted again.") && page.body.contains("/status/complaint"));
    assert!(app.verify().sound);
}

#[test]
fn an_open_complaint_stands_in_the_queue_is_chased_and_opens_the_request_when_upheld() {
    let app = TestApp::new();
    let (reference, lena) = refused(&app);
    app.advance(TimeDelta::days(40));
    let listed = |path: &str| lena.get(path).body.contains(&reference);
    assert!(!listed("/api/v1/cases?due_before=2030-01-01"));
    let record = json!({"command": "record_complaint", "kind": "complaint", "channel": "post",
        "received_at": "2026-12-31T10:00:00Z", "text": "Nobody wrote back to me."});
    let done = lena.must(&reference, &record);
    assert_eq!(done["case"]["stage"], "closed");
    assert_eq!(done["case"]["complaints"][0]["due_on"], "2027-01-30");
    let again = lena.command(&reference, &record);
    assert_eq!((again.status, again.json()["code"].as_str()), (409, Some("complaint_open")));
    assert!(listed("/api/v1/cases?due_before=2030-01-01"));
    let clocks = lena.get(&format!("/api/v1/cases/{reference}/deadlines")).json();
    assert_eq!(clocks["due_on"], "2026-12-23", "the answer keeps its date");
    let clock = &clocks["complaints"][0]["clocks"][0];
    assert_eq!(
        (clock["rule"].as_str(), clock["binding"].as_bool()),
        (Some("complaint_default"), Some(true))
    );
    assert!(clock["steps"].as_array().unwrap().len() > 2);

    let desk = app.sign_in("lena@example.org");
    for path in ["/desk", "/desk?view=mine", "/desk?view=complaints"] {
        assert!(desk.get(path).body.contains(&reference), "{path}");
    }
    assert!(desk.get("/desk/calendar?month=2027-01").body.contains("1 due"));
    assert!(!desk.get("/desk?view=overdue").body.contains(&reference));
    app.advance(TimeDelta::days(33));
    let desk = app.sign_in("lena@example.org");
    assert!(desk.get("/desk?view=overdue").body.contains(&reference));
    let late = app.mail_to("lena@example.org");
    assert!(late.text.contains("decision on the complaint about"), "{}", late.text);
    let page = desk.get(&format!("/desk/cases/{reference}"));
    assert!(page.body.contains("The decision on the complaint was due on"), "{}", page.body);

    let omar = app.client().with_key(&app.key("work", Some("omar@example.org")));
    let uphold =
        json!({"command": "decide_complaint", "outcome": "upheld", "text": "You are right."});
    let denied = lena.command(&reference, &uphold);
    assert_eq!(denied.json()["code"], "not_your_role");
    let done = omar.must(&reference, &uphold);
    assert_eq!(done["case"]["stage"], "working");
    assert_eq!(done["case"]["complaints"][0]["deadline_missed"], true);
    app.work();
    let told = app.mail_to(EMAIL);
    for words in ["You are right, and we look at your request again.", "is open again"] {
        assert!(told.text.contains(words), "no {words} in {}", told.text);
    }
    let reader = app.client().with_key(&app.key("report", None));
    let summary = reader.get("/api/v1/reports/summary?from=2026-12-01&to=2027-02-28").json();
    for (name, n) in [
        ("complaints", 1),
        ("complaints_decided", 1),
        ("complaints_upheld", 1),
        ("complaints_late", 1),
    ] {
        assert_eq!(summary["all"][name], n, "{name}: {summary}");
    }
    assert!(app.verify().sound);
}
