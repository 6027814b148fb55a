//! What the pages of the desk read: the numbers in the frame, the queue with the people in it, searches.
//!
//! A list that names people is a read of personal data: it leaves its entry in the journal.

mod saved;
mod search;

pub use saved::{Filters, Saved, delete_view, rename_view, save_view};
pub use search::{Found, recall_search, remember_search};

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::json;

use super::access::require;
use super::health::{self, Heartbeat};
use super::journal::{self, DeskEvent, Stream};
use super::lists::{self, Listing};
use super::staff::StaffSession;
use super::{Deps, ServiceError, dossier};
use domain::access::Permission;
use domain::actor::Actor;
use domain::case::Case;
use domain::ids::Reference;
use domain::person::Person;
use storage::views::queue::{self, After, Line, Narrow, View};
use storage::{Reads, outbox};
use text::contexts::desk_nav::Counts;

/// So many days before the due date a request is close.
pub const SOON_DAYS: u64 = 3;

/// What the frame of every page shows.
#[derive(Debug, Clone)]
pub struct Frame {
    /// How much is behind each place; zeros for those who see no cases.
    pub counts: Counts,
    /// Whether the clock runs.
    pub heartbeat: Heartbeat,
    /// The reader's saved views.
    pub saved: Vec<Saved>,
}

/// Reads the frame for someone of the desk.
pub fn frame(deps: &Deps, session: &StaffSession) -> Result<Frame, ServiceError> {
    let heartbeat = health::worker_alive(deps)?;
    if !Permission::ReadCases.held_by(&session.roles) {
        return Ok(Frame { counts: Counts::default(), heartbeat, saved: Vec::new() });
    }
    let today = deps.local_date(deps.now());
    let me = session.id.0.clone();
    let (counts, saved) = deps.store.read(|tx| {
        let saved = saved::saved(tx, deps, &session.id)?;
        let mut count = |view| queue::count(tx, &view).map(unsigned);
        let counts = Counts {
            mine: count(View::Owner(me))?,
            unassigned: count(View::Unassigned)?,
            open: count(View::Open)?,
            overdue: count(View::Overdue(today))?,
            waiting: count(View::Waiting)?,
            complaints: count(View::Complaints)?,
            unconfirmed: count(View::Unconfirmed)?,
            dead: dead(tx)?,
            late_tasks: super::tasks::counts(tx, today)?.late,
        };
        Ok::<_, ServiceError>((counts, saved))
    })?;
    Ok(Frame { counts, heartbeat, saved })
}

fn dead(tx: &mut dyn Reads) -> Result<u64, ServiceError> {
    let counts = outbox::counts(tx)?;
    let dead = counts.into_iter().find(|(state, _)| *state == outbox::OutboxState::Dead);
    Ok(dead.map_or(0, |(_, count)| unsigned(count)))
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// A row of the queue.
#[derive(Debug, Clone)]
pub struct QueueLine {
    /// The case and what happened last.
    pub line: Line,
    /// Who asks; `None` once erased.
    pub person: Option<Person>,
}

/// A page of the queue.
#[derive(Debug, Clone)]
pub struct QueueView {
    /// The rows.
    pub lines: Vec<QueueLine>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many the view holds, when nothing narrows it and it is not everything.
    pub total: Option<u64>,
}

/// Reads a page of the queue with the people in it.
pub fn queue(deps: &Deps, actor: &Actor, listing: &Listing) -> Result<QueueView, ServiceError> {
    require(actor, Permission::ReadCases)?;
    let (inner, actor, listing) = (deps.clone(), actor.clone(), listing.clone());
    deps.store.clone().write(move |tx| {
        let page = lists::page(tx, &listing)?;
        let mut rows = Vec::with_capacity(page.lines.len());
        for line in page.lines {
            let person = dossier::person(tx, &inner, &line.case.id, &line.case.intake.person)?;
            rows.push(QueueLine { line, person });
        }
        if !rows.is_empty() {
            let body = json!({ "cases": rows.len() });
            let stream = Stream::Reads(&actor);
            journal::append(tx, &inner, &actor, stream, DeskEvent::ListRead, &body)?;
        }
        // All requests there ever were are not counted for a page.
        let total = match is_narrowed(&listing.narrow) || listing.view == View::All {
            true => None,
            false => Some(unsigned(queue::count(tx, &listing.view)?)),
        };
        Ok(QueueView { lines: rows, next: page.next, total })
    })
}

fn is_narrowed(narrow: &Narrow) -> bool {
    *narrow != Narrow::default()
}

/// What needs attention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attention {
    /// Due within three days and not late.
    pub soon: u64,
    /// Of those, without an owner.
    pub soon_unassigned: u64,
    /// When the oldest request without an owner arrived.
    pub oldest_unassigned: Option<DateTime<Utc>>,
    /// Requesters who wrote and were not answered.
    pub replies: u64,
    /// Open requests of high priority.
    pub high: u64,
}

/// Counts what needs attention, beyond what the frame counts.
pub fn attention(deps: &Deps, actor: &Actor) -> Result<Attention, ServiceError> {
    require(actor, Permission::ReadCases)?;
    let soon = soon(deps.local_date(deps.now()));
    deps.store.read(|tx| {
        Ok(Attention {
            soon: unsigned(queue::count(tx, &soon)?),
            soon_unassigned: unsigned(queue::count_unassigned(tx, &soon)?),
            oldest_unassigned: queue::oldest(tx, &View::Unassigned)?,
            replies: unsigned(queue::count(tx, &View::Replies)?),
            high: unsigned(queue::count(tx, &View::HighPriority)?),
        })
    })
}

/// The view of what is close: due today or within three days.
pub fn soon(today: NaiveDate) -> View {
    let until = today.checked_add_days(Days::new(SOON_DAYS)).unwrap_or(today);
    View::DueBetween(today, until)
}

/// The open request that follows one in the order of the queue.
pub fn next_after(deps: &Deps, case: &Case) -> Result<Option<Reference>, ServiceError> {
    if !case.needs_work() {
        return Ok(None);
    }
    let after = After { due_on: Some(case.work_due_on()), at: None, id: case.id.0.clone() };
    let narrow = Narrow::default();
    let (lines, _) =
        deps.store.read(|tx| queue::page(tx, &View::Open, &narrow, Some(&after), 1))?;
    Ok(lines.into_iter().next().map(|line| line.case.reference))
}
