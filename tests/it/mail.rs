//! Notices over SMTP: faults of the server, and each notice once by Message-ID.

use chrono::TimeDelta;
use serde_json::json;

use crate::api::new_case;
use crate::harness::app::TestApp;
use crate::harness::smtp::{Fault, FaultySmtp};

fn with_server(server: &FaultySmtp) -> TestApp {
    let url = server.url();
    TestApp::with(&[
        ("RIGHTSDESK__MAIL__TRANSPORT", "smtp"),
        ("RIGHTSDESK__MAIL__SMTP_URL", &url),
        ("RIGHTSDESK__MAIL__TIMEOUT_SECONDS", "2"),
    ])
}

#[test]
fn each_notice_arrives_once_by_message_id_after_every_fault() {
    let server = FaultySmtp::start();
    let app = with_server(&server);
    let client = app.client().with_key(&app.key("work", None));
    let faults = ["rcpt-4xx+2", "data-4xx+1", "bye-421+1", "drop-data+1"];
    for fault in faults {
        let email = format!("{fault}@example.com");
        let created =
            client.send_json("/api/v1/cases", &new_case("email", &["access"], &email), &[]);
        assert_eq!(created.status, 201, "the request is kept whatever the mail server does");
    }
    for _ in 0..6 {
        app.advance(TimeDelta::hours(1));
    }
    for fault in [Fault::RcptLater, Fault::DataLater, Fault::Bye, Fault::DropData] {
        assert!(server.injected(fault) > 0, "{fault:?} did not happen");
    }
    let times = server.times_by_id();
    assert_eq!(times.len(), faults.len());
    assert!(times.values().all(|count| *count == 1), "{times:?}");
}

#[test]
fn a_refused_address_shows_on_the_case() {
    let server = FaultySmtp::start();
    let app = with_server(&server);
    let client = app.client().with_key(&app.key("work", None));
    let body = new_case("email", &["access"], "rcpt-5xx@example.com");
    let created = client.send_json("/api/v1/cases", &body, &[]).json();
    app.work();
    assert!(server.injected(Fault::RcptNever) > 0);
    let reference = created["reference"].as_str().unwrap();
    let journal = client.get(&format!("/api/v1/cases/{reference}/journal")).json();
    let failed = journal["items"].as_array().unwrap().iter().any(|e| e["event"] == "notice_failed");
    assert!(failed, "{journal}");
}

#[test]
fn a_server_that_is_away_delays_mail_and_loses_nothing() {
    let server = FaultySmtp::start();
    let app = with_server(&server);
    server.refuse_all(true);
    let client = app.client().with_key(&app.key("work", None));
    let body = new_case("email", &["access"], "maya@example.com");
    let created = client.send_json("/api/v1/cases", &body, &[]).json();
    app.work();
    assert!(server.times_by_id().is_empty());
    server.heal();
    app.advance(TimeDelta::hours(1));
    assert_eq!(server.times_by_id().len(), 1);
    let reference = created["reference"].as_str().unwrap();
    client.must(reference, &json!({"command": "add_note", "text": "told by mail"}));
}
