//! Reports that come by themselves: somebody of the desk has one made every day, week or month; the
//! worker makes it as at that instant and mails a link to it, never the file.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde_json::json;

use super::order::{Format, Kind, Order, People};
use super::runs::{self, Run, staff_of};
use crate::access::require;
use crate::journal::{self, DeskEvent, Stream};
use crate::{Deps, ServiceError, notices};
use domain::access::Permission;
use domain::actor::Actor;
use domain::intake::FieldErrors;
use domain::message::NoticeKind;
use domain::report::{Every, Span};
use storage::WriteTx;
use storage::report_runs as rows;
use storage::report_schedules::{self as schedules, Schedule};
use storage::staff::{self as accounts, StaffState};
use text::contexts::mail::StaffMail;

/// The most schedules of one colleague.
const MOST: usize = 20;
/// Schedules looked at in one round.
const BATCH: i64 = 50;

/// A report that comes by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: String,
    /// Which report.
    pub kind: Kind,
    /// As what.
    pub format: Format,
    /// How often.
    pub every: Every,
    /// Of whom.
    pub people: People,
    /// Only under this rule.
    pub law: Option<String>,
    /// When it is made next.
    pub next_at: DateTime<Utc>,
    /// Whether it rests.
    pub paused: bool,
}

impl Delivery {
    fn of(row: &Schedule) -> Result<Self, ServiceError> {
        let unknown = || {
            let why = "an unknown report, format or rhythm".to_owned();
            storage::StoreError::corrupt("report_schedules", &row.id, why)
        };
        Ok(Self {
            id: row.id.clone(),
            kind: Kind::from_text(&row.kind).ok_or_else(unknown)?,
            format: Format::from_text(&row.format).ok_or_else(unknown)?,
            every: Every::from_text(&row.every).ok_or_else(unknown)?,
            people: People::from_text(&row.people).ok_or_else(unknown)?,
            law: row.law.clone(),
            next_at: row.next_at,
            paused: row.paused_at.is_some(),
        })
    }

    /// What is ordered when it is made at an instant. The yearly numbers are those of the year so far.
    fn order(&self, deps: &Deps, at: DateTime<Utc>) -> Order {
        let mut span = self.every.span(deps.local_date(at));
        if self.kind == Kind::CcpaMetrics {
            let first = NaiveDate::from_ymd_opt(span.to.year(), 1, 1);
            span = Span { from: first.unwrap_or(span.from), to: span.to };
        }
        Order {
            kind: self.kind,
            span,
            as_at: Some(at),
            format: self.format,
            law: self.law.clone(),
            people: self.people,
            personal: None,
        }
    }
}

/// A schedule as typed.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    /// Which report.
    pub kind: &'a str,
    /// As what.
    pub format: &'a str,
    /// How often.
    pub every: &'a str,
    /// Of whom.
    pub people: &'a str,
    /// Only under this rule; empty for all.
    pub law: &'a str,
}

/// The schedules of the actor, the oldest first.
pub fn list(deps: &Deps, actor: &Actor) -> Result<Vec<Delivery>, ServiceError> {
    require(actor, Permission::ReadReports)?;
    let staff = staff_of(actor)?;
    let found = deps.store.read(|tx| schedules::of_staff(tx, staff))?;
    found.iter().map(Delivery::of).collect()
}

/// Has a report made from now on.
pub fn create(deps: &Deps, actor: &Actor, typed: &Typed<'_>) -> Result<(), ServiceError> {
    require(actor, Permission::ReadReports)?;
    let staff = staff_of(actor)?.to_owned();
    let mut errors = FieldErrors::new();
    let mut wrong = |field, sentence: &str| errors.insert(field, sentence.to_owned());
    let kind = Kind::from_text(typed.kind);
    if kind.is_none() {
        wrong("kind", "Choose which report.");
    }
    let every = Every::from_text(typed.every);
    if every.is_none() {
        wrong("every", "Choose how often.");
    }
    let people = People::from_text(typed.people);
    if people.is_none() {
        wrong("people", "Choose of whom.");
    }
    if !typed.law.is_empty() && deps.policy.rule(typed.law).is_none() {
        wrong("law", "Choose a law of the list.");
    }
    let format = kind.map(|kind| Format::parse(deps, kind, typed.format)).transpose();
    if let Err(ServiceError::Fields(more)) = &format {
        errors.extend(more.clone());
    }
    let (Ok(Some(format)), Some(kind), Some(every), Some(people), true) =
        (format, kind, every, people, errors.is_empty())
    else {
        return Err(ServiceError::Fields(errors));
    };
    let now = deps.now();
    let new = Schedule {
        id: deps.ids.uuid(),
        staff_id: staff,
        kind: kind.as_str().to_owned(),
        format: format.as_str().to_owned(),
        every: every.as_str().to_owned(),
        people: people.as_str().to_owned(),
        law: (!typed.law.is_empty()).then(|| typed.law.to_owned()),
        created_at: now,
        next_at: every.next(now, &deps.policy.zone, deps.zones.as_ref()),
        paused_at: None,
    };
    let (inner, actor) = (deps.clone(), actor.clone());
    deps.store.clone().write(move |tx| {
        if schedules::of_staff(tx, &new.staff_id)?.len() >= MOST {
            let sentence = "Twenty scheduled reports are the most. Remove one first.".to_owned();
            return Err(ServiceError::Fields(FieldErrors::from([("kind", sentence)])));
        }
        schedules::insert(tx, &new)?;
        note(tx, &inner, &actor, DeskEvent::ReportScheduled, &new)
    })
}

/// What can be done with a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Let it rest.
    Pause,
    /// Let it go on, from its next time.
    Resume,
    /// End it.
    Remove,
}

/// Changes a schedule of the actor's own. Done already, it changes nothing.
pub fn change(deps: &Deps, actor: &Actor, id: &str, change: Change) -> Result<(), ServiceError> {
    require(actor, Permission::ReadReports)?;
    let (inner, actor, id) = (deps.clone(), actor.clone(), id.to_owned());
    deps.store.clone().write(move |tx| {
        let now = inner.now();
        let found = schedules::get(tx, &id)?;
        let staff = staff_of(&actor)?;
        let row = found.filter(|row| row.staff_id == staff).ok_or(ServiceError::NotFound)?;
        let every = Delivery::of(&row)?.every;
        match change {
            Change::Pause => schedules::set_paused(tx, &id, Some(now), row.next_at)?,
            Change::Resume => {
                // What it missed while it rested was not wanted.
                let next = every.next(now, &inner.policy.zone, inner.zones.as_ref());
                schedules::set_paused(tx, &id, None, next)?;
            }
            Change::Remove => schedules::remove(tx, &id, now)?,
        }
        let event = match change {
            Change::Pause => DeskEvent::ReportPaused,
            Change::Resume => DeskEvent::ReportResumed,
            Change::Remove => DeskEvent::ReportUnscheduled,
        };
        note(tx, &inner, &actor, event, &row)
    })
}

fn note(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    event: DeskEvent,
    row: &Schedule,
) -> Result<(), ServiceError> {
    let body = json!({
        "every": row.every,
        "format": row.format,
        "kind": row.kind,
        "law": row.law,
        "people": row.people,
        "schedule": row.id,
    });
    journal::append(tx, deps, actor, Stream::Account(&row.staff_id), event, &body)
}

/// Orders what is due. Times that were missed are made up for once, by the latest; a colleague whose
/// account is out of use gets nothing. How many were ordered.
pub fn plan(deps: &Deps) -> Result<usize, ServiceError> {
    let now = deps.now();
    let due = deps.store.read(|tx| schedules::due(tx, now, BATCH))?;
    let mut ordered = 0_usize;
    for row in due {
        let inner = deps.clone();
        let new = deps.store.write::<bool, ServiceError>(move |tx| {
            let delivery = Delivery::of(&row)?;
            let (zone, zones) = (&inner.policy.zone, inner.zones.as_ref());
            let next = delivery.every.next(now, zone, zones);
            if !schedules::advance(tx, &row, next)? || runs::owner(tx, &row.staff_id)?.is_none() {
                return Ok(false);
            }
            let at = delivery.every.latest(row.next_at, now, zone, zones);
            let order = delivery.order(&inner, at);
            let run = runs::new_run(&inner, &row.staff_id, Some(&row.id), &order, at)?;
            let once = format!("{}:{}", row.id, domain::audit::instant(at));
            Ok(rows::insert(tx, &run, Some(&once))?)
        })?;
        ordered = ordered.saturating_add(usize::from(new));
    }
    Ok(ordered)
}

/// Mails the link to a report that is there, again.
pub fn send_again(deps: &Deps, actor: &Actor, id: &str) -> Result<(), ServiceError> {
    let run = runs::find(deps, actor, id)?;
    if run.row.state != runs::RunState::Ready {
        return Err(ServiceError::NotFound);
    }
    let inner = deps.clone();
    deps.store.clone().write(move |tx| mail(tx, &inner, &run, None))
}

/// Queues the mail with the link; nothing for an account that is out of use.
pub(super) fn mail(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    run: &Run,
    once: Option<String>,
) -> Result<(), ServiceError> {
    let member = accounts::get(tx, &run.row.staff_id)?;
    let Some(member) = member.filter(|member| member.state == StaffState::Active) else {
        return Ok(());
    };
    let path = format!("/desk/reports/runs/{}", run.row.id);
    let link = deps.settings.server.public_url.link(&path);
    let mut mail = StaffMail::new(notices::organisation(deps), &link);
    mail.name = Some(member.name.clone());
    mail.report = Some(run.name());
    mail.kept_until = Some(deps.local_date(run.row.expires_at));
    let kind = NoticeKind::StaffReport;
    let message = deps.texts.mail(kind, &member.email, Some(&member.name), &mail.into())?;
    notices::put_desk_mail(tx, deps, &message, "staff", once)?;
    Ok(())
}
