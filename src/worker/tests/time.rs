//! Time acting on cases, on the day's digest and on forgetting.

use chrono::{Days, TimeDelta};

use super::desk::Desk;
use super::server::{Play, Server};
use crypto::address_hash;
use domain::case::Case;
use domain::vocabulary::{Channel, Role, Stage};
use domain::workflow::event::Event;
use services::{StoreError, alarms, health};
use storage::outbox::OutboxState;
use storage::vault;

/// 08:30 of the organisation, some days before the due date.
fn morning(desk: &Desk, case: &Case, days_before: u64) {
    let day = case.due_on().checked_sub_days(Days::new(days_before)).unwrap();
    desk.set_clock(&format!("{day}T03:00:00Z"));
}

#[test]
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn reminders_go_out_ten_five_two_and_no_days_before() {
    let desk = Desk::new();
    desk.hire("ann", &[Role::Handler], "each");
    desk.hire("bob", &[Role::Approver], "each");
    let case = desk.open(Channel::Email, "maya@example.com");
    desk.work();
    let reminded = || -> Vec<u32> {
        let days = |event: Event| match event {
            Event::ReminderDue { days_left, .. } => Some(days_left),
            _ => None,
        };
        desk.events(&case.id).into_iter().filter_map(days).collect()
    };
    let to = |name: &str| {
        let line = format!("staff_due_soon {name}");
        desk.notices().iter().filter(|notice| **notice == line).count()
    };
    let mut expected = Vec::new();
    for days in [10, 5, 2, 0] {
        morning(&desk, &case, days);
        desk.advance(-TimeDelta::hours(1));
        desk.work();
        assert_eq!(reminded(), expected, "nobody is woken at half past seven");
        desk.advance(TimeDelta::hours(1));
        desk.work();
        desk.work();
        expected.push(u32::try_from(days).unwrap());
        assert_eq!(reminded(), expected);
        assert_eq!(to("ann"), expected.len());
        let escalated = expected.iter().filter(|days| **days <= 2).count();
        assert_eq!(to("bob"), escalated);
    }
    morning(&desk, &case, 0);
    desk.advance(TimeDelta::days(1));
    desk.work();
    assert!(desk.case(&case.id).missed.is_some());
    assert!(desk.notices().contains(&"staff_overdue bob".to_owned()));
}

#[test]
fn an_unconfirmed_case_expires_says_so_and_is_forgotten() {
    let desk = Desk::new();
    let case = desk.open(Channel::WebForm, "maya@example.com");
    desk.work();
    desk.advance(TimeDelta::hours(25));
    desk.work();
    desk.advance(TimeDelta::days(7));
    // The server is away for a while: the words of the last notice must not be erased before it is out.
    let server = Server::start([Play::Recipient("451 later")]);
    let worker = desk.worker_with(server.mailer());
    worker.run_until_idle().unwrap();
    assert_eq!(desk.case(&case.id).stage, Stage::Closed);
    desk.advance(TimeDelta::seconds(2));
    worker.run_until_idle().unwrap();
    assert!(desk.case(&case.id).erased_at.is_none(), "its mail waits");
    for _ in 0..3 {
        desk.advance(TimeDelta::minutes(5));
        worker.run_until_idle().unwrap();
    }
    assert_eq!(server.accepted().len(), 1);
    let sent: Vec<_> = desk.notices().into_iter().collect();
    assert_eq!(sent, ["confirm_address maya", "confirm_reminder maya"]);
    assert!(desk.case(&case.id).erased_at.is_some());
    assert_gone(&desk, &case);
    let forget = desk.rows(&case.id).pop().unwrap();
    assert_eq!(forget.state, OutboxState::Done);
    assert_eq!(forget.attempts, 1, "waiting is no attempt");
    assert_eq!(worker.run_until_idle().unwrap(), 0);
}

fn assert_gone(desk: &Desk, case: &Case) {
    let hash = address_hash(desk.deps.keys.search(), "maya@example.com");
    let left = desk.deps.store.read(|tx| {
        Ok::<_, StoreError>((
            vault::key(tx, case.id.as_str())?,
            vault::list(tx, case.id.as_str(), None, None, 10)?.len(),
            vault::find_word(tx, &hash, &["address"], None, 10)?.len(),
        ))
    });
    assert_eq!(left.unwrap(), (None, 0, 0));
}

#[test]
fn forgetting_waits_three_days_for_a_mail_and_no_longer() {
    let desk = Desk::new();
    let case = desk.open(Channel::WebForm, "maya@example.com");
    desk.work();
    desk.advance(TimeDelta::days(8));
    let plays = std::iter::repeat_with(|| Play::Recipient("451 later")).take(50);
    let server = Server::start(plays);
    let worker = desk.worker_with(server.mailer());
    worker.run_until_idle().unwrap();
    desk.advance(TimeDelta::hours(10));
    worker.run_until_idle().unwrap();
    assert!(desk.case(&case.id).erased_at.is_none());
    desk.advance(TimeDelta::hours(62));
    worker.run_until_idle().unwrap();
    assert!(desk.case(&case.id).erased_at.is_some());
}

#[test]
fn the_digest_comes_once_a_day_to_those_who_want_it() {
    let desk = Desk::new();
    desk.hire("ann", &[Role::Handler], "digest");
    desk.hire("bob", &[Role::Handler], "each");
    desk.hire("root", &[Role::Admin], "digest");
    desk.set_clock("2026-11-23T02:29:00Z");
    desk.work();
    let digests = || {
        let all = desk.sent().into_iter();
        all.filter(|sent| sent.message.notice.as_str() == "staff_digest").collect::<Vec<_>>()
    };
    let case = desk.open(Channel::Email, "maya@example.com");
    desk.work();
    assert!(digests().is_empty(), "it is one minute to eight");
    desk.advance(TimeDelta::minutes(1));
    desk.work();
    desk.work();
    desk.advance(TimeDelta::hours(3));
    desk.work();
    let first = digests();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].message.to, "ann@desk.example");
    let text = &first[0].message.text;
    assert!(text.contains("Without an owner") && text.contains(case.reference.as_str()), "{text}");
    assert!(!text.contains("Overdue") && !text.contains("Maya"));
    desk.advance(TimeDelta::days(1));
    desk.work();
    assert_eq!(digests().len(), 2);
}

#[test]
fn a_digest_with_nothing_to_say_is_not_sent() {
    let desk = Desk::new();
    desk.hire("ann", &[Role::Handler], "digest");
    desk.work();
    assert!(desk.sent().is_empty());
}

#[test]
fn a_case_that_cannot_be_woken_keeps_nobody_else_asleep_and_is_not_tried_without_end() {
    let desk = Desk::new();
    desk.hire("ann", &[Role::Handler], "each");
    let broken = desk.open(Channel::Email, "broken@example.com");
    let sound = desk.open(Channel::Email, "maya@example.com");
    desk.work();
    // Without the month's key file, nothing of the first case can be rendered.
    desk.spoil_key(&broken.id);
    morning(&desk, &sound, 10);
    let worker = desk.worker();
    worker.run_until_idle().unwrap();
    let reminded = |case: &Case| desk.event_names(&case.id).contains(&"reminder_due".to_owned());
    assert!(reminded(&sound) && !reminded(&broken));
    assert!(alarms::due(&desk.deps, 10).unwrap().is_empty(), "put off");
    desk.advance(TimeDelta::minutes(1));
    assert_eq!(alarms::due(&desk.deps, 10).unwrap(), std::slice::from_ref(&broken.id));
    worker.run_until_idle().unwrap();
    desk.advance(TimeDelta::minutes(4));
    assert!(alarms::due(&desk.deps, 10).unwrap().is_empty(), "put off for longer");
}

#[test]
fn a_worker_shows_that_it_lives() {
    let desk = Desk::new();
    assert!(!health::worker_alive(&desk.deps).unwrap().alive);
    let worker = desk.worker();
    worker.run_until_idle().unwrap();
    let seen = health::worker_alive(&desk.deps).unwrap();
    assert!(seen.alive && seen.instance.as_deref() == Some("test"));
    desk.advance(TimeDelta::seconds(121));
    assert!(!health::worker_alive(&desk.deps).unwrap().alive);
    worker.run_until_idle().unwrap();
    assert!(health::worker_alive(&desk.deps).unwrap().alive);
    desk.advance(-TimeDelta::days(1));
    assert!(!health::worker_alive(&desk.deps).unwrap().alive, "a sign from the future");
    worker.run_until_idle().unwrap();
    assert!(health::worker_alive(&desk.deps).unwrap().alive);
}
