//! From a map to the tasks of a case: one for each system and right, with the day each should be done.

use chrono::{Days, NaiveDate};

use super::{DataMap, Owner, System, duties_of};
use crate::ids::TaskId;
use crate::item::{Task, TaskState, TaskWith};
use crate::vocabulary::{Right, TaskKind};

/// Days between the day data is collected or corrected and the day the desk wants to be done: time to read it through,
/// black out what is about others, and write the answer.
const REVIEW_DAYS: u64 = 7;
/// The fewest days a system's owner gets, where the due date leaves them.
const FEWEST_DAYS: u64 = 3;

/// The days of a case that planning looks at, local to the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// Today.
    pub today: NaiveDate,
    /// The day the desk aims for.
    pub target_on: NaiveDate,
    /// The day the answer is due.
    pub due_on: NaiveDate,
}

/// What is to be planned.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// The rights asked for.
    pub rights: &'a [Right],
    /// Keys of the systems to ask; `None`: those the map names.
    pub systems: Option<&'a [String]>,
    /// The number of the last task there is.
    pub last: u32,
    /// The days it is planned by.
    pub dates: Dates,
}

/// Keys of the systems the map asks for these rights.
pub fn chosen_systems(map: &DataMap, rights: &[Right]) -> Vec<String> {
    let asked = |system: &&System| rights.iter().any(|right| system.duty(*right).is_some());
    map.systems.iter().filter(asked).map(|system| system.key.clone()).collect()
}

/// The tasks, right by right in the order of the vocabulary, system by system in the order of the map.
pub fn plan(map: &DataMap, what: &Planned<'_>) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::new();
    let mut number = what.last;
    for right in what.rights {
        for system in &map.systems {
            let Some(kind) = duty(system, *right, what) else { continue };
            number = number.saturating_add(1);
            let (key, due_on) = (system.key.clone(), due_on(kind, what.dates));
            tasks.push(Task::open(TaskId(number), *right, key, kind, due_on, with(system, kind)));
        }
    }
    tasks
}

/// What a right asks of a system in this plan. A system the map does not ask for any of the rights but a person chose
/// does the usual task of each.
fn duty(system: &System, right: Right, what: &Planned<'_>) -> Option<TaskKind> {
    let Some(chosen) = what.systems else { return system.duty(right) };
    if !chosen.contains(&system.key) {
        return None;
    }
    let foreign = what.rights.iter().all(|right| system.duty(*right).is_none());
    let usual = duties_of(right).first().copied().filter(|_| foreign);
    system.duty(right).or(usual)
}

/// Who does a task of a system unless somebody decides otherwise: the system itself where its webhook takes it.
pub fn with(system: &System, kind: TaskKind) -> TaskWith {
    if system.webhook.as_ref().is_some_and(|webhook| webhook.takes(kind)) {
        return TaskWith::System;
    }
    by_people(Some(system))
}

/// Which people do the tasks of a system: its owner where there is an address, else the desk.
pub const fn by_people(system: Option<&System>) -> TaskWith {
    match system {
        Some(System { owner: Owner { mail: Some(_), .. }, .. }) => TaskWith::Owner,
        Some(_) | None => TaskWith::Desk,
    }
}

/// When a task should be done: the internal target; what must be read through first a week earlier. Nobody gets fewer
/// than three days, but no task is due after the answer is.
pub fn due_on(kind: TaskKind, dates: Dates) -> NaiveDate {
    let early = matches!(kind, TaskKind::Collect | TaskKind::Correct);
    let lead = Days::new(if early { REVIEW_DAYS } else { 0 });
    let wanted = dates.target_on.checked_sub_days(lead).unwrap_or(dates.target_on);
    let soonest = dates.today.checked_add_days(Days::new(FEWEST_DAYS)).unwrap_or(dates.today);
    let latest = dates.due_on.max(dates.today);
    wanted.max(soonest).min(latest)
}

impl Task {
    /// A task to be done.
    pub const fn open(
        id: TaskId,
        right: Right,
        system: String,
        kind: TaskKind,
        due_on: NaiveDate,
        with: TaskWith,
    ) -> Self {
        Self {
            id,
            right,
            system,
            kind,
            due_on,
            state: TaskState::Open,
            with,
            assigned: None,
            question: None,
            preview: None,
            failures: 0,
            reminded: false,
            followed: false,
            chased_on: None,
            sent: false,
            fell_back: None,
            given_by: None,
        }
    }
}
