//! Transactions: nothing half done, nothing lost, nobody waits for ever.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use super::{TestStore, at, contracts, number, statement};
use crate::{StoreError, WriteTx, settings};

contracts!(
    a_group_keeps_what_succeeded_and_nothing_else,
    a_swallowed_failure_is_not_committed,
    readers_see_one_state_and_cannot_write,
    errors_of_callers_come_back_as_they_are,
    what_is_acknowledged_is_there_when_opened_again,
);

const COUNT: &str = "SELECT count(*) AS value FROM settings";

fn put(tx: &mut WriteTx<'_>, key: &str) -> Result<(), StoreError> {
    settings::put(tx, key, "value", at(0))
}

fn a_group_keeps_what_succeeded_and_nothing_else(test: &TestStore) {
    let commits = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&commits);
    test.store.on_commit(Box::new(move || {
        counter.fetch_add(1, Ordering::SeqCst);
    }));
    // The first command holds the writer until the others wait behind it.
    let (release, held) = channel::<()>();
    let store = test.store.clone();
    let first = std::thread::spawn(move || {
        store.write(move |tx| {
            held.recv().unwrap();
            put(tx, "first")
        })
    });
    let others: Vec<_> = (0..60)
        .map(|i| {
            let store = test.store.clone();
            std::thread::spawn(move || {
                store.write(move |tx| {
                    put(tx, &format!("key {i}"))?;
                    match i % 3 {
                        0 => Ok(()),
                        1 => Err(StoreError::Database("on purpose".to_owned())),
                        _ => panic!("on purpose"),
                    }
                })
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(300));
    release.send(()).unwrap();
    first.join().unwrap().unwrap();
    let results: Vec<_> = others.into_iter().map(|t| t.join().unwrap()).collect();
    assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 20);
    let panicked = |r: &&Result<(), StoreError>| format!("{r:?}").contains("panicked");
    assert_eq!(results.iter().filter(panicked).count(), 20);
    assert_eq!(test.read(|tx| number(tx, COUNT)), 21);
    if test.store.kind() == "sqlite" {
        assert!(commits.load(Ordering::SeqCst) < 6, "they were not grouped");
    } else {
        assert_eq!(commits.load(Ordering::SeqCst), 21);
    }
}

fn a_swallowed_failure_is_not_committed(test: &TestStore) {
    let result = test.store.write(|tx| {
        put(tx, "a")?;
        // Broken on purpose: the error is dropped.
        let _dropped = statement(tx, "INSERT INTO settings (key) VALUES ('b')");
        Ok::<_, StoreError>(())
    });
    assert!(matches!(result, Err(StoreError::Database(_))), "{result:?}");
    assert_eq!(test.read(|tx| number(tx, COUNT)), 0);
    test.write(|tx| put(tx, "c"));
}

fn readers_see_one_state_and_cannot_write(test: &TestStore) {
    test.write(|tx| put(tx, "a"));
    let store = test.store.clone();
    test.read(|tx| {
        assert_eq!(number(tx, COUNT)?, 1);
        store.write(|tx| put(tx, "b"))?;
        assert_eq!(number(tx, COUNT)?, 1, "a reader saw a later commit");
        Ok(())
    });
    assert_eq!(test.read(|tx| number(tx, COUNT)), 2);
    let refused =
        test.store.read(|tx| number(tx, "DELETE FROM settings RETURNING 1 AS value").map(drop));
    assert!(refused.is_err());
    assert_eq!(test.read(|tx| number(tx, COUNT)), 2);
}

fn errors_of_callers_come_back_as_they_are(test: &TestStore) {
    #[derive(Debug, PartialEq)]
    enum Mine {
        Refused(u8),
        Store(StoreError),
    }
    impl From<StoreError> for Mine {
        fn from(error: StoreError) -> Self {
            Self::Store(error)
        }
    }
    let refused = test.store.write(|tx| {
        put(tx, "a")?;
        Err::<(), _>(Mine::Refused(7))
    });
    assert_eq!(refused, Err(Mine::Refused(7)));
    let twice = test.store.write(|tx| {
        let insert = "INSERT INTO form_drafts SELECT id_hash, sealed, expires_at, updated_at";
        let rows = "FROM form_drafts UNION ALL SELECT id_hash, sealed, expires_at, updated_at";
        crate::drafts::put(tx, b"x", b"y", at(1), at(0))?;
        statement(tx, &format!("{insert} {rows} FROM form_drafts"))?;
        Ok::<_, Mine>(())
    });
    assert_eq!(twice, Err(Mine::Store(StoreError::Conflict)));
    assert_eq!(test.read(|tx| number(tx, COUNT)), 0);
}

fn what_is_acknowledged_is_there_when_opened_again(test: &TestStore) {
    let again = crate::Store::open(&test.url, 2).unwrap();
    test.write(|tx| put(tx, "a"));
    assert_eq!(again.read(|tx| settings::get(tx, "a")), Ok(Some("value".to_owned())));
    again.scrub().unwrap();
    assert_eq!(again.migrations().unwrap().pending, Vec::<String>::new());
}

#[test]
fn a_write_inside_a_write_is_refused_instead_of_waiting_for_itself() {
    let test = super::sqlite();
    let store = test.store.clone();
    let result: Result<(), StoreError> = test.store.write(move |tx| {
        put(tx, "outer")?;
        store.write(|tx| put(tx, "inner"))
    });
    assert!(matches!(result, Err(StoreError::Database(_))), "{result:?}");
    assert_eq!(test.read(|tx| number(tx, COUNT)), 0);
}

#[test]
fn a_full_queue_is_said_at_once() {
    let test = super::sqlite();
    let (started, running) = channel::<()>();
    let (release, held) = channel::<()>();
    let store = test.store.clone();
    let first = std::thread::spawn(move || {
        store.write(move |tx| {
            started.send(()).unwrap();
            held.recv().unwrap();
            put(tx, "first")
        })
    });
    running.recv().unwrap();
    let refused = Arc::new(AtomicUsize::new(0));
    let waiting: Vec<_> = (0..300)
        .map(|i| {
            let (store, refused) = (test.store.clone(), Arc::clone(&refused));
            std::thread::spawn(move || {
                let result = store.write(move |tx| put(tx, &i.to_string()));
                if matches!(result, Err(StoreError::Unavailable(_))) {
                    refused.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    // 256 wait, the rest hears so while the writer still stands.
    let begun = std::time::Instant::now();
    while refused.load(Ordering::SeqCst) < 44 {
        assert!(begun.elapsed() < Duration::from_secs(10));
        std::thread::yield_now();
    }
    release.send(()).unwrap();
    first.join().unwrap().unwrap();
    for thread in waiting {
        thread.join().unwrap();
    }
    assert_eq!(refused.load(Ordering::SeqCst), 44);
    assert_eq!(test.read(|tx| number(tx, COUNT)), 257);
}

#[test]
fn a_deadlock_on_postgres_is_run_again_until_both_are_done() {
    let Some(test) = super::postgres() else {
        return;
    };
    test.write(|tx| {
        put(tx, "a")?;
        put(tx, "b")
    });
    let meet = Arc::new(Barrier::new(2));
    let runs = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = [("a", "b"), ("b", "a")]
        .into_iter()
        .map(|(one, two)| {
            let (store, meet, runs) = (test.store.clone(), Arc::clone(&meet), Arc::clone(&runs));
            std::thread::spawn(move || {
                let mut first = true;
                store.write(move |tx| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    put(tx, one)?;
                    if std::mem::take(&mut first) {
                        meet.wait();
                    }
                    put(tx, two)
                })
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), Ok(()));
    }
    assert_eq!(runs.load(Ordering::SeqCst), 3, "there was no deadlock");
}
