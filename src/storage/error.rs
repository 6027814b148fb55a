//! What can go wrong in the store, and how the databases' own errors become that.

use diesel::result::{DatabaseErrorKind, Error};

/// An error of the store. Its text is safe to log: no credentials, no stored values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database cannot answer now; trying again later may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Somebody else changed the same thing first, or it exists already.
    #[error("changed or created by somebody else meanwhile")]
    Conflict,
    /// There is no such row.
    #[error("not found")]
    NotFound,
    /// A stored row cannot be understood.
    #[error("the row {id} of {table} cannot be read: {why}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row's key.
        id: String,
        /// What is wrong with it.
        why: String,
    },
    /// Any other refusal of the database, or a setting it cannot work with.
    #[error("the database refused: {0}")]
    Database(String),
}

impl StoreError {
    /// A row that holds a text outside its vocabulary.
    pub fn corrupt(table: &'static str, id: &str, why: impl Into<String>) -> Self {
        Self::Corrupt { table, id: id.to_owned(), why: why.into() }
    }

    pub(crate) fn unavailable(why: impl Into<String>) -> Self {
        Self::Unavailable(why.into())
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        describe(&error)
    }
}

/// Says in our words what the database's error means.
pub(crate) fn describe(error: &Error) -> StoreError {
    if let Error::DatabaseError(kind, info) = error {
        database(*kind, info.message())
    } else if let Error::RollbackErrorOnCommit { commit_error, .. } = error {
        describe(commit_error)
    } else if let Error::DeserializationError(why) = error {
        StoreError::corrupt("a table", "unknown", why.to_string())
    } else if matches!(error, Error::NotFound) {
        StoreError::NotFound
    } else if matches!(error, Error::BrokenTransactionManager) {
        StoreError::unavailable("the connection is broken")
    } else {
        StoreError::Database(error.to_string())
    }
}

/// True when PostgreSQL gave up a transaction that may well succeed when run again.
pub(crate) fn is_retryable(error: &Error) -> bool {
    if let Error::DatabaseError(kind, info) = error {
        // diesel has no kind for 40P01.
        matches!(kind, DatabaseErrorKind::SerializationFailure)
            || info.message().contains("deadlock detected")
    } else if let Error::RollbackErrorOnCommit { commit_error, .. } = error {
        is_retryable(commit_error)
    } else {
        false
    }
}

/// SQLite's result codes, and many of PostgreSQL's, reach us as text only.
const SIGNS: &[(&str, &str)] = &[
    ("database or disk is full", "the disk is full"),
    ("No space left on device", "the disk is full"),
    ("database is locked", "it is busy"),
    ("database table is locked", "it is busy"),
    ("lock timeout", "it is busy"),
    ("deadlock detected", "it is busy"),
    ("statement timeout", "it is too slow"),
    ("disk I/O error", "the disk cannot be read or written"),
    ("readonly database", "it is read-only"),
    ("unable to open database file", "its file cannot be opened"),
    ("server closed the connection", "the connection was lost"),
    ("no connection to the server", "the connection was lost"),
    ("terminating connection", "the connection was lost"),
    ("the database system is", "it is starting or stopping"),
];

fn database(kind: DatabaseErrorKind, message: &str) -> StoreError {
    use DatabaseErrorKind as Kind;
    if matches!(kind, Kind::UniqueViolation | Kind::SerializationFailure) {
        return StoreError::Conflict;
    }
    if matches!(kind, Kind::ReadOnlyTransaction) {
        return StoreError::unavailable("it is read-only");
    }
    if matches!(kind, Kind::ClosedConnection | Kind::UnableToSendCommand) {
        return StoreError::unavailable("the connection was lost");
    }
    if let Some((_, why)) = SIGNS.iter().find(|(sign, _)| message.contains(sign)) {
        return StoreError::unavailable(*why);
    }
    // The insert guards of the journal: somebody else appended first.
    if message.contains("not the next entry") || message.contains("not the next position") {
        return StoreError::Conflict;
    }
    // Only the first line: PostgreSQL's details may quote values.
    StoreError::Database(message.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: DatabaseErrorKind, message: &str) -> StoreError {
        describe(&Error::DatabaseError(kind, Box::new(message.to_owned())))
    }

    #[test]
    fn a_full_disk_is_said_as_such_on_both_databases() {
        let full = StoreError::unavailable("the disk is full");
        assert_eq!(of(DatabaseErrorKind::Unknown, "database or disk is full"), full);
        let pg = "could not extend file \"base/1/2\": No space left on device";
        assert_eq!(of(DatabaseErrorKind::Unknown, pg), full);
    }

    #[test]
    fn values_in_details_are_not_repeated() {
        let error = of(DatabaseErrorKind::CheckViolation, "violates check\nDETAIL: (ann@x.org)");
        assert_eq!(error, StoreError::Database("violates check".to_owned()));
    }
}
