//! What a build of the program has in it.

/// What may have been left out when the program was built (cargo features of the same names).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// TLS to PostgreSQL.
    pub pg_tls: bool,
    /// Files in a store that speaks the S3 protocol.
    pub s3: bool,
}
