//! Every route is tried by a stranger and by each role, generated from the route table: a route
//! without an access rule does not exist, and one that lets the wrong person in fails here.

use domain::access::Permission;
use domain::vocabulary::Role;
use web::routes::{self, Access};

use crate::harness::app::{PASSWORD, TestApp};
use crate::harness::client::{Answer, Client};

fn concrete(path: &str) -> String {
    path.replace("{reference}", "DSR-2026-999999")
        .replace("{format}", "csv")
        .replace("{secret}", "no-such-secret-at-all-000000000000000000000")
        .replace("{token}", "no-such-token-at-all-0000000000000000000000")
        .replace("{id}", "00000000-0000-7000-8000-000000000000")
        .replace("{hash}", "000000000000")
        .replace("{name}", "nothing.css")
        .replace("{command}", "take")
        .replace("{kind}", "received")
        .replace("{file}", "nothing.eml")
        .replace("{wish}", "nothing")
        .replace("{answer}", "nothing")
        .replace("{search}", "00000000-0000-7000-8000-000000000000")
}

fn call(client: &Client, method: &str, path: &str) -> Answer {
    match method {
        "GET" => client.get(&concrete(path)),
        "POST" if path.starts_with("/api/") => {
            client.send_json(&concrete(path), &serde_json::json!({}), &[])
        }
        "POST" => client.post(&concrete(path), &[]),
        other => panic!("{other} is not known to this test"),
    }
}

fn turned_away(answer: &Answer) -> bool {
    let to_sign_in = answer.status == 303 && answer.location().starts_with("/sign-in");
    matches!(answer.status, 401 | 403 | 404) || to_sign_in
}

#[test]
fn a_stranger_comes_in_only_where_the_table_says_so() {
    let app = TestApp::new();
    let mut tried = 0;
    for route in routes::all() {
        let answer = call(&app.client(), route.method, route.path);
        assert!(answer.status < 500, "{} {}: {}", route.method, route.path, answer.body);
        match route.access {
            Access::Public | Access::Local => {}
            Access::Requester => {
                let away = turned_away(&answer) || answer.location().starts_with("/status");
                assert!(away, "{} {}: {}", route.method, route.path, answer.status);
            }
            Access::System => assert_eq!(answer.status, 401, "{}: {}", route.path, answer.body),
            Access::Staff | Access::StaffWith(_) | Access::ApiKey => {
                assert!(turned_away(&answer), "{} {}: {}", route.method, route.path, answer.status);
            }
        }
        tried += 1;
    }
    assert!(tried > 30, "only {tried} routes");
}

#[test]
fn each_role_comes_in_only_where_its_permission_allows() {
    let app = TestApp::new();
    for role in Role::STAFF {
        let email = format!("{role}@example.org");
        app.staff(&email, &[*role]);
        let client = app.client();
        let page = client.get("/sign-in");
        let form = page.form("/sign-in");
        let answer = client.fill("/sign-in", &form, &[("email", &email), ("password", PASSWORD)]);
        assert_eq!(answer.status, 303, "{role}: {}", answer.body);
        let forms = client.get("/desk/account").form("/desk/account/mail");
        let mark = forms.into_iter().find(|(name, _)| name == "csrf").unwrap().1;
        for route in routes::all().filter(|route| route.path != "/sign-out") {
            let Access::StaffWith(permission) = route.access else {
                continue;
            };
            let answer = call(&client, route.method, route.path);
            if !Permission::held_by(permission, &[*role]) && route.method == "POST" {
                // The form's own mark does not help either.
                let answer = client.post(&concrete(route.path), &[("csrf", &mark)]);
                assert_eq!(answer.status, 403, "{role} {}: {}", route.path, answer.body);
            }
            assert!(answer.status < 500, "{role} {} {}: {}", route.method, route.path, answer.body);
            if !Permission::held_by(permission, &[*role]) {
                assert!(
                    turned_away(&answer),
                    "{role} {} {}: {}",
                    route.method,
                    route.path,
                    answer.status
                );
            } else if route.method == "GET" && !route.path.contains('{') {
                assert_eq!(answer.status, 200, "{role} {}: {}", route.path, answer.body);
            }
        }
    }
}

#[test]
fn other_methods_are_answered_405_and_every_answer_carries_the_headers() {
    let app = TestApp::new();
    let client = app.client();
    assert_eq!(client.post("/healthz", &[]).status, 405);
    for path in ["/", "/nothing", "/healthz", "/sign-in", "/api/v1/cases", "/status"] {
        let answer = client.get(path);
        for (name, part) in [
            ("content-security-policy", "default-src 'none'"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
        ] {
            assert!(answer.header(name).contains(part), "{path} {name}: {}", answer.header(name));
        }
    }
}
