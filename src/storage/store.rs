//! The store: pools, transactions, and the two ways in, `read` and `write`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, PoisonError, RwLock};
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
        conn.broken = rollback(&mut conn.db).is_err();
        result
    }

    /// Writes: all of `f` or nothing. It is stored when this returns `Ok`. `f` may run again from
    /// the start, so it keeps no half results outside; and it does database work only, because on
    /// SQLite all writers wait for it.
    pub fn write<T, E>(
        &self,
        f: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &self.inner.writer {
            Some(writer) => write_in_group(writer, f),
            None => self.write_alone(f),
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
    fn write_alone<T, E: From<StoreError>>(
        &self,
        mut f: impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut tries = 0;
        loop {
            let mut conn = self.checkout(begin_write)?;
            let (again, result) = match attempt(&mut conn, &mut f) {
                Ok(value) => match commit(&mut conn.db) {
                    Ok(()) => {
                        drop(conn);
                        tell(&self.inner.listeners);
                        return Ok(value);
                    }
                    Err(error) => {
                        conn.broken = true;
                        (is_retryable(&error), Err(E::from(describe(&error))))
                    }
                },
                Err(error) => {
                    conn.broken = rollback(&mut conn.db).is_err();
                    (conn.faults.first().is_some_and(|(_, again)| again), Err(error))
                }
            };
            if !again || tries == RETRIES {
                return result;
            }
            tries += 1;
            drop(conn);
            std::thread::sleep(Duration::from_millis(5) * tries * tries);
        }
    }
}

/// The pool repeats our own error as text; only what it says is kept.
fn no_connection(text: &str) -> StoreError {
    let known = text.split_once("the database is not available: ");
    StoreError::unavailable(known.map_or(text, |(_, why)| why))
}

/// SQLite: in a savepoint of the writer's transaction, answered after its commit.
fn write_in_group<T, E>(
    writer: &Writer,
    mut f: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (sender, answer) = sync_channel(1);
    writer.send(Box::new(move |conn| {
        let (result, sound) = match conn {
            Ok(conn) => in_savepoint(conn, &mut f),
            Err(error) => (Err(E::from(error)), true),
        };
        // The closure goes before the answer: it may hold the last handle to the store.
        drop(f);
        Ran {
            wrote: result.is_ok(),
            sound,
            answer: Box::new(move |committed| {
                let result = match committed {
                    Ok(()) => result,
                    Err(error) => result.and(Err(E::from(error))),
                };
                // A caller that went away has nobody to tell.
                let _gone = sender.send(result);
            }),
        }
    }))?;
    answer.recv().unwrap_or_else(|_| Err(E::from(stopped())))
}

/// Runs one command of a group; also says whether the transaction around it still stands.
fn in_savepoint<T, E: From<StoreError>>(
    conn: &mut Conn,
    f: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
) -> (Result<T, E>, bool) {
    if let Err(error) = savepoint(&mut conn.db) {
        return (Err(E::from(describe(&error))), false);
    }
    match attempt(conn, f) {
        Ok(value) => match commit(&mut conn.db) {
            Ok(()) => (Ok(value), true),
            Err(error) => (Err(E::from(describe(&error))), false),
        },
        Err(error) => {
            // On a full or failing disk SQLite may have rolled back everything; going on would run
            // the next command outside any transaction.
            let away = matches!(conn.faults.first(), Some((StoreError::Unavailable(_), _)));
            let undone = rollback(&mut conn.db).is_ok();
            (Err(error), undone && !away)
        }
    }
}

/// Runs the closure. Errors it swallowed and panics become errors, so that neither is committed.
fn attempt<T, E: From<StoreError>>(
    conn: &mut Conn,
    f: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    conn.faults.clear();
    let db = &mut conn.db;
    let result = catch_unwind(AssertUnwindSafe(|| f(&mut WriteTx { db })));
    match (result, conn.faults.first()) {
        (Ok(Ok(_)), Some(_)) => Err(E::from(StoreError::Database(
            "a write went on after one of its statements had failed".to_owned(),
        ))),
        (Ok(result), _) => result,
        (Err(_panic), _) => Err(E::from(StoreError::Database(
            "a write panicked; nothing of it was stored".to_owned(),
        ))),
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
