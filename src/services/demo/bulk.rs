//! The fast way for large demos: the same decisions folded in memory, rows stored in batches. No mail
//! is rendered, so the outbox stays empty.

use std::sync::mpsc::{SyncSender, sync_channel};

use super::director::Director;
use super::folded::{Folded, References, Sheet};
use super::{DemoError, Progress};
use crate::{ServiceError, audit};
use crypto::KeyMonth;
use storage::{
    Store, StoreError, WriteTx, cases, journal, open_tasks, positions, report_counts, vault,
};

/// Cases of one transaction. More would be slower on SQLite: inside a savepoint each statement walks
/// what all before it have changed.
const BATCH: usize = 100;
/// Places of one transaction.
const PLACES: i64 = 4000;
/// Batches made while one is stored.
const AHEAD: usize = 1;

/// Makes the cases on a thread of their own and stores them here; how many events there were.
pub(super) fn fill(
    mut director: Director,
    progress: &mut dyn FnMut(Progress),
) -> Result<u64, DemoError> {
    let store = director.kit.deps.store.clone();
    let of = director.left();
    let (sender, sheets) = sync_channel::<Sheet>(AHEAD);
    let maker = std::thread::Builder::new()
        .name("demo".to_owned())
        .spawn(move || make(&mut director, &sender))
        .map_err(|error| DemoError::Thread(error.to_string()))?;
    let (mut done, mut events) = (0_u64, 0_u64);
    for sheet in sheets {
        done = done.saturating_add(count(&sheet.cases));
        events = events.saturating_add(count(&sheet.entries));
        store.write::<(), StoreError>(move |tx| put(tx, &sheet))?;
        progress(Progress { what: "cases", done, of });
    }
    maker.join().map_err(|_| DemoError::Thread("it panicked".to_owned()))??;
    place(&store, events, progress)?;
    Ok(events)
}

/// Sends sheets until the stories end or nobody takes them any more.
pub(super) fn make(
    director: &mut Director,
    sender: &SyncSender<Sheet>,
) -> Result<(), ServiceError> {
    let month = KeyMonth::of(director.kit.now.date_naive())?;
    let kit = director.kit.clone();
    let mut references = References::default();
    let mut sheet = Sheet::default();
    while let Some(ready) = director.next()? {
        let reference = references.free(&kit.deps, ready.story.opened)?;
        let mut door = Folded::new(&kit, month, reference.clone());
        kit.play(&mut door, &ready)?;
        door.file(&mut sheet);
        director.remember(&ready, reference);
        if sheet.cases.len() >= BATCH {
            sheet.sort();
            if sender.send(std::mem::take(&mut sheet)).is_err() {
                return Ok(());
            }
        }
    }
    sheet.sort();
    let _gone = sender.send(sheet);
    Ok(())
}

fn put(tx: &mut WriteTx<'_>, sheet: &Sheet) -> Result<(), StoreError> {
    // What has guards or is added to goes first: on SQLite each of its rows costs as much as all that
    // was changed before it in the savepoint.
    journal::append_numbered(tx, &sheet.entries)?;
    report_counts::add(tx, &sheet.counts)?;
    cases::insert_many(tx, &sheet.cases)?;
    open_tasks::put(tx, &sheet.cases.iter().map(|(case, _)| case).collect::<Vec<_>>())?;
    vault::put_keys(tx, &sheet.keys)?;
    vault::put_many(tx, &sheet.vault)?;
    vault::put_words_many(tx, &sheet.words)
}

/// Gives every entry its place in the log, in the order of the story's time: cases overlap, so this
/// cannot be done before all are there without keeping them all in memory.
fn place(store: &Store, of: u64, progress: &mut dyn FnMut(Progress)) -> Result<(), StoreError> {
    let (mut after, mut done) = (String::new(), 0_u64);
    loop {
        let from = after.clone();
        let next = store.write::<Option<String>, StoreError>(move |tx| {
            positions::place(tx, &from, PLACES, audit::leaf_of)
        })?;
        let Some(next) = next else { return Ok(()) };
        after = next;
        done = done.saturating_add(u64::try_from(PLACES).unwrap_or_default()).min(of);
        progress(Progress { what: "journal entries placed", done, of });
    }
}

fn count<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap_or_default()
}
