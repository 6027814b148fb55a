//! Secrets that a system and the desk share. Made here, shown once, sealed with the service key. Two count at a time: calls
//! are signed with both, results are taken with either, so that a system changes over when it is ready.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::access::require;
use crate::journal::{self, DeskEvent, Stream};
use crate::{Deps, ServiceError, idempotency, policy};
use crypto::{SealContext, Token, open, seal};
use domain::access::Permission;
use domain::actor::Actor;
use storage::system_secrets::{self, Secret};
use storage::{Reads, WriteTx};

/// What every secret begins with, so that one that got out is recognised.
const PREFIX: &str = "rdsys_";
/// How many of a system count at a time.
const MOST: usize = 2;

/// A secret without itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretLine {
    /// Random.
    pub id: String,
    /// Since when it counts.
    pub created_at: DateTime<Utc>,
}

/// A new secret. It is shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The secret itself.
    pub secret: String,
}

const fn place(id: &str) -> SealContext<'_> {
    SealContext { purpose: "system_secret", case: "desk", entry: id }
}

/// Those of a system that count, newest first.
pub fn list(deps: &Deps, actor: &Actor, system: &str) -> Result<Vec<SecretLine>, ServiceError> {
    require(actor, Permission::ManageConnectors)?;
    let rows = deps.store.read(|tx| system_secrets::of(tx, system))?.into_iter();
    Ok(rows.map(|row| SecretLine { id: row.id, created_at: row.created_at }).collect())
}

/// Makes a secret for a system, from a form that is shown once: sent again, it makes no second one and shows nothing. The
/// oldest of three ends.
///
/// Errors: forbidden; `NotFound` when the map has no such system.
pub fn make_once(
    deps: &Deps,
    actor: &Actor,
    form: &str,
    system: &str,
) -> Result<Option<Made>, ServiceError> {
    require(actor, Permission::ManageConnectors)?;
    let token = Token::generate(deps.ids.as_ref());
    let secret = format!("{PREFIX}{}", token.expose());
    let call = idempotency::Call::new(deps, &actor.principal, "system-secret", form, b"");
    let (inner, actor, system, kept) =
        (deps.clone(), actor.clone(), system.to_owned(), secret.clone());
    let fresh = deps.store.clone().write(move |tx| {
        let mut fresh = false;
        idempotency::once(tx, &inner, Some(&call), |tx| {
            put(tx, &inner, &actor, &system, &kept)?;
            fresh = true;
            Ok(idempotency::Answer { status: 200, body: String::new(), case: None })
        })?;
        Ok::<_, ServiceError>(fresh)
    })?;
    Ok(fresh.then_some(Made { secret }))
}

fn put(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    system: &str,
    secret: &str,
) -> Result<(), ServiceError> {
    let deps = &policy::in_force(tx, deps)?;
    deps.policy.data_map.system(system).ok_or(ServiceError::NotFound)?;
    let id = deps.ids.uuid();
    let sealed = seal(deps.keys.desk(), place(&id), secret.as_bytes(), deps.ids.as_ref())?;
    let row = Secret { id, system: system.to_owned(), sealed, created_at: deps.now() };
    system_secrets::put(tx, &row)?;
    for old in system_secrets::of(tx, system)?.iter().skip(MOST) {
        system_secrets::delete(tx, &old.id)?;
        note(tx, deps, actor, DeskEvent::SystemSecretEnded, old)?;
    }
    note(tx, deps, actor, DeskEvent::SystemSecretMade, &row)
}

/// Ends the older secret of a system; the newest stays.
pub fn end_older(deps: &Deps, actor: &Actor, system: &str) -> Result<(), ServiceError> {
    require(actor, Permission::ManageConnectors)?;
    let (inner, actor, system) = (deps.clone(), actor.clone(), system.to_owned());
    deps.store.write(move |tx| {
        for old in system_secrets::of(tx, &system)?.iter().skip(1) {
            system_secrets::delete(tx, &old.id)?;
            note(tx, &inner, &actor, DeskEvent::SystemSecretEnded, old)?;
        }
        Ok(())
    })
}

fn note(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    event: DeskEvent,
    secret: &Secret,
) -> Result<(), ServiceError> {
    let body = json!({ "secret": secret.id, "system": secret.system });
    journal::append(tx, deps, actor, Stream::Keys, event, &body)
}

/// The secrets of a system that count, newest first.
pub(super) fn valid(
    tx: &mut dyn Reads,
    deps: &Deps,
    system: &str,
) -> Result<Vec<String>, ServiceError> {
    let mut secrets = Vec::new();
    for row in system_secrets::of(tx, system)? {
        let bytes = open(deps.keys.desk(), place(&row.id), &row.sealed)?;
        secrets.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(secrets)
}
