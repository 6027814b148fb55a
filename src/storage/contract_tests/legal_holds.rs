//! Legal holds: found by address while they stand, listed page by page, released once.

use super::{TestStore, at, contracts};
use crate::legal_holds::{self, LegalHold, Released};

contracts!(a_hold_is_found_until_it_is_released, holds_are_listed_newest_first,);

fn hold(id: &str, address: Option<&[u8]>, seconds: i64) -> LegalHold {
    LegalHold {
        id: id.to_owned(),
        address: address.map(<[u8]>::to_vec),
        case_id: address.is_none().then(|| "c".to_owned()),
        reference: address.is_none().then(|| "DSR-2026-000001".to_owned()),
        until: "2026-12-31".parse().ok(),
        reason: vec![0, 255],
        placed_at: at(seconds),
        placed_by: "staff:olga".to_owned(),
        released: None,
    }
}

fn a_hold_is_found_until_it_is_released(test: &TestStore) {
    let placed = hold("h1", Some(&[1]), 0);
    let copy = placed.clone();
    test.write(move |tx| legal_holds::put(tx, &copy));
    test.write(|tx| legal_holds::put(tx, &hold("h2", None, 1)));
    assert_eq!(test.read(|tx| legal_holds::on(tx, &[vec![1], vec![2]])), [placed]);
    assert_eq!(test.read(|tx| legal_holds::on(tx, &[vec![2]])), []);
    let how = Released { at: at(9), by: "staff:vera".to_owned(), reason: vec![7] };
    let again = how.clone();
    let kept = how.clone();
    assert!(test.write(move |tx| legal_holds::release(tx, "h1", &how)));
    assert!(!test.write(move |tx| legal_holds::release(tx, "h1", &again)), "once");
    assert_eq!(test.read(|tx| legal_holds::on(tx, &[vec![1]])), []);
    let found = test.read(|tx| legal_holds::get(tx, "h1")).unwrap();
    assert_eq!((found.address, found.released), (None, Some(kept)), "whose it was is forgotten");
}

fn holds_are_listed_newest_first(test: &TestStore) {
    for (id, seconds) in [("a", 1), ("b", 2), ("c", 2)] {
        test.write(move |tx| legal_holds::put(tx, &hold(id, None, seconds)));
    }
    let ids = |found: Vec<LegalHold>| found.into_iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(test.read(|tx| legal_holds::standing(tx, None, 2))), ["c", "b"]);
    let after = Some((at(2), "b"));
    assert_eq!(ids(test.read(|tx| legal_holds::standing(tx, after, 9))), ["a"]);
    let how = Released { at: at(9), by: "staff:vera".to_owned(), reason: vec![7] };
    test.write(move |tx| legal_holds::release(tx, "b", &how));
    assert_eq!(ids(test.read(|tx| legal_holds::standing(tx, None, 9))), ["c", "a"]);
    assert_eq!(ids(test.read(|tx| legal_holds::released(tx, 9))), ["b"]);
}
