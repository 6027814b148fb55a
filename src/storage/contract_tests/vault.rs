//! The vault: keys can be dropped and wrapped again, words find cases, nothing is left behind.

use super::{TestStore, at, contracts};
use crate::StoreError;
use crate::vault::{self, CaseKey, VaultEntry};

contracts!(
    keys_are_wrapped_again_unless_somebody_was_faster,
    entries_are_listed_replaced_and_deleted_in_pieces,
    words_find_their_cases,
);

fn key(case_id: &str, month: &str) -> CaseKey {
    let (case_id, month) = (case_id.to_owned(), month.to_owned());
    CaseKey { case_id, month, wrapped: vec![1, 2, 3], created_at: at(0) }
}

fn entry(id: &str, kind: &str) -> VaultEntry {
    let (id, case_id, kind) = (id.to_owned(), "c".to_owned(), kind.to_owned());
    VaultEntry { id, case_id, kind, sealed: vec![0, 255], created_at: at(0) }
}

fn keys_are_wrapped_again_unless_somebody_was_faster(test: &TestStore) {
    test.write(|tx| {
        for (case, month) in
            [("a", "2026-10"), ("b", "2026-09"), ("c", "2026-10"), ("d", "2026-11")]
        {
            vault::put_key(tx, &key(case, month))?;
        }
        Ok(())
    });
    let twice = test.store.write(|tx| vault::put_key(tx, &key("a", "2026-11")));
    assert_eq!(twice, Err(StoreError::Conflict));
    let names = |keys: Vec<CaseKey>| keys.into_iter().map(|k| k.case_id).collect::<Vec<_>>();
    let first = test.read(|tx| vault::keys_before_month(tx, "2026-11", None, 2));
    assert_eq!(names(first), ["b", "a"]);
    let after = Some(("2026-10", "a"));
    let rest = test.read(|tx| vault::keys_before_month(tx, "2026-11", after, 2));
    assert_eq!(names(rest), ["c"]);
    let seen = test.read(|tx| vault::key(tx, "a")).unwrap();
    let stale = seen.clone();
    assert!(test.write(move |tx| vault::rewrap(tx, &seen, "2026-11", &[9])));
    assert!(!test.write(move |tx| vault::rewrap(tx, &stale, "2026-12", &[8])), "a lost update");
    assert_eq!(test.read(|tx| vault::key(tx, "a")).unwrap().wrapped, [9]);
    assert!(test.write(|tx| vault::drop_key(tx, "a")));
    assert!(!test.write(|tx| vault::drop_key(tx, "a")));
    assert_eq!(test.read(|tx| vault::key(tx, "a")), None);
}

fn entries_are_listed_replaced_and_deleted_in_pieces(test: &TestStore) {
    test.write(|tx| {
        for id in ["1", "2", "3", "4"] {
            vault::put(tx, &entry(id, if id == "3" { "note" } else { "message" }))?;
        }
        Ok(())
    });
    assert_eq!(test.read(|tx| vault::get(tx, "1")), Some(entry("1", "message")));
    assert_eq!(test.read(|tx| vault::list(tx, "c", None, Some("2"), 9)).len(), 2);
    assert_eq!(test.read(|tx| vault::list(tx, "c", Some("message"), None, 2)).len(), 2);
    assert!(test.write(|tx| vault::replace(tx, "1", &[7])));
    assert_eq!(test.read(|tx| vault::get(tx, "1")).unwrap().sealed, [7]);
    assert!(test.write(|tx| vault::delete(tx, "1")));
    assert!(!test.write(|tx| vault::replace(tx, "1", &[7])));
    assert_eq!(test.write(|tx| vault::delete_of_case(tx, "c", 2)), 2);
    assert_eq!(test.write(|tx| vault::delete_of_case(tx, "c", 2)), 1);
    assert_eq!(test.write(|tx| vault::delete_of_case(tx, "c", 2)), 0);
}

fn words_find_their_cases(test: &TestStore) {
    test.write(|tx| {
        vault::put_words(tx, "a", "name", &[vec![1], vec![2], vec![1]])?;
        vault::put_words(tx, "b", "name", &[vec![1]])?;
        vault::put_words(tx, "b", "email", &[vec![1]])?;
        vault::put_words(tx, "b", "email", &[vec![1]])
    });
    let both = ["name", "email"];
    assert_eq!(test.read(|tx| vault::find_word(tx, &[1], &both, None, 9)), ["a", "b"]);
    assert_eq!(test.read(|tx| vault::find_word(tx, &[1], &both, Some("a"), 9)), ["b"]);
    assert_eq!(test.read(|tx| vault::find_word(tx, &[1], &["email"], None, 9)), ["b"]);
    assert_eq!(test.write(|tx| vault::delete_words(tx, "b")), 2);
    assert_eq!(test.read(|tx| vault::find_word(tx, &[1], &both, None, 9)), ["a"]);
}
