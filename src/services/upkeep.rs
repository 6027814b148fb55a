//! Upkeep without a person: sweeping out what has expired, and moving case keys to the key of the
//! current month so that the keys of old months can be destroyed.

use chrono::TimeDelta;

use super::report::counting;
use super::{Deps, ServiceError};
use crypto::KeyMonth;
use storage::{
    StoreError, WriteTx, absences, challenges, drafts, idempotency, limits, report_counts,
    report_runs, sessions, tickets, vault,
};

/// Rows taken in one transaction.
const BATCH: i64 = 500;
/// The longest window any limit counts in is a day.
const LIMITS_KEPT: TimeDelta = TimeDelta::days(2);
/// So long a used or expired link still says why it does not work.
const CHALLENGES_KEPT: TimeDelta = TimeDelta::days(30);
/// So long a repeated call gets the first one's answer.
const CALLS_KEPT: TimeDelta = TimeDelta::hours(48);

/// Deletes expired drafts, windows of limits, challenges, sessions, answers to repeated calls and absences that are over;
/// how many rows went.
pub fn sweep(deps: &Deps) -> Result<usize, ServiceError> {
    let now = deps.now();
    let before = |kept| now.checked_sub_signed(kept).unwrap_or(now);
    let (windows, links) = (before(LIMITS_KEPT), before(CHALLENGES_KEPT));
    let calls = before(CALLS_KEPT);
    let mut gone = 0_usize;
    gone = gone.saturating_add(batches(deps, move |tx| drafts::sweep(tx, now, BATCH))?);
    gone = gone.saturating_add(batches(deps, move |tx| limits::sweep(tx, windows, BATCH))?);
    gone = gone.saturating_add(batches(deps, move |tx| challenges::sweep(tx, links, BATCH))?);
    gone = gone.saturating_add(batches(deps, move |tx| sessions::sweep(tx, now, BATCH))?);
    gone = gone.saturating_add(batches(deps, move |tx| tickets::sweep(tx, now, BATCH))?);
    gone = gone.saturating_add(batches(deps, move |tx| idempotency::sweep(tx, calls, BATCH))?);
    gone = gone.saturating_add(batches(deps, move |tx| report_runs::sweep(tx, now, BATCH))?);
    let today = deps.local_date(now);
    gone = gone.saturating_add(batches(deps, move |tx| absences::sweep(tx, today, BATCH))?);
    counting::ensure(deps)?;
    gone = gone.saturating_add(batches(deps, report_counts::sweep)?);
    Ok(gone)
}

/// Repeats a delete, each time in a write of its own, until it finds nothing.
fn batches(
    deps: &Deps,
    delete: impl Fn(&mut WriteTx<'_>) -> Result<usize, StoreError> + Clone + Send + 'static,
) -> Result<usize, ServiceError> {
    let mut gone = 0_usize;
    loop {
        let delete = delete.clone();
        let now = deps.store.write::<usize, StoreError>(move |tx| delete(tx))?;
        if now == 0 {
            return Ok(gone);
        }
        gone = gone.saturating_add(now);
    }
}

/// What a rotation did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rotation {
    /// Case keys wrapped anew.
    pub rewrapped: usize,
    /// Months whose key was destroyed.
    pub destroyed: Vec<String>,
}

/// Wraps every case key of an older month under the current month's key, then destroys the keys of
/// months older than `vault.month_keys_kept` under which no case key is left.
pub fn rotate_keys(deps: &Deps) -> Result<Rotation, ServiceError> {
    let current = KeyMonth::of(deps.now().date_naive())?;
    let rewrapped = rewrap_all(deps, current)?;
    let mut rotation = Rotation { rewrapped, destroyed: Vec::new() };
    // What is destroyed under a pretended clock would be gone in earnest.
    if deps.settings.clock.pretend_now.is_some() {
        return Ok(rotation);
    }
    for month in deps.keys.months()? {
        let old = current.months_since(month) > deps.settings.vault.month_keys_kept;
        if old && !in_use(deps, month)? && deps.keys.destroy_month(month)? {
            rotation.destroyed.push(month.to_string());
        }
    }
    Ok(rotation)
}

fn rewrap_all(deps: &Deps, current: KeyMonth) -> Result<usize, ServiceError> {
    let name = current.to_string();
    let mut place: Option<(String, String)> = None;
    let mut done = 0_usize;
    loop {
        let after = place.as_ref().map(|(month, id)| (month.as_str(), id.as_str()));
        let page = deps.store.read(|tx| vault::keys_before_month(tx, &name, after, BATCH))?;
        let Some(last) = page.last() else {
            return Ok(done);
        };
        place = Some((last.month.clone(), last.case_id.clone()));
        let mut fresh = Vec::with_capacity(page.len());
        for key in page {
            match rewrapped(deps, &key, current) {
                Ok(wrapped) => fresh.push((key, wrapped)),
                // One damaged key must not keep all others under an old month.
                Err(error) => tracing::error!(case = key.case_id, %error, "keys.rewrap_failed"),
            }
        }
        done = done.saturating_add(store(deps, fresh, &name)?);
    }
}

fn rewrapped(deps: &Deps, key: &vault::CaseKey, to: KeyMonth) -> Result<Vec<u8>, ServiceError> {
    let from: KeyMonth = key.month.parse()?;
    let entropy = deps.ids.as_ref();
    Ok(deps.keys.rewrap_case_key(from, to, &key.case_id, &key.wrapped, entropy)?)
}

/// Stores new wrappings; a key that was erased or wrapped by another worker meanwhile is passed over.
fn store(
    deps: &Deps,
    fresh: Vec<(vault::CaseKey, Vec<u8>)>,
    month: &str,
) -> Result<usize, ServiceError> {
    let month = month.to_owned();
    let stored = deps.store.write::<usize, StoreError>(move |tx| {
        let mut stored = 0_usize;
        for (seen, wrapped) in &fresh {
            stored = stored.saturating_add(usize::from(vault::rewrap(tx, seen, &month, wrapped)?));
        }
        Ok(stored)
    });
    Ok(stored?)
}

/// Whether a case key is still wrapped under a month or an older one.
fn in_use(deps: &Deps, month: KeyMonth) -> Result<bool, ServiceError> {
    // Texts of months sort as the months do; `~` sorts after every digit.
    let upto = format!("{month}~");
    let left = deps.store.read(|tx| vault::keys_before_month(tx, &upto, None, 1))?;
    Ok(!left.is_empty())
}
