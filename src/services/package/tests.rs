//! A package from the tasks to the download: what is in it, what stops it, how often it goes out.

use std::collections::BTreeMap;
use std::io::Read as _;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::*;
use crate::crypto::Token;
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::file::{DOWNLOADS, FilePurpose, Package, PackageStop};
use crate::domain::ids::{CaseId, FileId, TaskId};
use crate::domain::vocabulary::{Right, Role, Settlement, TaskResult, VerificationMethod};
use crate::domain::workflow::Command;
use crate::domain::workflow::refusal::RefusalCode;
use crate::services::files::{self, Attachment, Incoming, OpenFile, receive, records};
use crate::services::input::CommandInput;
use crate::services::testing::{TestDesk, handler};
use crate::services::{ServiceError, StoreError, commands};
use crate::storage::files as rows;
use crate::storage::outbox::OutboxState;
use crate::storage::sessions::{self, Session, SessionKind};

/// A requester's session, as if they had signed in.
pub(in crate::services) fn session(deps: &Deps, case: &CaseId) -> String {
    let secret = Token::generate(deps.ids.as_ref());
    let now = deps.now();
    let row = Session {
        id_hash: secret.hash().to_vec(),
        kind: SessionKind::Requester,
        subject: case.0.clone(),
        created_at: now,
        seen_at: now,
        expires_at: now + TimeDelta::days(60),
    };
    deps.store.write::<(), StoreError>(move |tx| sessions::put(tx, &row)).unwrap();
    secret.expose().to_owned()
}

struct Working {
    desk: TestDesk,
    case: Case,
}

impl Working {
    fn new() -> Self {
        Self::of(TestDesk::new(), "Maya Maple")
    }

    fn of(desk: TestDesk, name: &str) -> Self {
        let reference = desk.case(name);
        let accept =
            CommandInput::AcceptIdentity { method: VerificationMethod::Other, note: String::new() };
        let case = desk.act(&reference, &accept).case;
        Self { desk, case }
    }

    fn attach(&self, name: &str, bytes: &[u8]) -> FileId {
        let deps = &self.desk.deps;
        let incoming =
            Incoming { purpose: FilePurpose::Result, task: Some(TaskId(1)), name: name.to_owned() };
        let mut from = bytes;
        let file = receive(deps, &self.case, &incoming, &mut from)
            .unwrap_or_else(|error| panic!("{error}"));
        let id = file.id.clone();
        let one = Attachment { file, task: TaskId(1), others: false, replaces: None };
        files::attach(deps, &handler(), &self.case.reference, None, &[one])
            .unwrap_or_else(|error| panic!("{error}"));
        id
    }

    fn rows(&self, title: &str, records: Value) -> Vec<u8> {
        let fields = json!({ "day": "Day", "what": "What" });
        json!({ "schema": records::SCHEMA, "subject": self.case.reference, "title": title, "fields": fields, "records": records })
            .to_string()
            .into_bytes()
    }

    fn answer(&mut self) {
        let act = |input: &CommandInput| self.desk.act(&self.case.reference, input);
        act(&CommandInput::CompleteTask {
            task: "T1".to_owned(),
            result: TaskResult::Found,
            details: String::new(),
        });
        act(&CommandInput::SettleItem {
            right: Right::Access,
            outcome: Settlement::Done,
            ground: None,
            text: None,
        });
        act(&CommandInput::ProposeAnswer { text: Some("This is what we found.".to_owned()) });
        let approver = Actor::staff("vera", vec![Role::Approver]);
        let done = commands::run(
            &self.desk.deps,
            &approver,
            &self.case.reference,
            None,
            &CommandInput::Approve {},
        );
        self.case = done.unwrap_or_else(|error| panic!("{error}")).case;
    }

    fn build(&mut self) -> Built {
        let id = FileId::from("package-1");
        let built = build(&self.desk.deps, &self.case.id, &id, &mut || true)
            .unwrap_or_else(|error| panic!("{error}"));
        match built {
            Built::Written => self.tell(Ok(id)),
            Built::Stopped(stop) => self.tell(Err(stop)),
            Built::NotNeeded | Built::Lost => {}
        }
        built
    }

    fn tell(&mut self, built: Result<FileId, PackageStop>) {
        let command = Command::BuildPackage { built };
        self.case =
            self.execute(&Actor::system(), &command).unwrap_or_else(|error| panic!("{error}"));
    }

    fn execute(&self, actor: &Actor, command: &Command) -> Result<Case, ServiceError> {
        let (deps, actor, command) = (self.desk.deps.clone(), actor.clone(), command.clone());
        let id = self.case.id.clone();
        self.desk.deps.store.write(move |tx| {
            commands::execute(tx, &deps, &actor, &id, &command).map(|done| done.case)
        })
    }

    /// A session in which the code of the mail was typed.
    fn stepped_up(&self) -> String {
        let deps = &self.desk.deps;
        let secret = session(deps, &self.case.id);
        ask_code(deps, &secret).unwrap_or_else(|error| panic!("{error}"));
        let mail = self.desk.mails().pop().unwrap();
        let code = mail
            .text
            .lines()
            .map(str::trim)
            .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()));
        enter_code(deps, &secret, code.unwrap()).unwrap_or_else(|error| panic!("{error}"));
        secret
    }

    fn download(&self, ticket: &str) -> Result<OpenFile, ServiceError> {
        open(&self.desk.deps, ticket)
    }
}

/// The entries of the archive, by name.
fn entries(file: OpenFile) -> BTreeMap<String, Vec<u8>> {
    let mut bytes = Vec::new();
    file.reader.stream().read_to_end(&mut bytes).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut found = BTreeMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        assert!(entry.enclosed_name().is_some(), "{name} leaves the folder");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        assert!(found.insert(name, content).is_none(), "twice");
    }
    found
}

#[test]
fn a_package_holds_the_page_the_rows_the_files_and_their_hashes() {
    let mut working = Working::new();
    let rows: Vec<_> = (0..150).map(|n| json!({ "day": n.to_string(), "what": "<script>alert(1)</script>", "fraud_score": 9 })).collect();
    working.attach("orders.json", &working.rows("Orders", json!(rows)));
    working.attach("../../evil name.txt", b"a letter");
    let large: Vec<u8> = [&b"%PDF-1.7\n"[..], &vec![b'x'; 3_000_000]].concat();
    working.attach("large.pdf", &large);
    working.answer();
    assert_eq!(working.build(), Built::Written);
    let secret = working.stepped_up();
    let ticket = begin(&working.desk.deps, &secret).unwrap_or_else(|error| panic!("{error}"));
    let file = working.download(&ticket).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(file.name, format!("{}.zip", working.case.reference));
    let found = entries(file);
    let names: Vec<_> = found.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "data/accounts.json",
            "files/accounts-001.txt",
            "files/accounts-002.pdf",
            "index.html",
            "manifest.json"
        ]
    );
    assert_eq!(found["files/accounts-001.txt"], b"a letter");
    assert_eq!(found["files/accounts-002.pdf"], large);
    let data: Value = serde_json::from_slice(&found["data/accounts.json"]).unwrap();
    assert_eq!(data["subject"], json!(working.case.reference));
    assert_eq!(data["tables"][0]["records"].as_array().unwrap().len(), 150);
    assert_eq!(
        data["tables"][0]["records"][0],
        json!({ "day": "0", "what": "<script>alert(1)</script>" })
    );
    let page = String::from_utf8(found["index.html"].clone()).unwrap();
    for words in [
        "Maya Maple",
        "Accounts",
        "Account Data",
        "This is what we found.",
        "evil name.txt",
        "50 more are in the file",
    ] {
        assert!(page.contains(words), "no {words} in {page}");
    }
    assert!(!page.contains("<script") && !page.contains("fraud_score"));
    let manifest: Value = serde_json::from_slice(&found["manifest.json"]).unwrap();
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len(), 4, "everything but the manifest itself");
    for line in listed {
        use sha2::Digest as _;
        let content = &found[line["path"].as_str().unwrap()];
        let hash = crate::domain::prose::hex(&sha2::Sha256::digest(content));
        assert_eq!(
            (line["size"].as_u64(), line["sha256"].as_str()),
            (Some(content.len() as u64), Some(hash.as_str()))
        );
    }
}

#[test]
fn without_files_the_package_says_that_there_is_nothing_more() {
    let mut working = Working::new();
    working.answer();
    assert_eq!(working.build(), Built::Written);
    let ticket =
        begin(&working.desk.deps, &working.stepped_up()).unwrap_or_else(|error| panic!("{error}"));
    let found = entries(working.download(&ticket).unwrap_or_else(|error| panic!("{error}")));
    assert_eq!(found.len(), 2);
    assert!(
        String::from_utf8_lossy(&found["index.html"])
            .contains("There is nothing to hand out as a file")
    );
}

#[test]
fn the_answer_queues_the_build_once_and_nothing_does_before_it() {
    let mut working = Working::new();
    let queued = |working: &Working| {
        let items = working
            .desk
            .deps
            .store
            .read(|tx| outbox::in_state_page(tx, OutboxState::Ready, None, 100));
        items.unwrap().into_iter().filter(|item| item.new.topic == PACKAGE).count()
    };
    assert_eq!(queued(&working), 0);
    assert_eq!(
        build(&working.desk.deps, &working.case.id, &"p".into(), &mut || true).ok(),
        Some(Built::NotNeeded)
    );
    working.answer();
    assert_eq!(queued(&working), 1);
    let mail = working
        .desk
        .mails()
        .into_iter()
        .find(|mail| mail.notice == crate::domain::message::NoticeKind::AnswerReady)
        .unwrap();
    assert!(
        mail.text.contains("/status") && mail.text.contains("7 December 2026"),
        "{}",
        mail.text
    );
}

#[test]
fn what_is_somebody_elses_or_secret_or_damaged_stops_the_build() {
    let mut working = Working::new();
    let id = working.attach("a.txt", b"a letter");
    working.answer();
    let plant = |sql: &str| crate::storage::tamper(&working.desk.deps.store, sql);
    plant(&format!("UPDATE files SET case_id = 'somebody' WHERE id = '{id}'"));
    assert_eq!(working.build(), Built::Stopped(PackageStop::ForeignSubject));
    assert!(matches!(working.case.package, Some(Package::Stopped { .. })));
    let mail = working.desk.mails().pop();
    assert!(mail.is_none_or(|mail| !mail.text.contains("a letter")));
    let plant = |sql: &str| crate::storage::tamper(&working.desk.deps.store, sql);
    plant(&format!("UPDATE files SET case_id = '{}' WHERE id = '{id}'", working.case.id));
    working.desk.deps.blobs.delete(id.as_str()).unwrap();
    assert_eq!(working.build(), Built::Stopped(PackageStop::FileDamaged));

    let mut working = Working::new();
    working.attach("a.txt", b"login: x\nAKIAIOSFODNN7EXAMPLE1\n");
    working.answer();
    assert_eq!(working.build(), Built::Stopped(PackageStop::SecretFound));

    let mut working = Working::new();
    let (one, two) =
        (working.attach("a.txt", b"one letter"), working.attach("b.txt", b"two letter"));
    working.answer();
    let folder = working.desk.deps.settings.data_dir.join("files");
    std::fs::copy(folder.join(one.as_str()), folder.join(two.as_str())).unwrap();
    assert_eq!(
        working.build(),
        Built::Stopped(PackageStop::FileDamaged),
        "one file in the place of another"
    );
}

#[test]
fn packages_of_many_people_hold_nothing_of_each_other() {
    let mut all: Vec<Working> = Vec::new();
    let mut desk = TestDesk::new();
    for n in 0..12 {
        let mut working = Working::of(desk, &format!("Person {n}"));
        working.attach(
            "rows.json",
            &working.rows("Rows", json!([{ "what": format!("CANARY-{n:03}-") }])),
        );
        working.attach("note.txt", format!("CANARY-{n:03}-").as_bytes());
        working.answer();
        let id = FileId(format!("package-{n}"));
        let built = build(&working.desk.deps, &working.case.id, &id, &mut || true);
        assert_eq!(built.ok(), Some(Built::Written));
        working.tell(Ok(id));
        let ticket = begin(&working.desk.deps, &working.stepped_up())
            .unwrap_or_else(|error| panic!("{error}"));
        let found = entries(working.download(&ticket).unwrap_or_else(|error| panic!("{error}")));
        let text: String =
            found.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        assert_eq!(
            text.matches("CANARY-").count(),
            text.matches(&format!("CANARY-{n:03}-")).count()
        );
        assert!(text.contains(&format!("CANARY-{n:03}-")));
        let Working { desk: back, case } = working;
        all.push(Working { desk: TestDesk::new(), case });
        desk = back;
    }
    assert_eq!(all.len(), 12);
}

#[test]
fn a_build_that_is_lost_or_broken_off_leaves_nothing_and_runs_again() {
    let mut working = Working::new();
    working.attach("a.pdf", &[&b"%PDF-1.7\n"[..], &vec![b'x'; 500_000]].concat());
    working.answer();
    let id = FileId::from("package-0");
    let lost = build(&working.desk.deps, &working.case.id, &id, &mut || false);
    assert_eq!(lost.ok(), Some(Built::Lost));
    let row = working.desk.deps.store.read(|tx| rows::get(tx, "package-0")).unwrap().unwrap();
    assert_eq!((row.state, row.sealed), (rows::FileState::Writing, None));
    assert!(working.desk.deps.blobs.read("package-0", 0..1).is_err(), "half a package shows");
    assert_eq!(working.build(), Built::Written);
    assert_eq!(working.build(), Built::NotNeeded);
}

#[test]
fn a_download_needs_a_fresh_code_of_the_same_session() {
    let mut working = Working::new();
    working.answer();
    let deps = working.desk.deps.clone();
    let bare = session(&deps, &working.case.id);
    assert!(matches!(ask_code(&deps, &bare), Err(ServiceError::NotFound)), "there is nothing yet");
    working.build();
    assert!(matches!(begin(&deps, &bare), Err(ServiceError::Unusable(_))));
    let first = working.stepped_up();
    assert!(matches!(begin(&deps, &bare), Err(ServiceError::Unusable(_))), "another session");
    ask_code(&deps, &bare).unwrap_or_else(|error| panic!("{error}"));
    let mail = working.desk.mails().pop().unwrap();
    let code = mail.text.lines().map(str::trim).find(|line| line.len() == 6).unwrap().to_owned();
    assert!(
        matches!(enter_code(&deps, &first, &code), Err(ServiceError::Unusable(_))),
        "a code of another session"
    );
    begin(&deps, &first).unwrap_or_else(|error| panic!("{error}"));
    working.desk.pass(TimeDelta::minutes(16));
    assert!(matches!(
        begin(&deps, &first),
        Err(ServiceError::NotFound | ServiceError::Unusable(_))
    ));
}

#[test]
fn two_hundred_downloads_at_once_give_exactly_five() {
    let mut working = Working::new();
    working.answer();
    working.build();
    let secret = working.stepped_up();
    let tries: Vec<_> = (0..200)
        .map(|_| {
            let (deps, secret) = (working.desk.deps.clone(), secret.clone());
            std::thread::spawn(move || begin(&deps, &secret))
        })
        .collect();
    let (mut given, mut used) = (Vec::new(), 0);
    for one in tries {
        match one.join().unwrap() {
            Ok(ticket) => given.push(ticket),
            Err(ServiceError::Refused(refusal)) if refusal.code == RefusalCode::DownloadsUsed => {
                used += 1
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!((given.len(), used), (DOWNLOADS as usize, 195));
    for ticket in &given {
        assert!(
            working.download(ticket).is_ok() && working.download(ticket).is_ok(),
            "a ticket fetches on"
        );
    }
    working.desk.pass(TimeDelta::hours(6));
    assert!(
        given.iter().all(|ticket| matches!(working.download(ticket), Err(ServiceError::NotFound)))
    );
}

#[test]
fn a_package_taken_back_or_expired_opens_for_nobody() {
    for end in [
        Command::Tick,
        Command::RecallPackage { reason: TestDesk::new().deps.prose("wrong".to_owned()) },
    ] {
        let mut working = Working::new();
        working.answer();
        working.build();
        let ticket = begin(&working.desk.deps, &working.stepped_up())
            .unwrap_or_else(|error| panic!("{error}"));
        let mut open_before = working.download(&ticket).unwrap_or_else(|error| panic!("{error}"));
        if end == Command::Tick {
            working.desk.pass(TimeDelta::days(14));
        }
        let actor = if end == Command::Tick { Actor::system() } else { handler() };
        working.execute(&actor, &end).unwrap_or_else(|error| panic!("{error}"));
        assert!(matches!(working.download(&ticket), Err(ServiceError::NotFound)));
        let row = working.desk.deps.store.read(|tx| rows::get(tx, "package-1")).unwrap().unwrap();
        assert_eq!((row.state, row.sealed), (rows::FileState::Gone, None));
        files::delete_bytes(&working.desk.deps, "package-1").unwrap();
        assert!(open_before.reader.part(0).is_err());
    }
}

#[test]
fn sizes_are_told_as_people_say_them() {
    let told: Vec<_> = [0, 999, 1_000, 81_500, 4_200_000, 2_000_000_000, 123_000_000_000]
        .into_iter()
        .map(build::in_words)
        .collect();
    assert_eq!(told, ["0 bytes", "999 bytes", "1.0 kB", "81 kB", "4.2 MB", "2.0 GB", "123 GB"]);
}
