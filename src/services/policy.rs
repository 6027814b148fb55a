//! The policy as it is in force: what the packs say, and what somebody responsible changed at the desk since, with the
//! reason.
//!
//! Each thing that can be changed is one setting, the list of its changes; the last counts. The door (`commands`) asks in
//! the transaction that starts or moves a clock, so every instance follows at once. A change is looked at before it is
//! saved ([`preview()`]), and moves open requests afterwards, by events ([`recount`], ADR 17).

mod preview;
pub mod recount;
#[cfg(test)]
mod tests;
mod wish;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Deps, ServiceError, data_map};
use domain::calendar::own::{Edit, OwnCalendar};
use domain::policy::Policy;
use storage::{Reads, settings};

pub use preview::{Moved, Preview, preview};
pub use wish::{Wish, save};

/// What the keys of switched rules begin with.
const LAW: &str = "law:";
/// What the keys of calendars of one's own begin with.
const CALENDAR: &str = "calendar:";
/// What the keys of chosen calendars begin with.
const CHOICE: &str = "choice:";

/// One change, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change<T> {
    /// What is so from then on.
    #[serde(flatten)]
    pub what: T,
    /// Why, as the person wrote it.
    pub reason: String,
    /// Random reference of the colleague.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A rule switched on or off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// Whether it runs.
    pub on: bool,
}

/// The calendar chosen for a law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its code; none when nothing is to move.
    pub calendar: Option<String>,
}

/// Everything that was changed at the desk, oldest change first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// By id of the rule.
    pub laws: BTreeMap<String, Vec<Change<Switch>>>,
    /// By code of the calendar.
    pub calendars: BTreeMap<String, Vec<Change<Edit>>>,
    /// By law (its regime).
    pub choices: BTreeMap<String, Vec<Change<Choice>>>,
}

impl Kept {
    /// Reads it.
    pub fn read(tx: &mut dyn Reads) -> Result<Self, ServiceError> {
        let mut kept = Self::default();
        for (key, value) in settings::beginning(tx, &[LAW, CALENDAR, CHOICE])? {
            if let Some(id) = key.strip_prefix(LAW) {
                kept.laws.insert(id.to_owned(), changes(&value)?);
            } else if let Some(code) = key.strip_prefix(CALENDAR) {
                kept.calendars.insert(code.to_owned(), changes(&value)?);
            } else if let Some(law) = key.strip_prefix(CHOICE) {
                kept.choices.insert(law.to_owned(), changes(&value)?);
            }
        }
        Ok(kept)
    }

    /// A calendar of one's own as it is now.
    pub fn calendar(&self, code: &str) -> Option<OwnCalendar> {
        let changes = self.calendars.get(code)?;
        OwnCalendar::folded(code, changes.iter().map(|change| &change.what))
    }

    /// The packs' policy with these changes over it.
    pub fn over(&self, packs: &Policy) -> Policy {
        let mut policy = packs.clone();
        let own = self.calendars.keys().filter_map(|code| self.calendar(code));
        policy.calendars =
            packs.calendars.with(own.map(|one| one.built(&packs.calendars)).collect());
        for (id, changes) in &self.laws {
            if let Some(change) = changes.last() {
                super::laws::set(&mut policy, id, change.what.on);
            }
        }
        for (law, changes) in &self.choices {
            match changes.last().and_then(|change| change.what.calendar.clone()) {
                Some(code) => policy.chosen_calendars.insert(law.clone(), code),
                None => policy.chosen_calendars.remove(law),
            };
        }
        policy
    }
}

fn changes<T: DeserializeOwned>(value: &str) -> Result<Vec<Change<T>>, ServiceError> {
    Ok(serde_json::from_str(value)?)
}

/// The same tools with the policy as it is in force now, and the newest data map.
pub fn in_force(tx: &mut dyn Reads, deps: &Deps) -> Result<Deps, ServiceError> {
    let kept = Kept::read(tx)?;
    let map = data_map::in_force(tx, deps)?;
    if kept == Kept::default() && map.is_none() {
        return Ok(deps.clone());
    }
    let mut policy = kept.over(&deps.policy);
    if let Some(map) = map {
        policy.data_map = map;
    }
    Ok(Deps { policy: Arc::new(policy), ..deps.clone() })
}

/// [`in_force`] in a read of its own, for pages that show a date before anything is stored.
pub fn current(deps: &Deps) -> Result<Deps, ServiceError> {
    deps.store.read(|tx| in_force(tx, deps))
}

/// What was changed at the desk, for pages that list it.
pub fn kept(deps: &Deps) -> Result<Kept, ServiceError> {
    deps.store.read(|tx| Kept::read(tx))
}
