//! Days colleagues are away.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::schema::absences;
use super::store::HasDb;
use super::{Reads, StoreError, WriteTx};
use domain::absence::Absence;

/// An absence that was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Random.
    pub id: String,
    /// Whose it is.
    pub staff_id: String,
    /// When.
    pub absence: Absence,
}

type Row = (String, String, NaiveDate, NaiveDate);

fn noted((id, staff_id, first_on, last_on): Row) -> Noted {
    Noted { id, staff_id, absence: Absence { first_on, last_on } }
}

/// Notes one.
pub fn put(tx: &mut WriteTx<'_>, new: &Noted) -> Result<(), StoreError> {
    diesel::insert_into(absences::table)
        .values((
            absences::id.eq(&new.id),
            absences::staff_id.eq(&new.staff_id),
            absences::first_on.eq(new.absence.first_on),
            absences::last_on.eq(new.absence.last_on),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// Those of a person that are not over on a day, by their first day.
pub fn of(tx: &mut dyn Reads, staff_id: &str, day: NaiveDate) -> Result<Vec<Noted>, StoreError> {
    let rows: Vec<Row> = absences::table
        .filter(absences::staff_id.eq(staff_id))
        .filter(absences::last_on.ge(day))
        .order((absences::first_on, absences::id))
        .load(tx.db())?;
    Ok(rows.into_iter().map(noted).collect())
}

/// Those of everybody that are not over on a day, by their first day.
pub fn since(tx: &mut dyn Reads, day: NaiveDate) -> Result<Vec<Noted>, StoreError> {
    let rows: Vec<Row> = absences::table
        .filter(absences::last_on.ge(day))
        .order((absences::first_on, absences::id))
        .load(tx.db())?;
    Ok(rows.into_iter().map(noted).collect())
}

/// Takes a person's back. False when they have no such absence.
pub fn delete(tx: &mut WriteTx<'_>, staff_id: &str, id: &str) -> Result<bool, StoreError> {
    let own = absences::table.find(id).filter(absences::staff_id.eq(staff_id));
    Ok(diesel::delete(own).execute(tx.db())? > 0)
}

/// Deletes up to `limit` that were over before a day; how many.
pub fn sweep(tx: &mut WriteTx<'_>, day: NaiveDate, limit: i64) -> Result<usize, StoreError> {
    let over: Vec<String> = absences::table
        .filter(absences::last_on.lt(day))
        .limit(limit)
        .select(absences::id)
        .load(tx.db())?;
    Ok(diesel::delete(absences::table.filter(absences::id.eq_any(over))).execute(tx.db())?)
}
