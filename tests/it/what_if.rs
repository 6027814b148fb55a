//! What-ifs over HTTP: a question is an address, an answer has every step, and nothing is stored.

use domain::vocabulary::Role;

use crate::harness::app::TestApp;

const ASKED: &str = "/desk/what-if?on=2026-05-06&time=10%3A00&zone=Europe%2FLondon&type=access\
    &rule=uk_gdpr&rule=us_va&calendar=GB-ENG&events=clar_requested%402026-05-12%0Aclar_received%402026-05-14";

#[test]
fn several_rules_are_worked_out_and_the_earliest_binds() {
    let app = TestApp::new();
    let client = app.signed_in(Role::Handler);
    let blank = client.get("/desk/what-if");
    assert_eq!(blank.status, 200);
    assert!(!blank.body.contains("id=\"answer\""), "nothing was asked yet");
    let before = app.verify().entries;
    let page = client.get(ASKED);
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.text("#answer-title").contains("9 June 2026"), "{}", page.text("#answer-title"));
    assert!(page.body.contains("Switched off") && page.body.contains("Binds"));
    assert!(page.body.contains("This rule is switched off"), "the steps say it too");
    assert!(page.body.contains("clar_requested@2026-05-12"), "what was typed stays");
    assert_eq!(app.verify().entries, before, "a question leaves no trace");
}

#[test]
fn flags_point_at_what_the_tables_do_not_know() {
    let app = TestApp::new();
    let client = app.signed_in(Role::Compliance);
    let page = client.get(
        "/desk/what-if?on=2041-05-06&zone=Europe%2FBerlin&rule=eu_gdpr&calendar=DE&roll=forward",
    );
    assert!(page.body.contains("does not reach"), "{}", page.body);
}

#[test]
fn what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays() {
    let app = TestApp::new();
    let client = app.signed_in(Role::Approver);
    let page = client.get("/desk/what-if?on=2026-05-06&zone=Atlantis&period=soon&rule=uk_gdpr");
    assert_eq!(page.status, 422);
    assert!(page.text("#what-zone-error").contains("Asia/Kolkata"));
    assert!(page.text("#what-period-error").contains("whole days"));
    assert!(page.body.contains("value=\"Atlantis\"") && page.body.contains("value=\"soon\""));
    assert_eq!(client.get("/desk/what-if?rule=uk_gdpr&on=%00&zone=%F0").status, 422);
}
