//! Tests of the keyring.

use std::{collections::HashSet, sync::Barrier};

use chrono::NaiveDate;

use super::*;
use crate::{OsEntropy, SeededEntropy};

fn month(text: &str) -> KeyMonth {
    text.parse().unwrap()
}

fn fresh() -> (tempfile::TempDir, PathBuf, Keyring) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys/service.key");
    let keys = Keyring::open(&file, &OsEntropy).unwrap();
    (folder, file, keys)
}

#[test]
fn the_same_file_gives_the_same_keys() {
    let (_folder, file, keys) = fresh();
    let again = Keyring::open(&file, &OsEntropy).unwrap();
    assert_eq!(keys.fingerprint(), again.fingerprint());
    assert_eq!(keys.search().hash(&[b"x"]), again.search().hash(&[b"x"]));
    let (_other, _, other) = fresh();
    assert_ne!(keys.fingerprint(), other.fingerprint());
}

#[test]
fn every_purpose_has_its_own_key() {
    let (_folder, _, keys) = fresh();
    let all =
        [keys.search(), keys.codes(), keys.idempotency(), keys.csrf(), keys.ledger(), &keys.root];
    let mut seen: HashSet<_> = all.iter().map(|key| key.hash(&[b"x"])).collect();
    assert!(seen.insert(HashKey::new(*keys.desk().bytes()).hash(&[b"x"])));
    assert_eq!(seen.len(), 7);
}

#[test]
fn instances_that_start_together_agree() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/keys/service.key");
    let barrier = Barrier::new(16);
    let now = month("2026-11");
    let seen: HashSet<(String, Vec<u8>)> = std::thread::scope(|scope| {
        let start = || {
            barrier.wait();
            let keys = Keyring::open(&file, &OsEntropy).unwrap();
            barrier.wait();
            keys.wrap_case_key(now, "case_1", &CaseKey::new([1; 32]), &OsEntropy).unwrap();
            let bytes = key_file::read(&keys.month_file(now)).unwrap().unwrap();
            (keys.fingerprint(), bytes.to_vec())
        };
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(start)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(seen.len(), 1);
    let left = fs::read_dir(file.parent().unwrap()).unwrap().count();
    assert_eq!(left, 2, "drafts were left behind");
}

#[cfg(unix)]
#[test]
fn key_files_are_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, file, _) = fresh();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(Keyring::open(&file, &OsEntropy), Err(KeyringError::TooOpen { .. })));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o440)).unwrap();
    assert!(Keyring::open(&file, &OsEntropy).is_ok());
}

#[test]
fn a_damaged_or_missing_key_is_never_replaced() {
    let (_folder, file, _) = fresh();
    for content in ["", "rightsdesk-key-1 ", "rightsdesk-key-1 AAAA\n", "something else"] {
        fs::write(&file, content).unwrap();
        assert!(matches!(Keyring::open(&file, &OsEntropy), Err(KeyringError::Damaged { .. })));
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
    }
    fs::remove_file(&file).unwrap();
    assert!(matches!(Keyring::open_existing(&file), Err(KeyringError::Missing { .. })));
    assert!(!file.exists());
}

#[test]
fn a_case_key_opens_for_its_case_and_month_only() {
    let (_folder, _, keys) = fresh();
    let (november, december) = (month("2026-11"), month("2026-12"));
    let key = CaseKey::generate(&OsEntropy);
    let wrapped = keys.wrap_case_key(november, "case_1", &key, &OsEntropy).unwrap();
    keys.wrap_case_key(december, "case_2", &key, &OsEntropy).unwrap();
    let back = keys.unwrap_case_key(november, "case_1", &wrapped).unwrap();
    assert_eq!(back.bytes(), key.bytes());
    let wrong = [
        keys.unwrap_case_key(november, "case_2", &wrapped),
        keys.unwrap_case_key(december, "case_1", &wrapped),
        keys.unwrap_case_key(november, "case_1", &wrapped[1..]),
    ];
    assert!(wrong.iter().all(|result| matches!(result, Err(KeyringError::Wrapped(_)))));
    let (_other_folder, _, other) = fresh();
    fs::copy(keys.month_file(november), other.month_file(november)).unwrap();
    let stolen = other.unwrap_case_key(november, "case_1", &wrapped);
    assert!(matches!(stolen, Err(KeyringError::Wrapped(_))), "a month's file alone opens a case");
}

#[test]
fn a_destroyed_month_is_gone_and_stays_gone() {
    let (_folder, _, keys) = fresh();
    let (old, new) = (month("2026-10"), month("2026-11"));
    let key = CaseKey::generate(&OsEntropy);
    let wrapped = keys.wrap_case_key(old, "case_1", &key, &OsEntropy).unwrap();
    let kept = keys.rewrap_case_key(old, new, "case_1", &wrapped, &OsEntropy).unwrap();
    assert_eq!(keys.months().unwrap(), [old, new]);
    assert!(keys.destroy_month(old).unwrap());
    assert!(!keys.destroy_month(old).unwrap());
    assert_eq!(keys.months().unwrap(), [new]);
    let gone = keys.unwrap_case_key(old, "case_1", &wrapped);
    assert!(matches!(gone, Err(KeyringError::MonthDestroyed { .. })));
    let second = keys.wrap_case_key(old, "case_1", &key, &OsEntropy);
    assert!(matches!(second, Err(KeyringError::MonthDestroyed { .. })));
    assert_eq!(keys.unwrap_case_key(new, "case_1", &kept).unwrap().bytes(), key.bytes());
    fs::remove_file(keys.month_file(new)).unwrap();
    let lost = keys.unwrap_case_key(new, "case_1", &kept);
    assert!(matches!(lost, Err(KeyringError::MonthMissing { .. })));
}

#[test]
fn months_are_read_written_and_counted() {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let november = KeyMonth::of(day(2026, 11, 23)).unwrap();
    assert_eq!(november, month("2026-11"));
    assert_eq!(november.to_string(), "2026-11");
    assert_eq!(november.months_since(month("2025-12")), 11);
    assert_eq!(november.months_since(month("2026-12")), 0);
    for wrong in ["2026-13", "2026-00", "2026-1", "26-11", "2026-11-01", "../x-11", ""] {
        assert!(wrong.parse::<KeyMonth>().is_err(), "{wrong}");
    }
    assert!(KeyMonth::of(day(-1, 1, 1)).is_err());
}

#[test]
fn a_seed_gives_the_same_keys_and_nothing_prints() {
    let open = || {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("service.key");
        Keyring::open(&file, &SeededEntropy::new(9)).unwrap()
    };
    assert_eq!(open().fingerprint(), open().fingerprint());
    assert!(format!("{:?}", open()).ends_with("[…])"));
}
