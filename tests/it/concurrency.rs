//! Two people at once, double clicks, many callers with one key.

use serde_json::json;

use crate::api::new_case;
use crate::harness::app::TestApp;

#[test]
fn a_hundred_calls_with_one_key_make_one_case() {
    let app = TestApp::new();
    let key = app.key("work", None);
    let body = new_case("email", &["access"], "maya@example.com");
    let answers: Vec<_> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..20)
            .map(|_| {
                scope.spawn(|| {
                    let client = app.client().with_key(&key);
                    (0..5)
                        .map(|_| {
                            client.send_json("/api/v1/cases", &body, &[("Idempotency-Key", "same")])
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        calls.into_iter().flat_map(|call| call.join().unwrap()).collect()
    });
    assert_eq!(answers.len(), 100);
    let first = &answers[0].body;
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (201, first));
    }
    let all = app.client().with_key(&key).get("/api/v1/cases").json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
}

#[test]
fn of_two_clerks_at_once_one_acts_and_the_other_is_told() {
    let app = TestApp::new();
    let client = app.client().with_key(&app.key("work", None));
    let created = client
        .send_json("/api/v1/cases", &new_case("email", &["access"], "maya@example.com"), &[])
        .json();
    let reference = created["reference"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/cases/{reference}/commands");
    let seen = format!("\"{}\"", created["version"]);
    let keys = [app.key("work", None), app.key("work", None)];
    let accept = json!({"command": "accept_identity", "method": "account_match"});
    let mut statuses: Vec<u16> = std::thread::scope(|scope| {
        let calls: Vec<_> = keys
            .iter()
            .map(|key| {
                let (app, path, seen, accept) = (&app, &path, &seen, &accept);
                scope.spawn(move || {
                    let client = app.client().with_key(key);
                    client.send_json(path, accept, &[("If-Match", seen)]).status
                })
            })
            .collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}
