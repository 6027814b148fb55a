//! Makings of reports: ordered, worked on under a lease, kept in sealed pieces until they expire.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

mod pieces;

pub use pieces::{delete_pieces, piece, put_piece, sweep};

use super::connection::{Db, on_both};
use super::schema::report_runs;
use super::store::HasDb;
use super::types::{Moment, moment, text_enum, time};
use super::{Reads, StoreError, WriteTx};

text_enum! {
    /// Where a run is in its life.
    RunState {
        /// Nobody works on it yet.
        Waiting => "waiting",
        /// Somebody does, under a lease.
        Running => "running",
        /// Its file can be fetched.
        Ready => "ready",
        /// It cannot be made.
        Failed => "failed",
        /// Whoever ordered it no longer wants it.
        Cancelled => "cancelled",
        /// Its file is gone; that it was there is still known.
        Expired => "expired",
    }
}

impl RunState {
    /// Whether it is still to be made.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// In the words of the partial index, which matches nothing else.
const OPEN: &str = "state IN ('waiting', 'running')";

/// One making of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Random; sorts by creation.
    pub id: String,
    /// For whom.
    pub staff_id: String,
    /// Which schedule it belongs to.
    pub schedule_id: Option<String>,
    /// The order, as JSON without personal data.
    pub wanted: String,
    /// As at when.
    pub as_at: DateTime<Utc>,
    /// Where it is in its life.
    pub state: RunState,
    /// Cases looked at.
    pub done: i64,
    /// Cases to look at; 0 while that is not known.
    pub total: i64,
    /// How often somebody began.
    pub attempts: i64,
    /// The name of its file.
    pub name: Option<String>,
    /// Requests in it.
    pub lines: Option<i64>,
    /// The place of the journal it speaks of.
    pub position: Option<i64>,
    /// Hash of its file, in hex.
    pub sha256: Option<String>,
    /// Why it failed.
    pub last_error: Option<String>,
    /// When it was ordered.
    pub created_at: DateTime<Utc>,
    /// When it was ready, failed or cancelled.
    pub ended_at: Option<DateTime<Utc>>,
    /// Until when it is kept.
    pub expires_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = report_runs)]
struct Row {
    id: String,
    staff_id: String,
    schedule_id: Option<String>,
    wanted: String,
    as_at: Moment,
    state: String,
    done: i64,
    total: i64,
    attempts: i64,
    name: Option<String>,
    lines: Option<i64>,
    position: Option<i64>,
    sha256: Option<String>,
    last_error: Option<String>,
    created_at: Moment,
    ended_at: Option<Moment>,
    expires_at: Moment,
}

impl TryFrom<Row> for Run {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = RunState::from_text(&row.state)
            .ok_or_else(|| StoreError::corrupt("report_runs", &row.id, "an unknown state"))?;
        Ok(Self {
            id: row.id,
            staff_id: row.staff_id,
            schedule_id: row.schedule_id,
            wanted: row.wanted,
            as_at: row.as_at.0,
            state,
            done: row.done,
            total: row.total,
            attempts: row.attempts,
            name: row.name,
            lines: row.lines,
            position: row.position,
            sha256: row.sha256,
            last_error: row.last_error,
            created_at: row.created_at.0,
            ended_at: time(row.ended_at),
            expires_at: row.expires_at.0,
        })
    }
}

/// Stores an order. False when another run has its dedupe key.
pub fn insert(
    tx: &mut WriteTx<'_>,
    run: &Run,
    dedupe_key: Option<&str>,
) -> Result<bool, StoreError> {
    let row = (
        report_runs::id.eq(&run.id),
        report_runs::staff_id.eq(&run.staff_id),
        report_runs::schedule_id.eq(&run.schedule_id),
        report_runs::wanted.eq(&run.wanted),
        report_runs::as_at.eq(Moment(run.as_at)),
        report_runs::state.eq(run.state.as_str()),
        report_runs::done.eq(run.done),
        report_runs::total.eq(run.total),
        report_runs::attempts.eq(run.attempts),
        report_runs::created_at.eq(Moment(run.created_at)),
        report_runs::expires_at.eq(Moment(run.expires_at)),
        report_runs::dedupe_key.eq(dedupe_key),
    );
    let stored = on_both!(tx.db(), c => diesel::insert_into(report_runs::table)
        .values(row)
        .on_conflict(report_runs::dedupe_key)
        .do_nothing()
        .execute(c)?);
    Ok(stored > 0)
}

/// A run.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<Run>, StoreError> {
    let found: Option<Row> =
        report_runs::table.find(id).select(Row::as_select()).first(tx.db()).optional()?;
    found.map(Run::try_from).transpose()
}

/// Those of a colleague, the newest first, before one.
pub fn of_staff(
    tx: &mut dyn Reads,
    staff_id: &str,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Run>, StoreError> {
    let mut query = report_runs::table
        .filter(report_runs::staff_id.eq(staff_id))
        .order(report_runs::id.desc())
        .limit(limit)
        .select(Row::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(report_runs::id.lt(before));
    }
    let rows: Vec<Row> = query.load(tx.db())?;
    rows.into_iter().map(Run::try_from).collect()
}

/// Whether a run waits that nobody holds.
pub fn is_waiting(tx: &mut dyn Reads, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let found: Option<String> = report_runs::table
        .filter(sql::<Bool>(OPEN))
        .filter(report_runs::lease_until.is_null().or(report_runs::lease_until.le(Moment(now))))
        .select(report_runs::id)
        .limit(1)
        .first(tx.db())
        .optional()?;
    Ok(found.is_some())
}

/// Takes the oldest run nobody holds under a lease.
pub fn claim(
    tx: &mut WriteTx<'_>,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    token: &str,
) -> Result<Option<Run>, StoreError> {
    let free = report_runs::table
        .filter(sql::<Bool>(OPEN))
        .filter(report_runs::lease_until.is_null().or(report_runs::lease_until.le(Moment(now))))
        .order((report_runs::created_at, report_runs::id))
        .limit(1)
        .select(report_runs::id);
    let id: Option<String> = match tx.db() {
        Db::Postgres(c) => free.for_update().skip_locked().first(c).optional()?,
        Db::Sqlite(c) => free.first(c).optional()?,
    };
    let Some(id) = id else { return Ok(None) };
    diesel::update(report_runs::table.find(&id))
        .set((
            report_runs::state.eq(RunState::Running.as_str()),
            report_runs::attempts.eq(report_runs::attempts + 1),
            report_runs::lease_token.eq(token),
            report_runs::lease_until.eq(Moment(until)),
        ))
        .execute(tx.db())?;
    get(tx, &id)
}

/// Notes how far a run is and keeps its lease. False when it is no longer the caller's: cancelled, or
/// taken over.
pub fn progress(
    tx: &mut WriteTx<'_>,
    (id, token): (&str, &str),
    (done, total): (i64, i64),
    until: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mine = report_runs::table
        .find(id)
        .filter(report_runs::state.eq(RunState::Running.as_str()))
        .filter(report_runs::lease_token.eq(token));
    let changed = diesel::update(mine)
        .set((
            report_runs::done.eq(done),
            report_runs::total.eq(total),
            report_runs::lease_until.eq(Moment(until)),
        ))
        .execute(tx.db())?;
    Ok(changed > 0)
}

/// What a run came to.
#[derive(Debug, Clone)]
pub enum Came {
    /// Its file is there.
    Ready {
        /// The name of it.
        name: String,
        /// Requests in it.
        lines: i64,
        /// The place of the journal it speaks of.
        position: i64,
        /// Its hash, in hex.
        sha256: String,
    },
    /// It cannot be made, and why.
    Failed(String),
    /// Not now: somebody begins again.
    Again,
}

/// Ends the caller's work on a run. False when it is no longer the caller's.
pub fn settle(
    tx: &mut WriteTx<'_>,
    (id, token): (&str, &str),
    came: &Came,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mine = report_runs::table
        .find(id)
        .filter(report_runs::state.eq(RunState::Running.as_str()))
        .filter(report_runs::lease_token.eq(token));
    let free =
        (report_runs::lease_token.eq(None::<String>), report_runs::lease_until.eq(None::<Moment>));
    let ended = report_runs::ended_at.eq(moment(Some(now)));
    let state = |state: RunState| report_runs::state.eq(state.as_str());
    let changed = match came {
        Came::Ready { name, lines, position, sha256 } => diesel::update(mine)
            .set((
                free,
                ended,
                state(RunState::Ready),
                report_runs::name.eq(Some(name)),
                report_runs::lines.eq(Some(*lines)),
                report_runs::position.eq(Some(*position)),
                report_runs::sha256.eq(Some(sha256)),
            ))
            .execute(tx.db())?,
        Came::Failed(why) => diesel::update(mine)
            .set((free, ended, state(RunState::Failed), report_runs::last_error.eq(Some(why))))
            .execute(tx.db())?,
        Came::Again => {
            diesel::update(mine).set((free, state(RunState::Waiting))).execute(tx.db())?
        }
    };
    Ok(changed > 0)
}

/// Takes an order back that is still to be made. False when there is none.
pub fn cancel(tx: &mut WriteTx<'_>, id: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let open = report_runs::table.find(id).filter(sql::<Bool>(OPEN));
    let changed = diesel::update(open)
        .set((
            report_runs::state.eq(RunState::Cancelled.as_str()),
            report_runs::ended_at.eq(moment(Some(now))),
            report_runs::lease_token.eq(None::<String>),
            report_runs::lease_until.eq(None::<Moment>),
        ))
        .execute(tx.db())?;
    delete_pieces(tx, id)?;
    Ok(changed > 0)
}
