//! A package from the tasks to the download: what is in it, what stops it, how often it goes out.

use std::collections::BTreeMap;
use std::io::Read as _;

use chrono::TimeDelta;
use serde_json::{Value, json};

mod downloads;
mod stops;

use super::*;
use crate::files::{self, Attachment, Incoming, OpenFile, receive, records};
use crate::input::CommandInput;
use crate::tasks::DetailsInput;
use crate::testing::{TestDesk, handler};
use crate::{ServiceError, StoreError, commands, portal};
use crypto::Token;
use domain::actor::Actor;
use domain::case::Case;
use domain::file::{DOWNLOADS, FilePurpose, Package, PackageStop};
use domain::ids::{CaseId, FileId, TaskId};
use domain::vocabulary::{Right, Role, Settlement, TaskResult, VerificationMethod};
use domain::workflow::Command;
use domain::workflow::refusal::RefusalCode;
use storage::outbox::OutboxState;
use storage::sessions::{self, Session, SessionKind};
use storage::{cases, files as rows};

/// A requester's session, as if they had signed in.
pub(crate) fn session(deps: &Deps, case: &CaseId) -> String {
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
        let accept = CommandInput::AcceptIdentity {
            method: VerificationMethod::Other,
            note: String::new(),
            systems: None,
            reason: String::new(),
        };
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

    fn rows(&self, title: &str, records: &Value) -> Vec<u8> {
        let fields = json!({ "day": "Day", "what": "What" });
        json!({ "schema": records::SCHEMA, "subject": self.case.reference, "title": title, "fields": fields, "records": records })
            .to_string()
            .into_bytes()
    }

    fn answer(&mut self) {
        let found = CommandInput::CompleteTask {
            task: "T1".to_owned(),
            result: TaskResult::Found,
            details: DetailsInput::Text("Two rows.".to_owned()),
        };
        self.desk.act(&self.case.reference, &found);
        self.settle();
    }

    /// The right is settled, the answer proposed and approved.
    fn settle(&mut self) {
        let act = |input: &CommandInput| self.desk.act(&self.case.reference, input);
        act(&CommandInput::SettleItem {
            right: Right::Access,
            outcome: Settlement::Done,
            ground: None,
            text: None,
        });
        act(&CommandInput::ProposeAnswer {
            text: Some("This is what we found.".to_owned()),
            closing: None,
        });
        let approver = Actor::staff("vera", vec![Role::Approver]);
        let done = commands::run(
            &self.desk.deps,
            &approver,
            &self.case.reference,
            None,
            &CommandInput::Approve { letter: None },
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
        let deps = &self.desk.deps;
        open(deps, &session(deps, &self.case.id), ticket)
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
        // Programs that read a stream take only such entries when sizes come after the bytes.
        assert_eq!(entry.compression(), zip::CompressionMethod::Deflated, "{name}");
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
    working.attach("orders.json", &working.rows("Orders", &json!(rows)));
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
        let hash = domain::prose::hex(&sha2::Sha256::digest(content));
        assert_eq!(
            (line["size"].as_u64(), line["sha256"].as_str()),
            (Some(u64::try_from(content.len()).unwrap()), Some(hash.as_str()))
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
        .find(|mail| mail.notice == domain::message::NoticeKind::AnswerReady)
        .unwrap();
    assert!(
        mail.text.contains("/status") && mail.text.contains("7 December 2026"),
        "{}",
        mail.text
    );
}
