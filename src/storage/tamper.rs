//! For tests of other floors: reaches past the store, as an administrator of the database might.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};

/// Runs SQL on the database in a file.
pub(crate) fn tamper(database: &Path, sql: &str) {
    let mut connection = SqliteConnection::establish(&database.display().to_string()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 3000").unwrap();
    connection.batch_execute(sql).unwrap();
}
