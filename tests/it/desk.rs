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

#[test]
fn an_administrator_makes_a_key_that_is_shown_once_and_takes_it_back() {
    let app = TestApp::new();
    app.staff("ada@example.org", &[Role::Admin]);
    app.staff("hana@example.org", &[Role::Handler]);
    let ada = app.sign_in("ada@example.org");
    let form = ada.get("/desk/settings/keys").form("/desk/settings/keys");

    let refused = ada.fill("/desk/settings/keys", &form, &[("name", "Wiki")]);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(refused.text("#create-scope-error"), "Error: Choose what the key may do.");
    assert!(refused.body.contains("value=\"Wiki\""), "what was typed stays");

    let typed = [("name", "Wiki"), ("scope", "read"), ("for", "hana@example.org")];
    let made = ada.fill("/desk/settings/keys", &form, &typed);
    assert_eq!(made.status, 200, "{}", made.body);
    let secret = made.text("#made-key");
    assert!(secret.starts_with("rdk_"), "{secret}");
    assert_eq!(made.header("cache-control"), "no-store");
    assert!(made.body.contains("acts for hana"), "{}", made.body);
    let program = app.client().with_key(&secret);
    assert_eq!(program.get("/api/v1/cases").status, 200);

    // The same form again makes no second key and shows nothing.
    let again = ada.fill("/desk/settings/keys", &form, &typed);
    assert_eq!((again.status, again.location()), (303, "/desk/settings/keys"));
    let page = ada.get("/desk/settings/keys");
    assert!(!page.body.contains(&secret), "{}", page.body);
    assert_eq!(page.body.matches("/revoke\"").count(), 1, "{}", page.body);
    assert!(page.body.contains("not shown again"), "{}", page.body);

    let path = page.body.split("action=\"").find(|part| part.contains("/revoke\"")).unwrap();
    let path = path.split('"').next().unwrap();
    assert_eq!(ada.fill(path, &page.form("/revoke"), &[]).status, 303);
    assert_eq!(program.get("/api/v1/cases").status, 401);
    let journalled = rightsdesk::services::log::Filter {
        event: Some("api_key_created".to_owned()),
        ..Default::default()
    };
    let reader = rightsdesk::domain::actor::Actor::staff("c", vec![Role::Compliance]);
    let page = rightsdesk::services::log::page(&app.deps, &reader, &journalled).unwrap();
    assert_eq!(page.lines.len(), 1);
    let hana = app.sign_in("hana@example.org");
    assert_eq!(hana.fill("/desk/settings/keys", &form, &typed).status, 403);
}
