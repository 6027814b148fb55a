//! A whole desk in a throwaway folder, for tests of use cases: a real store, real templates, and
//! identifiers, randomness and time that the test decides.
//!
//! A module of the tests of services, and by its path of those of web and of the program: a crate of its own would
//! be built on another copy of services than the one under test.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};

use blobs::Folder;
use config::Settings;
use crypto::{Entropy, Keyring, SeededEntropy};
use domain::actor::Actor;
use domain::calendar::Calendars;
use domain::data_map::{DataMap, System};
use domain::ids::Reference;
use domain::intake::Submission;
use domain::message::Message;
use domain::place::Places;
use domain::policy::{ClockKind, Confidence, Counting, Period, Policy, Rule, Scope};
use domain::vocabulary::{Channel, FourEyes, Role, TaskKind};
use domain::zones::UtcOnly;
use services::commands::{self, Done, Newcomer};
use services::input::CommandInput;
use services::intake::{self, Recorded};
use services::{Clock, Deps, Ids, ServiceError, notices};
use storage::{Store, outbox};
use text::{TextSettings, Texts};

#[path = "../storage/tamper.rs"]
mod past_the_store;

/// The database in the desk's folder.
const DATABASE: &str = "test.db";

/// Where tests come from.
pub(crate) const NETWORK: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

/// A clock that stands still until it is moved.
pub(crate) struct TestClock(Mutex<DateTime<Utc>>);

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// The same identifiers and randomness in every run.
struct TestIds {
    count: AtomicU64,
    entropy: SeededEntropy,
}

impl Entropy for TestIds {
    fn fill(&self, into: &mut [u8]) {
        self.entropy.fill(into);
    }
}

impl Ids for TestIds {
    fn uuid(&self) -> String {
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        format!("00000000-0000-7000-8000-{n:012x}")
    }
}

/// A desk of one's own.
pub(crate) struct TestDesk {
    pub(crate) deps: Deps,
    clock: Arc<TestClock>,
    /// Goes away with the desk.
    _folder: tempfile::TempDir,
}

impl TestDesk {
    /// A new desk without people, at 10:00 on 23 November 2026.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings::defaults().unwrap();
        settings.data_dir = folder.path().to_owned();
        settings.organisation.time_zone = "UTC".to_owned();
        let url = format!("sqlite://{}", folder.path().join(DATABASE).display());
        let store = Store::open(&url, 4).unwrap();
        store.migrate().unwrap();
        let start = DateTime::parse_from_rfc3339("2026-11-23T10:00:00Z").unwrap().to_utc();
        let clock = Arc::new(TestClock(Mutex::new(start)));
        let ids = TestIds { count: AtomicU64::new(1), entropy: SeededEntropy::new(7) };
        let keys = Keyring::open(&folder.path().join("keys/desk.key"), &ids).unwrap();
        let deps = Deps {
            store,
            clock: clock.clone(),
            ids: Arc::new(ids),
            press: None,
            texts: Arc::new(Texts::new(&TextSettings::default()).unwrap()),
            blobs: Arc::new(Folder::new(&folder.path().join("files")).unwrap()),
            keys: Arc::new(keys),
            policy: Arc::new(policy()),
            zones: Arc::new(UtcOnly),
            settings: Arc::new(settings),
        };
        Self { deps, clock, _folder: folder }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: TimeDelta) {
        let mut now = self.clock.0.lock().unwrap();
        *now += time;
    }

    /// Runs SQL past the store, as an administrator of the database might.
    pub(crate) fn tamper(&self, sql: &str) {
        past_the_store::tamper(&self.deps.settings.data_dir.join(DATABASE), sql);
    }

    /// Every mail queued so far, oldest first.
    pub(crate) fn mails(&self) -> Vec<Message> {
        let deps = &self.deps;
        deps.store
            .read(|tx| {
                let mut found = Vec::new();
                let items = outbox::in_state_page(tx, outbox::OutboxState::Ready, None, 200)?;
                for item in items.iter().rev().filter(|item| item.new.topic == notices::MAIL) {
                    found.extend(notices::read_mail(tx, deps, item)?);
                }
                Ok::<_, ServiceError>(found)
            })
            .unwrap()
    }

    /// A request that came by letter, on its way to the desk.
    pub(crate) fn newcomer(&self, name: &str) -> Newcomer {
        let submission = Submission {
            rights: vec!["access".to_owned()],
            name: name.to_owned(),
            email: "maya@example.com".to_owned(),
            country: "DE".to_owned(),
            role: "self".to_owned(),
            details_access: "everything".to_owned(),
            ..Submission::default()
        };
        let recorded = Recorded {
            submission,
            channel: Channel::Post,
            received_at: None,
            authority_enclosed: false,
        };
        recorded.newcomer(&self.deps).unwrap()
    }

    /// A request that came by letter, recorded by Hana the handler.
    pub(crate) fn case(&self, name: &str) -> Reference {
        let newcomer = self.newcomer(name);
        let deps = self.deps.clone();
        let done =
            self.deps.store.write(move |tx| intake::record(tx, &deps, &handler(), &newcomer));
        done.unwrap_or_else(|error: ServiceError| panic!("{error}")).case.reference
    }

    /// A command of Hana's.
    pub(crate) fn act(&self, reference: &Reference, input: &CommandInput) -> Done {
        commands::run(&self.deps, &handler(), reference, None, input).unwrap()
    }

    /// What comes after `/password/` in the newest mail.
    pub(crate) fn mailed_token(&self) -> String {
        let mail = self.mails().pop().unwrap();
        token_of(&mail.text)
    }
}

/// Hana the handler.
pub(crate) fn handler() -> Actor {
    Actor::staff("hana", vec![Role::Handler])
}

/// The secret of a password link in a text.
pub(crate) fn token_of(text: &str) -> String {
    let rest = text.split("/password/").nth(1).unwrap();
    rest.split(|c: char| c.is_whitespace()).next().unwrap().to_owned()
}

/// A promise of thirty days.
fn promise(id: &str, name: &str, clock: ClockKind) -> Rule {
    Rule {
        id: id.to_owned(),
        name: name.to_owned(),
        clock,
        period: Period::CalendarDays(30),
        extension: None,
        citation: "privacy policy 6.2".to_owned(),
        confidence: Confidence::Text,
        scope: Scope::default(),
        counting: Counting::default(),
    }
}

/// The promise of 30 days and one system.
pub(crate) fn policy() -> Policy {
    Policy {
        pack: "test".to_owned(),
        version: "1".to_owned(),
        zone: "UTC".to_owned(),
        rules: vec![
            promise("policy_default", "Answer within 30 days", ClockKind::Respond),
            promise("complaint_default", "Decide a complaint within 30 days", ClockKind::Complaint),
            promise("appeal_default", "Decide an appeal within 30 days", ClockKind::Appeal),
        ],
        laws: Vec::new(),
        places: Places::default(),
        calendars: Calendars::default(),
        chosen_calendars: BTreeMap::new(),
        target_days_before: 7,
        reminder_days: vec![10, 5, 2, 0],
        escalate_from_days: 2,
        unassigned_working_days: 2,
        requester_reminder_days: 7,
        unconfirmed_reminder_hours: 24,
        unconfirmed_days: 7,
        cooling_off_hours: 72,
        address_wait_hours: 72,
        closing_points: Vec::new(),
        retention_days: 1095,
        four_eyes: FourEyes::DeleteTerminateAndRefusals,
        data_map: DataMap {
            categories: vec!["Account Data".to_owned()],
            systems: vec![System {
                key: "accounts".to_owned(),
                name: "Accounts".to_owned(),
                categories: vec!["Account Data".to_owned()],
                access: Some(TaskKind::Collect),
                delete: Some(TaskKind::Erase),
                ..System::default()
            }],
            ..DataMap::default()
        },
    }
}
