//! Runs over open requests: where each is, and that nothing is counted twice.

use super::{TestStore, at, contracts};
use crate::recounts::{self, Advance, Recount};
use crate::settings;

contracts!(a_run_goes_on_where_it_was_and_ends_once, who_changes_settings_waits_for_who_reads_them,);

fn run(id: &str) -> Recount {
    Recount {
        id: id.to_owned(),
        because: "law:us_va".to_owned(),
        started_at: at(0),
        started_by: Some("olga".to_owned()),
        total: 3,
        checked: 0,
        moved: 0,
        failed: 0,
        place: "a".to_owned(),
        finished_at: None,
    }
}

fn step(from: &str, place: &str, end: bool) -> Advance {
    let finished_at = end.then(|| at(9));
    Advance { from: from.to_owned(), place: place.to_owned(), checked: 2, failed: 1, finished_at }
}

fn a_run_goes_on_where_it_was_and_ends_once(test: &TestStore) {
    test.write(|tx| recounts::insert(tx, &run("1")));
    test.write(|tx| recounts::insert(tx, &run("2")));
    assert_eq!(test.read(|tx| recounts::get(tx, "1")), Some(run("1")));
    assert_eq!(test.read(|tx| recounts::get(tx, "3")), None);
    let newest = test.read(|tx| recounts::newest(tx, 1));
    assert_eq!(newest, [run("2")]);
    test.write(|tx| recounts::add_moved(tx, "1"));
    assert!(test.write(|tx| recounts::advance(tx, "1", &step("a", "b", false))));
    assert!(!test.write(|tx| recounts::advance(tx, "1", &step("a", "b", false))), "came late");
    assert!(test.write(|tx| recounts::advance(tx, "1", &step("b", "c", true))));
    assert!(!test.write(|tx| recounts::advance(tx, "1", &step("c", "d", false))), "it ended");
    let done = test.read(|tx| recounts::get(tx, "1")).unwrap();
    assert_eq!((done.checked, done.moved, done.failed), (4, 1, 2));
    assert_eq!((done.place.as_str(), done.finished_at), ("c", Some(at(9))));
}

fn who_changes_settings_waits_for_who_reads_them(test: &TestStore) {
    let (store, other) = (test.store.clone(), test.store.clone());
    let (said, heard) = std::sync::mpsc::channel::<()>();
    let reader = std::thread::spawn(move || {
        store.write::<_, crate::StoreError>(move |tx| {
            settings::hold(tx)?;
            said.send(()).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(200));
            settings::get(tx, "law:one")
        })
    });
    heard.recv().unwrap();
    other
        .write::<_, crate::StoreError>(|tx| {
            settings::keep_still(tx)?;
            settings::put(tx, "law:one", "[]", at(1))
        })
        .unwrap();
    // What the other one began to read before stays as it was until it is done.
    assert_eq!(reader.join().unwrap().unwrap(), None);
    assert_eq!(test.read(|tx| settings::get(tx, "law:one")).as_deref(), Some("[]"));
}
