//! The data map in force: read, compared and replaced by a new version, with a reason. Tasks are planned from it by the
//! door (`commands`), which asks in the transaction that plans. Versions stay; owners' addresses do not (ADR 19).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::access::require;
use super::journal::{self, DeskEvent, Stream};
use super::{Deps, ServiceError, connector};
use config::data_map as file;
use crypto::{SealContext, open, seal};
use domain::access::Permission;
use domain::actor::Actor;
use domain::data_map::{Changed, DataMap, FROM_PACK, System, diff};
use domain::intake::FieldErrors;
use domain::person::Email;
use storage::{Reads, WriteTx, data_map};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;
/// How many versions a page of them shows.
const PAGE: i64 = 50;

/// A version without its map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number.
    pub number: u32,
    /// Why it was made.
    pub reason: String,
    /// From when it is in force.
    pub made_at: DateTime<Utc>,
    /// Random reference of who made it.
    pub made_by: Option<String>,
}

/// The map with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The map in force.
    pub map: DataMap,
    /// Its versions, newest first.
    pub versions: Vec<Version>,
}

/// Addresses of one system's owner.
#[derive(Default, Serialize, Deserialize)]
struct Contact {
    mail: Option<Email>,
    escalation_mail: Option<Email>,
}

/// The map in force, with addresses; the pack's when nobody made one here.
pub fn in_force(tx: &mut dyn Reads, deps: &Deps) -> Result<Option<DataMap>, ServiceError> {
    data_map::newest(tx)?.map(|version| restored(deps, &version)).transpose()
}

fn restored(deps: &Deps, version: &data_map::Version) -> Result<DataMap, ServiceError> {
    let mut map: DataMap = serde_json::from_str(&version.map)?;
    map.number = u32::try_from(version.number).unwrap_or_default();
    let Some(sealed) = &version.contacts else {
        return Ok(map);
    };
    let bytes = open(deps.keys.desk(), place(&version.number.to_string()), sealed)?;
    let mut contacts: BTreeMap<String, Contact> = serde_json::from_slice(&bytes)?;
    for system in &mut map.systems {
        let contact = contacts.remove(&system.key).unwrap_or_default();
        system.owner.mail = contact.mail;
        system.owner.escalation_mail = contact.escalation_mail;
    }
    Ok(map)
}

/// The map a case's tasks were planned from, without addresses; the pack's where no other was in force then.
pub(super) fn pinned(
    tx: &mut dyn Reads,
    deps: &Deps,
    number: Option<u32>,
) -> Result<DataMap, ServiceError> {
    let number = number.filter(|number| *number != FROM_PACK);
    match number.map(|number| data_map::get(tx, i64::from(number))).transpose()?.flatten() {
        Some(version) => Ok(serde_json::from_str(&version.map)?),
        None => Ok(without_addresses(&deps.policy.data_map)),
    }
}

const fn place(number: &str) -> SealContext<'_> {
    SealContext { purpose: "data_map", case: "desk", entry: number }
}

/// The map in force and its history.
pub fn view(deps: &Deps, actor: &Actor) -> Result<View, ServiceError> {
    require(actor, Permission::ReadDataMap)?;
    deps.store.read(|tx| {
        let map = in_force(tx, deps)?.unwrap_or_else(|| deps.policy.data_map.clone());
        Ok(View { map, versions: page(tx, None)? })
    })
}

/// Versions before one, newest first.
pub fn older(deps: &Deps, actor: &Actor, before: u32) -> Result<Vec<Version>, ServiceError> {
    require(actor, Permission::ReadDataMap)?;
    deps.store.read(|tx| page(tx, Some(before)))
}

fn page(tx: &mut dyn Reads, before: Option<u32>) -> Result<Vec<Version>, ServiceError> {
    let rows = data_map::page(tx, before.map(i64::from), PAGE)?.into_iter();
    let version = |row: data_map::Version| Version {
        number: u32::try_from(row.number).unwrap_or_default(),
        reason: row.reason,
        made_at: row.made_at,
        made_by: row.made_by,
    };
    Ok(rows.map(version).collect())
}

/// What one version changed in the one before it. Addresses of earlier versions are gone, so they are not compared.
pub fn changes(deps: &Deps, actor: &Actor, number: u32) -> Result<Vec<Changed>, ServiceError> {
    require(actor, Permission::ReadDataMap)?;
    deps.store.read(|tx| {
        let new = data_map::get(tx, i64::from(number))?.ok_or(ServiceError::NotFound)?;
        let old = data_map::get(tx, i64::from(number).saturating_sub(1))?;
        let new: DataMap = serde_json::from_str(&new.map)?;
        let old = match old {
            Some(old) => serde_json::from_str(&old.map)?,
            None => without_addresses(&deps.policy.data_map),
        };
        Ok(diff(&old, &new))
    })
}

/// What saving a map would change in the one in force, addresses included. Nothing is stored.
///
/// Errors: forbidden; a field `map` with what is wrong.
pub fn preview(deps: &Deps, actor: &Actor, map: &DataMap) -> Result<Vec<Changed>, ServiceError> {
    may_change(actor)?;
    checked(deps, map)?;
    let now = view(deps, actor)?.map;
    allowed(actor, &now, map)?;
    Ok(diff(&now, map))
}

/// Whether somebody changes the map at all.
fn may_change(actor: &Actor) -> Result<(), ServiceError> {
    require(actor, Permission::SetPolicy).or_else(|_| require(actor, Permission::ManageConnectors))
}

/// Compliance says what the systems hold and what the rights mean there; where data leaves for a system by itself, an
/// administrator says.
fn allowed(actor: &Actor, now: &DataMap, map: &DataMap) -> Result<(), ServiceError> {
    let called = |map: &DataMap, key: &str| map.system(key).and_then(|one| one.webhook.clone());
    let moved = |one: &System| called(now, &one.key) != one.webhook;
    let moves = map.systems.iter().any(moved);
    if moves && !Permission::ManageConnectors.held_by(&actor.roles) {
        let text = "Only an administrator changes where a system is called. Leave its webhook as it is, or ask one.";
        return Err(wrong("map", text));
    }
    let without = |map: &DataMap| {
        let mut map = map.clone();
        map.systems.iter_mut().for_each(|system| system.webhook = None);
        map
    };
    if diff(&without(now), &without(map)).is_empty() {
        return Ok(());
    }
    require(actor, Permission::SetPolicy)
}

/// Reads a map from a file.
///
/// Errors: a field `map` with what is wrong.
pub fn read(text: &str) -> Result<DataMap, ServiceError> {
    file::parse(text).map_err(|why| wrong("map", &why.to_string()))
}

/// A map as a file.
pub fn write(map: &DataMap) -> Result<String, ServiceError> {
    file::write(map).map_err(|why| wrong("map", &why.to_string()))
}

/// The map in force as a file.
pub fn export(deps: &Deps, actor: &Actor) -> Result<String, ServiceError> {
    write(&view(deps, actor)?.map)
}

fn checked(deps: &Deps, map: &DataMap) -> Result<(), ServiceError> {
    let mut problems = map.problems();
    if problems.is_empty() {
        problems = connector::uncallable(deps, map);
    }
    if problems.is_empty() { Ok(()) } else { Err(wrong("map", &problems.join(" "))) }
}

fn wrong(field: &'static str, text: &str) -> ServiceError {
    ServiceError::Fields(FieldErrors::from([(field, text.to_owned())]))
}

/// Puts a map in force as the next version: requests whose identity is accepted from now on are planned from it. The
/// number of the version it was made from says that nobody was faster. The new number; the old one when it says the same.
///
/// Errors: forbidden; fields `map` and `reason` that need another look; stale.
pub fn save(
    deps: &Deps,
    actor: &Actor,
    map: &DataMap,
    seen: u32,
    reason: &str,
) -> Result<u32, ServiceError> {
    may_change(actor)?;
    checked(deps, map)?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(wrong("reason", "Say why the map changes."));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(wrong("reason", "Say it in 1,000 characters."));
    }
    let (inner, actor, map) = (deps.clone(), actor.clone(), map.clone());
    deps.store.write(move |tx| {
        let now = in_force(tx, &inner)?.unwrap_or_else(|| inner.policy.data_map.clone());
        if now.number != seen {
            return Err(ServiceError::Stale { current: i64::from(now.number) });
        }
        allowed(&actor, &now, &map)?;
        if diff(&now, &map).is_empty() {
            return Ok(now.number);
        }
        put(tx, &inner, &actor, &map, now.number.saturating_add(1), &reason)
    })
}

fn put(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    map: &DataMap,
    number: u32,
    reason: &str,
) -> Result<u32, ServiceError> {
    let contacts: BTreeMap<&String, Contact> = map
        .systems
        .iter()
        .map(|system| {
            let owner = system.owner.clone();
            (&system.key, Contact { mail: owner.mail, escalation_mail: owner.escalation_mail })
        })
        .collect();
    let bytes = serde_json::to_vec(&contacts)?;
    let sealed = seal(deps.keys.desk(), place(&number.to_string()), &bytes, deps.ids.as_ref())?;
    let text = serde_json::to_string(&without_addresses(map))?;
    let version = data_map::Version {
        number: i64::from(number),
        map: text,
        contacts: Some(sealed),
        reason: reason.to_owned(),
        made_at: deps.now(),
        made_by: actor.reference.clone(),
    };
    data_map::put(tx, &version)?;
    // The reason is a person's own words: it stays with the version, out of the journal.
    let body = json!({ "key": "data_map", "version": number });
    journal::append(tx, deps, actor, Stream::Settings, DeskEvent::SettingChanged, &body)?;
    Ok(number)
}

fn without_addresses(map: &DataMap) -> DataMap {
    let mut map = map.clone();
    for system in &mut map.systems {
        system.owner.mail = None;
        system.owner.escalation_mail = None;
    }
    map
}
