//! The desk as a browser without scripts sees it: errors in its frame, keys, several requests, views.

use domain::vocabulary::Role;

use crate::api::new_case;
use crate::harness::app::TestApp;
use crate::harness::client::{Answer, Client};

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

    let works = [("name", "Wiki"), ("scope", "work"), ("for", "hana@example.org")];
    let refused = ada.fill("/desk/settings/keys", &form, &works);
    assert_eq!(refused.status, 422, "an administrator would be two people: {}", refused.body);
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
    let journalled =
        services::log::Filter { event: Some("api_key_created".to_owned()), ..Default::default() };
    let reader = domain::actor::Actor::staff("c", vec![Role::Compliance]);
    let page = services::log::page(&app.deps, &reader, &journalled).unwrap();
    assert_eq!(page.lines.len(), 1);
    let hana = app.sign_in("hana@example.org");
    assert_eq!(hana.fill("/desk/settings/keys", &form, &typed).status, 403);
}

/// The forms of a page in the order they stand, as they would be sent.
fn form_of(page: &Answer, action: &str, change: &str) -> Vec<(String, String)> {
    let parsed = scraper::Html::parse_document(&page.body);
    let forms = scraper::Selector::parse("form").unwrap();
    let inputs = scraper::Selector::parse("input").unwrap();
    parsed
        .select(&forms)
        .filter(|form| form.value().attr("action").is_some_and(|path| path == action))
        .map(|form| {
            let pair = |input: scraper::ElementRef<'_>| {
                let value = |name| input.value().attr(name).unwrap_or("").to_owned();
                (value("name"), value("value"))
            };
            form.select(&inputs).map(pair).collect::<Vec<_>>()
        })
        .find(|fields| fields.contains(&("change".to_owned(), change.to_owned())))
        .unwrap_or_else(|| panic!("no form to {action} that would {change}: {}", page.body))
}

#[test]
fn several_requests_are_changed_at_once_and_the_page_says_which() {
    let app = TestApp::new();
    app.staff("hana@example.org", &[Role::Handler]);
    app.staff("lena@example.org", &[Role::Handler]);
    let (hana, lena) = (app.sign_in("hana@example.org"), app.sign_in("lena@example.org"));
    let (first, second) = (case(&app), case(&app));
    let both = [("case", first.as_str()), ("case", second.as_str())];
    let send = |client: &Client, more: &[(&str, &str)], cases: &[(&str, &str)]| {
        let form = client.get("/desk").form("/desk/bulk");
        client.fill("/desk/bulk", &form, &[more, cases].concat())
    };
    assert_eq!(send(&hana, &[("to", "me")], &[]).status, 303);
    assert!(hana.get("/desk").body.contains("No request was selected."));
    assert_eq!(send(&hana, &[("to", "note"), ("note", " ")], &both).status, 303);

    let one = send(&hana, &[("to", "me")], &both[..1]);
    assert_eq!((one.status, one.text("h1")), (200, "Assigned to me".to_owned()), "{}", one.body);
    let page = send(&hana, &[("to", "me")], &both);
    let words = page.text("main [role=status]");
    assert!(words.contains("1 of 2 requests"), "{words}");
    let failed = page.text("[aria-labelledby=failed-title]");
    assert!(failed.contains(&first) && failed.contains("how it already is"), "{failed}");
    assert!(page.text("[aria-labelledby=done-title]").contains(&second), "{}", page.body);

    let form = lena.get("/desk").form("/desk/bulk");
    let noted = [&[("to", "note"), ("note", "Archive is slow")], &both[..]].concat();
    for _ in 0..2 {
        let page = lena.fill("/desk/bulk", &form, &noted);
        assert!(page.text("main [role=status]").contains("Note added: 2 requests"));
    }
    let told = hana.get(&format!("/desk/cases/{first}"));
    assert_eq!(told.body.matches("Archive is slow").count(), 1, "sent twice, noted once");
    assert_eq!(send(&hana, &[("to", "nobody")], &both).status, 200);
    let free = hana.get("/desk?view=unassigned");
    assert!(free.body.contains(&first) && free.body.contains(&second));
    // A request that does not exist is one line among others.
    let gone = send(&hana, &[("to", "me")], &[both[0], ("case", "DSR-2026-999999")]);
    let failed = gone.text("[aria-labelledby=failed-title]");
    assert!(failed.contains("DSR-2026-999999"), "{failed}");
}

#[test]
fn filters_are_kept_under_a_name_for_one_person_alone() {
    let app = TestApp::new();
    app.staff("hana@example.org", &[Role::Handler]);
    app.staff("lena@example.org", &[Role::Handler]);
    let (hana, lena) = (app.sign_in("hana@example.org"), app.sign_in("lena@example.org"));
    case(&app);
    assert!(!hana.get("/desk").body.contains("Save view"), "nothing is narrowed");
    let address = "/desk?right=access&waiting=desk";
    let form = hana.get(address).form("/desk/views");
    let saved = hana.fill("/desk/views", &form, &[("name", " Access,  ours ")]);
    assert_eq!((saved.status, saved.location()), (303, address));
    let page = hana.get(address);
    assert!(page.body.contains("The view is saved."), "{}", page.body);
    assert_eq!(page.text(".side a[aria-current=page]"), "Access, ours 1");
    assert!(!lena.get("/desk").body.contains("Access, ours"));
    assert_eq!(hana.get("/desk?right=access").text(".side a[aria-current=page]"), "All open 1");

    // The same name twice, or none, is refused in words.
    for name in ["ACCESS, OURS", "", &"x".repeat(41)] {
        let form = hana.get("/desk?right=delete").form("/desk/views");
        assert_eq!(hana.fill("/desk/views", &form, &[("name", name)]).status, 303);
        assert!(hana.get("/desk").body.contains("Give the view a name"), "{name}");
    }
    // An owner that is nobody's id is not kept: an address may say anything.
    let form = hana.get("/desk?owner=maya@example.com").form("/desk/views");
    hana.fill("/desk/views", &form, &[("name", "Odd")]);
    assert!(!hana.get("/desk/account").body.contains("maya"));

    let page = hana.get(address);
    let action =
        page.body.split("action=\"").find(|part| part.starts_with("/desk/views/")).unwrap();
    let action = action.split('"').next().unwrap().to_owned();
    let rename = form_of(&page, &action, "rename");
    let other = lena.get(address).form("/desk/views");
    let stolen = [("change", "delete"), ("csrf", other[0].1.as_str())];
    assert_eq!(lena.post(&action, &stolen).status, 404, "another's view is not there");
    assert_eq!(hana.fill(&action, &rename, &[("name", "For us")]).location(), address);
    let page = hana.get(address);
    assert!(page.text(".side a[aria-current=page]").starts_with("For us"), "{}", page.body);
    let delete = form_of(&page, &action, "delete");
    assert_eq!(hana.fill(&action, &delete, &[]).status, 303);
    assert!(!hana.get(address).body.contains("For us"));
    // A search is no list: its id cannot be kept.
    let csrf = form[0].1.as_str();
    let search = [("csrf", csrf), ("view", "search"), ("name", "Maya")];
    assert_eq!(hana.post("/desk/views", &search).status, 404);
}

#[test]
fn a_letter_is_counted_from_the_day_it_arrived_whatever_the_zone_of_the_law() {
    let app = TestApp::new();
    let hana = app.signed_in(Role::Handler);
    let form = hana.get("/desk/record").form("/desk/record");
    let letter = [
        ("channel", "post"),
        ("received_at", "2026-11-20"),
        ("right", "access"),
        ("name", "Rosa Feld"),
        ("postal_address", "Weg 1, Bonn"),
        ("country", "DE"),
        ("role", "self"),
    ];
    let done = hana.fill("/desk/record", &form, &letter);
    assert_eq!(done.status, 303, "{}", done.body);
    let reference = done.location().rsplit('/').next().unwrap().to_owned();
    let api = app.client().with_key(&app.key("work", None));
    let case = api.get(&format!("/api/v1/cases/{reference}")).json();
    let dates = (case["received_on"].as_str(), case["due_on"].as_str());
    assert_eq!(dates, (Some("2026-11-20"), Some("2026-12-20")));
}
