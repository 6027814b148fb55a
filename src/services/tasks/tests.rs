//! Results as people and programs write them.

use serde_json::json;

use super::*;
use crate::testing::TestDesk;

fn parts(result: TaskResult, parts: TaskParts) -> Result<(TaskFacts, TaskDetails), FieldErrors> {
    let desk = TestDesk::new();
    let input = DetailsInput::Parts(Box::new(parts));
    match completion(&desk.deps, TaskId(1), result, input) {
        Ok(Command::CompleteTask { facts, details, .. }) => {
            let text = details.map(|prose| prose.text).unwrap_or_default();
            Ok((facts, TaskDetails::read(&text)))
        }
        Err(ServiceError::Fields(errors)) => Err(errors),
        other => panic!("{other:?}"),
    }
}

fn found(rows: Value) -> Result<(TaskFacts, TaskDetails), FieldErrors> {
    parts(TaskResult::Found, TaskParts { rows, ..TaskParts::default() })
}

#[test]
fn rows_are_read_from_tables_and_json_alike() {
    let pasted = "name\tcity\nMaya\tUppsala\n\tLund";
    let listed = "name;city\nMaya;Uppsala\n;Lund";
    let commas = "name,city\nMaya,Uppsala\n\"\",\"Lund\"";
    let objects = json!([{ "name": "Maya", "city": "Uppsala" }, { "city": "Lund", "name": null }]);
    for rows in [json!(pasted), json!(listed), json!(commas)] {
        let (facts, details) = found(rows).unwrap();
        assert_eq!(facts.count, Some(2));
        assert_eq!(details.columns, ["name", "city"]);
        assert_eq!(details.rows, [["Maya", "Uppsala"], ["", "Lund"]]);
    }
    for rows in [objects.clone(), json!(objects.to_string())] {
        let (_, details) = found(rows).unwrap();
        assert_eq!(details.columns, ["city", "name"], "in the order of the keys");
        assert_eq!(details.rows, [["Uppsala", "Maya"], ["Lund", ""]]);
    }
}

#[test]
fn a_table_that_cannot_be_kept_says_why() {
    let wide = vec!["x"; 61].join(",") + "\n" + &vec!["1"; 61].join(",");
    for (rows, said) in [
        (json!("a,b\n1,2,3"), "Line 2"),
        (json!("name,city"), "below it"),
        (json!("name,\nMaya,Uppsala"), "needs a name"),
        (json!("[1, 2]"), "list of objects"),
        (json!("{\"name\": "), "looks like JSON"),
        (json!(wide), "60 columns"),
        (json!([{ "text": "x".repeat(LONGEST) }]), "one cell"),
    ] {
        let why = found(rows.clone()).map(|_| ()).unwrap_or_default_error();
        assert!(why.contains(said), "{rows}: {why}");
    }
}

const LONGEST: usize = domain::item::LONGEST_CELL + 1;

trait Why {
    fn unwrap_or_default_error(self) -> String;
}

impl Why for Result<(), FieldErrors> {
    fn unwrap_or_default_error(self) -> String {
        self.err().and_then(|errors| errors.get("rows").cloned()).unwrap_or_default()
    }
}

#[test]
fn corrections_say_field_old_and_new() {
    let lines = "surname | Okafor | Okafor-Lee\ncity\tUppsala\tLund\n";
    let listed = json!([
        { "field": "surname", "old": "Okafor", "new": "Okafor-Lee" },
        { "field": "city", "old": "Uppsala", "new": "Lund" },
    ]);
    for corrections in [json!(lines), listed.clone(), json!(listed.to_string())] {
        let given = TaskParts { corrections, ..TaskParts::default() };
        let (facts, details) = parts(TaskResult::Corrected, given).unwrap();
        assert_eq!(facts.count, Some(2));
        assert_eq!(details.corrections[1].new, "Lund");
    }
    for wrong in ["surname | Okafor", "| a | b", "field ||", "a | b | c | d"] {
        let given = TaskParts { corrections: json!(wrong), ..TaskParts::default() };
        assert!(parts(TaskResult::Corrected, given).unwrap_err().contains_key("corrections"));
    }
}

#[test]
fn what_is_kept_is_kept_until_a_day_to_come() {
    let day = |text: &str| text.parse().ok();
    let kept = |until, look_again_on| TaskParts {
        text: "Invoices".to_owned(),
        basis: Some(RetentionBasis::MandatoryRecordKeeping),
        count: Some(4),
        until,
        look_again_on,
        ..TaskParts::default()
    };
    let (facts, details) =
        parts(TaskResult::Retained, kept(day("2034-03-31"), day("2030-01-01"))).unwrap();
    assert_eq!(facts.until, day("2034-03-31"));
    assert_eq!(details.text, "Invoices");
    let errors = parts(TaskResult::Retained, kept(day("2026-11-23"), day("2020-01-01")));
    let errors = errors.unwrap_err();
    assert!(errors.contains_key("until") && errors.contains_key("look_again_on"));
    let (facts, _) = parts(TaskResult::Erased, kept(day("2034-03-31"), None)).unwrap();
    assert_eq!(facts, TaskFacts { count: Some(4), ..TaskFacts::default() }, "not kept at all");
}

#[test]
fn what_failed_says_what_went_wrong() {
    let errors = parts(TaskResult::Failed, TaskParts::default()).unwrap_err();
    assert!(errors.contains_key("details"));
}

#[test]
fn words_alone_stay_words() {
    let details = TaskDetails { text: "Two accounts.".to_owned(), ..TaskDetails::default() };
    assert_eq!(details.write().unwrap(), "Two accounts.");
    let braces = TaskDetails { text: "{\"text\":\"x\"}".to_owned(), ..TaskDetails::default() };
    assert_eq!(TaskDetails::read(&braces.write().unwrap()), braces);
}

#[test]
fn a_form_says_what_it_could_not_read() {
    let fields = [("count", "many"), ("until", "soon"), ("basis", "habit")];
    let Err(ServiceError::Fields(errors)) = parts_of(&fields.into_iter().collect()) else {
        panic!("should be refused");
    };
    assert_eq!(errors.keys().copied().collect::<Vec<_>>(), ["basis", "count", "until"]);
}
