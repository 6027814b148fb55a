//! Signatures as they are read, and secrets as they are kept.

use super::secrets::valid;
use super::signature::{self, Signature};
use super::*;
use crate::testing::TestDesk;
use crypto::message_code;
use domain::actor::Actor;
use domain::prose::hex;
use domain::vocabulary::Role;
use storage::system_secrets;

fn admin() -> Actor {
    Actor::staff("ada", vec![Role::Admin])
}

#[test]
fn a_header_has_one_time_and_one_code() {
    let signature = Signature::parse("t=1764140000, hmac=ab ,later=1").unwrap();
    assert_eq!((signature.at.timestamp(), signature.code.trim()), (1_764_140_000, "ab"));
    let long = format!("t=1,hmac=ab,x={}", "y".repeat(1_000));
    for wrong in ["", "t=1", "hmac=ab", "t=x,hmac=ab", "t=1,t=2,hmac=a", "t=1,hmac=a,hmac=b", &long]
    {
        assert!(Signature::parse(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn a_signature_counts_for_its_body_its_time_and_a_while() {
    let code = hex(&message_code("rdsys_1", &[b"1764140000.{}"]));
    let signature = Signature::parse(&format!("t=1764140000,hmac={code}")).unwrap();
    assert!(signature.is_by("rdsys_1", b"{}"));
    assert!(!signature.is_by("rdsys_2", b"{}") && !signature.is_by("rdsys_1", b"{ }"));
    let later = Signature::parse(&format!("t=1764140001,hmac={code}")).unwrap();
    assert!(!later.is_by("rdsys_1", b"{}"));
    let at = |seconds: i64| signature.at + chrono::TimeDelta::seconds(seconds);
    assert!(signature.is_fresh(at(300), 300) && signature.is_fresh(at(-300), 300));
    assert!(!signature.is_fresh(at(301), 300) && !signature.is_fresh(at(-301), 300));
}

#[test]
fn what_leaves_is_signed_with_every_secret_and_by_the_desk() {
    let desk = TestDesk::new();
    let secrets = ["rdsys_1".to_owned(), "rdsys_2".to_owned()];
    let header = signature::sign(&desk.deps, desk.deps.now(), &secrets, b"{}").unwrap();
    let names: Vec<&str> = header.split(',').map(|part| part.split('=').next().unwrap()).collect();
    assert_eq!(names, ["t", "hmac", "hmac", "ed25519", "key"]);
    let keys = public_keys(&desk.deps).unwrap();
    let kid = keys["keys"][0]["kid"].as_str().unwrap();
    assert!(header.ends_with(&format!("key={kid}")), "{header}");
    assert_eq!(keys["keys"][0]["x"], public_key(&desk.deps).unwrap());
}

#[test]
fn two_secrets_count_at_a_time_and_none_is_kept_as_it_is() {
    let desk = TestDesk::new();
    let clerk = Actor::staff("olga", vec![Role::Compliance]);
    assert!(matches!(list(&desk.deps, &clerk, "accounts"), Err(ServiceError::Forbidden)));
    assert!(matches!(make_once(&desk.deps, &clerk, "f", "accounts"), Err(ServiceError::Forbidden)));
    assert!(matches!(make_once(&desk.deps, &admin(), "f", "moon"), Err(ServiceError::NotFound)));
    let make = |form: &str| {
        desk.pass(chrono::TimeDelta::seconds(1));
        make_once(&desk.deps, &admin(), form, "accounts").unwrap().map(|made| made.secret)
    };
    let first = make("1").unwrap();
    assert_eq!(make("1"), None, "the same form makes no second one");
    let (second, third) = (make("2").unwrap(), make("3").unwrap());
    let now = || desk.deps.store.read(|tx| valid(tx, &desk.deps, "accounts")).unwrap();
    assert_eq!(now(), [third.clone(), second.clone()], "the oldest of three ended: {first}");
    let rows = desk.deps.store.read(|tx| system_secrets::of(tx, "accounts")).unwrap();
    for row in rows {
        let sealed = String::from_utf8_lossy(&row.sealed).into_owned();
        assert!(!sealed.contains("rdsys_"), "{sealed}");
    }
    end_older(&desk.deps, &admin(), "accounts").unwrap();
    assert_eq!(now(), [third]);
}
