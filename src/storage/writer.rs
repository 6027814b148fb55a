//! SQLite's one writer: a thread that puts the commands waiting for it into one transaction, each in
//! a savepoint of its own, and answers them only after the commit (group commit).

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{JoinHandle, ThreadId};

use diesel::connection::SimpleConnection;
use diesel::r2d2::ManageConnection;

use super::connection::{Conn, Manager, begin_write, commit};
use super::error::{StoreError, describe};

/// Commands that may wait. Each holds a thread of the blocking pool, so more would not help.
const QUEUE: usize = 256;
/// Commands in one transaction.
const GROUP: usize = 64;

/// Runs a command on the writer's connection, or learns that there is none.
pub type Command = Box<dyn FnOnce(Result<&mut Conn, StoreError>) -> Ran + Send>;

/// A command that ran and waits for the commit.
pub struct Ran {
    /// Hears how the commit went.
    pub answer: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
    /// It succeeded.
    pub wrote: bool,
    /// Its savepoint ended as it should. If not, the whole transaction is lost.
    pub sound: bool,
}

enum Work {
    Command(Command),
    Scrub(SyncSender<Result<(), StoreError>>),
}

/// The handle to the thread. Dropping it lets the thread finish what waits, and waits for that.
pub struct Writer {
    queue: Option<SyncSender<Work>>,
    thread: Option<JoinHandle<()>>,
    id: ThreadId,
}

impl Writer {
    /// Opens the database and starts the thread. `committed` is called after each commit.
    pub fn start(
        manager: Manager,
        committed: impl Fn() + Send + 'static,
    ) -> Result<Self, StoreError> {
        let conn = manager.connect()?;
        let (queue, work) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || serve(&manager, conn, &work, &committed))
            .map_err(|e| StoreError::unavailable(format!("no thread for its writer: {e}")))?;
        let id = thread.thread().id();
        Ok(Self { queue: Some(queue), thread: Some(thread), id })
    }

    /// Hands over a command; its answer comes through the command itself.
    pub fn send(&self, command: Command) -> Result<(), StoreError> {
        self.put(Work::Command(command))
    }

    /// Empties the write-ahead log into the database file, so that nothing deleted lingers there.
    pub fn scrub(&self) -> Result<(), StoreError> {
        let (answer, wait) = sync_channel(1);
        self.put(Work::Scrub(answer))?;
        wait.recv().unwrap_or_else(|_| Err(stopped()))
    }

    fn put(&self, work: Work) -> Result<(), StoreError> {
        if std::thread::current().id() == self.id {
            // It would wait for itself.
            return Err(StoreError::Database("a write was begun inside a write".to_owned()));
        }
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        queue.try_send(work).map_err(|e| match e {
            TrySendError::Full(_) => StoreError::unavailable("too many writes are waiting"),
            TrySendError::Disconnected(_) => stopped(),
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        // The last handle may be inside a command of this very thread.
        if std::thread::current().id() != self.id
            && let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("store.writer_panicked");
        }
    }
}

/// What callers hear when the thread is gone.
pub fn stopped() -> StoreError {
    StoreError::unavailable("its writer has stopped")
}

fn serve(manager: &Manager, conn: Conn, work: &Receiver<Work>, committed: &dyn Fn()) {
    let mut idle = Some(conn);
    let mut held = None;
    while let Some(next) = held.take().or_else(|| work.recv().ok()) {
        match next {
            Work::Command(first) => held = group(manager, &mut idle, first, work, committed),
            Work::Scrub(answer) => {
                // The asker may have gone; nothing depends on the answer.
                let _gone = answer.send(scrub(manager, &mut idle));
            }
        }
    }
}

/// One transaction. A connection on which anything about it failed is thrown away.
fn group(
    manager: &Manager,
    idle: &mut Option<Conn>,
    first: Command,
    work: &Receiver<Work>,
    committed: &dyn Fn(),
) -> Option<Work> {
    let mut conn = match begin(manager, idle.take()) {
        Ok(conn) => conn,
        Err(error) => {
            (first(Err(error.clone())).answer)(Err(error));
            return None;
        }
    };
    let (mut ran, mut held, mut next) = (Vec::new(), None, Some(first));
    let mut sound = true;
    while let Some(command) = next.take() {
        let result = command(Ok(&mut conn));
        sound = result.sound;
        ran.push(result);
        if sound && ran.len() < GROUP {
            match work.try_recv() {
                Ok(Work::Command(command)) => next = Some(command),
                Ok(other) => held = Some(other),
                Err(_) => {}
            }
        }
    }
    let outcome = if sound {
        commit(&mut conn.db).map_err(|e| describe(&e))
    } else {
        // SQLite ended the transaction by itself, as it does on a full disk.
        let why = conn.faults.first().map(|(error, _)| error);
        Err(why.unwrap_or_else(|| StoreError::unavailable("the transaction was lost")))
    };
    let wrote = ran.iter().any(|one| one.wrote);
    match &outcome {
        Ok(()) => *idle = Some(conn),
        Err(error) => tracing::warn!(%error, commands = ran.len(), "store.group_failed"),
    }
    for one in ran {
        (one.answer)(outcome.clone());
    }
    if outcome.is_ok() && wrote {
        committed();
    }
    held
}

fn begin(manager: &Manager, idle: Option<Conn>) -> Result<Conn, StoreError> {
    let mut conn = idle.map_or_else(|| manager.connect(), Ok)?;
    begin_write(&mut conn.db)?;
    Ok(conn)
}

fn scrub(manager: &Manager, idle: &mut Option<Conn>) -> Result<(), StoreError> {
    let mut conn = idle.take().map_or_else(|| manager.connect(), Ok)?;
    conn.db.batch_execute("PRAGMA wal_checkpoint(TRUNCATE);")?;
    *idle = Some(conn);
    Ok(())
}
