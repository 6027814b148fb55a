//! The ledger of erasures: added to once, read in order, never changed.

use super::{TestStore, at, contracts};
use crate::erasure_ledger::{self, Erased};

contracts!(entries_are_added_once_and_read_in_order, entries_are_never_changed,);

fn entry(id: &str, seconds: i64) -> Erased {
    Erased {
        id: id.to_owned(),
        person: (id != "c").then(|| vec![1, 0, 255]),
        case_id: "case".to_owned(),
        system: "accounts".to_owned(),
        outcome: (id == "c").then(|| "fulfilled".to_owned()),
        at: at(seconds),
    }
}

fn entries_are_added_once_and_read_in_order(test: &TestStore) {
    let all = [entry("b", 1), entry("a", 2), entry("c", 2)];
    let copy = all.clone();
    test.write(move |tx| erasure_ledger::add(tx, &copy));
    let again = [Erased { system: "mail".to_owned(), ..entry("a", 9) }];
    test.write(move |tx| erasure_ledger::add(tx, &again));
    assert_eq!(test.read(|tx| erasure_ledger::page(tx, at(0), None, 9)), all);
    assert_eq!(test.read(|tx| erasure_ledger::page(tx, at(2), None, 1)), [entry("a", 2)]);
    let after = Some((at(2), "a"));
    assert_eq!(test.read(|tx| erasure_ledger::page(tx, at(0), after, 9)), [entry("c", 2)]);
}

fn entries_are_never_changed(test: &TestStore) {
    test.write(|tx| erasure_ledger::add(tx, &[entry("a", 1)]));
    for sql in ["UPDATE erasure_ledger SET system = 'x'", "DELETE FROM erasure_ledger"] {
        let refused = test.sql(sql);
        assert!(refused.is_err(), "{sql}");
    }
}
