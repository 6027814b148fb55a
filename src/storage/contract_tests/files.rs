//! Files and tickets: a file counts only when it is complete and its case's, and its key goes for good.

use super::{TestStore, at, contracts, lines};
use crate::StoreError;
use crate::files::{self, FileState, StoredFile};
use crate::tickets::{self, Ticket, TicketKind};
use domain::file::{FileKind, FilePurpose};

contracts!(
    a_file_becomes_part_of_its_own_case_only_when_it_is_written,
    a_file_that_is_gone_has_no_key,
    unfinished_and_unknown_files_are_found,
    a_file_outside_the_vocabulary_is_refused,
    the_lists_are_those_of_the_domain,
    tickets_end,
);

fn file(id: &str, case: &str) -> StoredFile {
    StoredFile {
        id: id.to_owned(),
        case_id: case.to_owned(),
        task: Some(3),
        purpose: FilePurpose::Result,
        kind: FileKind::Text,
        state: FileState::Writing,
        size: 0,
        sealed: None,
        created_at: at(0),
    }
}

fn a_file_becomes_part_of_its_own_case_only_when_it_is_written(test: &TestStore) {
    test.write(|tx| files::put(tx, &file("a", "c")));
    assert_eq!(test.store.write(|tx| files::put(tx, &file("a", "d"))), Err(StoreError::Conflict));
    assert!(!test.write(|tx| files::make_ready(tx, "a", "c")), "nothing was written yet");
    assert!(test.write(|tx| files::written(tx, "a", FileKind::Pdf, 3_000_000_000, &[1, 2])));
    assert!(!test.write(|tx| files::make_ready(tx, "a", "d")), "another case");
    assert!(test.write(|tx| files::make_ready(tx, "a", "c")));
    assert!(!test.write(|tx| files::make_ready(tx, "a", "c")), "twice");
    assert!(!test.write(|tx| files::written(tx, "a", FileKind::Pdf, 1, &[9])), "written over");
    let found = test.read(|tx| files::get(tx, "a")).unwrap();
    let expected = StoredFile {
        kind: FileKind::Pdf,
        state: FileState::Ready,
        size: 3_000_000_000,
        sealed: Some(vec![1, 2]),
        ..file("a", "c")
    };
    assert_eq!(found, expected);
    test.write(|tx| files::put(tx, &StoredFile { task: None, ..file("b", "c") }));
    let page =
        |after: Option<&'static str>| test.read(|tx| files::of_case(tx, "c", after, 9)).len();
    assert_eq!((page(None), page(Some("a")), page(Some("b"))), (2, 1, 0));
}

fn a_file_that_is_gone_has_no_key(test: &TestStore) {
    test.write(|tx| {
        files::put(tx, &file("a", "c"))?;
        files::written(tx, "a", FileKind::Pdf, 7, &[1, 2])
    });
    assert!(test.write(|tx| files::make_gone(tx, "a")));
    assert!(!test.write(|tx| files::make_gone(tx, "a")));
    assert!(!test.write(|tx| files::make_ready(tx, "a", "c")));
    let gone = test.read(|tx| files::get(tx, "a")).unwrap();
    assert_eq!((gone.state, gone.sealed), (FileState::Gone, None));
    assert!(test.write(|tx| files::delete(tx, "a")));
    assert!(!test.write(|tx| files::delete(tx, "a")));
    assert_eq!(test.read(|tx| files::get(tx, "a")), None);
}

fn unfinished_and_unknown_files_are_found(test: &TestStore) {
    test.write(|tx| {
        for (id, seconds) in [("a", 0), ("b", 10), ("c", 20)] {
            files::put(tx, &StoredFile { created_at: at(seconds), ..file(id, "c") })?;
        }
        files::make_gone(tx, "a")
    });
    assert_eq!(test.read(|tx| files::unfinished(tx, at(15), 9)), ["b"]);
    assert_eq!(test.read(|tx| files::unfinished(tx, at(60), 1)), ["b"]);
    let asked = ["a", "x", "c"].map(str::to_owned);
    let mut known = test.read(|tx| files::known(tx, &asked));
    known.sort();
    assert_eq!(known, ["a", "c"]);
}

fn a_file_outside_the_vocabulary_is_refused(test: &TestStore) {
    test.write(|tx| files::put(tx, &file("a", "c")));
    for forged in ["state = 'lost'", "purpose = 'fun'", "kind = 'exe'"] {
        assert!(test.sql(&format!("UPDATE files SET {forged}")).is_err(), "{forged}");
    }
}

fn the_lists_are_those_of_the_domain(test: &TestStore) {
    let sql = test.per_kind(
        "SELECT sql AS value FROM sqlite_master WHERE name IN ('files', 'tickets')",
        "SELECT pg_get_constraintdef(oid) AS value FROM pg_constraint \
         WHERE conrelid IN ('files'::regclass, 'tickets'::regclass)",
    );
    let described = test.read(|tx| lines(tx, sql)).join("\n");
    let known = FilePurpose::ALL.iter().map(|value| value.as_str());
    let known = known.chain(FileKind::ALL.iter().map(|value| value.as_str()));
    let known = known.chain(FileState::ALL.iter().map(|value| value.as_str()));
    let known: Vec<_> = known.chain(TicketKind::ALL.iter().map(|value| value.as_str())).collect();
    for text in &known {
        assert!(described.contains(&format!("'{text}'")), "{text} in {described}");
    }
    assert_eq!(described.matches('\'').count(), known.len() * 2, "{described}");
}

fn ticket(secret: u8, kind: TicketKind) -> Ticket {
    Ticket {
        token_hash: vec![secret; 32],
        kind,
        case_id: "c".to_owned(),
        file_id: Some("f".to_owned()),
        expires_at: at(60),
    }
}

fn tickets_end(test: &TestStore) {
    test.write(|tx| {
        tickets::put(tx, &ticket(1, TicketKind::StepUp))?;
        tickets::put(tx, &ticket(1, TicketKind::StepUp))?;
        tickets::put(tx, &ticket(2, TicketKind::Download))
    });
    let get = |secret: u8, kind, seconds| {
        test.read(|tx| tickets::get(tx, &[secret; 32], kind, at(seconds)))
    };
    assert_eq!(get(1, TicketKind::StepUp, 59), Some(ticket(1, TicketKind::StepUp)));
    assert_eq!(get(1, TicketKind::StepUp, 60), None, "it ended");
    assert_eq!(get(1, TicketKind::Download, 0), None, "another kind");
    assert_eq!(get(3, TicketKind::Download, 0), None);
    assert_eq!(test.write(|tx| tickets::sweep(tx, at(59), 9)), 0);
    assert_eq!(test.write(|tx| tickets::sweep(tx, at(60), 1)), 1);
    assert_eq!(test.write(|tx| tickets::delete_of(tx, "c")), 1);
    assert_eq!(test.write(|tx| tickets::delete_of(tx, "c")), 0);
}
