//! The only place that knows the database: SQLite or PostgreSQL behind one [`Store`].
//!
//! Each table has a module of free functions. Reading ones take `&mut dyn Reads`, writing ones
//! `&mut WriteTx`, which only [`Store::write`] can make. Rows are private; what goes in and out are
//! plain structs. Rules of the trade do not live here.
//!
//! How to add a table:
//! 1. a migration in both folders (`migrations/README.md`); its test fails when one is missing;
//! 2. the columns in `schema.rs`; `migrations::tests` compares them with both databases;
//! 3. a module with a struct, its functions and a contract test that runs on both databases.
//!
//! Two traps. A partial index is used only by a query that spells its condition literally, so such
//! conditions are written with `sql::<Bool>("state = 'ready'")`. And a failed statement ends a
//! PostgreSQL transaction: never catch a [`StoreError`] inside a write and go on; `Store::write`
//! refuses to commit then, on both databases.

pub mod absences;
pub mod api_keys;
pub mod challenges;
mod connection;
#[cfg(test)]
mod contract_tests;
pub mod data_map;
pub mod drafts;
pub mod erasure_ledger;
mod error;
pub mod feeds;
pub mod files;
pub mod heartbeats;
pub mod idempotency;
pub mod journal;
pub mod legal_holds;
pub mod limits;
mod migrations;
pub mod open_tasks;
pub mod outbox;
pub mod positions;
pub mod recounts;
pub mod report_counts;
pub mod report_pins;
pub mod report_runs;
pub mod report_schedules;
pub mod saved_views;
mod schema;
pub mod sessions;
pub mod settings;
pub mod staff;
mod store;
pub mod system_calls;
pub mod system_secrets;
pub mod tickets;
mod types;
pub mod vault;
mod writer;

/// Whether this build speaks TLS to PostgreSQL (cargo feature `pg-tls`).
pub const HAS_TLS: bool = cfg!(feature = "pg-tls");

pub use error::StoreError;
pub use migrations::Migrations;
pub use store::{ReadTx, Reads, Store, WriteTx};
pub mod cases;
pub mod views;
