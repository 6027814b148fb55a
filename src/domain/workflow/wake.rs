//! When time alone changes something. One list of alarms serves `wake_at` and `Tick`.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};

use super::decide::{cooling_until, forget_at, kept_until};
use super::{Env, may_start};
use crate::case::Case;
use crate::deadline::Clock;
use crate::file::Package;
use crate::ids::TaskId;
use crate::item::{Task, TaskWith};
use crate::vocabulary::Stage;

/// Something that happens at a moment by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alarm {
    ConfirmReminder,
    Expire,
    Reminder(u32),
    Missed,
    ComplaintMissed,
    Overdue,
    Unassigned,
    RequesterReminder,
    ExtensionLimit(NaiveDate),
    AddressLapses,
    AddressCounts,
    PackageEnds,
    CoolingOffEnds,
    TaskReminder(TaskId),
    TaskOverdue(TaskId),
    LegalHoldsEnd,
    LookAgain(TaskId),
    Forget,
}

/// Days before its date on which a task's owner is reminded, once.
const TASK_REMINDER_DAYS: u64 = 2;
/// Days between two chasers of a late task.
const CHASER_DAYS: u64 = 3;
/// Reminders go out at this local hour, so that nobody is woken at midnight.
const REMINDER_HOUR: i64 = 8;

/// The next moment when [`super::Command::Tick`] would do something.
pub fn wake_at(case: &Case, env: &Env<'_>) -> Option<DateTime<Utc>> {
    alarms(case, env).into_iter().map(|(at, _)| at).min()
}

/// Every alarm that is still set, past ones included.
pub(super) fn alarms(case: &Case, env: &Env<'_>) -> Vec<(DateTime<Utc>, Alarm)> {
    let mut alarms = Vec::new();
    let last = case.legal_holds.iter().filter_map(|hold| hold.until?.succ_opt()).min();
    alarms.extend(last.map(|day| (env.start_of(day), Alarm::LegalHoldsEnd)));
    match case.stage {
        Stage::Unconfirmed => unconfirmed(case, env, &mut alarms),
        Stage::Verifying | Stage::Working | Stage::Review => open(case, env, &mut alarms),
        Stage::Closed if case.needs_work() => complaint(case, env, &mut alarms),
        Stage::Closed => {
            alarms.extend(forget_at(case, env.policy.retention_days).map(|at| (at, Alarm::Forget)));
        }
    }
    for task in case.tasks.iter().filter(|task| may_start(case, task, env.policy)) {
        tasks(task, env, &mut alarms);
    }
    if case.erased_at.is_none() {
        // What goes by age before that day is not looked at again.
        let end = kept_until(case, env.policy.retention_days);
        let days = case.tasks.iter().filter_map(|task| Some((task.id, task.look_again_on()?)));
        let days = days.map(|(task, day)| (morning(env, day), Alarm::LookAgain(task)));
        alarms.extend(days.filter(|(at, _)| end.is_none_or(|end| *at < end)));
    }
    if let Some(Package::Ready { until, .. }) = &case.package {
        alarms.push((*until, Alarm::PackageEnds));
    }
    alarms
}

fn unconfirmed(case: &Case, env: &Env<'_>, alarms: &mut Vec<(DateTime<Utc>, Alarm)>) {
    let since = case.intake.recorded_at;
    let after = |span: TimeDelta| since.checked_add_signed(span);
    if !case.confirmation.reminded {
        let hours = TimeDelta::hours(i64::from(env.policy.unconfirmed_reminder_hours));
        alarms.extend(after(hours).map(|at| (at, Alarm::ConfirmReminder)));
    }
    let days = TimeDelta::days(i64::from(env.policy.unconfirmed_days));
    alarms.extend(after(days).map(|at| (at, Alarm::Expire)));
}

fn open(case: &Case, env: &Env<'_>, alarms: &mut Vec<(DateTime<Utc>, Alarm)>) {
    due_date(case, env, alarms);
    unassigned(case, env, alarms);
    if let Some(waiting) = case.waiting.as_ref().filter(|waiting| !waiting.reminded) {
        let days = TimeDelta::days(i64::from(env.policy.requester_reminder_days));
        let at = waiting.since.checked_add_signed(days);
        alarms.extend(at.map(|at| (at, Alarm::RequesterReminder)));
    }
    if let Some(pending) = &case.extension
        && let Some(after) = pending.notice_by.succ_opt()
    {
        alarms.push((env.start_of(after), Alarm::ExtensionLimit(pending.notice_by)));
    }
    alarms.extend(cooling_until(case).map(|at| (at, Alarm::CoolingOffEnds)));
    address(case, alarms);
}

/// A change of address ends unconfirmed, or counts; never while everything stands still.
fn address(case: &Case, alarms: &mut Vec<(DateTime<Utc>, Alarm)>) {
    let Some(change) = &case.address else {
        return;
    };
    alarms.extend(change.lapses_at().map(|at| (at, Alarm::AddressLapses)));
    let counts_at = change.counts_at.filter(|_| case.hold.is_none());
    alarms.extend(counts_at.map(|at| (at, Alarm::AddressCounts)));
}

/// A closed request with an open complaint: the date of the decision, and somebody to prepare it.
fn complaint(case: &Case, env: &Env<'_>, alarms: &mut Vec<(DateTime<Utc>, Alarm)>) {
    unassigned(case, env, alarms);
    let Some(complaint) = case.open_complaint() else {
        return;
    };
    if let Some(clock) = complaint.effective_clock() {
        let late = complaint.is_late(env.now, env.zones);
        let missed = complaint.missed.is_none().then_some(Alarm::ComplaintMissed);
        reminders(case, env, clock, late, missed, alarms);
    }
}

fn unassigned(case: &Case, env: &Env<'_>, alarms: &mut Vec<(DateTime<Utc>, Alarm)>) {
    if case.assignee.is_none() && !case.alarms.escalated {
        let since = case.unassigned_since.unwrap_or(case.intake.recorded_at);
        let day = working_days_after(env.date_at(since), env.policy.unassigned_working_days);
        alarms.push((morning(env, day), Alarm::Unassigned));
    }
}

/// An owner is reminded before the date and chased after it; the desk, which sees its tasks, is told once. A system is no
/// person: what it has not done by then goes back to people.
fn tasks(task: &Task, env: &Env<'_>, alarms: &mut Vec<(DateTime<Utc>, Alarm)>) {
    let own = matches!(task.with, TaskWith::Desk | TaskWith::System);
    if !own && !task.reminded && env.today() <= task.due_on {
        let day = task.due_on.checked_sub_days(Days::new(TASK_REMINDER_DAYS));
        alarms.extend(day.map(|day| (morning(env, day), Alarm::TaskReminder(task.id))));
    }
    let next = match task.chased_on {
        None => task.due_on.succ_opt(),
        Some(_) if own => None,
        Some(day) => day.checked_add_days(Days::new(CHASER_DAYS)),
    };
    alarms.extend(next.map(|day| (morning(env, day), Alarm::TaskOverdue(task.id))));
}

fn due_date(case: &Case, env: &Env<'_>, alarms: &mut Vec<(DateTime<Utc>, Alarm)>) {
    let Some(clock) = case.effective_clock() else {
        return;
    };
    let late = env.is_late(case);
    if case.first_closed_at.is_some() && !late {
        return;
    }
    let missed = case.missed.is_none().then_some(Alarm::Missed);
    reminders(case, env, clock, late, missed, alarms);
}

/// Before the date, when it is over, and every day from then on.
fn reminders(
    case: &Case,
    env: &Env<'_>,
    clock: &Clock,
    late: bool,
    missed: Option<Alarm>,
    alarms: &mut Vec<(DateTime<Utc>, Alarm)>,
) {
    for days in &env.policy.reminder_days {
        // After a standstill nobody is told that what is late is due.
        if !late
            && !case.alarms.reminded.contains(days)
            && let Some(day) = clock.due_on.checked_sub_days(Days::new(u64::from(*days)))
        {
            alarms.push((morning(env, day), Alarm::Reminder(*days)));
        }
    }
    let Some(after) = clock.due_on.succ_opt() else {
        return;
    };
    alarms.extend(missed.map(|alarm| (env.zones.start_of_day(&clock.zone, after), alarm)));
    let next = case.alarms.overdue_on.and_then(|day| day.succ_opt()).unwrap_or(after).max(after);
    alarms.push((morning(env, next), Alarm::Overdue));
}

fn morning(env: &Env<'_>, day: NaiveDate) -> DateTime<Utc> {
    let start = env.start_of(day);
    start.checked_add_signed(TimeDelta::hours(REMINDER_HOUR)).unwrap_or(start)
}

fn working_days_after(from: NaiveDate, days: u32) -> NaiveDate {
    let mut day = from;
    let mut left = days;
    while left > 0 {
        let Some(next) = day.succ_opt() else {
            return day;
        };
        day = next;
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left = left.saturating_sub(1);
        }
    }
    day
}
