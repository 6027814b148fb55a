//! The public form as a browser without scripts walks through it: steps, codes, links, receipts.

use chrono::TimeDelta;

use crate::harness::app::TestApp;
use crate::harness::client::{Answer, Client};

const EMAIL: &str = "maya@people.example";

/// Walks to the check page with these rights.
fn fill_in(client: &Client, rights: &[&str], more: &[(&str, &str)]) -> Answer {
    let form = client.get("/").form("/request");
    let chosen: Vec<_> = rights.iter().map(|right| ("right", *right)).collect();
    let answer = client.fill("/request", &form, &chosen);
    assert_eq!(answer.location(), "/request/details", "{}", answer.body);
    let form = client.get("/request/details").form("/request/details");
    let mut fields = vec![("name", "Maya Lindqvist"), ("email", EMAIL), ("country", "SE")];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend_from_slice(more);
    client.fill("/request/details", &form, &fields)
}

fn send(client: &Client) -> Answer {
    let form = client.get("/request/check").form("/request/check");
    client.fill("/request/check", &form, &[])
}

fn type_code(client: &Client, code: &str) -> Answer {
    let form = client.get("/request/code").form("/request/code");
    client.fill("/request/code", &form, &[("code", code)])
}

#[test]
fn a_person_asks_for_two_things_and_confirms_by_code() {
    let app = TestApp::new();
    let client = app.client();
    let answer = fill_in(&client, &["access", "delete"], &[("details_access", "Two courses")]);
    assert_eq!(answer.location(), "/request/check", "{}", answer.body);
    let check = client.get("/request/check");
    for words in
        ["Copy of my data", "Delete my data", "Maya Lindqvist", EMAIL, "Sweden", "Two courses"]
    {
        assert!(check.body.contains(words), "no {words} in {}", check.body);
    }
    assert_eq!(send(&client).location(), "/request/code");
    let page = client.get("/request/code");
    assert_eq!(page.text("h1"), "Check your email");
    let code = app.mail_to(EMAIL).code().unwrap();

    let wrong = if code == "000000" { "000001" } else { "000000" };
    let answer = type_code(&client, wrong);
    assert_eq!(answer.status, 422);
    assert!(answer.text("title").starts_with("Error: "), "{}", answer.body);
    assert!(answer.text("[role=alert]").contains("4 more tries"), "{}", answer.body);

    assert_eq!(type_code(&client, &code).location(), "/request/received");
    let receipt = client.get("/request/received");
    let reference = receipt.text(".panel .big");
    assert!(reference.starts_with("DSR-2026-"), "{reference}");
    assert!(receipt.body.contains("23 December 2026"), "{}", receipt.body);
    // Pressing the button twice tells the same.
    assert_eq!(client.get("/request/received").text(".panel .big"), reference);

    the_date_names_nobody(&client);
}

fn the_date_names_nobody(client: &Client) {
    let date = client.get("/request/deadline.ics");
    assert!(date.header("content-type").starts_with("text/calendar"));
    assert!(date.body.contains("DTSTART;VALUE=DATE:20261223"), "{}", date.body);
    assert!(!date.body.contains("Maya") && !date.body.contains(EMAIL), "{}", date.body);
}

#[test]
fn what_is_wrong_is_told_beside_the_field_and_what_was_typed_stays() {
    let app = TestApp::new();
    let client = app.client();
    let form = client.get("/request").form("/request");
    let answer = client.fill("/request", &form, &[]);
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("href=\"#right\""), "{}", answer.body);

    let answer =
        fill_in(&client, &["terminate"], &[("email", "maya.example"), ("region", "Skåne")]);
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("value=\"maya.example\""), "{}", answer.body);
    assert!(answer.body.contains("value=\"Skåne\""), "{}", answer.body);
    assert!(answer.text("#account_role-error").contains("which kind of account"));
    assert!(answer.text("#region-error").contains("as its code"), "{}", answer.body);
    let invalid = answer.body.matches("aria-invalid=\"true\"").count();
    assert_eq!(invalid, 3, "{}", answer.body);
}

#[test]
fn an_address_corrected_before_confirming_is_not_written_to_again() {
    let app = TestApp::new();
    let client = app.client();
    fill_in(&client, &["access"], &[("email", "mya@people.example")]);
    assert_eq!(send(&client).location(), "/request/code");
    app.work();
    fill_in(&client, &["access"], &[]);
    assert_eq!(send(&client).location(), "/request/code");
    app.advance(TimeDelta::hours(25));
    let to = |address: &str| app.mails().iter().filter(|mail| mail.to == [address]).count();
    assert_eq!((to("mya@people.example"), to(EMAIL)), (1, 2), "code; code and reminder");
    let desk = app.client().with_key(&app.key("work", None));
    let list = |query: &str| desk.get(&format!("/api/v1/cases?{query}")).json()["items"].clone();
    assert_eq!(list("stage=unconfirmed").as_array().unwrap().len(), 1);
    let old = &list("stage=closed")[0];
    assert_eq!(old["outcome"], "expired");
    assert!(old["erased_at"].is_string(), "{old}");
    assert!(app.verify().is_sound());
}

#[test]
fn a_code_that_is_too_old_says_so_and_a_new_one_is_the_way_on() {
    let app = TestApp::new();
    let client = app.client();
    assert!(
        client.get("/").body.contains("No email? Write to: AIML-Learn Pvt. Ltd., Privacy desk")
    );
    fill_in(&client, &["access"], &[]);
    send(&client);
    let page = client.get("/request/code");
    let (_, until) = page.body.split_once("It works for 10 minutes, until ").unwrap();
    let (until, _) = until.split_once(". The link").unwrap();
    let mail = app.mail_to(EMAIL).text;
    assert!(mail.contains(&format!("It works for 10 minutes, until {until}, and once.")), "{mail}");
    assert!(until.ends_with("(UTC+05:30)"), "{until}");
    assert!(mail.contains("you have it by 23 December 2026"), "{mail}");

    app.advance(TimeDelta::minutes(11));
    let page = client.get("/request/code");
    assert_eq!(page.text("h1"), "Your code is too old");
    assert!(page.body.contains("nothing you typed is lost"), "{}", page.body);
    assert!(!page.body.contains("name=\"code\""), "{}", page.body);
    let form = page.form("/request/code/resend");
    assert_eq!(client.fill("/request/code/resend", &form, &[]).location(), "/request/code");
    assert_eq!(client.get("/request/code").text("h1"), "Check your email");
}

#[test]
fn steps_cannot_be_skipped() {
    let app = TestApp::new();
    let client = app.client();
    for (path, to) in [
        ("/request/details", "/request"),
        ("/request/check", "/request"),
        ("/request/code", "/request/check"),
        ("/request/received", "/request/code"),
        ("/status/code", "/status"),
    ] {
        assert_eq!(client.get(path).location(), to, "{path}");
    }
    assert_eq!(client.get("/request/deadline.ics").status, 404);
}

#[test]
fn a_form_without_its_token_or_from_another_site_is_refused() {
    let app = TestApp::new();
    let client = app.client();
    let form = client.get("/").form("/request");
    let answer = client.post("/request", &[("right", "access")]);
    assert_eq!(answer.status, 403, "{}", answer.body);
    let answer = client.fill("/request", &form, &[("csrf", "0"), ("right", "access")]);
    assert_eq!(answer.status, 403);
    // A token of another browser does not help either.
    let other = app.client().get("/").form("/request");
    let answer = client.fill("/request", &other, &[("right", "access")]);
    assert_eq!(answer.status, 403);
    let token = form.iter().find(|(name, _)| name == "csrf").unwrap();
    let body = format!("csrf={}&right=access", token.1);
    let kind = "application/x-www-form-urlencoded";
    for (name, value) in [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")] {
        let answer = client.send_raw("/request", &body, kind, &[(name, value)]);
        assert_eq!(answer.status, 403, "{name}");
    }
    assert_eq!(client.send_raw("/request", &body, kind, &[]).status, 303);
}

#[test]
fn a_new_code_replaces_the_old_one_and_keeps_what_was_typed() {
    let app = TestApp::new();
    let client = app.client();
    fill_in(&client, &["access"], &[]);
    send(&client);
    let first = app.mail_to(EMAIL).code().unwrap();
    app.advance(TimeDelta::minutes(1));
    let form = client.get("/request/code").form("/request/code/resend");
    let answer = client.fill("/request/code/resend", &form, &[]);
    assert_eq!(answer.location(), "/request/code", "{}", answer.body);
    let page = client.get("/request/code");
    assert!(page.text("[role=status]").contains("new code"), "{}", page.body);
    // The sentence is told once.
    assert!(!client.get("/request/code").body.contains("We sent a new code"));
    let second = app.mail_to(EMAIL).code().unwrap();
    if first != second {
        assert_eq!(type_code(&client, &first).status, 422);
    }
    assert_eq!(type_code(&client, &second).location(), "/request/received");
}

#[test]
fn another_address_makes_another_request() {
    let app = TestApp::new();
    let client = app.client();
    fill_in(&client, &["access"], &[("email", "wrong@people.example")]);
    send(&client);
    app.mail_to("wrong@people.example");
    let form = client.get("/request/details").form("/request/details");
    let answer = client.fill("/request/details", &form, &[("email", EMAIL)]);
    assert_eq!(answer.location(), "/request/check");
    assert_eq!(send(&client).location(), "/request/code");
    assert!(client.get("/request/code").body.contains(EMAIL));
    let code = app.mail_to(EMAIL).code().unwrap();
    assert_eq!(type_code(&client, &code).location(), "/request/received");
}

#[test]
fn sending_twice_makes_one_request() {
    let app = TestApp::new();
    let client = app.client();
    fill_in(&client, &["access"], &[]);
    let form = client.get("/request/check").form("/request/check");
    for _ in 0..2 {
        assert_eq!(client.fill("/request/check", &form, &[]).location(), "/request/code");
    }
    let codes = app.mails().iter().filter(|mail| mail.code().is_some()).count();
    assert_eq!(codes, 1);
}

#[test]
fn a_program_that_fills_in_the_trap_is_answered_alike_and_nothing_is_sent() {
    let app = TestApp::new();
    let client = app.client();
    fill_in(&client, &["access"], &[]);
    let form = client.get("/request/check").form("/request/check");
    let answer = client.fill("/request/check", &form, &[("website", "https://spam.example")]);
    assert_eq!(answer.location(), "/request/code");
    assert_eq!(client.get("/request/code").status, 200);
    assert!(app.mails().is_empty());
    assert_eq!(type_code(&client, "123456").status, 422);
}

#[test]
fn the_link_needs_its_button_and_elsewhere_the_code() {
    let app = TestApp::new();
    let client = app.client();
    fill_in(&client, &["correct"], &[]);
    send(&client);
    let mail = app.mail_to(EMAIL);
    let link = path_of(&mail.link("/confirm/").unwrap());
    // A mail scanner looks, often.
    for _ in 0..3 {
        assert_eq!(app.client().get(&link).status, 200);
    }
    let elsewhere = app.client();
    let page = elsewhere.get(&link);
    assert!(page.text("main").contains("another browser"), "{}", page.body);
    let form = page.form(&link);
    let answer = elsewhere.fill(&link, &form, &[("by", "button")]);
    assert_eq!(answer.status, 422, "the button works in another browser: {}", answer.body);
    assert!(page.body.contains(&format!("action=\"{link}/resend\"")), "{}", page.body);
    let code = mail.code().unwrap();
    let answer = elsewhere.fill(&link, &form, &[("code", &code)]);
    assert_eq!(answer.location(), "/request/received", "{}", answer.body);
    assert!(elsewhere.get("/request/received").text(".big").starts_with("DSR-"));
    // The browser that submitted sees it as well, and the link says what became of it.
    assert!(client.get("/request/received").text(".big").starts_with("DSR-"));
    let used = client.get(&link);
    assert_eq!(used.status, 200);
    assert!(used.text("h1").contains("confirmed already"), "{}", used.body);
}

#[test]
fn the_button_is_enough_in_the_browser_that_submitted() {
    let app = TestApp::new();
    let client = app.client();
    fill_in(&client, &["access"], &[]);
    send(&client);
    let link = path_of(&app.mail_to(EMAIL).link("/confirm/").unwrap());
    let page = client.get(&link);
    assert!(!page.body.contains("name=\"code\""), "{}", page.body);
    let answer = client.fill(&link, &page.form(&link), &[]);
    assert_eq!(answer.location(), "/request/received", "{}", answer.body);
    // The next form of this browser begins empty.
    assert!(!client.get("/request").body.contains("checked"));
}

#[test]
fn an_old_link_says_so_and_sends_a_new_mail() {
    let app = TestApp::new();
    let client = app.client();
    fill_in(&client, &["access"], &[]);
    send(&client);
    let link = path_of(&app.mail_to(EMAIL).link("/confirm/").unwrap());
    app.set_clock("2026-11-24T16:00:00Z");
    let page = client.get(&link);
    assert_eq!(page.status, 410);
    assert!(page.text("main").contains("too old"), "{}", page.body);
    let again = format!("{link}/resend");
    let answer = client.fill(&again, &page.form("/resend"), &[]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let newer = path_of(&app.mail_to(EMAIL).link("/confirm/").unwrap());
    assert_ne!(link, newer);
    assert_eq!(client.get(&newer).status, 200);
    assert!(client.get(&link).text("main").contains("newer"), "the old link is replaced");
    assert_eq!(client.get("/confirm/nonsense").status, 404);
}

#[test]
fn mails_can_be_read_on_this_machine_only() {
    let app = TestApp::new();
    let client = app.client();
    fill_in(&client, &["access"], &[]);
    send(&client);
    let code = app.mail_to(EMAIL).code().unwrap();
    let list = client.get("/dev/mail");
    assert!(list.text(".mails").contains(EMAIL), "{}", list.body);
    let href = list.body.split("/dev/mail/").nth(1).unwrap().split('"').next().unwrap();
    let mail = client.get(&format!("/dev/mail/{href}"));
    assert!(mail.body.contains(&code), "{}", mail.body);
    assert!(mail.body.contains("href=\"/confirm/"), "{}", mail.body);
    for path in ["/dev/mail/..%2Ftest.db", "/dev/mail/nothing.eml", "/dev/mail/test.db"] {
        assert_eq!(client.get(path).status, 404, "{path}");
    }
    let public = TestApp::with(&[("RIGHTSDESK__SERVER__PUBLIC_URL", "https://privacy.example")]);
    assert_eq!(public.client().get("/dev/mail").status, 404);
}

#[test]
fn cookies_are_locked_to_the_host_when_the_desk_is_reached_by_https() {
    let public = TestApp::with(&[("RIGHTSDESK__SERVER__PUBLIC_URL", "https://privacy.example")]);
    let answer = public.client().get("/");
    let cookie = answer.header("set-cookie");
    for part in ["__Host-rd_draft=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(answer.header("strict-transport-security").contains("max-age="));
    let plain = TestApp::new();
    let cookie = plain.client().get("/").header("set-cookie").to_owned();
    assert!(cookie.starts_with("rd_draft=") && !cookie.contains("Secure"), "{cookie}");
}

pub(crate) fn path_of(link: &str) -> String {
    url::Url::parse(link).unwrap().path().to_owned()
}

#[test]
fn when_too_many_forms_are_begun_the_page_keeps_what_was_ticked() {
    let app = TestApp::with(&[("RIGHTSDESK__LIMITS__PER_NETWORK_HOUR", "1")]);
    let begin = || {
        let client = app.client();
        let form = client.get("/").form("/request");
        let answer = client.fill("/request", &form, &[("right", "access")]);
        (client, answer)
    };
    let (first, answer) = begin();
    assert_eq!(answer.status, 303);
    assert_eq!(begin().1.status, 303);
    let (_, answer) = begin();
    assert_eq!(answer.status, 429, "{}", answer.body);
    assert!(!answer.header("retry-after").is_empty());
    assert!(answer.body.contains("what you typed is still on it"), "{}", answer.body);
    let ticked = answer
        .form("/request")
        .into_iter()
        .any(|(name, value)| name == "right" && value == "access");
    assert!(ticked, "{}", answer.body);
    // Who is in goes on.
    assert_eq!(first.get("/request/details").status, 200);
}
