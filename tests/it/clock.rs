//! Time: reminders, lateness, extensions, expiry, over the whole desk with real mails.

use chrono::TimeDelta;
use domain::vocabulary::Role;
use serde_json::json;

use crate::api::new_case;
use crate::harness::app::TestApp;
use crate::harness::client::Client;

fn opened(app: &TestApp, client: &Client) -> String {
    let body = new_case("email", &["access"], "maya@example.com");
    let created = client.send_json("/api/v1/cases", &body, &[]).json();
    app.work();
    created["reference"].as_str().unwrap().to_owned()
}

fn event_names(client: &Client, reference: &str) -> Vec<String> {
    let journal = client.get(&format!("/api/v1/cases/{reference}/journal")).json();
    let items = journal["items"].as_array().unwrap();
    items.iter().map(|entry| entry["event"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_desk_is_reminded_escalates_and_records_a_missed_deadline() {
    let app = TestApp::new();
    app.staff("lena@example.org", &[Role::Handler]);
    app.staff("priya@example.org", &[Role::Approver]);
    let client = app.client().with_key(&app.key("work", Some("lena@example.org")));
    let reference = opened(&app, &client);
    client.must(&reference, &json!({"command": "take"}));
    app.advance(TimeDelta::days(33));
    let to = |address: &str, what: &str| {
        app.mails()
            .iter()
            .filter(|mail| mail.to.iter().any(|to| to == address))
            .filter(|mail| mail.text.contains(&reference))
            .filter(|mail| mail.subject.to_lowercase().contains(what) || what.is_empty())
            .count()
    };
    let names = event_names(&client, &reference);
    let count = |name: &str| names.iter().filter(|other| *other == name).count();
    assert_eq!(count("reminder_due"), 4, "10, 5, 2 and 0 days: {names:?}");
    assert_eq!(count("deadline_missed"), 1);
    assert_eq!(count("overdue_reminder_due"), 3, "24, 25 and 26 December");
    assert!(to("lena@example.org", "") >= 7);
    assert!(to("priya@example.org", "") >= 5, "from two days before, and daily when late");
    let shown = client.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!(shown["deadline_missed"], true);

    client.must(&reference, &json!({"command": "accept_identity", "method": "account_match"}));
    client
        .must(&reference, &json!({"command": "settle_item", "right": "access", "outcome": "done"}));
    client.must(&reference, &json!({"command": "propose_answer"}));
    let second = app.client().with_key(&app.key("work", Some("priya@example.org")));
    let late = second.command(&reference, &json!({"command": "approve"}));
    assert_eq!(late.json()["code"], "lateness_unexplained");
    client.must(&reference, &json!({"command": "explain_lateness", "reason": "illness"}));
    second.must(&reference, &json!({"command": "approve"}));
}

#[test]
fn the_shipped_rule_refuses_an_extension() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    let reference = opened(&app, &client);
    let extend = json!({"command": "extend", "ground": "complexity", "text": "much data"});
    let answer = client.command(&reference, &extend);
    assert_eq!(
        (answer.status, answer.json()["code"].as_str()),
        (409, Some("no_extension_promised"))
    );
}

#[test]
fn the_law_of_the_place_runs_is_explained_and_stops_for_what_it_stops_for() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    let reference = opened(&app, &client);
    let clocks = || client.get(&format!("/api/v1/cases/{reference}/deadlines")).json();
    let of = |rule: &str| {
        let all = clocks()["clocks"].as_array().unwrap().clone();
        all.into_iter().find(|clock| clock["rule"] == rule).unwrap_or_default()
    };
    client.must(
        &reference,
        &json!({"command": "set_jurisdiction", "country": "GB", "reason": "wrote from London"}),
    );
    let kingdom = of("uk_gdpr");
    assert_eq!(kingdom["due_on"], "2026-12-23");
    assert_eq!(kingdom["pack"], "europe/2026-11-23");
    assert!(kingdom["steps"][1].as_str().unwrap().contains("UK GDPR"), "{kingdom}");
    assert!(of("eu_gdpr").is_null() && of("us_ca_ccpa").is_null());
    client.must(&reference, &json!({"command": "ask_evidence", "text": "a bill"}));
    let kingdom = of("uk_gdpr");
    assert_eq!(
        (kingdom["state"].as_str(), kingdom["due_on"].as_str()),
        (Some("not_started"), None)
    );
    assert_eq!(clocks()["due_on"], "2026-12-23", "the promise goes on");
    app.advance(TimeDelta::days(2));
    client.must(&reference, &json!({"command": "accept_identity", "method": "account_match"}));
    assert_eq!(of("uk_gdpr")["started_on"], "2026-11-25");
    client.must(&reference, &json!({"command": "ask_clarification", "text": "which course?"}));
    assert_eq!(of("uk_gdpr")["state"], "paused");
    client.must(
        &reference,
        &json!({"command": "set_jurisdiction", "country": "BR", "reason": "moved in March"}),
    );
    assert_eq!(clocks()["due_on"], "2026-12-08", "15 days from receipt");
    assert_eq!(of("br_lgpd")["binding"], true);
    let names = event_names(&client, &reference);
    let moved = names.iter().filter(|name| *name == "deadline_recomputed").count();
    assert_eq!(moved, 5, "{names:?}");
}

fn extendable() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let pack = include_str!("../../src/domain/policy/packs/aiml_learn.toml")
        .replace("id = \"aiml_learn\"", "id = \"extendable\"")
        .replace(
            "citation = \"privacy policy 6.2\"",
            "citation = \"test pack\"\nextension = { total = { unit = \"calendar_days\", count = 60 }, notice_within = { unit = \"calendar_days\", count = 30 } }",
        );
    std::fs::write(folder.path().join("pack.toml"), pack).unwrap();
    let path = folder.path().display().to_string();
    (folder, path)
}

#[test]
fn an_extension_told_in_time_moves_the_date_and_a_late_one_does_not() {
    let (_folder, path) = extendable();
    let app = TestApp::with(&[("RIGHTSDESK__POLICY__DIRECTORY", &path)]);
    let client = app.client().with_key(&app.key("work", None));
    let extend = json!({"command": "extend", "ground": "complexity", "text": "much data"});
    let due = |reference: &str| {
        client.get(&format!("/api/v1/cases/{reference}")).json()["due_on"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (early, late) = (opened(&app, &client), opened(&app, &client));
    app.advance(TimeDelta::days(30));
    client.must(&early, &extend);
    assert_eq!(due(&early), "2026-12-23", "not before the notice was accepted");
    app.work();
    assert_eq!(due(&early), "2027-01-22", "60 days from receipt");
    let mail = app.mail_to("maya@example.com");
    assert!(
        mail.text.contains("22 January 2027") && mail.text.contains("much data"),
        "{}",
        mail.text
    );
    app.advance(TimeDelta::days(1));
    let refused = client.command(&late, &extend);
    assert_eq!(
        (refused.status, refused.json()["code"].as_str()),
        (409, Some("extension_too_late"))
    );
    assert_eq!(due(&late), "2026-12-23");
}

#[test]
fn an_unconfirmed_request_expires_and_its_personal_data_is_gone() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    let body = new_case("web_form", &["access"], "maya@example.com");
    let created = client.send_json("/api/v1/cases", &body, &[("Idempotency-Key", "k")]).json();
    let reference = created["reference"].as_str().unwrap().to_owned();
    app.advance(TimeDelta::hours(25));
    let reminder = app.mail_to("maya@example.com");
    assert!(reminder.link("/confirm/").is_some(), "{}", reminder.text);
    app.advance(TimeDelta::days(7));
    let names = event_names(&client, &reference);
    for name in ["confirmation_reminded", "expired", "closed", "personal_data_erased"] {
        assert_eq!(names.iter().filter(|other| *other == name).count(), 1, "{name}: {names:?}");
    }
    assert_eq!(app.mails().iter().filter(|mail| mail.to == ["maya@example.com"]).count(), 3);
    let shown = client.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!(shown["outcome"], "expired");
    assert!(shown["requester"].is_null() && shown["erased_at"].is_string());
    let found = client.get("/api/v1/cases?q=maya%40example.com").json();
    assert_eq!(found["items"].as_array().unwrap().len(), 0);
    let again = client.send_json("/api/v1/cases", &body, &[("Idempotency-Key", "k")]);
    assert!(matches!(again.status, 410 | 201), "{}", again.body);
    let reopen = client.command(&reference, &json!({"command": "reopen", "reason": "please"}));
    assert_eq!(reopen.json()["code"], "personal_data_erased");
}

/// Whether the worker is seen at work by monitoring and by the desk.
fn clock_runs(app: &TestApp) -> bool {
    let ready = app.client().get("/readyz");
    let desk = app.sign_in("hugo@example.org").get("/desk");
    let red = desk.body.contains("The clock has stopped.");
    assert_eq!(ready.status, if red { 503 } else { 200 }, "both say the same: {}", ready.body);
    let word = if red { "silent" } else { "ok" };
    assert_eq!(ready.json()["worker"], word);
    !red
}

#[test]
fn a_stopped_worker_is_seen_and_catches_up_without_writing_twice() {
    let app = TestApp::with(&[("RIGHTSDESK__WORKER__HEARTBEAT_LIMIT_SECONDS", "60")]);
    app.staff("hugo@example.org", &[Role::Handler]);
    let client = app.client().with_key(&app.key("work", Some("hugo@example.org")));
    let reference = opened(&app, &client);
    client.must(&reference, &json!({"command": "take"}));
    let before = app.mails().len();
    assert!(clock_runs(&app));
    let stopped = app.now();
    let later = |span: TimeDelta| app.set_clock(&(stopped + span).to_rfc3339());
    later(TimeDelta::seconds(59));
    assert!(clock_runs(&app));
    later(TimeDelta::seconds(61));
    assert!(!clock_runs(&app));

    // Over all four reminders and past the date.
    later(TimeDelta::days(31));
    assert!(!clock_runs(&app));
    let caught_up = app.mails();
    assert!(clock_runs(&app));
    let new: Vec<&str> = caught_up[before..].iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(new, [format!("{reference}: 1 day late")], "no reminder of a date that is over");
    let mut ids: Vec<&str> = caught_up.iter().map(|mail| mail.message_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), caught_up.len(), "one Message-ID a mail");
    let names = event_names(&client, &reference);
    assert_eq!(names.iter().filter(|name| *name == "deadline_missed").count(), 1);
    app.work();
    assert_eq!(app.mails().len(), caught_up.len(), "nothing is written again");
}
