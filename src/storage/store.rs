//! The store: pools, transactions, and the two ways in, `read` and `write`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use diesel::QueryResult;
use diesel::r2d2::{HandleError, Pool, PooledConnection};

use super::connection::{
    Conn, Db, Manager, Target, begin_read, begin_write, commit, rollback, savepoint,
};
use super::error::{StoreError, describe, is_retryable};
use super::writer::{Ran, Writer, stopped};

/// How long a caller waits for a connection before it hears that the database is away.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often a transaction is run again that PostgreSQL gave up.
const RETRIES: u32 = 3;

mod sealed {
    use super::Db;

    /// Gives the connection to the table modules and to nobody else.
    pub trait HasDb {
        fn db(&mut self) -> &mut Db;
    }
}
pub(crate) use sealed::HasDb;

/// A transaction one can read in: [`ReadTx`] and [`WriteTx`].
pub trait Reads: HasDb {}

/// A transaction that sees one state of the database throughout and cannot write.
pub struct ReadTx<'c> {
    db: &'c mut Db,
}

/// A writing transaction; only [`Store::write`] makes one.
pub struct WriteTx<'c> {
    db: &'c mut Db,
}

impl HasDb for ReadTx<'_> {
    fn db(&mut self) -> &mut Db {
        self.db
    }
}

impl HasDb for WriteTx<'_> {
    fn db(&mut self) -> &mut Db {
        self.db
    }
}

impl Reads for ReadTx<'_> {}
impl Reads for WriteTx<'_> {}

type Listener = Box<dyn Fn() + Send + Sync>;

/// What is done in a writing transaction; whether it is to be kept. It may run again from the start.
type Work = Box<dyn FnMut(&mut WriteTx<'_>) -> bool + Send>;

/// The database. Clones share it. All calls block: make them on a thread that may.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    target: Target,
    pool: Pool<Manager>,
    /// SQLite only.
    writer: Option<Writer>,
    listeners: Arc<RwLock<Vec<Listener>>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `sqlite://PATH` (made when missing, its folder must exist) or `postgres://…`, with
    /// `pool_size` connections (on SQLite: readers). PostgreSQL need not be there yet: calls answer
    /// [`StoreError::Unavailable`] until it is.
    pub fn open(url: &str, pool_size: u32) -> Result<Self, StoreError> {
        let target = Target::parse(url)?;
        let listeners = Arc::new(RwLock::new(Vec::new()));
        let writer = match &target {
            Target::Postgres(_) => None,
            Target::Sqlite(_) => {
                let heard = Arc::clone(&listeners);
                let manager = Manager { target: target.clone(), read_only: false };
                Some(Writer::start(manager, move || tell(&heard))?)
            }
        };
        let read_only = writer.is_some();
        let pool = Pool::builder()
            .max_size(pool_size.max(1))
            .min_idle(Some(1))
            .connection_timeout(PATIENCE)
            // BEGIN is the test: see `checkout`.
            .test_on_check_out(false)
            .error_handler(Box::new(Quiet))
            .build_unchecked(Manager { target: target.clone(), read_only });
        Ok(Self { inner: Arc::new(Inner { target, pool, writer, listeners }) })
    }

    /// `sqlite` or `postgres`.
    pub fn kind(&self) -> &'static str {
        match self.inner.target {
            Target::Postgres(_) => "postgres",
            Target::Sqlite(_) => "sqlite",
        }
    }

    /// Has `listener` called after each commit that stored something. It must be quick, and only
    /// knows that something changed, not what.
    pub fn on_commit(&self, listener: Box<dyn Fn() + Send + Sync>) {
        self.inner.listeners.write().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    /// Reads one consistent state.
    pub fn read<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&mut ReadTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.checkout(begin_read)?;
        let result = f(&mut ReadTx { db: &mut conn.db });
        end_read(conn);
        result
    }

    /// Writes: all of `f` or nothing. It is stored when this returns `Ok`. `f` may run again from
    /// the start, so it keeps no half results outside; and it does database work only, because on
    /// SQLite all writers wait for it.
    pub fn write<T, E>(
        &self,
        mut f: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        // The transactions themselves know neither `T` nor `E`: they are compiled once, not for each caller.
        let said = Arc::new(Mutex::new(None));
        let heard = Arc::clone(&said);
        self.transact(Box::new(move |tx| {
            let result = f(tx);
            let keep = result.is_ok();
            *heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            keep
        }))?;
        let said = said.lock().unwrap_or_else(PoisonError::into_inner).take();
        said.unwrap_or_else(|| Err(E::from(stopped())))
    }

    /// Runs work to its end: what it did is stored, or was taken back because it said so, or the error says why not.
    fn transact(&self, work: Work) -> Result<(), StoreError> {
        match &self.inner.writer {
            Some(writer) => in_group(writer, work),
            None => self.alone(work),
        }
    }

    /// Makes deleted data leave the write-ahead log (SQLite); nothing to do on PostgreSQL.
    pub fn scrub(&self) -> Result<(), StoreError> {
        self.inner.writer.as_ref().map_or(Ok(()), Writer::scrub)
    }

    /// A connection outside the pools, for migrations.
    pub(crate) fn connect_apart(&self) -> Result<Conn, StoreError> {
        use diesel::r2d2::ManageConnection;
        Manager { target: self.inner.target.clone(), read_only: false }.connect()
    }

    /// Takes a connection and begins on it. A pooled connection may have died unnoticed, as all do
    /// when the server restarts: those are thrown away until one works or a new one is refused.
    fn checkout(
        &self,
        begin: fn(&mut Db) -> QueryResult<()>,
    ) -> Result<PooledConnection<Manager>, StoreError> {
        let mut last = None;
        for _ in 0..=self.inner.pool.max_size() {
            let got = self.inner.pool.get();
            let mut conn = got.map_err(|e| no_connection(&e.to_string()))?;
            match begin(&mut conn.db) {
                Ok(()) => return Ok(conn),
                Err(error) => {
                    conn.broken = true;
                    last = Some(describe(&error));
                }
            }
        }
        Err(last.unwrap_or_else(|| StoreError::unavailable("no connection worked")))
    }

    /// PostgreSQL: a transaction of its own; the server groups commits itself.
    fn alone(&self, mut work: Work) -> Result<(), StoreError> {
        let mut tries = 0;
        loop {
            let mut conn = self.checkout(begin_write)?;
            let (again, ended) = match attempt(&mut conn, &mut work) {
                Ok(true) => match commit(&mut conn.db) {
                    Ok(()) => {
                        drop(conn);
                        tell(&self.inner.listeners);
                        return Ok(());
                    }
                    Err(error) => {
                        conn.broken = true;
                        (is_retryable(&error), Err(describe(&error)))
                    }
                },
                undone => {
                    conn.broken = rollback(&mut conn.db).is_err();
                    (conn.faults.first().is_some_and(|(_, again)| again), undone.map(drop))
                }
            };
            if !again || tries == RETRIES {
                return ended;
            }
            tries += 1;
            drop(conn);
            std::thread::sleep(Duration::from_millis(5) * tries * tries);
        }
    }
}

/// Ends a reading transaction and gives the connection back.
fn end_read(mut conn: PooledConnection<Manager>) {
    conn.broken = rollback(&mut conn.db).is_err();
}

/// The pool repeats our own error as text; only what it says is kept.
fn no_connection(text: &str) -> StoreError {
    let known = text.split_once("the database is not available: ");
    StoreError::unavailable(known.map_or(text, |(_, why)| why))
}

/// SQLite: in a savepoint of the writer's transaction, answered after its commit.
fn in_group(writer: &Writer, mut work: Work) -> Result<(), StoreError> {
    let (sender, answer) = sync_channel(1);
    writer.send(Box::new(move |conn| {
        let (ended, sound) = match conn {
            Ok(conn) => in_savepoint(conn, &mut work),
            Err(error) => (Err(error), true),
        };
        // The work goes before the answer: it may hold the last handle to the store.
        drop(work);
        Ran {
            wrote: ended == Ok(true),
            sound,
            answer: Box::new(move |committed| {
                // What took itself back is over, whatever became of the others.
                let ended = if ended == Ok(true) { committed } else { ended.map(drop) };
                // A caller that went away has nobody to tell.
                let _gone = sender.send(ended);
            }),
        }
    }))?;
    answer.recv().unwrap_or_else(|_| Err(stopped()))
}

/// Runs one command of a group; also says whether the transaction around it still stands.
fn in_savepoint(conn: &mut Conn, work: &mut Work) -> (Result<bool, StoreError>, bool) {
    if let Err(error) = savepoint(&mut conn.db) {
        return (Err(describe(&error)), false);
    }
    match attempt(conn, work) {
        Ok(true) => match commit(&mut conn.db) {
            Ok(()) => (Ok(true), true),
            Err(error) => (Err(describe(&error)), false),
        },
        undone => {
            // On a full or failing disk SQLite may have rolled back everything; going on would run
            // the next command outside any transaction.
            let away = matches!(conn.faults.first(), Some((StoreError::Unavailable(_), _)));
            let back = rollback(&mut conn.db).is_ok();
            (undone, back && !away)
        }
    }
}

/// Runs the work; whether it is to be kept. Errors it swallowed and panics become errors, so that neither is committed.
fn attempt(conn: &mut Conn, work: &mut Work) -> Result<bool, StoreError> {
    conn.faults.clear();
    let db = &mut conn.db;
    let keep = catch_unwind(AssertUnwindSafe(|| work(&mut WriteTx { db })));
    match (keep, conn.faults.first()) {
        (Ok(true), Some(_)) => Err(StoreError::Database(
            "a write went on after one of its statements had failed".to_owned(),
        )),
        (Ok(keep), _) => Ok(keep),
        (Err(_panic), _) => {
            Err(StoreError::Database("a write panicked; nothing of it was stored".to_owned()))
        }
    }
}

fn tell(listeners: &RwLock<Vec<Listener>>) {
    for listener in listeners.read().unwrap_or_else(PoisonError::into_inner).iter() {
        if catch_unwind(AssertUnwindSafe(listener)).is_err() {
            tracing::error!("store.listener_panicked");
        }
    }
}

/// The pool's own troubles, which it repeats many times a second; callers hear of them through
/// `Unavailable`, and log that.
#[derive(Debug)]
struct Quiet;

impl HandleError<StoreError> for Quiet {
    fn handle_error(&self, error: StoreError) {
        tracing::debug!(%error, "store.connection_failed");
    }
}
