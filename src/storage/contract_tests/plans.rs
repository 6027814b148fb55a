//! No page reads a table from end to end: every query of the lists, counts and reports is explained, and
//! a scan of the large tables fails.

use std::cell::RefCell;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::{TestStore, at, contracts, lines};
use crate::connection::Db;
use crate::outbox::{self, OutboxState};
use crate::views::queue::{self, After, Narrow, View};
use crate::views::report::{
    Outside, carried, count_received, due_of_owner, finished_between, received,
};
use crate::{ReadTx, StoreError, cases, journal, open_tasks, positions, report_runs, system_calls};
use domain::vocabulary::{Channel, Outcome, Right, Stage, WaitingOn};

contracts!(no_page_reads_a_table_from_end_to_end, a_scan_would_be_found);

/// Tables that grow with every request.
const LARGE: &[&str] =
    &["cases", "case_rules", "journal", "journal_position", "outbox", "open_tasks", "system_calls"];

thread_local! {
    static HEARD: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Takes note of a query on its way, by its text without the values.
pub fn hear(event: &InstrumentationEvent<'_>) {
    if let InstrumentationEvent::StartQuery { query, .. } = event {
        let text = query.to_string();
        let text = text.split(" -- binds").next().unwrap_or_default().to_owned();
        HEARD.with_borrow_mut(|heard| heard.insert(text));
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn views() -> Vec<View> {
    vec![
        View::Open,
        View::Owner("hana".to_owned()),
        View::Unassigned,
        View::Overdue(day("2026-11-23")),
        View::DueBetween(day("2026-11-23"), day("2026-11-26")),
        View::ReceivedBetween(day("2026-11-01"), day("2026-11-30")),
        View::HighPriority,
        View::Complaints,
        View::Waiting,
        View::Replies,
        View::Unconfirmed,
        View::Closed,
        View::All,
    ]
}

fn narrows() -> Vec<Narrow> {
    let none = Narrow::default;
    vec![
        none(),
        Narrow { right: Some(Right::Access), ..none() },
        Narrow { stage: Some(Stage::Working), ..none() },
        Narrow { owner: Some("hana".to_owned()), ..none() },
        Narrow { waiting: Some(WaitingOn::Requester), ..none() },
        Narrow { due_before: Some(day("2026-11-30")), ..none() },
        Narrow { received: Some((day("2026-11-01"), day("2026-11-30"))), ..none() },
        Narrow { closed: Some((at(0), at(9))), ..none() },
        Narrow { country: Some("DE".to_owned()), ..none() },
        Narrow { channel: Some(Channel::Email), ..none() },
        Narrow { outcomes: vec![Outcome::Fulfilled, Outcome::Refused], ..none() },
        Narrow { missed: Some(true), ..none() },
        Narrow { law: Some("us_ca_ccpa".to_owned()), ..none() },
        Narrow { ids: Some(vec!["1".to_owned(), "2".to_owned()]), ..none() },
    ]
}

/// A place a page of the view may begin after.
fn after(view: &View) -> After {
    let id = "1".to_owned();
    match view {
        View::Unconfirmed | View::Closed => After { due_on: None, at: Some(at(0)), id },
        View::All => After { due_on: None, at: None, id },
        View::Open
        | View::Owner(_)
        | View::Unassigned
        | View::Overdue(_)
        | View::DueBetween(..)
        | View::ReceivedBetween(..)
        | View::HighPriority
        | View::Complaints
        | View::Waiting
        | View::Replies => After { due_on: Some(day("2026-11-23")), at: None, id },
    }
}

/// The queue, its tiles, and the calendar.
fn queue_pages(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
    for view in views() {
        for narrow in narrows() {
            queue::page(tx, &view, &narrow, None, 50)?;
            queue::page(tx, &view, &narrow, Some(&after(&view)), 50)?;
        }
        // Everything is never counted.
        if view != View::All {
            queue::count(tx, &view)?;
        }
    }
    for view in [View::Open, View::Overdue(day("2026-11-23")), View::Unassigned] {
        queue::count_unassigned(tx, &view)?;
        queue::oldest(tx, &view)?;
    }
    queue::count_by_owner(tx)?;
    board_pages(tx)?;
    cases::laws_of(tx, &["1".to_owned()])?;
    due_of_owner(tx, "hana").map(drop)
}

/// The board of tasks.
fn board_pages(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
    let none = open_tasks::Narrow::default;
    let narrows = [
        none(),
        open_tasks::Narrow { system: Some("accounts".to_owned()), ..none() },
        open_tasks::Narrow { due_before: Some(day("2026-11-30")), ..none() },
    ];
    let after = open_tasks::Place {
        due_on: day("2026-11-23"),
        case: "1".to_owned(),
        task: domain::ids::TaskId(1),
    };
    for narrow in narrows {
        open_tasks::page(tx, &narrow, None, 50)?;
        open_tasks::page(tx, &narrow, Some(&after), 50)?;
    }
    system_calls::live(tx, "1", after.task)?;
    system_calls::get(tx, "1")?;
    // How many each system has is read from all of it: it holds no more than the open work.
    Ok(())
}

/// What reports read, on their page and as files.
fn report_pages(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
    let days = (day("2026-11-01"), day("2026-11-30"));
    received(tx, days, None, 500)?;
    received(tx, days, Some(&(days.0, "1".to_owned())), 500)?;
    count_received(tx, days)?;
    carried(tx, Outside::Before(days.0), at(0))?;
    carried(tx, Outside::After(days.1), at(0))?;
    finished_between(tx, at(0), at(9))?;
    journal::until(tx, &["case:1".to_owned(), "case:2".to_owned()], 9)?;
    journal::streams_changed_after(tx, "received_date_corrected", 9)?;
    positions::of_stream(tx, "case:1", 9)?;
    positions::size_as_at(tx, at(0))?;
    report_runs::of_staff(tx, "hana", None, 20)?;
    report_runs::is_waiting(tx, at(0)).map(drop)
}

/// The outbox and the audit log.
fn log_pages(tx: &mut ReadTx<'_>) -> Result<(), StoreError> {
    for state in OutboxState::ALL {
        outbox::in_state_page(tx, *state, None, 50)?;
        outbox::in_state_page(tx, *state, Some("1"), 50)?;
    }
    outbox::counts(tx)?;
    outbox::oldest_due(tx)?;
    let none = journal::Narrow::default;
    let narrows = [
        none(),
        journal::Narrow { streams: vec!["case:1".to_owned()], ..none() },
        journal::Narrow { actor_ref: Some("hana".to_owned()), ..none() },
        journal::Narrow { event: Some("closed".to_owned()), ..none() },
        journal::Narrow { from: Some(at(0)), until: Some(at(9)), ..none() },
    ];
    for narrow in narrows {
        journal::list(tx, &narrow, 50)?;
        let next = journal::Narrow { after: Some((at(5), "1".to_owned())), ..narrow };
        journal::list(tx, &next, 50)?;
    }
    positions::size(tx)?;
    positions::count_waiting(tx)?;
    positions::page(tx, 0, 50)?;
    positions::leaves(tx, 0, 50).map(drop)
}

/// Many closed and few open requests, so that a server that weighs its ways has something to weigh.
fn fill(test: &TestStore) {
    let no = test.per_kind("0", "FALSE");
    for (kind, many, stage, closed) in
        [("o", 200, "'working'", "NULL"), ("c", 4000, "'closed'", "'2026-11-20T10:00:00.000000Z'")]
    {
        test.sql(&format!(
            "INSERT INTO cases (id, reference, version, stage, channel, waiting_on, priority, \
             asks_access, asks_correct, asks_delete, asks_terminate, country, received_at, \
             received_on, due_on, target_on, missed, closed_at, last_event, updated_at, state) \
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}) \
             SELECT '{kind}' || i, 'DSR-{kind}-' || i, 1, {stage}, 'email', 'desk', 'normal', \
             {no}, {no}, {no}, {no}, 'DE', '2026-11-01T10:00:00.000000Z', '2026-11-01', \
             '2026-12-01', '2026-11-24', {no}, {closed}, 'assigned', \
             '2026-11-20T10:00:00.000000Z', '{{}}' FROM n"
        ))
        .unwrap();
    }
    test.sql(test.per_kind("SELECT 1", "ANALYZE cases")).unwrap();
}

/// How the database means to answer a query, line by line.
fn plan(test: &TestStore, query: &str) -> Vec<String> {
    let mut conn = test.store.connect_apart().unwrap();
    match &mut conn.db {
        Db::Sqlite(c) => {
            sql::<(Integer, Integer, Integer, Text)>(&format!("EXPLAIN QUERY PLAN {query}"))
                .load::<(i32, i32, i32, String)>(c)
                .unwrap()
                .into_iter()
                .map(|(_, _, _, line)| line)
                .collect()
        }
        Db::Postgres(c) => {
            let most = (1..200).rev().find(|n| query.contains(&format!("${n}"))).unwrap_or(0);
            let values = vec!["NULL"; most].join(", ");
            let values = if most == 0 { String::new() } else { format!("({values})") };
            c.batch_execute(&format!(
                "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; \
                 PREPARE explained AS {query}"
            ))
            .unwrap();
            sql::<Text>(&format!("EXPLAIN EXECUTE explained{values}")).load(c).unwrap()
        }
    }
}

/// The word after another one.
fn word_after<'a>(line: &'a str, before: &str) -> Option<&'a str> {
    line.split_once(before)?.1.split_whitespace().next()
}

/// A line of a plan that reads a large table, or all of an index that holds all of it, though no `LIMIT`
/// ends the walk. An index of a part of the table may be walked: it says what it is a part of.
fn scan<'a>(query: &str, plan: &'a [String], whole: &[String]) -> Option<&'a str> {
    let sorted =
        plan.iter().any(|line| line.contains("TEMP B-TREE FOR ORDER") || line.contains("Sort"));
    let ended = query.contains("LIMIT") && !sorted;
    let whole = |index: &str| whole.iter().any(|known| known == index);
    let found = plan.iter().enumerate().find(|(n, line)| {
        let table = word_after(line, "SCAN ").or_else(|| word_after(line, "Seq Scan on "));
        let bare = table.is_some_and(|table| LARGE.contains(&table.trim_matches('"')));
        if bare && !line.contains(" INDEX ") {
            return true;
        }
        if bare {
            return word_after(line, " INDEX ").is_some_and(whole) && !ended;
        }
        let index = word_after(line, "Scan using ")
            .or_else(|| word_after(line, "Scan Backward using "))
            .or_else(|| word_after(line, "Bitmap Index Scan on "));
        // What the index is asked for stands on the lines before the next node.
        let below = plan.iter().skip(n + 1).take_while(|line| !line.contains("->"));
        let asked = below.filter(|line| line.contains("Index Cond")).count() > 0;
        index.is_some_and(whole) && !asked && !ended
    });
    found.map(|(_, line)| line.as_str())
}

/// Names of the indexes that hold all of a large table.
fn whole_indexes(test: &TestStore) -> Vec<String> {
    let tables = LARGE.iter().map(|table| format!("'{table}'")).collect::<Vec<_>>().join(", ");
    let query = test.per_kind(
        "SELECT name AS value FROM sqlite_schema WHERE type = 'index' \
         AND (sql IS NULL OR sql NOT LIKE '% WHERE %') AND tbl_name IN",
        "SELECT indexname::text AS value FROM pg_indexes WHERE schemaname = current_schema() \
         AND indexdef NOT LIKE '% WHERE %' AND tablename IN",
    );
    test.read(|tx| lines(tx, &format!("{query} ({tables})")))
}

fn no_page_reads_a_table_from_end_to_end(test: &TestStore) {
    fill(test);
    let whole = whole_indexes(test);
    assert!(whole.iter().any(|name| name == "cases_received"), "{whole:?}");
    HEARD.with_borrow_mut(BTreeSet::clear);
    test.read(|tx| {
        queue_pages(tx)?;
        report_pages(tx)?;
        log_pages(tx)
    });
    let heard = HEARD.with_borrow_mut(std::mem::take);
    let heard: Vec<String> = heard.into_iter().filter(|sql| sql.starts_with("SELECT")).collect();
    assert!(heard.len() > 250, "only {} queries were heard", heard.len());
    let mut broken = Vec::new();
    for query in &heard {
        let plan = plan(test, query);
        if let Some(line) = scan(query, &plan, &whole) {
            broken.push(format!("{query}\n    {line}"));
        }
    }
    assert!(broken.is_empty(), "{} scans:\n{}", broken.len(), broken.join("\n"));
}

fn a_scan_would_be_found(test: &TestStore) {
    fill(test);
    let whole = whole_indexes(test);
    for query in [
        "SELECT id FROM cases WHERE country = 'DE'",
        "SELECT count(*) FROM cases",
        "SELECT id FROM journal WHERE body = 'x' ORDER BY actor_kind LIMIT 5",
        "SELECT id FROM outbox WHERE attempts > 3",
    ] {
        let plan = plan(test, query);
        assert!(scan(query, &plan, &whole).is_some(), "{query}: {plan:?}");
    }
    for query in [
        "SELECT id FROM cases WHERE closed_at IS NULL AND stage <> 'unconfirmed'",
        "SELECT id FROM cases ORDER BY id LIMIT 5",
        "SELECT id FROM cases WHERE id = 'c1'",
    ] {
        let plan = plan(test, query);
        assert_eq!(scan(query, &plan, &whole), None, "{query}: {plan:?}");
    }
}
