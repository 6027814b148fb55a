//! The status page: signing in, what it shows, what can be done there, and the page of the person
//! whose data it is when another one asked.

use chrono::TimeDelta;
use domain::actor::Actor;
use domain::ids::Reference;
use domain::vocabulary::{Role, VerificationMethod};
use services::commands;
use services::input::CommandInput;

use crate::harness::app::TestApp;
use crate::harness::client::{Answer, Client};
use crate::public::path_of;

pub(crate) const EMAIL: &str = "maya@people.example";

/// A confirmed request; returns its reference.
pub(crate) fn request(app: &TestApp, rights: &[&str], more: &[(&str, &str)]) -> String {
    let client = app.client();
    let form = client.get("/").form("/request");
    let chosen: Vec<_> = rights.iter().map(|right| ("right", *right)).collect();
    client.fill("/request", &form, &chosen);
    let form = client.get("/request/details").form("/request/details");
    let mut fields = vec![
        ("name", "Maya Lindqvist"),
        ("email", EMAIL),
        ("country", "SE"),
        ("account_role", "student"),
    ];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend_from_slice(more);
    client.fill("/request/details", &form, &fields);
    let form = client.get("/request/check").form("/request/check");
    client.fill("/request/check", &form, &[]);
    let form = client.get("/request/code").form("/request/code");
    let code = app.mail_to(EMAIL).code().unwrap();
    client.fill("/request/code", &form, &[("code", &code)]);
    client.get("/request/received").text(".panel .big")
}

fn ask_code(client: &Client, reference: &str, email: &str) -> Answer {
    let form = client.get("/status").form("/status");
    client.fill("/status", &form, &[("reference", reference), ("email", email)])
}

pub(crate) fn sign_in(app: &TestApp, reference: &str) -> Client {
    let client = app.client();
    assert_eq!(ask_code(&client, reference, EMAIL).location(), "/status/code");
    let code = app.mail_to(EMAIL).code().unwrap();
    let form = client.get("/status/code").form("/status/code");
    let answer = client.fill("/status/code", &form, &[("code", &code)]);
    assert_eq!(answer.location(), "/status/request", "{}", answer.body);
    client
}

fn run(app: &TestApp, actor: &Actor, reference: &str, input: &CommandInput) {
    let reference = Reference::parse(reference).unwrap();
    commands::run(&app.deps, actor, &reference, None, input).unwrap();
}

#[test]
fn a_requester_signs_in_with_reference_and_code_and_sees_where_it_stands() {
    let app = TestApp::new();
    let reference = request(&app, &["access", "delete"], &[]);
    let client = sign_in(&app, &reference);
    let page = client.get("/status/request");
    assert_eq!(page.status, 200, "{}", page.body);
    for words in [
        reference.as_str(),
        EMAIL,
        "Copy of my data · Delete my data",
        "checking who is asking",
        "23 December 2026",
        "30 days left",
        "You confirmed your email address.",
    ] {
        assert!(page.body.contains(words), "no {words} in {}", page.body);
    }
    let date = client.get("/status/deadline.ics");
    assert!(date.body.contains("20261223") && !date.body.contains("Maya"), "{}", date.body);

    let form = page.form("/status/sign-out");
    let answer = client.fill("/status/sign-out", &form, &[]);
    assert_eq!(answer.location(), "/status");
    assert!(client.get("/status").text("[role=status]").contains("signed out"));
    assert_eq!(client.get("/status/request").status, 401);
}

#[test]
fn nothing_tells_whether_a_reference_and_an_address_belong_together() {
    let app = TestApp::new();
    let reference = request(&app, &["access"], &[]);
    let mails = app.mails().len();
    let answers: Vec<_> =
        [(reference.as_str(), "stranger@people.example"), ("DSR-2026-999999", EMAIL)]
            .into_iter()
            .map(|(reference, email)| {
                let client = app.client();
                let first = ask_code(&client, reference, email);
                let page = client.get("/status/code");
                let form = page.form("/status/code");
                let wrong = client.fill("/status/code", &form, &[("code", "123456")]);
                (first.status, first.location().to_owned(), wrong.status, wrong.text("main"))
            })
            .collect();
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].0, 303);
    assert_eq!(answers[0].2, 422);
    assert_eq!(app.mails().len(), mails, "no mail goes out");
    let client = app.client();
    let answer = ask_code(&client, "nonsense", "nonsense");
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("value=\"nonsense\""), "{}", answer.body);
}

#[test]
fn a_message_sent_twice_is_one_message_and_a_stale_page_keeps_the_words() {
    let app = TestApp::new();
    let reference = request(&app, &["access"], &[]);
    let client = sign_in(&app, &reference);
    let form = client.get("/status/request").form("/status/message");
    for _ in 0..2 {
        let answer =
            client.fill("/status/message", &form, &[("message", "Where is it?\nThank you.")]);
        assert_eq!(answer.location(), "/status/request", "{}", answer.body);
    }
    let page = client.get("/status/request");
    assert_eq!(page.body.matches("Where is it?").count(), 1, "{}", page.body);
    assert!(page.text("[role=status]").contains("We have your message"));

    let answer = client.fill("/status/message", &form, &[("message", "Another thing")]);
    assert_eq!(answer.status, 409);
    assert_eq!(answer.text("#message"), "Another thing");
    assert!(answer.text("[role=alert]").contains("Something new happened"));

    let form = client.get("/status/request").form("/status/message");
    let answer = client.fill("/status/message", &form, &[("message", "  ")]);
    assert_eq!(answer.status, 422);
    assert!(answer.text("#message-error").contains("Write a sentence"), "{}", answer.body);
}

#[test]
fn proof_is_asked_for_given_and_then_shown_to_nobody() {
    let app = TestApp::new();
    let reference = request(&app, &["access"], &[]);
    let handler = app.staff("hana@desk.example", &[Role::Handler]);
    let text = "In which month did you open the account?".to_owned();
    run(&app, &handler, &reference, &CommandInput::AskEvidence { text: text.clone() });
    let client = sign_in(&app, &reference);
    let page = client.get("/status/request");
    assert!(page.text(".ask").contains(&text), "{}", page.body);
    assert!(page.text(".turn").contains("You: help us"), "{}", page.body);
    let form = page.form("/status/evidence");
    let answer = client.fill("/status/evidence", &form, &[("answer", "In May 2021")]);
    assert_eq!(answer.location(), "/status/request", "{}", answer.body);
    assert!(!client.get("/status/request").body.contains("/status/evidence"));
    let accept = CommandInput::AcceptIdentity {
        method: VerificationMethod::Evidence,
        note: "Fits".to_owned(),
        systems: None,
        reason: String::new(),
    };
    run(&app, &handler, &reference, &accept);
    let page = client.get("/status/request");
    assert!(page.text(".lede").contains("We are working on it"), "{}", page.body);
    assert!(!page.body.contains("Fits"), "an internal note is shown");
}

#[test]
fn withdrawing_asks_once_more_and_then_closes() {
    let app = TestApp::new();
    let reference = request(&app, &["delete"], &[]);
    let client = sign_in(&app, &reference);
    let page = client.get("/status/withdraw");
    assert!(page.text("h1").contains("Withdraw"), "{}", page.body);
    let form = page.form("/status/withdraw");
    let answer = client.fill("/status/withdraw", &form, &[("reason", "I found it myself")]);
    assert_eq!(answer.location(), "/status/request", "{}", answer.body);
    let page = client.get("/status/request");
    assert!(page.text(".lede").contains("closed: you withdrew it"), "{}", page.body);
    assert!(!page.body.contains("/status/withdraw"), "{}", page.body);
    // Again, from a page that was left open.
    let answer = client.fill("/status/withdraw", &form, &[("reason", "")]);
    assert!(matches!(answer.status, 303 | 409), "{}", answer.status);
}

#[test]
fn a_session_ends_by_itself() {
    let app = TestApp::new();
    let reference = request(&app, &["access"], &[]);
    let client = sign_in(&app, &reference);
    app.advance(TimeDelta::minutes(25));
    let answer = client.get("/status/request");
    assert_eq!(answer.location(), "/status", "{}", answer.body);
    assert!(client.get("/status").text("[role=status]").contains("Sign in again"));
}

#[test]
fn the_person_an_agent_acts_for_confirms_or_stops_it() {
    let app = TestApp::new();
    let subject = "ola@people.example";
    let more = [("role", "agent"), ("acting_for", "Ola Nordmann"), ("subject_email", subject)];
    let reference = request(&app, &["access"], &more);
    let client = app.client();
    let link = path_of(&app.mail_to(subject).link("/about-you/").unwrap());
    let page = client.get(&link);
    assert!(page.text("h1").contains("act for you"), "{}", page.body);
    assert!(!page.body.contains("Maya"), "the page names who asked");
    let form = page.form(&link);
    let answer = client.fill(&link, &form, &[("answer", "mandate")]);
    assert_eq!(answer.location(), "/about-you/done/mandate", "{}", answer.body);
    assert_eq!(client.get("/about-you/done/mandate").status, 200);
    assert_eq!(client.get(&link).status, 410, "the link works twice");
    assert_eq!(client.get("/about-you/done/nonsense").status, 404);
    let own = sign_in(&app, &reference).get("/status/request");
    assert!(own.body.contains("Ola Nordmann"), "{}", own.body);
}

#[test]
fn the_holder_of_the_account_stops_a_request_that_was_not_theirs() {
    let app = TestApp::new();
    let victim = "victim@people.example";
    request(&app, &["delete"], &[("account_email", victim)]);
    let client = app.client();
    let link = path_of(&app.mail_to(victim).link("/about-you/").unwrap());
    let form = client.get(&link).form(&link);
    let answer = client.fill(&link, &form, &[("answer", "disown")]);
    assert_eq!(answer.location(), "/about-you/done/disown", "{}", answer.body);
    let page = client.get("/about-you/done/disown");
    assert!(page.text("h1").contains("stopped"), "{}", page.body);
}

#[test]
fn a_flood_of_messages_is_stopped_and_the_last_words_stay() {
    let app = TestApp::new();
    let reference = request(&app, &["access"], &[]);
    let client = sign_in(&app, &reference);
    let send = |text: &str| {
        let form = client.get("/status/request").form("/status/message");
        client.fill("/status/message", &form, &[("message", text)])
    };
    for n in 0..12 {
        assert_eq!(send(&format!("message {n}")).location(), "/status/request");
    }
    let answer = send("one too many");
    assert_eq!(answer.status, 429);
    assert!(
        answer.body.contains("one too many") && answer.body.contains("Wait until the hour"),
        "{}",
        answer.body
    );
    let form = client.get("/status/request").form("/status/message");
    let future =
        client.fill("/status/message", &form, &[("message", "x"), ("version", "99999999")]);
    assert_eq!(future.status, 409, "a version nobody was shown");
}

#[test]
fn a_guardian_is_asked_for_proof_with_the_receipt_and_read_to_as_one() {
    let app = TestApp::new();
    let more = [("role", "guardian"), ("acting_for", "Ola Lindqvist"), ("account_role", "")];
    let reference = request(&app, &["delete"], &more);
    let mail = app.mail_to(EMAIL);
    assert!(mail.subject.contains(&reference), "{}", mail.subject);
    let words = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in
        ["You ask for your child, Ola Lindqvist.", "show us that you may act for your child"]
    {
        assert!(words.contains(told), "no {told} in {words}");
    }
    let client = sign_in(&app, &reference);
    let page = client.get("/status/request");
    assert!(page.body.contains("Ola Lindqvist"), "{}", page.body);
    assert!(page.text("form.ask").contains("a birth certificate"), "{}", page.body);
    let answer = client.upload(
        "/status/evidence",
        &page.form("/status/evidence"),
        &[("answer", "The birth certificate was shown to your colleague.")],
        &[],
    );
    assert_eq!(answer.status, 303, "{}", answer.body);
    let api = app.client().with_key(&app.key("work", None));
    let case = api.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!((&case["waiting_on"], &case["priority"]), (&"desk".into(), &"high".into()));
    let accept = serde_json::json!({"command": "accept_identity", "method": "account_match"});
    assert_eq!(api.command(&reference, &accept).status, 409, "an address shows no authority");
}
