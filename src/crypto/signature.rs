//! Signatures of messages between programs: HMAC-SHA256 under a secret both sides know, and Ed25519, which everybody can
//! check and only the desk can make. Both come from `ring`, which TLS outwards uses too.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::hmac;
use ring::signature::{Ed25519KeyPair, KeyPair as _};

use super::seal::SealError;

/// The HMAC-SHA256 of a message whose parts follow each other; the key is the secret's own bytes.
pub fn message_code(secret: &str, parts: &[&[u8]]) -> [u8; 32] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let mut context = hmac::Context::with_key(&key);
    for part in parts {
        context.update(part);
    }
    let mut code = [0; 32];
    for (to, from) in code.iter_mut().zip(context.sign().as_ref()) {
        *to = *from;
    }
    code
}

/// The desk's own signature.
pub struct Signer(Ed25519KeyPair);

impl Signer {
    /// The pair of a seed.
    pub(super) fn of_seed(seed: &[u8; 32]) -> Result<Self, SealError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed);
        Ok(Self(pair.map_err(|_| SealError::UnknownForm)?))
    }

    /// Signs a message (RFC 8032); base64url without padding.
    pub fn sign(&self, message: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.0.sign(message).as_ref())
    }

    /// The public key; base64url without padding, as `x` of a JSON Web Key (RFC 8037).
    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key().as_ref())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer([…])")
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ED25519, UnparsedPublicKey};

    use super::*;

    #[test]
    fn the_code_is_hmac_sha256_of_the_parts_in_a_row() {
        // RFC 4231, test case 2.
        let code = message_code("Jefe", &[b"what do ya want ", b"for nothing?"]);
        let shown = domain::prose::hex(&code);
        assert_eq!(shown, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_signature_is_checked_with_the_public_key() {
        // RFC 8032, 7.1, test 1: the public key of this seed.
        let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let pair = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap();
        let bytes: Vec<u8> = seed.as_bytes().chunks(2).map(pair).collect();
        let signer = Signer::of_seed(&bytes.try_into().unwrap()).unwrap();
        let public = URL_SAFE_NO_PAD.decode(signer.public_key()).unwrap();
        let shown = domain::prose::hex(&public);
        assert_eq!(shown, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        let signature = URL_SAFE_NO_PAD.decode(signer.sign(b"hello")).unwrap();
        let key = UnparsedPublicKey::new(&ED25519, public);
        assert!(key.verify(b"hello", &signature).is_ok());
        assert!(key.verify(b"hullo", &signature).is_err());
        assert_eq!(format!("{signer:?}"), "Signer([…])");
    }
}
