//! Files that are written from the code and checked in.

use domain::report::{COLUMNS, DEFINITIONS};
use domain::vocabulary::Stage;
use domain::workflow::Verb;
use domain::workflow::diagram;
use domain::workflow::refusal::{Refusal, RefusalCode};
use web::{self, ERRORS};

use crate::harness::golden;

#[test]
fn the_diagram_in_the_docs_is_the_rules() {
    let fresh = format!("```mermaid\n{}```", diagram::mermaid());
    golden::part_must_equal("docs/workflow.md", "diagram", &fresh);
}

#[test]
fn the_table_in_the_docs_is_the_rules() {
    golden::part_must_equal("docs/workflow.md", "table", &diagram::table());
}

#[test]
fn the_errors_in_the_docs_are_the_table() {
    let mut fresh =
        String::from("| code | status | title | what to do |\n| --- | --- | --- | --- |\n");
    for kind in ERRORS {
        let row =
            format!("| `{}` | {} | {} | {} |\n", kind.code, kind.status, kind.title, kind.advice);
        fresh.push_str(&row);
    }
    golden::part_must_equal("docs/errors.md", "errors", &fresh);
}

#[test]
fn the_refusals_in_the_docs_are_the_codes() {
    let mut fresh = String::from("| code | sentence |\n| --- | --- |\n");
    for code in RefusalCode::ALL {
        let refusal = Refusal {
            code: *code,
            verb: Verb::Extend,
            stage: Stage::Working,
            needs: &[],
            cite: "",
            date: None,
        };
        let row = format!("| `{code}` | {} |\n", refusal.sentence());
        fresh.push_str(&row);
    }
    golden::part_must_equal("docs/errors.md", "refusals", &fresh);
}

#[test]
fn the_definitions_in_the_docs_are_those_of_the_reports() {
    let mut fresh = String::from("| word | what it means |\n| --- | --- |\n");
    for definition in DEFINITIONS {
        fresh.push_str(&format!("| {} | {} |\n", definition.word, definition.sentence));
    }
    golden::part_must_equal("docs/reports.md", "definitions", &fresh);
}

#[test]
fn the_columns_in_the_docs_are_those_of_the_exports() {
    let mut fresh = String::from("| column | what it holds |\n| --- | --- |\n");
    for column in COLUMNS {
        fresh.push_str(&format!("| `{}` | {} |\n", column.id, column.sentence));
    }
    golden::part_must_equal("docs/reports.md", "columns", &fresh);
}

#[test]
fn the_rules_of_time_in_the_docs_are_the_packs() {
    let settings = config::Settings::defaults().unwrap();
    let policy = config::policy::load(&settings).unwrap();
    let mut fresh = String::from(
        "| rule | on | clock | period | extension, told within | where | confidence |\n| --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for rule in policy.rules.iter().chain(&policy.laws) {
        let on = if rule.scope.off { "" } else { "on" };
        let longer = match (&rule.extension, &rule.counting.notice_within) {
            (Some(longer), _) => {
                format!("{} in all, {}", longer.total.words(), longer.notice_within.words())
            }
            (None, Some(within)) => format!("own date, {}", within.words()),
            (None, None) => String::new(),
        };
        let (id, clock, period) = (&rule.id, rule.clock, rule.period.words());
        let (citation, confidence) = (&rule.citation, rule.confidence);
        let row = format!(
            "| `{id}` | {on} | {clock} | {period} | {longer} | {citation} | {confidence} |\n"
        );
        fresh.push_str(&row);
    }
    golden::part_must_equal("docs/deadlines.md", "rules", &fresh);
}

#[test]
fn the_description_of_the_api_is_what_the_code_says() {
    let fresh = format!("{}\n", web::api::openapi_json().unwrap());
    golden::must_equal("docs/openapi.json", &fresh);
}

#[test]
fn the_description_names_every_route_of_the_api() {
    let document: serde_json::Value =
        serde_json::from_str(&web::api::openapi_json().unwrap()).unwrap();
    let mut routes = 0;
    for route in web::routes::all().filter(|route| route.path.starts_with("/api/")) {
        let method = route.method.to_lowercase();
        assert!(document["paths"][route.path][&method].is_object(), "{method} {}", route.path);
        routes += 1;
    }
    assert!(routes >= 10);
}
