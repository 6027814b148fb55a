//! Clocks: which rule runs, from when, until when, and why, step by step.
//!
//! Dates are local calendar dates, never instants plus hours. A case runs several clocks; the
//! effective due date is the earliest of those that measure the response.

pub mod explain;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::policy::{ClockKind, Policy, Rule};
pub use explain::{Step, StepKey};

/// One clock of a case, computed by one rule of the pack in force when the request was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// What it measures.
    pub kind: ClockKind,
    /// The rule's stable id.
    pub rule: String,
    /// The clause or article.
    pub citation: String,
    /// The IANA zone its dates are local to.
    pub zone: String,
    /// The local date it started on (not counted).
    pub started_on: NaiveDate,
    /// The last day.
    pub due_on: NaiveDate,
    /// Where it can be extended: until when, and by which day the requester must know.
    pub extension: Option<ExtensionLimit>,
    /// The extension granted, if any.
    pub extended: Option<Extended>,
    /// How the date came about.
    pub steps: Vec<Step>,
}

/// What an extension could give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionLimit {
    /// The due date after an extension, from the original start.
    pub due_on: NaiveDate,
    /// The last day on which the requester can be told.
    pub notice_by: NaiveDate,
}

/// An extension that counts: its notice was accepted in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    /// The date before.
    pub from: NaiveDate,
    /// The local date on which the notice was accepted by the mail server or marked posted.
    pub told_on: NaiveDate,
}

/// Starts every clock the policy knows for a request received on `received_on`.
///
/// Returns `None` only when a date leaves the calendar of `chrono` (year 262142).
pub fn start_clocks(policy: &Policy, received_on: NaiveDate) -> Option<Vec<Clock>> {
    let mut clocks = Vec::new();
    for rule in &policy.rules {
        clocks.push(start_clock(policy, rule, received_on)?);
    }
    if let Some(target) = internal_target(policy, &clocks, received_on) {
        clocks.push(target);
    }
    Some(clocks)
}

fn start_clock(policy: &Policy, rule: &Rule, received_on: NaiveDate) -> Option<Clock> {
    let due_on = rule.period.end(received_on)?;
    let extension = match &rule.extension {
        Some(extension) => Some(ExtensionLimit {
            due_on: extension.total.end(received_on)?,
            notice_by: extension.notice_within.end(received_on)?,
        }),
        None => None,
    };
    let steps = explain::first_steps(rule, &policy.zone, received_on, due_on, extension);
    Some(Clock {
        kind: rule.clock,
        rule: rule.id.clone(),
        citation: rule.citation.clone(),
        zone: policy.zone.clone(),
        started_on: received_on,
        due_on,
        extension,
        extended: None,
        steps,
    })
}

fn internal_target(policy: &Policy, clocks: &[Clock], received_on: NaiveDate) -> Option<Clock> {
    let due = effective_of(clocks)?;
    let before = due.due_on.checked_sub_days(Days::new(u64::from(policy.target_days_before)))?;
    let due_on = before.max(received_on);
    Some(Clock {
        kind: ClockKind::InternalTarget,
        rule: "internal_target".to_owned(),
        citation: format!("{} days before the answer is due", policy.target_days_before),
        zone: policy.zone.clone(),
        started_on: received_on,
        due_on,
        extension: None,
        extended: None,
        steps: vec![Step::target(due.due_on, policy.target_days_before, due_on)],
    })
}

/// The clock that binds: the earliest response date.
pub fn effective_of(clocks: &[Clock]) -> Option<&Clock> {
    clocks.iter().filter(|clock| clock.kind == ClockKind::Respond).min_by_key(|clock| clock.due_on)
}

impl Clock {
    /// Applies an extension that was told in time; the new date counts from the original start.
    pub fn extend(&mut self, told_on: NaiveDate) {
        if let Some(limit) = self.extension
            && self.extended.is_none()
        {
            self.extended = Some(Extended { from: self.due_on, told_on });
            self.steps.push(Step::extended(self.due_on, limit.due_on, told_on));
            self.due_on = limit.due_on;
        }
    }
}

/// Moves the internal target after the effective date moved.
pub fn retarget(clocks: &mut Vec<Clock>, policy: &Policy) {
    let Some(start) = effective_of(clocks).map(|clock| clock.started_on) else {
        return;
    };
    clocks.retain(|clock| clock.kind != ClockKind::InternalTarget);
    if let Some(target) = internal_target(policy, clocks, start) {
        clocks.push(target);
    }
}
