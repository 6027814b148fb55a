//! Versions of the data map, the board of open tasks, calls of systems and their secrets.

use super::{TestStore, at, contracts};
use crate::StoreError;
use crate::data_map::{self, Version};
use crate::open_tasks::{self, Narrow, Place};
use crate::system_calls::{self, Call};
use crate::system_secrets::{self, Secret};
use domain::ids::TaskId;
use domain::item::TaskWith;
use domain::vocabulary::Right;

contracts!(
    versions_follow_each_other_and_stay,
    only_addresses_of_a_version_go,
    the_board_is_read_page_by_page_and_narrowed,
    a_task_has_one_live_call_and_a_system_its_secrets,
);

fn version(number: i64) -> Version {
    Version {
        number,
        map: format!("{{\"n\":{number}}}"),
        contacts: Some(vec![1, 2, 3]),
        reason: "because".to_owned(),
        made_at: at(number),
        made_by: Some("olga".to_owned()),
    }
}

fn versions_follow_each_other_and_stay(test: &TestStore) {
    test.write(|tx| data_map::put(tx, &version(1)));
    test.write(|tx| data_map::put(tx, &version(2)));
    let again = test.store.write::<_, StoreError>(|tx| data_map::put(tx, &version(2)));
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    assert_eq!(test.read(|tx| data_map::newest(tx)), Some(version(2)));
    let numbers = |before| {
        let page = test.read(|tx| data_map::page(tx, before, 9));
        page.iter().map(|one| one.number).collect::<Vec<_>>()
    };
    assert_eq!((numbers(None), numbers(Some(2))), (vec![2, 1], vec![1]));
    for forged in [
        "DELETE FROM data_map",
        "UPDATE data_map SET reason = 'x'",
        "UPDATE data_map SET map = 'x', contacts = NULL",
        "INSERT INTO data_map (number, map, reason, made_at) \
         VALUES (4, '{}', 'x', '2026-11-23T10:00:00.000000Z')",
    ] {
        assert!(test.sql(forged).is_err(), "{forged}");
    }
}

fn only_addresses_of_a_version_go(test: &TestStore) {
    test.write(|tx| data_map::put(tx, &version(1)));
    test.write(|tx| data_map::put(tx, &version(2)));
    let first = test.read(|tx| data_map::get(tx, 1)).unwrap();
    assert_eq!(first, Version { contacts: None, ..version(1) });
    let back = test.per_kind(
        "UPDATE data_map SET contacts = x'01' WHERE number = 1",
        "UPDATE data_map SET contacts = '\\x01' WHERE number = 1",
    );
    assert!(test.sql(back).is_err());
}

/// A request in work as far as the board knows it.
fn row(test: &TestStore, case: &str, task: u32, system: &str, due_on: &str, with: &str) {
    let no = test.per_kind("0", "FALSE");
    test.sql(&format!(
        "INSERT INTO open_tasks (case_id, task, system, asked, given_to, due_on, handed_back) \
         VALUES ('{case}', {task}, '{system}', 'access', '{with}', '{due_on}', {no})"
    ))
    .unwrap();
}

fn a_case(test: &TestStore, id: &str) {
    let no = test.per_kind("0", "FALSE");
    test.sql(&format!(
        "INSERT INTO cases (id, reference, version, stage, channel, waiting_on, priority, \
         asks_access, asks_correct, asks_delete, asks_terminate, country, received_at, \
         received_on, due_on, target_on, missed, last_event, updated_at, state) \
         VALUES ('{id}', 'DSR-{id}', 1, 'working', 'email', 'desk', 'normal', {no}, {no}, {no}, {no}, \
         'DE', '2026-11-01T10:00:00.000000Z', '2026-11-01', '2026-12-01', '2026-11-24', {no}, \
         'assigned', '2026-11-20T10:00:00.000000Z', '{{}}')"
    ))
    .unwrap();
}

fn the_board_is_read_page_by_page_and_narrowed(test: &TestStore) {
    for case in ["a", "b"] {
        a_case(test, case);
    }
    row(test, "a", 1, "accounts", "2026-12-02", "owner");
    row(test, "a", 2, "learning", "2026-12-01", "desk");
    row(test, "b", 1, "accounts", "2026-12-02", "desk");
    row(test, "b", 12, "accounts", "2026-12-02", "desk");
    let all = |narrow: &Narrow| {
        let mut found: Vec<Place> = Vec::new();
        loop {
            let page = test.read(|tx| open_tasks::page(tx, narrow, found.last(), 1));
            if page.is_empty() {
                return found
                    .iter()
                    .map(|one| format!("{}{}", one.case, one.task))
                    .collect::<Vec<_>>();
            }
            found.extend(page);
        }
    };
    assert_eq!(all(&Narrow::default()), ["aT2", "aT1", "bT1", "bT12"]);
    let accounts = Narrow { system: Some("accounts".to_owned()), ..Narrow::default() };
    assert_eq!(all(&accounts), ["aT1", "bT1", "bT12"]);
    assert_eq!(all(&Narrow { with: Some(TaskWith::Owner), ..Narrow::default() }), ["aT1"]);
    let late = Narrow { due_before: "2026-12-02".parse().ok(), ..Narrow::default() };
    assert_eq!((all(&late).len(), test.read(|tx| open_tasks::count(tx, &late))), (1, 1));
    assert_eq!(all(&Narrow { right: Some(Right::Delete), ..Narrow::default() }).len(), 0);
    assert_eq!(all(&Narrow { handed_back: true, ..Narrow::default() }).len(), 0);
    let counts = test.read(|tx| open_tasks::by_system(tx));
    assert_eq!(counts, [("accounts".to_owned(), 3), ("learning".to_owned(), 1)]);
}

fn call(id: &str) -> Call {
    Call {
        id: id.to_owned(),
        case: "a".to_owned(),
        task: TaskId(1),
        system: "shop".to_owned(),
        subject: "s1".to_owned(),
        created_at: at(1),
        ended_at: None,
    }
}

fn secret(id: &str, second: i64) -> Secret {
    Secret {
        id: id.to_owned(),
        system: "shop".to_owned(),
        sealed: vec![1, 2, 3],
        created_at: at(second),
    }
}

fn a_task_has_one_live_call_and_a_system_its_secrets(test: &TestStore) {
    a_case(test, "a");
    let live = || test.read(|tx| system_calls::live(tx, "a", TaskId(1)));
    assert_eq!(live(), None);
    test.write(|tx| system_calls::put(tx, &call("c1")));
    assert_eq!(live(), Some(call("c1")));
    test.write(|tx| system_calls::end(tx, "a", TaskId(1), at(2)));
    assert_eq!(live(), None);
    test.write(|tx| system_calls::put(tx, &call("c2")));
    test.write(|tx| system_calls::end(tx, "a", TaskId(2), at(3)));
    assert_eq!(live(), Some(call("c2")), "another task's call");
    let first = test.read(|tx| system_calls::get(tx, "c1"));
    assert_eq!(first, Some(Call { ended_at: Some(at(2)), ..call("c1") }));
    test.write(|tx| system_calls::delete_of(tx, "a"));
    assert_eq!(test.read(|tx| system_calls::get(tx, "c1")), None);

    for (id, second) in [("b", 2), ("a", 1), ("c", 2)] {
        test.write(move |tx| system_secrets::put(tx, &secret(id, second)));
    }
    let newest = [secret("c", 2), secret("b", 2), secret("a", 1)];
    assert_eq!(test.read(|tx| system_secrets::of(tx, "shop")), newest);
    test.write(|tx| system_secrets::delete(tx, "b"));
    let left = test.read(|tx| system_secrets::of(tx, "shop"));
    assert_eq!(left, [secret("c", 2), secret("a", 1)]);
    assert_eq!(test.read(|tx| system_secrets::of(tx, "mail")), []);
}
