//! The signature header, both ways: `t=SECONDS,hmac=HEX,…`. Signed is the time, a dot, and the body as it is.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::{Deps, ServiceError};
use crypto::{hash_token, message_code, same};
use domain::prose::hex;

/// Name of the header.
pub const SIGNATURE: &str = "Rightsdesk-Signature";
/// Longest header that is read.
const LONGEST: usize = 1_000;

/// The header of a message of ours: an HMAC under each secret that counts, and the desk's own signature with its key's name.
pub(super) fn sign(
    deps: &Deps,
    now: DateTime<Utc>,
    secrets: &[String],
    body: &[u8],
) -> Result<String, ServiceError> {
    let at = now.timestamp();
    let head = format!("{at}.");
    let mut parts = vec![format!("t={at}")];
    for secret in secrets {
        let code = message_code(secret, &[head.as_bytes(), body]);
        parts.push(format!("hmac={}", hex(&code)));
    }
    let signer = deps.keys.signer()?;
    let signature = signer.sign(&[head.as_bytes(), body].concat());
    parts.push(format!("ed25519={signature}"));
    parts.push(format!("key={}", name_of(&signer.public_key())));
    Ok(parts.join(","))
}

/// A short name of a public key, so that a new one is noticed.
fn name_of(public: &str) -> String {
    hex(hash_token(public).first_chunk::<8>().unwrap_or(&[0; 8]))
}

/// The desk's public key, base64url.
pub fn public_key(deps: &Deps) -> Result<String, ServiceError> {
    Ok(deps.keys.signer()?.public_key())
}

/// The desk's public key as a set of JSON Web Keys (RFC 7517, RFC 8037), for whoever checks its signatures.
pub fn public_keys(deps: &Deps) -> Result<Value, ServiceError> {
    let public = deps.keys.signer()?.public_key();
    Ok(json!({
        "issuer": deps.settings.server.public_url.origin(),
        "keys": [{
            "alg": "EdDSA",
            "crv": "Ed25519",
            "kid": name_of(&public),
            "kty": "OKP",
            "use": "sig",
            "x": public,
        }],
    }))
}

/// A signature of a system, as it came.
#[derive(Debug)]
pub(super) struct Signature {
    /// When it was made, by the clock of the system.
    pub(super) at: DateTime<Utc>,
    /// As it was written.
    time: String,
    /// The code, as it was written.
    pub(super) code: String,
}

impl Signature {
    /// Reads a header. Exactly one time and one code; other parts are for others.
    pub(super) fn parse(header: &str) -> Option<Self> {
        let (mut time, mut code) = (None, None);
        for part in Some(header).filter(|header| header.len() <= LONGEST)?.split(',') {
            let (name, value) = part.trim().split_once('=')?;
            let place = match name {
                "t" => &mut time,
                "hmac" => &mut code,
                _ => continue,
            };
            if place.replace(value.to_owned()).is_some() {
                return None;
            }
        }
        let time: String = time?;
        let at = DateTime::from_timestamp(time.parse().ok()?, 0)?;
        Some(Self { at, time, code: code? })
    }

    /// Whether it was made close enough to now.
    pub(super) fn is_fresh(&self, now: DateTime<Utc>, window_seconds: u32) -> bool {
        let off = now.signed_duration_since(self.at).num_seconds();
        off.unsigned_abs() <= u64::from(window_seconds)
    }

    /// Whether it was made with a secret over a body.
    pub(super) fn is_by(&self, secret: &str, body: &[u8]) -> bool {
        let code = message_code(secret, &[self.time.as_bytes(), b".", body]);
        same(hex(&code).as_bytes(), self.code.as_bytes())
    }
}
