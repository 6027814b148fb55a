//! What leaves the desk as a file: evidence of a request, reports the worker makes, lists with names.

use chrono::TimeDelta;
use domain::vocabulary::Role;

use crate::api::new_case;
use crate::harness::app::TestApp;
use crate::harness::client::Client;

fn case(app: &TestApp, email: &str) -> String {
    let client = app.client().with_key(&app.key("work", None));
    let created = client.send_json("/api/v1/cases", &new_case("email", &["access"], email), &[]);
    assert_eq!(created.status, 201, "{}", created.body);
    created.json()["reference"].as_str().unwrap().to_owned()
}

/// Orders a report that is long for a desk with this little patience; the path of its page.
fn ordered(client: &Client) -> String {
    let answer = client.get("/desk/reports/deadlines.csv?from=2026-11-01&to=2026-11-30");
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(answer.location().starts_with("/desk/reports/runs/"), "{}", answer.location());
    answer.location().to_owned()
}

#[test]
fn evidence_is_made_from_the_page_of_the_request_for_those_who_may() {
    let app = TestApp::new();
    let reference = case(&app, "a@example.com");
    let path = format!("/desk/cases/{reference}/evidence");
    let officer = app.signed_in(Role::Compliance);
    let link = format!("href=\"{path}\"");
    assert!(officer.get(&format!("/desk/cases/{reference}")).body.contains(&link));
    let form = officer.get(&path).form("/evidence");
    let made = officer.fill(&path, &form, &[]);
    assert_eq!((made.status, made.header("content-type")), (200, "application/zip"));
    let name = format!("attachment; filename=\"evidence-{reference}-masked.zip\"");
    assert_eq!(made.header("content-disposition"), name);
    let whole = officer.fill(&path, &form, &[("people", "whole")]);
    assert!(whole.header("content-disposition").contains("personal-data"));
    let wrong = officer.fill(&path, &form, &[("as_at", "soon")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text("main").contains("Nothing was made."), "{}", wrong.text("main"));
    let early = officer.fill(&path, &form, &[("as_at", "2026-01-01")]);
    assert_eq!(early.status, 404, "it was not there yet");

    let handler = app.signed_in(Role::Handler);
    assert!(!handler.get(&format!("/desk/cases/{reference}")).body.contains(&link));
    assert_eq!(handler.get(&path).status, 403);

    let address = format!("/api/v1/cases/{reference}/evidence");
    let program = app.client().with_key(&app.key("read", None));
    let answers: Vec<u16> =
        [program.get(&address), program.get("/api/v1/cases/DSR-2026-999999/evidence")]
            .iter()
            .map(|answer| answer.status)
            .collect();
    assert_eq!(answers, [200, 404]);
    for scope in ["intake", "report"] {
        let other = app.client().with_key(&app.key(scope, None));
        assert_eq!(other.get(&address).status, 403, "{scope}");
    }
}

#[test]
fn a_long_report_shows_how_far_it_is_and_comes_when_it_is_there() {
    let app = TestApp::with(&[("RIGHTSDESK__REPORTS__BACKGROUND_ABOVE", "1")]);
    let all = [case(&app, "a@example.com"), case(&app, "b@example.com")];
    let officer = app.signed_in(Role::Compliance);
    let path = ordered(&officer);
    let page = officer.get(&path);
    assert_eq!((page.status, page.header("refresh")), (200, "4"), "{}", page.body);
    assert!(page.text("main").contains("Look now"));
    assert_eq!(officer.get(&format!("{path}/file")).status, 404);
    app.work();
    let page = officer.get(&path);
    assert_eq!((page.status, page.header("refresh")), (200, ""), "{}", page.body);
    assert!(page.text("dl").contains("Requests in it 2"), "{}", page.text("dl"));
    let file = officer.get(&format!("{path}/file"));
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(all.iter().all(|reference| file.body.contains(reference)));
    let list = officer.get("/desk/reports/deliveries");
    assert!(list.body.contains(&path), "{}", list.body);
    // A colleague sees neither the page nor the file.
    let other = app.signed_in(Role::Handler);
    for address in [path.clone(), format!("{path}/file")] {
        assert_eq!(other.get(&address).status, 404, "{address}");
    }
    // One that is no longer wanted is not made.
    let second = ordered(&officer);
    let form = officer.get(&second).form("/cancel");
    assert_eq!(officer.fill(&format!("{second}/cancel"), &form, &[]).status, 303);
    app.work();
    let page = officer.get(&second);
    assert!(page.text("main").contains("You took the order back"), "{}", page.text("main"));
    assert_eq!(officer.get(&format!("{second}/file")).status, 404);
}

#[test]
fn a_scheduled_report_is_mailed_as_a_link_that_needs_a_sign_in() {
    let app = TestApp::new();
    let reference = case(&app, "a@example.com");
    let officer = app.signed_in(Role::Compliance);
    let path = "/desk/reports/deliveries";
    let form = officer.get(path).form(path);
    let wanted = [
        ("kind", "deadlines"),
        ("format", "csv"),
        ("every", "daily"),
        ("people", "all"),
        ("law", ""),
    ];
    let wrong = officer.fill(path, &form, &[("kind", "deadlines"), ("format", "docx")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text("main").contains("Nothing was scheduled."), "{}", wrong.text("main"));
    let made = officer.fill(path, &form, &wanted);
    assert_eq!((made.status, made.location().split('?').next()), (303, Some(path)));
    app.advance(TimeDelta::days(1));
    let mail = app.mail_to("compliance@example.org");
    let link = mail.link("/desk/reports/runs/").expect("a link");
    let run = link.split_once("/desk/").map(|(_, rest)| format!("/desk/{rest}")).unwrap();
    assert!(!mail.text.contains(&reference), "never the file: {}", mail.text);
    let stranger = app.client().get(&run);
    assert_eq!(stranger.status, 401, "{}", stranger.body);
    let again = app.sign_in("compliance@example.org");
    assert!(again.get(&format!("{run}/file")).body.contains(&reference));

    let page = again.get(path);
    let id = page.body.split(&format!("{path}/")).nth(1).unwrap().split('"').next().unwrap();
    let change = format!("{path}/{id}");
    let form = page.form(&change);
    for (action, shown) in [("pause", "Paused."), ("resume", "Next on")] {
        assert_eq!(again.fill(&change, &form, &[("action", action)]).status, 303);
        assert!(again.get(path).text("main").contains(shown), "{action}");
    }
    assert_eq!(again.fill(&change, &form, &[("action", "remove")]).status, 303);
    assert!(again.get(path).text("main").contains("Nothing comes by itself"));
    assert_eq!(again.fill(&change, &form, &[("action", "burn")]).status, 400);
}

#[test]
fn names_are_exported_for_compliance_with_a_reason_only() {
    let app = TestApp::new();
    case(&app, "maya@example.com");
    let officer = app.signed_in(Role::Compliance);
    let path = "/desk/reports/personal";
    let form = officer.get(path).form(path);
    let days = [("from", "2026-11-01"), ("to", "2026-11-30"), ("format", "csv")];
    let without = officer.fill(path, &form, &days);
    assert_eq!(without.status, 422);
    assert!(without.text("main").contains("Give the reason"), "{}", without.text("main"));
    let with: Vec<_> = days.into_iter().chain([("personal", "regulator")]).collect();
    let made = officer.fill(path, &form, &with);
    assert_eq!(made.status, 200, "{}", made.body);
    assert!(made.body.contains("maya@example.com"), "{}", made.body);
    assert_eq!(made.header("cache-control"), "no-store");
    let handler = app.signed_in(Role::Handler);
    assert_eq!(handler.get(path).status, 403);
    assert!(!handler.get("/desk/reports").body.contains(path));
}

#[test]
fn reports_a_regulation_names_are_on_the_page_and_over_the_api() {
    let app = TestApp::new();
    case(&app, "a@example.com");
    let officer = app.signed_in(Role::Compliance);
    let page = officer.get("/desk/reports").body;
    let program = app.client().with_key(&app.key("report", None));
    let links: Vec<&str> = page
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.contains("/case-log.") || href.contains("/ccpa-metrics."))
        .collect();
    assert!(links.len() >= 6, "{links:?}");
    for link in links {
        let link = link.replace("&amp;", "&").replace("&#x3D;", "=");
        let file = officer.get(&link);
        assert_eq!(file.status, 200, "{link}: {}", file.body);
        assert!(file.header("content-disposition").starts_with("attachment"), "{link}");
    }
    let numbers = program.get("/api/v1/reports/ccpa-metrics?year=2026&people=all").json();
    assert_eq!(numbers["rows"][2]["request"], "know");
    assert_eq!(numbers["rows"][2]["received"], 1);
    let california = program.get("/api/v1/reports/ccpa-metrics?year=2026").json();
    assert_eq!(california["rows"][2]["received"], 0);
    let log = program.get("/api/v1/reports/case-log?from=2026-11-01&to=2026-11-30").json();
    assert_eq!(log["cases"].as_array().unwrap().len(), 1);
    assert_eq!(program.get("/api/v1/reports/ccpa-metrics?year=soon").status, 422);
}
