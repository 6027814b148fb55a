//! The desk as a browser without scripts sees it: errors in its frame.

use rightsdesk::domain::vocabulary::Role;

use crate::api::new_case;
use crate::harness::app::TestApp;

fn case(app: &TestApp) -> String {
    let program = app.client().with_key(&app.key("intake", None));
    let body = new_case("email", &["access"], "maya@example.com");
    let created = program.send_json("/api/v1/cases", &body, &[]);
    created.json()["reference"].as_str().unwrap().to_owned()
}

#[test]
fn an_error_below_the_desk_keeps_its_frame_and_a_way_back() {
    let app = TestApp::new();
    app.staff("hana@example.org", &[Role::Handler]);
    let hana = app.sign_in("hana@example.org");
    let reference = case(&app);
    let commands = format!("/desk/cases/{reference}/commands");
    for (status, page) in [
        (404, hana.get("/desk/nothing")),
        (404, hana.get("/desk/cases/DSR-2026-999999")),
        (403, hana.get("/desk/settings/staff")),
        (403, hana.post(&commands, &[("csrf", "of another session")])),
        (405, hana.post("/desk/account", &[])),
    ] {
        assert_eq!(page.status, status, "{}", page.body);
        assert!(page.body.contains("<body class=\"desk\">"), "{status}: {}", page.body);
        assert!(!page.text(".shell main h1").is_empty());
        assert!(page.body.contains("href=\"/desk\">Go to the queue"), "{status}: {}", page.body);
        assert!(page.body.contains("My requests") && page.body.contains("Sign out"));
        assert!(!page.body.contains("class=\"count"), "{status}: no number without a look");
    }
    let form = hana.post(&commands, &[("csrf", "of another session")]);
    assert!(form.body.contains(&format!("Back to {reference}")), "{}", form.body);

    let stranger = app.client().get("/desk/nothing");
    assert_eq!(stranger.status, 404);
    assert!(stranger.body.contains("<body class=\"public\">"), "{}", stranger.body);
    assert_eq!(hana.get("/desks").text("body.public h1"), "There is nothing here");
}
