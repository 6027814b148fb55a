//! The journal as lists read it: newest first, narrowed by anything.

use super::journal::{append, entry};
use super::{TestStore, at, contracts};
use crate::journal::{self, Narrow, NewEntry};

contracts!(the_journal_is_listed_newest_first_by_anything,);

fn the_journal_is_listed_newest_first_by_anything(test: &TestStore) {
    let entries: Vec<_> = (0..20)
        .map(|n| NewEntry {
            actor_ref: (n % 3 > 0).then(|| format!("s-{}", n % 3)),
            event: if n % 2 == 0 { "even" } else { "odd" }.to_owned(),
            ..entry(&format!("{n:02}"), if n % 5 == 0 { "five" } else { "x" }, n / 2)
        })
        .collect();
    append(&test.store, entries).unwrap();
    let ids = |narrow: &Narrow, limit| {
        let page = test.read(|tx| journal::list(tx, narrow, limit));
        page.into_iter().map(|entry| entry.id).collect::<Vec<_>>().join(" ")
    };
    let whole = Narrow::default();
    assert_eq!(ids(&whole, 3), "19 18 17");
    let next = Narrow { after: Some((at(8), "17".to_owned())), ..Narrow::default() };
    assert_eq!(ids(&next, 3), "16 15 14");
    let by = Narrow { actor_ref: Some("s-1".to_owned()), ..Narrow::default() };
    assert_eq!(ids(&by, 9), "19 16 13 10 07 04 01");
    let both = Narrow { event: Some("even".to_owned()), ..by };
    assert_eq!(ids(&both, 9), "16 10 04");
    let time = Narrow { from: Some(at(2)), until: Some(at(4)), ..Narrow::default() };
    assert_eq!(ids(&time, 9), "07 06 05 04");
    let streams = vec!["five".to_owned(), "none".to_owned()];
    let five = Narrow { streams, ..Narrow::default() };
    assert_eq!(ids(&five, 3), "15 10 05");
    let rest = Narrow { after: Some((at(2), "05".to_owned())), ..five };
    assert_eq!(ids(&rest, 3), "00");
}
