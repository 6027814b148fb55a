//! Guards of tasks: planning, completing, handing over, and what comes back from a system's owner.

use super::{Ask, Decision, Refusal};
use crate::correction;
use crate::data_map::{self, Dates, Planned, results_of};
use crate::ids::TaskId;
use crate::item::{ItemState, Preview, Task, TaskFacts, TaskState, TaskWith};
use crate::prose::{Prose, Sealed};
use crate::vocabulary::{ReturnReason, Right, Role, TaskKind, TaskResult};
use crate::webhook::CallFault;
use crate::workflow::command::PlanChoice;
use crate::workflow::refusal::RefusalCode;
use crate::workflow::release::{copy_awaited, may_start, waits};
use crate::workflow::{Command, Event};

#[expect(clippy::wildcard_enum_match_arm, reason = "the dispatcher in decide.rs is exhaustive")]
pub(super) fn decide(ask: &Ask<'_>, command: &Command) -> Decision {
    match command {
        Command::CompleteTask { task, result, facts, details } => {
            complete(ask, *task, *result, *facts, details.as_ref())
        }
        Command::ReopenTask { task, reason } => {
            let found = of(ask, *task)?;
            ask.ensure(!found.is_open(), RefusalCode::TaskNotDone)?;
            let again = Event::TaskReopened { task: *task, reason: reason.sealed.clone() };
            Ok([again].into_iter().chain(lapse(ask, found.right, &[found.kind])).collect())
        }
        Command::AddTask { right, system, reason } => add(ask, *right, system, reason),
        Command::DropTask { task, reason } => {
            open(ask, *task)?;
            Ok(vec![Event::TaskDropped { task: *task, reason: reason.sealed.clone() }])
        }
        Command::AssignTask { task, with, words } => {
            let found = open(ask, *task)?;
            let owner = ask.env.policy.data_map.system(&found.system).map(|system| &system.owner);
            let known = owner.is_some_and(|owner| owner.mail.is_some());
            ask.ensure(*with != TaskWith::Owner || known, RefusalCode::NoOwnerAddress)?;
            ask.ensure(*with != TaskWith::Other || words.is_some(), RefusalCode::NoOwnerAddress)?;
            let called = ask.env.policy.data_map.webhook(&found.system, found.kind).is_some();
            ask.ensure(*with != TaskWith::System || called, RefusalCode::NoWebhook)?;
            let words = words.as_ref().map(|words| words.sealed.clone());
            Ok(vec![Event::TaskAssigned { task: *task, with: *with, words }])
        }
        Command::PreviewTask { task, count } => {
            let found = open(ask, *task)?;
            ask.ensure(found.is_erasure(), RefusalCode::NothingToPreview)?;
            let released = ask.case.execution_released(found.right);
            ask.ensure(!released, RefusalCode::AlreadyReleased)?;
            let system = ask.env.policy.data_map.system(&found.system);
            let preview = Preview::of(*count, system, ask.env.today());
            ask.ensure(found.preview.as_ref() != Some(&preview), RefusalCode::NothingChanges)?;
            Ok(vec![Event::TaskPreviewed { task: *task, preview }])
        }
        Command::ReturnTask { task, why, text } => {
            let found = open(ask, *task)?;
            in_hands(ask, found)?;
            let asked = *why == ReturnReason::Question && found.question.is_some();
            ask.ensure(!asked, RefusalCode::NothingChanges)?;
            let text = text.sealed.clone();
            Ok(vec![Event::TaskReturned { task: *task, why: *why, text }])
        }
        Command::CallSystem { task, went } => Ok(called(ask, *task, *went)),
        _ => Err(ask.no(RefusalCode::NotInStage)),
    }
}

/// What came of calling a system. Its result may be here before we heard that it took the task; then nothing is left to say.
fn called(ask: &Ask<'_>, id: TaskId, went: Result<(), CallFault>) -> Vec<Event> {
    let waits = |task: &&Task| task.is_open() && task.with == TaskWith::System && !task.sent;
    let Some(task) = ask.case.task(id).filter(waits) else { return Vec::new() };
    match went {
        Ok(()) => vec![Event::TaskSent { task: id }],
        Err(why) => vec![fell_back(ask, task, why)],
    }
}

/// A task goes from its system to the people who answer for it.
pub(super) fn fell_back(ask: &Ask<'_>, task: &Task, why: CallFault) -> Event {
    let with = data_map::by_people(ask.env.policy.data_map.system(&task.system));
    Event::TaskFellBack { task: task.id, with, why }
}

fn of<'a>(ask: &Ask<'a>, id: TaskId) -> Result<&'a Task, Refusal> {
    ask.case.task(id).ok_or_else(|| ask.no(RefusalCode::NoSuchTask))
}

fn open<'a>(ask: &Ask<'a>, id: TaskId) -> Result<&'a Task, Refusal> {
    let task = of(ask, id)?;
    ask.ensure(task.is_open(), RefusalCode::TaskNotOpen)?;
    Ok(task)
}

/// An owner only acts on what was given to them and may be started.
pub(super) fn in_hands(ask: &Ask<'_>, task: &Task) -> Result<(), Refusal> {
    let given = task.with != TaskWith::Desk && may_start(ask.case, task, ask.env.policy);
    ask.ensure(given, RefusalCode::TaskNotYours)
}

fn complete(
    ask: &Ask<'_>,
    id: TaskId,
    result: TaskResult,
    facts: TaskFacts,
    details: Option<&Prose>,
) -> Decision {
    let task = open(ask, id)?;
    ask.ensure(results_of(task.kind).contains(&result), RefusalCode::ResultDoesNotFit)?;
    ask.not_on_hold()?;
    // An actor that is nothing but the owner came by a link.
    if ask.env.actor.has(Role::SystemOwner) {
        in_hands(ask, task)?;
    }
    let details = details.map(|prose| prose.sealed.clone());
    if result == TaskResult::Failed {
        return Ok(failed(ask, task, details));
    }
    let files = ask.case.files.iter().any(|file| file.task == Some(id));
    ask.ensure(!files || result == TaskResult::Found, RefusalCode::FilesAttached)?;
    if task.kind == TaskKind::Collect && result == TaskResult::Found {
        let told = files || details.is_some() || facts.count.is_some_and(|count| count > 0);
        ask.ensure(told, RefusalCode::NothingFound)?;
    }
    let destructive = result.is_destructive();
    if destructive {
        ask.no_legal_hold()?;
    }
    // Nothing destructive without a second person where one is asked for.
    let waits = destructive && waits(ask.case, task.right, ask.env.policy);
    ask.ensure(!waits, RefusalCode::ExecutionNotApproved)?;
    let too_early = destructive && copy_awaited(ask.case, task);
    ask.ensure(!too_early, RefusalCode::CopyAwaited)?;
    // Nothing is changed before it is decided what.
    let open = task.right == Right::Correct && correction::any_open(&ask.case.corrections);
    ask.ensure(!(result == TaskResult::Corrected && open), RefusalCode::CorrectionOpen)?;
    let facts = kept(ask, task, facts).fitting(result);
    ask.ensure(result != TaskResult::Retained || facts.basis.is_some(), RefusalCode::BasisNeeded)?;
    let mut events = vec![Event::TaskCompleted { task: id, result, facts, details }];
    events.extend(recipients(ask, task, result));
    Ok(events)
}

/// A person who could not do it keeps it and is helped; what a system could not do, people do.
fn failed(ask: &Ask<'_>, task: &Task, text: Option<Sealed>) -> Vec<Event> {
    let by_itself = task.with == TaskWith::System && ask.env.actor.has(Role::SystemOwner);
    let back = by_itself.then(|| fell_back(ask, task, CallFault::Failed));
    [Event::TaskFailed { task: task.id, text }].into_iter().chain(back).collect()
}

/// Why and until when, from the one rule the data map has for the system, where nobody said it. Who looks again says it.
fn kept(ask: &Ask<'_>, task: &Task, facts: TaskFacts) -> TaskFacts {
    if task.kind == TaskKind::LookAgain {
        return facts;
    }
    let system = ask.env.policy.data_map.system(&task.system);
    match system.map(|system| system.retention.as_slice()) {
        Some([rule]) if facts.basis.is_none() => {
            let until = facts.until.or_else(|| rule.period.end(ask.env.today()));
            TaskFacts { basis: Some(rule.basis), until, ..facts }
        }
        _ => facts,
    }
}

/// Whoever got data that was corrected or erased must be told (GDPR Art. 19).
fn recipients(ask: &Ask<'_>, task: &Task, result: TaskResult) -> Option<Event> {
    let changed = result == TaskResult::Corrected || result.is_destructive();
    let system = ask.env.policy.data_map.system(&task.system)?;
    let planned = |other: &Task| {
        other.kind == TaskKind::TellRecipients
            && other.system == task.system
            && other.right == task.right
    };
    if !changed || system.recipients.is_empty() || ask.case.tasks.iter().any(planned) {
        return None;
    }
    let kind = TaskKind::TellRecipients;
    let due_on = data_map::due_on(kind, dates(ask));
    let id = TaskId(last(ask).saturating_add(1));
    let planned =
        Task::open(id, task.right, task.system.clone(), kind, due_on, data_map::with(system, kind));
    Some(Event::TaskAdded { planned, reason: None })
}

fn add(ask: &Ask<'_>, right: Right, system: &str, reason: &Prose) -> Decision {
    let item = ask.case.item(right).ok_or_else(|| ask.no(RefusalCode::NoItemForRight))?;
    ask.ensure(!item.state.is_settled(), RefusalCode::RightSettled)?;
    known(ask, &[system.to_owned()])?;
    let same = |task: &Task| task.is_open() && task.system == system && task.right == right;
    ask.ensure(!ask.case.tasks.iter().any(same), RefusalCode::TaskExists)?;
    let planned = planned(ask, &[right], Some(&[system.to_owned()]));
    let kinds: Vec<TaskKind> = planned.iter().map(|task| task.kind).collect();
    let lapse = lapse(ask, right, &kinds);
    let reason = Some(reason.sealed.clone());
    let added = |planned| Event::TaskAdded { planned, reason: reason.clone() };
    let added = planned.into_iter().map(added);
    Ok(added.chain(lapse).collect())
}

/// Whoever released a right did not see what destroys more for it now: it waits to be released again.
fn lapse(ask: &Ask<'_>, right: Right, kinds: &[TaskKind]) -> Option<Event> {
    let state = &ask.case.item(right)?.state;
    let released = matches!(state, ItemState::Approved | ItemState::CoolingOff { .. });
    let more = kinds.iter().any(|kind| kind.is_destructive());
    (released && more).then_some(Event::ReleaseLapsed { right })
}

/// One task per system and right, from the data map in force or from the systems a person chose, with a reason where
/// they are others.
pub(super) fn plan(ask: &Ask<'_>, choice: Option<&PlanChoice>) -> Result<Vec<Task>, Refusal> {
    let rights: Vec<Right> = ask.case.rights().collect();
    let systems = choice.map(|choice| choice.systems.as_slice());
    known(ask, systems.unwrap_or_default())?;
    let usual = data_map::chosen_systems(&ask.env.policy.data_map, &rights);
    let others = choice
        .is_some_and(|choice| choice.reason.is_none() && !same_systems(&usual, &choice.systems));
    ask.ensure(!others, RefusalCode::ReasonNeeded)?;
    Ok(planned(ask, &rights, systems))
}

/// [`plan`], without what was planned before: identity is accepted again after a change of address.
pub(super) fn plan_missing(
    ask: &Ask<'_>,
    choice: Option<&PlanChoice>,
) -> Result<Vec<Task>, Refusal> {
    let known = |new: &Task| {
        let same = |old: &Task| {
            (old.right, old.kind, &old.system) == (new.right, new.kind, &new.system)
                && old.state != TaskState::Dropped
        };
        ask.case.tasks.iter().any(same)
    };
    let mut planned = plan(ask, choice)?;
    planned.retain(|task| !known(task));
    Ok(planned)
}

fn same_systems(some: &[String], others: &[String]) -> bool {
    let covers = |all: &[String], part: &[String]| part.iter().all(|key| all.contains(key));
    covers(some, others) && covers(others, some)
}

fn known(ask: &Ask<'_>, systems: &[String]) -> Result<(), Refusal> {
    let map = &ask.env.policy.data_map;
    let all = systems.iter().all(|key| map.system(key).is_some());
    ask.ensure(all, RefusalCode::NoSuchSystem)
}

fn planned(ask: &Ask<'_>, rights: &[Right], systems: Option<&[String]>) -> Vec<Task> {
    let what = Planned { rights, systems, last: last(ask), dates: dates(ask) };
    data_map::plan(&ask.env.policy.data_map, &what)
}

pub(super) fn last(ask: &Ask<'_>) -> u32 {
    ask.case.tasks.iter().map(|task| task.id.0).max().unwrap_or(0)
}

fn dates(ask: &Ask<'_>) -> Dates {
    let case = ask.case;
    Dates { today: ask.env.today(), target_on: case.target_on(), due_on: case.due_on() }
}
