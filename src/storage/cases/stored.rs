//! Case rows as they are stored, for the auditor: what a replay of the journal is compared with.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Filing, parse, project};
use crate::schema::cases;
use crate::types::Moment;
use crate::{Reads, StoreError};
use domain::case::Case;

/// A row with every column.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = cases)]
#[expect(clippy::struct_excessive_bools, reason = "one for each column of the table")]
pub struct StoredCase {
    /// Inside id.
    pub id: String,
    /// The reference.
    pub reference: String,
    /// Number of events.
    pub version: i64,
    stage: String,
    outcome: Option<String>,
    channel: String,
    waiting_on: String,
    waiting_reason: Option<String>,
    waiting_since: Option<Moment>,
    assignee: Option<String>,
    priority: String,
    asks_access: bool,
    asks_correct: bool,
    asks_delete: bool,
    asks_terminate: bool,
    country: String,
    region: Option<String>,
    received_at: Moment,
    received_on: NaiveDate,
    due_on: NaiveDate,
    target_on: NaiveDate,
    missed: bool,
    answered_in_time: Option<bool>,
    complaint: Option<String>,
    complained_at: Option<Moment>,
    reply_at: Option<Moment>,
    closed_at: Option<Moment>,
    wake_at: Option<Moment>,
    last_event: String,
    updated_at: Moment,
    state: String,
}

impl StoredCase {
    /// The columns that say something else than the case. When the alarm goes off depends on the
    /// policy of the day it was set; only whether there is one is compared, by `filing.wake_at`.
    pub fn differing(&self, case: &Case, filing: &Filing) -> Result<Vec<&'static str>, StoreError> {
        let row = project(case, filing)?;
        let mut same = vec![
            ("id", self.id == case.id.as_str()),
            ("reference", self.reference == case.reference.as_str()),
            ("version", self.version == row.version),
            ("stage", self.stage == row.stage),
            ("outcome", self.outcome.as_deref() == row.outcome),
            ("channel", self.channel == row.channel),
            ("waiting_on", self.waiting_on == row.waiting_on),
            ("waiting_reason", self.waiting_reason.as_deref() == row.waiting_reason),
            ("waiting_since", self.waiting_since == row.waiting_since),
            ("assignee", self.assignee.as_deref() == row.assignee),
            ("priority", self.priority == row.priority),
            ("asks_access", self.asks_access == row.asks_access),
            ("asks_correct", self.asks_correct == row.asks_correct),
            ("asks_delete", self.asks_delete == row.asks_delete),
            ("asks_terminate", self.asks_terminate == row.asks_terminate),
            ("country", self.country == row.country),
            ("region", self.region.as_deref() == row.region),
        ];
        same.extend([
            ("received_at", self.received_at == row.received_at),
            ("received_on", self.received_on == row.received_on),
            ("due_on", self.due_on == row.due_on),
            ("target_on", self.target_on == row.target_on),
            ("missed", self.missed == row.missed),
            // Without a value a release before this column wrote the row last.
            (
                "answered_in_time",
                self.answered_in_time.is_none() || self.answered_in_time == row.answered_in_time,
            ),
            ("complaint", self.complaint.as_deref() == row.complaint),
            ("complained_at", self.complained_at == row.complained_at),
            ("reply_at", self.reply_at == row.reply_at),
            ("closed_at", self.closed_at == row.closed_at),
            ("wake_at", row.wake_at.is_none() || self.wake_at.is_some()),
            ("last_event", self.last_event == row.last_event),
            ("updated_at", self.updated_at == row.updated_at),
            // Compared as a case, not as text: a newer version may write the same case with more fields.
            // What a release before `extension_void_at` or `closed_by` wrote last does not have it.
            (
                "state",
                parse(&self.id, &self.state).is_ok_and(|mut stored| {
                    let void = stored.extension_void_at.or(case.extension_void_at);
                    stored.extension_void_at = void;
                    stored.closed_by = stored.closed_by.or_else(|| case.closed_by.clone());
                    stored == *case
                }),
            ),
        ]);
        Ok(same.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect())
    }
}

/// Pages through every case by id.
pub fn page_all(
    tx: &mut dyn Reads,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<StoredCase>, StoreError> {
    Ok(cases::table
        .filter(cases::id.gt(after.unwrap_or_default()))
        .order(cases::id.asc())
        .limit(limit)
        .select(StoredCase::as_select())
        .load(tx.db())?)
}

/// Pages through every case by id, as cases.
pub fn page_states(
    tx: &mut dyn Reads,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Case>, StoreError> {
    let rows: Vec<(String, String)> = cases::table
        .filter(cases::id.gt(after.unwrap_or_default()))
        .order(cases::id.asc())
        .limit(limit)
        .select((cases::id, cases::state))
        .load(tx.db())?;
    rows.iter().map(|(id, state)| parse(id, state)).collect()
}

/// The rows of these ids, in any order; unknown ids are passed over.
pub fn stored_many(tx: &mut dyn Reads, ids: &[String]) -> Result<Vec<StoredCase>, StoreError> {
    Ok(cases::table.filter(cases::id.eq_any(ids)).select(StoredCase::as_select()).load(tx.db())?)
}

/// Id and reference of these ids; unknown ids are passed over.
pub fn references(tx: &mut dyn Reads, ids: &[String]) -> Result<Vec<(String, String)>, StoreError> {
    Ok(cases::table
        .filter(cases::id.eq_any(ids))
        .select((cases::id, cases::reference))
        .load(tx.db())?)
}

/// How many cases there are.
pub fn count(tx: &mut dyn Reads) -> Result<i64, StoreError> {
    Ok(cases::table.count().get_result(tx.db())?)
}
