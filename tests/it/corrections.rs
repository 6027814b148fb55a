//! Corrections field by field, from the form to the answer, and the letter that is read before it is sent.

use domain::vocabulary::Role;
use serde_json::json;

use crate::api::new_case;
use crate::harness::app::TestApp;
use crate::harness::client::{Answer, Client};
use crate::portal::{EMAIL, request, sign_in};
use crate::tasks::{OWNER, link, with_owner};

const FIELDS: &[(&str, &str)] = &[
    ("correct_1_field", "Last name"),
    ("correct_1_current", "Okafor"),
    ("correct_1_proposed", "Okafor-Lee"),
    ("correct_2_field", "Date of birth"),
    ("correct_2_current", "3 April 1991"),
    ("correct_2_proposed", "4 March 1991"),
];

fn decide(api: &Client, reference: &str, number: u32, accepted: bool) {
    let decision = if accepted { "accepted" } else { "refused" };
    let mut body = json!({"command": "decide_correction", "number": number, "decision": decision});
    if !accepted {
        body["ground"] = json!("data_accurate");
        body["text"] = json!("It is on your invoice as well.");
    }
    api.must(reference, &body);
}

fn settle(outcome: &str) -> serde_json::Value {
    json!({
        "command": "settle_item", "right": "correct", "outcome": outcome,
        "ground": "data_accurate", "text": "We looked at every field.",
    })
}

/// Everything of a text but its line ends.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A correction with one field accepted and one refused, proposed by a program.
fn proposed(app: &TestApp) -> (Client, String) {
    let reference = request(app, &["correct"], FIELDS);
    let api = app.client().with_key(&app.key("work", None));
    api.must(&reference, &json!({"command": "accept_identity", "method": "account_match"}));
    decide(&api, &reference, 1, true);
    decide(&api, &reference, 2, false);
    api.must(&reference, &settle("partly_done"));
    let words = json!({
        "command": "propose_answer", "text": "Thank you for waiting.", "closing": "Kind regards.",
    });
    api.must(&reference, &words);
    (api, reference)
}

#[test]
fn a_form_takes_as_many_fields_as_are_asked_for_and_loses_nothing_typed() {
    let app = TestApp::new();
    let client = app.client();
    let form = client.get("/").form("/request");
    client.fill("/request", &form, &[("right", "correct")]);
    let page = client.get("/request/details");
    assert_eq!(page.body.matches("<legend>Field").count(), 2, "{}", page.body);
    let mut typed = vec![("name", "Maya Lindqvist"), ("details_correct", "Please be quick.")];
    typed.extend_from_slice(FIELDS);
    let more: Vec<_> = typed.iter().copied().chain([("another", "1")]).collect();
    let answer = client.fill("/request/details", &page.form("/request/details"), &more);
    assert_eq!((answer.status, answer.location()), (303, "/request/details#correct_3_field"));
    let page = client.get("/request/details");
    assert_eq!(page.body.matches("<legend>Field").count(), 3, "{}", page.body);
    let kept = page.form("/request/details");
    for (name, value) in typed {
        let found = kept.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        assert_eq!(found, Some(value), "{name}");
    }
    let rest = [("email", EMAIL), ("country", "SE"), ("correct_3_field", "Town")];
    let wrong = client.fill("/request/details", &kept, &rest);
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert_eq!(wrong.text("#correct_3_proposed-error"), "Error: Say what should stand there.");
    assert!(wrong.body.contains("value=\"Town\""), "{}", wrong.body);
    let kept = wrong.form("/request/details");
    let right = client.fill("/request/details", &kept, &[("correct_3_proposed", "Lund")]);
    assert_eq!(right.location(), "/request/check", "{}", right.body);
    let check = client.get("/request/check");
    for words in ["Last name: “Okafor-Lee” instead of “Okafor”", "Town: “Lund”, where nothing"]
    {
        assert!(check.body.contains(words), "no {words} in {}", check.body);
    }
}

#[test]
fn every_field_is_decided_and_the_answer_says_what_was_changed_and_what_not() {
    let app = TestApp::new();
    let (api, reference) = proposed(&app);
    let case = api.get(&format!("/api/v1/cases/{reference}")).json();
    let fields = case["corrections"].as_array().unwrap();
    assert_eq!(fields.len(), 2, "{case}");
    assert_eq!(
        (&fields[0]["decision"], &fields[0]["field"]),
        (&json!("accepted"), &json!("Last name"))
    );
    assert_eq!(
        (&fields[1]["decision"], &fields[1]["ground"]),
        (&json!("refused"), &json!("data_accurate"))
    );

    app.staff("vera@example.org", &[Role::Approver]);
    let vera = app.sign_in("vera@example.org");
    let page = vera.get(&format!("/desk/cases/{reference}/letter"));
    assert_eq!(page.status, 200, "{}", page.body);
    let seen = page.text("pre.letter");
    let told = [
        "Thank you for waiting.",
        "What we corrected: - Last name: “Okafor-Lee” instead of “Okafor”",
        "Date of birth, “3 April 1991”: We checked the data and found it to be accurate as it stands. It is on your invoice as well.",
        "Kind regards.",
    ];
    for words in told {
        assert!(seen.contains(words), "no {words} in {seen}");
    }
    assert!(page.body.contains("sandbox srcdoc=\"&lt;!DOCTYPE html&gt;"), "{}", page.body);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("style-src 'self' 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let approved =
        vera.fill(&format!("/desk/cases/{reference}/commands"), &page.form("/commands"), &[]);
    assert_eq!(approved.status, 303, "{}", approved.body);
    let mail = app.mail_to(EMAIL);
    assert_eq!(flat(&mail.text), seen, "what was approved is what is sent");

    let status = sign_in(&app, &reference).get("/status/request");
    for words in
        ["What we corrected", "Okafor-Lee", "It is on your invoice as well.", "Kind regards."]
    {
        assert!(status.body.contains(words), "no {words} in {}", status.body);
    }
    assert!(app.verify().is_sound());
}

#[test]
fn nothing_is_settled_before_every_field_is_decided_nor_against_the_decisions() {
    let app = TestApp::new();
    let api = app.client().with_key(&app.key("work", None));
    let mut new = new_case("email", &["correct"], "maya@example.com");
    new["corrections"] =
        json!([{"field": "Town", "proposed": "Lund"}, {"field": "", "proposed": "x"}]);
    let refused = api.send_json("/api/v1/cases", &new, &[]);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("correct_2_field"), "{}", refused.body);
    new["corrections"] = json!([{"field": "Town", "proposed": "Lund"}]);
    let created = api.send_json("/api/v1/cases", &new, &[]).json();
    let reference = created["reference"].as_str().unwrap();
    assert_eq!(created["corrections"], json!([{"number": 1, "decision": null, "ground": null}]));
    api.must(reference, &json!({"command": "accept_identity", "method": "account_match"}));
    let code =
        |answer: &Answer| (answer.status, answer.json()["code"].as_str().unwrap().to_owned());
    let early = api.command(reference, &settle("done"));
    assert_eq!(code(&early), (409, "correction_open".to_owned()));
    let none = json!({"command": "decide_correction", "number": 2, "decision": "accepted"});
    assert_eq!(code(&api.command(reference, &none)).1, "no_such_field");
    decide(&api, reference, 1, false);
    let wrong = api.command(reference, &settle("done"));
    assert_eq!(code(&wrong), (409, "settlement_does_not_fit".to_owned()));
    api.must(reference, &settle("refused"));
}

#[test]
fn a_letter_that_changed_since_it_was_read_is_not_approved() {
    let app = TestApp::new();
    let (api, reference) = proposed(&app);
    let own = api.command(&reference, &json!({"command": "approve"}));
    assert_eq!(own.json()["code"], "same_person", "a field was refused: {}", own.body);
    let second = app.client().with_key(&app.key("work", None));
    let approve =
        |mark: &str| second.command(&reference, &json!({"command": "approve", "letter": mark}));
    assert_eq!(approve("of another letter").status, 409);
    app.staff("vera@example.org", &[Role::Approver]);
    let vera = app.sign_in("vera@example.org");
    let page = vera.get(&format!("/desk/cases/{reference}/letter"));
    let form = page.form("/commands");
    let mark = form.iter().find(|(name, _)| name == "letter").unwrap().1.clone();
    assert_eq!(approve(&mark).status, 200);
    let closed = vera.get(&format!("/desk/cases/{reference}/letter"));
    assert!(closed.body.contains("There is no letter to read."), "{}", closed.body);
}

#[test]
fn a_handler_reads_the_letter_with_other_words_before_proposing_it() {
    let app = TestApp::new();
    let reference = request(&app, &["correct"], FIELDS);
    app.staff("hana@example.org", &[Role::Handler]);
    let hana = app.sign_in("hana@example.org");
    let letter = format!("/desk/cases/{reference}/letter");
    assert!(hana.get(&letter).body.contains("Every right has to be decided"));
    let api = app.client().with_key(&app.key("work", Some("hana@example.org")));
    api.must(&reference, &json!({"command": "accept_identity", "method": "account_match"}));
    let commands = format!("/desk/cases/{reference}/commands");
    for (number, decision) in [("1", "accepted"), ("2", "")] {
        let page =
            hana.get(&format!("/desk/cases/{reference}?do=decide_correction&number={number}"));
        assert!(page.body.contains("Decide on field"), "{}", page.body);
        let set = [("command", "decide_correction"), ("number", number), ("decision", decision)];
        let form = page.form("/commands");
        let answer = hana.fill(&commands, &form, &set);
        let wanted = if decision.is_empty() { 422 } else { 303 };
        assert_eq!(answer.status, wanted, "{}", answer.body);
    }
    decide(&api, &reference, 2, true);
    api.must(&reference, &json!({"command": "settle_item", "right": "correct", "outcome": "done"}));
    let form = hana.get(&letter).form("/commands");
    let typed = [("text", "Dear Maya, it is done."), ("closing", "Kind regards.")];
    let look = hana.fill(&letter, &form, &typed);
    assert_eq!(look.status, 200, "{}", look.body);
    assert!(look.text("pre.letter").contains("Dear Maya, it is done."), "{}", look.body);
    let case = api.get(&format!("/api/v1/cases/{reference}")).json();
    assert_eq!(case["stage"], "working", "looking changes nothing");
    let sent = hana.fill(&commands, &look.form("/commands"), &[]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert!(hana.get(&letter).text("pre.letter").contains("Kind regards."));
    let long = "a".repeat(10_001);
    let refused = hana.fill(&letter, &form, &[("text", &long)]);
    assert_eq!(refused.status, 422, "too long is told");
}

#[test]
fn the_owner_of_a_system_is_asked_for_what_was_accepted_and_nothing_else() {
    let app = TestApp::new();
    with_owner(&app);
    let reference = request(&app, &["correct"], FIELDS);
    let api = app.client().with_key(&app.key("work", None));
    api.must(&reference, &json!({"command": "accept_identity", "method": "account_match"}));
    assert!(!app.mails().iter().any(|mail| mail.to == [OWNER]), "nothing is decided yet");
    decide(&api, &reference, 1, true);
    decide(&api, &reference, 2, false);
    let page = app.client().get(&link(&app, OWNER));
    assert!(
        page.body.contains("What to change") && page.body.contains("Okafor-Lee"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("4 March 1991"), "{}", page.body);
}

#[test]
fn a_letter_is_recorded_with_its_fields_and_one_more_row_keeps_what_was_typed() {
    let app = TestApp::new();
    app.staff("hana@example.org", &[Role::Handler]);
    let hana = app.sign_in("hana@example.org");
    let form = hana.get("/desk/record").form("/desk/record");
    let typed = [
        ("channel", "post"),
        ("right", "correct"),
        ("name", "Maya Lindqvist"),
        ("country", "SE"),
        ("role", "self"),
        ("correct_1_field", "Town"),
        ("correct_1_proposed", "Lund"),
    ];
    let more: Vec<_> = typed.iter().copied().chain([("another", "1")]).collect();
    let page = hana.fill("/desk/record", &form, &more);
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("Correction 2: which field"), "{}", page.body);
    assert!(page.body.contains("value=\"Maya Lindqvist\""), "{}", page.body);
    let set = [("correct_2_field", "Street"), ("correct_2_proposed", "Storgatan 1")];
    let rest: Vec<_> = typed.iter().copied().chain(set).collect();
    let done = hana.fill("/desk/record", &page.form("/desk/record"), &rest);
    assert_eq!(done.status, 303, "{}", done.body);
    let case = hana.get(done.location());
    assert!(case.body.contains("1. Town") && case.body.contains("2. Street"), "{}", case.body);
}

#[test]
fn a_refusal_is_read_before_it_is_proposed() {
    let app = TestApp::new();
    let reference = request(&app, &["access"], &[]);
    app.staff("hana@example.org", &[Role::Handler]);
    let hana = app.sign_in("hana@example.org");
    let page = hana.get(&format!("/desk/cases/{reference}?do=refuse"));
    let letter = format!("/desk/cases/{reference}/letter");
    assert!(page.body.contains(&format!("formaction=\"{letter}\"")), "{}", page.body);
    let form = page.form("/commands");
    let set = [("command", "refuse"), ("ground", ""), ("text", "You asked nine times.")];
    let wrong = hana.fill(&letter, &form, &set);
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert!(wrong.text("#letter-ground-error").contains("Choose the ground."));
    assert!(wrong.body.contains("You asked nine times."), "{}", wrong.body);
    let look = hana.fill(&letter, &wrong.form("/commands"), &[("ground", "excessive")]);
    assert_eq!(look.status, 200, "{}", look.body);
    let told = look.text("pre.letter");
    assert!(told.contains("requests that are excessive") && told.contains("nine times"), "{told}");
    let sent =
        hana.fill(&format!("/desk/cases/{reference}/commands"), &look.form("/commands"), &[]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert_eq!(hana.get(&letter).text("pre.letter"), told);
}
