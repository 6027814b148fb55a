//! Free text on its way to the vault: commands carry it, events only point at it (decisions.md 11).

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ids::VaultId;

/// What an event keeps of a text or person: where it is sealed, and a salted commitment to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The vault entry.
    pub id: VaultId,
    /// Hex of `SHA-256("rightsdesk/v1" ‖ salt ‖ text)`; hiding once the salt is erased with the key.
    pub commitment: String,
}

/// A text a person wrote, with the place it will be sealed at. Ids and salts are made above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// The words.
    pub text: String,
    /// 32 random bytes, kept beside the text in the vault.
    pub salt: [u8; 32],
    /// Where it will be found, and the commitment to it.
    pub sealed: Sealed,
}

impl Prose {
    /// Commits to `text`.
    pub fn new(text: String, id: VaultId, salt: [u8; 32]) -> Self {
        let commitment = commit(&salt, text.as_bytes());
        Self { text, salt, sealed: Sealed { id, commitment } }
    }
}

/// The commitment of [`Sealed`].
pub fn commit(salt: &[u8; 32], bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"rightsdesk/v1");
    hash.update(salt);
    hash.update(bytes);
    hex(&hash.finalize())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
