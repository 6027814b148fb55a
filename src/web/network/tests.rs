//! Whom proxies are believed about, and what counts as this machine.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::test::TestRequest;

use super::{client, is_local};
use config::{Layers, Settings};

fn settings() -> Settings {
    let trusted = ("RIGHTSDESK__SERVER__TRUSTED_PROXIES".to_owned(), "10.0.0.0/8".to_owned());
    Layers { environment: vec![trusted], ..Layers::default() }.settings().unwrap()
}

fn from(peer: &str, headers: &[(&'static str, &'static str)]) -> HttpRequest {
    let mut request = TestRequest::get().uri("/metrics").peer_addr(peer.parse().unwrap());
    for header in headers {
        request = request.append_header(*header);
    }
    request.to_http_request()
}

#[test]
fn the_nearest_hop_that_is_not_ours_is_the_client() {
    let peer = "10.0.0.1:40000";
    for (written, expected) in [
        ("198.51.100.9", "198.51.100.9"),
        ("10.1.0.1, 198.51.100.9:4444", "198.51.100.9"),
        ("192.0.2.66, 198.51.100.9:4444, 10.0.0.2:80", "198.51.100.9"),
        ("192.0.2.66, [2001:db8::7]:4444", "2001:db8::7"),
        ("192.0.2.66, [2001:db8::7]", "2001:db8::7"),
        ("192.0.2.66, 2001:db8::7", "2001:db8::7"),
        // What nobody can read hides who is behind it; the left side is not believed.
        ("192.0.2.66, unknown", "10.0.0.1"),
        ("192.0.2.66, _hidden, 10.0.0.2", "10.0.0.1"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.1"),
    ] {
        let found = client(&from(peer, &[("x-forwarded-for", written)]), &settings());
        assert_eq!(found, expected.parse::<IpAddr>().unwrap(), "{written}");
    }
    let twice = [("x-forwarded-for", "192.0.2.66"), ("x-forwarded-for", "198.51.100.9")];
    assert_eq!(client(&from(peer, &twice), &settings()).to_string(), "198.51.100.9");
    let stranger = from("203.0.113.5:1", &[("x-forwarded-for", "198.51.100.9")]);
    assert_eq!(client(&stranger, &settings()).to_string(), "203.0.113.5");
}

#[test]
fn this_machine_is_asked_by_its_own_name_and_through_nobody() {
    for host in
        ["localhost", "LocalHost:8080", "127.0.0.1:8080", "127.0.0.1", "[::1]:8080", "[::1]"]
    {
        assert!(is_local(&from("127.0.0.1:40000", &[("host", host)])), "{host}");
    }
    assert!(is_local(&from("[::1]:40000", &[("host", "localhost")])));
    for host in
        ["evil.example", "localhost.evil.example:8080", "127.0.0.1.evil.example", "", "10.0.0.1"]
    {
        assert!(!is_local(&from("127.0.0.1:40000", &[("host", host)])), "{host}");
    }
    assert!(!is_local(&from("127.0.0.1:40000", &[])));
    assert!(!is_local(&from("127.0.0.1:1", &[("host", "localhost"), ("host", "evil.example")])));
    assert!(!is_local(&from("192.0.2.1:40000", &[("host", "localhost")])));
    for name in [
        "forwarded",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-real-ip",
        "cf-connecting-ip",
        "true-client-ip",
    ] {
        assert!(!is_local(&from("127.0.0.1:1", &[("host", "localhost"), (name, "x")])), "{name}");
    }
}
