//! Same key, same body: the same answer, and the work done once. Answers are sealed under the case's
//! key; the body is remembered as a keyed hash only.

use serde::{Deserialize, Serialize};

use super::{Deps, ServiceError, dossier};
use crypto::{SealContext, SealKey, open, same, seal};
use domain::ids::CaseId;
use domain::prose::hex;
use storage::{WriteTx, idempotency};

/// An answer as it is repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// HTTP-like status of the answer.
    pub status: u16,
    /// The body.
    pub body: String,
    /// The case it is about; its key seals the answer.
    pub case: Option<CaseId>,
}

/// A call that carries a key.
#[derive(Debug, Clone)]
pub struct Call {
    key_hash: [u8; 32],
    body_hash: [u8; 32],
}

impl Call {
    /// `caller` tells callers apart, `place` the operation, `key` is the caller's own.
    pub fn new(deps: &Deps, caller: &str, place: &str, key: &str, body: &[u8]) -> Self {
        let keys = deps.keys.idempotency();
        Self {
            key_hash: keys.hash(&[b"key", caller.as_bytes(), key.as_bytes()]),
            body_hash: keys.hash(&[b"body", place.as_bytes(), body]),
        }
    }
}

/// Runs `work` once for a call, or repeats its answer. A refusal is not remembered: the same key may
/// be tried again once its reason is gone.
pub fn once(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    call: Option<&Call>,
    work: impl FnOnce(&mut WriteTx<'_>) -> Result<Answer, ServiceError>,
) -> Result<Answer, ServiceError> {
    let Some(call) = call else { return work(tx) };
    if let Some(found) = idempotency::begin(tx, &call.key_hash, &call.body_hash, deps.now())? {
        return repeat(tx, deps, call, &found);
    }
    let answer = work(tx)?;
    let sealed = {
        let key = key_for(tx, deps, answer.case.as_ref())?.ok_or(ServiceError::Erased)?;
        let entry = hex(&call.key_hash);
        let bytes = serde_json::to_vec(&answer)?;
        seal(&key, place(answer.case.as_ref(), &entry), &bytes, deps.ids.as_ref())?
    };
    let case = answer.case.as_ref().map(CaseId::as_str);
    idempotency::finish(tx, &call.key_hash, i64::from(answer.status), &sealed, case)?;
    Ok(answer)
}

fn repeat(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    call: &Call,
    found: &idempotency::Call,
) -> Result<Answer, ServiceError> {
    if !same(&found.body_hash, &call.body_hash) {
        return Err(ServiceError::KeyReused);
    }
    if found.status.is_none() {
        return Err(ServiceError::InProgress);
    }
    let case = found.case_id.as_deref().map(CaseId::from);
    let Some(sealed) = &found.sealed_answer else {
        return Err(ServiceError::Erased);
    };
    let key = key_for(tx, deps, case.as_ref())?.ok_or(ServiceError::Erased)?;
    let entry = hex(&call.key_hash);
    let bytes = open(&key, place(case.as_ref(), &entry), sealed)?;
    Ok(serde_json::from_slice(&bytes)?)
}

fn key_for(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: Option<&CaseId>,
) -> Result<Option<SealKey>, ServiceError> {
    match case {
        Some(case) => dossier::key_of(tx, deps, case),
        None => Ok(Some(deps.keys.desk().clone())),
    }
}

fn place<'a>(case: Option<&'a CaseId>, entry: &'a str) -> SealContext<'a> {
    SealContext { purpose: "idempotency", case: case.map_or("desk", CaseId::as_str), entry }
}
