//! Runs the migrations shipped in the binary, and says which are pending.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Conn, Db, begin_write, commit};
use super::error::StoreError;
use super::store::{HasDb, ReadTx, Store};

const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// One number for all instances: whoever migrates holds this lock.
const LOCK: &str = "SELECT pg_advisory_lock(7446273316);";

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}
use __diesel_schema_migrations as ran;

/// Which migrations the database has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrations {
    /// Names of those that ran.
    pub applied: Vec<String>,
    /// Names of those still to run.
    pub pending: Vec<String>,
    /// Versions this binary does not know: a newer release was here.
    pub unknown: Vec<String>,
}

impl Migrations {
    /// Nothing ever ran here.
    pub fn is_empty_database(&self) -> bool {
        self.applied.is_empty() && self.unknown.is_empty()
    }

    /// Exactly this release's migrations ran.
    pub fn is_current(&self) -> bool {
        self.pending.is_empty() && self.unknown.is_empty()
    }
}

impl Store {
    /// What ran and what is pending; only reads.
    pub fn migrations(&self) -> Result<Migrations, StoreError> {
        let ran = self.read(versions)?;
        let shipped = match self.kind() {
            "postgres" => shipped::<diesel::pg::Pg>(&POSTGRES)?,
            _ => shipped::<diesel::sqlite::Sqlite>(&SQLITE)?,
        };
        let unknown = ran.iter().filter(|v| !shipped.iter().any(|(version, _)| version == *v));
        let unknown = unknown.cloned().collect();
        let (applied, pending): (Vec<_>, Vec<_>) =
            shipped.into_iter().partition(|(version, _)| ran.contains(version));
        let names = |list: Vec<(String, String)>| list.into_iter().map(|(_, name)| name).collect();
        Ok(Migrations { applied: names(applied), pending: names(pending), unknown })
    }

    /// Runs what is pending; the names of what ran. A second instance waits and finds nothing left.
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        let before = self.migrations()?;
        if let Some(version) = before.unknown.first() {
            return Err(StoreError::Database(format!(
                "it was migrated by a newer release (version {version}); this one cannot use it"
            )));
        }
        let mut conn = self.connect_apart()?;
        locked(&mut conn, |db| match db {
            Db::Postgres(c) => c.run_pending_migrations(POSTGRES).map(drop),
            Db::Sqlite(c) => c.run_pending_migrations(SQLITE).map(drop),
        })?;
        Ok(before.pending)
    }

    /// Takes every migration back, and all data with it. For tests of the migrations.
    pub fn revert_migrations(&self) -> Result<(), StoreError> {
        let mut conn = self.connect_apart()?;
        locked(&mut conn, |db| match db {
            Db::Postgres(c) => c.revert_all_migrations(POSTGRES).map(drop),
            Db::Sqlite(c) => c.revert_all_migrations(SQLITE).map(drop),
        })
    }
}

type Outcome = diesel::migration::Result<()>;

/// PostgreSQL: one at a time by a lock that ends with the connection. SQLite: all in one
/// transaction, so that a crash leaves the old schema.
fn locked(conn: &mut Conn, run: impl FnOnce(&mut Db) -> Outcome) -> Result<(), StoreError> {
    match &mut conn.db {
        Db::Postgres(c) => {
            c.batch_execute("SET statement_timeout = 0; SET lock_timeout = 0;")?;
            c.batch_execute(LOCK)?;
            // Changing a table must not queue for long before all its readers.
            c.batch_execute("SET lock_timeout = '30s';")?;
        }
        Db::Sqlite(c) => c.batch_execute("PRAGMA busy_timeout = 60000;")?,
    }
    let sqlite = matches!(conn.db, Db::Sqlite(_));
    if sqlite {
        begin_write(&mut conn.db)?;
    }
    run(&mut conn.db).map_err(|e| StoreError::Database(e.to_string()))?;
    if sqlite {
        commit(&mut conn.db)?;
    }
    Ok(())
}

/// Version and full name of each migration, in order.
fn shipped<DB: diesel::backend::Backend>(
    source: &EmbeddedMigrations,
) -> Result<Vec<(String, String)>, StoreError> {
    let found = MigrationSource::<DB>::migrations(source);
    let mut all: Vec<_> = found
        .map_err(|e| StoreError::Database(e.to_string()))?
        .iter()
        .map(|m| (m.name().version().to_string(), m.name().to_string()))
        .collect();
    all.sort();
    Ok(all)
}

fn versions(tx: &mut ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let there = match tx.db() {
        Db::Postgres(_) => sql::<Bool>("to_regclass('__diesel_schema_migrations') IS NOT NULL"),
        Db::Sqlite(_) => sql::<Bool>(
            "EXISTS (SELECT 1 FROM sqlite_master WHERE name = '__diesel_schema_migrations')",
        ),
    };
    if !diesel::select(there).get_result::<bool>(tx.db())? {
        return Ok(Vec::new());
    }
    Ok(ran::table.select(ran::version).order(ran::version).load(tx.db())?)
}
