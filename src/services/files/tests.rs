//! What is taken in and what is not, and that nothing of it lies about in the open.

use std::io::{self, Read};
use std::path::Path;

mod taken;

use super::*;
use crate::input::CommandInput;
use crate::scan::tests::scanner;
use crate::testing::{TestDesk, handler};
use crate::{commands, portal, staff};
use domain::file::NewFile;
use domain::ids::TaskId;
use domain::vocabulary::{Outcome, Role};
use domain::workflow::Command;
use storage::cases;

const PDF: &[u8] = b"%PDF-1.7\nCANARY-passport-number-L01X00T47\n%%EOF\n";

struct Wanted {
    desk: TestDesk,
    case: Case,
}

impl Wanted {
    /// A request of which proof is asked.
    fn new() -> Self {
        let desk = TestDesk::new();
        let reference = desk.case("Maya Maple");
        desk.act(&reference, &CommandInput::AskEvidence { text: "Show us".to_owned() });
        let case = desk.deps.store.read(|tx| cases::by_reference(tx, &reference)).unwrap().unwrap();
        Self { desk, case }
    }

    fn set(&mut self, change: impl FnOnce(&mut config::Settings)) {
        let mut settings = self.desk.deps.settings.as_ref().clone();
        change(&mut settings);
        self.desk.deps.settings = std::sync::Arc::new(settings);
    }

    fn take(&self, purpose: FilePurpose, name: &str, bytes: &[u8]) -> Result<NewFile, String> {
        let incoming = Incoming { purpose, task: Some(TaskId(1)), name: name.to_owned() };
        let mut from = bytes;
        receive(&self.desk.deps, &self.case, &incoming, &mut from).map_err(|error| {
            let ServiceError::Fields(errors) = error else { panic!("{error}") };
            errors["file"].clone()
        })
    }

    fn evidence(&self, name: &str, bytes: &[u8]) -> Result<NewFile, String> {
        self.take(FilePurpose::Evidence, name, bytes)
    }

    fn execute(&self, actor: &Actor, command: &Command) -> Result<Case, ServiceError> {
        let (deps, actor, command) = (self.desk.deps.clone(), actor.clone(), command.clone());
        let id = self.case.id.clone();
        self.desk.deps.store.write(move |tx| {
            commands::execute(tx, &deps, &actor, &id, &command).map(|done| done.case)
        })
    }

    fn give(&self, file: &NewFile) -> Case {
        let give = Command::GiveFile { file: file.clone(), purpose: FilePurpose::Evidence };
        self.execute(&Actor::requester(), &give).unwrap_or_else(|error| panic!("{error}"))
    }

    fn rows(&self) -> Vec<StoredFile> {
        self.desk.deps.store.read(|tx| rows(tx, &self.case.id)).unwrap()
    }

    fn content(&self, id: &FileId) -> Vec<u8> {
        let deps = &self.desk.deps;
        let open = deps.store.read(|tx| open_file(tx, deps, &self.case.id, id));
        let mut all = Vec::new();
        open.unwrap_or_else(|error| panic!("{error}"))
            .reader
            .stream()
            .read_to_end(&mut all)
            .unwrap();
        all
    }
}

fn found_below(folder: &Path, needle: &[u8]) -> usize {
    let mut found = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found += found_below(&path, needle);
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found += usize::from(bytes.windows(needle.len()).any(|part| part == needle));
        }
    }
    found
}

#[test]
fn what_is_given_is_sealed_listed_and_destroyed_with_the_decision() {
    let wanted = Wanted::new();
    let folder = wanted.desk.deps.settings.data_dir.clone();
    let plain = folder.join("planted");
    std::fs::write(&plain, PDF).unwrap();
    assert_eq!(found_below(&folder, b"CANARY-passport"), 1, "the search finds nothing at all");
    std::fs::remove_file(plain).unwrap();
    let file = wanted.evidence("../My passport.PDF", PDF).unwrap();
    assert_eq!(wanted.rows()[0].state, FileState::Writing, "not part of the case yet");
    let case = wanted.give(&file);
    assert_eq!(wanted.content(&file.id), PDF);
    assert_eq!(found_below(&folder, b"CANARY-passport"), 0);
    assert_eq!(found_below(&folder, b"My passport"), 0, "the name is sealed too");
    assert_eq!(std::fs::read_dir(folder.join("files")).unwrap().count(), 1);
    let deps = &wanted.desk.deps;
    let listed = deps.store.read(|tx| list(tx, deps, &case, true)).unwrap();
    assert_eq!(
        (listed[0].name.as_str(), listed[0].size),
        ("My passport.pdf", u64::try_from(PDF.len()).unwrap())
    );
    assert!(deps.store.read(|tx| list(tx, deps, &case, false)).unwrap().is_empty());
    let accept = CommandInput::AcceptIdentity {
        method: domain::vocabulary::VerificationMethod::Evidence,
        note: String::new(),
        systems: None,
        reason: String::new(),
    };
    let done = wanted.desk.act(&case.reference, &accept);
    assert!(done.case.files.is_empty());
    let row = wanted.rows().pop().unwrap();
    assert_eq!(
        (row.state, row.sealed),
        (FileState::Gone, None),
        "its key goes in the same transaction"
    );
    let gone = deps.store.read(|tx| open_file(tx, deps, &case.id, &file.id).map(|_| ()));
    assert!(matches!(gone, Err(ServiceError::NotFound)));
    delete_bytes(deps, file.id.as_str()).unwrap();
    assert_eq!(std::fs::read_dir(folder.join("files")).unwrap().count(), 0);
    assert!(wanted.rows().is_empty());
}

#[test]
fn only_who_decides_opens_what_was_given_and_that_is_journalled() {
    let wanted = Wanted::new();
    let file = wanted.evidence("passport.pdf", PDF).unwrap();
    let case = wanted.give(&file);
    let deps = &wanted.desk.deps;
    let open =
        |actor: &Actor| open_for_desk(deps, actor, &case.reference, &file.id).map(|file| file.name);
    assert_eq!(open(&handler()).unwrap(), "passport.pdf");
    let compliance = Actor::staff("carla", vec![Role::Compliance]);
    assert!(matches!(open(&compliance), Err(ServiceError::NotFound)));
    let admin = Actor::staff("bootstrap", vec![Role::Admin]);
    let hana = staff::invite(deps, &admin, "hana@example.org", "Hana", &[Role::Handler]);
    let hana = Actor::staff(hana.unwrap().as_str(), vec![Role::Handler]);
    commands::run(deps, &hana, &case.reference, None, &CommandInput::Take {})
        .unwrap_or_else(|error| panic!("{error}"));
    let other = Actor::staff("ben", vec![Role::Handler]);
    assert!(matches!(open(&other), Err(ServiceError::NotFound)), "another handler than the owner");
    let stream = journal::Stream::CaseReads(&case.id).name();
    let entries = deps.store.read(|tx| storage::journal::page(tx, &stream, 0, 100)).unwrap();
    let reads: Vec<_> = entries.iter().filter(|entry| entry.event == "file_read").collect();
    assert_eq!(reads.len(), 1);
    assert!(reads[0].body.contains(file.id.as_str()) && !reads[0].body.contains("passport"));
}

#[test]
fn a_file_never_becomes_part_of_another_case() {
    let wanted = Wanted::new();
    let file = wanted.evidence("passport.pdf", PDF).unwrap();
    let other = wanted.desk.case("Nils Nord");
    wanted.desk.act(&other, &CommandInput::AskEvidence { text: "Show us".to_owned() });
    let deps = wanted.desk.deps.clone();
    let give = Command::GiveFile { file: file.clone(), purpose: FilePurpose::Evidence };
    let told = wanted.desk.deps.store.write(move |tx| {
        commands::run_in(tx, &deps, &Actor::requester(), &other, None, &give).map(|_| ())
    });
    assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
    let twice = wanted.give(&file);
    let again = Command::GiveFile { file, purpose: FilePurpose::Evidence };
    assert!(wanted.execute(&Actor::requester(), &again).is_err());
    assert_eq!(twice.files.len(), 1);
}

#[test]
fn a_connection_that_breaks_leaves_nothing() {
    struct Broken<'a>(&'a [u8]);
    impl Read for Broken<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                Err(io::ErrorKind::ConnectionReset.into())
            } else {
                self.0.read(into)
            }
        }
    }
    let wanted = Wanted::new();
    let large = [PDF, &vec![b' '; 10_000_000]].concat();
    let incoming =
        Incoming { purpose: FilePurpose::Evidence, task: None, name: "x.pdf".to_owned() };
    let told = receive(&wanted.desk.deps, &wanted.case, &incoming, &mut Broken(&large));
    assert!(
        matches!(told, Err(ServiceError::Fields(errors)) if errors["file"].contains("did not arrive in full"))
    );
    assert!(wanted.rows().is_empty());
    let files = wanted.desk.deps.settings.data_dir.join("files");
    assert_eq!(std::fs::read_dir(files).unwrap().count(), 0);
}

#[test]
fn what_never_became_part_of_a_case_is_swept_after_a_day() {
    let wanted = Wanted::new();
    let (given, left) =
        (wanted.evidence("a.pdf", PDF).unwrap(), wanted.evidence("b.pdf", PDF).unwrap());
    wanted.give(&given);
    let deps = &wanted.desk.deps;
    assert_eq!(sweep(deps).unwrap(), 0);
    // Far ahead of the machine's clock, so that the bytes are old too.
    wanted.desk.pass(chrono::TimeDelta::days(3_650));
    let stray = deps.settings.data_dir.join("files/stray");
    std::fs::write(&stray, b"left by a restore").unwrap();
    assert_eq!(sweep(deps).unwrap(), 2);
    assert_eq!(wanted.content(&given.id), PDF);
    assert!(
        !stray.exists() && !deps.settings.data_dir.join("files").join(left.id.as_str()).exists()
    );
    assert_eq!(wanted.rows().len(), 1);
}

#[test]
fn the_files_of_another_database_are_left_alone() {
    let wanted = Wanted::new();
    let deps = &wanted.desk.deps;
    wanted.desk.pass(chrono::TimeDelta::days(3_650));
    let stray = deps.settings.data_dir.join("files/stray");
    let mark = deps.settings.data_dir.join("files/desk.mark");
    assert_eq!(sweep(deps).unwrap(), 0);
    let own = std::fs::read(&mark).unwrap();
    std::fs::write(&stray, b"another desk's evidence").unwrap();
    for other in ["4f9c2d30-0000-4000-8000-000000000000", ""] {
        std::fs::write(&mark, other).unwrap();
        let swept = sweep(deps);
        assert!(stray.exists(), "{swept:?}");
    }
    std::fs::write(&mark, own).unwrap();
    assert_eq!(sweep(deps).unwrap(), 1);
    assert!(mark.exists() && !stray.exists());
}

#[test]
fn erasure_takes_every_file_with_it() {
    let wanted = Wanted::new();
    let file = wanted.evidence("a.pdf", PDF).unwrap();
    wanted.give(&file);
    wanted.evidence("b.pdf", PDF).unwrap();
    wanted
        .desk
        .act(&wanted.case.reference, &CommandInput::Withdraw { reason: "By phone".to_owned() });
    wanted.execute(&Actor::system(), &Command::Forget).unwrap();
    assert!(wanted.rows().iter().all(|row| row.state == FileState::Gone && row.sealed.is_none()));
    assert_eq!(wanted.rows().len(), 2);
}

#[test]
fn a_legal_hold_keeps_files_and_erasing_again_takes_them() {
    let wanted = Wanted::new();
    let file = wanted.evidence("passport.pdf", PDF).unwrap();
    wanted.give(&file);
    let system = Actor::system();
    let again = Command::ReErase { outcome: Outcome::Fulfilled };
    let begin = Command::BeginLegalHold { hold: "h1".into(), until: None };
    wanted.execute(&system, &begin).unwrap();
    assert!(matches!(wanted.execute(&system, &again), Err(ServiceError::Refused(_))));
    assert_eq!(wanted.content(&file.id), PDF, "kept while it stands");
    wanted.execute(&system, &Command::EndLegalHold { hold: "h1".into() }).unwrap();
    let case = wanted.execute(&system, &again).unwrap();
    assert!(case.files.is_empty());
    let row = wanted.rows().pop().unwrap();
    assert_eq!((row.state, row.sealed), (FileState::Gone, None), "its key goes at once");
    delete_bytes(&wanted.desk.deps, file.id.as_str()).unwrap();
    let folder = wanted.desk.deps.settings.data_dir.join("files");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

#[test]
fn given_files_and_words_arrive_together_or_not_at_all() {
    let wanted = Wanted::new();
    let deps = &wanted.desk.deps;
    let secret = crate::package::tests::session(deps, &wanted.case.id);
    let file = wanted.evidence("a.pdf", PDF).unwrap();
    let twice = [file.clone(), file.clone()];
    let told = portal::give(deps, &secret, None, FilePurpose::Evidence, &twice, "see");
    assert!(told.is_err());
    assert_eq!(wanted.rows()[0].state, FileState::Writing);
    portal::give(deps, &secret, None, FilePurpose::Evidence, &[file], "").unwrap();
    let case = deps.store.read(|tx| cases::load(tx, &wanted.case.id)).unwrap();
    assert_eq!((case.files.len(), case.waiting), (1, None));
}

#[test]
fn a_crash_while_a_file_arrives_leaves_nothing_that_shows() {
    struct Crash<'a>(&'a [u8]);
    impl Read for Crash<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            assert!(!self.0.is_empty(), "the power went");
            self.0.read(into)
        }
    }
    let wanted = Wanted::new();
    let large = [PDF, &vec![b' '; 10_000_000]].concat();
    let incoming =
        Incoming { purpose: FilePurpose::Evidence, task: None, name: "x.pdf".to_owned() };
    let deps = &wanted.desk.deps;
    let crashed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        receive(deps, &wanted.case, &incoming, &mut Crash(&large))
    }));
    assert!(crashed.is_err());
    let row = wanted.rows().pop().unwrap();
    assert_eq!((row.state, row.sealed), (FileState::Writing, None));
    assert!(deps.store.read(|tx| list(tx, deps, &wanted.case, true)).unwrap().is_empty());
    let give = Command::GiveFile {
        file: NewFile { id: FileId(row.id), kind: FileKind::Pdf },
        purpose: FilePurpose::Evidence,
    };
    let told = wanted.execute(&Actor::requester(), &give);
    assert!(matches!(told, Err(ServiceError::NotFound)), "half a file became part of the case");
    wanted.desk.pass(chrono::TimeDelta::hours(25));
    assert_eq!(sweep(deps).unwrap(), 1);
    assert!(wanted.rows().is_empty());
    let left = std::fs::read_dir(deps.settings.data_dir.join("files")).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["desk.mark"]);
}
