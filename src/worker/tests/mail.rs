//! Notices on their way: once, again, never, by letter; and what the case hears of it.

use chrono::TimeDelta;

use super::desk::Desk;
use super::server::{Play, Server};
use domain::actor::Actor;
use domain::case::Case;
use domain::ids::CaseId;
use domain::message::NoticeKind;
use domain::policy::{ExtensionRule, Period};
use domain::vocabulary::{Channel, Ground, Role, VerificationMethod};
use domain::workflow::Command;
use domain::workflow::event::Event;
use services::outbox::{self, Content, Counts, State};
use services::{ServiceError, notices};
use storage::journal;
use storage::outbox::OutboxState;

fn delivered(desk: &Desk, case: &CaseId) -> (usize, usize) {
    let count = |name: &str| desk.event_names(case).iter().filter(|n| *n == name).count();
    (count("notice_delivered"), count("notice_failed"))
}

fn message_id(desk: &Desk, case: &Case) -> String {
    let rows = desk.rows(&case.id);
    assert_eq!(rows.len(), 1, "{rows:?}");
    let domain = "privacy.example.com";
    let id = &rows[0].new.id;
    let from = &desk.deps.settings.mail.from;
    let domain = from.rsplit('@').next().map_or(domain, |d| d.trim_end_matches('>'));
    format!("<{id}@{domain}>")
}

fn handler() -> Actor {
    Actor::staff("ann", vec![Role::Handler])
}

#[test]
fn a_notice_is_accepted_once_and_the_case_hears_of_it() {
    let desk = Desk::new();
    let server = Server::start([]);
    let case = desk.open(Channel::Email, "maya@example.com");
    let worker = desk.worker_with(server.mailer());
    assert!(worker.run_until_idle().unwrap() > 0);
    assert_eq!(server.accepted(), [message_id(&desk, &case)]);
    assert_eq!(delivered(&desk, &case.id), (1, 0));
    assert_eq!(worker.run_until_idle().unwrap(), 0);
    assert_eq!(desk.work(), 0, "another worker finds nothing either");
    assert_eq!(server.tries(), 1);
    let delivered = desk.events(&case.id).pop();
    let outbox = desk.rows(&case.id)[0].new.id.as_str().into();
    let notice = NoticeKind::Received;
    assert_eq!(delivered, Some(Event::NoticeDelivered { notice, outbox }));
}

#[test]
fn a_server_that_says_later_gets_the_same_mail_later() {
    let desk = Desk::new();
    let later = "450 4.2.1 busy, try later";
    let server = Server::start([Play::Recipient(later), Play::Recipient(later)]);
    let case = desk.open(Channel::Email, "maya@example.com");
    let worker = desk.worker_with(server.mailer());
    worker.run_until_idle().unwrap();
    let row = desk.rows(&case.id).remove(0);
    assert_eq!((row.state, row.attempts), (OutboxState::Ready, 1));
    assert!(row.last_error.unwrap().contains("450"));
    assert_eq!(row.new.due_at, desk.deps.now() + TimeDelta::minutes(1));
    assert_eq!(worker.run_until_idle().unwrap(), 0, "not before its time");
    for minutes in [1, 5] {
        desk.advance(TimeDelta::minutes(minutes));
        worker.run_until_idle().unwrap();
    }
    assert_eq!(server.tries(), 3);
    assert_eq!(server.accepted(), [message_id(&desk, &case)]);
    assert_eq!(delivered(&desk, &case.id), (1, 0));
}

#[test]
fn a_server_that_says_never_ends_it_and_somebody_is_told() {
    let desk = Desk::new();
    desk.hire("ann", &[Role::Handler], "each");
    let server = Server::start([Play::Recipient("550 5.1.1 no such user")]);
    let case = desk.open(Channel::Email, "maya@example.com");
    desk.worker_with(server.mailer()).run_until_idle().unwrap();
    assert_eq!(desk.rows(&case.id)[0].state, OutboxState::Dead);
    assert_eq!(delivered(&desk, &case.id), (0, 1));
    let told: Vec<_> = desk.rows(&case.id).into_iter().filter_map(|row| row.new.template).collect();
    assert_eq!(told, ["received", "staff_delivery_failed"]);
    assert_eq!(server.accepted().len(), 1, "the mail to the desk");

    let dead = desk.rows(&case.id)[0].new.id.clone();
    let counts = outbox::counts(&desk.deps, &handler()).unwrap();
    assert_eq!(counts, Counts { ready: 0, done: 1, dead: 1 });
    let page = outbox::list(&desk.deps, &handler(), State::Dead, None).unwrap();
    assert_eq!(page.lines[0].reference.as_ref(), Some(&case.reference));
    let admin = Actor::staff("root", vec![Role::Admin]);
    assert!(matches!(outbox::send_again(&desk.deps, &admin, &dead), Err(ServiceError::Forbidden)));
    outbox::send_again(&desk.deps, &handler(), &dead).unwrap();
    outbox::send_again(&desk.deps, &handler(), &dead).unwrap();
    desk.worker_with(server.mailer()).run_until_idle().unwrap();
    assert_eq!(delivered(&desk, &case.id), (1, 1));
    assert_eq!(journalled(&desk, "outbox"), ["message_sent_again"]);
    assert_eq!(server.accepted().len(), 2);
}

#[test]
fn seven_attempts_are_made_in_about_a_day_and_a_half() {
    let desk = Desk::new();
    let plays = std::iter::repeat_with(|| Play::Recipient("451 later")).take(50);
    let server = Server::start(plays);
    let case = desk.open(Channel::Email, "maya@example.com");
    let worker = desk.worker_with(server.mailer());
    for _ in 0..40 {
        worker.run_until_idle().unwrap();
        desk.advance(TimeDelta::hours(1));
    }
    assert_eq!(server.tries(), 7);
    assert_eq!(desk.rows(&case.id)[0].state, OutboxState::Dead);
    assert_eq!(delivered(&desk, &case.id), (0, 1));
}

#[test]
fn a_connection_that_breaks_is_tried_again_with_the_same_message_id() {
    for play in [Play::HangUpInData, Play::LoseAnswer] {
        let lost = matches!(play, Play::LoseAnswer);
        let desk = Desk::new();
        let server = Server::start([play]);
        let case = desk.open(Channel::Email, "maya@example.com");
        let worker = desk.worker_with(server.mailer());
        worker.run_until_idle().unwrap();
        assert_eq!(delivered(&desk, &case.id), (0, 0));
        desk.advance(TimeDelta::minutes(1));
        worker.run_until_idle().unwrap();
        let id = message_id(&desk, &case);
        // Only where the server's answer was lost can there be a second one.
        let expected = if lost { vec![id.clone(), id] } else { vec![id] };
        assert_eq!(server.accepted(), expected);
        assert_eq!(server.tries(), 2);
        assert_eq!(delivered(&desk, &case.id), (1, 0));
    }
}

fn desk_with_extensions() -> Desk {
    let mut desk = Desk::new();
    let mut policy = (*desk.deps.policy).clone();
    for rule in &mut policy.rules {
        rule.extension = Some(ExtensionRule {
            total: Period::CalendarDays(60),
            notice_within: Period::CalendarDays(30),
        });
    }
    desk.deps.policy = std::sync::Arc::new(policy);
    desk
}

fn extended(desk: &Desk) -> Case {
    let case = desk.open(Channel::Email, "maya@example.com");
    let accept =
        Command::AcceptIdentity { method: VerificationMethod::ALL[0], note: None, plan: None };
    desk.execute(handler(), &case.id, accept).unwrap();
    desk.work();
    let text = desk.deps.prose("Your request is large.".to_owned());
    let extend = Command::Extend { ground: Ground::Complexity, text };
    desk.execute(handler(), &case.id, extend).unwrap();
    case
}

#[test]
fn an_extension_counts_when_its_notice_is_accepted_in_time() {
    let desk = desk_with_extensions();
    let case = extended(&desk);
    let before = desk.case(&case.id).due_on();
    desk.work();
    let after = desk.case(&case.id);
    assert!(after.due_on() > before && after.extension.is_none());
}

#[test]
fn an_extension_is_void_when_its_notice_is_never_accepted() {
    let desk = desk_with_extensions();
    let case = extended(&desk);
    let before = desk.case(&case.id).due_on();
    let server = Server::start([Play::Recipient("550 no such user")]);
    desk.worker_with(server.mailer()).run_until_idle().unwrap();
    let after = desk.case(&case.id);
    assert!(after.due_on() == before && after.extension.is_none());
    let names = desk.event_names(&case.id);
    assert!(names.contains(&"extension_voided".to_owned()), "{names:?}");
}

#[test]
fn a_letter_is_not_sent_but_posted_by_hand() {
    let desk = Desk::new();
    let case = desk.open(Channel::Post, "");
    desk.work();
    assert!(desk.sent().is_empty());
    let row = desk.rows(&case.id).remove(0);
    assert_eq!((row.new.topic.as_str(), row.state), (notices::LETTER, OutboxState::Ready));
    let (line, content) = outbox::preview(&desk.deps, &handler(), &row.new.id).unwrap();
    assert!(line.is_letter && matches!(content, Content::Message(m) if m.text.contains("Maya")));
    assert_eq!(journalled(&desk, "reads:ann"), ["message_read"]);
    outbox::mark_posted(&desk.deps, &handler(), &row.new.id).unwrap();
    outbox::mark_posted(&desk.deps, &handler(), &row.new.id).unwrap();
    assert_eq!(delivered(&desk, &case.id), (1, 0));
    assert_eq!(desk.rows(&case.id)[0].state, OutboxState::Done);
    assert_eq!(journalled(&desk, "outbox"), ["letter_posted"]);
}

fn journalled(desk: &Desk, stream: &str) -> Vec<String> {
    let entries = desk.deps.store.read(|tx| journal::page(tx, stream, 0, 10)).unwrap();
    entries.into_iter().map(|entry| entry.event).collect()
}

#[test]
fn codes_and_links_are_shown_to_nobody_at_the_desk() {
    let desk = Desk::new();
    let case = desk.open(Channel::WebForm, "maya@example.com");
    let id = desk.rows(&case.id)[0].new.id.clone();
    let (_, content) = outbox::preview(&desk.deps, &handler(), &id).unwrap();
    assert_eq!(content, Content::Secret);
    assert!(journalled(&desk, "reads:ann").is_empty());
}

#[test]
fn mail_of_an_erased_case_goes_nowhere() {
    let desk = Desk::new();
    let case = desk.open(Channel::WebForm, "maya@example.com");
    desk.execute(Actor::requester(), &case.id, Command::Withdraw { reason: None }).unwrap();
    desk.execute(Actor::system(), &case.id, Command::Forget).unwrap();
    desk.work();
    assert!(desk.sent().is_empty());
    assert!(desk.rows(&case.id).iter().all(|row| row.state == OutboxState::Done));
    assert_eq!(delivered(&desk, &case.id), (0, 0));
    let id = desk.rows(&case.id)[0].new.id.clone();
    let again = outbox::send_again(&desk.deps, &handler(), &id);
    assert!(matches!(again, Err(ServiceError::Erased)));
}
