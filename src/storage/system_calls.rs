//! Calls of systems that answer by themselves: one for each time a task was put into a system's hands. They hold random ids
//! and the subject's reference, and go with the personal data of the case.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::system_calls;
use super::store::HasDb;
use super::types::{Moment, time};
use super::{Reads, StoreError, WriteTx};
use domain::ids::TaskId;

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Random; what the system knows the task by.
    pub id: String,
    /// The case, by inside id.
    pub case: String,
    /// The task inside the case.
    pub task: TaskId,
    /// Key of the system.
    pub system: String,
    /// By what the system names the person.
    pub subject: String,
    /// When the task came into its hands.
    pub created_at: DateTime<Utc>,
    /// When it left them.
    pub ended_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = system_calls)]
struct Row {
    id: String,
    case_id: String,
    task: i64,
    system: String,
    subject: String,
    created_at: Moment,
    ended_at: Option<Moment>,
}

impl From<Row> for Call {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            case: row.case_id,
            task: TaskId(u32::try_from(row.task).unwrap_or_default()),
            system: row.system,
            subject: row.subject,
            created_at: row.created_at.0,
            ended_at: time(row.ended_at),
        }
    }
}

/// Adds a call.
pub fn put(tx: &mut WriteTx<'_>, call: &Call) -> Result<(), StoreError> {
    diesel::insert_into(system_calls::table)
        .values((
            system_calls::id.eq(&call.id),
            system_calls::case_id.eq(&call.case),
            system_calls::task.eq(i64::from(call.task.0)),
            system_calls::system.eq(&call.system),
            system_calls::subject.eq(&call.subject),
            system_calls::created_at.eq(Moment(call.created_at)),
            system_calls::ended_at.eq(call.ended_at.map(Moment)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// One call.
pub fn get(tx: &mut dyn Reads, id: &str) -> Result<Option<Call>, StoreError> {
    let found = system_calls::table.find(id).select(Row::as_select()).first(tx.db()).optional()?;
    Ok(found.map(Call::from))
}

/// The call of a task that has not ended.
pub fn live(tx: &mut dyn Reads, case: &str, task: TaskId) -> Result<Option<Call>, StoreError> {
    let found = system_calls::table
        .filter(system_calls::case_id.eq(case))
        .filter(system_calls::task.eq(i64::from(task.0)))
        .filter(system_calls::ended_at.is_null())
        .select(Row::as_select())
        .first(tx.db())
        .optional()?;
    Ok(found.map(Call::from))
}

/// Ends the call of a task, when there is one.
pub fn end(
    tx: &mut WriteTx<'_>,
    case: &str,
    task: TaskId,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let live = system_calls::table
        .filter(system_calls::case_id.eq(case))
        .filter(system_calls::task.eq(i64::from(task.0)))
        .filter(system_calls::ended_at.is_null());
    diesel::update(live).set(system_calls::ended_at.eq(Moment(at))).execute(tx.db())?;
    Ok(())
}

/// Deletes every call of a case.
pub fn delete_of(tx: &mut WriteTx<'_>, case: &str) -> Result<(), StoreError> {
    let of = system_calls::table.filter(system_calls::case_id.eq(case));
    diesel::delete(of).execute(tx.db())?;
    Ok(())
}
