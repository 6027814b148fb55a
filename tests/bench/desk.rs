//! A desk in a throwaway folder or schema, with the machine's time and randomness.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use blobs::Folder;
use chrono::{DateTime, Utc};
use config::{self, Settings};
use crypto::{Entropy, Keyring, OsEntropy};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use domain::actor::Actor;
use domain::case::Case;
use domain::intake::Submission;
use domain::vocabulary::{Channel, Role};
use domain::zones::UtcOnly;
use services::intake::{self, Recorded};
use services::{Clock, Deps, Ids, ServiceError};
use storage::Store;
use text::{TextSettings, Texts};
use uuid::Uuid;

/// Which database is measured.
pub enum Database {
    /// A file.
    Sqlite,
    /// The server of `TEST_DATABASE_URL`.
    Postgres(String),
}

impl Database {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }
}

/// The server to measure beside SQLite.
#[expect(clippy::disallowed_methods, reason = "the test command names the server this way")]
pub fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "a benchmark runs in real time")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

struct MachineIds;

impl Entropy for MachineIds {
    fn fill(&self, into: &mut [u8]) {
        OsEntropy.fill(into);
    }
}

impl Ids for MachineIds {
    #[expect(clippy::disallowed_methods, reason = "as the program makes them")]
    fn uuid(&self) -> String {
        Uuid::now_v7().to_string()
    }
}

/// The desk. Its folder or schema goes with it.
pub struct Desk {
    pub deps: Deps,
    pub url: String,
    pub handler: Actor,
    schema: Option<(String, String)>,
    _folder: tempfile::TempDir,
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some((server, schema)) = self.schema.take()
            && let Ok(mut admin) = PgConnection::establish(&server)
        {
            // What is left of a failed clean-up does no harm in a test server.
            let _left = admin.batch_execute(&format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

impl Desk {
    /// A migrated desk without cases.
    pub fn open(database: &Database) -> anyhow::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        // Beside the build, so that it is a real disk where commits cost what they cost.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let (url, schema) = match database {
            Database::Sqlite => {
                (format!("sqlite://{}", folder.path().join("bench.db").display()), None)
            }
            Database::Postgres(server) => {
                let count = COUNT.fetch_add(1, Ordering::Relaxed);
                let schema = format!("bench_{}_{count}", std::process::id());
                PgConnection::establish(server)?
                    .batch_execute(&format!("CREATE SCHEMA {schema}"))?;
                let sign = if server.contains('?') { '&' } else { '?' };
                let url = format!("{server}{sign}options=-csearch_path%3D{schema}");
                (url, Some((server.clone(), schema)))
            }
        };
        let settings = Settings::defaults()?;
        let store = Store::open(&url, 32)?;
        store.migrate()?;
        let deps = Deps {
            store,
            clock: Arc::new(MachineClock),
            ids: Arc::new(MachineIds),
            press: None,
            texts: Arc::new(Texts::new(&TextSettings::default())?),
            blobs: Arc::new(Folder::new(&folder.path().join("files"))?),
            keys: Arc::new(Keyring::open(&folder.path().join("keys/service.key"), &OsEntropy)?),
            policy: Arc::new(config::policy::load(&settings)?),
            zones: Arc::new(UtcOnly),
            settings: Arc::new(settings),
        };
        let handler = Actor::staff(&deps.ids.uuid(), vec![Role::Handler]);
        Ok(Self { deps, url, handler, schema, _folder: folder })
    }

    /// Records one request as staff or the API do: journal, sealed person, search words, notice.
    pub fn record(&self, n: u64) -> anyhow::Result<()> {
        self.recorded(n)?;
        Ok(())
    }

    /// The same, and the request.
    pub fn recorded(&self, n: u64) -> anyhow::Result<Case> {
        let submission = Submission {
            rights: vec!["access".to_owned()],
            name: format!("Kavya Menon {n}"),
            email: format!("kavya.menon{n}@example.com"),
            country: "IN".to_owned(),
            account_role: "student".to_owned(),
            details_access: "Everything you hold about me, please.".to_owned(),
            ..Submission::default()
        };
        let recorded = Recorded {
            submission,
            channel: Channel::Email,
            received_at: None,
            authority_enclosed: false,
        };
        let newcomer = recorded.newcomer(&self.deps)?;
        let (deps, handler) = (self.deps.clone(), self.handler.clone());
        self.deps
            .store
            .write(move |tx| {
                Ok::<_, ServiceError>(intake::record(tx, &deps, &handler, &newcomer)?.case)
            })
            .context("a request could not be recorded")
    }
}
