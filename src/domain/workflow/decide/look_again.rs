//! Tasks of looking again, when a legal hold or the period ends for which something was kept.

use std::collections::BTreeSet;

use super::Ask;
use super::clock::kept_until;
use super::tasks::last;
use crate::ids::{HoldId, TaskId};
use crate::item::{LookAgain, Task, TaskWith, look_again_by};
use crate::vocabulary::TaskKind;
use crate::workflow::Event;

/// Tasks for holds that end now and tasks whose day came; one for each system and right.
pub(super) fn opened(ask: &Ask<'_>, ended: &[HoldId], over: &[TaskId]) -> Vec<Event> {
    let case = ask.case;
    let aged =
        kept_until(case, ask.env.policy.retention_days).is_some_and(|end| end <= ask.env.now);
    // While another hold stands there is nothing new to see, and what is old enough goes by itself.
    let last_one = case.legal_holds.iter().all(|hold| ended.contains(&hold.id));
    let lifted = !ended.is_empty() && last_one && !aged;
    let withheld = case.tasks.iter().filter(|task| lifted && task.was_withheld());
    let withheld = withheld.map(|task| (task, LookAgain::HoldEnded));
    let kept = case.tasks.iter().filter(|task| over.contains(&task.id));
    let kept = kept.map(|task| (task, LookAgain::PeriodEnded));
    let mut seen = BTreeSet::new();
    let first = withheld.chain(kept).filter(|(task, _)| seen.insert((task.right, &task.system)));
    let number = |place: usize| {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        TaskId(last(ask).saturating_add(1).saturating_add(place))
    };
    let due_on = look_again_by(ask.env.today());
    let opened = |(place, (task, because)): (usize, (&Task, LookAgain))| {
        let (id, system, kind) = (number(place), task.system.clone(), TaskKind::LookAgain);
        let planned = Task::open(id, task.right, system, kind, due_on, TaskWith::Desk);
        Event::LookAgainOpened { planned, because }
    };
    first.enumerate().map(opened).collect()
}
