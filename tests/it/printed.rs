//! The PDF read back by `pdftotext`: its numbers are those of the totals, its cover names the list.

use std::io::Write as _;
use std::process::{Command, Stdio};

use std::io::Read as _;

use chrono::DateTime;
use domain::actor::Actor;
use domain::prose::hex;
use domain::report::Span;
use domain::vocabulary::Role;
use serde_json::Value;
use services::demo::{self, Wish};
use services::report::{Format, Kind, Order, People, export};
use sha2::{Digest as _, Sha256};

use crate::harness::app::TestApp;

/// A report of the summer, as at its end.
fn report(app: &TestApp, format: Format) -> Vec<u8> {
    let officer = Actor::staff("clara", vec![Role::Compliance]);
    let day = |text: &str| text.parse().unwrap();
    let order = Order {
        kind: Kind::Deadlines,
        span: Span { from: day("2026-06-01"), to: day("2026-08-31") },
        as_at: Some(DateTime::parse_from_rfc3339("2026-09-30T10:00:00Z").unwrap().to_utc()),
        format,
        law: None,
        people: People::All,
        personal: None,
    };
    let mut made = export(&app.deps, &officer, &order).unwrap();
    let mut bytes = Vec::new();
    made.file.read_to_end(&mut bytes).unwrap();
    bytes
}

/// The text of a PDF, by poppler's `pdftotext`.
fn read(pdf: &[u8]) -> String {
    let mut child = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext reads the PDF: install poppler-utils");
    let mut input = child.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_paper_says_what_the_totals_and_the_list_say() {
    let app = TestApp::new();
    demo::fill(&app.deps, Wish { cases: 300, open: Some(60), seed: 3 }, &mut |_| {}).unwrap();
    let ask = |format| report(&app, format);
    let json: Value = serde_json::from_slice(&ask(Format::Json)).unwrap();
    let list = ask(Format::Csv);
    let text = read(&ask(Format::Pdf));
    assert!(text.contains(&hex(&Sha256::digest(&list))), "the cover names the list");
    assert!(text.contains("Page 1 of ") && text.contains("Personal data"));
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let all = &json["summary"]["all"];
    let tile = format!("{} answered, {} open", all["answered"], all["open"]);
    // A tile is narrow, so its sentence may be broken by its neighbours' lines.
    assert!(all["answered"].as_i64().unwrap() > 3, "{tile}");
    let overdue = json["summary"]["overdue"].as_i64().unwrap();
    assert!(words.contains(&format!("{overdue} request")), "{words}");
    for line in json["summary"]["by"]["right"].as_array().unwrap() {
        let (received, answered, open) = (&line["received"], &line["answered"], &line["open"]);
        let row = format!(" {received} {answered} {open} {}%", line["on_time_percent"]);
        assert!(words.contains(&row.replace(".0%", "%")), "{row} in {words}");
    }
    for case in json["cases"].as_array().unwrap() {
        let reference = case["reference"].as_str().unwrap();
        let named =
            ["overdue", "near_due", "closed_late"].map(Value::from).contains(&case["status"]);
        assert_eq!(words.contains(reference), named, "{reference} {}", case["status"]);
    }
}

#[test]
fn the_api_hands_out_the_paper() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("report", None));
    let pdf = client.get("/api/v1/reports/deadlines?from=2026-11-01&to=2026-11-30&format=pdf");
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
}
