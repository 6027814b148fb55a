//! Open requests of somebody whose account is out of use go back to nobody, through the one door: each
//! leaves an event, and counts as unassigned from then on (lists, digest, escalation).

use std::collections::HashMap;

use crate::access::require;
use crate::{Deps, ServiceError, commands};
use domain::access::Permission;
use domain::actor::Actor;
use domain::ids::{CaseId, StaffId};
use domain::workflow::Command;
use storage::staff::{self, StaffState};
use storage::views::queue::{self, Narrow, View};
use storage::{StoreError, WriteTx, cases};

/// Requests released in one transaction.
const BATCH: i64 = 50;

/// How many open requests each colleague has, by id; who has none is not named.
pub fn open_requests(deps: &Deps, actor: &Actor) -> Result<HashMap<StaffId, u64>, ServiceError> {
    require(actor, Permission::ManageStaff)?;
    let rows = deps.store.read(|tx| queue::count_by_owner(tx))?;
    let counted = |(id, n)| (StaffId(id), u64::try_from(n).unwrap_or(0));
    Ok(rows.into_iter().map(counted).collect())
}

/// Releases the open requests of one disabled account, batch by batch; how many. What an interruption
/// leaves is found by asking again, or by [`release_of_disabled`].
pub(super) fn release(deps: &Deps, id: &StaffId) -> Result<u64, ServiceError> {
    let view = View::Owner(id.0.clone());
    let mut released = 0_u64;
    let mut after = None;
    loop {
        let (lines, next) = deps
            .store
            .read(|tx| queue::page(tx, &view, &Narrow::default(), after.as_ref(), BATCH))?;
        let cases: Vec<CaseId> = lines.into_iter().map(|line| line.case.id).collect();
        released = released.saturating_add(batch(deps, id, &cases)?);
        if next.is_none() {
            return Ok(released);
        }
        after = next;
    }
}

/// Releases what disabled accounts still own: after an interruption, or when a closed request of
/// theirs was opened again. How many.
pub fn release_of_disabled(deps: &Deps) -> Result<u64, ServiceError> {
    let owners = deps.store.read(|tx| {
        let mut disabled = Vec::new();
        for (id, _) in queue::count_by_owner(tx)? {
            if is_disabled(tx, &id)? {
                disabled.push(StaffId(id));
            }
        }
        Ok::<_, StoreError>(disabled)
    })?;
    let mut released = 0_u64;
    for id in owners {
        released = released.saturating_add(release(deps, &id)?);
    }
    Ok(released)
}

fn is_disabled(tx: &mut dyn storage::Reads, id: &str) -> Result<bool, StoreError> {
    Ok(staff::get(tx, id)?.is_some_and(|row| row.state == StaffState::Disabled))
}

/// All of them, or one by one when one stands in the way of the others.
fn batch(deps: &Deps, id: &StaffId, cases: &[CaseId]) -> Result<u64, ServiceError> {
    let together = together(deps, id, cases);
    let Err(error) = together else {
        return together;
    };
    if matches!(error, ServiceError::Store(StoreError::Unavailable(_))) {
        return Err(error);
    }
    let mut released = 0_u64;
    for case in cases {
        match self::together(deps, id, std::slice::from_ref(case)) {
            Ok(one) => released = released.saturating_add(one),
            Err(error) => tracing::error!(%case, %error, "staff.case_not_released"),
        }
    }
    Ok(released)
}

fn together(deps: &Deps, id: &StaffId, cases: &[CaseId]) -> Result<u64, ServiceError> {
    let (inner, id, cases) = (deps.clone(), id.clone(), cases.to_vec());
    deps.store.clone().write(move |tx| {
        // Enabled again meanwhile: they keep what is still theirs.
        if !is_disabled(tx, id.as_str())? {
            return Ok(0);
        }
        let mut released = 0_u64;
        for case in &cases {
            released = released.saturating_add(u64::from(one(tx, &inner, &id, case)?));
        }
        Ok(released)
    })
}

/// False when somebody else took or closed it meanwhile.
fn one(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    id: &StaffId,
    case: &CaseId,
) -> Result<bool, ServiceError> {
    let found = cases::load(tx, case)?;
    if found.assignee.as_ref() != Some(id) || !found.needs_work() {
        return Ok(false);
    }
    commands::execute(tx, deps, &Actor::system(), case, &Command::Assign { to: None })?;
    Ok(true)
}
