//! Canonical bytes of a journal entry and its place in the log to come (RFC 6962 leaf hashes).

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The fields of an entry that its leaf commits to, in the order of RFC 8785 (sorted keys).
#[derive(Debug, Serialize)]
pub struct Leaf<'a> {
    /// Kind of actor.
    pub actor_kind: &'a str,
    /// Random reference of the actor.
    pub actor_ref: Option<&'a str>,
    /// Instant, RFC 3339 with microseconds.
    pub at: String,
    /// The event's body, itself JSON text.
    pub body: &'a str,
    /// The event's name.
    pub event: &'a str,
    /// Number in its stream.
    pub n: i64,
    /// Its stream.
    pub stream: &'a str,
}

/// The instant as the canonical form writes it.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

impl Leaf<'_> {
    /// `SHA-256(0x00 ‖ canonical JSON)` (RFC 6962, 2.1).
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update([0]);
        // Serialising strings and integers cannot fail; an empty body would not verify.
        hash.update(serde_json::to_vec(self).unwrap_or_default());
        hash.finalize().into()
    }
}
