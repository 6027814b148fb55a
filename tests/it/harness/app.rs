//! A whole desk: the real server on a free port, a real database of its own, mails as files, a
//! worker that runs when asked, and a clock that the test moves.
#![expect(clippy::disallowed_methods, reason = "tests read their own environment and make names")]

use std::net::SocketAddr;
use std::process::Command;
use std::sync::{Arc, Mutex, mpsc};

use chrono::{DateTime, TimeDelta, Utc};
use config::{Layers, Settings};
use domain::actor::Actor;
use domain::vocabulary::Role;
use rightsdesk::app;
use services::api_keys::{self, Scope};
use services::{Clock, Deps, audit, staff};
use tempfile::TempDir;
use worker::Worker;

use super::client::Client;
use super::mailbox::Mail;

/// A password that passes the rules.
pub const PASSWORD: &str = "correct horse battery staple 9";

/// A clock that stands still until it is moved.
pub struct TestClock(Mutex<DateTime<Utc>>);

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// A desk under test. Dropping it verifies the journal, unless the test planted damage.
pub struct TestApp {
    pub deps: Deps,
    pub address: SocketAddr,
    pub folder: TempDir,
    clock: Arc<TestClock>,
    worker: Worker,
    server: actix_web::dev::ServerHandle,
    schema: Option<(String, String)>,
    pub damaged: bool,
}

/// Settings of one test beyond the usual ones.
pub type More<'a> = &'a [(&'a str, &'a str)];

impl TestApp {
    pub fn new() -> Self {
        Self::with(&[])
    }

    pub fn with(more: More<'_>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (url, schema) = database(&folder);
        Self::on(folder, &url, schema, more)
    }

    /// Speaks to the database server through a wire at another address.
    pub fn through(wire: &SocketAddr) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (url, schema) = database(&folder);
        let mut url = url::Url::parse(&url).unwrap();
        url.set_ip_host(wire.ip()).unwrap();
        url.set_port(Some(wire.port())).unwrap();
        Self::on(folder, url.as_str(), schema, &[])
    }

    fn on(folder: TempDir, url: &str, schema: Option<(String, String)>, more: More<'_>) -> Self {
        let settings = settings(&folder, url, more);
        let mailer = app::mailer(&settings).unwrap();
        let mut deps = app::build(settings).unwrap();
        let start = "2026-11-23T10:00:00Z".parse().unwrap();
        let clock = Arc::new(TestClock(Mutex::new(start)));
        deps.clock = clock.clone();
        deps.store.migrate().unwrap();
        app::check_keys(&deps).unwrap();
        let worker = Worker::new(deps.clone(), mailer, "test").unwrap();
        let (server, address) = serve(deps.clone());
        let damaged = false;
        let app = Self { deps, address, folder, clock, worker, server, schema, damaged };
        // A first sign of life, so that the desk is ready.
        app.work();
        app
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A browser in which somebody with this role is signed in.
    pub fn signed_in(&self, role: Role) -> Client {
        let email = format!("{role}@example.org");
        self.staff(&email, &[role]);
        self.sign_in(&email)
    }

    pub fn client(&self) -> Client {
        Client::new(&self.url(""))
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Moves the clock and lets the worker do what is due, hour by hour would be too slow: alarm by alarm.
    pub fn advance(&self, span: TimeDelta) {
        let end = self.now() + span;
        let step = TimeDelta::hours(6);
        while self.now() + step < end {
            *self.clock.0.lock().unwrap() += step;
            self.work();
        }
        *self.clock.0.lock().unwrap() = end;
        self.work();
    }

    /// Moves the clock only.
    pub fn set_clock(&self, at: &str) {
        *self.clock.0.lock().unwrap() = at.parse().unwrap();
    }

    /// Lets the worker run until nothing is left to do now.
    pub fn work(&self) {
        self.worker.run_until_idle().unwrap();
    }

    /// Every mail so far, oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.work();
        Mail::all_in(&self.folder.path().join("mail"))
    }

    /// The newest mail to an address.
    pub fn mail_to(&self, address: &str) -> Mail {
        let to = |mail: &Mail| mail.to.iter().any(|to| to.eq_ignore_ascii_case(address));
        let found = self.mails().into_iter().rfind(to);
        found.unwrap_or_else(|| panic!("no mail to {address}"))
    }

    /// A colleague with these roles, signed up through the invitation.
    pub fn staff(&self, email: &str, roles: &[Role]) -> Actor {
        let admin = Actor::staff("bootstrap", vec![Role::Admin]);
        let name = email.split('@').next().unwrap();
        let id = staff::invite(&self.deps, &admin, email, name, roles).unwrap();
        let link = self.mail_to(email).link("/password/").expect("an invitation has a link");
        let token = link.rsplit('/').next().unwrap().to_owned();
        let typed = staff::NewPassword { password: PASSWORD.to_owned(), ..Default::default() };
        staff::set_password(&self.deps, &token, &typed).unwrap();
        Actor::staff(id.as_str(), roles.to_vec())
    }

    /// A browser in which a colleague is signed in.
    pub fn sign_in(&self, email: &str) -> Client {
        let client = self.client();
        let form = client.get("/sign-in").form("/sign-in");
        let typed = [("email", email), ("password", PASSWORD)];
        let answer = client.fill("/sign-in", &form, &typed);
        assert_eq!(answer.status, 303, "{}", answer.body);
        client
    }

    /// How many sealed files are stored, beside the mark that says whose they are.
    pub fn stored_files(&self) -> usize {
        let all = std::fs::read_dir(self.folder.path().join("files")).unwrap();
        all.filter(|entry| entry.as_ref().unwrap().file_name() != "desk.mark").count()
    }

    /// A key of the API.
    pub fn key(&self, scope: &str, person: Option<&str>) -> String {
        let shell = services::access::shell();
        api_keys::create(&self.deps, &shell, "test", Scope::from_text(scope).unwrap(), person)
            .unwrap()
            .secret
    }

    /// Verifies the whole journal.
    pub fn verify(&self) -> audit::AuditReport {
        self.work();
        audit::verify(&self.deps).unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if !std::thread::panicking() && !self.damaged {
            let report = self.verify();
            assert!(report.is_sound(), "{report:#?}");
        }
        actix_web::rt::System::new().block_on(self.server.stop(false));
        if let Some((url, schema)) = &self.schema {
            psql(url, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

fn settings(folder: &TempDir, url: &str, more: More<'_>) -> Settings {
    let data = folder.path().display().to_string();
    let mut environment = vec![
        ("RIGHTSDESK__DATA_DIR".to_owned(), data.clone()),
        ("RIGHTSDESK__DATABASE__URL".to_owned(), url.to_owned()),
        ("RIGHTSDESK__DATABASE__POOL_SIZE".to_owned(), "4".to_owned()),
        ("RIGHTSDESK__SERVER__LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
        ("RIGHTSDESK__MAIL__DIRECTORY".to_owned(), format!("{data}/mail")),
        ("RIGHTSDESK__ORGANISATION__TIME_ZONE".to_owned(), "Asia/Kolkata".to_owned()),
        ("RIGHTSDESK__LIMITS__PER_NETWORK_HOUR".to_owned(), "100000".to_owned()),
        ("RIGHTSDESK__LIMITS__OVERALL_MINUTE".to_owned(), "100000".to_owned()),
    ];
    for (key, value) in more {
        environment.push(((*key).to_owned(), (*value).to_owned()));
    }
    Layers { environment, ..Layers::default() }.settings().unwrap()
}

/// A database of one's own: a file, or a schema when the tests run on PostgreSQL.
fn database(folder: &TempDir) -> (String, Option<(String, String)>) {
    let Ok(url) = std::env::var("TEST_DATABASE_URL") else {
        return (format!("sqlite://{}", folder.path().join("test.db").display()), None);
    };
    let schema = format!("it_{}", uuid::Uuid::now_v7().simple());
    psql(&url, &format!("CREATE SCHEMA {schema}"));
    let separator = if url.contains('?') { '&' } else { '?' };
    let own = format!("{url}{separator}options=-csearch_path%3D{schema}");
    (own, Some((url, schema)))
}

pub fn psql(url: &str, sql: &str) -> String {
    let output = Command::new("psql").args([url, "-qAtc", sql]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn serve(deps: Deps) -> (actix_web::dev::ServerHandle, SocketAddr) {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = web::server::build(deps).unwrap();
            sender.send((server.handle(), server.address())).unwrap();
            server.run().await.unwrap();
        });
    });
    receiver.recv().unwrap()
}
