//! Everything secret: randomness, passwords, tokens, sealed values, keyed hashes and the keys themselves.
//!
//! Every algorithm is a vetted one from a library; this module only fixes parameters and what each key is
//! for. It keeps no state but the keys, and knows nothing of cases, tables or pages.

mod entropy;
mod key_file;
mod keyed_hash;
mod keyring;
mod password;
mod seal;
mod signature;
mod stream;
mod token;
mod turns;

pub use entropy::{Entropy, OsEntropy, SeededEntropy};
pub use keyed_hash::{
    HashKey, address_hash, name_hashes, name_words, normal_address, reference_hash,
};
pub use keyring::{KeyMonth, KeyMonthError, Keyring, KeyringError};
pub use password::{
    LONGEST, PasswordError, PasswordProblem, SHORTEST, check_password, hash_password,
    needs_new_hash, verify_password,
};
pub use seal::{CaseKey, SealContext, SealError, SealKey, open, seal};
pub use signature::{Signer, message_code};
pub use stream::{HEADER, PIECE, SealWriter, SealedFile, pieces, sealed_size};
pub use token::{Code, Token, hash_code, hash_token, same};

/// Joins parts so that no two lists of parts give the same bytes: each is preceded by its length.
fn joined(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}
