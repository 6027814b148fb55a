//! The work queue: filtered keyset pages over cases, and the counts of the attention tiles.
//!
//! Every open view spells the condition of a partial index, so its cost does not grow with the
//! number of closed cases.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::cases::parse;
use crate::connection::MultiBackend;
use crate::schema::{case_rules, cases};
use crate::types::{Moment, time};
use crate::{Reads, StoreError};
use domain::case::Case;
use domain::receipt;
use domain::vocabulary::{Channel, Outcome, Right, Stage, WaitingOn};

/// The condition of the partial index `cases_open`, word for word. A complaint that is open makes work of a closed case.
pub(super) const OPEN: &str =
    "(closed_at IS NULL OR complaint IS NOT NULL) AND stage <> 'unconfirmed'";

/// Confirmed, whatever came of it.
const CONFIRMED: &str = "stage <> 'unconfirmed' AND (outcome IS NULL OR outcome <> 'expired')";

/// What a request must not be to be due or overdue; a row of an earlier release has no value yet.
const UNANSWERED: &str = "(answered_in_time IS NOT TRUE OR complaint IS NOT NULL)";

/// Which part of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    /// Everything open and confirmed, by due date.
    Open,
    /// Open cases of one member of staff.
    Owner(String),
    /// Open cases of nobody.
    Unassigned,
    /// Open cases whose due date lies before this local day and that were not answered in time.
    Overdue(NaiveDate),
    /// Open cases due between two local days, both included, that were not answered in time.
    DueBetween(NaiveDate, NaiveDate),
    /// Open and closed cases received between two local days, both included.
    ReceivedBetween(NaiveDate, NaiveDate),
    /// Open cases that go before others due at the same time: about children.
    HighPriority,
    /// Closed cases with an open complaint or appeal, by the date of the decision.
    Complaints,
    /// Open cases that wait for the requester.
    Waiting,
    /// Open cases whose requester wrote and was not answered.
    Replies,
    /// Submitted, address not confirmed.
    Unconfirmed,
    /// Closed, newest first.
    Closed,
    /// Open and closed, by id: for lists of the API without a stage.
    All,
}

/// What narrows a view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Only cases asking for this right.
    pub right: Option<Right>,
    /// Only this stage.
    pub stage: Option<Stage>,
    /// Only this owner.
    pub owner: Option<String>,
    /// Only waiting for this side.
    pub waiting: Option<WaitingOn>,
    /// Only due before this day.
    pub due_before: Option<NaiveDate>,
    /// Only received between these local days, both included.
    pub received: Option<(NaiveDate, NaiveDate)>,
    /// Only closed from one instant to another, the second not included.
    pub closed: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Only from this country.
    pub country: Option<String>,
    /// Only by this channel.
    pub channel: Option<Channel>,
    /// Only closed in one of these ways; empty for any.
    pub outcomes: Vec<Outcome>,
    /// Only those that missed, or did not miss, a deadline.
    pub missed: Option<bool>,
    /// Only those whose answer this rule measures.
    pub law: Option<String>,
    /// Only these ids (results of a search).
    pub ids: Option<Vec<String>>,
}

/// Where a page ends; the next one begins after it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct After {
    /// Due date (open views).
    pub due_on: Option<NaiveDate>,
    /// Instant (unconfirmed and closed views).
    pub at: Option<DateTime<Utc>>,
    /// Id.
    pub id: String,
}

/// A row of a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The case.
    pub case: Case,
    /// Name of the newest event.
    pub last_event: String,
    /// When it happened.
    pub updated_at: DateTime<Utc>,
}

type Query<'a> = cases::BoxedQuery<'a, MultiBackend>;

/// A page of a view in its order, with the place where the next begins.
pub fn page(
    tx: &mut dyn Reads,
    view: &View,
    narrow: &Narrow,
    after: Option<&After>,
    limit: i64,
) -> Result<(Vec<Line>, Option<After>), StoreError> {
    let query = narrowed(viewed(view), narrow);
    let query = ordered(continued(query, view, after), view);
    let rows: Vec<(String, String, String, Moment)> = query
        .limit(limit.saturating_add(1))
        .select((cases::id, cases::state, cases::last_event, cases::updated_at))
        .load(tx.db())?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > limit;
    let mut lines = Vec::with_capacity(rows.len());
    for (id, state, last_event, updated_at) in
        rows.into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX))
    {
        // One damaged row must not hide all the others; `audit verify` names it.
        match parse(&id, &state) {
            Ok(case) => {
                let updated_at = time(Some(updated_at)).unwrap_or_default();
                lines.push(Line { case, last_event, updated_at });
            }
            Err(error) => tracing::error!(%error, "queue.row_unreadable"),
        }
    }
    let next = if more { lines.last().map(|line| place(view, &line.case)) } else { None };
    Ok((lines, next))
}

fn place(view: &View, case: &Case) -> After {
    let id = case.id.0.clone();
    match view {
        View::Unconfirmed => After { due_on: None, at: Some(case.intake.received_at), id },
        View::Closed => After { due_on: None, at: case.closed_at, id },
        View::All => After { due_on: None, at: None, id },
        View::ReceivedBetween(..) => After { due_on: Some(case.intake.received_on), at: None, id },
        View::Open
        | View::Owner(_)
        | View::Unassigned
        | View::Overdue(_)
        | View::DueBetween(..)
        | View::HighPriority
        | View::Complaints
        | View::Waiting
        | View::Replies => After { due_on: Some(case.work_due_on()), at: None, id },
    }
}

fn viewed<'a>(view: &View) -> Query<'a> {
    let open = || cases::table.filter(sql::<Bool>(OPEN)).into_boxed();
    match view {
        View::Open => open(),
        View::Owner(id) => open()
            .filter(sql::<Bool>("assignee IS NOT NULL"))
            .filter(cases::assignee.eq(id.clone())),
        View::Unassigned => open().filter(sql::<Bool>("assignee IS NULL")),
        View::Overdue(today) => {
            open().filter(cases::due_on.lt(*today)).filter(sql::<Bool>(UNANSWERED))
        }
        View::DueBetween(from, to) => {
            let due = open().filter(cases::due_on.ge(*from)).filter(cases::due_on.le(*to));
            due.filter(sql::<Bool>(UNANSWERED))
        }
        View::ReceivedBetween(from, to) => cases::table
            .filter(cases::received_on.ge(*from))
            .filter(cases::received_on.le(*to))
            .filter(sql::<Bool>(CONFIRMED))
            .into_boxed(),
        View::HighPriority => open().filter(sql::<Bool>("priority = 'high'")),
        View::Complaints => cases::table.filter(sql::<Bool>("complaint IS NOT NULL")).into_boxed(),
        View::Waiting => open().filter(cases::waiting_on.eq("requester")),
        View::Replies => open().filter(sql::<Bool>("reply_at IS NOT NULL")),
        View::Unconfirmed => cases::table.filter(sql::<Bool>("stage = 'unconfirmed'")).into_boxed(),
        View::Closed => cases::table.filter(sql::<Bool>("closed_at IS NOT NULL")).into_boxed(),
        View::All => cases::table.into_boxed(),
    }
}

fn narrowed<'a>(mut query: Query<'a>, narrow: &Narrow) -> Query<'a> {
    if let Some(stage) = narrow.stage {
        query = query.filter(cases::stage.eq(stage.as_str()));
    }
    if let Some(owner) = &narrow.owner {
        query = query.filter(cases::assignee.eq(owner.clone()));
    }
    if let Some(side) = narrow.waiting {
        query = query.filter(cases::waiting_on.eq(side.as_str()));
    }
    if let Some(day) = narrow.due_before {
        query = query.filter(cases::due_on.lt(day));
    }
    if let Some((from, to)) = narrow.received {
        query = query.filter(cases::received_on.ge(from)).filter(cases::received_on.le(to));
    }
    if let Some((from, until)) = narrow.closed {
        let closed = cases::closed_at.ge(Moment(from)).and(cases::closed_at.lt(Moment(until)));
        query = query.filter(closed.assume_not_null());
    }
    if let Some(country) = &narrow.country {
        query = query.filter(cases::country.eq(country.clone()));
    }
    if let Some(channel) = narrow.channel {
        query = query.filter(cases::channel.eq(channel.as_str()));
    }
    if !narrow.outcomes.is_empty() {
        let outcomes: Vec<&str> = narrow.outcomes.iter().map(|outcome| outcome.as_str()).collect();
        query = query.filter(cases::outcome.eq_any(outcomes).assume_not_null());
    }
    if let Some(missed) = narrow.missed {
        query = query.filter(cases::missed.eq(missed));
    }
    if let Some(law) = &narrow.law {
        // One look into the key for each row of the view, never a list of all the rule's cases.
        let under = case_rules::table
            .filter(case_rules::case_id.eq(cases::id))
            .filter(case_rules::rule.eq(law.clone()));
        query = query.filter(diesel::dsl::exists(under));
    }
    if let Some(ids) = &narrow.ids {
        query = query.filter(cases::id.eq_any(ids.clone()));
    }
    match narrow.right {
        None => query,
        Some(Right::Access) => query.filter(cases::asks_access.eq(true)),
        Some(Right::Correct) => query.filter(cases::asks_correct.eq(true)),
        Some(Right::Delete) => query.filter(cases::asks_delete.eq(true)),
        Some(Right::Terminate) => query.filter(cases::asks_terminate.eq(true)),
    }
}

fn continued<'a>(query: Query<'a>, view: &View, after: Option<&After>) -> Query<'a> {
    let Some(after) = after else { return query };
    let id = after.id.clone();
    match (after.due_on, after.at.map(Moment)) {
        (Some(day), _) if matches!(view, View::ReceivedBetween(..)) => query.filter(
            cases::received_on.gt(day).or(cases::received_on.eq(day).and(cases::id.gt(id))),
        ),
        (Some(due), _) => {
            query.filter(cases::due_on.gt(due).or(cases::due_on.eq(due).and(cases::id.gt(id))))
        }
        (None, Some(at)) if *view == View::Closed => query.filter(
            cases::closed_at
                .lt(at)
                .or(cases::closed_at.eq(at).and(cases::id.lt(id)))
                .assume_not_null(),
        ),
        (None, Some(at)) => query
            .filter(cases::received_at.gt(at).or(cases::received_at.eq(at).and(cases::id.gt(id)))),
        (None, None) => query.filter(cases::id.gt(id)),
    }
}

fn ordered<'a>(query: Query<'a>, view: &View) -> Query<'a> {
    match view {
        View::Unconfirmed => query.order((cases::received_at.asc(), cases::id.asc())),
        View::Closed => query.order((cases::closed_at.desc(), cases::id.desc())),
        View::All => query.order(cases::id.asc()),
        View::ReceivedBetween(..) => query.order((cases::received_on.asc(), cases::id.asc())),
        View::Open
        | View::Owner(_)
        | View::Unassigned
        | View::Overdue(_)
        | View::DueBetween(..)
        | View::HighPriority
        | View::Complaints
        | View::Waiting
        | View::Replies => query.order((cases::due_on.asc(), cases::id.asc())),
    }
}

/// How many cases a view holds.
pub fn count(tx: &mut dyn Reads, view: &View) -> Result<i64, StoreError> {
    Ok(viewed(view).count().get_result(tx.db())?)
}

/// How many of a view fit what narrows it.
pub fn count_narrowed(tx: &mut dyn Reads, view: &View, narrow: &Narrow) -> Result<i64, StoreError> {
    Ok(narrowed(viewed(view), narrow).count().get_result(tx.db())?)
}

/// How many of a view have no owner.
pub fn count_unassigned(tx: &mut dyn Reads, view: &View) -> Result<i64, StoreError> {
    Ok(viewed(view).filter(cases::assignee.is_null()).count().get_result(tx.db())?)
}

/// How many open cases each owner has; who has none is not named.
pub fn count_by_owner(tx: &mut dyn Reads) -> Result<Vec<(String, i64)>, StoreError> {
    let rows: Vec<(Option<String>, i64)> = cases::table
        .filter(sql::<Bool>(OPEN))
        .filter(sql::<Bool>("assignee IS NOT NULL"))
        .group_by(cases::assignee)
        .select((cases::assignee, diesel::dsl::count_star()))
        .load(tx.db())?;
    Ok(rows.into_iter().filter_map(|(owner, n)| Some((owner?, n))).collect())
}

/// The earliest receipt of a view; for "oldest waits two days". Rows with a date that cannot be, which does not even
/// read on SQLite, are passed over.
pub fn oldest(tx: &mut dyn Reads, view: &View) -> Result<Option<DateTime<Utc>>, StoreError> {
    let first = NaiveDate::from_ymd_opt(receipt::FIRST_YEAR, 1, 1).unwrap_or_default();
    let found: Option<Moment> = viewed(view)
        .filter(cases::received_at.ge(Moment(first.and_time(chrono::NaiveTime::MIN).and_utc())))
        .order(cases::received_at.asc())
        .select(cases::received_at)
        .first(tx.db())
        .optional()?;
    Ok(time(found))
}
