//! The same assertions on both databases: each contract runs on a SQLite file, and on PostgreSQL in a
//! schema of its own when `TEST_DATABASE_URL` names a server.

mod complaints;
mod erasure_ledger;
mod files;
mod fulfilment;
mod intake;
mod journal;
mod journal_lists;
mod legal_holds;
mod migrations;
mod outage;
mod outbox;
mod people;
pub mod plans;
mod recounts;
mod reports;
mod transactions;
mod vault;

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::connection::Db;
use super::store::HasDb;
use super::{Reads, Store, StoreError, WriteTx};

/// A migrated store that goes away with this value.
pub struct TestStore {
    pub store: Store,
    pub url: String,
    folder: Option<tempfile::TempDir>,
    schema: Option<(String, String)>,
}

impl Drop for TestStore {
    fn drop(&mut self) {
        drop(self.folder.take());
        if let Some((server, schema)) = self.schema.take() {
            let mut admin = PgConnection::establish(&server).unwrap();
            let drop = format!("DROP SCHEMA {schema} CASCADE");
            // A failed test may have left the server down.
            let _left = admin.batch_execute(&drop);
        }
    }
}

pub fn sqlite() -> TestStore {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let store = Store::open(&url, 4).unwrap();
    store.migrate().unwrap();
    TestStore { store, url, folder: Some(folder), schema: None }
}

/// None when no server is named.
pub fn postgres() -> Option<TestStore> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = server()?;
    let schema =
        format!("contract_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::establish(&server).unwrap();
    admin.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
    let sign = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{sign}options=-csearch_path%3D{schema}&application_name={schema}");
    let store = Store::open(&url, 8).unwrap();
    store.migrate().unwrap();
    Some(TestStore { store, url, folder: None, schema: Some((server, schema)) })
}

#[expect(clippy::disallowed_methods, reason = "the test command names the server this way")]
pub fn server() -> Option<String> {
    let named = std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty());
    if named.is_none() {
        eprintln!("not run on PostgreSQL: TEST_DATABASE_URL is not set");
    }
    named
}

/// Makes a test per database out of each `fn(&TestStore)`.
macro_rules! contracts {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $name() { super::$name(&super::super::sqlite()); })+
        }
        mod on_postgres {
            $(#[test] fn $name() {
                if let Some(test) = super::super::postgres() {
                    super::$name(&test);
                }
            })+
        }
    };
}
pub(crate) use contracts;

impl TestStore {
    pub fn write<T: Send + 'static>(
        &self,
        f: impl FnMut(&mut WriteTx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.write(f).unwrap()
    }

    pub fn read<T>(&self, f: impl FnOnce(&mut super::ReadTx<'_>) -> Result<T, StoreError>) -> T {
        self.store.read(f).unwrap()
    }

    /// Runs SQL on a connection of its own, as an administrator might.
    pub fn sql(&self, text: &str) -> Result<(), StoreError> {
        Ok(self.store.connect_apart()?.db.batch_execute(text)?)
    }

    /// The SQL for this database.
    pub fn per_kind<'a>(&self, sqlite: &'a str, postgres: &'a str) -> &'a str {
        if self.store.kind() == "sqlite" { sqlite } else { postgres }
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    value: String,
}

/// The number a query gives as `value`.
pub fn number(tx: &mut dyn Reads, sql: &str) -> Result<i64, StoreError> {
    Ok(diesel::sql_query(sql).get_result::<Number>(tx.db())?.value)
}

/// The texts a query gives as `value`.
pub fn lines(tx: &mut dyn Reads, sql: &str) -> Result<Vec<String>, StoreError> {
    let found: Vec<Line> = diesel::sql_query(sql).load(tx.db())?;
    Ok(found.into_iter().map(|line| line.value).collect())
}

/// An instant `seconds` after a fixed one.
pub fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 123_456_000).unwrap() + TimeDelta::seconds(seconds)
}

/// Runs statements that must fail inside a write.
pub fn statement(tx: &mut WriteTx<'_>, sql: &str) -> Result<(), StoreError> {
    match tx.db() {
        Db::Postgres(c) => c.batch_execute(sql)?,
        Db::Sqlite(c) => c.batch_execute(sql)?,
    }
    Ok(())
}
