//! Fulfilment over HTTP: the data map, the plan before it starts, and owners of systems who come by a link.

use domain::actor::Actor;
use domain::ids::Reference;
use domain::person::Email;
use domain::vocabulary::Role;
use serde_json::json;
use services::{commands, data_map};

use crate::api::new_case;
use crate::harness::app::TestApp;
use crate::harness::client::Client;

const MAP: &str = "/desk/settings/data-map";
pub(crate) const OWNER: &str = "learning@example.com";

/// The courses have an owner with an address, and somebody to tell when they are late.
pub(crate) fn with_owner(app: &TestApp) {
    let olga = Actor::staff("olga", vec![Role::Compliance]);
    let mut map = data_map::view(&app.deps, &olga).unwrap().map;
    let system = map.systems.iter_mut().find(|system| system.key == "learning").unwrap();
    system.owner.mail = Email::parse(OWNER).ok();
    system.owner.escalation_mail = Email::parse("head@example.com").ok();
    data_map::save(&app.deps, &olga, &map, 0, "They have a mailbox now.").unwrap();
}

fn recorded(app: &TestApp, rights: &[&str]) -> (Client, String) {
    let api = app.client().with_key(&app.key("work", None));
    let created =
        api.send_json("/api/v1/cases", &new_case("email", rights, "maya@example.com"), &[]);
    let reference = created.json()["reference"].as_str().unwrap().to_owned();
    (api, reference)
}

pub(crate) fn accepted(app: &TestApp, rights: &[&str]) -> (Client, String) {
    let (api, reference) = recorded(app, rights);
    api.must(&reference, &json!({"command": "accept_identity", "method": "account_match"}));
    (api, reference)
}

/// A command of somebody with this role.
pub(crate) fn by(app: &TestApp, role: Role, reference: &str, command: serde_json::Value) {
    let actor = Actor::staff(role.as_str(), vec![role]);
    let reference = Reference::parse(reference).unwrap();
    let input = serde_json::from_value(command).unwrap();
    commands::run(&app.deps, &actor, &reference, None, &input).unwrap();
}

/// Path of the newest link to an owner.
pub(crate) fn link(app: &TestApp, to: &str) -> String {
    let link = app.mail_to(to).link("/task/").expect("a link to the task");
    let (_host, token) = link.split_once("/task/").expect("a link to the task");
    format!("/task/{token}")
}

/// Number of the task of the courses.
fn task(api: &Client, reference: &str, system: &str) -> serde_json::Value {
    let case = api.get(&format!("/api/v1/cases/{reference}")).json();
    let tasks = case["tasks"].as_array().unwrap().clone();
    tasks.into_iter().find(|task| task["system"] == system).unwrap()
}

#[test]
fn an_owner_without_an_account_does_a_task_through_its_link() {
    let app = TestApp::new();
    with_owner(&app);
    let (api, reference) = accepted(&app, &["access"]);
    let mail = app.mail_to(OWNER);
    assert!(mail.text.contains(&reference), "{}", mail.text);
    assert!(!mail.text.contains("Maya") && !mail.text.contains("maya@"), "{}", mail.text);
    let path = link(&app, OWNER);
    let browser = app.client();
    let version = api.get(&format!("/api/v1/cases/{reference}")).json()["version"].clone();
    for _ in 0..2 {
        let page = browser.get(&path);
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("Maya Lindqvist") && page.body.contains("maya@example.com"));
        assert!(page.text("h1").contains("Collect the data"), "{}", page.body);
    }
    let seen = api.get(&format!("/api/v1/cases/{reference}")).json()["version"].clone();
    assert_eq!(version, seen, "looking changes nothing");

    let form = browser.get(&path).form(&path);
    let refused = browser.fill(&path, &form, &[("answer", "done"), ("details", "2 rows")]);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.text("#result-error").contains("Choose what came of it"));
    assert!(refused.body.contains("2 rows"), "what was typed stays");
    let wrong = [("answer", "done"), ("result", "found"), ("rows", "a,b\n1,2,3")];
    let refused = browser.fill(&path, &form, &wrong);
    assert!(refused.text("#rows-error").contains("Line 2"), "{}", refused.body);

    let rows = "course\tprogress\nRust\t80 %\nSQL\t100 %";
    let done = [("answer", "done"), ("result", "found"), ("rows", rows)];
    let answer = browser.fill(&path, &form, &done);
    assert_eq!((answer.status, answer.location()), (303, "/task/done/done"), "{}", answer.body);
    assert!(browser.get(answer.location()).text("h1").contains("recorded"));
    assert_eq!(browser.get(&path).status, 410, "the link ends with the task");
    assert_eq!(browser.fill(&path, &form, &done).status, 410, "sent twice, done once");

    app.staff("hana@example.org", &[Role::Handler]);
    let hana = app.sign_in("hana@example.org");
    let page = hana.get(&format!("/desk/cases/{reference}"));
    assert!(page.text("table").contains("Rust 80 %"), "{}", page.body);
    assert!(page.body.contains("The system’s owner"), "the timeline says who");
    let olga = Actor::staff("c", vec![Role::Compliance]);
    let looked =
        services::log::Filter { event: Some("case_read".to_owned()), ..Default::default() };
    let log = services::log::page(&app.deps, &olga, &looked).unwrap();
    let by_owner = log.lines.iter().filter(|line| line.actor_kind == "system_owner").count();
    assert!(by_owner >= 2, "every look is journalled: {by_owner}");
}

#[test]
fn what_an_owner_asks_or_hands_back_goes_to_the_desk() {
    let app = TestApp::new();
    with_owner(&app);
    app.staff("hana@example.org", &[Role::Handler]);
    let (api, reference) = accepted(&app, &["access"]);
    let (path, browser) = (link(&app, OWNER), app.client());
    let form = browser.get(&path).form(&path);
    let empty = browser.fill(&path, &form, &[("answer", "question")]);
    assert!(empty.text("#question-error").contains("Write your question"), "{}", empty.body);
    let asked = [("answer", "question"), ("question", "Which of the two accounts?")];
    assert_eq!(browser.fill(&path, &form, &asked).location(), "/task/done/question");
    assert!(app.mail_to("hana@example.org").text.contains(&reference));
    let page = browser.get(&path);
    assert!(
        page.body.contains("Which of the two accounts?") && !page.body.contains("Ask the privacy")
    );
    assert_eq!(browser.fill(&path, &form, &asked).status, 409, "one question at a time");

    let hana = app.sign_in("hana@example.org");
    let board = hana.get("/desk/tasks?show=back");
    assert!(board.text("table").contains(&reference), "{}", board.body);
    let number = task(&api, &reference, "learning")["id"].as_str().unwrap().to_owned();
    let address = format!("/desk/cases/{reference}?do=assign_task&task={number}");
    let commands = format!("/desk/cases/{reference}/commands");
    let form = hana.get(&address).form(&commands);
    let words = [("with", "other"), ("mail", "nowhere"), ("text", "The older one.")];
    let refused = hana.fill(&commands, &form, &words);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("The older one."), "what was typed stays");
    let words = [("with", "other"), ("mail", "archive@example.com"), ("text", "The older one.")];
    assert_eq!(hana.fill(&commands, &form, &words).status, 303);
    assert_eq!(browser.get(&path).status, 410, "the old link is dead");
    let path = link(&app, "archive@example.com");
    let page = browser.get(&path);
    assert!(page.body.contains("The older one."), "{}", page.body);
    let form = page.form(&path);
    let back = [("answer", "not_mine"), ("not_mine", "Ask the data team.")];
    assert_eq!(browser.fill(&path, &form, &back).location(), "/task/done/not_mine");
    assert_eq!(browser.get(&path).status, 410);
    let page = hana.get(&format!("/desk/cases/{reference}"));
    assert!(page.body.contains("Ask the data team."), "{}", page.body);
}

#[test]
fn a_link_shows_nobody_while_the_request_stands_still_and_dies_with_it() {
    let app = TestApp::new();
    with_owner(&app);
    let (api, reference) = accepted(&app, &["access"]);
    let (path, browser) = (link(&app, OWNER), app.client());
    let form = browser.get(&path).form(&path);
    by(&app, Role::Compliance, &reference, json!({"command": "place_hold", "reason": "Doubts."}));
    let page = browser.get(&path);
    assert!(page.body.contains("stands still") && !page.body.contains("Maya"), "{}", page.body);
    let done = [("answer", "done"), ("result", "nothing_held")];
    let refused = browser.fill(&path, &form, &done);
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(!refused.body.contains("Maya"));
    by(
        &app,
        Role::Approver,
        &reference,
        json!({"command": "release_hold", "reason": "It is them."}),
    );
    assert!(browser.get(&path).body.contains("Maya"));
    api.must(&reference, &json!({"command": "withdraw", "reason": "They said so."}));
    assert_eq!(browser.get(&path).status, 410);
    assert_eq!(browser.get("/task/no-such-token-at-all-000000000000000000000").status, 404);
}

#[test]
fn nothing_is_asked_before_identity_and_nothing_erased_before_a_second_person() {
    let app = TestApp::new();
    with_owner(&app);
    let to_owner = |app: &TestApp| app.mails().iter().filter(|mail| mail.to == [OWNER]).count();
    let (api, reference) = recorded(&app, &["delete"]);
    assert_eq!(to_owner(&app), 0);
    api.must(&reference, &json!({"command": "accept_identity", "method": "account_match"}));
    assert_eq!(to_owner(&app), 0, "erasing waits for an approver");
    let release = json!({"command": "approve_execution", "reason": "No system can count."});
    by(&app, Role::Approver, &reference, release);
    assert_eq!(to_owner(&app), 1);
    let (path, browser) = (link(&app, OWNER), app.client());
    let form = browser.get(&path).form(&path);
    let kept = [
        ("answer", "done"),
        ("result", "erased"),
        ("count", "12"),
        ("details", "All but the forum."),
    ];
    assert_eq!(browser.fill(&path, &form, &kept).location(), "/task/done/done");
    assert_eq!(task(&api, &reference, "learning")["result"], "erased");
}

#[test]
fn an_owner_is_reminded_and_a_late_task_is_chased() {
    let app = TestApp::new();
    with_owner(&app);
    let (_, reference) = accepted(&app, &["access"]);
    let to = |who: &str| app.mails().iter().filter(|mail| mail.to == [who]).count();
    assert_eq!((to(OWNER), to("head@example.com")), (1, 0));
    // Due on 9 December: a week before the target of 16 December.
    app.set_clock("2026-12-07T12:00:00Z");
    assert_eq!((to(OWNER), to("head@example.com")), (2, 0), "reminded two days before");
    app.set_clock("2026-12-10T12:00:00Z");
    assert_eq!((to(OWNER), to("head@example.com")), (3, 1), "late");
    app.set_clock("2026-12-13T12:00:00Z");
    assert_eq!((to(OWNER), to("head@example.com")), (4, 2), "every three days");
    let hana = app.signed_in(Role::Handler);
    let board = hana.get("/desk/tasks?show=late&system=learning");
    assert!(
        board.text("table").contains(&reference) && board.text("table").contains("4 days late")
    );
    assert!(hana.get("/desk").text(".tiles").contains("Late tasks"));
    assert!(hana.get("/desk/tasks?show=back").body.contains("Nothing was handed back"));
    assert!(hana.get("/desk/tasks?right=delete").body.contains("Nothing fits these filters"));
}

#[test]
fn the_board_is_empty_then_full_and_ends_with_the_work() {
    let app = TestApp::new();
    let hana = app.signed_in(Role::Handler);
    assert!(hana.get("/desk/tasks").body.contains("No open tasks"));
    let mut all = Vec::new();
    for _ in 0..8 {
        all.push(accepted(&app, &["access"]));
    }
    let first = hana.get("/desk/tasks");
    assert!(first.body.contains("50 tasks on this page"), "{}", first.body);
    let body = first.body.replace("&amp;", "&").replace("&#x3D;", "=");
    let next = body.split("href=\"").find(|part| part.contains("after=")).unwrap();
    let next = next.split('"').next().unwrap().to_owned();
    let second = hana.get(&next);
    assert_eq!(second.status, 200);
    let total: usize = first.text(".top .count").parse().unwrap();
    assert_eq!(second.body.matches("<td role=\"cell\"><a class=\"who\"").count(), total - 50);
    for (api, reference) in all {
        api.must(&reference, &json!({"command": "withdraw", "reason": "x"}));
    }
    assert!(hana.get("/desk/tasks").body.contains("No open tasks"));
}

#[test]
fn the_plan_is_shown_before_it_starts_and_changed_with_a_reason() {
    let app = TestApp::new();
    let (api, reference) = recorded(&app, &["access"]);
    let hana = app.signed_in(Role::Handler);
    let path = format!("/desk/cases/{reference}?do=accept_identity");
    let commands = format!("/desk/cases/{reference}/commands");
    let page = hana.get(&path);
    assert!(page.text("#do").contains("Collect the data by"), "{}", page.body);
    let mut form = page.form(&commands);
    let asked = form.iter().filter(|(name, _)| name == "systems").count();
    assert!(asked > 3, "{form:?}");
    form.retain(|(name, value)| name != "systems" || value != "learning");
    let refused = hana.fill(&commands, &form, &[("method", "account_match")]);
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(refused.body.contains("Say why other systems are asked"), "{}", refused.body);
    let why = [("method", "account_match"), ("reason", "They never took a course.")];
    let mut form = refused.form(&commands);
    assert_eq!(form.iter().filter(|(name, _)| name == "systems").count(), asked - 1, "kept");
    form.retain(|(name, _)| name != "reason" && name != "method");
    assert_eq!(hana.fill(&commands, &form, &why).status, 303);
    let case = api.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!(case["tasks"].as_array().unwrap().len(), asked - 1);

    // Another system is asked afterwards, one is dropped.
    let form = hana.get(&format!("/desk/cases/{reference}?do=add_task")).form(&commands);
    let add = [("right", "access"), ("system", "learning"), ("reason", "They did.")];
    assert_eq!(hana.fill(&commands, &form, &add).status, 303);
    let number = task(&api, &reference, "learning")["id"].as_str().unwrap().to_owned();
    let drop = format!("/desk/cases/{reference}?do=drop_task&task={number}");
    let form = hana.get(&drop).form(&commands);
    assert_eq!(hana.fill(&commands, &form, &[("reason", "No, they did not.")]).status, 303);
    let page = hana.get(&format!("/desk/cases/{reference}"));
    assert!(
        page.body.contains("They never took a course.") && page.body.contains("No, they did not.")
    );
}

#[test]
fn a_task_is_worked_in_the_desk_with_everything_its_result_says() {
    let app = TestApp::new();
    let (api, reference) = accepted(&app, &["access"]);
    let hana = app.signed_in(Role::Handler);
    let number = task(&api, &reference, "learning")["id"].as_str().unwrap().to_owned();
    let path = format!("/desk/cases/{reference}?do=complete_task&task={number}");
    let commands = format!("/desk/cases/{reference}/commands");
    let form = hana.get(&path).form(&commands);
    let rows = "[{\"course\": \"Rust\"}, {\"course\": 7}]";
    let bad = hana.fill(&commands, &form, &[("result", "found"), ("rows", "x"), ("count", "many")]);
    assert_eq!(bad.status, 422, "{}", bad.body);
    assert!(bad.text("#do-count-error").contains("whole number"), "{}", bad.body);
    let done = [("result", "found"), ("rows", rows), ("count", "")];
    assert_eq!(hana.fill(&commands, &form, &done).status, 303);
    let page = hana.get(&format!("/desk/cases/{reference}"));
    assert!(
        page.body.contains("2 records") && page.text("table").contains("Rust"),
        "{}",
        page.body
    );
}

#[test]
fn compliance_changes_the_map_after_seeing_what_changes() {
    let app = TestApp::new();
    let olga = app.signed_in(Role::Compliance);
    let page = olga.get(MAP);
    assert!(page.body.contains("The map of the policy pack is in force"), "{}", page.body);
    let systems = format!("{MAP}/systems");
    let form = olga.get(&format!("{systems}/learning")).form(&systems);
    let wrong = olga.fill(&systems, &form, &[("mail", "nobody")]);
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    let seen = olga.fill(&systems, &form, &[("mail", OWNER)]);
    assert_eq!(seen.status, 200, "{}", seen.body);
    assert!(seen.text("table").contains(&format!("owner mail nothing {OWNER}")), "{}", seen.body);
    assert!(olga.get(MAP).body.contains("The map of the policy pack"), "nothing is saved yet");
    let form = seen.form(MAP);
    assert_eq!(olga.fill(MAP, &form, &[("reason", " ")]).status, 422);
    let saved = olga.fill(MAP, &form, &[("reason", "They have a mailbox <now>.")]);
    assert_eq!((saved.status, saved.location()), (303, MAP), "{}", saved.body);
    let page = olga.get(MAP);
    assert!(page.body.contains("Version 1 is in force") && page.body.contains(OWNER));
    assert!(page.body.contains("They have a mailbox &lt;now&gt;."), "{}", page.body);
    assert_eq!(olga.fill(MAP, &form, &[("reason", "again")]).status, 409, "somebody was faster");
    assert_eq!(olga.get(&format!("{MAP}/versions/1")).status, 200);
    assert_eq!(olga.get(&format!("{MAP}/versions/7")).status, 404);

    let file = olga.get(&format!("{MAP}/export"));
    assert!(file.header("content-disposition").contains("data-map.toml"));
    let check = format!("{MAP}/check");
    let form = page.form(&check);
    let same = olga.fill(&check, &form, &[("map", &file.body)]);
    assert!(same.body.contains("says the same"), "{}", same.body);
    let broken = olga.fill(&check, &form, &[("map", "system = 1")]);
    assert_eq!(broken.status, 422);
    assert!(broken.body.contains("cannot be read"), "{}", broken.body);
    let renamed = file.body.replace("name = \"Courses and learning\"", "name = \"Courses\"");
    let seen = olga.fill(&check, &form, &[("map", &renamed)]);
    assert!(seen.text("table").contains("Courses: name Courses and learning Courses"));

    let vera = app.signed_in(Role::Approver);
    let page = vera.get(&format!("{systems}/learning"));
    assert!(page.status == 200 && !page.body.contains("See what changes"), "{}", page.body);
}
