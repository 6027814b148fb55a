//! Given/when/then for the workflow, the permission matrix cell by cell, and random sequences.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::event::Happened;
use super::*;
use crate::actor::Actor;
use crate::calendar::Calendars;
use crate::case::{Case, Intake};
use crate::data_map::{DataMap, Owner, Recipient, System};
use crate::ids::{CaseId, Reference, StaffId, TaskId, VaultId};
use crate::item::TaskFacts;
use crate::place::Places;
use crate::policy::{
    Asked, ClockKind, Confidence, Counting, ExtensionRule, Period, Policy, Rule, Scope,
};
use crate::prose::{Prose, Sealed};
use crate::vocabulary::*;
use crate::workflow::command::Opening;
use crate::workflow::decide::decide_opening;
use crate::workflow::refusal::RefusalCode;
use crate::zones::UtcOnly;

mod address;
mod calls;
mod complaints;
mod corrections;
mod erasure;
mod files;
mod guards;
mod holds;
mod journeys;
mod laws;
mod look_again;
mod matrix;
mod properties;
mod tasks;
mod termination;
mod time;
mod watch;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn prose(text: &str) -> Prose {
    Prose::new(text.to_owned(), VaultId::from("v1"), [7; 32])
}

/// A promise of thirty days.
fn promise(id: &str, name: &str, clock: ClockKind) -> Rule {
    Rule {
        id: id.to_owned(),
        name: name.to_owned(),
        clock,
        period: Period::CalendarDays(30),
        extension: None,
        citation: "privacy policy 6.2".to_owned(),
        confidence: Confidence::Text,
        scope: Scope::default(),
        counting: Counting::default(),
    }
}

fn policy() -> Policy {
    Policy {
        pack: "test".to_owned(),
        version: "1".to_owned(),
        zone: "UTC".to_owned(),
        rules: vec![
            promise("policy_default", "Answer within 30 days", ClockKind::Respond),
            promise("complaint_default", "Decide a complaint within 30 days", ClockKind::Complaint),
            promise("appeal_default", "Decide an appeal within 30 days", ClockKind::Appeal),
        ],
        laws: Vec::new(),
        places: Places::default(),
        calendars: Calendars::default(),
        chosen_calendars: BTreeMap::new(),
        target_days_before: 7,
        reminder_days: vec![10, 5, 2, 0],
        escalate_from_days: 2,
        unassigned_working_days: 2,
        requester_reminder_days: 7,
        unconfirmed_reminder_hours: 24,
        unconfirmed_days: 7,
        cooling_off_hours: 72,
        address_wait_hours: 72,
        closing_points: Vec::new(),
        retention_days: 1095,
        four_eyes: FourEyes::DeleteTerminateAndRefusals,
        data_map: DataMap { number: 3, systems: vec![accounts(), mail()], ..DataMap::default() },
    }
}

/// A system the desk works itself.
fn accounts() -> System {
    System {
        key: "accounts".to_owned(),
        name: "Accounts".to_owned(),
        categories: vec!["Account Data".to_owned()],
        access: Some(TaskKind::Collect),
        delete: Some(TaskKind::Erase),
        ..System::default()
    }
}

/// A system whose owner corrects.
fn profiles() -> System {
    let recipient = |name: &str| Recipient { name: name.to_owned(), categories: Vec::new() };
    System {
        key: "profiles".to_owned(),
        name: "Profiles".to_owned(),
        correct: Some(TaskKind::Correct),
        recipients: vec![recipient("Mail service")],
        ..mail()
    }
}

/// A system with an owner outside of the desk, that no right asks by itself.
fn mail() -> System {
    let mail = crate::person::Email::parse("owner@example.com").ok();
    System {
        key: "mail".to_owned(),
        name: "Mail".to_owned(),
        categories: vec!["Communications and Support".to_owned()],
        owner: Owner { team: "Support".to_owned(), mail, escalation_mail: None },
        ..System::default()
    }
}

fn extendable() -> Policy {
    let mut policy = policy();
    policy.rules[0].extension = Some(ExtensionRule {
        total: Period::CalendarDays(60),
        notice_within: Period::CalendarDays(30),
    });
    policy
}

/// A case driven through the real functions, with a clock of its own.
struct Desk {
    policy: Policy,
    now: DateTime<Utc>,
    case: Case,
    events: Vec<Happened>,
}

const ANNA: &str = "anna";
const BEN: &str = "ben";

fn staff(id: &str, roles: &[Role]) -> Actor {
    Actor::staff(id, roles.to_vec())
}

fn handler() -> Actor {
    staff(ANNA, &[Role::Handler])
}

fn approver() -> Actor {
    staff(BEN, &[Role::Handler, Role::Approver])
}

/// What a request in these tests opens with.
fn opening(verb: Verb, rights: &[Right], role: RequesterRole, corrections: u32) -> Opening {
    let now = at("2026-11-23T10:00:00Z");
    let intake = Intake {
        channel: if verb == Verb::Submit { Channel::WebForm } else { Channel::Post },
        received_at: now,
        received_on: day("2026-11-23"),
        recorded_at: now,
        role,
        language: crate::message::Language::En,
        country: "SE".to_owned(),
        region: None,
        account_role: None,
        has_email: true,
        other_account_address: false,
        person: Sealed { id: VaultId::from("p"), commitment: String::new() },
        policy: "test/1".to_owned(),
        corrections,
        authority_enclosed: false,
    };
    Opening { verb, intake, rights: rights.to_vec() }
}

impl Desk {
    fn open_with(policy: Policy, verb: Verb, rights: &[Right], role: RequesterRole) -> Self {
        Self::with_fields(policy, verb, rights, role, 0)
    }

    /// With so many fields to correct.
    fn with_fields(
        policy: Policy,
        verb: Verb,
        rights: &[Right],
        role: RequesterRole,
        corrections: u32,
    ) -> Self {
        Self::of(policy, &opening(verb, rights, role, corrections))
    }

    fn of(policy: Policy, opening: &Opening) -> Self {
        let now = opening.intake.recorded_at;
        let actor = if opening.verb == Verb::Submit { Actor::requester() } else { handler() };
        let env = Env { now, actor: &actor, policy: &policy, zones: &UtcOnly };
        let events =
            decide_opening(CaseId::from("c1"), Reference::new(2026, 412), opening, &env).unwrap();
        let events: Vec<_> = events
            .into_iter()
            .map(|event| Happened { at: now, by: actor.principal.clone(), via: None, event })
            .collect();
        let case = replay(&events).unwrap();
        Self { policy, now, case, events }
    }

    fn submitted(rights: &[Right]) -> Self {
        Self::open_with(policy(), Verb::Submit, rights, RequesterRole::Myself)
    }

    fn recorded(rights: &[Right]) -> Self {
        Self::open_with(policy(), Verb::Record, rights, RequesterRole::Myself)
    }

    fn working(rights: &[Right]) -> Self {
        let mut desk = Self::recorded(rights);
        desk.must(&handler(), &accept());
        desk
    }

    fn act(&mut self, actor: &Actor, command: &Command) -> Result<Vec<Event>, Refusal> {
        let env = Env { now: self.now, actor, policy: &self.policy, zones: &UtcOnly };
        let events = decide(&self.case, command, &env)?;
        for event in &events {
            let happened = Happened {
                at: self.now,
                by: actor.principal.clone(),
                via: None,
                event: event.clone(),
            };
            self.case = evolve(self.case.clone(), &happened);
            self.events.push(happened);
        }
        Ok(events)
    }

    fn must(&mut self, actor: &Actor, command: &Command) -> Vec<Event> {
        self.act(actor, command).unwrap_or_else(|refusal| panic!("{command:?}: {refusal:?}"))
    }

    fn refused(&mut self, actor: &Actor, command: &Command) -> RefusalCode {
        self.act(actor, command).expect_err("should be refused").code
    }

    fn tick(&mut self) -> Vec<Event> {
        self.must(&Actor::system(), &Command::Tick)
    }

    fn advance(&mut self, days: i64) {
        self.now += TimeDelta::days(days);
    }

    /// Moves to the next moment the case names and ticks, until `until`.
    fn run_until(&mut self, until: DateTime<Utc>) -> Vec<Event> {
        let mut seen = Vec::new();
        for _ in 0..500 {
            let actor = Actor::system();
            let env = Env { now: self.now, actor: &actor, policy: &self.policy, zones: &UtcOnly };
            let Some(next) = wake_at(&self.case, &env).filter(|next| *next <= until) else {
                self.now = until;
                return seen;
            };
            self.now = self.now.max(next);
            let events = self.tick();
            assert!(!events.is_empty(), "woken for nothing at {}", self.now);
            seen.extend(events);
        }
        panic!("time alone never settles");
    }
}

fn accept() -> Command {
    Command::AcceptIdentity { method: VerificationMethod::AccountMatch, note: None, plan: None }
}

/// An approver releases before every count is in, and says why.
fn release() -> Command {
    Command::ApproveExecution { reason: Some(prose("the person is in danger")) }
}

fn complete(task: u32, result: TaskResult) -> Command {
    let count = (result == TaskResult::Found).then_some(2);
    let facts = TaskFacts { count, ..TaskFacts::default() };
    Command::CompleteTask { task: TaskId(task), result, facts, details: None }
}

fn decide_field(number: u32, decision: FieldDecision) -> Command {
    let (ground, text) = (Some(Ground::DataAccurate), Some(prose("it is right")));
    Command::DecideCorrection { number, decision, ground, text }
}

fn settle(right: Right, settlement: Settlement) -> Command {
    Command::SettleItem {
        right,
        settlement,
        ground: Some(Ground::LegalObligation),
        text: Some(prose("kept by law")),
    }
}
