//! Systems that answer by themselves: what they are sent and when, what they may send back, and what becomes of a task they
//! do not do.

use chrono::TimeDelta;
use domain::actor::Actor;
use domain::ids::Reference;
use domain::person::Email;
use domain::vocabulary::Role;
use domain::webhook::{Identifier, SubjectReference, Webhook};
use serde_json::{Value, json};
use services::{commands, connector, data_map};
use storage::outbox;
use worker::Worker;

use crate::api::new_case;
use crate::harness::app::TestApp;
use crate::harness::client::{Answer, Client};
use crate::harness::receiver::{Call, Manner, Receiver, code};
use crate::tasks::{OWNER, accepted};

const LISTED: (&str, &str) = ("RIGHTSDESK__CONNECTOR__HOSTS", "127.0.0.1,localhost,::ffff:7f00:1");
const OPEN: (&str, &str) = ("RIGHTSDESK__CONNECTOR__NETWORKS", "127.0.0.0/8");

fn webhook(url: String) -> Webhook {
    Webhook {
        url,
        does: Vec::new(),
        identifiers: vec![Identifier::Email],
        subject: SubjectReference::Opaque,
    }
}

/// The courses are called at an address.
fn called_at(app: &TestApp, webhook: Webhook) {
    let actor = Actor::staff("ada", vec![Role::Admin, Role::Compliance]);
    let mut map = data_map::view(&app.deps, &actor).unwrap().map;
    let system = map.systems.iter_mut().find(|system| system.key == "learning").unwrap();
    system.webhook = Some(webhook);
    system.owner.mail = Email::parse(OWNER).ok();
    data_map::save(&app.deps, &actor, &map, map.number, "It answers by itself.").unwrap();
}

fn secret(app: &TestApp, form: &str) -> String {
    let admin = Actor::staff("ada", vec![Role::Admin]);
    connector::make_once(&app.deps, &admin, form, "learning").unwrap().unwrap().secret
}

/// A desk whose courses are a receiver, with the secret they share.
pub fn desk(more: &[(&str, &str)]) -> (TestApp, Receiver, String) {
    let app = TestApp::with(&[&[LISTED, OPEN], more].concat());
    let receiver = Receiver::new();
    called_at(&app, webhook(receiver.url("127.0.0.1")));
    let secret = secret(&app, "first");
    (app, receiver, secret)
}

/// The task of the courses.
pub fn task(api: &Client, reference: &str) -> Value {
    let case = api.get(&format!("/api/v1/cases/{reference}")).json();
    let tasks = case["tasks"].as_array().unwrap().clone();
    tasks.into_iter().find(|task| task["system"] == "learning").unwrap()
}

fn events(api: &Client, reference: &str) -> String {
    api.get(&format!("/api/v1/cases/{reference}/journal")).body
}

/// How often its system took the task.
fn sent(api: &Client, reference: &str) -> usize {
    let journal = api.get(&format!("/api/v1/cases/{reference}/journal")).json();
    let items = journal["items"].as_array().unwrap();
    items.iter().filter(|item| item["event"] == "task_sent").count()
}

/// Sends a result signed with a secret, as long ago as said.
pub fn send_at(app: &TestApp, call: &Call, secret: &str, body: &str, ago: i64) -> Answer {
    let time = (app.now().timestamp() - ago).to_string();
    let header = format!("t={time},hmac={}", code(secret, &time, body));
    let path = format!("/api/v1/connector/tasks/{}/result", call.key());
    let signed = [("Rightsdesk-Signature", header.as_str())];
    app.client().send_raw(&path, body, "application/json", &signed)
}

pub fn result(call: &Call, result: &str, details: &Value) -> String {
    let told = call.json();
    json!({
        "task": told["task"], "subject": told["subject"], "result": result, "details": details,
    })
    .to_string()
}

#[test]
fn a_system_is_called_with_what_it_needs_and_its_result_is_recorded_once() {
    let (app, receiver, secret) = desk(&[]);
    let (api, reference) = accepted(&app, &["access"]);
    app.work();
    let calls = receiver.calls();
    assert_eq!(calls.len(), 1);
    let (call, told) = (&calls[0], calls[0].json());
    assert!(call.is_signed_with(&secret) && !call.is_signed_with("rdsys_other"));
    let keys = app.client().get("/.well-known/rightsdesk.json").json();
    assert!(call.is_signed_by(&keys));
    assert_eq!(
        (call.key(), told["kind"].as_str()),
        (told["task"].as_str().unwrap(), Some("collect"))
    );
    assert_eq!(told["identifiers"], json!({"email": "maya@example.com"}));
    assert_eq!((&told["reference"], &told["version"]), (&Value::Null, &json!(1)));
    assert!(told["callback"].as_str().unwrap().ends_with(&format!("/tasks/{}/result", call.key())));
    assert!(!call.raw.contains("Maya") && !call.raw.contains(&reference), "{}", call.raw);
    assert_eq!(sent(&api, &reference), 1);
    let queued =
        app.deps.store.read(|tx| outbox::in_state_page(tx, outbox::OutboxState::Done, None, 100));
    let queued: Vec<_> =
        queued.unwrap().into_iter().filter(|item| item.new.topic == connector::CALL).collect();
    let waiting = String::from_utf8_lossy(&queued[0].new.payload).into_owned();
    let (key, number) = waiting.split_once('/').unwrap();
    assert_eq!((key, number.len()), (call.key(), 2), "nothing of the person waits there");
    assert!(app.mails().iter().all(|mail| mail.to != [OWNER]), "no person is asked");

    let rows = json!({"rows": [
        {"subject": told["subject"], "course": "Rust", "progress": "80 %"},
        {"subject": told["subject"], "course": "SQL", "progress": "100 %"},
    ]});
    let body = result(call, "found", &rows);
    let first = send_at(&app, call, &secret, &body, 0);
    assert_eq!(first.status, 200, "{}", first.body);
    let done = task(&api, &reference);
    assert_eq!((done["state"].as_str(), done["result"].as_str()), (Some("done"), Some("found")));
    let version = api.get(&format!("/api/v1/cases/{reference}")).json()["version"].clone();
    let again = send_at(&app, call, &secret, &body, 1);
    assert_eq!((again.status, &again.body), (200, &first.body), "sent again, recorded once");
    let other = send_at(&app, call, &secret, &result(call, "nothing_held", &json!("")), 0);
    assert_eq!(other.status, 422, "{}", other.body);
    assert_eq!(api.get(&format!("/api/v1/cases/{reference}")).json()["version"], version);
    app.staff("hana@example.org", &[Role::Handler]);
    let page = app.sign_in("hana@example.org").get(&format!("/desk/cases/{reference}"));
    assert!(page.body.contains("Rust") && page.body.contains("its system"), "{}", page.body);
}

#[test]
fn a_system_that_has_trouble_is_called_again_with_the_same_key() {
    let (app, receiver, secret) = desk(&[("RIGHTSDESK__CONNECTOR__TIMEOUT_SECONDS", "1")]);
    receiver.behave(Manner::Says(503, String::new()));
    let (api, reference) = accepted(&app, &["access"]);
    app.work();
    assert_eq!(receiver.calls().len(), 1);
    receiver.behave(Manner::Slow(std::time::Duration::from_secs(3)));
    app.advance(TimeDelta::minutes(1));
    assert_eq!(receiver.calls().len(), 2);
    assert!(!events(&api, &reference).contains("task_sent"));
    receiver.behave(Manner::Huge);
    app.advance(TimeDelta::minutes(5));
    let calls = receiver.calls();
    assert_eq!(calls.len(), 3);
    assert!(events(&api, &reference).contains("task_sent"), "of an answer only the status counts");
    assert!(calls.iter().all(|call| call.key() == calls[0].key() && call.is_signed_with(&secret)));
    let header = |call: &Call| call.headers["rightsdesk-signature"].clone();
    assert_ne!(header(&calls[0]), header(&calls[1]), "each try is signed anew");
    app.advance(TimeDelta::hours(1));
    assert_eq!(receiver.calls().len(), 3, "what it took it is not sent again");
}

#[test]
fn what_a_system_does_not_take_goes_to_people_and_the_desk_says_so() {
    let (app, receiver, secret) = desk(&[]);
    receiver.behave(Manner::Says(503, String::new()));
    app.staff("hana@example.org", &[Role::Handler]);
    let (api, reference) = accepted(&app, &["access"]);
    app.advance(TimeDelta::hours(66));
    let calls = receiver.calls();
    assert_eq!(calls.len(), 7, "as often as a mail is tried");
    let fallen = task(&api, &reference);
    assert_eq!((fallen["with"].as_str(), fallen["state"].as_str()), (Some("owner"), Some("open")));
    assert!(app.mail_to(OWNER).text.contains(&reference), "the owner is asked");
    assert!(app.mail_to("hana@example.org").text.contains(&reference), "the desk is told");
    let hana = app.sign_in("hana@example.org");
    let board = hana.get("/desk/tasks?show=back");
    assert!(board.text("table").contains("Its system refused the call"), "{}", board.body);
    let page = hana.get(&format!("/desk/cases/{reference}"));
    assert!(page.body.contains("its system refused the call"), "{}", page.body);
    let late = send_at(&app, &calls[0], &secret, &result(&calls[0], "nothing_held", &json!("")), 0);
    assert_eq!(late.status, 409, "the task is in other hands: {}", late.body);

    receiver.behave(Manner::Takes);
    let number = fallen["id"].as_str().unwrap();
    api.must(&reference, &json!({"command": "assign_task", "task": number, "with": "system"}));
    app.work();
    let calls = receiver.calls();
    assert_eq!(calls.len(), 8);
    assert_ne!(calls[7].key(), calls[0].key(), "given to it anew, it is another call");
    let cannot = result(&calls[7], "refused", &json!("The account is locked by a court."));
    assert_eq!(send_at(&app, &calls[7], &secret, &cannot, 0).status, 200);
    assert_eq!(task(&api, &reference)["with"], "owner");
    let page = hana.get(&format!("/desk/cases/{reference}"));
    assert!(page.body.contains("locked by a court"), "{}", page.body);
}

#[test]
fn redirects_are_not_followed_and_only_listed_hosts_in_open_networks_are_called() {
    let elsewhere = Receiver::new();
    let (app, receiver, _) = desk(&[]);
    receiver.behave(Manner::Says(302, elsewhere.url("127.0.0.1")));
    let (api, reference) = accepted(&app, &["access"]);
    app.work();
    assert_eq!((receiver.calls().len(), elsewhere.calls().len()), (1, 0));
    assert!(events(&api, &reference).contains("\"refused\""));
    assert_eq!(task(&api, &reference)["with"], "owner");

    let closed = TestApp::with(&[LISTED]);
    secret(&closed, "first");
    let port = elsewhere.address.port();
    for host in ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"] {
        called_at(&closed, webhook(format!("http://{host}:{port}/rights")));
        let (api, reference) = accepted(&closed, &["access"]);
        closed.work();
        let said = events(&api, &reference);
        assert!(said.contains("address_refused"), "{host}: {said}");
        assert_eq!(task(&api, &reference)["with"], "owner", "{host}");
    }
    assert_eq!(elsewhere.calls().len(), 0, "nobody was connected to");

    let actor = Actor::staff("ada", vec![Role::Admin, Role::Compliance]);
    let mut map = data_map::view(&closed.deps, &actor).unwrap().map;
    map.systems[0].webhook = Some(webhook("https://intranet.example.com/x".to_owned()));
    let refused = data_map::save(&closed.deps, &actor, &map, map.number, "Try").unwrap_err();
    assert!(refused.to_string().contains("connector.hosts"), "{refused}");
}

#[test]
fn what_is_not_signed_right_is_not_taken() {
    let (app, receiver, secret) = desk(&[("RIGHTSDESK__CONNECTOR__RESULT_KILOBYTES", "4")]);
    let (api, reference) = accepted(&app, &["access"]);
    app.work();
    let call = &receiver.calls()[0];
    let body = result(call, "nothing_held", &json!(""));
    let path = format!("/api/v1/connector/tasks/{}/result", call.key());
    let raw = |header: &str| {
        let signed = [("Rightsdesk-Signature", header)];
        app.client().send_raw(&path, &body, "application/json", &signed).status
    };
    let now = app.now().timestamp().to_string();
    let right = code(&secret, &now, &body);
    for header in [
        String::new(),
        format!("t={now}"),
        format!("hmac={right}"),
        format!("t={now},hmac={}", code("rdsys_wrong", &now, &body)),
        format!("t={now},hmac={}", code(&secret, &now, "{}")),
        format!("t={now},hmac={right},hmac={right}"),
        format!("t=1,hmac={right}"),
        format!("t={now},hmac={}", right.to_uppercase()),
    ] {
        assert_eq!(raw(&header), 401, "{header}");
    }
    assert_eq!(send_at(&app, call, &secret, &body, 301).status, 401, "too old");
    assert_eq!(send_at(&app, call, &secret, &body, -301).status, 401, "too new");
    let large = result(call, "found", &json!("x".repeat(5_000)));
    assert_eq!(send_at(&app, call, &secret, &large, 0).status, 413);
    let unknown = path.replace(call.key(), "00000000-0000-4000-8000-000000000000");
    let signed = format!("t={now},hmac={right}");
    for (path, header) in [(&unknown, signed.as_str()), (&path, ""), (&path, "t=1,hmac=00")] {
        let signed = [("Rightsdesk-Signature", header)];
        let refused = app.client().send_raw(path, &large, "application/json", &signed);
        assert_eq!(refused.status, 401, "its body is not read");
    }
    let told = call.json();
    let foreign =
        json!({"rows": [{"subject": told["subject"], "a": 1}, {"subject": "another", "a": 2}]});
    let refused = send_at(&app, call, &secret, &result(call, "found", &foreign), 0);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("another subject"), "{}", refused.body);
    for (field, value) in
        [("subject", "another"), ("task", "another"), ("result", "eaten"), ("more", "x")]
    {
        let mut body: Value = serde_json::from_str(&body).unwrap();
        body[field] = value.into();
        assert_eq!(send_at(&app, call, &secret, &body.to_string(), 0).status, 422, "{field}");
    }
    assert_eq!(task(&api, &reference)["state"], "open", "nothing was taken");
    assert_eq!(raw(&format!("t={now},hmac={right}")), 200);
    assert_eq!(raw(&format!("t={now},hmac={right}")), 409, "this very message came before");
}

#[test]
fn results_of_one_network_are_counted_whoever_sends_them() {
    let (app, _, _) = desk(&[("RIGHTSDESK__CONNECTOR__RESULTS_PER_MINUTE", "3")]);
    let send =
        || app.client().send_raw("/api/v1/connector/tasks/x/result", "{}", "application/json", &[]);
    let seen: Vec<u16> = (0..4).map(|_| send().status).collect();
    assert_eq!(seen, [401, 401, 401, 429]);
}

#[test]
fn nothing_is_sent_before_identity_and_nothing_erased_before_a_second_person() {
    let (app, receiver, _) = desk(&[]);
    let api = app.client().with_key(&app.key("work", None));
    let new = new_case("email", &["delete"], "maya@example.com");
    let reference =
        api.send_json("/api/v1/cases", &new, &[]).json()["reference"].as_str().unwrap().to_owned();
    let by = |role: Role, command: Value| {
        let actor = Actor::staff(role.as_str(), vec![role]);
        let input = serde_json::from_value(command).unwrap();
        let reference = Reference::parse(&reference).unwrap();
        commands::run(&app.deps, &actor, &reference, None, &input).unwrap();
        app.work();
    };
    app.work();
    assert_eq!(receiver.calls().len(), 0);
    api.must(&reference, &json!({"command": "accept_identity", "method": "account_match"}));
    app.work();
    assert_eq!(receiver.calls().len(), 0, "erasing waits for an approver");
    by(Role::Compliance, json!({"command": "place_hold", "reason": "Doubts."}));
    by(Role::Approver, json!({"command": "release_hold", "reason": "It is them."}));
    assert_eq!(receiver.calls().len(), 0);
    by(Role::Approver, json!({"command": "approve_execution", "reason": "No system can count."}));
    let calls = receiver.calls();
    assert_eq!((calls.len(), calls[0].json()["kind"].as_str()), (1, Some("erase")));
    by(Role::Compliance, json!({"command": "place_hold", "reason": "Doubts."}));
    by(Role::Approver, json!({"command": "release_hold", "reason": "It is them."}));
    assert_eq!(receiver.calls().len(), 1, "what it took it is not sent again");
}

#[test]
fn a_worker_that_dies_after_the_call_leaves_one_that_repeats_it_with_the_same_key() {
    let (app, receiver, _) = desk(&[]);
    receiver.behave(Manner::Holds);
    let (api, reference) = accepted(&app, &["access"]);
    let mailer = rightsdesk::app::mailer(&app.deps.settings).unwrap();
    let first = Worker::new(app.deps.clone(), mailer, "first").unwrap();
    let stuck = std::thread::spawn(move || first.run_until_idle());
    receiver.wait_for(1);
    receiver.behave(Manner::Takes);
    app.set_clock("2026-11-23T10:02:01Z");
    app.work();
    let calls = receiver.calls();
    assert_eq!(calls.len(), 2, "its lease lapsed");
    assert_eq!(calls[0].key(), calls[1].key());
    assert_eq!(sent(&api, &reference), 1);
    receiver.let_go();
    stuck.join().unwrap().unwrap();
    assert_eq!(sent(&api, &reference), 1, "it came too late");
}

#[test]
fn a_system_that_sends_no_result_by_its_day_loses_the_task() {
    let (app, receiver, _) = desk(&[]);
    let (api, reference) = accepted(&app, &["access"]);
    app.work();
    assert_eq!(receiver.calls().len(), 1);
    app.advance(TimeDelta::days(20));
    assert!(events(&api, &reference).contains("no_result"));
    assert_eq!(task(&api, &reference)["with"], "owner");
    assert!(app.mails().iter().any(|mail| mail.to == [OWNER]));
}

#[test]
fn an_administrator_says_where_a_system_is_called_and_makes_its_secrets() {
    let app = TestApp::with(&[LISTED, OPEN]);
    let receiver = Receiver::new();
    let (admin, clerk) = (app.signed_in(Role::Admin), app.signed_in(Role::Compliance));
    let page = "/desk/settings/data-map/systems/learning";
    assert!(!clerk.get(page).body.contains("Secrets and keys"));
    let to = format!("{page}/webhook");
    let form = admin.get(page).form(&to);
    let typed = [("works", "webhook"), ("url", "https://elsewhere.example.com/x")];
    let refused = admin.fill(&to, &form, &typed);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("finds the person"), "{}", refused.body);
    assert!(refused.body.contains("https://elsewhere.example.com/x"), "what was typed stays");
    let typed = [typed[0], typed[1], ("identifiers", "email")];
    let refused = admin.fill(&to, &form, &typed);
    assert!(refused.body.contains("connector.hosts"), "{}", refused.body);
    let url = receiver.url("127.0.0.1");
    let preview = admin.fill(&to, &form, &[typed[0], ("url", &url), typed[2]]);
    assert!(preview.body.contains("by email; subject: opaque"), "{}", preview.body);
    let save = preview.form("/desk/settings/data-map/webhook");
    let saved = admin.fill("/desk/settings/data-map/webhook", &save, &[("reason", "It can.")]);
    assert_eq!(saved.status, 303, "{}", saved.body);
    assert!(admin.get(page).text("dl.summary").contains("a call of http://127.0.0.1"));

    let make = format!("{page}/secret");
    let form = admin.get(page).form(&make);
    let first = admin.fill(&make, &form, &[]).text("#made-secret");
    assert!(first.starts_with("rdsys_"), "{first}");
    assert_eq!(admin.fill(&make, &form, &[]).status, 303, "sent twice, made once");
    assert!(!admin.get(page).body.contains(&first), "shown once");
    let second = admin.fill(&make, &admin.get(page).form(&make), &[]).text("#made-secret");
    let (_, reference) = accepted(&app, &["access"]);
    app.work();
    let call = receiver.calls()[0].clone();
    assert!(call.is_signed_with(&first) && call.is_signed_with(&second));
    let end = format!("{page}/secret/end");
    let ended = admin.fill(&end, &admin.get(page).form(&end), &[]);
    assert_eq!(ended.status, 303, "{}", ended.body);
    let body = result(&call, "nothing_held", &json!(""));
    assert_eq!(send_at(&app, &call, &first, &body, 0).status, 401, "{reference}: it was ended");
    assert_eq!(send_at(&app, &call, &second, &body, 0).status, 200);

    let file = clerk.get("/desk/settings/data-map/export").body;
    assert!(file.contains("[system.webhook]") && !file.contains("rdsys_"), "{file}");
    let form = clerk.get("/desk/settings/data-map").form("/data-map/check");
    let other = file.replace("identifiers = [\"email\"]", "identifiers = [\"name\"]");
    assert_ne!(file, other);
    let check = "/desk/settings/data-map/check";
    let refused = clerk.fill(check, &form, &[("map", &other)]);
    assert!(refused.body.contains("Only an administrator changes where"), "{}", refused.body);
    let without = clerk.get(page).form("/data-map/systems");
    let kept = clerk.fill("/desk/settings/data-map/systems", &without, &[("team", "Learning")]);
    assert!(kept.body.contains("owner team") && !kept.body.contains("webhook:"), "{}", kept.body);
    let forged = [("csrf", clerk.get("/desk/account").form("/desk/account/mail")[0].1.clone())];
    assert_eq!(clerk.post(&make, &[("csrf", &forged[0].1)]).status, 403);
}
