//! What stops a build, what breaks it off, and that it leaves nothing half-done.

use super::*;

#[test]
fn what_is_somebody_elses_or_secret_or_damaged_stops_the_build() {
    let mut working = Working::new();
    let id = working.attach("a.txt", b"a letter");
    working.answer();
    let plant = |sql: &str| working.desk.tamper(sql);
    plant(&format!("UPDATE files SET case_id = 'somebody' WHERE id = '{id}'"));
    assert_eq!(working.build(), Built::Stopped(PackageStop::ForeignSubject));
    assert!(matches!(working.case.package, Some(Package::Stopped { .. })));
    let mail = working.desk.mails().pop();
    assert!(mail.is_none_or(|mail| !mail.text.contains("a letter")));
    let plant = |sql: &str| working.desk.tamper(sql);
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
fn files_of_a_dropped_task_do_not_go_out() {
    let mut working = Working::new();
    let wrong = working.attach("wrong-person.txt", b"CANARY of somebody else");
    let reason = "It holds nothing of this person.".to_owned();
    let drop = CommandInput::DropTask { task: "T1".to_owned(), reason };
    working.desk.act(&working.case.reference, &drop);
    working.settle();
    assert!(working.case.file(&wrong).is_some(), "nobody removed it");
    assert_eq!(working.build(), Built::Written);
    let secret = working.stepped_up();
    let ticket = begin(&working.desk.deps, &secret).unwrap_or_else(|error| panic!("{error}"));
    let found = entries(working.download(&ticket).unwrap_or_else(|error| panic!("{error}")));
    assert!(!found.keys().any(|name| name.starts_with("files/")), "{:?}", found.keys());
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
fn a_crash_in_the_middle_leaves_nothing_half_done_and_the_job_runs_again() {
    let mut working = Working::new();
    working.attach("a.pdf", &[&b"%PDF-1.7\n"[..], &vec![b'x'; 500_000]].concat());
    working.answer();
    let (deps, case) = (working.desk.deps.clone(), working.case.id.clone());
    let crash = |id: &str, ours: &mut dyn FnMut() -> bool| {
        let id = FileId::from(id);
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| build(&deps, &case, &id, ours)))
    };
    assert!(crash("package-0", &mut || panic!("the power went")).is_err());
    // A second one stops between the last byte and the word to the case.
    assert!(matches!(crash("package-00", &mut || true), Ok(Ok(Built::Written))));
    let row = |id: &str| deps.store.read(|tx| rows::get(tx, id)).unwrap();
    assert!(row("package-0").is_some_and(|row| row.sealed.is_none()));
    for id in ["package-0", "package-00"] {
        assert_eq!(row(id).unwrap().state, rows::FileState::Writing, "{id}");
    }
    assert!(deps.blobs.read("package-0", 0..1).is_err(), "half a package shows");
    let now = deps.store.read(|tx| cases::load(tx, &case)).unwrap();
    assert!(matches!(now.package, Some(Package::Building { .. })));
    assert_eq!(working.build(), Built::Written);
    working.desk.pass(TimeDelta::hours(25));
    assert_eq!(files::sweep(&deps).unwrap(), 2);
    assert!(row("package-0").is_none() && row("package-00").is_none());
    assert!(deps.blobs.read("package-00", 0..1).is_err());
    assert!(deps.blobs.read("package-1", 0..1).is_ok(), "the good one is gone too");
}

#[test]
fn an_archive_that_unpacks_to_more_than_fits_is_carried_unopened() {
    use std::io::{Cursor, Write as _};
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for n in 0..3 {
        bomb.start_file(format!("../../{n}.txt"), options).unwrap();
        bomb.write_all(&vec![0; 4_000_000]).unwrap();
    }
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    let mut working = Working::new();
    working.attach("all.zip", &bomb);
    working.answer();
    assert_eq!(working.build(), Built::Written);
    let ticket =
        begin(&working.desk.deps, &working.stepped_up()).unwrap_or_else(|error| panic!("{error}"));
    let file = working.download(&ticket).unwrap_or_else(|error| panic!("{error}"));
    assert!(file.reader.size() < 200_000);
    let found = entries(file);
    assert_eq!(found["files/accounts-001.zip"], bomb);
    assert_eq!(found.len(), 3, "{:?}", found.keys());
}
