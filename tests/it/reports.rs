//! Reports over HTTP: every number of the page leads to a list of as many, files say the same as the
//! page, an "as at" is the same again, and a calendar feed opens for its secret only.

use chrono::TimeDelta;
use domain::vocabulary::Role;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::api::new_case;
use crate::harness::app::TestApp;

/// A desk with one answered, one open, one withdrawn and one unconfirmed request, made five days ago.
fn desk() -> (TestApp, Vec<String>) {
    let app = TestApp::new();
    let one = app.client().with_key(&app.key("work", None));
    let two = app.client().with_key(&app.key("work", None));
    let open = |channel: &str, email: &str| {
        let body = new_case(channel, &["access"], email);
        let created = one.send_json("/api/v1/cases", &body, &[]);
        assert_eq!(created.status, 201, "{}", created.body);
        created.json()["reference"].as_str().unwrap().to_owned()
    };
    let all = vec![
        open("email", "a@example.com"),
        open("post", "b@example.com"),
        open("phone", "c@example.com"),
        open("web_form", "d@example.com"),
    ];
    app.advance(TimeDelta::days(2));
    let accept = json!({"command": "accept_identity", "method": "other", "note": "known"});
    one.must(&all[0], &accept);
    one.must(&all[0], &json!({"command": "settle_item", "right": "access", "outcome": "refused", "ground": "no_data_held", "text": "We hold nothing."}));
    one.must(&all[0], &json!({"command": "propose_answer", "text": "Our answer."}));
    two.must(&all[0], &json!({"command": "approve"}));
    one.must(&all[2], &json!({"command": "withdraw"}));
    (app, all)
}

/// Numbers of the page that are links, with their addresses.
fn numbers(html: &str) -> Vec<(usize, String)> {
    let page = Html::parse_document(html);
    let mut found = Vec::new();
    for cell in page.select(&Selector::parse("td.n a, .cal a").unwrap()) {
        let text: String = cell.text().collect();
        found.push((text.trim().parse().unwrap(), cell.attr("href").unwrap().to_owned()));
    }
    for bar in page.select(&Selector::parse(".bars > li").unwrap()) {
        let link = bar.select(&Selector::parse("a").unwrap()).next();
        let value = bar.select(&Selector::parse("b").unwrap()).next().unwrap();
        let text = value.text().next().unwrap_or_default().trim().to_owned();
        if let Some(link) = link {
            found.push((text.parse().unwrap(), link.attr("href").unwrap().to_owned()));
        }
    }
    found
}

fn listed(html: &str, all: &[String]) -> usize {
    let page = Html::parse_document(html);
    let links = Selector::parse("main a[href^='/desk/cases/']").unwrap();
    let found: std::collections::BTreeSet<String> =
        page.select(&links).map(|link| link.attr("href").unwrap().to_owned()).collect();
    all.iter().filter(|reference| found.iter().any(|href| href.contains(*reference))).count()
}

#[test]
fn every_number_leads_to_a_list_of_as_many() {
    let (app, all) = desk();
    let client = app.signed_in(Role::Compliance);
    for by in ["right", "country", "channel", "owner", "law"] {
        let page = client.get(&format!("/desk/reports?by={by}"));
        assert_eq!(page.status, 200, "{}", page.body);
        let found = numbers(&page.body);
        assert!(found.len() >= 6, "{by}: {found:?}");
        for (n, href) in found {
            let list = client.get(&href);
            assert_eq!(list.status, 200, "{href}");
            assert_eq!(listed(&list.body, &all), n, "{by}: {href}");
        }
    }
    let page = client.get("/desk/reports");
    assert!(page.text(".tiles").contains("100%"), "{}", page.text(".tiles"));
    let calendar = client.get("/desk/calendar?month=2026-12");
    assert!(calendar.text("main").contains("1 due"), "{}", calendar.text("main"));
    for (n, href) in numbers(&calendar.body) {
        assert_eq!(listed(&client.get(&href).body, &all), n, "{href}");
    }
    let empty = client.get("/desk/calendar?month=2030-01");
    assert!(empty.text("main").contains("Nothing is due in January 2030"));
    assert_eq!(client.get("/desk/reports?period=2026-11&law=nobody&by=%3Cb%3E").status, 200);
}

#[test]
fn files_and_totals_say_what_the_page_says() {
    let (app, all) = desk();
    let client = app.client().with_key(&app.key("report", None));
    let range = "from=2026-11-01&to=2026-11-30";
    let csv = client.get(&format!("/api/v1/reports/deadlines?{range}&format=csv"));
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(csv.body.lines().count(), 4, "{}", csv.body);
    assert!(!csv.body.contains(&all[3]), "never confirmed, never received");
    assert!(!csv.body.contains("Maya") && !csv.body.contains('@'));
    let json = client.get(&format!("/api/v1/reports/deadlines?{range}")).json();
    assert_eq!(json["rows"], 3);
    let summary = client.get(&format!("/api/v1/reports/summary?{range}")).json();
    let expected: [(&str, Value); 6] = [
        ("received", json!(3)),
        ("answered", json!(1)),
        ("refused", json!(1)),
        ("withdrawn", json!(1)),
        ("open", json!(1)),
        ("on_time_percent", json!(100.0)),
    ];
    for (name, value) in expected {
        assert_eq!(summary["all"][name], value, "{name}");
        assert_eq!(json["summary"]["all"][name], value, "{name}");
    }
    assert_eq!(summary["refused_by_reason"]["not_a_consumer"], 1);
    assert_eq!(summary["ccpa_7102"][0]["denied"], 1);
    let wrong = client.get("/api/v1/reports/deadlines?from=2026-11-30&to=2026-11-01");
    assert_eq!((wrong.status, wrong.json()["code"].as_str()), (422, Some("fields")));
    let intake = app.client().with_key(&app.key("intake", None));
    assert_eq!(intake.get(&format!("/api/v1/reports/summary?{range}")).status, 403);
}

#[test]
fn an_export_as_at_is_the_same_after_more_has_happened() {
    let (app, all) = desk();
    let client = app.client().with_key(&app.key("report", None));
    let at = app.now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let ask = || {
        let address = "/api/v1/reports/deadlines?from=2026-11-01&to=2026-11-30&format=csv";
        client.get(&format!("{address}&as_at={at}"))
    };
    let first = ask();
    assert_eq!(first.status, 200, "{}", first.body);
    assert!(first.body.contains(&all[1]));
    app.advance(TimeDelta::days(40));
    let again = ask();
    assert_eq!(again.body, first.body);
    assert_eq!(again.header("etag"), first.header("etag"));
    let later = client.get("/api/v1/reports/deadlines?from=2026-11-01&to=2026-11-30&format=json");
    let late = later.json()["cases"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["reference"] == *all[1])
        .cloned();
    assert_eq!(late.unwrap()["status"], "overdue");
}

#[test]
fn a_calendar_feed_opens_for_its_secret_until_it_is_ended() {
    let (app, all) = desk();
    let client = app.signed_in(Role::Compliance);
    let form = client.get("/desk/reports").form("/desk/reports/feed");
    let made = client.fill("/desk/reports/feed", &form, &[]);
    assert_eq!(made.status, 200, "{}", made.body);
    let address = made.text("#feed code");
    let path = address.split_once("/feeds/").map(|(_, rest)| format!("/feeds/{rest}")).unwrap();
    let stranger = app.client();
    let feed = stranger.get(path.trim());
    assert_eq!((feed.status, feed.header("content-type")), (200, "text/calendar; charset=utf-8"));
    assert!(feed.body.contains(&format!("UID:{}@rightsdesk", all[1])), "{}", feed.body);
    assert!(feed.body.contains("STATUS:CANCELLED"), "the answered one is taken away");
    assert!(!feed.body.contains("Maya") && !feed.body.contains("example.com"));
    assert!(!client.get("/desk/reports").body.contains(path.trim()), "shown once");
    let form = client.get("/desk/reports").form("/desk/reports/feed/revoke");
    assert_eq!(client.fill("/desk/reports/feed/revoke", &form, &[]).status, 303);
    assert_eq!(stranger.get(path.trim()).status, 404);
}
