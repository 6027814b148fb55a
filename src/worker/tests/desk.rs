//! A small desk for these tests: a SQLite file, keys, a clock by hand, mail in memory.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};

use crate::Worker;
use config::{DEFAULTS, Layers, policy};
use crypto::{Entropy, Keyring, OsEntropy};
use domain::actor::Actor;
use domain::case::Case;
use domain::ids::CaseId;
use domain::intake::Submission;
use domain::vocabulary::{Channel, Role};
use domain::workflow::Command;
use domain::workflow::event::{Event, Happened};
use domain::zones::Zones;
use mail::{Mailer, MemoryMailer, Sent};
use services::commands::{self, Done, stream_of};
use services::intake::Recorded;
use services::{Clock, Deps, Ids, ServiceError};
use storage::outbox::{self, Item};
use storage::staff::{self, StaffMember, StaffState};
use storage::{Store, StoreError, cases, journal, vault};
use text::{TextSettings, Texts};

/// Shows what it was set to.
pub(super) struct ByHand(Mutex<DateTime<Utc>>);

impl Clock for ByHand {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// Unique, and sorted by the order they were made in.
#[derive(Default)]
struct TestIds(AtomicU64);

impl Entropy for TestIds {
    fn fill(&self, into: &mut [u8]) {
        OsEntropy.fill(into);
    }
}

impl Ids for TestIds {
    fn uuid(&self) -> String {
        let n = self.0.fetch_add(1, Ordering::Relaxed);
        format!("00000000-0000-7000-8000-{n:012x}")
    }
}

/// Everybody lives five and a half hours east, as the organisation does.
struct EastOnly;

impl Zones for EastOnly {
    fn local(&self, _zone: &str, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(&FixedOffset::east_opt(19_800).unwrap())
    }

    fn start_of_day(&self, _zone: &str, date: NaiveDate) -> DateTime<Utc> {
        let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc();
        midnight - TimeDelta::minutes(330)
    }
}

pub(super) struct Desk {
    pub(super) deps: Deps,
    pub(super) mails: MemoryMailer,
    clock: Arc<ByHand>,
    pub(super) folder: tempfile::TempDir,
}

/// A Monday, half past seven in the morning where the organisation is: before the digest.
pub(super) const START: &str = "2026-11-23T02:00:00Z";

impl Desk {
    pub(super) fn new() -> Self {
        Self::with("")
    }

    /// With settings over the defaults, as TOML.
    pub(super) fn with(toml: &str) -> Self {
        assert!(DEFAULTS.contains("Asia/Kolkata"));
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let file = Some(("test.toml".into(), toml.to_owned()));
        let settings = Layers { file, ..Layers::default() };
        let mut settings = settings.settings().unwrap();
        settings.data_dir = folder.path().to_owned();
        let url = format!("sqlite://{}", path("test.db").display());
        let store = Store::open(&url, 4).unwrap();
        store.migrate().unwrap();
        let texts = TextSettings { email_templates: None, assets: text::AssetPaths::default() };
        let clock = Arc::new(ByHand(Mutex::new(START.parse().unwrap())));
        let deps = Deps {
            store,
            clock: clock.clone(),
            ids: Arc::new(TestIds::default()),
            press: None,
            texts: Arc::new(Texts::new(&texts).unwrap()),
            blobs: Arc::new(blobs::Folder::new(&path("files")).unwrap()),
            keys: Arc::new(Keyring::open(&path("keys/service.key"), &OsEntropy).unwrap()),
            policy: Arc::new(policy::load(&settings).unwrap()),
            zones: Arc::new(EastOnly),
            settings: Arc::new(settings),
        };
        Self { deps, mails: MemoryMailer::default(), clock, folder }
    }

    pub(super) fn worker(&self) -> Worker {
        self.worker_with(Mailer::Memory(self.mails.clone()))
    }

    pub(super) fn worker_with(&self, mailer: Mailer) -> Worker {
        Worker::new(self.deps.clone(), mailer, "test").unwrap()
    }

    /// Works with a fresh worker until nothing is due.
    pub(super) fn work(&self) -> usize {
        self.worker().run_until_idle().unwrap()
    }

    pub(super) fn advance(&self, span: TimeDelta) {
        *self.clock.0.lock().unwrap() += span;
    }

    pub(super) fn set_clock(&self, at: &str) {
        *self.clock.0.lock().unwrap() = at.parse().unwrap();
    }

    pub(super) fn submission(email: &str) -> Submission {
        Submission {
            rights: vec!["access".to_owned()],
            name: "Maya Okafor".to_owned(),
            email: email.to_owned(),
            country: "IN".to_owned(),
            role: "self".to_owned(),
            account_role: "student".to_owned(),
            ..Submission::default()
        }
    }

    /// Opens a case by a channel; `WebForm` waits for its confirmation.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is for others, or nothing to do here"
    )]
    pub(super) fn open(&self, channel: Channel, email: &str) -> Case {
        let recorded = Recorded {
            submission: Self::submission(email),
            channel,
            received_at: None,
            authority_enclosed: false,
        };
        let newcomer = recorded.newcomer(&self.deps).unwrap();
        let deps = self.deps.clone();
        let actor = match channel {
            Channel::WebForm => Actor::requester(),
            _ => Actor::staff("ann", vec![Role::Handler]),
        };
        let opened = self.deps.store.write(move |tx| commands::open(tx, &deps, &actor, &newcomer));
        opened.unwrap().case
    }

    pub(super) fn execute(
        &self,
        actor: Actor,
        case: &CaseId,
        command: Command,
    ) -> Result<Done, ServiceError> {
        let (deps, case) = (self.deps.clone(), case.clone());
        self.deps.store.write(move |tx| commands::execute(tx, &deps, &actor, &case, &command))
    }

    pub(super) fn hire(&self, id: &str, roles: &[Role], frequency: &str) {
        let member = StaffMember {
            id: id.to_owned(),
            email: format!("{id}@desk.example"),
            name: id.to_owned(),
            roles: roles.iter().map(|role| role.as_str().to_owned()).collect(),
            password_hash: None,
            state: StaffState::Active,
            created_at: self.deps.now(),
            created_by: None,
            last_sign_in_at: None,
            mail_frequency: frequency.to_owned(),
        };
        let put = self.deps.store.write::<(), StoreError>(move |tx| staff::put(tx, &member));
        put.unwrap();
    }

    pub(super) fn case(&self, id: &CaseId) -> Case {
        self.deps.store.read(|tx| cases::load(tx, id)).unwrap()
    }

    pub(super) fn events(&self, id: &CaseId) -> Vec<Event> {
        let entries = self.deps.store.read(|tx| journal::page(tx, &stream_of(id), 0, 1000));
        let happened = |body: &str| serde_json::from_str::<Happened>(body).unwrap();
        let bodies = entries.unwrap();
        bodies.iter().map(|entry| happened(&entry.body).event).collect()
    }

    pub(super) fn event_names(&self, id: &CaseId) -> Vec<String> {
        self.events(id).iter().map(Event::name).collect()
    }

    pub(super) fn rows(&self, id: &CaseId) -> Vec<Item> {
        let rows = self.deps.store.read(|tx| outbox::of_case(tx, id.as_str(), None, 1000));
        rows.unwrap()
    }

    pub(super) fn sent(&self) -> Vec<Sent> {
        self.mails.sent()
    }

    /// Notices accepted so far, with their recipient's local part.
    pub(super) fn notices(&self) -> Vec<String> {
        let name = |sent: &Sent| {
            let to = sent.message.to.split('@').next().unwrap_or_default().to_owned();
            format!("{} {to}", sent.message.notice)
        };
        self.sent().iter().map(name).collect()
    }
}

impl Desk {
    /// Damages the stored key of a case, so that nothing of it opens.
    pub(super) fn spoil_key(&self, case: &CaseId) {
        let case = case.0.clone();
        let spoiled = self.deps.store.write::<bool, StoreError>(move |tx| {
            let Some(key) = vault::key(tx, &case)? else {
                return Ok(false);
            };
            let month = key.month.clone();
            vault::rewrap(tx, &key, &month, b"spoiled")
        });
        assert!(spoiled.unwrap());
    }
}
