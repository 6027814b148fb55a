//! The journal: numbers without gaps, guards against change, places in the one log.

use super::{TestStore, at, contracts, lines, number};
use crate::journal::{self, Entry, NewEntry};
use crate::{Store, StoreError, WriteTx, positions};

contracts!(
    entries_get_the_next_numbers_of_their_streams,
    two_who_append_the_same_number_do_not_both_succeed,
    many_may_append_to_one_stream,
    guards_refuse_every_change,
    the_sequencer_places_each_entry_once_and_streams_in_order,
    two_sequencers_do_not_collide,
    the_size_as_at_an_instant_is_found,
    the_whole_journal_is_walked_stream_by_stream,
);

pub(super) fn entry(id: &str, stream: &str, seconds: i64) -> NewEntry {
    NewEntry {
        id: id.to_owned(),
        stream: stream.to_owned(),
        at: at(seconds),
        actor_kind: "staff".to_owned(),
        actor_ref: Some("s-1".to_owned()),
        event: "case_assigned".to_owned(),
        body: format!("{{\"id\":\"{id}\"}}"),
    }
}

pub(super) fn append(store: &Store, entries: Vec<NewEntry>) -> Result<Vec<i64>, StoreError> {
    store.write(move |tx| journal::append(tx, &entries))
}

fn leaf(entry: &Entry) -> [u8; 32] {
    let mut leaf = [0; 32];
    for (to, from) in leaf.iter_mut().zip(entry.id.bytes()) {
        *to = from;
    }
    leaf
}

fn sequence(tx: &mut WriteTx<'_>, limit: i64) -> Result<positions::Advance, StoreError> {
    positions::sequence(tx, limit, leaf)
}

fn entries_get_the_next_numbers_of_their_streams(test: &TestStore) {
    let mixed = vec![entry("1", "x", 0), entry("2", "y", 0), entry("3", "x", 0)];
    assert_eq!(append(&test.store, mixed), Ok(vec![1, 1, 2]));
    assert_eq!(append(&test.store, vec![entry("4", "x", 1)]), Ok(vec![3]));
    assert_eq!(append(&test.store, vec![]), Ok(vec![]));
    let page = test.read(|tx| journal::page(tx, "x", 1, 10));
    assert_eq!(page.iter().map(|e| (e.n, e.id.as_str())).collect::<Vec<_>>(), [(2, "3"), (3, "4")]);
    let first = test.read(|tx| journal::get(tx, "1")).unwrap();
    assert_eq!((first.at, first.body.as_str()), (at(0), "{\"id\":\"1\"}"));
    assert_eq!(test.read(|tx| journal::last(tx, "y")), 1);
    assert_eq!(test.read(|tx| positions::count_waiting(tx)), 4);
}

fn two_who_append_the_same_number_do_not_both_succeed(test: &TestStore) {
    let threads: Vec<_> = ["a", "b", "c", "d"]
        .into_iter()
        .map(|id| {
            let store = test.store.clone();
            let entries = [entry(id, "case", 0)];
            std::thread::spawn(move || {
                store.write(move |tx| journal::append_at(tx, "case", 1, &entries))
            })
        })
        .collect();
    let results: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
    assert_eq!(results.iter().filter(|r| **r == Ok(())).count(), 1);
    assert_eq!(results.iter().filter(|r| **r == Err(StoreError::Conflict)).count(), 3);
    assert_eq!(test.read(|tx| journal::last(tx, "case")), 1);
    let elsewhere = [entry("e", "other", 0)];
    let mixed = test.store.write(move |tx| journal::append_at(tx, "case", 2, &elsewhere));
    assert!(matches!(mixed, Err(StoreError::Database(_))));
}

fn many_may_append_to_one_stream(test: &TestStore) {
    let threads: Vec<_> = (0..8)
        .map(|t| {
            let store = test.store.clone();
            std::thread::spawn(move || {
                for i in 0..10 {
                    append(&store, vec![entry(&format!("{t}-{i}"), "reads", i)]).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(test.read(|tx| journal::last(tx, "reads")), 80);
    assert_eq!(test.read(|tx| journal::page(tx, "reads", 0, 100)).len(), 80);
}

const STATE: &str = "SELECT CAST(id AS TEXT) || n || body || COALESCE((SELECT position \
    FROM journal_position WHERE entry = id), -1) AS value FROM journal ORDER BY id";

/// Values for an entry that must not get in.
fn row(id: &str, n: i64) -> String {
    let values = format!("'{id}', 'x', {n}, '2026-11-23T10:00:00.000000Z', 's', 'e', 'FORGED'");
    format!("journal (id, stream, n, at, actor_kind, event, body) VALUES ({values})")
}

/// Values for a place that must not be given.
fn place(test: &TestStore, position: i64, entry: &str) -> String {
    let leaf = test.per_kind("zeroblob(32)", "decode(repeat('00', 32), 'hex')");
    format!("journal_position (position, entry, leaf) VALUES ({position}, '{entry}', {leaf})")
}

fn attempts_on_both(test: &TestStore) -> Vec<String> {
    vec![
        "UPDATE journal SET body = 'FORGED' WHERE id = '1'".to_owned(),
        "DELETE FROM journal WHERE id = '2'".to_owned(),
        "UPDATE journal_position SET entry = '2'".to_owned(),
        "DELETE FROM journal_position".to_owned(),
        format!("INSERT INTO {}", row("3", 2)),
        format!("INSERT INTO {}", row("3", 4)),
        format!("INSERT INTO {}", row("3", 0)),
        format!("INSERT INTO {}", place(test, 2, "2")),
        format!("INSERT INTO {}", place(test, 0, "2")),
        format!("INSERT INTO {} ON CONFLICT (id) DO UPDATE SET body = 'FORGED'", row("1", 3)),
    ]
}

/// REPLACE deletes rows without telling the delete trigger, unless `recursive_triggers` is on.
fn attempts_on_sqlite(test: &TestStore) -> Vec<String> {
    let attempts = [
        format!("INSERT OR REPLACE INTO {}", row("1", 3)),
        format!("INSERT OR REPLACE INTO {}", row("3", 1)),
        format!("REPLACE INTO {}", place(test, 1, "1")),
        "UPDATE OR REPLACE journal SET id = '1' WHERE id = '2'".to_owned(),
    ];
    let settings = ["PRAGMA recursive_triggers = OFF;", "PRAGMA recursive_triggers = ON;"];
    settings.iter().flat_map(|s| attempts.iter().map(move |a| format!("{s} {a}"))).collect()
}

fn attempts_on_postgres() -> Vec<String> {
    let replica = "SET session_replication_role = replica;";
    let shadow = "CREATE TEMPORARY TABLE journal AS SELECT 'x' AS stream, 8::bigint AS n";
    let quoted = row("3", 9).replace('\'', "''");
    vec![
        "TRUNCATE journal CASCADE".to_owned(),
        "TRUNCATE journal_position".to_owned(),
        format!("{replica} UPDATE journal SET body = 'x'"),
        format!("{replica} DELETE FROM journal"),
        format!("{replica} TRUNCATE journal CASCADE"),
        format!("{replica} INSERT INTO {}", row("3", 9)),
        // A temporary table of the same name, so that its last number is taken for the real one.
        format!(
            "DO $$ DECLARE home TEXT := current_schema(); BEGIN {shadow}; \
             EXECUTE format('INSERT INTO %I.{quoted}', home); END $$"
        ),
    ]
}

fn guards_refuse_every_change(test: &TestStore) {
    append(&test.store, vec![entry("1", "x", 0), entry("2", "x", 0)]).unwrap();
    test.write(|tx| sequence(tx, 1));
    let before = test.read(|tx| lines(tx, STATE));
    let mut attempts = attempts_on_both(test);
    attempts.extend(match test.store.kind() {
        "sqlite" => attempts_on_sqlite(test),
        _ => attempts_on_postgres(),
    });
    for attempt in &attempts {
        let refused = match test.sql(attempt) {
            Err(StoreError::Conflict) => true,
            Err(StoreError::Database(why)) => why.contains("append-only"),
            _ => false,
        };
        assert!(refused, "not refused by a guard: {attempt}");
        assert_eq!(test.read(|tx| lines(tx, STATE)), before, "changed by {attempt}");
    }
    // The attempts are real: without the guards they go through.
    let unguarded = test.per_kind(
        "DROP TRIGGER journal_insert; PRAGMA recursive_triggers = OFF; PRAGMA foreign_keys = OFF;",
        "ALTER TABLE journal DISABLE TRIGGER journal_change;",
    );
    let forge = match test.store.kind() {
        "sqlite" => format!("INSERT OR REPLACE INTO {}", row("1", 3)),
        _ => attempts[0].clone(),
    };
    test.sql(&format!("{unguarded} {forge}")).unwrap();
    assert_ne!(test.read(|tx| lines(tx, STATE)), before);
}

fn the_sequencer_places_each_entry_once_and_streams_in_order(test: &TestStore) {
    // Ids of stream x run backwards, as after a clock was set back: 9 is its first entry.
    append(&test.store, vec![entry("9", "x", 0)]).unwrap();
    append(&test.store, vec![entry("5", "x", 1), entry("1", "x", 2)]).unwrap();
    append(&test.store, vec![entry("3", "y", 3), entry("4", "z", 4)]).unwrap();
    let first = test.write(|tx| sequence(tx, 2));
    // 1 brings 5 and 9 along; 3 is the other one asked for.
    assert_eq!((first.from, first.leaves.len(), first.size()), (0, 4, 4));
    let second = test.write(|tx| sequence(tx, 100));
    assert_eq!((second.from, second.size()), (4, 5));
    assert_eq!(test.write(|tx| sequence(tx, 100)).leaves.len(), 0);
    let log = test.read(|tx| positions::page(tx, 0, 100));
    let order: Vec<_> = log.iter().map(|p| (p.position, p.entry.id.as_str())).collect();
    assert_eq!(order, [(0, "9"), (1, "3"), (2, "5"), (3, "1"), (4, "4")]);
    assert!(log.iter().all(|placed| placed.leaf == leaf(&placed.entry)));
    let leaves = test.read(|tx| positions::leaves(tx, 3, 100));
    assert_eq!(leaves, [leaf(&log[3].entry), leaf(&log[4].entry)]);
    assert_eq!(test.read(|tx| positions::of_entry(tx, "3")), Some(1));
    assert_eq!(test.read(|tx| positions::count_waiting(tx)), 0);
}

fn two_sequencers_do_not_collide(test: &TestStore) {
    let entries = (0..200).map(|i| entry(&format!("{i:03}"), &format!("s{}", i % 7), i)).collect();
    append(&test.store, entries).unwrap();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let store = test.store.clone();
            std::thread::spawn(move || {
                while !store.write(|tx| sequence(tx, 9)).unwrap().leaves.is_empty() {}
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(test.read(|tx| positions::size(tx)), 200);
    let order = "SELECT count(*) AS value FROM journal_position p JOIN journal j ON j.id = p.entry \
        JOIN journal k ON k.stream = j.stream AND k.n = j.n + 1 \
        JOIN journal_position q ON q.entry = k.id WHERE q.position < p.position";
    assert_eq!(test.read(|tx| number(tx, order)), 0);
}

fn the_size_as_at_an_instant_is_found(test: &TestStore) {
    assert_eq!(test.read(|tx| positions::size_as_at(tx, at(0))), 0);
    let entries = (0..10).map(|i| entry(&i.to_string(), "x", i * 10)).collect();
    append(&test.store, entries).unwrap();
    test.write(|tx| sequence(tx, 100));
    for (seconds, size) in [(-1, 0), (0, 1), (9, 1), (10, 2), (55, 6), (90, 10), (1000, 10)] {
        assert_eq!(test.read(|tx| positions::size_as_at(tx, at(seconds))), size, "{seconds}");
    }
}

fn the_whole_journal_is_walked_stream_by_stream(test: &TestStore) {
    let entries = ["1 b", "2 a", "3 b", "4 a:1", "5 B", "6 a"].map(|name| {
        let (id, stream) = name.split_once(' ').unwrap();
        entry(id, stream, 0)
    });
    append(&test.store, entries.to_vec()).unwrap();
    test.write(|tx| sequence(tx, 4));
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let from = after.as_ref().map(|(stream, n): &(String, i64)| (stream.as_str(), *n));
        let page = test.read(|tx| journal::walk(tx, from, 2));
        let Some(last) = page.last() else { break };
        after = Some((last.entry.stream.clone(), last.entry.n));
        seen.extend(page);
    }
    let order: Vec<_> = seen.iter().map(|w| format!("{} {}", w.entry.stream, w.entry.n)).collect();
    assert_eq!(order, ["B 1", "a 1", "a 2", "a:1 1", "b 1", "b 2"]);
    assert!(seen.iter().all(|walked| walked.pending == walked.position.is_none()));
    assert_eq!(seen.iter().filter(|walked| walked.pending).count(), 2);
    assert!(test.read(|tx| positions::is_waiting(tx)));
}
