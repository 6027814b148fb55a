//! What a demo promises: it repeats itself, verifies, and shows everything that can happen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::TimeDelta;

use super::*;
use crate::commands::stream_of;
use crate::dossier::Dossier;
use crate::package;
use crate::report::counting;
use crate::testing::TestDesk;
use config::{self, Settings};
use domain::case::Case;
use domain::ids::CaseId;
use domain::vocabulary::{Channel, Outcome, RequesterRole, Right, Stage};
use domain::workflow::event::Happened;
use domain::workflow::replay;
use storage::outbox::{self, OutboxState};
use storage::{journal, positions, staff};

fn desk() -> TestDesk {
    let mut desk = TestDesk::new();
    let policy = config::policy::load(&Settings::defaults().unwrap()).unwrap();
    desk.deps.policy = Arc::new(policy);
    desk
}

fn filled(cases: u32, seed: u64, folded: bool) -> TestDesk {
    let desk = desk();
    let wish = Wish { cases, open: None, seed };
    let filled = fill_by(&desk.deps, wish, folded, &mut |_| {}).unwrap();
    assert_eq!(filled.cases, cases);
    desk
}

fn cases_of(desk: &TestDesk) -> Vec<Case> {
    let rows = desk.deps.store.read(|tx| cases::page_all(tx, None, 10_000)).unwrap();
    let load = |id: &str| desk.deps.store.read(|tx| cases::load(tx, &CaseId::from(id))).unwrap();
    rows.iter().map(|row| load(&row.id)).collect()
}

fn log_of(desk: &TestDesk) -> Vec<positions::Placed> {
    desk.deps.store.read(|tx| positions::page(tx, 0, 1_000_000)).unwrap()
}

/// Everything an audit looks at, and that time has nothing left to do.
fn verify(desk: &TestDesk) {
    let (log, all) = (log_of(desk), cases_of(desk));
    let report = audit::verify(&desk.deps).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let waiting = desk.deps.store.read(|tx| positions::count_waiting(tx)).unwrap();
    assert_eq!(waiting, 0);
    assert!(log.is_sorted_by_key(|placed| placed.entry.at), "the log goes back in time");
    let counters = counting::check(&desk.deps).unwrap();
    let cases = u64::try_from(all.len()).unwrap();
    assert_eq!(counters, counting::Check { cases, wrong: 0 }, "counters of reports");
    let now = desk.deps.now();
    let rows = desk.deps.store.read(|tx| cases::page_all(tx, None, 10_000)).unwrap();
    for (case, row) in all.iter().zip(&rows) {
        let stream = stream_of(&case.id);
        let entries = desk.deps.store.read(|tx| journal::page(tx, &stream, 0, 10_000)).unwrap();
        let events: Vec<Happened> =
            entries.iter().map(|entry| serde_json::from_str(&entry.body).unwrap()).collect();
        assert_eq!(replay(&events).as_ref(), Some(case), "{}", case.reference);
        assert_eq!(row.version, case.version);
        assert!(entries.iter().zip(&events).all(|(e, h)| e.event == h.event.name()));
        assert!(entries.iter().all(|entry| entry.at <= now), "{}", case.reference);
        sealed(desk, case);
    }
    let due = desk.deps.store.read(|tx| cases::due(tx, now - TimeDelta::seconds(3), 10)).unwrap();
    assert_eq!(due, Vec::<CaseId>::new(), "time still has something to do");
}

fn sealed(desk: &TestDesk, case: &Case) {
    let deps = &desk.deps;
    let opened = deps.store.read(|tx| Dossier::open(tx, deps, &case.id)).unwrap();
    assert_eq!(opened.person.is_some(), case.erased_at.is_none());
}

#[test]
fn the_same_seed_tells_the_same_stories() {
    for folded in [false, true] {
        let told = |seed| {
            let desk = filled(40, seed, folded);
            let log = log_of(&desk);
            log.into_iter().map(|placed| (placed.entry.id, placed.entry.body)).collect::<Vec<_>>()
        };
        let first = told(7);
        assert!(first.len() > 200);
        assert_eq!(first, told(7));
        assert_ne!(first, told(8));
    }
}

#[test]
fn a_small_demo_verifies() {
    verify(&filled(100, 1, false));
}

#[test]
fn a_large_demo_verifies() {
    verify(&filled(300, 2, true));
}

#[test]
fn everything_that_can_happen_happens() {
    for (seed, folded) in [(3, false), (4, true), (5, true)] {
        let desk = filled(120, seed, folded);
        let all = cases_of(&desk);
        let today = desk.deps.local_date(desk.deps.now());
        let stages: BTreeSet<_> = all.iter().map(|case| case.stage).collect();
        assert_eq!(stages.len(), Stage::ALL.len());
        let outcomes: BTreeSet<_> = all.iter().filter_map(|case| case.outcome).collect();
        assert_eq!(outcomes.len(), Outcome::ALL.len(), "{outcomes:?}");
        let roles: BTreeSet<_> = all.iter().map(|case| case.intake.role).collect();
        assert_eq!(roles.len(), RequesterRole::ALL.len());
        let channels: BTreeSet<_> = all.iter().map(|case| case.intake.channel).collect();
        assert_eq!(channels.len(), Channel::ALL.len());
        let rights: BTreeSet<_> = all.iter().flat_map(Case::rights).collect();
        assert_eq!(rights.len(), Right::ALL.len());
        let open: Vec<&Case> = all.iter().filter(|case| case.stage.is_open()).collect();
        assert_eq!(open.len(), 66, "stories end where their plots say");
        let has = |what: &str, is: &dyn Fn(&Case) -> bool| {
            assert!(open.iter().any(|case| is(case)), "seed {seed}: no open case {what}");
        };
        has("is late", &|case| case.missed.is_some());
        has("is late and explained", &|case| case.lateness.is_some());
        has("is due soon", &|case| {
            (0..=3).contains(&case.due_on().signed_duration_since(today).num_days())
        });
        has("waits for its requester", &|case| case.waiting.is_some());
        has("has a new reply", &|case| case.reply_at.is_some());
        has("has nobody", &|case| case.assignee.is_none() && case.stage == Stage::Verifying);
        has("is on hold", &|case| case.hold.is_some());
        has("was disowned", &|case| case.hold.as_ref().is_some_and(|hold| hold.disowned));
        has("was reopened", &|case| case.first_closed_at.is_some());
        has("has no right yet", &|case| case.items.is_empty());
        if !folded {
            notices_are_settled_but_for_a_handful(&desk);
        }
    }
}

fn notices_are_settled_but_for_a_handful(desk: &TestDesk) {
    let counts: BTreeMap<_, _> =
        desk.deps.store.read(|tx| outbox::counts(tx)).unwrap().into_iter().collect();
    assert!(counts[&OutboxState::Done] > 500, "{counts:?}");
    // Copies of data are built by the worker when the demo runs.
    let ready = desk
        .deps
        .store
        .read(|tx| outbox::in_state_page(tx, OutboxState::Ready, None, 500))
        .unwrap();
    let mails = ready.iter().filter(|item| item.new.topic != package::PACKAGE).count();
    assert!((2..20).contains(&mails), "{mails} of {counts:?}");
    assert_eq!(counts[&OutboxState::Dead], 1);
    assert!(cases_of(desk).iter().any(|case| !case.undelivered.is_empty()));
}

#[test]
fn colleagues_of_every_role_can_sign_in() {
    let desk = desk();
    let wish = Wish { cases: 1, open: None, seed: 1 };
    let filled = fill(&desk.deps, wish, &mut |_| {}).unwrap();
    let roles: BTreeSet<_> = filled.sign_ins.iter().map(|one| one.role).collect();
    assert_eq!(roles.len(), 4);
    for one in &filled.sign_ins {
        let found = desk.deps.store.read(|tx| staff::by_email(tx, &one.email)).unwrap().unwrap();
        let stored = found.password_hash.as_deref();
        assert!(crypto::verify_password(one.password, stored).unwrap());
        assert!(crypto::check_password(one.password, &[&one.email]).is_ok());
    }
}

#[test]
fn made_up_people_never_mix_with_others() {
    let desk = filled(2, 1, false);
    let wish = Wish { cases: 2, open: None, seed: 1 };
    let again = fill(&desk.deps, wish, &mut |_| {});
    assert!(matches!(again, Err(DemoError::NotEmpty)));
    let many = fill(&desk.deps, Wish { cases: MOST + 1, ..wish }, &mut |_| {});
    assert!(matches!(many, Err(DemoError::TooMany)));
}

#[test]
fn nobody_is_asked_for_nothing() {
    let wish = Wish { cases: 0, open: None, seed: 1 };
    let desk = desk();
    assert_eq!(fill(&desk.deps, wish, &mut |_| {}).unwrap().events, 0);
    assert!(cases_of(&desk).is_empty());
}
