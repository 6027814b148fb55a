//! Reports the worker makes: because they take long, or because their day has come. Each belongs to the
//! colleague it is made for, and is kept sealed until it expires.

mod making;

use std::io::{Seek as _, SeekFrom, Write as _};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::export::{self, Export};
use super::format::io;
use super::stream;
use super::{AsAt, Order};
use crate::access::require;
use crate::journal::{self, DeskEvent, Stream};
use crate::{Deps, ServiceError};
use crypto::{SealContext, open};
use domain::access::Permission;
use domain::actor::Actor;
use storage::report_runs as rows;
use storage::{Reads, WriteTx};

pub(super) use making::owner;
pub use making::work;
pub use storage::report_runs::RunState;

/// Runs of a page.
pub const PAGE: usize = 20;

/// A report the worker makes or made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The row.
    pub row: rows::Run,
    /// What was ordered.
    pub order: Order,
}

impl Run {
    fn of(row: rows::Run) -> Result<Self, ServiceError> {
        Ok(Self { order: serde_json::from_str(&row.wanted)?, row })
    }

    /// The name its file has.
    pub fn name(&self) -> String {
        self.row.name.clone().unwrap_or_else(|| export::name_of(&self.order))
    }
}

/// Whether an order takes so long that the worker makes it. One with names and addresses is handed over
/// at once or not at all: it must not be kept.
pub fn is_long(deps: &Deps, order: &Order) -> Result<bool, ServiceError> {
    if order.personal.is_some() {
        return Ok(false);
    }
    let as_at = order.as_at.unwrap_or_else(|| deps.now());
    Ok(stream::size(deps, as_at, order.span)? > u64::from(deps.settings.reports.background_above))
}

/// Orders a report of the worker; its id.
pub fn ask(deps: &Deps, actor: &Actor, order: &Order) -> Result<String, ServiceError> {
    export::check(actor, order)?;
    let staff = staff_of(actor)?.to_owned();
    let at = order.as_at.unwrap_or_else(|| deps.now());
    let run = new_run(deps, &staff, None, order, at)?;
    let id = run.id.clone();
    deps.store.write::<bool, ServiceError>(move |tx| Ok(rows::insert(tx, &run, None)?))?;
    Ok(id)
}

pub(super) fn new_run(
    deps: &Deps,
    staff: &str,
    schedule: Option<&str>,
    order: &Order,
    as_at: DateTime<Utc>,
) -> Result<rows::Run, ServiceError> {
    let now = deps.now();
    let kept = TimeDelta::days(i64::from(deps.settings.reports.kept_days));
    Ok(rows::Run {
        id: deps.ids.uuid(),
        staff_id: staff.to_owned(),
        schedule_id: schedule.map(str::to_owned),
        wanted: serde_json::to_string(&Order { as_at: Some(as_at), ..order.clone() })?,
        as_at,
        state: RunState::Waiting,
        done: 0,
        total: 0,
        attempts: 0,
        name: None,
        lines: None,
        position: None,
        sha256: None,
        last_error: None,
        created_at: now,
        ended_at: None,
        expires_at: now.checked_add_signed(kept).unwrap_or(now),
    })
}

/// The colleague an actor is; runs belong to people only.
pub(super) fn staff_of(actor: &Actor) -> Result<&str, ServiceError> {
    actor.reference.as_deref().ok_or(ServiceError::Forbidden)
}

/// A run of the actor's own. Unknown ones and those of others answer alike.
pub fn find(deps: &Deps, actor: &Actor, id: &str) -> Result<Run, ServiceError> {
    require(actor, Permission::ReadReports)?;
    deps.store.read(|tx| own(tx, actor, id))
}

fn own(tx: &mut dyn Reads, actor: &Actor, id: &str) -> Result<Run, ServiceError> {
    let staff = staff_of(actor)?;
    let row = rows::get(tx, id)?.filter(|run| run.staff_id == staff);
    Run::of(row.ok_or(ServiceError::NotFound)?)
}

/// A page of the actor's own runs, the newest first; whether there are more.
pub fn list(
    deps: &Deps,
    actor: &Actor,
    before: Option<&str>,
) -> Result<(Vec<Run>, bool), ServiceError> {
    require(actor, Permission::ReadReports)?;
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX).saturating_add(1);
    let staff = staff_of(actor)?;
    let mut found = deps.store.read(|tx| rows::of_staff(tx, staff, before, limit))?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    Ok((found.into_iter().map(Run::of).collect::<Result<_, _>>()?, more))
}

/// Takes an order back that is still to be made; whoever makes it stops at the next look.
pub fn cancel(deps: &Deps, actor: &Actor, id: &str) -> Result<bool, ServiceError> {
    find(deps, actor, id)?;
    let (id, now) = (id.to_owned(), deps.now());
    deps.store.write::<bool, ServiceError>(move |tx| Ok(rows::cancel(tx, &id, now)?))
}

/// Fetches the file of a run; that it was fetched is journalled first.
pub fn file(deps: &Deps, actor: &Actor, id: &str) -> Result<Export, ServiceError> {
    let run = find(deps, actor, id)?;
    if run.row.state != RunState::Ready {
        return Err(ServiceError::NotFound);
    }
    let (inner, by, told) = (deps.clone(), actor.clone(), run.row.clone());
    deps.store.clone().write(move |tx| taken(tx, &inner, &by, &told))?;
    let mut file = tempfile::tempfile().map_err(io)?;
    for n in 0.. {
        let Some(sealed) = deps.store.read(|tx| rows::piece(tx, id, n))? else { break };
        let entry = piece_of(id, n);
        file.write_all(&open(deps.keys.desk(), place(&entry), &sealed)?).map_err(io)?;
    }
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    Ok(Export {
        file,
        name: run.name(),
        media: run.order.format.media(),
        rows: u64::try_from(run.row.lines.unwrap_or_default()).unwrap_or_default(),
        sha256: run.row.sha256.clone().unwrap_or_default(),
        as_at: AsAt { at: run.row.as_at, position: run.row.position.unwrap_or_default() },
    })
}

fn taken(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    run: &rows::Run,
) -> Result<(), ServiceError> {
    let body = json!({ "run": run.id, "sha256": run.sha256 });
    journal::append(tx, deps, actor, Stream::Exports, DeskEvent::ReportFetched, &body)
}

/// The name of a piece under its seal.
fn piece_of(id: &str, n: i64) -> String {
    format!("{id}:{n}")
}

fn place(entry: &str) -> SealContext<'_> {
    SealContext { purpose: "report", case: "desk", entry }
}
