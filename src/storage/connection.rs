//! One connection to either database: how it is opened, what it is told first, how transactions
//! begin and end on it, and what went wrong on it.

use std::sync::{Arc, Mutex, PoisonError};

use diesel::connection::{
    AnsiTransactionManager, InstrumentationEvent, SimpleConnection, TransactionManager,
};
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, R2D2Connection};

use super::error::{StoreError, describe, is_retryable};

/// Either database. The derived `establish` is never used: it tries one database after the other,
/// loses the reason, and would make a file named like the server.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// PostgreSQL.
    Postgres(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// Runs one text of a query on whichever database it is, for what the enum itself cannot say:
/// `on_conflict` and inserting several rows.
macro_rules! on_both {
    ($db:expr, $c:ident => $query:expr) => {
        match $db {
            $crate::connection::Db::Postgres($c) => $query,
            $crate::connection::Db::Sqlite($c) => $query,
        }
    };
}
pub(crate) use on_both;

/// Where the database is. Not `Debug`: a URL may hold a password.
#[derive(Clone)]
pub enum Target {
    /// A URL for libpq.
    Postgres(String),
    /// A file's path.
    Sqlite(String),
}

impl Target {
    /// Reads `database.url`.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return postgres_url(url).map(Self::Postgres);
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        match path {
            Some(path) if path.is_empty() || path == ":memory:" || path.starts_with("file:") => {
                Err(StoreError::Database(
                    "database.url must name a file, as in sqlite://data/rightsdesk.db".to_owned(),
                ))
            }
            Some(path) => Ok(Self::Sqlite(path.to_owned())),
            None => Err(StoreError::Database(
                "database.url must start with sqlite:// or postgres://".to_owned(),
            )),
        }
    }
}

/// Refuses TLS this build does not have, and bounds how long a silent network may hold us.
fn postgres_url(url: &str) -> Result<String, StoreError> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let settings: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let wants_tls = settings.iter().any(|(key, value)| match key.as_ref() {
        "sslmode" => matches!(value.as_ref(), "require" | "verify-ca" | "verify-full"),
        "ssl" => value == "true",
        _ => false,
    });
    if wants_tls && !crate::HAS_TLS {
        return Err(StoreError::Database(
            "database.url asks for TLS, which this build does not have; use a release build, \
             or build with --features pg-tls"
                .to_owned(),
        ));
    }
    let mut complete = url.to_owned();
    let defaults = [
        ("connect_timeout", "3"),
        ("tcp_user_timeout", "10000"),
        ("application_name", "rightsdesk"),
    ];
    for (key, value) in defaults {
        if !settings.iter().any(|(given, _)| given == key) {
            complete.push(if complete.contains('?') { '&' } else { '?' });
            complete.push_str(key);
            complete.push('=');
            complete.push_str(value);
        }
    }
    Ok(complete)
}

/// A connection with a memory of what failed on it.
pub struct Conn {
    /// The connection proper.
    pub db: Db,
    /// What failed since the last `clear`.
    pub faults: Faults,
    /// Set when it must not be used again.
    pub broken: bool,
}

/// The first statement that failed; later ones only fail because of it. Closures may return errors of
/// their own, so what the database said is remembered here.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Option<(StoreError, bool)>>>);

impl Faults {
    /// Forgets.
    pub fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What failed first, and whether running the transaction again may help.
    pub fn first(&self) -> Option<(StoreError, bool)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, error: &diesel::result::Error) {
        let fault = || (describe(error), is_retryable(error));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(fault);
    }
}

/// Opens connections for the pools and for the writer.
pub struct Manager {
    /// Where to.
    pub target: Target,
    /// On SQLite: refuse writes.
    pub read_only: bool,
}

/// `recursive_triggers` lets REPLACE meet the journal's delete guard; `secure_delete` overwrites
/// what is deleted; FULL keeps what was acknowledged through a power cut.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 3000; PRAGMA journal_mode = WAL; \
     PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; \
     PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;";

/// diesel itself sets `TimeZone` to UTC.
const POSTGRES_SETTINGS: &str = "SET statement_timeout = '30s'; SET lock_timeout = '10s'; \
     SET idle_in_transaction_session_timeout = '60s';";

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = StoreError;

    fn connect(&self) -> Result<Conn, StoreError> {
        let mut db = match &self.target {
            Target::Postgres(url) => {
                let mut pg = PgConnection::establish(url).map_err(|e| unreachable_at(url, &e))?;
                pg.batch_execute(POSTGRES_SETTINGS)?;
                Db::Postgres(pg)
            }
            Target::Sqlite(path) => {
                let mut file = SqliteConnection::establish(path).map_err(|e| refused(&e))?;
                file.batch_execute(SQLITE_SETTINGS)?;
                if self.read_only {
                    file.batch_execute("PRAGMA query_only = ON;")?;
                }
                Db::Sqlite(file)
            }
        };
        let faults = Faults::default();
        let noted = faults.clone();
        db.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            #[cfg(test)]
            super::contract_tests::plans::hear(&event);
            if let InstrumentationEvent::FinishQuery { error: Some(error), .. } = event {
                noted.note(error);
            }
        });
        Ok(Conn { db, faults, broken: false })
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), StoreError> {
        Ok(conn.db.ping()?)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || conn.broken || conn.db.is_broken()
    }
}

/// libpq explains itself over several lines; the first says what happened.
fn refused(error: &ConnectionError) -> StoreError {
    let text = error.to_string();
    StoreError::unavailable(text.lines().next().unwrap_or_default())
}

/// Says who could not be reached and what to check; neither user nor password of the address is named.
fn unreachable_at(url: &str, error: &ConnectionError) -> StoreError {
    let text = error.to_string();
    let said = text.lines().next().unwrap_or_default();
    let said = said.split_once(" failed: ").map_or(said, |(_, why)| why).trim();
    let parsed = url::Url::parse(url).ok();
    let host = parsed.as_ref().and_then(|url| url.host_str()).unwrap_or("localhost");
    let port = parsed.as_ref().and_then(url::Url::port).unwrap_or(5432);
    if let Some(refusal) = said.strip_prefix("FATAL:") {
        let refusal = refusal.trim();
        return StoreError::unavailable(format!(
            "PostgreSQL at {host}:{port} answered: {refusal}. Check database.url."
        ));
    }
    let why = said.to_lowercase();
    StoreError::unavailable(format!(
        "cannot reach PostgreSQL at {host}:{port} ({why}). Check database.url and that the server runs."
    ))
}

/// Begins a transaction that sees one state throughout and cannot write.
pub fn begin_read(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(
            c,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
        Db::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN DEFERRED"),
    }
}

/// Begins a writing transaction. IMMEDIATE, because a transaction that reads first and then wants to
/// write fails at once when another one wrote in between, whatever the busy timeout says.
pub fn begin_write(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
        Db::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
    }
}

/// Begins a savepoint inside a transaction.
pub fn savepoint(db: &mut Db) -> QueryResult<()> {
    <Db as Connection>::TransactionManager::begin_transaction(db)
}

/// Commits the transaction, or releases the innermost savepoint.
pub fn commit(db: &mut Db) -> QueryResult<()> {
    <Db as Connection>::TransactionManager::commit_transaction(db)
}

/// Rolls back the transaction, or to the innermost savepoint.
pub fn rollback(db: &mut Db) -> QueryResult<()> {
    <Db as Connection>::TransactionManager::rollback_transaction(db)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_refused_in_one_sentence_when_the_build_has_none() {
        for asked in ["sslmode=require", "a=b&sslmode=verify-full", "ssl=true"] {
            let result = Target::parse(&format!("postgres://u:secret@db/x?{asked}"));
            assert_eq!(result.is_err(), !crate::HAS_TLS);
            if let Err(error) = result {
                assert!(error.to_string().contains("--features pg-tls"));
                assert!(!error.to_string().contains("secret"));
            }
        }
        assert!(Target::parse("postgres://u@db/x?sslmode=prefer").is_ok());
    }

    #[test]
    fn timeouts_are_added_unless_given() {
        let Ok(Target::Postgres(url)) = Target::parse("postgres://db/x?connect_timeout=9") else {
            panic!("refused")
        };
        assert_eq!(
            url,
            "postgres://db/x?connect_timeout=9&tcp_user_timeout=10000&application_name=rightsdesk"
        );
    }

    #[test]
    fn other_schemes_and_memory_are_refused() {
        for url in ["mysql://x", "data.db", "sqlite::memory:", "sqlite://", "host=127.0.0.1"] {
            assert!(Target::parse(url).is_err(), "{url}");
        }
    }
}
