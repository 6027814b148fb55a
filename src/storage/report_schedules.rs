//! Reports somebody of the desk has made every day, week or month.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::schema::report_schedules;
use super::store::HasDb;
use super::types::{Moment, moment, time};
use super::{Reads, StoreError, WriteTx};

/// A report that comes by itself. Kind, format, rhythm and people are the domain's stable texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Random.
    pub id: String,
    /// For whom.
    pub staff_id: String,
    /// Which report.
    pub kind: String,
    /// As what.
    pub format: String,
    /// How often.
    pub every: String,
    /// Of whom.
    pub people: String,
    /// Only under this rule.
    pub law: Option<String>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it is made next.
    pub next_at: DateTime<Utc>,
    /// Since when it rests.
    pub paused_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = report_schedules)]
struct Row {
    id: String,
    staff_id: String,
    kind: String,
    format: String,
    every: String,
    people: String,
    law: Option<String>,
    created_at: Moment,
    next_at: Moment,
    paused_at: Option<Moment>,
}

fn schedule(row: Row) -> Schedule {
    Schedule {
        id: row.id,
        staff_id: row.staff_id,
        kind: row.kind,
        format: row.format,
        every: row.every,
        people: row.people,
        law: row.law,
        created_at: row.created_at.0,
        next_at: row.next_at.0,
        paused_at: time(row.paused_at),
    }
}

/// In the words of the partial indexes, which match nothing else.
const KEPT: &str = "removed_at IS NULL";
const ACTIVE: &str = "removed_at IS NULL AND paused_at IS NULL";

/// Stores a new one.
pub fn insert(tx: &mut WriteTx<'_>, new: &Schedule) -> Result<(), StoreError> {
    diesel::insert_into(report_schedules::table)
        .values((
            report_schedules::id.eq(&new.id),
            report_schedules::staff_id.eq(&new.staff_id),
            report_schedules::kind.eq(&new.kind),
            report_schedules::format.eq(&new.format),
            report_schedules::every.eq(&new.every),
            report_schedules::people.eq(&new.people),
            report_schedules::law.eq(&new.law),
            report_schedules::created_at.eq(Moment(new.created_at)),
            report_schedules::next_at.eq(Moment(new.next_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// Those of a colleague that were not removed, the oldest first.
pub fn of_staff(tx: &mut dyn Reads, staff_id: &str) -> Result<Vec<Schedule>, StoreError> {
    let rows: Vec<Row> = report_schedules::table
        .filter(sql::<Bool>(KEPT))
        .filter(report_schedules::staff_id.eq(staff_id))
        .order(report_schedules::id)
        .select(Row::as_select())
        .load(tx.db())?;
    Ok(rows.into_iter().map(schedule).collect())
}

/// One that was not removed.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<Schedule>, StoreError> {
    let found: Option<Row> = report_schedules::table
        .find(id)
        .filter(sql::<Bool>(KEPT))
        .select(Row::as_select())
        .first(tx.db())
        .optional()?;
    Ok(found.map(schedule))
}

/// Those to be made by now, the longest due first.
pub fn due(
    tx: &mut dyn Reads,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Schedule>, StoreError> {
    let rows: Vec<Row> = report_schedules::table
        .filter(sql::<Bool>(ACTIVE))
        .filter(report_schedules::next_at.le(Moment(now)))
        .order(report_schedules::next_at)
        .limit(limit)
        .select(Row::as_select())
        .load(tx.db())?;
    Ok(rows.into_iter().map(schedule).collect())
}

/// Moves one on, unless somebody else did: false then.
pub fn advance(
    tx: &mut WriteTx<'_>,
    seen: &Schedule,
    next_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let target = report_schedules::table
        .find(&seen.id)
        .filter(sql::<Bool>(ACTIVE))
        .filter(report_schedules::next_at.eq(Moment(seen.next_at)));
    let moved = diesel::update(target)
        .set(report_schedules::next_at.eq(Moment(next_at)))
        .execute(tx.db())?;
    Ok(moved > 0)
}

/// Lets one rest, or go on from its next time.
pub fn set_paused(
    tx: &mut WriteTx<'_>,
    id: &str,
    paused_at: Option<DateTime<Utc>>,
    next_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::update(report_schedules::table.find(id).filter(sql::<Bool>(KEPT)))
        .set((
            report_schedules::paused_at.eq(moment(paused_at)),
            report_schedules::next_at.eq(Moment(next_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// Ends one; what it made stays until it expires.
pub fn remove(tx: &mut WriteTx<'_>, id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(report_schedules::table.find(id).filter(sql::<Bool>(KEPT)))
        .set(report_schedules::removed_at.eq(Moment(now)))
        .execute(tx.db())?;
    Ok(())
}
