//! Laws over HTTP: compliance confirms a rule known from memory, sees before what moves, and new requests get its clock.

use domain::vocabulary::Role;
use serde_json::json;

use crate::harness::app::TestApp;
use crate::harness::client::Client;

const LAW: &str = "/desk/settings/laws/jp_appi";

fn recorded(client: &Client, name: &str) -> String {
    let body = json!({
        "rights": ["access"],
        "requester": { "name": name, "email": "aiko@example.com", "country": "JP" },
        "channel": "email",
        "details": "everything",
    });
    let answer = client.send_json("/api/v1/cases", &body, &[]);
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()["reference"].as_str().unwrap().to_owned()
}

#[test]
fn compliance_switches_a_rule_sees_first_what_moves_and_new_requests_follow() {
    let app = TestApp::new();
    let api = app.client().with_key(&app.key("work", None));
    let due = |reference: &str| {
        let document = api.get(&format!("/api/v1/cases/{reference}/deadlines")).json();
        document["due_on"].as_str().unwrap_or_default().to_owned()
    };
    let before = recorded(&api, "Aiko Tanaka");
    let first = due(&before);
    let officer = app.signed_in(Role::Compliance);
    let list = officer.get("/desk/settings/laws");
    assert!(list.body.contains(LAW) && list.text("#laws-off").contains("Off"));
    let page = officer.get(LAW);
    assert!(page.text("#preview-title").contains("1 open request would be due earlier"));
    assert!(page.body.contains(&before));
    let form = page.form(LAW);
    let refused = officer.fill(LAW, &form, &[("reason", " ")]);
    assert_eq!(refused.status, 422);
    assert!(refused.text("#law-reason-error").contains("Say who confirmed it"));
    let done = officer.fill(LAW, &form, &[("reason", "Counsel <Tokyo> read it.")]);
    assert_eq!((done.status, done.location()), (303, "/desk/settings/laws"));
    let after = recorded(&api, "Haru Sato");
    assert_eq!((due(&before), due(&after)), (first, "2026-12-07".to_owned()));
    app.work();
    assert_eq!(due(&before), "2026-12-07", "what was open follows in the background");
    let list = officer.get("/desk/settings/laws");
    assert!(list.text("section[aria-labelledby=runs-title]").contains("1 has another date"));
    let page = officer.get(LAW);
    assert!(page.body.contains("Counsel &lt;Tokyo&gt; read it."), "{}", page.body);
    assert!(page.body.contains("Switch it off"));
}

#[test]
fn others_read_the_laws_and_switch_nothing() {
    let app = TestApp::new();
    for role in [Role::Approver, Role::Admin] {
        let client = app.signed_in(role);
        let page = client.get(LAW);
        assert_eq!(page.status, 200, "{role}");
        assert!(
            page.body.contains("Compliance switches it") && !page.body.contains("Switch it on")
        );
        assert_eq!(client.post(LAW, &[("to", "on"), ("reason", "mine")]).status, 403, "{role}");
        assert_eq!(client.get("/desk/settings/laws/of_nowhere").status, 404);
    }
}

#[test]
fn calendars_show_how_far_they_reach_and_what_is_not_confirmed() {
    let app = TestApp::new();
    let client = app.signed_in(Role::Approver);
    let page = client.get("/desk/settings/calendars");
    assert_eq!(page.status, 200);
    let korea = page.text("#calendar-KR");
    assert!(korea.contains("2024 to 2030") && korea.contains("not confirmed"), "{korea}");
    assert!(!page.text("#calendar-DE").contains("not confirmed"));
}
