//! Reports the worker makes: ordered, scheduled, cut off, taken back, expired.

use std::cell::Cell;

use super::*;
use crate::report::deliveries::{self, Change, Typed};
use crate::report::runs::{self, RunState};
use crate::upkeep;
use domain::report::Every;

const NEVER: &dyn Fn() -> bool = &|| false;

/// A desk with an officer who has an account; hers is the id `clara`.
fn desk() -> TestDesk {
    let desk = TestDesk::new();
    desk.tamper(
        "INSERT INTO staff (id, email, name, roles, state, created_at, mail_frequency) \
         VALUES ('clara', 'clara@desk.example', 'Clara', 'compliance', 'active', \
         '2026-11-01T00:00:00.000000Z', 'each')",
    );
    desk
}

fn ordered(desk: &TestDesk) -> (String, Order) {
    let order = order("2026-11-01", "2026-11-30", None, Format::Csv);
    (runs::ask(&desk.deps, &officer(), &order).unwrap(), order)
}

fn state(desk: &TestDesk, id: &str) -> RunState {
    runs::find(&desk.deps, &officer(), id).unwrap().row.state
}

fn exports(desk: &TestDesk) -> Vec<String> {
    let stream = journal::Stream::Exports.name();
    let found = desk.deps.store.read(|tx| entries::page(tx, &stream, 0, 50)).unwrap();
    found.into_iter().map(|entry| entry.event).collect()
}

#[test]
fn a_report_made_in_the_background_is_the_one_made_at_once() {
    let desk = desk();
    desk.case("Maya Maple");
    let (id, order) = ordered(&desk);
    let now = desk.deps.now();
    assert_eq!(state(&desk, &id), RunState::Waiting);
    assert!(runs::file(&desk.deps, &officer(), &id).is_err(), "it is not there yet");
    desk.pass(TimeDelta::minutes(1));
    desk.case("Later Person");
    assert_eq!(runs::work(&desk.deps, NEVER).unwrap(), 1);
    assert_eq!(runs::work(&desk.deps, NEVER).unwrap(), 0);
    let run = runs::find(&desk.deps, &officer(), &id).unwrap();
    assert_eq!((run.row.state, run.row.lines), (RunState::Ready, Some(1)));
    assert_eq!((run.row.done, run.row.total), (2, 2), "the later one is looked at too");
    let mut made = runs::file(&desk.deps, &officer(), &id).unwrap();
    let mut all = Vec::new();
    made.file.read_to_end(&mut all).unwrap();
    assert_eq!(hex(&Sha256::digest(&all)), made.sha256);
    assert_eq!(
        all,
        bytes(&desk, &Order { as_at: Some(now), ..order }),
        "as at when it was ordered"
    );
    assert_eq!(exports(&desk), ["exported", "report_fetched", "exported"]);
    let other = Actor::staff("olga", vec![Role::Compliance]);
    assert!(matches!(runs::find(&desk.deps, &other, &id), Err(ServiceError::NotFound)));
    let told = desk.mails().iter().any(|mail| mail.to == "clara@desk.example");
    assert!(!told, "who waits for the page needs no mail");
}

#[test]
fn a_file_is_kept_sealed() {
    let desk = desk();
    let reference = desk.case("Maya Maple");
    let (id, _) = ordered(&desk);
    runs::work(&desk.deps, NEVER).unwrap();
    let piece = desk.deps.store.read(|tx| storage::report_runs::piece(tx, &id, 0));
    let piece = piece.unwrap().unwrap();
    let needle = reference.as_str().as_bytes();
    assert!(piece.len() > 100 && !piece.windows(needle.len()).any(|part| part == needle));
}

#[test]
fn a_run_that_is_cut_off_begins_again_and_one_that_is_taken_back_ends() {
    let desk = desk();
    for n in 0..3 {
        desk.case(&format!("Person {n}"));
    }
    let (id, _) = ordered(&desk);
    // The process is asked to end while it works.
    let asked = Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > 0
    };
    assert_eq!(runs::work(&desk.deps, &stop).unwrap(), 1);
    assert_eq!(state(&desk, &id), RunState::Waiting);
    // The process dies: its lease lapses.
    desk.tamper(
        "UPDATE report_runs SET state = 'running', lease_token = 'gone', \
         lease_until = '2026-11-23T10:01:00.000000Z'",
    );
    assert_eq!(runs::work(&desk.deps, NEVER).unwrap(), 0, "somebody may still be at it");
    desk.pass(TimeDelta::minutes(2));
    assert_eq!(runs::work(&desk.deps, NEVER).unwrap(), 1);
    assert_eq!(state(&desk, &id), RunState::Ready);
    assert!(!runs::cancel(&desk.deps, &officer(), &id).unwrap(), "it is done");

    let (second, _) = ordered(&desk);
    // Taken back in the middle: whoever makes it finds out at the next look.
    let deps = desk.deps.clone();
    let taken = second.clone();
    let cancel = move || {
        runs::cancel(&deps, &officer(), &taken).unwrap();
        false
    };
    runs::work(&desk.deps, &cancel).unwrap();
    assert_eq!(state(&desk, &second), RunState::Cancelled);
    assert!(runs::file(&desk.deps, &officer(), &second).is_err());
    assert_eq!(exports(&desk).len(), 1, "nothing left the desk the second time");
}

#[test]
fn a_run_of_somebody_who_left_fails_and_says_why() {
    let desk = desk();
    let (id, _) = ordered(&desk);
    desk.tamper("UPDATE staff SET state = 'disabled'");
    runs::work(&desk.deps, NEVER).unwrap();
    let run = runs::find(&desk.deps, &officer(), &id).unwrap();
    assert_eq!(run.row.state, RunState::Failed);
    assert!(run.row.last_error.unwrap().contains("out of use"));
}

#[test]
fn a_file_goes_when_its_time_is_over() {
    let desk = desk();
    desk.case("Maya Maple");
    let (id, _) = ordered(&desk);
    runs::work(&desk.deps, NEVER).unwrap();
    desk.pass(TimeDelta::days(29));
    upkeep::sweep(&desk.deps).unwrap();
    assert_eq!(state(&desk, &id), RunState::Ready);
    desk.pass(TimeDelta::days(2));
    upkeep::sweep(&desk.deps).unwrap();
    assert_eq!(state(&desk, &id), RunState::Expired);
    assert!(runs::file(&desk.deps, &officer(), &id).is_err());
    let piece = desk.deps.store.read(|tx| storage::report_runs::piece(tx, &id, 0));
    assert_eq!(piece.unwrap(), None);
}

#[test]
fn long_is_what_looks_at_many_requests_and_names_are_never_kept() {
    let mut desk = desk();
    let mut settings = (*desk.deps.settings).clone();
    settings.reports.background_above = 2;
    desk.deps.settings = std::sync::Arc::new(settings);
    let order = order("2026-11-01", "2026-11-30", None, Format::Csv);
    for n in 0..2 {
        desk.case(&format!("Person {n}"));
    }
    assert!(!runs::is_long(&desk.deps, &order).unwrap());
    desk.case("One more");
    assert!(runs::is_long(&desk.deps, &order).unwrap());
    let personal = Order { personal: Some(PersonalReason::Audit), ..order };
    assert!(!runs::is_long(&desk.deps, &personal).unwrap());
    let kept = serde_json::to_string(&personal).unwrap();
    assert!(!kept.contains("audit"), "an order that is kept is without names: {kept}");
}

fn typed(every: &str) -> Typed<'_> {
    Typed { kind: "deadlines", format: "csv", every, people: "all", law: "" }
}

fn scheduled(desk: &TestDesk) -> Vec<runs::Run> {
    runs::list(&desk.deps, &officer(), None).unwrap().0
}

fn mails(desk: &TestDesk) -> usize {
    desk.mails().iter().filter(|mail| mail.subject == "A scheduled report is ready").count()
}

#[test]
fn a_scheduled_report_comes_at_seven_once_and_as_a_link() {
    let desk = desk();
    desk.case("Maya Maple");
    deliveries::create(&desk.deps, &officer(), &typed("daily")).unwrap();
    assert_eq!(deliveries::plan(&desk.deps).unwrap(), 0, "not before its time");
    desk.pass(TimeDelta::hours(21));
    assert_eq!(deliveries::plan(&desk.deps).unwrap(), 1);
    assert_eq!(deliveries::plan(&desk.deps).unwrap(), 0, "once");
    runs::work(&desk.deps, NEVER).unwrap();
    let run = scheduled(&desk).remove(0);
    assert_eq!(run.row.as_at.to_rfc3339(), "2026-11-24T07:00:00+00:00");
    assert_eq!((run.order.span.from, run.order.span.to), (day("2026-11-23"), day("2026-11-23")));
    assert_eq!(run.row.lines, Some(1));
    assert_eq!(mails(&desk), 1);
    let mail = desk.mails().pop().unwrap();
    assert_eq!(mail.to, "clara@desk.example");
    assert!(mail.text.contains(&format!("/desk/reports/runs/{}", run.row.id)), "{}", mail.text);
    assert!(!mail.text.contains("DSR-"), "never the file");
    deliveries::send_again(&desk.deps, &officer(), &run.row.id).unwrap();
    assert_eq!(mails(&desk), 2);
}

#[test]
fn missed_times_are_made_up_for_once_and_what_rests_misses_nothing() {
    let desk = desk();
    deliveries::create(&desk.deps, &officer(), &typed("daily")).unwrap();
    desk.pass(TimeDelta::days(5));
    assert_eq!(deliveries::plan(&desk.deps).unwrap(), 1);
    assert_eq!(scheduled(&desk)[0].row.as_at.to_rfc3339(), "2026-11-28T07:00:00+00:00");
    assert_eq!(deliveries::plan(&desk.deps).unwrap(), 0);
    let id = deliveries::list(&desk.deps, &officer()).unwrap()[0].id.clone();
    deliveries::change(&desk.deps, &officer(), &id, Change::Pause).unwrap();
    desk.pass(TimeDelta::days(3));
    assert_eq!(deliveries::plan(&desk.deps).unwrap(), 0, "it rests");
    deliveries::change(&desk.deps, &officer(), &id, Change::Resume).unwrap();
    assert_eq!(deliveries::plan(&desk.deps).unwrap(), 0, "what it missed was not wanted");
    desk.pass(TimeDelta::days(1));
    assert_eq!(deliveries::plan(&desk.deps).unwrap(), 1);
    deliveries::change(&desk.deps, &officer(), &id, Change::Remove).unwrap();
    desk.pass(TimeDelta::days(1));
    assert_eq!(deliveries::plan(&desk.deps).unwrap(), 0);
    assert!(deliveries::list(&desk.deps, &officer()).unwrap().is_empty());
    let stream = "account:clara";
    let told = desk.deps.store.read(|tx| entries::page(tx, stream, 0, 10)).unwrap();
    let told: Vec<&str> = told.iter().map(|entry| entry.event.as_str()).collect();
    let expected = ["report_scheduled", "report_paused", "report_resumed", "report_unscheduled"];
    assert_eq!(told, expected);
}

#[test]
fn two_workers_order_a_scheduled_report_once_and_who_left_gets_none() {
    let desk = desk();
    deliveries::create(&desk.deps, &officer(), &typed("weekly")).unwrap();
    desk.pass(TimeDelta::days(8));
    let total: usize = std::thread::scope(|scope| {
        let plans: Vec<_> =
            (0..4).map(|_| scope.spawn(|| deliveries::plan(&desk.deps).unwrap())).collect();
        plans.into_iter().map(|plan| plan.join().unwrap()).sum()
    });
    assert_eq!((total, scheduled(&desk).len()), (1, 1));
    desk.tamper("UPDATE staff SET state = 'disabled'");
    desk.pass(TimeDelta::days(7));
    assert_eq!(deliveries::plan(&desk.deps).unwrap(), 0);
    assert_eq!(mails(&desk), 0);
}

#[test]
fn a_schedule_that_cannot_be_is_told_field_by_field() {
    let desk = desk();
    let wrong = Typed { kind: "case_log", format: "pdf", every: "yearly", people: "", law: "none" };
    let Err(ServiceError::Fields(fields)) = deliveries::create(&desk.deps, &officer(), &wrong)
    else {
        panic!("it was scheduled");
    };
    let named: Vec<&str> = fields.keys().copied().collect();
    assert_eq!(named, ["every", "format", "law", "people"]);
    for _ in 0..20 {
        deliveries::create(&desk.deps, &officer(), &typed("monthly")).unwrap();
    }
    assert!(deliveries::create(&desk.deps, &officer(), &typed("monthly")).is_err(), "twenty");
    assert_eq!(Every::ALL.len(), 3);
}
