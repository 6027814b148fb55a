//! Challenges, drafts, limits, repeated calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::{TestStore, at, contracts};
use crate::challenges::{self, Challenge};
use crate::{drafts, heartbeats, idempotency, limits, settings};

contracts!(
    a_challenge_is_used_once_and_its_tries_are_counted,
    a_new_challenge_takes_the_place_of_the_old,
    drafts_expire,
    limits_count_every_racer,
    a_repeated_call_finds_the_first,
    settings_and_heartbeats_keep_the_last_value,
);

fn challenge(id: &str) -> Challenge {
    Challenge {
        id: id.to_owned(),
        purpose: "confirm_email".to_owned(),
        subject: "c-1".to_owned(),
        code_hash: Some(vec![1]),
        token_hash: Some(id.as_bytes().to_vec()),
        browser_hash: None,
        attempts: 0,
        code_expires_at: at(600),
        token_expires_at: at(86_400),
        used_at: None,
        replaced_at: None,
        created_at: at(0),
    }
}

fn a_challenge_is_used_once_and_its_tries_are_counted(test: &TestStore) {
    test.write(|tx| challenges::put(tx, &challenge("1")));
    assert_eq!(test.read(|tx| challenges::get(tx, "1")), Some(challenge("1")));
    let granted = Arc::new(AtomicI64::new(0));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (store, granted) = (test.store.clone(), Arc::clone(&granted));
            std::thread::spawn(move || {
                if store.write(|tx| challenges::count_attempt(tx, "1", 5)).unwrap().is_some() {
                    granted.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(granted.load(Ordering::SeqCst), 5);
    assert!(test.write(|tx| challenges::use_up(tx, "1", at(3))));
    assert!(!test.write(|tx| challenges::use_up(tx, "1", at(4))));
    assert_eq!(test.write(|tx| challenges::count_attempt(tx, "1", 99)), None);
    let used = test.read(|tx| challenges::by_token(tx, b"1")).unwrap();
    assert_eq!(used.used_at, Some(at(3)));
}

fn a_new_challenge_takes_the_place_of_the_old(test: &TestStore) {
    test.write(|tx| challenges::put(tx, &challenge("1")));
    assert_eq!(test.write(|tx| challenges::replace_live(tx, "c-1", "confirm_email", at(9))), 1);
    test.write(|tx| challenges::put(tx, &Challenge { created_at: at(9), ..challenge("2") }));
    let live = test.read(|tx| challenges::live(tx, "c-1", "confirm_email")).unwrap();
    assert_eq!(live.id, "2");
    let old = test.read(|tx| challenges::by_token(tx, b"1")).unwrap();
    assert_eq!(old.replaced_at, Some(at(9)));
    assert!(!test.write(|tx| challenges::use_up(tx, "1", at(10))));
    assert_eq!(test.read(|tx| challenges::live(tx, "c-1", "sign_in")), None);
    let since = |s| test.read(|tx| challenges::count_since(tx, "c-1", "confirm_email", at(s)));
    assert_eq!((since(0), since(9), since(10)), (2, 1, 0));
    assert_eq!(test.write(|tx| challenges::sweep(tx, at(86_400), 9)), 0);
    assert_eq!(test.write(|tx| challenges::sweep(tx, at(86_401), 1)), 1);
    assert_eq!(test.write(|tx| challenges::delete_of(tx, "c-1")), 1);
}

fn drafts_expire(test: &TestStore) {
    test.write(|tx| drafts::put(tx, b"id", b"one", at(60), at(0)));
    test.write(|tx| drafts::put(tx, b"id", b"two", at(120), at(50)));
    assert_eq!(test.read(|tx| drafts::get(tx, b"id", at(119))), Some(b"two".to_vec()));
    assert_eq!(test.read(|tx| drafts::get(tx, b"id", at(120))), None);
    assert_eq!(test.write(|tx| drafts::sweep(tx, at(119), 9)), 0);
    assert_eq!(test.write(|tx| drafts::sweep(tx, at(120), 9)), 1);
    assert!(!test.write(|tx| drafts::delete(tx, b"id")));
}

fn limits_count_every_racer(test: &TestStore) {
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let store = test.store.clone();
            std::thread::spawn(move || {
                (0..5)
                    .map(|_| store.write(|tx| limits::increment(tx, b"k", at(0))).unwrap())
                    .collect::<Vec<i64>>()
            })
        })
        .collect();
    let mut counts: Vec<i64> = threads.into_iter().flat_map(|t| t.join().unwrap()).collect();
    counts.sort_unstable();
    assert_eq!(counts, (1..=40).collect::<Vec<i64>>());
    assert_eq!(test.write(|tx| limits::increment(tx, b"k", at(3600))), 1);
    assert_eq!(test.read(|tx| limits::count(tx, b"k", at(0))), 40);
    assert_eq!(test.read(|tx| limits::count(tx, b"other", at(0))), 0);
    assert_eq!(test.write(|tx| limits::sweep(tx, at(3600), 9)), 1);
    assert_eq!(test.read(|tx| limits::count(tx, b"k", at(3600))), 1);
}

fn a_repeated_call_finds_the_first(test: &TestStore) {
    test.write(|tx| {
        assert_eq!(idempotency::begin(tx, b"k", b"body", at(0))?, None);
        idempotency::finish(tx, b"k", 201, b"sealed", Some("c-1"))
    });
    let again = test.write(|tx| idempotency::begin(tx, b"k", b"other", at(5))).unwrap();
    assert_eq!((again.status, again.created_at), (Some(201), at(0)));
    assert_eq!(again.body_hash, b"body");
    assert_eq!(test.write(|tx| idempotency::forget_case(tx, "c-1")), 1);
    let gone = test.read(|tx| idempotency::find(tx, b"k")).unwrap();
    assert_eq!((gone.status, gone.sealed_answer), (Some(201), None));
    assert_eq!(test.write(|tx| idempotency::sweep(tx, at(1), 9)), 1);
    assert_eq!(test.read(|tx| idempotency::find(tx, b"k")), None);
}

fn settings_and_heartbeats_keep_the_last_value(test: &TestStore) {
    assert!(test.write(|tx| settings::put_new(tx, "four_eyes", "always", at(0))));
    assert!(!test.write(|tx| settings::put_new(tx, "four_eyes", "never", at(0))));
    test.write(|tx| settings::put(tx, "four_eyes", "default", at(1)));
    test.write(|tx| settings::put(tx, "law:one", "[]", at(1)));
    let laws = test.read(|tx| settings::beginning(tx, &["law:", "choice:"]));
    assert_eq!(laws, [("law:one".to_owned(), "[]".to_owned())]);
    assert!(test.read(|tx| settings::beginning(tx, &["choice:"])).is_empty());
    assert!(test.write(|tx| settings::delete(tx, "law:one")));
    let all = test.read(|tx| settings::all(tx));
    assert_eq!(all, [("four_eyes".to_owned(), "default".to_owned())]);
    assert!(test.write(|tx| settings::delete(tx, "four_eyes")));
    test.write(|tx| heartbeats::beat(tx, "worker", at(0), "one"));
    test.write(|tx| heartbeats::beat(tx, "worker", at(7), "two"));
    let last = test.read(|tx| heartbeats::get(tx, "worker")).unwrap();
    assert_eq!((last.at, last.instance.as_str()), (at(7), "two"));
    assert_eq!(test.read(|tx| heartbeats::all(tx)).len(), 1);
}
