//! The protocol itself: methods, sizes, slow clients. Raw where a client library would smooth things over.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use domain::vocabulary::Role;
use web::routes::{self, Access};

use crate::harness::app::TestApp;

/// Longer than any form: the limit is 256 KiB.
const TOO_MUCH: usize = 300 * 1024;

fn connect(app: &TestApp) -> TcpStream {
    let wire = TcpStream::connect(app.address).unwrap();
    wire.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    wire
}

/// Reads one answer by its length, and leaves the connection open.
fn answer(wire: &mut TcpStream) -> (String, String) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        wire.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    let mut body = vec![0; length.unwrap_or("0").parse().unwrap()];
    wire.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

/// Everything until the server closes; an abrupt end counts as the end.
fn rest(wire: &mut TcpStream) -> String {
    let mut all = Vec::new();
    match wire.read_to_end(&mut all) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("the connection was not closed: {error}"),
    }
    String::from_utf8(all).unwrap()
}

#[test]
fn head_is_answered_like_get_without_a_body() {
    let app = TestApp::new();
    let open = routes::all()
        .filter(|route| route.method == "GET" && route.access == Access::Public)
        .filter(|route| !route.path.contains('{'));
    let mut tried = 0;
    for route in open {
        let get = app.client().get(route.path);
        let mut wire = connect(&app);
        // A second request on the same connection shows that no body was in between.
        for _ in 0..2 {
            write!(wire, "HEAD {} HTTP/1.1\r\nHost: desk\r\n\r\n", route.path).unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") {
                wire.read_exact(&mut byte).unwrap();
                head.push(byte[0]);
            }
            let head = String::from_utf8(head).unwrap().to_lowercase();
            assert!(head.starts_with(&format!("http/1.1 {} ", get.status)), "{head}");
            if get.status == 200 {
                let kind = get.header("content-type").to_lowercase();
                assert!(head.contains(&format!("content-type: {kind}")), "{}: {head}", route.path);
            }
        }
        tried += 1;
    }
    assert!(tried > 5, "only {tried} routes");
}

#[test]
fn a_method_that_is_not_there_is_answered_405_with_those_that_are() {
    let app = TestApp::new();
    for (method, path, allow) in [
        ("DELETE", "/healthz", "get, head"),
        ("PUT", "/sign-in", "get, head, post"),
        ("PUT", "/api/v1/cases", "post, get, head"),
        ("GET", "/sign-out", "post"),
    ] {
        let mut wire = connect(&app);
        write!(wire, "{method} {path} HTTP/1.1\r\nHost: desk\r\n\r\n").unwrap();
        let (head, body) = answer(&mut wire);
        assert!(head.starts_with("http/1.1 405 "), "{method} {path}: {head}");
        assert!(head.contains(&format!("\r\nallow: {allow}\r\n")), "{method} {path}: {head}");
        assert!(body.contains("405"), "{body}");
    }
}

#[test]
fn a_body_that_is_too_large_is_refused_in_words_and_the_next_request_is_answered() {
    let app = TestApp::new();
    let client = app.client();
    let large = "x".repeat(TOO_MUCH);
    client.get("/request");
    let page = client.post("/request", &[("details", &large)]);
    assert_eq!(page.status, 413, "{}", page.body);
    assert_eq!(page.text("h1"), "That is too long");
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(client.get("/request").status, 200);

    let program = app.client().with_key(&app.key("intake", None));
    let problem = program.send_json("/api/v1/cases", &serde_json::json!({ "details": large }), &[]);
    assert_eq!(problem.status, 413, "{}", problem.body);
    assert_eq!(problem.json()["code"], "too_large");
    assert_eq!(problem.header("content-type"), "application/problem+json");
    // The key opens no list; what counts is that the connection still answers.
    assert_eq!(program.get("/api/v1/cases").status, 403);

    app.staff("hana@example.org", &[Role::Handler]);
    let hana = app.sign_in("hana@example.org");
    let page = hana.post("/desk/record", &[("details", &large)]);
    assert_eq!(page.status, 413, "{}", page.body);
    assert!(page.body.contains("Go to the queue"), "{}", page.body);
    assert_eq!(hana.get("/desk").status, 200);
}

#[test]
fn a_client_that_dribbles_is_cut_off() {
    let app = TestApp::with(&[("RIGHTSDESK__SERVER__READ_TIMEOUT_SECONDS", "1")]);
    let started = Instant::now();
    let mut headers = connect(&app);
    write!(headers, "GET / HTTP/1.1\r\nHost: de").unwrap();
    let mut body = connect(&app);
    let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000";
    write!(body, "POST /sign-in HTTP/1.1\r\nHost: desk\r\n{form}\r\n\r\nemail=").unwrap();
    // A drop now and then does not buy more time.
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(150));
        let _closed = headers.write_all(b"x");
        let _closed = body.write_all(b"x");
    }
    let told = rest(&mut body);
    assert!(told.starts_with("HTTP/1.1 408 "), "{told}");
    assert!(told.contains("That took too long to arrive"), "{told}");
    let told = rest(&mut headers);
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 408 "), "{told}");
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    assert_eq!(app.client().get("/healthz").status, 200);
}

#[test]
fn a_form_without_its_cookie_is_refused_before_its_body() {
    let app = TestApp::new();
    let started = Instant::now();
    let mut wire = connect(&app);
    let made_up = format!("Cookie: rd_draft={}\r\n", "a".repeat(64));
    let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000";
    write!(wire, "POST /request HTTP/1.1\r\nHost: desk\r\n{made_up}{form}\r\n\r\nr").unwrap();
    // The rest never comes; the answer and the end of the connection do.
    let told = rest(&mut wire);
    assert!(told.starts_with("HTTP/1.1 403 "), "{told}");
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

/// Whether the server ended a connection, or said something on it.
fn is_over(wire: &TcpStream) -> bool {
    wire.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
    let over = match wire.peek(&mut [0]) {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    };
    wire.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    over
}

#[test]
fn who_holds_connections_open_keeps_nobody_out() {
    let few = ("RIGHTSDESK__SERVER__CONNECTIONS_PER_NETWORK", "8");
    let app = TestApp::with(&[few, ("RIGHTSDESK__SERVER__READ_TIMEOUT_SECONDS", "60")]);
    let started = Instant::now();
    let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000";
    let mut held = Vec::new();
    for _ in 0..40 {
        let mut wire = connect(&app);
        // A busy machine may count connections in another order, so that one gives way before
        // it has said anything.
        let _given_way = write!(wire, "POST /sign-in HTTP/1.1\r\nHost: desk\r\n{form}\r\n\r\ne");
        held.push(wire);
    }
    // Only when all have been counted, 32 of them out, is ours the newest.
    while held.iter().filter(|wire| is_over(wire)).count() < 32 {
        assert!(started.elapsed() < Duration::from_secs(30), "the oldest did not give way");
    }
    assert_eq!(app.client().get("/healthz").status, 200);
    assert_eq!(app.client().get("/readyz").status, 200);
    // Who gave way hears nothing more, or why.
    let given_way = held.iter_mut().find(|wire| is_over(wire)).expect("one gave way");
    let told = rest(given_way);
    assert!(!told.starts_with("HTTP/1.1 2"), "{told}");
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn numbers_are_for_this_machine_or_for_who_has_the_token() {
    const TOKEN: &str = "a-long-enough-token-of-this-test-0001";
    let app = TestApp::with(&[("RIGHTSDESK__SERVER__METRICS_TOKEN", TOKEN)]);
    let ask = |headers: &str| {
        let mut wire = connect(&app);
        write!(wire, "GET /metrics HTTP/1.1\r\n{headers}Connection: close\r\n\r\n").unwrap();
        rest(&mut wire)
    };
    assert!(ask("Host: localhost\r\n").starts_with("HTTP/1.1 200 "));
    assert!(ask("Host: evil.example\r\n").starts_with("HTTP/1.1 404 "));
    assert!(ask("Host: localhost\r\nX-Forwarded-Host: a.example\r\n").starts_with("HTTP/1.1 404 "));
    let with = |token: &str| format!("Host: desk.example\r\nAuthorization: Bearer {token}\r\n");
    assert!(ask(&with(TOKEN)).starts_with("HTTP/1.1 200 "));
    assert!(ask(&with("a-long-enough-token-of-this-test-0002")).starts_with("HTTP/1.1 404 "));
    let none = TestApp::new();
    let mut wire = connect(&none);
    write!(wire, "GET /metrics HTTP/1.1\r\n{}Connection: close\r\n\r\n", with("")).unwrap();
    assert!(rest(&mut wire).starts_with("HTTP/1.1 404 "));
}
