//! Clocks: which rule runs, from when, until when, and why, step by step.
//!
//! Dates are local calendar dates, never instants plus hours. A case runs several clocks; the
//! effective due date is the earliest of those that measure the response.

pub mod evaluate;
pub mod explain;
mod extension;
pub mod facts;
mod line;
mod run;
mod start;
mod telling;
pub mod what_if;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::case::Intake;
use super::policy::{Asked, ClockKind, Policy, Rule};
use super::vocabulary::{ComplaintKind, Right};
use super::zones::Zones;
pub use evaluate::{Evaluation, Verdict, evaluate};
pub use explain::{Step, StepKey};
pub use extension::{NoExtension, extend_all, extension_of};
pub use facts::{Dated, Facts, Happening, Occurred};

/// One clock of a case, computed by one rule of the pack in force when the request was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// What it measures.
    pub kind: ClockKind,
    /// The rule's stable id.
    pub rule: String,
    /// The clause or article.
    pub citation: String,
    /// Pack and version of a law, as it was when the date was worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// The IANA zone its dates are local to.
    pub zone: String,
    /// The local date it started on (not counted).
    pub started_on: NaiveDate,
    /// The last day; while the clock stands still, the day it would be had nothing stopped it.
    pub due_on: NaiveDate,
    /// Whether it runs.
    #[serde(default = "runs", skip_serializing_if = "is_running")]
    pub verdict: Verdict,
    /// Where it can be extended: until when, and by which day the requester must know.
    pub extension: Option<ExtensionLimit>,
    /// The extension granted, if any.
    pub extended: Option<Extended>,
    /// How the date came about.
    pub steps: Vec<Step>,
}

fn runs() -> Verdict {
    Verdict::Due
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_running(verdict: &Verdict) -> bool {
    *verdict == Verdict::Due
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

/// What of a case its clocks depend on.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// The instant of receipt.
    pub received_at: DateTime<Utc>,
    /// Stated country, ISO 3166-1.
    pub country: &'a str,
    /// Stated region.
    pub region: Option<&'a str>,
    /// What is asked for; empty while nobody knows, which is everything.
    pub asked: Vec<Asked>,
    /// What happened since.
    pub events: &'a [Occurred],
}

impl<'a> Subject<'a> {
    /// Of a case: what was asked, which rights, and what happened since.
    pub fn of(
        intake: &'a Intake,
        rights: impl IntoIterator<Item = Right>,
        events: &'a [Occurred],
    ) -> Self {
        Self {
            received_at: intake.received_at,
            country: &intake.country,
            region: intake.region.as_deref(),
            asked: rights.into_iter().map(Asked::from).collect(),
            events,
        }
    }
}

/// Starts every clock that runs for a request: the promise, and the laws of the place where the person lives.
///
/// Returns `None` only when a date leaves the calendar of `chrono` (year 262142).
pub fn start_clocks(
    policy: &Policy,
    subject: &Subject<'_>,
    zones: &dyn Zones,
) -> Option<Vec<Clock>> {
    recompute(policy, subject, &[], zones)
}

/// Starts every clock that runs for a complaint or an appeal: `subject` says when it was received, from where, and about
/// which rights. `None` as in [`start_clocks`].
pub fn start_complaint(
    policy: &Policy,
    subject: &Subject<'_>,
    kind: ComplaintKind,
    zones: &dyn Zones,
) -> Option<Vec<Clock>> {
    let about = Asked::Complaint;
    match kind {
        ComplaintKind::Appeal => {
            compute(policy, subject, &[], zones, &|rule| rule.clock == ClockKind::Appeal)
        }
        ComplaintKind::Complaint => {
            let subject = Subject { asked: vec![about], ..subject.clone() };
            compute(policy, &subject, &[], zones, &|rule| match rule.clock {
                ClockKind::Complaint => true,
                ClockKind::Acknowledge => rule.scope.rights.contains(&about),
                ClockKind::Respond
                | ClockKind::ExtensionNotice
                | ClockKind::InternalTarget
                | ClockKind::Appeal => false,
            })
        }
    }
}

/// As [`start_clocks`], where extensions of the old clocks that counted go on counting.
pub fn recompute(
    policy: &Policy,
    subject: &Subject<'_>,
    old: &[Clock],
    zones: &dyn Zones,
) -> Option<Vec<Clock>> {
    let starts = |rule: &Rule| matches!(rule.clock, ClockKind::Respond | ClockKind::Acknowledge);
    let mut clocks = compute(policy, subject, old, zones, &starts)?;
    retarget(&mut clocks, policy);
    Some(clocks)
}

fn compute(
    policy: &Policy,
    subject: &Subject<'_>,
    old: &[Clock],
    zones: &dyn Zones,
    starts: &dyn Fn(&Rule) -> bool,
) -> Option<Vec<Clock>> {
    let mut clocks = Vec::new();
    for rule in policy.rules.iter().filter(|rule| starts(rule)) {
        let facts = facts(policy, subject, rule, old, vec![policy.zone.as_str()], zones);
        clocks.push(clock_of(rule, evaluate(rule, &facts, zones)?));
    }
    let person = policy.places.zone(subject.country, subject.region);
    for rule in laws(policy, subject).filter(|rule| starts(rule)) {
        let both = [policy.zone.as_str()].into_iter().chain(person).collect();
        let facts = facts(policy, subject, rule, old, both, zones);
        if rule.in_force(facts.received(zones).1) {
            clocks.push(clock_of(rule, evaluate(rule, &facts, zones)?));
        }
    }
    Some(clocks)
}

/// The laws that speak about this person and these rights.
fn laws<'a>(policy: &'a Policy, subject: &Subject<'_>) -> impl Iterator<Item = &'a Rule> {
    let codes = policy.places.codes(subject.country, subject.region);
    // Who is not sure yet may mean any of the rights the desk handles, but no complaint or opt-out.
    let mut asked = subject.asked.clone();
    if asked.is_empty() {
        asked.extend(Right::ALL.iter().copied().map(Asked::from));
    }
    policy.laws.iter().filter(move |rule| {
        let here = rule.scope.places.iter().any(|place| codes.contains(place));
        here && rule.is_about(&asked) && !rule.scope.off
    })
}

fn facts<'a>(
    policy: &'a Policy,
    subject: &Subject<'_>,
    rule: &Rule,
    old: &[Clock],
    names: Vec<&'a str>,
    zones: &dyn Zones,
) -> Facts<'a> {
    let plain = Facts::new(subject.received_at, names);
    let zone = plain.received(zones).0;
    let before = old.iter().find(|clock| clock.rule == rule.id);
    let told = before.and_then(|clock| clock.extended).map(|extended| extended.told_on);
    let dated = |event: &Occurred| Dated { on: zones.date_at(zone, event.at), what: event.what };
    let new = |event: &&Occurred| told.is_none() || event.what != Happening::Extended;
    let mut events: Vec<Dated> = subject.events.iter().filter(new).map(dated).collect();
    events.extend(told.map(|on| Dated { on, what: Happening::Extended }));
    let calendar = policy.chosen_calendars.get(rule.regime());
    Facts {
        asked: subject.asked.clone(),
        calendar: calendar.and_then(|code| policy.calendars.get(code)),
        events,
        cautious: true,
        extension_counts: told.is_some(),
        ..plain
    }
}

fn clock_of(rule: &Rule, found: Evaluation) -> Clock {
    Clock {
        kind: rule.clock,
        rule: rule.id.clone(),
        citation: rule.citation.clone(),
        pack: rule.scope.pack.clone(),
        zone: found.zone,
        started_on: found.started_on,
        due_on: found.due_on,
        verdict: found.verdict,
        extension: found.extension,
        extended: found.extended,
        steps: found.steps,
    }
}

fn internal_target(policy: &Policy, clocks: &[Clock]) -> Option<Clock> {
    let due = effective_of(clocks)?;
    let before = due.due_on.checked_sub_days(Days::new(u64::from(policy.target_days_before)))?;
    let due_on = before.max(due.started_on);
    Some(Clock {
        kind: ClockKind::InternalTarget,
        rule: "internal_target".to_owned(),
        citation: format!("{} days before the answer is due", policy.target_days_before),
        pack: None,
        zone: policy.zone.clone(),
        started_on: due.started_on,
        due_on,
        verdict: Verdict::Due,
        extension: None,
        extended: None,
        steps: vec![Step::target(due.due_on, policy.target_days_before, due_on)],
    })
}

/// The clock that binds: the earliest response date of those that run.
pub fn effective_of(clocks: &[Clock]) -> Option<&Clock> {
    clocks
        .iter()
        .filter(|clock| clock.kind == ClockKind::Respond && clock.verdict == Verdict::Due)
        .min_by_key(|clock| clock.due_on)
}

/// Moves the internal target after the effective date moved.
pub fn retarget(clocks: &mut Vec<Clock>, policy: &Policy) {
    clocks.retain(|clock| clock.kind != ClockKind::InternalTarget);
    if let Some(target) = internal_target(policy, clocks) {
        clocks.push(target);
    }
}
