//! A watch over the journal of a case: what must have happened before something is erased or handed out.

use std::collections::{BTreeMap, BTreeSet};

use super::matrix::sample;
use super::*;
use crate::closing::ClosingPoint;
use crate::data_map::RetentionBasis;
use crate::effect::{Audience, Effect};
use crate::ids::HoldId;
use crate::item::Task;
use crate::workflow::rules::rule_of;

/// What the events so far add up to, as far as guards are about it.
#[derive(Default)]
pub(super) struct Watch {
    tasks: BTreeMap<TaskId, (Right, TaskKind)>,
    rights: Vec<Right>,
    points: BTreeSet<String>,
    accepted: bool,
    accepted_by: String,
    stopped: bool,
    holds: BTreeSet<HoldId>,
    released: BTreeSet<Right>,
    cooling: Option<DateTime<Utc>>,
    proposed: Option<(String, bool)>,
    answered: bool,
    settled: BTreeMap<Right, Settlement>,
    /// When a confirmed change of address counts.
    address: Option<DateTime<Utc>>,
}

fn must(holds: bool, what: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(what) }
}

impl Watch {
    /// The last events of a case, and what they bring about.
    pub(super) fn judge_all(&mut self, desk: &Desk, last: usize) -> Result<(), &'static str> {
        let from = desk.events.len() - last;
        for happened in &desk.events[from..] {
            self.judge(&desk.policy, happened)?;
        }
        for happened in &desk.events[from..] {
            for effect in react(&desk.case, &happened.event, &desk.policy) {
                self.judge_effect(desk, &effect)?;
            }
        }
        Ok(())
    }

    /// One event: whether it may have happened, then what it changes.
    #[expect(clippy::wildcard_enum_match_arm, reason = "no guard is about the rest")]
    pub(super) fn judge(&mut self, policy: &Policy, one: &Happened) -> Result<(), &'static str> {
        match &one.event {
            Event::TaskCompleted { task, result, .. } => {
                must(self.accepted, "before identity was accepted")?;
                must(!self.stopped, "worked on under a stop")?;
                if result.is_destructive() {
                    self.may_destroy(policy, *task, one.at)?;
                }
            }
            Event::ExecutionApproved { .. } => self.may_release(policy, &one.by)?,
            Event::CoolingOffStarted { .. } => {
                self.may_release(policy, &one.by)?;
                let all = policy.closing_points.iter().all(|one| self.points.contains(&one.key));
                must(all, "released before the checklist was complete")?;
            }
            Event::ItemSettled { right: Right::Terminate, settlement, .. } => {
                let over = self.cooling.is_none_or(|until| until <= one.at);
                let done = matches!(settlement, Settlement::Done | Settlement::PartlyDone);
                must(over || !done, "settled before the cooling-off was over")?;
            }
            Event::AnswerApproved => self.may_answer(policy, &one.by)?,
            Event::PackageBuilt { .. } => self.may_hand_out()?,
            Event::PackageDownloaded { .. } => {
                must(!self.stopped, "handed out under a stop")?;
                self.may_hand_out()?;
            }
            Event::AddressChanged => {
                let over = self.address.is_some_and(|until| until <= one.at);
                must(over, "another address counted too early")?;
            }
            Event::PersonalDataErased => {
                must(self.holds.is_empty(), "forgotten under a legal hold")?;
            }
            _ => {}
        }
        self.fold(one);
        Ok(())
    }

    fn may_destroy(
        &self,
        policy: &Policy,
        id: TaskId,
        at: DateTime<Utc>,
    ) -> Result<(), &'static str> {
        must(self.holds.is_empty(), "erased under a legal hold")?;
        let (right, kind) = self.tasks[&id];
        must(!matches!(kind, TaskKind::LookAgain | TaskKind::TellRecipients), "erased by the way")?;
        if right == Right::Terminate {
            let over = self.cooling.is_some_and(|until| until <= at);
            return must(over, "closed before the cooling-off was over");
        }
        let asked = policy.needs_second_person([right], false);
        must(!asked || self.released.contains(&right), "erased before a second person agreed")
    }

    fn may_release(&self, policy: &Policy, by: &str) -> Result<(), &'static str> {
        let asked = policy.needs_second_person([Right::Delete], false);
        must(!asked || self.accepted_by != by, "released by who accepted the identity")?;
        must(self.accepted, "released before identity was accepted")?;
        must(!self.stopped, "released under a stop")?;
        must(self.holds.is_empty(), "released under a legal hold")?;
        must(by == approver().principal, "released by somebody who is no approver")
    }

    fn may_answer(&self, policy: &Policy, by: &str) -> Result<(), &'static str> {
        must(!self.stopped, "answered under a stop")?;
        let Some((proposer, refusal)) = &self.proposed else { return Err("answered unproposed") };
        let less = self.settled.values().any(|settlement| *settlement != Settlement::Done);
        let asked = policy.needs_second_person(self.rights.iter().copied(), *refusal || less);
        must(!asked || proposer != by, "approved by who proposed")?;
        must(*refusal || self.accepted, "answered before identity was accepted")
    }

    fn may_hand_out(&self) -> Result<(), &'static str> {
        must(self.accepted, "handed out before identity was accepted")?;
        must(self.answered, "handed out before an answer was approved")
    }

    /// Nobody outside is asked for anything too early, and no copy is built without an approved answer.
    fn judge_effect(&self, desk: &Desk, effect: &Effect) -> Result<(), &'static str> {
        match effect {
            Effect::BuildPackage => self.may_hand_out(),
            Effect::CallSystem(id)
            | Effect::Notify { to: Audience::SystemOwner(id) | Audience::Escalation(id), .. } => {
                must(self.accepted && !self.stopped, "an owner or a system is asked too early")?;
                let (_, kind) = self.tasks[id];
                if kind.is_destructive() {
                    self.may_destroy(&desk.policy, *id, desk.now)?;
                }
                Ok(())
            }
            Effect::Notify { .. } | Effect::Forget => Ok(()),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "no guard is about the rest")]
    fn fold(&mut self, one: &Happened) {
        match &one.event {
            Event::CaseOpened { rights, .. } | Event::RightsSet { rights } => {
                self.rights.clone_from(rights);
                self.settled.clear();
            }
            Event::ItemSettled { right, settlement, .. } => {
                self.settled.insert(*right, *settlement);
            }
            Event::IdentityAccepted { tasks, .. } => {
                self.accepted = true;
                self.accepted_by.clone_from(&one.by);
                for task in tasks {
                    self.plan(task);
                }
            }
            Event::TaskAdded { planned, .. } | Event::LookAgainOpened { planned, .. } => {
                self.plan(planned);
                self.grow(planned.right, planned.kind);
            }
            Event::TaskReopened { task, .. } => {
                let (right, kind) = self.tasks[task];
                self.grow(right, kind);
            }
            Event::Disowned | Event::HoldPlaced { .. } => self.stopped = true,
            Event::HoldReleased { .. } => self.stopped = false,
            Event::LegalHoldBegan { hold, .. } => drop(self.holds.insert(hold.clone())),
            Event::LegalHoldEnded { hold } => drop(self.holds.remove(hold)),
            Event::PointChecked { point, .. } => {
                self.points.insert(point.clone());
            }
            Event::ExecutionApproved { rights, .. } => self.released.extend(rights),
            Event::CoolingOffStarted { until } => {
                // The hours are those of the pack, from the release.
                self.cooling = Some((*until).max(one.at + TimeDelta::hours(72)));
            }
            Event::TerminationCancelled => self.cooling = None,
            Event::AddressChangeConfirmed { counts_at } => {
                // The hours are those of the pack, from the confirmation.
                self.address = Some((*counts_at).max(one.at + TimeDelta::hours(72)));
            }
            Event::AddressChangeAsked { .. }
            | Event::AddressChangeCancelled
            | Event::AddressChangeLapsed => self.address = None,
            Event::AddressChanged => {
                // Everything that rested on who the person is begins anew.
                (self.accepted, self.answered) = (false, false);
                self.released.clear();
                (self.cooling, self.proposed, self.address) = (None, None, None);
            }
            Event::AnswerProposed { .. } => self.proposed = Some((one.by.clone(), false)),
            Event::RefusalProposed { .. } => self.proposed = Some((one.by.clone(), true)),
            Event::SentBack { .. } => self.proposed = None,
            Event::AnswerApproved => {
                self.answered |= self.proposed.as_ref().is_some_and(|(_, refusal)| !refusal);
            }
            Event::Reopened { .. } => {
                // The answer is asked for anew, and so is everything that leads to it.
                self.released.clear();
                self.points.clear();
                (self.cooling, self.proposed) = (None, None);
            }
            _ => {}
        }
    }

    /// What was released did not have it.
    fn grow(&mut self, right: Right, kind: TaskKind) {
        if kind.is_destructive() {
            self.released.remove(&right);
            self.cooling = self.cooling.filter(|_| right != Right::Terminate);
        }
    }

    fn plan(&mut self, task: &Task) {
        self.tasks.insert(task.id, (task.right, task.kind));
    }
}

/// How often something was erased or closed, and how often a copy left.
pub(super) fn counted(events: &[Happened]) -> (usize, usize) {
    let count = |wanted: fn(&Event) -> bool| {
        events.iter().filter(|happened| wanted(&happened.event)).count()
    };
    let erased = count(
        |event| matches!(event, Event::TaskCompleted { result, .. } if result.is_destructive()),
    );
    (erased, count(|event| matches!(event, Event::PackageDownloaded { .. })))
}

/// A request for a copy, for erasure and for closing, at a desk with a checklist.
pub(super) fn closing_desk(four_eyes: FourEyes) -> Desk {
    let point = |key: &str| ClosingPoint {
        key: key.to_owned(),
        name: key.to_owned(),
        hint: String::new(),
        roles: AccountRole::ALL.to_vec(),
    };
    let mut policy = Policy { four_eyes, ..policy() };
    policy.closing_points = vec![point("open_orders"), point("balance")];
    policy.data_map.systems[0].terminate = Some(TaskKind::CloseAccount);
    // The owner is written to, so that handing out is watched as well.
    policy.data_map.systems[1].delete = Some(TaskKind::Erase);
    policy.data_map.systems[1].terminate = Some(TaskKind::CloseAccount);
    let rights = [Right::Access, Right::Delete, Right::Terminate];
    Desk::open_with(policy, Verb::Record, &rights, RequesterRole::Myself)
}

const RIGHTS: [Right; 3] = [Right::Access, Right::Delete, Right::Terminate];
const RESULTS: [TaskResult; 3] = [TaskResult::Erased, TaskResult::Anonymised, TaskResult::Retained];
const TASKS: usize = 7;

/// How many different deeds there are.
pub(super) fn deeds() -> usize {
    special().len() + Verb::ALL.len()
}

/// A deed by number. Those that erase and hand out come up more often than their verbs alone would.
pub(super) fn deed(number: usize) -> Command {
    let special = special();
    if let Some(command) = special.get(number) {
        return command.clone();
    }
    sample(Verb::ALL[number - special.len()]).unwrap_or(Command::Tick)
}

fn special() -> Vec<Command> {
    let mut all = Vec::new();
    for number in 0..TASKS * RESULTS.len() {
        let facts = TaskFacts {
            basis: Some(RetentionBasis::LegalClaims),
            look_again_on: Some(day("2026-12-10")),
            ..TaskFacts::default()
        };
        let result = RESULTS[number % RESULTS.len()];
        let id = TaskId(u32::try_from(number / RESULTS.len()).unwrap() + 1);
        let facts = facts.fitting(result);
        all.push(Command::CompleteTask { task: id, result, facts, details: None });
    }
    for right in RIGHTS {
        all.push(settle(right, Settlement::Done));
        all.push(settle(right, Settlement::Refused));
    }
    for point in ["open_orders", "balance", "open_orders", "balance"] {
        all.push(Command::CheckPoint { point: point.to_owned(), note: prose("settled") });
    }
    for until in [None, Some(day("2026-12-01"))] {
        all.push(Command::BeginLegalHold { hold: "h2".into(), until });
    }
    all.push(Command::EndLegalHold { hold: "h2".into() });
    for _ in 0..2 {
        all.push(Command::ConfirmAddressChange);
    }
    for _ in 0..4 {
        all.extend([
            accept(),
            release(),
            Command::ProposeAnswer { text: None, closing: None },
            Command::Approve,
        ]);
        all.extend([Command::Download, Command::BuildPackage { built: Ok("f9".into()) }]);
        all.push(Command::ReleaseHold { reason: prose("settled") });
    }
    all
}

/// Mostly somebody whom the table lets do it, else anybody.
pub(super) fn doer(verb: Verb, who: usize) -> Actor {
    let all = [
        Actor::requester(),
        Actor::data_subject(),
        handler(),
        approver(),
        staff("carla", &[Role::Compliance]),
        Actor::system_owner("l1"),
        Actor::system(),
    ];
    let may = |actor: &&Actor| {
        rule_of(verb).is_some_and(|rule| rule.by.iter().any(|role| actor.has(*role)))
    };
    let fit: Vec<&Actor> = all.iter().filter(may).collect();
    match fit.get(who % fit.len().max(1)).filter(|_| who < 6) {
        Some(actor) => (*actor).clone(),
        None => all[who % all.len()].clone(),
    }
}
