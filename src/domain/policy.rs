//! The policy in force: rules of time, four eyes, reminders and the list of systems.
//!
//! Built by `config` from a versioned pack (TOML); the domain only reads it.

use std::collections::BTreeMap;

mod rule;

pub use rule::{
    Asked, ClockKind, Confidence, Counting, ExtensionRule, Pause, PauseDays, PauseReason, Period,
    Roll, Rule, Scope, Start,
};

use super::calendar::Calendars;
use super::closing::ClosingPoint;
use super::data_map::DataMap;
use super::place::Places;
use super::vocabulary::{FourEyes, Right};

/// Everything the domain asks of the policy, pinned to a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Pack id.
    pub pack: String,
    /// Pack version, stored on the case.
    pub version: String,
    /// The organisation's IANA zone: the promise's dates are local here.
    pub zone: String,
    /// The promise: rules of the organisation itself.
    pub rules: Vec<Rule>,
    /// The laws: rules that apply by where the person lives.
    pub laws: Vec<Rule>,
    /// Where people live: zones and calendars of countries and their parts.
    pub places: Places,
    /// Public holidays.
    pub calendars: Calendars,
    /// The calendar somebody responsible chose for a law (by its regime); without one nothing is moved.
    pub chosen_calendars: BTreeMap<String, String>,
    /// Days before the due date by which the desk wants to be done.
    pub target_days_before: u32,
    /// Days before the due date on which the assignee is reminded, largest first.
    pub reminder_days: Vec<u32>,
    /// From so many days before the due date approvers and compliance are reminded too.
    pub escalate_from_days: u32,
    /// An unassigned case escalates after so many working days.
    pub unassigned_working_days: u32,
    /// The requester is reminded of a question after so many days.
    pub requester_reminder_days: u32,
    /// Hours after which an unconfirmed requester is reminded once.
    pub unconfirmed_reminder_hours: u32,
    /// Days after which an unconfirmed case expires.
    pub unconfirmed_days: u32,
    /// Hours a termination waits before it is carried out.
    pub cooling_off_hours: u32,
    /// Hours between the confirmation of a changed address and the moment it counts.
    pub address_wait_hours: u32,
    /// What is looked at before an account is closed.
    pub closing_points: Vec<ClosingPoint>,
    /// Days after closing when personal data of the case is erased.
    pub retention_days: u32,
    /// When a second person is needed.
    pub four_eyes: FourEyes,
    /// The data map tasks are planned from: the one in force.
    pub data_map: DataMap,
}

impl Policy {
    /// Pack and version as a case keeps them.
    pub fn label(&self) -> String {
        format!("{}/{}", self.pack, self.version)
    }

    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().chain(&self.laws).find(|rule| rule.id == id)
    }

    /// Name of a system for people; its key when the map in force no longer knows it.
    pub fn system_name<'a>(&'a self, key: &'a str) -> &'a str {
        self.data_map.system_name(key)
    }

    /// Whether the answer for these rights needs a second person: because it destroys, or because it falls short of what
    /// was asked.
    pub fn needs_second_person(
        &self,
        rights: impl IntoIterator<Item = Right>,
        short: bool,
    ) -> bool {
        match self.four_eyes {
            FourEyes::Always => true,
            FourEyes::DeleteTerminateAndRefusals => {
                short || rights.into_iter().any(Right::is_destructive)
            }
            FourEyes::Never => false,
        }
    }
}
