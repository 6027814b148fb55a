//! Which laws run: what the packs say, and what somebody responsible confirmed or doubted since, with the reason.
//!
//! Each rule's changes are one setting, `law:` and its id; the last counts. The door (`commands`) asks in the transaction
//! that starts or moves a clock, so every instance follows at once. Open requests are not touched by a change.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::access::require;
use super::journal::{self, DeskEvent, Stream};
use super::{Deps, ServiceError, data_map};
use crate::domain::access::Permission;
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::deadline::{self, Subject, effective_of};
use crate::domain::ids::Reference;
use crate::domain::intake::FieldErrors;
use crate::domain::policy::{ClockKind, Confidence, Policy, Rule};
use crate::storage::views::queue::{self, Narrow, View};
use crate::storage::{Reads, settings};

/// What the keys of these settings begin with.
const PREFIX: &str = "law:";
/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;
/// How many requests are read at once.
const BATCH: i64 = 200;

/// One change of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Whether it runs from then on.
    pub on: bool,
    /// Why, as the person wrote it.
    pub reason: String,
    /// Random reference of the colleague.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A law as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    /// The rule; `scope.off` says how it is now.
    pub rule: Rule,
    /// What was changed here, oldest first.
    pub changes: Vec<Change>,
}

/// A request whose date would be another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Which.
    pub reference: Reference,
    /// Its date now.
    pub from: NaiveDate,
    /// The date it would have.
    pub to: NaiveDate,
}

/// Whether a person may switch it: it is known from memory only, and its clock is one that requests start.
pub fn can_switch(rule: &Rule) -> bool {
    let starts = matches!(rule.clock, ClockKind::Respond | ClockKind::Acknowledge);
    starts && rule.confidence == Confidence::Memory
}

/// The same tools with the policy as it is in force now: laws as they are switched, the newest data map.
pub fn in_force(tx: &mut impl Reads, deps: &Deps) -> Result<Deps, ServiceError> {
    let rows = settings::beginning(tx, PREFIX)?;
    let map = data_map::in_force(tx, deps)?;
    if rows.is_empty() && map.is_none() {
        return Ok(deps.clone());
    }
    let mut policy = Policy::clone(&deps.policy);
    if let Some(map) = map {
        policy.data_map = map;
    }
    for (key, value) in rows {
        if let Some(change) = read(&value)?.last() {
            set(&mut policy, key.trim_start_matches(PREFIX), change.on);
        }
    }
    Ok(Deps { policy: Arc::new(policy), ..deps.clone() })
}

/// [`in_force`] in a read of its own, for pages that show a date before anything is stored.
pub fn current(deps: &Deps) -> Result<Deps, ServiceError> {
    deps.store.read(|tx| in_force(tx, deps))
}

fn set(policy: &mut Policy, id: &str, on: bool) {
    // A newer pack that read the text of the law knows better than a switch.
    if let Some(rule) = policy.laws.iter_mut().find(|rule| rule.id == id && can_switch(rule)) {
        rule.scope.off = !on;
    }
}

fn read(value: &str) -> Result<Vec<Change>, ServiceError> {
    Ok(serde_json::from_str(value)?)
}

fn key(id: &str) -> String {
    format!("{PREFIX}{id}")
}

/// Every law, in the order of the packs.
pub fn list(deps: &Deps, actor: &Actor) -> Result<Vec<Law>, ServiceError> {
    require(actor, Permission::ReadLaws)?;
    deps.store.read(|tx| {
        let rows = settings::beginning(tx, PREFIX)?;
        let policy = in_force(tx, deps)?.policy;
        let law = |rule: &Rule| {
            let row = rows.iter().find(|(known, _)| *known == key(&rule.id));
            let changes = row.map(|(_, value)| read(value)).transpose()?.unwrap_or_default();
            Ok(Law { rule: rule.clone(), changes })
        };
        policy.laws.iter().map(law).collect()
    })
}

/// One law.
pub fn find(deps: &Deps, actor: &Actor, id: &str) -> Result<Law, ServiceError> {
    let found = list(deps, actor)?.into_iter().find(|law| law.rule.id == id);
    found.ok_or(ServiceError::NotFound)
}

/// The open requests that would have another date, were the rule switched so. Nothing is stored.
pub fn preview(deps: &Deps, actor: &Actor, id: &str, on: bool) -> Result<Vec<Moved>, ServiceError> {
    require(actor, Permission::SetPolicy)?;
    deps.store.read(|tx| {
        let mut policy = Policy::clone(&in_force(tx, deps)?.policy);
        set(&mut policy, id, on);
        let (mut moved, mut after) = (Vec::new(), None);
        loop {
            let narrow = Narrow::default();
            let (lines, next) = queue::page(tx, &View::Open, &narrow, after.as_ref(), BATCH)?;
            moved.extend(lines.iter().filter_map(|line| moves(deps, &policy, id, &line.case)));
            after = next;
            if after.is_none() {
                return Ok(moved);
            }
        }
    })
}

fn moves(deps: &Deps, policy: &Policy, id: &str, case: &Case) -> Option<Moved> {
    let subject = Subject::of(&case.intake, case.rights(), &case.happened);
    let found = deadline::recompute(policy, &subject, &case.clocks, deps.zones.as_ref())?;
    // Only what this rule changes: everything else of the case stays as it was promised.
    let own = |clock: &&deadline::Clock| clock.rule == id;
    let others = case.clocks.iter().filter(|clock| clock.rule != id);
    let clocks: Vec<_> = others.chain(found.iter().filter(own)).cloned().collect();
    let to = effective_of(&clocks)?.due_on;
    let from = case.due_on();
    (to != from).then(|| Moved { reference: case.reference.clone(), from, to })
}

/// Switches a rule on or off for requests from now on. False when it was so already.
///
/// Errors: forbidden; not found; a field `reason` that needs another look; a rule nobody may switch here.
pub fn switch(
    deps: &Deps,
    actor: &Actor,
    id: &str,
    on: bool,
    reason: &str,
) -> Result<bool, ServiceError> {
    require(actor, Permission::SetPolicy)?;
    let law = deps.policy.laws.iter().find(|rule| rule.id == id).ok_or(ServiceError::NotFound)?;
    let wrong = |text: &str| ServiceError::Fields(FieldErrors::from([("reason", text.to_owned())]));
    if !can_switch(law) {
        return Err(wrong("This rule is switched in its pack, not here."));
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(wrong("Say who confirmed it and where it is written."));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(wrong("Say it in 1,000 characters."));
    }
    let (inner, actor, id) = (deps.clone(), actor.clone(), id.to_owned());
    deps.store.write(move |tx| {
        let now = in_force(tx, &inner)?;
        if now.policy.rule(&id).is_some_and(|rule| rule.scope.off != on) {
            return Ok(false);
        }
        let stored = settings::get(tx, &key(&id))?;
        let mut changes = stored.map(|value| read(&value)).transpose()?.unwrap_or_default();
        let at = inner.now();
        changes.push(Change { on, reason: reason.clone(), by: actor.reference.clone(), at });
        settings::put(tx, &key(&id), &serde_json::to_string(&changes)?, at)?;
        // The reason is a person's own words: it stays with the setting, out of the journal.
        let body = json!({ "key": key(&id), "on": on });
        journal::append(tx, &inner, &actor, Stream::Settings, DeskEvent::SettingChanged, &body)?;
        Ok(true)
    })
}
