//! Legal holds and previews over HTTP: compliance places a hold, the request says so, another person releases it; an
//! approver sees what would go.

use chrono::TimeDelta;
use domain::ids::Reference;
use domain::vocabulary::Role;
use serde_json::json;
use services::commands;
use services::input::CommandInput;

use crate::harness::app::TestApp;
use crate::harness::client::Client;

const PATH: &str = "/desk/holds";

/// The page of the first hold in the list.
fn first_hold(list: &str) -> String {
    let found = list.split('"').find(|part| part.starts_with("/desk/holds/"));
    found.expect("the list names no hold").to_owned()
}

#[test]
fn a_hold_on_a_person_is_shown_on_the_request_and_released_by_an_approver() {
    let app = TestApp::new();
    let api = app.client().with_key(&app.key("work", None));
    let body = json!({
        "rights": ["delete"], "channel": "email", "details": "everything",
        "requester": { "name": "Aiko Tanaka", "email": "aiko@example.com", "country": "SE" },
    });
    let created = api.send_json("/api/v1/cases", &body, &[]).json();
    let reference = created["reference"].as_str().unwrap().to_owned();
    let officer = app.signed_in(Role::Compliance);
    let page = officer.get(PATH);
    assert_eq!(page.status, 200);
    let form = page.form(PATH);
    let wrong = officer.fill(PATH, &form, &[("subject", "aiko"), ("reason", "Claim <12>")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text("#place-subject-error").contains("Give an email address"));
    assert!(wrong.body.contains("Claim &lt;12&gt;"), "what was typed is kept");
    let fields = [("subject", "Aiko@example.com"), ("reason", "Claim <12>")];
    let done = officer.fill(PATH, &form, &fields);
    assert_eq!((done.status, done.location()), (303, PATH));
    let list = officer.get(PATH);
    assert!(!list.body.contains("aiko@example.com"), "nobody's address is shown");
    let shown = officer.get(&format!("/desk/cases/{reference}"));
    assert!(shown.body.contains("Legal hold since"), "{}", shown.body);
    let document = api.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!(document["under_legal_hold"], true);
    let approver = app.signed_in(Role::Approver);
    let list = approver.get(PATH);
    assert!(!list.body.contains("Place the hold"));
    let one = first_hold(&list.body);
    let page = approver.get(&one);
    assert!(page.body.contains("Claim &lt;12&gt;") && page.body.contains(&reference));
    let done = approver.fill(&one, &page.form(&one), &[("reason", "Settled")]);
    assert_eq!(done.status, 303, "{}", done.body);
    let document = api.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!(document["under_legal_hold"], false);
    assert!(approver.get(&one).body.contains("Settled"));
    assert!(app.verify().is_sound());
}

#[test]
fn whoever_placed_it_and_whoever_may_not_are_refused() {
    let app = TestApp::new();
    let handler = app.signed_in(Role::Handler);
    assert_eq!(handler.get(PATH).status, 403);
    let approver = app.signed_in(Role::Approver);
    let place = [("subject", "a@b.example"), ("reason", "x")];
    assert_eq!(approver.post(PATH, &place).status, 403);
    app.staff("both@desk.example", &[Role::Compliance, Role::Approver]);
    let both = app.sign_in("both@desk.example");
    let form = both.get(PATH).form(PATH);
    assert_eq!(both.fill(PATH, &form, &place).status, 303);
    let list = both.get(PATH).body;
    let one = first_hold(&list);
    assert!(both.get(&one).body.contains("An approver who did not place it"));
    let token = form.iter().find(|(name, _)| name == "csrf").unwrap().1.clone();
    let tried = both.post(&one, &[("csrf", &token), ("reason", "mine")]);
    assert_eq!(tried.status, 422, "{}", tried.body);
    assert_eq!(approver.get("/desk/holds/nowhere").status, 404);
}

#[test]
fn an_approver_sees_the_counts_before_erasing_and_the_answer_lists_what_went() {
    let app = TestApp::new();
    let api = app.client().with_key(&app.key("work", None));
    let body = json!({
        "rights": ["delete"], "channel": "email", "details": "everything",
        "requester": { "name": "Aiko Tanaka", "email": "aiko@example.com", "country": "SE" },
    });
    let created = api.send_json("/api/v1/cases", &body, &[]).json();
    let reference = created["reference"].as_str().unwrap().to_owned();
    let accept = json!({
        "command": "accept_identity", "method": "account_match",
        "systems": ["accounts"], "reason": "nothing elsewhere",
    });
    api.must(&reference, &accept);
    let approver = app.signed_in(Role::Approver);
    let path = format!("/desk/cases/{reference}");
    let commands = format!("{path}/commands");
    let page = approver.get(&format!("{path}?do=approve_execution"));
    assert!(page.body.contains("not counted yet"), "{}", page.body);
    let counting = format!("{path}?do=preview_task&task=T1");
    let form = approver.get(&counting).form(&commands);
    let token = |name: &str| form.iter().find(|(known, _)| known == name).unwrap().1.clone();
    let wrong = [
        ("csrf", token("csrf")),
        ("key", token("key")),
        ("version", token("version")),
        ("command", "preview_task".to_owned()),
        ("task", "T1".to_owned()),
        ("count", "many".to_owned()),
    ];
    let wrong: Vec<(&str, &str)> = wrong.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let refused = approver.post(&commands, &wrong);
    assert_eq!(refused.status, 422, "{}", refused.body);
    api.must(&reference, &json!({"command": "preview_task", "task": "T1", "count": 12}));
    let page = approver.get(&format!("{path}?do=approve_execution"));
    assert!(page.body.contains("12 records would go"), "{}", page.body);
    assert!(app.verify().is_sound());
}

/// A deletion that is refused because of a legal hold, answered and closed; its reference and the page of the hold.
fn refused_under_a_hold(app: &TestApp, api: &Client) -> (String, String) {
    let body = json!({
        "rights": ["delete"], "channel": "email", "details": "everything",
        "requester": { "name": "Aiko Tanaka", "email": "aiko@example.com", "country": "SE" },
    });
    let created = api.send_json("/api/v1/cases", &body, &[]).json();
    let reference = created["reference"].as_str().unwrap().to_owned();
    let officer = app.signed_in(Role::Compliance);
    let form = officer.get(PATH).form(PATH);
    officer.fill(PATH, &form, &[("subject", &reference), ("reason", "Claim 12")]);
    let list = officer.get(PATH).body;
    let hold = first_hold(&list);
    let accept = json!({
        "command": "accept_identity", "method": "account_match",
        "systems": ["accounts"], "reason": "nothing elsewhere",
    });
    api.must(&reference, &accept);
    let settle = json!({
        "command": "settle_item", "right": "delete", "outcome": "refused",
        "ground": "legal_claims", "text": "A claim is open.",
    });
    api.must(&reference, &settle);
    api.must(&reference, &json!({ "command": "propose_answer" }));
    let approver = app.staff("second@desk.example", &[Role::Approver]);
    let known = Reference::parse(&reference).unwrap();
    let approve = CommandInput::Approve { letter: None };
    commands::run(&app.deps, &approver, &known, None, &approve).unwrap();
    (reference, hold)
}

#[test]
fn when_the_hold_ends_the_desk_looks_again_on_the_page_and_on_the_board() {
    let app = TestApp::new();
    let api = app.client().with_key(&app.key("work", None));
    let (reference, hold) = refused_under_a_hold(&app, &api);
    let handler = app.signed_in(Role::Handler);
    let words = "Look again at what was kept";
    assert!(!handler.get("/desk/tasks").body.contains(words));
    let approver = app.signed_in(Role::Approver);
    let done = approver.fill(&hold, &approver.get(&hold).form(&hold), &[("reason", "Settled")]);
    assert_eq!(done.status, 303, "{}", done.body);
    let board = handler.get("/desk/tasks");
    assert!(board.body.contains(words) && board.body.contains(&reference), "{}", board.body);
    let path = format!("/desk/cases/{reference}");
    let commands = format!("{path}/commands");
    let page = handler.get(&path);
    assert!(page.body.contains(words), "{}", page.body);
    let erase = json!({ "command": "complete_task", "task": "T2", "result": "erased" });
    let refused = api.command(&reference, &erase);
    assert_eq!(refused.json()["code"], "result_does_not_fit", "{}", refused.body);
    let form = handler.get(&format!("{path}?do=complete_task&task=T2")).form(&commands);
    let kept = [
        ("command", "complete_task"),
        ("task", "T2"),
        ("result", "retained"),
        ("basis", "legal_claims"),
        ("look_again_on", "2026-11-30"),
    ];
    let done = handler.fill(&commands, &form, &kept);
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(!handler.get("/desk/tasks").body.contains(words));
    app.advance(TimeDelta::days(8));
    let board = app.sign_in("compliance@example.org").get("/desk/tasks");
    assert!(board.body.contains(words), "the day came: {}", board.body);
    assert!(app.verify().is_sound());
}
