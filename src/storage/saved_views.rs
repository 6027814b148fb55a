//! Filters of the queue that somebody of the desk keeps under a name; what they mean is known above.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::saved_views;
use super::store::HasDb;
use super::types::Moment;
use super::{Reads, StoreError, WriteTx};

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Random.
    pub id: String,
    /// Whose it is.
    pub staff_id: String,
    /// What they call it; each name once for each person.
    pub name: String,
    /// The filters, as JSON.
    pub filters: String,
    /// When it was saved.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = saved_views)]
struct Row {
    id: String,
    staff_id: String,
    name: String,
    filters: String,
    created_at: Moment,
}

/// Stores a view. `Conflict` when the person has one of this name.
pub fn put(tx: &mut WriteTx<'_>, new: &SavedView) -> Result<(), StoreError> {
    diesel::insert_into(saved_views::table)
        .values((
            saved_views::id.eq(&new.id),
            saved_views::staff_id.eq(&new.staff_id),
            saved_views::name.eq(&new.name),
            saved_views::filters.eq(&new.filters),
            saved_views::created_at.eq(Moment(new.created_at)),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// Every view of a person, by name.
pub fn of(tx: &mut dyn Reads, staff_id: &str) -> Result<Vec<SavedView>, StoreError> {
    let rows: Vec<Row> = saved_views::table
        .filter(saved_views::staff_id.eq(staff_id))
        .order(saved_views::name)
        .select(Row::as_select())
        .load(tx.db())?;
    let view = |row: Row| SavedView {
        id: row.id,
        staff_id: row.staff_id,
        name: row.name,
        filters: row.filters,
        created_at: row.created_at.0,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Gives a person's view another name. False when they have no such view.
pub fn rename(
    tx: &mut WriteTx<'_>,
    staff_id: &str,
    id: &str,
    name: &str,
) -> Result<bool, StoreError> {
    let own = saved_views::table.find(id).filter(saved_views::staff_id.eq(staff_id));
    Ok(diesel::update(own).set(saved_views::name.eq(name)).execute(tx.db())? > 0)
}

/// Deletes a person's view. False when they have no such view.
pub fn delete(tx: &mut WriteTx<'_>, staff_id: &str, id: &str) -> Result<bool, StoreError> {
    let own = saved_views::table.find(id).filter(saved_views::staff_id.eq(staff_id));
    Ok(diesel::delete(own).execute(tx.db())? > 0)
}
