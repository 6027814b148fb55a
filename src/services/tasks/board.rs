//! The board: every open task of every request in work, what is due first at the top. It names systems, teams and
//! references, and nobody whose data it is, so looking at it is no read of personal data.

use chrono::NaiveDate;

use crate::access::require;
use crate::{Deps, ServiceError, policy};
use domain::access::Permission;
use domain::actor::Actor;
use domain::case::Case;
use domain::data_map::DataMap;
use domain::ids::TaskId;
use domain::item::{Task, TaskWith};
use domain::vocabulary::Right;
use domain::workflow::may_start;
use storage::open_tasks::{self, Narrow, Place};
use storage::{Reads, cases};

/// Rows of a page.
const ROWS: usize = 50;

/// What the board is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Only of the system with this key.
    pub system: Option<String>,
    /// Only for this right.
    pub right: Option<Right>,
    /// Only in these hands.
    pub with: Option<TaskWith>,
    /// Only those whose day has passed.
    pub late: bool,
    /// Only those handed back or asked about.
    pub handed_back: bool,
    /// Where the page begins, as the page before said.
    pub after: Option<String>,
}

/// A task with its request.
#[derive(Debug, Clone)]
pub struct BoardLine {
    /// The request.
    pub case: Case,
    /// The task.
    pub task: Task,
    /// Whether it may be worked on now.
    pub ready: bool,
}

/// A page of the board.
#[derive(Debug, Clone)]
pub struct Board {
    /// The tasks.
    pub lines: Vec<BoardLine>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many fit what was asked for.
    pub total: u64,
    /// How many are open, late and handed back, whatever was asked for.
    pub counts: BoardCounts,
    /// How many each system has, by key.
    pub systems: Vec<(String, u64)>,
    /// The map in force.
    pub map: DataMap,
}

/// Numbers of the board.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BoardCounts {
    /// Open.
    pub open: u64,
    /// Open after their day.
    pub late: u64,
    /// Handed back or asked about.
    pub handed_back: u64,
}

/// Reads a page of the board.
///
/// Errors: forbidden.
pub fn board(deps: &Deps, actor: &Actor, asked: &Asked) -> Result<Board, ServiceError> {
    require(actor, Permission::ReadCases)?;
    let today = deps.local_date(deps.now());
    let narrow = Narrow {
        system: asked.system.clone(),
        right: asked.right,
        with: asked.with,
        due_before: asked.late.then_some(today),
        handed_back: asked.handed_back,
    };
    let after = asked.after.as_deref().and_then(place_in);
    deps.store.read(|tx| {
        let deps = &policy::in_force(tx, deps)?;
        let limit = i64::try_from(ROWS.saturating_add(1)).unwrap_or(i64::MAX);
        let mut places = open_tasks::page(tx, &narrow, after.as_ref(), limit)?;
        let more = places.len() > ROWS;
        places.truncate(ROWS);
        let mut ids: Vec<String> = places.iter().map(|place| place.case.clone()).collect();
        ids.dedup();
        let found = cases::load_many(tx, &ids)?;
        let line = |place: &Place| {
            let case = found.iter().find(|case| case.id.as_str() == place.case)?.clone();
            let task = case.task(place.task)?.clone();
            let ready = may_start(&case, &task, &deps.policy);
            Some(BoardLine { case, task, ready })
        };
        let systems = open_tasks::by_system(tx)?.into_iter();
        Ok(Board {
            lines: places.iter().filter_map(line).collect(),
            next: places.last().filter(|_| more).map(place_out),
            total: unsigned(open_tasks::count(tx, &narrow)?),
            counts: counts(tx, today)?,
            systems: systems.map(|(key, count)| (key, unsigned(count))).collect(),
            map: deps.policy.data_map.clone(),
        })
    })
}

/// Numbers of the board, for the frame of every page.
pub fn counts(tx: &mut dyn Reads, today: NaiveDate) -> Result<BoardCounts, ServiceError> {
    let none = Narrow::default;
    let mut count = |narrow: Narrow| open_tasks::count(tx, &narrow).map(unsigned);
    Ok(BoardCounts {
        open: count(none())?,
        late: count(Narrow { due_before: Some(today), ..none() })?,
        handed_back: count(Narrow { handed_back: true, ..none() })?,
    })
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

fn place_out(place: &Place) -> String {
    format!("{}.{}.{}", place.due_on, place.case, place.task)
}

/// A place nobody gave out begins at the beginning.
fn place_in(text: &str) -> Option<Place> {
    let mut parts = text.splitn(3, '.');
    let due_on = parts.next()?.parse().ok()?;
    let case = parts.next()?.to_owned();
    Some(Place { due_on, case, task: TaskId::parse(parts.next()?)? })
}
