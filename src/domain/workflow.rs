//! The workflow of a case: one table of rules plus pure functions over it.
//!
//! [`decide()`] turns a command into events or a refusal, [`evolve()`] folds events into the case,
//! [`react()`] names the effects that must follow, [`wake_at`] the next moment when time alone acts.

pub mod command;
pub mod decide;
pub mod diagram;
pub mod event;
pub mod evolve;
pub mod react;
pub mod refusal;
pub mod release;
pub mod rules;
#[cfg(test)]
mod tests;
pub mod wake;

use chrono::{DateTime, NaiveDate, Utc};

pub use command::Command;
pub use decide::{cooling_until, decide};
pub use event::Event;
pub use evolve::{evolve, open, replay};
pub use react::react;
pub use refusal::Refusal;
pub use release::{copy_awaited, may_start, results_now};
pub use rules::{RULES, Verb, offered};
pub use wake::wake_at;

use super::actor::Actor;
use super::policy::Policy;
use super::zones::Zones;

/// Everything a decision takes from outside.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// The instant of the decision.
    pub now: DateTime<Utc>,
    /// Who decides.
    pub actor: &'a Actor,
    /// The policy in force.
    pub policy: &'a Policy,
    /// Local time.
    pub zones: &'a dyn Zones,
}

impl Env<'_> {
    /// Today in the organisation's zone.
    pub fn today(&self) -> NaiveDate {
        self.date_at(self.now)
    }

    /// The organisation's local date at an instant.
    pub fn date_at(&self, at: DateTime<Utc>) -> NaiveDate {
        self.zones.date_at(&self.policy.zone, at)
    }

    /// Whether the effective due date passed without an answer ([`super::case::Case::is_late`]).
    pub fn is_late(&self, case: &super::case::Case) -> bool {
        case.is_late(self.now, self.zones)
    }

    /// The first instant of a local day of the organisation.
    pub fn start_of(&self, date: NaiveDate) -> DateTime<Utc> {
        self.zones.start_of_day(&self.policy.zone, date)
    }
}
