//! Checks of the desk with real cases: what each reader is shown and offered, stage by stage.

mod late;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::present::Forms;
use super::present::case::{Scene, page};
use super::present::queue::groups;
use crate::testing::{NETWORK, TestDesk};
use domain::ids::{Reference, StaffId};
use domain::intake::Submission;
use domain::vocabulary::Role;
use services::access::shell;
use services::intake::{self, Draft};
use services::lists::Listing;
use services::staff::{self, MailFrequency, Names, StaffSession};
use services::{commands, desk, reading};
use storage::views::queue::{Narrow, View};
use text::contexts::case_page::CasePage;
use text::contexts::desk_parts::Tone;
use text::contexts::queue::Group;

fn reader(id: &str, role: Role) -> StaffSession {
    StaffSession {
        id: StaffId::from(id),
        name: id.to_owned(),
        email: format!("{id}@desk.example"),
        roles: vec![role],
        mail_frequency: MailFrequency::Each,
        csrf: String::new(),
    }
}

fn hana() -> StaffSession {
    reader("hana", Role::Handler)
}

fn vera() -> StaffSession {
    reader("vera", Role::Approver)
}

fn cora() -> StaffSession {
    reader("cora", Role::Compliance)
}

fn names() -> Names {
    ["hana", "vera", "cora"].into_iter().map(|id| (id.to_owned(), id.to_owned())).collect()
}

/// A command of somebody's, as the API takes it.
fn act(desk: &TestDesk, who: &StaffSession, reference: &Reference, input: Value) {
    let input = serde_json::from_value(input).unwrap();
    commands::run(&desk.deps, &staff::actor(who), reference, None, &input).unwrap();
}

/// The case's page as somebody sees it.
fn look(desk: &TestDesk, me: &StaffSession, reference: &Reference) -> CasePage {
    let view = reading::case(&desk.deps, &staff::actor(me), reference).unwrap();
    let forms = Forms { deps: &desk.deps, csrf: "mark".to_owned(), version: None };
    page(&Scene {
        deps: &desk.deps,
        view: &view,
        names: &names(),
        people: &[],
        me,
        forms,
        show: "",
        next: None,
        draft: None,
    })
}

/// Every action the page names, possible or not.
fn actions(page: &CasePage) -> Vec<&str> {
    page.actions.iter().chain(&page.more).map(|action| action.dialog.as_str()).collect()
}

fn possible(page: &CasePage, dialog: &str) -> bool {
    let mut all = page.actions.iter().chain(&page.more);
    all.any(|action| action.dialog == dialog && action.blocked.is_none())
}

fn need(page: &CasePage) -> (&str, bool) {
    page.need.as_ref().map_or(("", false), |need| (need.title.as_str(), need.form.is_some()))
}

/// A request whose address is not confirmed yet.
fn unconfirmed(desk: &TestDesk) -> Reference {
    let submission = Submission {
        rights: vec!["access".to_owned()],
        name: "Maya Lindqvist".to_owned(),
        email: "maya@example.com".to_owned(),
        country: "DE".to_owned(),
        role: "self".to_owned(),
        details_access: "everything".to_owned(),
        ..Submission::default()
    };
    let draft = Draft { submission, ..Draft::new(desk.deps.now() - TimeDelta::minutes(5)) };
    let token = intake::draft_save(&desk.deps, None, &draft).unwrap();
    intake::submit(&desk.deps, &token, NETWORK, "").unwrap();
    lines(desk, View::Unconfirmed).remove(0).line.case.reference
}

fn lines(desk: &TestDesk, view: View) -> Vec<desk::QueueLine> {
    let listing = Listing { view, narrow: Narrow::default(), cursor: None, limit: 50 };
    desk::queue(&desk.deps, &staff::actor(&hana()), &listing).unwrap().lines
}

fn shown(desk: &TestDesk, view: View, name: &str) -> Vec<Group> {
    groups(&desk.deps, &lines(desk, view), &staff::names(&desk.deps).unwrap(), name)
}

/// Identity accepted, the one task done, access settled.
fn settled(desk: &TestDesk, reference: &Reference) {
    act(desk, &hana(), reference, json!({"command": "accept_identity", "method": "account_match"}));
    let done =
        json!({"command": "complete_task", "task": "T1", "result": "found", "details": "3 rows"});
    act(desk, &hana(), reference, done);
    let settle = json!({"command": "settle_item", "right": "access", "outcome": "done"});
    act(desk, &hana(), reference, settle);
}

#[test]
fn each_row_stands_in_the_group_of_its_urgency() {
    let desk = TestDesk::new();
    let mut made = Vec::new();
    // Received so many days before today; each is due thirty days after.
    for (name, days) in [("late", 0), ("soon", 3), ("week", 3), ("waits", 9), ("later", 9)] {
        desk.pass(TimeDelta::days(days));
        made.push((name, desk.case(name)));
    }
    let of = |name: &str| &made.iter().find(|(known, _)| *known == name).unwrap().1;
    let question = json!({"command": "ask_clarification", "text": "Which course?"});
    act(&desk, &hana(), of("waits"), question);
    let handler = [Role::Handler];
    let lena = staff::invite(&desk.deps, &shell(), "lena@desk.example", "Lena Roth", &handler);
    let lena = reader(lena.unwrap().as_str(), Role::Handler);
    act(&desk, &lena, of("soon"), json!({"command": "take"}));
    desk.pass(TimeDelta::days(7));

    let groups = shown(&desk, View::Open, "open");
    let told: Vec<(&str, Tone, Vec<&str>)> = groups
        .iter()
        .map(|group| {
            let rows = group.rows.iter().map(|row| row.reference.as_str()).collect();
            (group.title, group.tone, rows)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Overdue", Tone::Bad, vec![of("late").as_str()]),
            ("Due in 3 days or less", Tone::Warn, vec![of("soon").as_str()]),
            ("Due this week", Tone::Info, vec![of("week").as_str()]),
            ("Later", Tone::Idle, vec![of("later").as_str()]),
            ("Waiting for the requester", Tone::Idle, vec![of("waits").as_str()]),
        ]
    );
    let row = |group: usize| &groups[group].rows[0];
    assert_eq!((row(0).due.words.as_str(), row(0).due.used), ("1 day late", 100));
    assert_eq!(row(1).due.words, "2 days left");
    assert_eq!(row(1).owner.as_ref().map(|owner| owner.name.as_str()), Some("Lena Roth"));
    assert!(row(0).owner.is_none() && row(0).priority.is_none());
    assert_eq!(row(0).who, "maya@example.com");
    assert_eq!(row(2).due.tone, Tone::Info);
    // Lists that are not by date have one heading.
    assert_eq!(shown(&desk, View::Open, "search").len(), 1);
    assert!(shown(&desk, View::Closed, "closed").is_empty());
}

#[test]
fn an_unconfirmed_request_waits_for_its_requester() {
    let desk = TestDesk::new();
    let reference = unconfirmed(&desk);
    let page = look(&desk, &hana(), &reference);
    assert_eq!(need(&page), ("Waiting for the requester to confirm.", false));
    assert!(page.need.as_ref().is_some_and(|need| need.link.is_some()));
    assert!(possible(&page, "do-confirm_by_desk") && possible(&page, "do-withdraw"));
    assert!(page.owner.take.is_none(), "nobody owns it before it is confirmed");
    let read = look(&desk, &cora(), &reference);
    assert!(read.need.is_some_and(|need| need.link.is_none()));
    assert_eq!(read.dialogs.len(), 0);
}

#[test]
fn identity_is_asked_of_the_desk_and_only_shown_to_compliance() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya");
    for me in [hana(), vera()] {
        let page = look(&desk, &me, &reference);
        assert_eq!(need(&page), ("Who is asking?", true), "{}", me.name);
        assert!(possible(&page, "do-refuse") && possible(&page, "do-reject_identity"));
        assert!(page.owner.take.is_some() && page.owner.assign.is_some());
        assert_eq!(page.journal.is_some(), me.has(Role::Approver));
        let kinds: Vec<_> = page.composer.unwrap().kinds.iter().map(|kind| kind.command).collect();
        assert_eq!(kinds, ["send_message", "ask_clarification", "ask_evidence", "add_note"]);
    }
    let page = look(&desk, &cora(), &reference);
    assert_eq!(need(&page), ("Who is asking?", false));
    assert_eq!(actions(&page), ["do-place_hold"], "compliance stops, and decides nothing");
    assert!(page.owner.take.is_none() && page.owner.assign.is_none());
    assert!(page.journal.is_some());
    let kinds: Vec<_> = page.composer.unwrap().kinds.iter().map(|kind| kind.command).collect();
    assert_eq!(kinds, ["add_note"]);
}

#[test]
fn work_is_offered_until_it_is_done() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya");
    let accept = json!({"command": "accept_identity", "method": "account_match"});
    act(&desk, &hana(), &reference, accept);
    let page = look(&desk, &hana(), &reference);
    assert_eq!(need(&page), ("1 task is open.", false));
    assert!(page.items[0].tasks[0].complete.is_some());
    assert!(look(&desk, &cora(), &reference).items[0].tasks[0].complete.is_none());

    let found =
        json!({"command": "complete_task", "task": "T1", "result": "found", "details": "2 rows"});
    act(&desk, &hana(), &reference, found);
    let page = look(&desk, &hana(), &reference);
    assert_eq!(need(&page).0, "A right is not decided.");
    assert!(page.items[0].settle.is_some() && page.items[0].tasks[0].reopen.is_some());
    let settle = json!({"command": "settle_item", "right": "access", "outcome": "done"});
    act(&desk, &hana(), &reference, settle);
    assert_eq!(need(&look(&desk, &hana(), &reference)), ("Ready to propose.", true));
    assert_eq!(need(&look(&desk, &cora(), &reference)), ("Ready to propose.", false));
}

#[test]
fn an_answer_is_approved_by_somebody_who_may() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya");
    settled(&desk, &reference);
    act(&desk, &hana(), &reference, json!({"command": "propose_answer", "text": "Here it is."}));
    for (me, may) in [(hana(), false), (vera(), true), (cora(), false)] {
        let page = look(&desk, &me, &reference);
        let review = page.review.unwrap();
        assert_eq!(
            (review.by.name.as_str(), review.text.as_deref()),
            ("hana", Some("Here it is."))
        );
        assert_eq!((review.approve.is_some(), review.barred), (may, !may), "{}", me.name);
        assert_eq!(review.send_back.is_some(), may, "{}", me.name);
        assert!(page.need.is_none());
    }
}

#[test]
fn nobody_approves_their_own_refusal() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya");
    let refuse = json!({"command": "refuse", "ground": "excessive", "text": "Third time."});
    act(&desk, &vera(), &reference, refuse);
    let own = look(&desk, &vera(), &reference).review.unwrap();
    assert!(own.barred && own.approve.is_none());
    assert!(own.four_eyes.contains("another person"), "{}", own.four_eyes);
    let other = look(&desk, &reader("otto", Role::Approver), &reference).review.unwrap();
    assert!(!other.barred && other.approve.is_some());
    assert!(other.four_eyes.contains("second person"), "{}", other.four_eyes);
}

#[test]
fn a_closed_request_can_be_read_and_opened_again_by_an_approver() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya");
    settled(&desk, &reference);
    act(&desk, &hana(), &reference, json!({"command": "propose_answer"}));
    act(&desk, &vera(), &reference, json!({"command": "approve"}));
    for (me, may) in [(hana(), false), (vera(), true), (cora(), false)] {
        let page = look(&desk, &me, &reference);
        assert_eq!(possible(&page, "do-reopen"), may, "{}", me.name);
        assert!(page.need.is_none() && page.review.is_none() && page.owner.take.is_none());
        assert!(page.items[0].settle.is_none() && page.clock.extension.is_empty());
        assert_eq!(page.back.href, "/desk?view=closed");
    }
}

#[test]
fn the_deadline_card_counts_down_and_explains_itself() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya");
    let card = look(&desk, &hana(), &reference).clock;
    assert_eq!((card.number.as_str(), card.unit.as_str()), ("30", "days left"));
    assert_eq!(
        (card.iso.as_str(), card.due.as_str()),
        ("2026-12-23", "Wednesday 23 December 2026")
    );
    assert!(card.steps.len() > 1 && card.extend.is_none(), "the promise has no extension");
    assert_eq!(card.facts[0].value, "16 December 2026", "our own target comes first");
    desk.pass(TimeDelta::days(29));
    let card = look(&desk, &hana(), &reference).clock;
    assert_eq!((card.number.as_str(), card.unit.as_str()), ("1", "day left"));
    assert_eq!(card.tone, Tone::Warn);
    desk.pass(TimeDelta::days(3));
    let card = look(&desk, &hana(), &reference).clock;
    assert_eq!((card.number.as_str(), card.unit.as_str()), ("2", "days late"));
    assert_eq!((card.tone, card.used), (Tone::Bad, 100));
}

#[test]
fn what_is_out_of_the_ordinary_stands_in_a_banner() {
    let desk = TestDesk::new();
    let reference = desk.case("Maya");
    assert!(look(&desk, &hana(), &reference).banners.is_empty());
    act(&desk, &cora(), &reference, json!({"command": "place_hold", "reason": "A court asks."}));
    let [held] = &look(&desk, &vera(), &reference).banners[..] else { panic!("one banner") };
    assert_eq!(
        (held.title.as_str(), held.text.as_str()),
        ("On hold since 23 Nov.", "A court asks.")
    );
    assert!(held.action.is_some(), "an approver releases it");
    assert!(look(&desk, &hana(), &reference).banners[0].action.is_none());
    act(&desk, &vera(), &reference, json!({"command": "release_hold", "reason": "Settled."}));

    desk.pass(TimeDelta::days(31));
    let late = &look(&desk, &hana(), &reference).banners[0];
    assert_eq!(
        (late.tone, late.title.as_str()),
        (Tone::Bad, "The answer was due on 23 December 2026.")
    );
    assert!(late.action.as_ref().is_some_and(|link| link.href.contains("explain_lateness")));
    let explain = json!({"command": "explain_lateness", "reason": "The archive was away."});
    act(&desk, &hana(), &reference, explain);
    let late = &look(&desk, &hana(), &reference).banners[0];
    assert!(late.action.is_none() && late.text.contains("explained"), "{}", late.text);
}
