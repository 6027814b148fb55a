//! What events of tasks change.

use chrono::NaiveDate;

use crate::case::Case;
use crate::ids::TaskId;
use crate::item::{Task, TaskState, TaskWith};
use crate::vocabulary::ReturnReason;
use crate::workflow::event::{Event, Happened};

#[expect(clippy::wildcard_enum_match_arm, reason = "the other functions apply the rest")]
pub(super) fn apply_tasks(case: &mut Case, happened: &Happened) {
    let at = happened.at;
    match &happened.event {
        Event::TaskCompleted { task, result, facts, details } => {
            let (result, facts, details) = (*result, *facts, details.clone());
            change(case, *task, |task| {
                task.state = TaskState::Done { result, facts, details, at };
                task.question = None;
                task.fell_back = None;
            });
        }
        Event::TaskFailed { task, .. } => {
            change(case, *task, |task| task.failures = task.failures.saturating_add(1));
        }
        Event::TaskReopened { task, .. } => change(case, *task, |task| {
            task.state = TaskState::Open;
            task.failures = 0;
            task.sent = false;
            task.followed = false;
            forget_alarms(task);
        }),
        Event::TaskPreviewed { task, preview } => {
            change(case, *task, |task| task.preview = Some(preview.clone()));
        }
        Event::TaskAdded { planned, .. } => case.tasks.push(planned.clone()),
        Event::LookAgainOpened { planned, .. } => {
            let same = |task: &&mut Task| {
                !task.is_open() && task.right == planned.right && task.system == planned.system
            };
            case.tasks.iter_mut().filter(same).for_each(|task| task.followed = true);
            case.tasks.push(planned.clone());
        }
        Event::TaskDropped { task, .. } => {
            change(case, *task, |task| task.state = TaskState::Dropped);
        }
        Event::TaskReminderDue { task } => change(case, *task, |task| task.reminded = true),
        Event::TaskOverdue { task, day } => change(case, *task, |task| task.chased_on = Some(*day)),
        Event::DeadlineExtended { from, to, .. }
        | Event::DeadlineRecomputed { from, to, .. }
        | Event::ReceivedDateCorrected { due_from: from, due_to: to, .. } => {
            shift(case, *from, *to);
        }
        event => apply_hands(case, event, &happened.by),
    }
}

/// Whose hands a task is in.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other functions apply the rest")]
fn apply_hands(case: &mut Case, event: &Event, by: &str) {
    match event {
        Event::TaskAssigned { task, with, words } => change(case, *task, |task| {
            task.with = *with;
            task.assigned.clone_from(words);
            task.given_by = (*with == TaskWith::Other).then(|| by.to_owned());
            task.question = None;
            task.failures = 0;
            task.sent = false;
            task.fell_back = None;
        }),
        Event::TaskSent { task } => change(case, *task, |task| task.sent = true),
        Event::TaskFellBack { task, with, why } => change(case, *task, |task| {
            task.with = *with;
            task.sent = false;
            task.fell_back = Some(*why);
        }),
        Event::TaskReturned { task, why: ReturnReason::NotMine, text } => {
            change(case, *task, |task| {
                task.sent = false;
                task.with = TaskWith::Desk;
                task.assigned = None;
                task.question = Some(text.clone());
            });
        }
        Event::TaskReturned { task, why: ReturnReason::Question, text } => {
            change(case, *task, |task| task.question = Some(text.clone()));
        }
        _ => {}
    }
}

fn change(case: &mut Case, id: TaskId, with: impl FnOnce(&mut Task)) {
    if let Some(task) = case.tasks.iter_mut().find(|task| task.id == id) {
        with(task);
    }
}

fn forget_alarms(task: &mut Task) {
    task.reminded = false;
    task.chased_on = None;
}

/// Open tasks move with the date of the answer.
fn shift(case: &mut Case, from: NaiveDate, to: NaiveDate) {
    let days = to.signed_duration_since(from);
    for task in case.tasks.iter_mut().filter(|task| task.is_open() && !days.is_zero()) {
        task.due_on = task.due_on.checked_add_signed(days).unwrap_or(task.due_on);
        forget_alarms(task);
    }
}
