//! Open tasks of requests in work, for the board: rewritten with each request whose tasks changed.

use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::connection::{MultiBackend, on_both};
use super::schema::open_tasks;
use super::store::HasDb;
use super::{Reads, StoreError, WriteTx};
use domain::case::Case;
use domain::ids::TaskId;
use domain::item::{Task, TaskWith};
use domain::vocabulary::{Right, Stage, TaskKind};

/// What narrows the board.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Only of this system.
    pub system: Option<String>,
    /// Only for this right.
    pub right: Option<Right>,
    /// Only in these hands.
    pub with: Option<TaskWith>,
    /// Only due before this local day.
    pub due_before: Option<NaiveDate>,
    /// Only those somebody handed back or asked about.
    pub handed_back: bool,
}

/// A place on the board; the next page begins after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// When the task should be done, a local day.
    pub due_on: NaiveDate,
    /// Its case, by inside id.
    pub case: String,
    /// Its number.
    pub task: TaskId,
}

/// The open tasks a case has on the board: those of a request in work, and of a closed one those of looking again at what
/// was kept.
pub fn shown(case: &Case) -> impl Iterator<Item = &Task> {
    let at_work = |task: &Task| match case.stage {
        Stage::Working => true,
        Stage::Closed => task.kind == TaskKind::LookAgain,
        Stage::Unconfirmed | Stage::Verifying | Stage::Review => false,
    };
    case.tasks.iter().filter(move |task| task.is_open() && at_work(task))
}

/// Writes the rows of a case anew.
pub fn replace(tx: &mut WriteTx<'_>, case: &Case) -> Result<(), StoreError> {
    let old = open_tasks::table.filter(open_tasks::case_id.eq(case.id.as_str()));
    diesel::delete(old).execute(tx.db())?;
    put(tx, &[case])
}

/// Writes the rows of cases that have none yet.
pub fn put(tx: &mut WriteTx<'_>, cases: &[&Case]) -> Result<(), StoreError> {
    let all: Vec<(&Case, &Task)> =
        cases.iter().flat_map(|case| shown(case).map(move |task| (*case, task))).collect();
    // In pieces that stay below SQLite's bound on values in one statement.
    for piece in all.chunks(500) {
        let rows: Vec<_> = piece
            .iter()
            .map(|(case, task)| {
                (
                    open_tasks::case_id.eq(case.id.as_str()),
                    open_tasks::task.eq(i64::from(task.id.0)),
                    open_tasks::system.eq(&task.system),
                    open_tasks::asked.eq(task.right.as_str()),
                    open_tasks::given_to.eq(task.with.as_str()),
                    open_tasks::due_on.eq(task.due_on),
                    open_tasks::handed_back.eq(task.question.is_some() || task.fell_back.is_some()),
                )
            })
            .collect();
        on_both!(tx.db(), c => {
            diesel::insert_into(open_tasks::table).values(&rows).execute(c)?;
        });
    }
    Ok(())
}

type Query<'a> = open_tasks::BoxedQuery<'a, MultiBackend>;

/// A page, what is due first at the top.
pub fn page(
    tx: &mut dyn Reads,
    narrow: &Narrow,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<Place>, StoreError> {
    let mut query = narrowed(narrow);
    if let Some(after) = after {
        let (day, case, task) = (after.due_on, after.case.clone(), i64::from(after.task.0));
        let later = open_tasks::case_id
            .gt(case.clone())
            .or(open_tasks::case_id.eq(case).and(open_tasks::task.gt(task)));
        query =
            query.filter(open_tasks::due_on.ge(day)).filter(open_tasks::due_on.gt(day).or(later));
    }
    let rows: Vec<(NaiveDate, String, i64)> = query
        .order((open_tasks::due_on, open_tasks::case_id, open_tasks::task))
        .limit(limit)
        .select((open_tasks::due_on, open_tasks::case_id, open_tasks::task))
        .load(tx.db())?;
    let place = |(due_on, case, task): (NaiveDate, String, i64)| Place {
        due_on,
        case,
        task: TaskId(u32::try_from(task).unwrap_or_default()),
    };
    Ok(rows.into_iter().map(place).collect())
}

/// How many there are.
pub fn count(tx: &mut dyn Reads, narrow: &Narrow) -> Result<i64, StoreError> {
    Ok(narrowed(narrow).select(count_star()).get_result(tx.db())?)
}

/// How many each system has, by its key.
pub fn by_system(tx: &mut dyn Reads) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(open_tasks::table
        .group_by(open_tasks::system)
        .order(open_tasks::system)
        .select((open_tasks::system, count_star()))
        .load(tx.db())?)
}

fn narrowed(narrow: &Narrow) -> Query<'static> {
    let mut query = open_tasks::table.into_boxed();
    if let Some(system) = &narrow.system {
        query = query.filter(open_tasks::system.eq(system.clone()));
    }
    if let Some(right) = narrow.right {
        query = query.filter(open_tasks::asked.eq(right.as_str()));
    }
    if let Some(with) = narrow.with {
        query = query.filter(open_tasks::given_to.eq(with.as_str()));
    }
    if let Some(day) = narrow.due_before {
        query = query.filter(open_tasks::due_on.lt(day));
    }
    if narrow.handed_back {
        query = query.filter(open_tasks::handed_back.eq(true));
    }
    query
}
