//! Calendars over HTTP: compliance keeps closed days, sees first what moves, chooses a calendar for a law, and what is open
//! follows in the background.

use domain::vocabulary::Role;
use serde_json::json;

use crate::harness::app::TestApp;
use crate::harness::client::{Answer, Client};

const LIST: &str = "/desk/settings/calendars";
const OFFICE: &str = "/desk/settings/calendars/X-OFFICE";
const GDPR: &str = "/desk/settings/calendars/laws/eu_gdpr";

/// A request of a person in Germany, received on a day.
fn recorded(client: &Client, name: &str, received_at: &str) -> String {
    let body = json!({
        "rights": ["access"],
        "requester": { "name": name, "email": "karla@example.com", "country": "DE" },
        "channel": "email",
        "details": "everything",
        "received_at": received_at,
    });
    let answer = client.send_json("/api/v1/cases", &body, &[]);
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()["reference"].as_str().unwrap().to_owned()
}

/// The date the GDPR gives, which binds or not.
fn gdpr(client: &Client, reference: &str) -> String {
    let document = client.get(&format!("/api/v1/cases/{reference}/deadlines")).json();
    let clocks = document["clocks"].as_array().unwrap().clone();
    let clock = clocks.iter().find(|clock| clock["rule"] == "eu_gdpr").unwrap();
    clock["due_on"].as_str().unwrap().to_owned()
}

/// Fills in the form of a page, which is not saved but shown with what it moves.
fn look(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = client.get(path);
    let form = page.form(path);
    let csrf = form.iter().find(|(name, _)| name == "csrf").unwrap();
    let mut all = vec![("csrf", csrf.1.as_str())];
    all.extend_from_slice(fields);
    client.post(path, &all)
}

fn save(client: &Client, path: &str, shown: &Answer, reason: &str) -> Answer {
    client.fill(path, &shown.form(path), &[("reason", reason)])
}

fn make(client: &Client) {
    let fields = [
        ("name", "Office"),
        ("code", "office"),
        ("parent", "DE"),
        ("last_year", "2027"),
        ("reason", "The board keeps it."),
    ];
    let made = look(client, LIST, &fields);
    assert_eq!((made.status, made.location()), (303, LIST), "{}", made.body);
}

#[test]
fn closed_days_are_looked_at_saved_chosen_and_move_what_is_open() {
    let app = TestApp::new();
    let api = app.client().with_key(&app.key("work", None));
    let officer = app.signed_in(Role::Compliance);
    let open = recorded(&api, "Karla Braun", "2026-11-23T09:00:00Z");
    assert_eq!(gdpr(&api, &open), "2026-12-23");
    make(&officer);
    let shown =
        look(&officer, OFFICE, &[("form", "add"), ("on", "2026-12-23"), ("name", "Closed")]);
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert!(shown.body.contains("23 December 2026, Closed"));
    assert!(shown.text("#preview-title").contains("No open request"), "no law counts by it yet");
    let refused = save(&officer, OFFICE, &shown, " ");
    assert_eq!(refused.status, 422);
    assert!(refused.text("#save-reason-error").contains("Say why"));
    assert!(refused.body.contains("23 December 2026, Closed"), "what was typed is kept");
    assert_eq!(save(&officer, OFFICE, &refused, "Works <outing>.").status, 303);
    let page = officer.get(OFFICE);
    assert!(page.body.contains("Works &lt;outing&gt;."));
    app.work();
    let shown = look(&officer, GDPR, &[("form", "choose"), ("calendar", "X-OFFICE")]);
    assert!(shown.text("#preview-title").contains("No open request"), "the promise binds as well");
    assert_eq!(save(&officer, GDPR, &shown, "Counsel agrees.").status, 303);
    let before = officer.get(LIST);
    assert!(before.text("section[aria-labelledby=runs-title]").contains("Running"));
    app.work();
    assert_eq!(gdpr(&api, &open), "2026-12-24");
    let after = officer.get(LIST);
    assert!(after.text("section[aria-labelledby=runs-title]").contains("Finished"));
    assert!(after.text("#calendar-X-OFFICE").contains("chosen for eu_gdpr"));
    let page = app.signed_in(Role::Handler).get(&format!("/desk/cases/{open}"));
    assert!(page.body.contains("changed: Calendar of eu_gdpr"), "{}", page.body);
    let new = recorded(&api, "Jonas Keller", "2026-11-23T10:00:00Z");
    assert_eq!(gdpr(&api, &new), "2026-12-24", "what comes after has it from the start");
    assert!(app.verify().sound, "the journal replays");
}

#[test]
fn a_request_that_would_move_is_named_before_and_counted_after() {
    let app = TestApp::new();
    let api = app.client().with_key(&app.key("work", None));
    // Received in February: one month of the law ends before the thirty days of the promise.
    app.set_clock("2027-02-15T09:00:00Z");
    let officer = app.signed_in(Role::Compliance);
    let open = recorded(&api, "Karla Braun", "2027-02-14T09:00:00Z");
    let due = |reference: &str| {
        let document = api.get(&format!("/api/v1/cases/{reference}/deadlines")).json();
        document["due_on"].as_str().unwrap().to_owned()
    };
    assert_eq!(due(&open), "2027-03-14", "a Sunday");
    let shown = look(&officer, GDPR, &[("form", "choose"), ("calendar", "DE")]);
    assert_eq!(shown.text("#preview-title"), "1 open request would be due later");
    assert!(shown.body.contains(&open) && shown.body.contains("15 March 2027 then"));
    assert_eq!(due(&open), "2027-03-14", "a look stores nothing");
    assert_eq!(save(&officer, GDPR, &shown, "Counsel agrees.").status, 303);
    app.work();
    assert_eq!(due(&open), "2027-03-15");
    assert!(officer.get(LIST).body.contains("1 request looked at, 1 has another date"));
}

#[test]
fn a_calendar_file_is_read_or_what_is_wrong_with_it_is_said() {
    let app = TestApp::new();
    let officer = app.signed_in(Role::Compliance);
    make(&officer);
    let day = |on: &str, name: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:{on}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:{on}\r\nSUMMARY:{name}\r\nEND:VEVENT\r\n"
        )
    };
    let file = |days: &str| {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n{days}END:VCALENDAR\r\n")
    };
    let page = officer.get(OFFICE);
    let csrf = page.form(OFFICE).iter().find(|(name, _)| name == "csrf").unwrap().1.clone();
    let send = |text: &str| {
        let part = |name: &str, value: &str| {
            format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let upload = format!(
            "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.ics\"\r\nContent-Type: text/calendar\r\n\r\n{text}\r\n"
        );
        let body = format!(
            "{}{}{upload}{}--cut--\r\n",
            part("csrf", &csrf),
            part("form", "import"),
            part("text", "")
        );
        officer.send_raw(OFFICE, &body, "multipart/form-data; boundary=cut", &[])
    };
    let both = file(&format!("{}{}", day("20261228", "Bridge day"), day("20261225", "Christmas")));
    let shown = send(&both);
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert!(shown.body.contains("28 December 2026, Bridge day"));
    assert!(!shown.body.contains("25 December 2026, Christmas"), "a public holiday already");
    assert_eq!(save(&officer, OFFICE, &shown, "From the works council.").status, 303);
    assert!(officer.get(OFFICE).text("section[aria-labelledby=days-title]").contains("Bridge day"));
    for (text, told) in [
        (both.as_str(), "closed already"),
        ("24.12.2026;Closed", "no calendar file"),
        (file("").as_str(), "no whole day"),
        (file(&day("20310101", "Far")).as_str(), "outside the years it covers"),
    ] {
        let refused = send(text);
        assert_eq!(refused.status, 422, "{told}");
        assert!(refused.body.contains(told), "{told}: {}", refused.body);
    }
    let pasted =
        look(&officer, OFFICE, &[("form", "import"), ("text", &file(&day("20261229", "Bridge")))]);
    assert!(pasted.body.contains("29 December 2026, Bridge"), "{}", pasted.body);
    let removed = look(&officer, OFFICE, &[("form", "remove"), ("on", "2026-12-28")]);
    assert_eq!(save(&officer, OFFICE, &removed, "A mistake.").status, 303);
    assert!(officer.get(OFFICE).body.contains("No day is closed yet"));
}

#[test]
fn others_read_calendars_and_change_nothing() {
    let app = TestApp::new();
    make(&app.signed_in(Role::Compliance));
    let approver = app.signed_in(Role::Approver);
    for path in [OFFICE, GDPR] {
        let page = approver.get(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("Compliance changes it") && !page.body.contains("Look at what"));
        assert_eq!(approver.post(path, &[("form", "add")]).status, 403);
    }
    assert_eq!(approver.get("/desk/settings/calendars/X-NONE").status, 404);
    assert_eq!(approver.get("/desk/settings/calendars/laws/nothing").status, 404);
    assert_eq!(app.signed_in(Role::Handler).get(OFFICE).status, 403);
}
