//! What compliance changes of the policy is looked at first, counts at once, and moves open requests by events.

use std::sync::Arc;

use chrono::NaiveDate;

use super::*;
use crate::commands::stream_of;
use crate::input::CommandInput;
use crate::testing::{TestDesk, handler, policy as promise};
use chrono::Weekday;
use domain::actor::Actor;
use domain::calendar::{Calendar, Calendars, Holiday};
use domain::ids::Reference;
use domain::place::Places;
use domain::policy::{ClockKind, Confidence, Counting, Period, Roll, Rule, Scope};
use domain::vocabulary::Role;
use domain::workflow::Event;
use domain::workflow::event::Happened;
use storage::{cases, journal};

/// A law of Germany of ten days known from memory, and one of twenty days that moves off days of rest.
fn desk() -> TestDesk {
    let law = |id: &str, days, roll| Rule {
        id: id.to_owned(),
        name: format!("Law {id}"),
        clock: ClockKind::Respond,
        period: Period::CalendarDays(days),
        extension: None,
        citation: "Art. 1".to_owned(),
        confidence: Confidence::Memory,
        scope: Scope { places: vec!["DE".to_owned()], off: days == 10, ..Scope::default() },
        counting: Counting { roll, ..Counting::default() },
    };
    let mut desk = TestDesk::new();
    let mut policy = promise();
    policy.places = Places::default();
    policy.laws = vec![law("ten", 10, None), law("twenty", 20, Some(Roll::Forward))];
    let table = Calendar::new("DE", "Germany", vec![Weekday::Sat, Weekday::Sun], (2017, 2030));
    policy.calendars = Calendars::new(vec![table]);
    desk.deps.policy = Arc::new(policy);
    desk
}

fn officer() -> Actor {
    Actor::staff("olga", vec![Role::Compliance])
}

fn on(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

fn due(desk: &TestDesk, reference: &Reference) -> NaiveDate {
    let found = desk.deps.store.read(|tx| cases::by_reference(tx, reference));
    found.unwrap().unwrap().due_on()
}

fn choose(calendar: Option<&str>) -> Wish {
    Wish::Choose { law: "twenty".to_owned(), calendar: calendar.map(str::to_owned) }
}

fn office(edit: Edit) -> Wish {
    Wish::Edit { calendar: "X-OFFICE".to_owned(), edit }
}

fn made() -> Wish {
    let (name, parent) = ("Office".to_owned(), Some("DE".to_owned()));
    office(Edit::Made { name, parent, first_year: 2026, last_year: 2027 })
}

fn closed(days: &[&str]) -> Wish {
    let day = |text: &&str| Holiday { on: on(text), name: "Closed".to_owned(), provisional: false };
    office(Edit::Added { days: days.iter().map(day).collect() })
}

fn saved(desk: &TestDesk, wish: &Wish) -> bool {
    save(&desk.deps, &officer(), wish, "The board decided.").unwrap()
}

fn looked(desk: &TestDesk, wish: &Wish) -> Preview {
    preview(&desk.deps, &officer(), wish).unwrap().unwrap().1
}

fn newest(desk: &TestDesk) -> recount::Recount {
    recount::newest(&desk.deps, &officer()).unwrap().remove(0)
}

/// Works through the newest run.
fn follow(desk: &TestDesk) -> recount::Recount {
    let run = newest(desk).id;
    while !recount::step(&desk.deps, &run).unwrap() {}
    newest(desk)
}

fn events(desk: &TestDesk, reference: &Reference) -> Vec<Event> {
    let read = desk.deps.store.read(|tx| {
        let case = cases::by_reference(tx, reference)?.unwrap();
        journal::page(tx, &stream_of(&case.id), 0, 100)
    });
    let event = |body: &str| serde_json::from_str::<Happened>(body).unwrap().event;
    read.unwrap().iter().map(|entry| event(&entry.body)).collect()
}

#[test]
fn a_closed_day_of_a_chosen_calendar_moves_what_is_open_by_an_event_that_names_it() {
    let desk = desk();
    let open = desk.case("Maya Lindqvist");
    assert_eq!(due(&desk, &open), on("2026-12-13"), "a Sunday, and no calendar");
    assert!(saved(&desk, &made()));
    assert_eq!(looked(&desk, &closed(&["2026-12-14"])).count(), 0, "no law counts by it");
    let choice = choose(Some("X-OFFICE"));
    let found = looked(&desk, &choice);
    assert_eq!((found.later, found.earlier, found.checked, found.cut), (1, 0, 1, false));
    assert_eq!(found.moved[0].to, on("2026-12-14"));
    assert_eq!(due(&desk, &open), on("2026-12-13"), "a look stores nothing");
    assert!(saved(&desk, &choice) && !saved(&desk, &choice));
    let run = follow(&desk);
    assert_eq!((run.total, run.checked, run.moved, run.failed), (1, 1, 1, 0));
    assert!(run.finished_at.is_some());
    let found = looked(&desk, &closed(&["2026-12-14", "2026-12-15"]));
    assert_eq!(found.moved[0].to, on("2026-12-16"));
    assert!(saved(&desk, &closed(&["2026-12-14", "2026-12-15"])));
    assert_eq!(follow(&desk).moved, 1);
    assert_eq!(due(&desk, &open), on("2026-12-16"));
    let Some(Event::DeadlineRecomputed { from, to, because, citation, .. }) =
        events(&desk, &open).pop()
    else {
        panic!("no event");
    };
    assert_eq!((from, to), (on("2026-12-14"), on("2026-12-16")));
    assert_eq!(because, ["calendar:X-OFFICE"]);
    assert_eq!(citation, "Art. 1");
    // Taken out again, the date comes back.
    assert!(saved(&desk, &office(Edit::Removed { on: on("2026-12-14") })));
    follow(&desk);
    assert_eq!(due(&desk, &open), on("2026-12-14"));
}

#[test]
fn a_batch_done_twice_moves_and_counts_nothing_twice() {
    let desk = desk();
    let all: Vec<_> = (0..120).map(|n| desk.case(&format!("Person {n}"))).collect();
    assert!(saved(&desk, &Wish::Switch { rule: "ten".to_owned(), on: true }));
    let run = newest(&desk);
    assert_eq!((run.total, run.checked), (120, 0));
    assert!(!recount::step(&desk.deps, &run.id).unwrap());
    let first = newest(&desk);
    assert_eq!((first.checked, first.moved), (50, 50));
    // Another worker did the first batch as well, and comes late with its place.
    let (place, id) = (first.place.clone(), run.id.clone());
    let again = desk.deps.store.write(move |tx| {
        let step = storage::recounts::Advance {
            from: run.place.clone(),
            place: place.clone(),
            checked: 50,
            failed: 0,
            finished_at: None,
        };
        storage::recounts::advance(tx, &id, &step)
    });
    assert_eq!(again, Ok::<_, storage::StoreError>(false));
    let run = follow(&desk);
    assert_eq!((run.checked, run.moved, run.failed), (120, 120, 0));
    assert!(all.iter().all(|reference| due(&desk, reference) == on("2026-12-03")));
    assert!(recount::step(&desk.deps, &run.id).unwrap());
    let moved = |event: &Event| matches!(event, Event::DeadlineRecomputed { .. });
    assert!(all.iter().all(|one| events(&desk, one).iter().filter(|e| moved(e)).count() == 1));
}

#[test]
fn changes_on_their_way_together_are_all_named() {
    let desk = desk();
    let open = desk.case("Maya Lindqvist");
    assert!(saved(&desk, &choose(Some("DE"))));
    assert!(saved(&desk, &Wish::Switch { rule: "ten".to_owned(), on: true }));
    let both = recount::newest(&desk.deps, &officer()).unwrap();
    for run in both.iter().rev() {
        while !recount::step(&desk.deps, &run.id).unwrap() {}
    }
    let Some(Event::DeadlineRecomputed { to, because, .. }) = events(&desk, &open).pop() else {
        panic!("no event");
    };
    assert_eq!((to, because), (on("2026-12-03"), both_keys()));
    let moved: Vec<i64> =
        recount::newest(&desk.deps, &officer()).unwrap().iter().map(|run| run.moved).collect();
    assert_eq!(moved, [0, 1], "the first of them to come by moved it, the other found it right");
}

fn both_keys() -> Vec<String> {
    vec!["choice:twenty".to_owned(), "law:ten".to_owned()]
}

#[test]
fn what_is_closed_keeps_its_dates_until_it_is_opened_again() {
    let desk = desk();
    let reference = desk.case("Maya Lindqvist");
    desk.act(&reference, &CommandInput::Withdraw { reason: "By phone.".to_owned() });
    assert!(saved(&desk, &Wish::Switch { rule: "ten".to_owned(), on: true }));
    assert_eq!(newest(&desk).total, 0);
    assert!(newest(&desk).finished_at.is_some());
    assert_eq!(due(&desk, &reference), on("2026-12-13"));
    let approver = Actor::staff("ben", vec![Role::Approver]);
    let reopen = CommandInput::Reopen { reason: "A mistake.".to_owned() };
    crate::commands::run(&desk.deps, &approver, &reference, None, &reopen).unwrap();
    assert_eq!(due(&desk, &reference), on("2026-12-03"));
}

#[test]
fn a_date_beyond_the_table_is_told_and_still_moves_off_the_weekend() {
    let mut desk = desk();
    let open = desk.case("Maya Lindqvist");
    assert!(saved(&desk, &made()));
    let mut ends = desk.deps.policy.as_ref().clone();
    let weekend = vec![Weekday::Sat, Weekday::Sun];
    ends.calendars = Calendars::new(vec![Calendar::new("DE", "Germany", weekend, (2017, 2025))]);
    desk.deps.policy = Arc::new(ends);
    let found = looked(&desk, &choose(Some("X-OFFICE")));
    assert_eq!((found.beyond, found.moved[0].beyond), (1, true));
    assert_eq!(found.moved[0].to, on("2026-12-14"));
    assert!(saved(&desk, &choose(Some("X-OFFICE"))));
    follow(&desk);
    assert_eq!(due(&desk, &open), on("2026-12-14"));
}

#[test]
fn only_compliance_changes_the_policy_and_only_with_a_reason() {
    let desk = desk();
    let admin = Actor::staff("ada", vec![Role::Admin, Role::Approver]);
    assert!(matches!(save(&desk.deps, &admin, &made(), "why"), Err(ServiceError::Forbidden)));
    assert!(matches!(preview(&desk.deps, &admin, &made()), Err(ServiceError::Forbidden)));
    assert!(matches!(recount::newest(&desk.deps, &handler()), Err(ServiceError::Forbidden)));
    let field = |wish: &Wish, reason: &str| match save(&desk.deps, &officer(), wish, reason) {
        Err(ServiceError::Fields(errors)) => errors.keys().copied().collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(field(&made(), " "), ["reason"]);
    assert_eq!(field(&made(), &"a".repeat(1001)), ["reason"]);
    assert_eq!(field(&choose(Some("ZZ")), "why"), ["calendar"]);
    let missing = |wish| save(&desk.deps, &officer(), &wish, "why").unwrap_err();
    assert!(matches!(missing(closed(&["2026-12-24"])), ServiceError::NotFound));
    let law = Wish::Choose { law: "ten".to_owned(), calendar: Some("DE".to_owned()) };
    assert!(matches!(missing(law), ServiceError::NotFound), "no calendar makes a difference to it");
    assert!(saved(&desk, &made()));
    assert_eq!(field(&made(), "why"), ["code"]);
    assert_eq!(field(&closed(&["2031-01-02"]), "why"), ["on"]);
    let kept = kept(&desk.deps).unwrap();
    assert_eq!(kept.calendars["X-OFFICE"].len(), 1);
    assert_eq!(kept.calendars["X-OFFICE"][0].by.as_deref(), Some("olga"));
}
