//! Several workers, dead ones and ones that come back from the dead.

use chrono::TimeDelta;

use super::desk::Desk;
use crate::jobs::{self, Outcome};
use crate::lease::{self, Settlement};
use domain::vocabulary::Channel;
use storage::outbox::{self, OutboxState};

#[test]
fn two_workers_do_two_hundred_rows_once_each() {
    let desk = Desk::new();
    for n in 0..200 {
        desk.open(Channel::Email, &format!("maya{n}@example.com"));
    }
    let done: Vec<usize> = std::thread::scope(|scope| {
        let run = |_| scope.spawn(|| desk.work());
        let workers: Vec<_> = (0..2).map(run).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    desk.work();
    let mut ids: Vec<_> = desk.sent().into_iter().map(|sent| sent.message_id).collect();
    assert_eq!(ids.len(), 200, "{done:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 200);
    let counts = desk.deps.store.read(|tx| outbox::counts(tx)).unwrap();
    assert!(counts.contains(&(OutboxState::Ready, 0)) && counts.contains(&(OutboxState::Dead, 0)));
}

#[test]
fn after_a_crash_between_sending_and_settling_the_same_mail_goes_again_and_is_told_once() {
    let desk = Desk::new();
    let case = desk.open(Channel::Email, "maya@example.com");
    let dying = desk.worker();
    let leased = lease::claim(&desk.deps, jobs::TOPICS).unwrap().remove(0);
    assert_eq!(jobs::run(&dying.shared, &leased.item), Outcome::Done);
    // It dies here. Its lease keeps the row from others until it lapses.
    desk.work();
    assert_eq!(desk.sent().len(), 1);
    desk.advance(TimeDelta::seconds(121));
    desk.work();
    let ids: Vec<_> = desk.sent().into_iter().map(|sent| sent.message_id).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
    let told = desk.event_names(&case.id);
    assert_eq!(told.iter().filter(|name| *name == "notice_delivered").count(), 1);
}

#[test]
fn a_worker_that_comes_too_late_settles_nothing() {
    let desk = Desk::new();
    let case = desk.open(Channel::Email, "maya@example.com");
    let mut zombie = lease::claim(&desk.deps, jobs::TOPICS).unwrap().remove(0);
    desk.advance(TimeDelta::seconds(121));
    desk.work();
    let version = desk.case(&case.id).version;
    assert!(!lease::begin(&desk.deps, &mut zombie).unwrap());
    for outcome in [Outcome::Done, Outcome::Dead("x".to_owned()), Outcome::Wait(TimeDelta::zero())]
    {
        let late = Settlement::new(&desk.deps, &zombie, outcome);
        assert!(!lease::settle(&desk.deps, &late).unwrap());
    }
    assert_eq!(desk.case(&case.id).version, version);
    assert_eq!(desk.rows(&case.id)[0].state, OutboxState::Done);
}

#[test]
fn a_row_that_kills_every_worker_comes_to_an_end() {
    let desk = Desk::new();
    let case = desk.open(Channel::Email, "maya@example.com");
    for _ in 0..7 {
        let mut leased = lease::claim(&desk.deps, jobs::TOPICS).unwrap().remove(0);
        assert!(lease::begin(&desk.deps, &mut leased).unwrap());
        desk.advance(TimeDelta::seconds(121));
    }
    desk.work();
    let row = desk.rows(&case.id).remove(0);
    assert_eq!((row.state, row.attempts), (OutboxState::Dead, 8));
    assert!(desk.sent().is_empty());
    assert!(desk.event_names(&case.id).contains(&"notice_failed".to_owned()));
}

#[test]
fn a_batch_that_is_never_begun_was_never_tried() {
    let desk = Desk::new();
    let case = desk.open(Channel::Email, "maya@example.com");
    for _ in 0..20 {
        assert_eq!(lease::claim(&desk.deps, jobs::TOPICS).unwrap().len(), 1);
        desk.advance(TimeDelta::seconds(121));
    }
    desk.work();
    let row = desk.rows(&case.id).remove(0);
    assert_eq!((row.state, row.attempts), (OutboxState::Done, 1));
    assert_eq!(desk.sent().len(), 1);
}

#[test]
fn a_slow_batch_keeps_its_leases() {
    let desk = Desk::new();
    desk.open(Channel::Email, "maya@example.com");
    let mut mine = lease::claim(&desk.deps, jobs::TOPICS).unwrap().remove(0);
    let first = mine.until;
    desk.advance(TimeDelta::seconds(90));
    assert!(lease::begin(&desk.deps, &mut mine).unwrap());
    assert!(mine.until > first, "the whole of it lies ahead");
    desk.advance(TimeDelta::seconds(60));
    desk.work();
    assert!(desk.sent().is_empty(), "it would have lapsed by now");
}

#[test]
fn a_row_whose_case_cannot_be_told_is_settled_all_the_same() {
    let desk = Desk::new();
    let case = desk.open(Channel::Email, "maya@example.com");
    let mut leased = lease::claim(&desk.deps, jobs::TOPICS).unwrap().remove(0);
    leased.item.new.case_id = Some("gone".to_owned());
    let settlement = Settlement::new(&desk.deps, &leased, Outcome::Done);
    assert!(lease::settle(&desk.deps, &settlement).unwrap());
    assert_eq!(desk.rows(&case.id)[0].state, OutboxState::Done);
}
