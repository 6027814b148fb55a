//! The outbox: each item is worked on by one worker at a time, and settled by that one only.

use std::collections::HashSet;

use super::{TestStore, at, contracts};
use crate::outbox::{self, Claim, Item, NewItem, OutboxState};
use crate::{Store, StoreError};

contracts!(
    an_item_comes_back_as_it_was_put,
    a_dedupe_key_lets_one_item_in,
    racing_workers_never_get_the_same_item,
    only_the_holder_of_the_lease_settles,
    a_lapsed_lease_is_claimed_again,
    dead_items_can_be_given_new_attempts,
    what_was_claimed_and_never_begun_goes_back_untried,
    an_item_that_was_not_tried_waits_without_an_attempt,
    a_person_settles_only_what_nobody_works_on,
    lists_page_and_sweeps_are_bounded,
);

fn item(id: &str) -> NewItem {
    NewItem {
        id: id.to_owned(),
        topic: "mail".to_owned(),
        case_id: Some("c-1".to_owned()),
        template: None,
        audience: None,
        recipient_hash: Some(vec![1, 0, 255]),
        payload: vec![0, 159, 146, 150],
        due_at: at(0),
        dedupe_key: None,
        created_at: at(-5),
    }
}

fn put(store: &Store, new: NewItem) -> bool {
    store.write(move |tx| outbox::put(tx, &new)).unwrap()
}

fn claim(store: &Store, now: i64, token: &'static str, limit: i64) -> Vec<Item> {
    let claimed: Result<_, StoreError> = store.write(move |tx| {
        let topics = ["mail", "wake"];
        let (now, until) = (at(now), at(now + 120));
        outbox::claim(tx, &Claim { now, until, token, limit, topics: &topics })
    });
    claimed.unwrap()
}

fn ids(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.new.id.as_str()).collect()
}

fn an_item_comes_back_as_it_was_put(test: &TestStore) {
    assert!(put(&test.store, item("1")));
    let found = test.read(|tx| outbox::get(tx, "1")).unwrap();
    assert_eq!(found.new, item("1"));
    assert_eq!((found.state, found.attempts, found.lease_token), (OutboxState::Ready, 0, None));
    assert_eq!(test.read(|tx| outbox::get(tx, "2")), None);
    let again: Result<_, StoreError> = test.store.write(|tx| outbox::put(tx, &item("1")));
    assert_eq!(again, Err(StoreError::Conflict));
}

fn a_dedupe_key_lets_one_item_in(test: &TestStore) {
    let keyed = |id: &str| NewItem { dedupe_key: Some("digest:2026-11-23".into()), ..item(id) };
    assert!(put(&test.store, keyed("1")));
    assert!(!put(&test.store, keyed("2")));
    assert!(put(&test.store, item("3")));
    assert_eq!(ids(&claim(&test.store, 0, "t", 9)), ["1", "3"]);
}

fn racing_workers_never_get_the_same_item(test: &TestStore) {
    test.write(|tx| {
        for i in 0..200 {
            outbox::put(tx, &item(&format!("{i:03}")))?;
        }
        Ok(())
    });
    let workers: Vec<_> = ["a", "b", "c", "d"]
        .into_iter()
        .map(|token| {
            let store = test.store.clone();
            std::thread::spawn(move || {
                let mut mine = Vec::new();
                loop {
                    let got = claim(&store, 1, token, 7);
                    if got.is_empty() {
                        return mine;
                    }
                    assert!(got.iter().all(|i| i.lease_token.as_deref() == Some(token)));
                    mine.extend(got.into_iter().map(|item| item.new.id));
                }
            })
        })
        .collect();
    let all: Vec<String> = workers.into_iter().flat_map(|w| w.join().unwrap()).collect();
    let distinct: HashSet<&String> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (200, 200));
}

fn only_the_holder_of_the_lease_settles(test: &TestStore) {
    put(&test.store, item("1"));
    put(&test.store, NewItem { due_at: at(60), ..item("later") });
    put(&test.store, NewItem { topic: "other".into(), ..item("other") });
    assert_eq!(ids(&claim(&test.store, 0, "mine", 9)), ["1"]);
    assert!(claim(&test.store, 1, "theirs", 9).is_empty());
    assert!(!test.write(|tx| outbox::settle_done(tx, "1", "theirs", at(1))));
    assert!(!test.write(|tx| outbox::settle_dead(tx, "1", "theirs", at(1), "x")));
    assert_eq!(test.write(|tx| outbox::begin(tx, "1", "theirs", at(999))), None);
    assert_eq!(test.write(|tx| outbox::begin(tx, "1", "mine", at(300))), Some(1));
    assert!(!test.write(|tx| outbox::renew(tx, "1", "theirs", at(999))));
    assert!(test.write(|tx| outbox::renew(tx, "1", "mine", at(400))));
    assert!(test.write(|tx| outbox::settle_retry(tx, "1", "mine", at(100), "timeout")));
    assert!(!test.write(|tx| outbox::settle_done(tx, "1", "mine", at(1))), "settled twice");
    let found = test.read(|tx| outbox::get(tx, "1")).unwrap();
    assert_eq!((found.new.due_at, found.attempts), (at(100), 1));
    assert_eq!((found.last_error.as_deref(), found.lease_until), (Some("timeout"), None));
    assert_eq!(ids(&claim(&test.store, 99, "mine", 9)), ["later"]);
    assert_eq!(ids(&claim(&test.store, 100, "mine 2", 9)), ["1"]);
    assert_eq!(test.write(|tx| outbox::begin(tx, "1", "mine 2", at(300))), Some(2));
    assert!(test.write(|tx| outbox::settle_done(tx, "1", "mine 2", at(101))));
    let done = test.read(|tx| outbox::get(tx, "1")).unwrap();
    assert_eq!((done.state, done.done_at, done.attempts), (OutboxState::Done, Some(at(101)), 2));
}

fn a_lapsed_lease_is_claimed_again(test: &TestStore) {
    put(&test.store, item("1"));
    assert_eq!(claim(&test.store, 0, "first", 1).len(), 1);
    assert!(claim(&test.store, 119, "second", 1).is_empty());
    assert_eq!(claim(&test.store, 120, "second", 1)[0].attempts, 0, "nothing was begun");
    assert_eq!(test.write(|tx| outbox::begin(tx, "1", "first", at(400))), None);
    assert!(!test.write(|tx| outbox::settle_done(tx, "1", "first", at(121))), "a late worker");
}

fn dead_items_can_be_given_new_attempts(test: &TestStore) {
    put(&test.store, item("1"));
    assert!(!test.write(|tx| outbox::requeue(tx, "1", at(0))));
    claim(&test.store, 0, "t", 1);
    test.write(|tx| outbox::begin(tx, "1", "t", at(120)));
    assert!(test.write(|tx| outbox::settle_dead(tx, "1", "t", at(1), "550 no such user")));
    assert!(claim(&test.store, 999, "t", 1).is_empty());
    let counts = test.read(|tx| outbox::counts(tx));
    let expected = [(OutboxState::Ready, 0), (OutboxState::Done, 0), (OutboxState::Dead, 1)];
    assert_eq!(counts, expected);
    assert!(test.write(|tx| outbox::requeue(tx, "1", at(2000))));
    assert_eq!(test.read(|tx| outbox::oldest_due(tx)), Some(at(2000)));
    let again = &claim(&test.store, 2000, "t2", 1)[0];
    assert_eq!((again.attempts, again.done_at), (0, None));
}

fn what_was_claimed_and_never_begun_goes_back_untried(test: &TestStore) {
    put(&test.store, item("1"));
    put(&test.store, item("2"));
    assert_eq!(claim(&test.store, 0, "mine", 9).len(), 2);
    assert!(!test.write(|tx| outbox::give_back(tx, "1", "theirs")));
    assert!(test.write(|tx| outbox::give_back(tx, "1", "mine")));
    assert!(!test.write(|tx| outbox::give_back(tx, "1", "mine")), "given back twice");
    let next = claim(&test.store, 1, "next", 9);
    assert_eq!((ids(&next), next[0].attempts), (vec!["1"], 0), "the other is still leased");
}

fn an_item_that_was_not_tried_waits_without_an_attempt(test: &TestStore) {
    put(&test.store, item("1"));
    claim(&test.store, 0, "mine", 1);
    assert_eq!(test.write(|tx| outbox::begin(tx, "1", "mine", at(120))), Some(1));
    assert!(!test.write(|tx| outbox::settle_wait(tx, "1", "theirs", at(300))));
    assert!(test.write(|tx| outbox::settle_wait(tx, "1", "mine", at(300))));
    let found = test.read(|tx| outbox::get(tx, "1")).unwrap();
    assert_eq!((found.state, found.attempts), (OutboxState::Ready, 0));
    assert_eq!((found.lease_token, found.lease_until), (None, None), "the next worker is free");
    assert!(!test.write(|tx| outbox::settle_wait(tx, "1", "mine", at(300))), "settled twice");
    assert_eq!((found.new.due_at, found.done_at, found.last_error), (at(300), None, None));
    assert!(claim(&test.store, 299, "next", 1).is_empty());
    assert_eq!(claim(&test.store, 300, "next", 1)[0].attempts, 0);
}

fn a_person_settles_only_what_nobody_works_on(test: &TestStore) {
    put(&test.store, item("1"));
    claim(&test.store, 0, "worker", 1);
    assert!(!test.write(|tx| outbox::settle_by_hand(tx, "1", at(1))), "a worker has it");
    assert!(!test.write(|tx| outbox::settle_by_hand(tx, "2", at(1))), "there is none");
    assert!(test.write(|tx| outbox::settle_retry(tx, "1", "worker", at(10), "no printer")));
    assert!(test.write(|tx| outbox::settle_by_hand(tx, "1", at(2))));
    let found = test.read(|tx| outbox::get(tx, "1")).unwrap();
    assert_eq!((found.state, found.done_at), (OutboxState::Done, Some(at(2))));
    assert!(!test.write(|tx| outbox::settle_by_hand(tx, "1", at(3))), "settled twice");
    assert!(claim(&test.store, 99, "worker", 1).is_empty());
}

fn lists_page_and_sweeps_are_bounded(test: &TestStore) {
    for id in ["1", "2", "3", "4", "5"] {
        put(&test.store, item(id));
    }
    let newest = test.read(|tx| outbox::in_state_page(tx, OutboxState::Ready, None, 2));
    assert_eq!(ids(&newest), ["5", "4"]);
    let next = test.read(|tx| outbox::in_state_page(tx, OutboxState::Ready, Some("4"), 2));
    assert_eq!(ids(&next), ["3", "2"]);
    assert_eq!(ids(&test.read(|tx| outbox::of_case(tx, "c-1", Some("3"), 9))), ["4", "5"]);
    for claimed in claim(&test.store, 0, "t", 4) {
        test.write(move |tx| outbox::settle_done(tx, &claimed.new.id, "t", at(10)));
    }
    assert_eq!(test.write(|tx| outbox::sweep_done(tx, at(10), 3)), 0);
    assert_eq!(test.write(|tx| outbox::sweep_done(tx, at(11), 3)), 3);
    assert_eq!(test.write(|tx| outbox::sweep_done(tx, at(11), 3)), 1);
    assert_eq!(test.write(|tx| outbox::delete_of_case(tx, "c-1", 9)), 1);
}
