//! Sealing: XChaCha20-Poly1305, bound to where the value belongs.
//!
//! Layout: version 1 · nonce (24) · commitment (32) · ciphertext with tag. The message key and the commitment are
//! derived from key and nonce, so a sealed value opens under one key only (Poly1305 alone does not promise that).

use std::fmt;

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{
    entropy::{Entropy, random},
    joined,
    keyed_hash::HashKey,
    same,
};

const VERSION: u8 = 1;
const NONCE: usize = 24;
const COMMITMENT: usize = 32;

/// A key that seals. Wiped from memory when dropped, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SealKey([u8; 32]);

/// The key of one case. When it is gone, everything sealed with it is unreadable.
pub type CaseKey = SealKey;

impl SealKey {
    /// A fresh key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(random(entropy))
    }

    /// A key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key of one message and the proof that it is this key and no other.
    fn message_key(&self, nonce: &[u8]) -> (Zeroizing<[u8; 32]>, [u8; 32]) {
        let key = HashKey::new(self.0);
        let message = Zeroizing::new(key.hash(&[b"rightsdesk/seal/1/message", nonce]));
        (message, key.hash(&[b"rightsdesk/seal/1/commitment", nonce]))
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey([…])")
    }
}

/// Where a sealed value belongs. It opens in that place only.
#[derive(Clone, Copy, Debug)]
pub struct SealContext<'a> {
    /// What it is, such as `vault` or `outbox`.
    pub purpose: &'a str,
    /// The case it belongs to; empty for none.
    pub case: &'a str,
    /// The row it stands in.
    pub entry: &'a str,
}

impl SealContext<'_> {
    pub(super) fn bytes(&self) -> Vec<u8> {
        joined(&[&[VERSION], self.purpose.as_bytes(), self.case.as_bytes(), self.entry.as_bytes()])
    }
}

/// Why a value cannot be sealed or opened.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SealError {
    /// Longer than the cipher can take.
    #[error("the value is too long to be sealed")]
    TooLong,
    /// Not something this module has sealed.
    #[error("the value was sealed in a form this program does not know")]
    UnknownForm,
    /// The wrong key, or changed since, or moved to another place.
    #[error("the sealed value does not fit: wrong key, changed, or moved from another place")]
    DoesNotFit,
}

/// Seals a value for one place.
pub fn seal(
    key: &SealKey,
    context: SealContext<'_>,
    plain: &[u8],
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, SealError> {
    let nonce: [u8; NONCE] = random(entropy);
    let (message_key, commitment) = key.message_key(&nonce);
    let aad = context.bytes();
    let sealed = cipher(&message_key)
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad })
        .map_err(|_| SealError::TooLong)?;
    Ok([&[VERSION][..], &nonce, &commitment, &sealed].concat())
}

/// Opens a value in its place.
pub fn open(
    key: &SealKey,
    context: SealContext<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let Some((&VERSION, rest)) = sealed.split_first() else {
        return Err(SealError::UnknownForm);
    };
    let Some((nonce, rest)) = rest.split_first_chunk::<NONCE>() else {
        return Err(SealError::UnknownForm);
    };
    let Some((commitment, rest)) = rest.split_first_chunk::<COMMITMENT>() else {
        return Err(SealError::UnknownForm);
    };
    let (message_key, expected) = key.message_key(nonce);
    if !same(&expected, commitment) {
        return Err(SealError::DoesNotFit);
    }
    let aad = context.bytes();
    cipher(&message_key)
        .decrypt(&XNonce::from(*nonce), Payload { msg: rest, aad: &aad })
        .map(Zeroizing::new)
        .map_err(|_| SealError::DoesNotFit)
}

fn cipher(key: &Zeroizing<[u8; 32]>) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(**key).into())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{OsEntropy, SeededEntropy};

    const HERE: SealContext<'_> =
        SealContext { purpose: "vault", case: "case_1", entry: "entry_1" };

    fn key() -> SealKey {
        SealKey::new([3; 32])
    }

    #[test]
    fn what_is_sealed_opens_again() {
        let long = vec![0; 100_000];
        for plain in [&b""[..], b"Ada Lovelace", &long] {
            let sealed = seal(&key(), HERE, plain, &OsEntropy).unwrap();
            assert_eq!(open(&key(), HERE, &sealed).unwrap().as_slice(), plain);
            assert_eq!(sealed.len(), plain.len() + 1 + NONCE + COMMITMENT + 16);
        }
    }

    #[test]
    fn any_changed_bit_is_noticed() {
        let sealed = seal(&key(), HERE, b"Ada", &SeededEntropy::new(1)).unwrap();
        for place in 0..sealed.len() {
            for bit in 0..8 {
                let mut changed = sealed.clone();
                changed[place] ^= 1 << bit;
                assert!(open(&key(), HERE, &changed).is_err(), "byte {place} bit {bit}");
            }
        }
        for length in 0..sealed.len() {
            assert!(open(&key(), HERE, &sealed[..length]).is_err(), "cut to {length}");
        }
        assert!(open(&key(), HERE, &[sealed, vec![0]].concat()).is_err());
    }

    #[test]
    fn a_value_opens_in_its_place_only() {
        let sealed = seal(&key(), HERE, b"Ada", &OsEntropy).unwrap();
        for elsewhere in [
            SealContext { purpose: "outbox", ..HERE },
            SealContext { case: "case_2", ..HERE },
            SealContext { entry: "entry_2", ..HERE },
            SealContext { case: "case_1entry_", entry: "1", ..HERE },
            SealContext { purpose: "vaultcase_1", case: "", ..HERE },
        ] {
            assert_eq!(open(&key(), elsewhere, &sealed).unwrap_err(), SealError::DoesNotFit);
        }
        let other = SealKey::new([4; 32]);
        assert_eq!(open(&other, HERE, &sealed).unwrap_err(), SealError::DoesNotFit);
    }

    #[test]
    fn the_same_value_never_looks_the_same() {
        let seen: HashSet<_> =
            (0..1000).map(|_| seal(&key(), HERE, b"Ada", &OsEntropy).unwrap()).collect();
        assert_eq!(seen.len(), 1000);
        let seeded = || seal(&key(), HERE, b"Ada", &SeededEntropy::new(5)).unwrap();
        assert_eq!(seeded(), seeded());
    }

    #[test]
    fn an_unknown_form_is_told_apart() {
        assert_eq!(open(&key(), HERE, &[]).unwrap_err(), SealError::UnknownForm);
        assert_eq!(open(&key(), HERE, &[2; 100]).unwrap_err(), SealError::UnknownForm);
        assert_eq!(open(&key(), HERE, &[1; 20]).unwrap_err(), SealError::UnknownForm);
        assert_eq!(format!("{:?}", key()), "SealKey([…])");
    }
}
