//! Identifiers and randomness: the only place that makes them.

use uuid::Uuid;

use crypto::{Entropy, OsEntropy};
use services::Ids;

/// Randomness of the operating system; identifiers sort by time (UUID version 7, RFC 9562).
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl Entropy for RandomIds {
    fn fill(&self, into: &mut [u8]) {
        OsEntropy.fill(into);
    }
}

impl Ids for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "the one place where identifiers are made")]
    fn uuid(&self) -> String {
        Uuid::now_v7().to_string()
    }
}
