//! The database goes away and comes back; and the thread that lives through it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};

use super::desk::Desk;
use super::server::{Play, Server};
use domain::vocabulary::Channel;
use domain::zones::Zones;
use services::{ServiceError, StoreError};
use storage::Store;
use storage::outbox::OutboxState;

/// Locks the database file from another connection; writers are turned away until the answer is dropped.
fn lock(folder: &Path) -> Sender<()> {
    let url = format!("sqlite://{}", folder.join("test.db").display());
    let other = Store::open(&url, 1).unwrap();
    let (release, held) = channel::<()>();
    let (begun, locked) = channel::<()>();
    std::thread::spawn(move || {
        other.write::<(), StoreError>(move |_| {
            begun.send(()).unwrap();
            let _ended = held.recv();
            Ok(())
        })
    });
    locked.recv().unwrap();
    release
}

/// Waits for something another thread brings about.
fn eventually(mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_was_sent_while_the_database_was_away_is_settled_afterwards_and_not_sent_again() {
    let desk = Desk::new();
    let case = desk.open(Channel::Email, "maya@example.com");
    let (outage, ends) = channel();
    let folder = desk.folder.path().to_owned();
    let cut = move || outage.send(lock(&folder)).unwrap();
    let server = Server::start([Play::AcceptAfter(Box::new(cut))]);
    let worker = desk.worker_with(server.mailer());
    let away = worker.run_until_idle();
    assert!(matches!(away, Err(ServiceError::Store(StoreError::Unavailable(_)))));
    assert_eq!(desk.rows(&case.id)[0].state, OutboxState::Ready);
    drop(ends.recv().unwrap());
    eventually(|| worker.run_until_idle().is_ok());
    assert_eq!(desk.rows(&case.id)[0].state, OutboxState::Done);
    assert_eq!(server.accepted().len(), 1);
    let names = desk.event_names(&case.id);
    assert_eq!(names.iter().filter(|name| *name == "notice_delivered").count(), 1);
}

#[test]
fn the_loop_goes_on_while_the_database_is_away_and_wakes_for_new_work() {
    let desk = Desk::with("[worker]\npoll_seconds = 1\n");
    let case = desk.open(Channel::Email, "maya@example.com");
    let server = Server::start([Play::Recipient("450 later")]);
    desk.worker_with(server.mailer()).run_until_idle().unwrap();
    let outage = lock(desk.folder.path());
    desk.advance(TimeDelta::minutes(1));
    let running = desk.worker_with(server.mailer()).start().unwrap();
    // A second worker meets the same outage, and takes as long to notice it as the running one.
    let other = desk.worker().run_until_idle();
    assert!(matches!(other, Err(ServiceError::Store(StoreError::Unavailable(_)))));
    assert_eq!(server.accepted().len(), 0);
    drop(outage);
    eventually(|| desk.rows(&case.id)[0].state == OutboxState::Done);
    assert_eq!(server.accepted().len(), 1);
    desk.open(Channel::Email, "noor@example.com");
    eventually(|| server.accepted().len() == 2);
    let begun = Instant::now();
    running.stop();
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_stopped_worker_takes_nothing_up() {
    let desk = Desk::new();
    desk.open(Channel::Email, "maya@example.com");
    let worker = desk.worker();
    worker.stop();
    worker.run_until_stopped();
    assert!(desk.sent().is_empty());
    desk.work();
    assert_eq!(desk.sent().len(), 1, "nothing is lost");
}

/// Panics whenever it is asked.
struct NoZones(Arc<AtomicUsize>);

impl Zones for NoZones {
    fn local(&self, _zone: &str, _at: DateTime<Utc>) -> DateTime<FixedOffset> {
        self.0.fetch_add(1, Ordering::SeqCst);
        panic!("planted");
    }

    fn start_of_day(&self, _zone: &str, date: NaiveDate) -> DateTime<Utc> {
        date.and_time(chrono::NaiveTime::MIN).and_utc()
    }
}

#[test]
fn a_panic_in_one_step_does_not_end_the_thread() {
    let mut desk = Desk::with("[worker]\npoll_seconds = 1\n");
    let panics = Arc::new(AtomicUsize::new(0));
    desk.deps.zones = Arc::new(NoZones(Arc::clone(&panics)));
    let running = desk.worker().start().unwrap();
    eventually(|| panics.load(Ordering::SeqCst) > 1);
    running.stop();
}
