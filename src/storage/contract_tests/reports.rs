//! Counters, pins and feeds of reports, and the streams a report as at an instant folds.

use chrono::NaiveDate;

use super::{TestStore, at, contracts};
use crate::journal::{self, NewEntry};
use crate::report_counts::{self, Asked};
use crate::views::report::{Outside, carried, finished_between, received};
use crate::{feeds, positions, report_pins, staff};
use domain::report::{Cell, Dimension, Measure, Tally};

contracts!(
    counters_add_up_and_go_away,
    two_writers_of_the_same_counters_lose_nothing,
    many_counters_at_once_add_up_as_few_do,
    the_first_pin_of_an_instant_counts,
    a_secret_opens_its_feed_until_it_is_taken_back,
    streams_end_where_the_log_ended,
    an_empty_desk_has_nothing_to_report,
);

fn cell(month: &str, measure: Measure, day: i64) -> Cell {
    Cell {
        dimension: Dimension::Country,
        laws: "policy_default".to_owned(),
        month: month.to_owned(),
        measure,
        value: "DE".to_owned(),
        day,
    }
}

fn add(test: &TestStore, month: &'static str, measure: Measure, day: i64, n: i64) {
    test.write(move |tx| {
        let mut tally = Tally::default();
        tally.put(cell(month, measure, day), n);
        report_counts::add(tx, &tally)
    });
}

fn counters_add_up_and_go_away(test: &TestStore) {
    add(test, "2026-10", Measure::Took, 12, 2);
    add(test, "2026-11", Measure::Took, 12, 3);
    add(test, "", Measure::Open, 0, 7);
    add(test, "2026-11", Measure::Received, 0, 1);
    add(test, "2026-11", Measure::Received, 0, -1);
    let asked = Asked { dimension: Dimension::Country, from: "2026-01", to: "2026-12" };
    let summed = test.read(|tx| report_counts::summed(tx, &asked));
    assert_eq!(summed, [(cell("", Measure::Took, 12), 5)]);
    assert_eq!(test.read(|tx| report_counts::by_month(tx, &asked)).len(), 2);
    let now = Asked { from: "", to: "", ..asked };
    assert_eq!(test.read(|tx| report_counts::summed(tx, &now)), [(cell("", Measure::Open, 0), 7)]);
    assert_eq!(test.read(|tx| report_counts::all(tx)).cells().count(), 3);
    assert_eq!(test.write(report_counts::sweep), 1);
    assert_eq!(test.write(report_counts::sweep), 0);
    test.write(report_counts::clear);
    assert!(test.read(|tx| report_counts::all(tx)).is_empty());
}

fn two_writers_of_the_same_counters_lose_nothing(test: &TestStore) {
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..25).for_each(|_| add(test, "2026-11", Measure::Received, 0, 1)));
        }
    });
    let all = test.read(|tx| report_counts::all(tx));
    assert_eq!(all.cells().next(), Some((&cell("2026-11", Measure::Received, 0), 100)));
}

fn many_counters_at_once_add_up_as_few_do(test: &TestStore) {
    for _ in 0..2 {
        test.write(|tx| {
            let mut tally = Tally::default();
            (0..1000).for_each(|day| tally.put(cell("2026-11", Measure::Took, day), day + 1));
            report_counts::add(tx, &tally)
        });
    }
    let all = test.read(|tx| report_counts::all(tx));
    assert_eq!(all.cells().count(), 1000);
    assert!(all.cells().all(|(cell, n)| n == 2 * (cell.day + 1)));
}

fn the_first_pin_of_an_instant_counts(test: &TestStore) {
    assert_eq!(test.read(|tx| report_pins::get(tx, at(0))), None);
    assert_eq!(test.write(|tx| report_pins::put(tx, at(0), 41)), 41);
    assert_eq!(test.write(|tx| report_pins::put(tx, at(0), 99)), 41);
    assert_eq!(test.write(|tx| report_pins::put(tx, at(1), 99)), 99);
}

fn a_secret_opens_its_feed_until_it_is_taken_back(test: &TestStore) {
    let feed = feeds::Feed { id: "f1".to_owned(), staff_id: "hana".to_owned(), created_at: at(0) };
    let stored = feed.clone();
    test.sql(&format!(
        "INSERT INTO staff (id, email, name, roles, state, created_at, mail_frequency) \
         VALUES ('hana', 'hana@example.org', 'Hana', 'handler', 'active', '{}', 'each')",
        at(0).format("%Y-%m-%dT%H:%M:%S%.6fZ")
    ))
    .unwrap();
    assert!(test.read(|tx| staff::get(tx, "hana")).is_some());
    test.write(move |tx| feeds::insert(tx, &stored, b"hash"));
    assert_eq!(test.read(|tx| feeds::by_secret(tx, b"hash")), Some(feed.clone()));
    assert_eq!(test.read(|tx| feeds::by_secret(tx, b"other")), None);
    assert_eq!(test.read(|tx| feeds::of_staff(tx, "hana")), Some(feed));
    assert_eq!(test.write(|tx| feeds::revoke(tx, "hana", at(5))), 1);
    assert_eq!(test.read(|tx| feeds::by_secret(tx, b"hash")), None);
    assert_eq!(test.write(|tx| feeds::revoke(tx, "hana", at(6))), 0);
}

fn entry(id: &str, stream: &str, event: &str) -> NewEntry {
    NewEntry {
        id: id.to_owned(),
        stream: stream.to_owned(),
        at: at(0),
        actor_kind: "staff".to_owned(),
        actor_ref: None,
        event: event.to_owned(),
        body: "{}".to_owned(),
    }
}

fn streams_end_where_the_log_ended(test: &TestStore) {
    test.write(|tx| {
        let moved = "received_date_corrected";
        let first = [entry("1", "case:a", "opened"), entry("2", "case:b", moved)];
        journal::append(tx, &first)?;
        positions::sequence(tx, 10, |_| [0; 32])?;
        journal::append(tx, &[entry("3", "case:a", moved), entry("4", "case:c", "opened")])?;
        positions::sequence(tx, 10, |_| [0; 32])?;
        journal::append(tx, &[entry("5", "case:c", moved)]).map(drop)
    });
    let streams = ["case:a", "case:b", "case:c"].map(str::to_owned);
    let until = |size| {
        let found = test.read(|tx| journal::until(tx, &streams, size));
        found.into_iter().map(|entry| entry.id).collect::<Vec<_>>()
    };
    assert_eq!(until(2), ["1", "2"]);
    assert_eq!(until(4), ["1", "3", "2", "4"]);
    assert_eq!(until(99), ["1", "3", "2", "4"], "what has no place yet is not part of it");
    let changed =
        |size| test.read(|tx| journal::streams_changed_after(tx, "received_date_corrected", size));
    assert_eq!(changed(0), ["case:a", "case:b", "case:c"]);
    assert_eq!(changed(2), ["case:a", "case:c"]);
    assert_eq!(changed(4), ["case:c"]);
}

fn an_empty_desk_has_nothing_to_report(test: &TestStore) {
    let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    assert!(test.read(|tx| received(tx, (day, day), None, 10)).is_empty());
    assert!(test.read(|tx| received(tx, (day, day), Some(&(day, "x".to_owned())), 10)).is_empty());
    assert!(test.read(|tx| carried(tx, Outside::Before(day), at(0))).is_empty());
    assert!(test.read(|tx| carried(tx, Outside::After(day), at(0))).is_empty());
    assert_eq!(test.read(|tx| finished_between(tx, at(0), at(9))), 0);
    assert!(test.read(|tx| report_counts::laws(tx)).is_empty());
}
