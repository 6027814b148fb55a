//! Exports read back and compared with the page, again and as at; counters that were tampered with.

mod background;
mod ready;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use chrono::{DateTime, NaiveDate, TimeDelta};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::demo::{self, Wish};
use crate::input::CommandInput;
use crate::testing::{TestDesk, handler};
use crate::{ServiceError, journal};
use domain::actor::Actor;
use domain::prose::hex;
use domain::report::{Dimension, Measure, Month, Span};
use domain::vocabulary::Role;
use storage::journal as entries;

fn officer() -> Actor {
    Actor::staff("clara", vec![Role::Compliance])
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn demo() -> TestDesk {
    let mut desk = TestDesk::new();
    let settings = config::Settings::defaults().unwrap();
    desk.deps.policy = std::sync::Arc::new(config::policy::load(&settings).unwrap());
    let wish = Wish { cases: 300, open: Some(60), seed: 3 };
    demo::fill_by(&desk.deps, wish, true, &mut |_| {}).unwrap();
    desk
}

fn order(from: &str, to: &str, as_at: Option<&str>, format: Format) -> Order {
    let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
    let span = Span { from: day(from), to: day(to) };
    let (kind, people) = (Kind::Deadlines, People::All);
    Order { kind, span, as_at: as_at.map(at), format, law: None, people, personal: None }
}

fn bytes(desk: &TestDesk, order: &Order) -> Vec<u8> {
    let mut made = export(&desk.deps, &officer(), order).unwrap();
    let mut all = Vec::new();
    made.file.read_to_end(&mut all).unwrap();
    assert_eq!(hex(&Sha256::digest(&all)), made.sha256);
    all
}

/// What this build exports.
fn offered(desk: &TestDesk) -> impl Iterator<Item = Format> {
    Format::ALL.iter().copied().filter(|format| format.is_offered(&desk.deps))
}

type Row = BTreeMap<String, String>;

fn table(bytes: &[u8]) -> Vec<Row> {
    let mut csv = csv::Reader::from_reader(bytes);
    csv.deserialize::<Row>().map(Result::unwrap).collect()
}

#[test]
fn an_export_as_at_is_the_same_again_whatever_happens_later() {
    let desk = demo();
    let as_at = Some("2026-08-20T10:00:00Z");
    let ask = |format| bytes(&desk, &order("2026-06-01", "2026-08-31", as_at, format));
    let first: Vec<Vec<u8>> = offered(&desk).map(ask).collect();
    let rows = table(&first[0]);
    assert!(rows.len() > 3, "{}", rows.len());
    // One is moved to another month, others go on.
    let moved = rows.iter().find(|row| row["stage"] == "working" || row["stage"] == "verifying");
    let later = table(&bytes(&desk, &order("2026-06-01", "2026-08-31", None, Format::Csv)));
    assert_ne!(later, rows);
    desk.pass(TimeDelta::days(3));
    let open = later.iter().find(|row| row["stage"] != "closed" && row["channel"] != "web_form");
    let open = open.or(moved).unwrap();
    let reference = domain::ids::Reference::parse(&open["reference"]).unwrap();
    let received_at = DateTime::parse_from_rfc3339("2026-01-05T10:00:00Z").unwrap().to_utc();
    let correct = CommandInput::CorrectReceivedDate { received_at, reason: "stamp".to_owned() };
    crate::commands::run(&desk.deps, &handler(), &reference, None, &correct).unwrap();
    for (format, before) in offered(&desk).zip(&first) {
        assert!(ask(format) == *before, "{format} changed");
    }
    let now = table(&bytes(&desk, &order("2026-01-01", "2026-01-31", None, Format::Csv)));
    assert!(now.iter().any(|row| row["received_on"] == "2026-01-05"));
}

#[test]
fn an_exported_deadline_never_shrinks() {
    // Another engine wrote the day of creation plus the days left, so that the deadline wandered back.
    let desk = TestDesk::new();
    desk.case("Maya Maple");
    for days in [0, 10, 19, 10, 5] {
        desk.pass(TimeDelta::days(days));
        let rows = table(&bytes(&desk, &order("2026-11-01", "2026-11-30", None, Format::Csv)));
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["due_on"], "2026-12-23");
        assert_eq!(rows[0]["received_on"], "2026-11-23");
    }
}

fn counted(rows: &[Row], column: &str, month: &str, also: impl Fn(&Row) -> bool) -> i64 {
    let found = rows.iter().filter(|row| row[column].starts_with(month) && also(row)).count();
    i64::try_from(found).unwrap()
}

#[test]
fn every_format_and_the_page_say_the_same() {
    let desk = demo();
    let month = Month::parse("2026-10").unwrap();
    let asking = Asking { first: month, last: month, law: String::new(), by: Dimension::Right };
    let page = overview(&desk.deps, &officer(), &asking).unwrap();
    let ask = |format| bytes(&desk, &order("2026-10-01", "2026-10-31", None, format));
    let rows = table(&ask(Format::Csv));
    let answered =
        |row: &Row| matches!(&*row["outcome"], "fulfilled" | "partly_fulfilled" | "refused");
    let n = |measure| page.all.count(measure);
    assert!(n(Measure::Received) > 3 && n(Measure::Answered) > 3);
    assert_eq!(counted(&rows, "received_on", "2026-10", |_| true), n(Measure::Received));
    assert_eq!(counted(&rows, "closed_on", "2026-10", answered), n(Measure::Answered));
    let on_time = counted(&rows, "closed_on", "2026-10", |row| row["status"] == "closed_on_time");
    assert_eq!(on_time, n(Measure::OnTime));
    let told = counted(&rows, "extension_told_on", "2026-10", |_| true);
    assert_eq!(told, n(Measure::Extended));

    let json: Value = serde_json::from_slice(&ask(Format::Json)).unwrap();
    assert_eq!(json["schema"], SCHEMA);
    assert_eq!(json["cases"].as_array().unwrap().len(), rows.len());
    assert_eq!(json["rows"].as_u64().unwrap(), u64::try_from(rows.len()).unwrap());
    let all = &json["summary"]["all"];
    assert_eq!(all["answered"], n(Measure::Answered));
    assert_eq!(
        all["median_days"].as_f64().map(|days| days.to_string()),
        page.all.median().map(|days| days.to_string())
    );
    for (case, row) in json["cases"].as_array().unwrap().iter().zip(&rows) {
        assert_eq!(case["reference"], *row["reference"]);
        assert_eq!(case["due_on"], *row["due_on"]);
    }

    let mut book = Xlsx::new(Cursor::new(ask(Format::Xlsx))).unwrap();
    assert_eq!(book.sheet_names(), ["Summary", "Cases", "Events", "Definitions"]);
    let sheet = book.worksheet_range("Cases").unwrap();
    assert_eq!(sheet.height(), rows.len() + 1);
    let heads: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let due = heads.iter().position(|head| head == "due_on").unwrap();
    for (cells, row) in sheet.rows().skip(1).zip(&rows) {
        assert_eq!(cells[0].to_string(), row["reference"]);
        let Data::DateTime(day) = &cells[due] else { panic!("{:?} is no date", cells[due]) };
        let (year, month, number, ..) = day.to_ymd_hms_milli();
        assert_eq!(format!("{year:04}-{month:02}-{number:02}"), row["due_on"]);
    }
    let totals = book.worksheet_range("Summary").unwrap();
    let line = totals.rows().find(|row| row[0] == "all").unwrap();
    assert_eq!(line[2].to_string(), n(Measure::Answered).to_string());
    assert!(book.worksheet_range("Events").unwrap().height() > rows.len());
}

#[test]
fn the_summary_of_a_month_is_the_same_from_counters_and_from_the_journal() {
    let desk = demo();
    let whole = Span { from: day("2026-09-01"), to: day("2026-09-30") };
    let counters = summary(&desk.deps, &officer(), whole).unwrap();
    assert_eq!(counters.journal_position, None);
    assert!(counters.all.received > 0);
    let as_at = resolve(&desk.deps, None).unwrap();
    let mut tally = domain::report::Tally::default();
    let take = &mut |told: &stream::Told| {
        tally.add(&told.facts, 1, Some(&whole));
        Ok(())
    };
    stream::each(&desk.deps, as_at, whole, &mut |_| Ok(()), take).unwrap();
    let folded = summary::of_tally(&tally, "", whole, as_at, day("2026-11-23"));
    let same = Summary { as_at: counters.as_at.clone(), journal_position: None, ..folded };
    assert_eq!(same, counters);
    let broken = Span { to: day("2026-09-29"), ..whole };
    assert!(summary(&desk.deps, &officer(), broken).unwrap().journal_position.is_some());
}

#[test]
fn each_export_is_in_the_journal_with_its_hash() {
    let desk = TestDesk::new();
    desk.case("Maya Maple");
    let asked = order("2026-11-01", "2026-11-30", None, Format::Csv);
    let made = export(&desk.deps, &officer(), &asked).unwrap();
    let stream = journal::Stream::Exports.name();
    let found = desk.deps.store.read(|tx| entries::page(tx, &stream, 0, 10)).unwrap();
    let body: Value = serde_json::from_str(&found[0].body).unwrap();
    assert_eq!(found[0].actor_ref.as_deref(), Some("clara"));
    assert_eq!(body["sha256"], *made.sha256);
    assert_eq!((&body["lines"], &body["format"]), (&1.into(), &"csv".into()));
    assert_eq!(body["filter"]["from"], "2026-11-01");
    assert!(!found[0].body.contains("Maya"));
}

#[test]
fn a_text_is_never_a_formula() {
    for risky in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0"] {
        assert_eq!(format::harmless(risky), format!("'{risky}"));
    }
    assert_eq!(format::harmless("DSR-2026-000412"), "DSR-2026-000412");
}

#[test]
fn who_may_not_read_reports_gets_none() {
    let desk = TestDesk::new();
    let admin = Actor::staff("ada", vec![Role::Admin]);
    let asked = order("2026-11-01", "2026-11-30", None, Format::Csv);
    assert!(matches!(export(&desk.deps, &admin, &asked), Err(ServiceError::Forbidden)));
    let span = asked.span;
    assert!(matches!(summary(&desk.deps, &admin, span), Err(ServiceError::Forbidden)));
}

#[test]
fn what_cannot_be_asked_is_said() {
    let desk = TestDesk::new();
    let asked = |from, as_at, format| {
        let asked = Asked {
            kind: Kind::Deadlines,
            from,
            to: "2026-11-30",
            as_at,
            format,
            law: None,
            people: None,
            personal: None,
        };
        asked.order(&desk.deps)
    };
    assert!(asked("2026-12-01", None, "csv").is_err());
    assert!(asked("soon", None, "csv").is_err());
    assert!(asked("2026-11-01", Some("yesterday"), "csv").is_err());
    let error = asked("2026-11-01", None, "docx").unwrap_err().to_string();
    assert!(error.contains("Give one of csv, xlsx"), "{error}");
    let end = asked("2026-11-01", Some("2026-11-22"), "csv").unwrap().as_at.unwrap();
    assert_eq!(end.to_rfc3339(), "2026-11-22T23:59:59.999999+00:00");
    let future = asked("2026-11-01", Some("2026-12-24T00:00:00Z"), "csv").unwrap();
    assert!(export(&desk.deps, &officer(), &future).is_err());
}

#[test]
fn counters_that_were_tampered_with_are_found_and_counted_anew() {
    let desk = TestDesk::new();
    desk.case("Maya Maple");
    assert_eq!(counting::check(&desk.deps).unwrap(), counting::Check { cases: 1, wrong: 0 });
    desk.tamper("UPDATE report_counts SET n = n + 1 WHERE measure = 'received'");
    assert!(counting::check(&desk.deps).unwrap().wrong > 0);
    assert_eq!(counting::ensure(&desk.deps).unwrap(), 1);
    assert_eq!(counting::check(&desk.deps).unwrap().wrong, 0);
    assert_eq!(counting::ensure(&desk.deps).unwrap(), 0, "once is enough");
}

#[test]
fn a_program_without_a_press_says_how_to_get_one_and_with_one_it_prints() {
    let mut desk = TestDesk::new();
    let (kind, range) = (Kind::Deadlines, ("2026-11-01", "2026-11-30"));
    let Err(ServiceError::Fields(errors)) = Format::parse(&desk.deps, kind, "pdf") else {
        panic!("PDF without a press")
    };
    assert!(errors["format"].contains("Give one of csv, xlsx, json, ics."), "{errors:?}");
    assert!(errors["format"].contains("`--features pdf`"), "{errors:?}");
    let paper = order(range.0, range.1, None, Format::Pdf);
    assert!(export(&desk.deps, &officer(), &paper).is_err());
    desk.deps.press = Some(|template, values| {
        assert!(template.contains("data.json"));
        Ok(values.into_bytes())
    });
    assert_eq!(Format::parse(&desk.deps, kind, "pdf").unwrap(), Format::Pdf);
    let printed: Value = serde_json::from_slice(&bytes(&desk, &paper)).unwrap();
    assert_eq!(printed["period"], "1 November 2026 to 30 November 2026");
}
