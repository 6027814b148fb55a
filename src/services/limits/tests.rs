//! Budgets: whom they stop, and whom they must not stop.

use std::net::{IpAddr, Ipv4Addr};

use chrono::TimeDelta;

use super::{follow_up_mail, network_of, unasked_mail};
use crate::intake::{self, Draft};
use crate::testing::{NETWORK, TestDesk};
use crate::{ServiceError, portal, staff};
use domain::intake::Submission;
use domain::person::mailbox;

const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 9));

fn submit(desk: &TestDesk, email: &str, network: IpAddr) -> Result<(), ServiceError> {
    let submission = Submission {
        rights: vec!["access".to_owned()],
        name: "Maya Lindqvist".to_owned(),
        email: email.to_owned(),
        country: "DE".to_owned(),
        role: "self".to_owned(),
        ..Submission::default()
    };
    let draft = Draft { submission, ..Draft::new(desk.deps.now() - TimeDelta::minutes(5)) };
    let token = intake::draft_save(&desk.deps, None, &draft).unwrap();
    intake::submit(&desk.deps, &token, network, "").map(drop)
}

fn is_limited<T>(answer: &Result<T, ServiceError>) -> bool {
    matches!(answer, Err(ServiceError::Limited { .. }))
}

#[test]
fn a_stranger_does_not_lock_a_person_out_of_the_form() {
    let desk = TestDesk::new();
    assert!(submit(&desk, "maya@example.com", ELSEWHERE).is_ok());
    // Many providers deliver all of these to one mailbox.
    assert!(submit(&desk, "Maya+1@example.com", ELSEWHERE).is_ok());
    assert!(submit(&desk, "maya+2@example.com", ELSEWHERE).is_ok());
    // Three an hour are the bound for the mailbox, wherever they come from.
    let fourth = submit(&desk, "maya+3@example.com", ELSEWHERE);
    assert!(is_limited(&fourth), "{fourth:?}");
    assert!(fourth.unwrap_err().to_string().contains("by post"));
    assert!(is_limited(&submit(&desk, "maya@example.com", NETWORK)));
    desk.pass(TimeDelta::hours(1));
    assert!(submit(&desk, "maya@example.com", ELSEWHERE).is_ok());
    assert!(is_limited(&submit(&desk, "maya@example.com", ELSEWHERE)), "the last is not theirs");
    assert!(submit(&desk, "maya@example.com", NETWORK).is_ok());
    assert!(is_limited(&submit(&desk, "maya@example.com", NETWORK)), "five a day");
}

#[test]
fn a_stranger_does_not_lock_a_person_out_of_the_status_page() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya Lindqvist");
    let ask =
        |network| portal::ask_code(&desk.deps, reference.as_str(), "maya@example.com", network);
    for _ in 0..5 {
        ask(ELSEWHERE).unwrap();
    }
    assert!(is_limited(&ask(ELSEWHERE)));
    ask(NETWORK).unwrap();
    // A budget of its own: the desk's door stays open too.
    staff::request_reset(&desk.deps, "maya@example.com", ELSEWHERE).unwrap();
}

#[test]
fn codes_to_one_mailbox_end_silently_wherever_they_are_asked_for() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya Lindqvist");
    let before = desk.mails().len();
    for network in 0..30 {
        let network = IpAddr::V4(Ipv4Addr::new(198, 51, network, 1));
        portal::ask_code(&desk.deps, reference.as_str(), "maya@example.com", network).unwrap();
    }
    assert_eq!(desk.mails().len() - before, 20);
}

#[test]
fn one_password_is_not_tried_on_every_account() {
    let desk = TestDesk::new();
    let try_one = |n: usize, network| {
        let email = format!("colleague{n}@example.org");
        staff::sign_in(&desk.deps, &email, "correct horse battery", network)
    };
    let limited = (0..40).filter(|n| is_limited(&try_one(*n, ELSEWHERE))).count();
    assert_eq!(limited, 20);
    assert!(!is_limited(&try_one(41, NETWORK)), "other networks go on");
    desk.pass(TimeDelta::minutes(10));
    assert!(!is_limited(&try_one(41, ELSEWHERE)), "the office waits ten minutes, not longer");
}

#[test]
fn mail_nobody_asked_for_keeps_within_the_bounds_of_a_mailbox() {
    let desk = TestDesk::new();
    let deps = desk.deps.clone();
    let (places, reminder) = desk
        .deps
        .store
        .write(move |tx| {
            let mut places = Vec::new();
            for n in 0..30 {
                places.push(unasked_mail(tx, &deps, &format!("victim+{n}@example.com"))?);
            }
            Ok::<_, ServiceError>((places, follow_up_mail(tx, &deps, "victim@example.com")?))
        })
        .unwrap();
    let now = desk.deps.now();
    // Two in an hour and three in a day, for a week; the rest is left out.
    let found: Vec<_> = places.iter().flatten().map(|at| *at - now).collect();
    assert_eq!(found.len(), 21);
    assert_eq!(&found[..3], [TimeDelta::zero(), TimeDelta::zero(), TimeDelta::hours(1)]);
    assert!(places[21..].iter().all(Option::is_none));
    assert!(!reminder, "the same bounds hold for what follows an unproven mail");
    // The person herself still gets in.
    assert!(submit(&desk, "victim@example.com", NETWORK).is_ok());
}

#[test]
fn kept_forms_are_limited_and_short() {
    let desk = TestDesk::new();
    let long = Submission { details: "ä".repeat(200_000), ..Submission::default() };
    let draft = Draft { submission: long, ..Draft::new(desk.deps.now()) };
    let keep = |token: &str, network| intake::draft_keep(&desk.deps, token, network, &draft);
    for n in 0..60 {
        keep(&format!("{n}"), ELSEWHERE).unwrap();
    }
    assert!(is_limited(&keep("one more", ELSEWHERE)));
    assert!(keep("59", ELSEWHERE).is_ok(), "a form that is kept already goes on");
    assert!(keep("somebody else's", NETWORK).is_ok());
    let kept = intake::draft_load(&desk.deps, "59").unwrap().unwrap();
    let length = kept.submission.details.chars().count();
    assert!((10_001..10_100).contains(&length), "{length}");
    assert!(kept.submission.parse(true).unwrap_err().contains_key("details"));
}

#[test]
fn a_secret_of_ones_own_is_no_secret_of_ours() {
    let desk = TestDesk::new();
    let ours = desk.deps.draft_secret();
    assert!(desk.deps.is_draft_secret(&ours));
    let (half, rest) = (ours.get(..64).unwrap(), ours.get(1..).unwrap());
    for wrong in ["", "a", &"a".repeat(64), &"a".repeat(128), half, rest] {
        assert!(!desk.deps.is_draft_secret(wrong), "{wrong}");
    }
    assert!(!desk.deps.is_draft_secret(&"ä".repeat(64)));
}

#[test]
fn networks_and_mailboxes_are_what_one_person_can_vary() {
    let same = |a: &str, b: &str| network_of(a.parse().unwrap()) == network_of(b.parse().unwrap());
    assert!(same("192.0.2.1", "192.0.2.250"));
    assert!(!same("192.0.2.1", "192.0.3.1"));
    assert!(same("2001:db8:1:1::1", "2001:db8:1:ffff::2"));
    assert!(!same("2001:db8:1::1", "2001:db8:2::1"));
    assert!(same("::ffff:192.0.2.1", "192.0.2.9"));
    assert_eq!(mailbox("joe+1@x.org"), "joe@x.org");
    assert_eq!(mailbox("joe@x.org"), "joe@x.org");
    assert_eq!(mailbox("+1@x.org"), "+1@x.org");
}
