//! Reports a regulation names, exports with names, void extensions, and laws that were switched.

use super::*;
use crate::policy::{self, Wish};
use crate::{commands, laws};
use domain::report::{CASE_LOG, Facts, Response, response_to};
use domain::vocabulary::{Ground, Right};
use domain::workflow::Event;
use storage::cases;

fn of(kind: Kind, format: Format, people: People) -> Order {
    let span = Span { from: day("2026-01-01"), to: day("2026-12-31") };
    Order { kind, format, people, ..order_of(span) }
}

fn order_of(span: Span) -> Order {
    Order { span, ..order("2026-01-01", "2026-12-31", None, Format::Csv) }
}

/// The lines of the metrics by kind of request.
fn metrics(desk: &TestDesk, people: People) -> BTreeMap<String, Row> {
    let rows = table(&bytes(desk, &of(Kind::CcpaMetrics, Format::Csv, people)));
    rows.into_iter().map(|row| (row["request"].clone(), row)).collect()
}

#[test]
fn the_numbers_of_7102_are_the_same_in_every_format_and_add_up() {
    let desk = demo();
    let rows = metrics(&desk, People::All);
    assert_eq!(rows.len(), 5);
    let number = |row: &Row, column: &str| row[column].parse::<i64>().unwrap();
    let mut denied = 0;
    for kind in ["know", "delete", "correct"] {
        let row = &rows[kind];
        let reasons = ["not_verifiable", "not_a_consumer", "exempt", "other"];
        let sum: i64 = reasons.iter().map(|why| number(row, &format!("denied_{why}"))).sum();
        assert_eq!(sum, number(row, "denied"), "{kind}");
        assert!(number(row, "received") > 0 && number(row, "complied_in_whole") > 0, "{kind}");
        assert!(!row["median_days"].is_empty() && !row["mean_days"].is_empty());
        denied += sum;
    }
    assert!(denied > 0, "the year has denials");
    assert!(rows["opt_out"]["received"].is_empty() && !rows["opt_out"]["note"].is_empty());

    let json: Value =
        serde_json::from_slice(&bytes(&desk, &of(Kind::CcpaMetrics, Format::Json, People::All)))
            .unwrap();
    assert_eq!(json["people"], "all individuals");
    let mut book =
        Xlsx::new(Cursor::new(bytes(&desk, &of(Kind::CcpaMetrics, Format::Xlsx, People::All))))
            .unwrap();
    let sheet = book.worksheet_range("Metrics").unwrap();
    let heads: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
    for line in json["rows"].as_array().unwrap() {
        let row = &rows[line["request"].as_str().unwrap()];
        let cells = sheet.rows().find(|cells| line["request"] == cells[0].to_string()).unwrap();
        for (column, head) in heads.iter().enumerate() {
            let said = &line[head.as_str()];
            let said = match said.as_str() {
                Some(text) => text.to_owned(),
                None if said.is_null() => String::new(),
                None => said.to_string().trim_end_matches(".0").to_owned(),
            };
            assert_eq!(said, row[head.as_str()], "{head}");
            assert_eq!(cells[column].to_string(), row[head.as_str()], "{head}");
        }
    }
    let again = bytes(&desk, &of(Kind::CcpaMetrics, Format::Json, People::All));
    assert_eq!(serde_json::from_slice::<Value>(&again).unwrap()["rows"], json["rows"]);
}

#[test]
fn the_numbers_of_7102_are_those_of_the_cases() {
    let desk = demo();
    for people in [People::All, People::California] {
        let rows = metrics(&desk, people);
        let all = desk.deps.store.read(|tx| cases::page_states(tx, None, 10_000)).unwrap();
        let zones = desk.deps.zones.as_ref();
        let mut whole = 0;
        let mut received = 0;
        for case in &all {
            let facts = Facts::of(case, zones);
            let there = facts.country == "US" && facts.region.as_deref() == Some("CA");
            if people == People::California && !there {
                continue;
            }
            let inside = |day: NaiveDate| day.to_string().starts_with("2026");
            if !facts.confirmed || !facts.rights.contains(&Right::Access) {
                continue;
            }
            received += i64::from(inside(facts.received_on));
            if facts.closed_on.is_some_and(inside) {
                whole += i64::from(response_to(case, &facts, Right::Access) == Response::Whole);
            }
        }
        assert_eq!(rows["know"]["received"], received.to_string());
        assert_eq!(rows["know"]["complied_in_whole"], whole.to_string());
    }
}

#[test]
fn the_log_of_7101_has_its_columns_in_every_format() {
    let desk = demo();
    let rows = table(&bytes(&desk, &of(Kind::CaseLog, Format::Csv, People::All)));
    let columns: Vec<&str> = rows[0].keys().map(String::as_str).collect();
    assert_eq!(columns.len(), CASE_LOG.len() + 2);
    assert!(CASE_LOG.iter().all(|column| columns.contains(column)));
    let json: Value =
        serde_json::from_slice(&bytes(&desk, &of(Kind::CaseLog, Format::Json, People::All)))
            .unwrap();
    assert_eq!(json["cases"].as_array().unwrap().len(), rows.len());
    let order = of(Kind::CaseLog, Format::Xlsx, People::All);
    let mut book = Xlsx::new(Cursor::new(bytes(&desk, &order))).unwrap();
    let sheet = book.worksheet_range("Cases").unwrap();
    assert_eq!((sheet.height(), sheet.width()), (rows.len() + 1, CASE_LOG.len()));
    let california = table(&bytes(&desk, &of(Kind::CaseLog, Format::Csv, People::California)));
    assert!(california.len() < rows.len());
    assert!(california.iter().all(|row| row["country"] == "US" && row["region"] == "CA"));
    for wrong in ["pdf", "ics"] {
        assert!(Format::parse(&desk.deps, Kind::CaseLog, wrong).is_err());
    }
}

#[test]
fn names_leave_only_with_compliance_a_reason_and_a_trace() {
    let desk = TestDesk::new();
    desk.case("=HYPERLINK(\"x\")");
    let erased = desk.case("Gone Person");
    let id = desk.deps.store.read(|tx| cases::by_reference(tx, &erased)).unwrap().unwrap().id;
    let gone = id.clone();
    desk.deps.store.write::<_, ServiceError>(move |tx| crate::dossier::erase(tx, &gone)).unwrap();
    let plain = order("2026-11-01", "2026-11-30", None, Format::Csv);
    assert!(!String::from_utf8(bytes(&desk, &plain)).unwrap().contains("HYPERLINK"));
    let asked = Order { personal: Some(PersonalReason::Regulator), ..plain };
    let refused = export(&desk.deps, &handler(), &asked);
    assert!(matches!(refused, Err(ServiceError::Forbidden)), "handlers take no names");
    let rows = table(&bytes(&desk, &asked));
    let name = |row: &Row| row["requester_name"].clone();
    let whole = rows.iter().find(|row| row["reference"] != erased.as_str()).unwrap();
    assert_eq!(name(whole), "'=HYPERLINK(\"x\")", "no spreadsheet runs it");
    assert_eq!(whole["requester_email"], "maya@example.com");
    let other = rows.iter().find(|row| row["reference"] == erased.as_str()).unwrap();
    assert_eq!(name(other), "", "what is erased does not come back");

    let json: Value =
        serde_json::from_slice(&bytes(&desk, &Order { format: Format::Json, ..asked.clone() }))
            .unwrap();
    assert_eq!(json["head"]["personal_data"], true);
    let book = bytes(&desk, &Order { format: Format::Xlsx, ..asked.clone() });
    let sheet = Xlsx::new(Cursor::new(book)).unwrap().worksheet_range("Cases").unwrap();
    let text: Vec<String> = sheet.rows().flatten().map(ToString::to_string).collect();
    assert!(text.contains(&"'=HYPERLINK(\"x\")".to_owned()));
    for format in [Format::Pdf, Format::Ics] {
        let refused = export(&desk.deps, &officer(), &Order { format, ..asked.clone() });
        assert!(matches!(refused, Err(ServiceError::Fields(_))), "{format} is no list");
    }
    let stream = journal::Stream::Exports.name();
    let found = desk.deps.store.read(|tx| entries::page(tx, &stream, 0, 10)).unwrap();
    let reasons: Vec<Value> = found
        .iter()
        .map(|entry| serde_json::from_str::<Value>(&entry.body).unwrap())
        .map(|body| body["filter"]["personal_data"].clone())
        .collect();
    let why = Value::from("regulator");
    assert_eq!(reasons, [Value::Null, why.clone(), why.clone(), why]);
    assert!(!found.iter().any(|entry| entry.body.contains("HYPERLINK")));
}

#[test]
fn an_extension_that_became_void_is_counted_everywhere() {
    let desk = demo();
    let voided = |case: &domain::case::Case| case.extension_void_at.is_some();
    let all = desk.deps.store.read(|tx| cases::page_states(tx, None, 10_000)).unwrap();
    let many = i64::try_from(all.iter().filter(|case| voided(case)).count()).unwrap();
    let span = Span { from: day("2020-01-01"), to: day("2026-12-31") };
    let counters = summary(&desk.deps, &officer(), span).unwrap();
    assert_eq!(counters.all.extension_void, many);
    let rows = table(&bytes(&desk, &order_of(span)));
    let listed = rows.iter().filter(|row| !row["extension_void_on"].is_empty()).count();
    assert_eq!(i64::try_from(listed).unwrap(), many);
    // One more, by the event itself: it is in the fold, so in counters and lists alike.
    let case = desk.case("Maya Maple");
    let found = desk.deps.store.read(|tx| cases::by_reference(tx, &case)).unwrap().unwrap();
    assert!(!voided(&found));
    let happened = domain::workflow::event::Happened {
        at: desk.deps.now(),
        by: "system".to_owned(),
        via: None,
        event: Event::ExtensionVoided { notice_by: day("2026-11-23") },
    };
    let after = domain::workflow::evolve(found, &happened);
    let facts = Facts::of(&after, desk.deps.zones.as_ref());
    assert_eq!(facts.extension_void_on, Some(desk.deps.local_date(desk.deps.now())));
    let mut tally = domain::report::Tally::default();
    tally.add(&facts, 1, None);
    let of = |measure| tally.cells().any(|(cell, n)| cell.measure == measure && n == 1);
    assert!(of(Measure::ExtensionVoid) && !of(Measure::Extended));
}

#[test]
fn a_report_as_at_before_a_law_was_switched_says_what_was_known_then() {
    let desk = demo();
    let order = order("2026-11-01", "2026-11-30", None, Format::Csv);
    let memory = laws::list(&desk.deps, &officer()).unwrap();
    let found = memory.iter().find(|law| {
        let scope = &law.rule.scope;
        let starts = law.rule.clock == domain::policy::ClockKind::Respond;
        scope.off && starts && laws::can_switch(&law.rule) && scope.places.len() == 1
    });
    let law = found.expect("a law that is off").rule.clone();
    let place = law.scope.places[0].clone();
    let (country, region) = match place.split_once('-') {
        Some((country, region)) => (country.to_owned(), Some(region.to_owned())),
        None => (place, None),
    };
    let reference = desk.case("Maya Maple");
    let before = desk.deps.now();
    let then = Order { as_at: Some(before), ..order.clone() };
    let first = bytes(&desk, &then);
    desk.pass(TimeDelta::minutes(5));
    let on = Wish::Switch { rule: law.id.clone(), on: true };
    policy::save(&desk.deps, &officer(), &on, "Counsel read it.").unwrap();
    // The request moves to the place of the law, so that its clock is counted anew with the law on.
    let input = CommandInput::SetJurisdiction { country, region, reason: "moved".to_owned() };
    commands::run(&desk.deps, &handler(), &reference, None, &input).unwrap();
    desk.pass(TimeDelta::minutes(5));
    let laws_of = |bytes: &[u8]| {
        let rows = table(bytes);
        rows.iter().find(|row| row["reference"] == reference.as_str()).unwrap()["laws"].clone()
    };
    assert!(!laws_of(&first).contains(&law.id));
    assert!(laws_of(&bytes(&desk, &order)).contains(&law.id), "now the law counts");
    assert_eq!(bytes(&desk, &then), first, "and it did not then");
    // What lists are narrowed by follows in the same transaction.
    let id = desk.deps.store.read(|tx| cases::by_reference(tx, &reference)).unwrap().unwrap().id;
    let stored = desk.deps.store.read(|tx| cases::laws_of(tx, &[id.0])).unwrap();
    assert!(stored.iter().any(|(_, rule)| *rule == law.id));
    assert_eq!(counting::check(&desk.deps).unwrap().wrong, 0);
}

#[test]
fn rules_that_are_stored_wrongly_are_found_and_stored_anew() {
    let desk = TestDesk::new();
    desk.case("Maya Maple");
    desk.tamper("DELETE FROM case_rules");
    assert_eq!(counting::check(&desk.deps).unwrap().wrong, 1);
    assert_eq!(counting::rebuild(&desk.deps).unwrap(), 1);
    assert_eq!(counting::check(&desk.deps).unwrap().wrong, 0);
}

#[test]
fn each_ground_has_one_of_the_four_reasons() {
    use domain::report::{DenialReason, denial_reason};
    for reason in DenialReason::ALL {
        assert!(Ground::ALL.iter().any(|ground| denial_reason(*ground) == *reason), "{reason}");
    }
}
