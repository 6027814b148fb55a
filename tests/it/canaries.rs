//! Many people at once: each package holds what was found of its person and nothing of another, and erasure leaves
//! nothing of any of them. `RIGHTSDESK_CANARIES` says how many people; each has a mark in every system.
#![expect(clippy::disallowed_methods, reason = "tests read their own environment")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Cursor, Read as _};
use std::sync::Mutex;

use chrono::TimeDelta;
use crypto::hash_token;
use domain::actor::Actor;
use domain::case::Case;
use domain::file::{FilePurpose, Package};
use domain::intake::Submission;
use domain::vocabulary::{
    Channel, Right, Role, Settlement, TaskKind, TaskResult, VerificationMethod,
};
use serde_json::json;
use services::files::{self, Attachment, Incoming};
use services::input::CommandInput;
use services::intake::{self, Recorded};
use services::tasks::DetailsInput;
use services::{ServiceError, StoreError, commands, package};
use storage::sessions::{self, Session, SessionKind};
use storage::tickets::{self, Ticket, TicketKind};
use storage::{WriteTx, cases, files as rows};

use crate::harness::app::{TestApp, psql};
use crate::privacy::{holds, stored};

/// A mark is this, five digits of the person, and the system.
const MARK: &str = "CANARY-";

fn people() -> usize {
    std::env::var("RIGHTSDESK_CANARIES").map_or(16, |text| text.parse().unwrap())
}

fn mark(n: usize, system: &str) -> String {
    format!("{MARK}{n:05}-{system}-")
}

/// Every mark in these bytes.
fn marks(bytes: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(bytes);
    let after = text.split(MARK).skip(1);
    let ended = |rest: &str| rest.splitn(3, '-').take(2).collect::<Vec<_>>().join("-");
    after.map(|rest| format!("{MARK}{}-", ended(rest))).collect()
}

struct Desk {
    app: TestApp,
    handler: Actor,
    approver: Actor,
}

impl Desk {
    fn run(&self, actor: &Actor, case: &Case, input: &CommandInput) -> Case {
        let done = commands::run(&self.app.deps, actor, &case.reference, None, input);
        done.unwrap_or_else(|error| panic!("{error}")).case
    }

    fn record(&self, n: usize) -> Case {
        let submission = Submission {
            rights: vec!["access".to_owned()],
            name: format!("Person {n}"),
            email: format!("person{n}@people.example"),
            country: "DE".to_owned(),
            role: "self".to_owned(),
            account_role: "student".to_owned(),
            details_access: "Everything.".to_owned(),
            ..Submission::default()
        };
        let recorded = Recorded {
            submission,
            channel: Channel::Post,
            received_at: None,
            authority_enclosed: false,
        };
        let newcomer = recorded.newcomer(&self.app.deps).unwrap();
        let (deps, handler) = (self.app.deps.clone(), self.handler.clone());
        let done =
            self.app.deps.store.write(move |tx| {
                intake::record(tx, &deps, &handler, &newcomer).map(|done| done.case)
            });
        let case = done.unwrap_or_else(|error: ServiceError| panic!("{error}"));
        let accept = CommandInput::AcceptIdentity {
            method: VerificationMethod::Other,
            note: String::new(),
            systems: None,
            reason: String::new(),
        };
        self.run(&self.handler, &case, &accept)
    }

    /// Puts a mark into every system: as rows, and as a file.
    fn collect(&self, n: usize, case: &Case) -> BTreeSet<String> {
        let mut planted = BTreeSet::new();
        for task in case.tasks.iter().filter(|task| task.kind == TaskKind::Collect) {
            let mark = mark(n, &task.system);
            let rows = json!({ "schema": "rightsdesk.records/1", "subject": case.reference, "title": "Rows",
                "fields": { "what": "What" }, "records": [{ "what": mark }] });
            let mut attached = Vec::new();
            for (name, bytes) in [("rows.json", rows.to_string()), ("letter.txt", mark.clone())] {
                let incoming = Incoming {
                    purpose: FilePurpose::Result,
                    task: Some(task.id),
                    name: name.to_owned(),
                };
                let file = files::receive(&self.app.deps, case, &incoming, &mut bytes.as_bytes());
                let file = file.unwrap_or_else(|error| panic!("{error}"));
                attached.push(Attachment { file, task: task.id, others: false, replaces: None });
            }
            let done =
                files::attach(&self.app.deps, &self.handler, &case.reference, None, &attached);
            done.unwrap_or_else(|error| panic!("{error}"));
            let found = CommandInput::CompleteTask {
                task: task.id.to_string(),
                result: TaskResult::Found,
                details: DetailsInput::default(),
            };
            self.run(&self.handler, case, &found);
            planted.insert(mark);
        }
        planted
    }

    fn answer(&self, case: &Case) {
        let settle = CommandInput::SettleItem {
            right: Right::Access,
            outcome: Settlement::Done,
            ground: None,
            text: None,
        };
        self.run(&self.handler, case, &settle);
        self.run(&self.handler, case, &CommandInput::ProposeAnswer { text: None, closing: None });
        self.run(&self.approver, case, &CommandInput::Approve { letter: None });
    }

    /// The package, through a ticket like the one the portal gives out.
    fn package(&self, case: &Case) -> Vec<u8> {
        let deps = &self.app.deps;
        let case = deps.store.read(|tx| cases::load(tx, &case.id)).unwrap();
        let Some(Package::Ready { file, .. }) = &case.package else {
            panic!("{:?}", case.package);
        };
        let ticket = Ticket {
            token_hash: hash_token(case.id.as_str()).to_vec(),
            kind: TicketKind::Download,
            case_id: case.id.0.clone(),
            file_id: Some(file.0.clone()),
            expires_at: deps.now() + TimeDelta::hours(1),
        };
        let now = deps.now();
        let session = Session {
            id_hash: hash_token(case.id.as_str()).to_vec(),
            kind: SessionKind::Requester,
            subject: case.id.0.clone(),
            created_at: now,
            seen_at: now,
            expires_at: now + TimeDelta::hours(1),
        };
        let both = move |tx: &mut WriteTx<'_>| {
            tickets::put(tx, &ticket)?;
            sessions::put(tx, &session)
        };
        deps.store.write::<_, StoreError>(both).unwrap();
        let (session, ticket) = (case.id.as_str(), case.id.as_str());
        let open = package::open(deps, session, ticket).unwrap_or_else(|error| panic!("{error}"));
        let mut bytes = Vec::new();
        open.reader.stream().read_to_end(&mut bytes).unwrap();
        bytes
    }
}

/// Everything in the archive, one after the other.
fn unpacked(archive: Vec<u8>) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut all = Vec::new();
    for at in 0..archive.len() {
        archive.by_index(at).unwrap().read_to_end(&mut all).unwrap();
    }
    all
}

#[test]
fn a_package_holds_one_person_and_erasure_leaves_nobody() {
    let app = TestApp::new();
    let log = app.folder.path().join("desk.log");
    let writer = Mutex::new(File::create(&log).unwrap());
    // Everything the desk itself could ever log; like its own set-up without what speaks through the crate `log`.
    let all = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(writer)
        .finish();
    let logged = tracing::subscriber::set_global_default(all);
    let handler = app.staff("hana@example.org", &[Role::Handler]);
    let approver = app.staff("vera@example.org", &[Role::Approver]);
    let desk = Desk { app, handler, approver };
    let people: Vec<_> = (0..people())
        .map(|n| {
            let case = desk.record(n);
            let planted = desk.collect(n, &case);
            assert!(planted.len() >= 6, "systems with data");
            desk.answer(&case);
            (case, planted)
        })
        .collect();
    desk.app.work();
    for (case, planted) in &people {
        assert_eq!(&marks(&unpacked(desk.package(case))), planted, "{}", case.reference);
    }
    let sealed = sealed_rows(&desk.app, &people);
    // The search itself finds something.
    let planted = desk.app.folder.path().join("planted");
    fs::write(&planted, [sealed.concat().as_slice(), MARK.as_bytes()].concat()).unwrap();
    assert_eq!(holding(&desk.app, MARK), [planted.display().to_string()]);
    fs::remove_file(planted).unwrap();
    desk.app.set_clock("2030-06-01T10:00:00Z");
    desk.app.work();
    desk.app.work();
    for (case, _) in &people {
        let erased = desk.app.deps.store.read(|tx| cases::load(tx, &case.id)).unwrap();
        assert!(erased.erased_at.is_some() && erased.kept_files().is_empty());
        assert!(!package::goes_on(&desk.app.deps, case.id.as_str()), "a ticket still opens it");
        let left = desk.app.deps.store.read(|tx| rows::of_case(tx, case.id.as_str(), None, 9));
        assert!(left.unwrap().is_empty());
    }
    let files = desk.app.stored_files();
    assert_eq!(files, 0, "sealed bytes are left");
    assert_eq!(holding(&desk.app, MARK), Vec::<String>::new());
    if desk.app.deps.store.kind() == "sqlite" {
        let all = stored(&desk.app);
        for row in &sealed {
            let found = |bytes: &[u8]| bytes.windows(row.len()).any(|part| part == row);
            assert!(!all.iter().any(|(_, bytes)| found(bytes)), "a sealed key is left");
        }
    }
    if logged.is_ok() {
        assert!(fs::metadata(&log).unwrap().len() > 1_000, "nothing was logged");
    }
}

/// A part of what the rows of some people's files keep under the seal, as it lies in the database.
fn sealed_rows(app: &TestApp, people: &[(Case, BTreeSet<String>)]) -> Vec<Vec<u8>> {
    let of = |case: &Case| app.deps.store.read(|tx| rows::of_case(tx, case.id.as_str(), None, 2));
    let some = people.iter().take(3).flat_map(|(case, _)| of(case).unwrap());
    let part = |sealed: Vec<u8>| sealed.get(..48).unwrap().to_vec();
    some.filter_map(|row| row.sealed.map(part)).collect()
}

/// Where a text is found: in what is stored, what was mailed, what waits to be mailed and what was logged.
fn holding(app: &TestApp, needle: &str) -> Vec<String> {
    let mut all = stored(app);
    for entry in fs::read_dir(app.folder.path().join("mail")).unwrap() {
        let path = entry.unwrap().path();
        all.push((path.display().to_string(), fs::read(&path).unwrap()));
    }
    if app.deps.store.kind() == "postgres" {
        let url = app.deps.settings.database.url.expose();
        all.push(("journal".to_owned(), psql(url, "SELECT t::text FROM journal t").into_bytes()));
    }
    all.into_iter().filter(|(_, bytes)| holds(bytes, needle)).map(|(place, _)| place).collect()
}
