//! Builds a package. Large ones take longer than a lease, so it is renewed on the way.

use chrono::TimeDelta;

use super::Outcome;
use crate::{Shared, heartbeat};
use domain::file::PackageStop;
use domain::ids::CaseId;
use domain::workflow::Command;
use services::package::{self, Built};
use services::{ServiceError, StoreError};
use storage::outbox::{self, Item};

pub(super) fn build(shared: &Shared, item: &Item) -> Result<Outcome, ServiceError> {
    let Some(case) = item.new.case_id.as_deref().map(CaseId::from) else {
        return Ok(Outcome::Skipped);
    };
    let file = package::file_of(item);
    let built = package::build(&shared.deps, &case, &file, &mut || is_ours(shared, item))?;
    Ok(match built {
        Built::Written => {
            tracing::info!(%case, %file, "package.built");
            Outcome::Done
        }
        Built::Stopped(stop) => {
            tracing::error!(%case, reason = %stop, "package.stopped");
            Outcome::Dead(stop.as_str().to_owned())
        }
        Built::NotNeeded => Outcome::Skipped,
        Built::Lost => Outcome::Wait(TimeDelta::zero()),
    })
}

/// Renews the lease and shows a sign of life; false when the job is another's, or the worker is asked to stop.
fn is_ours(shared: &Shared, item: &Item) -> bool {
    if shared.bell.is_stopped() {
        return false;
    }
    let deps = &shared.deps;
    let length = TimeDelta::seconds(i64::from(deps.settings.worker.lease_seconds));
    let now = deps.now();
    let until = now.checked_add_signed(length).unwrap_or(now);
    let (id, token) = (item.new.id.clone(), item.lease_token.clone().unwrap_or_default());
    let renewed = deps
        .store
        .write::<bool, StoreError>(move |tx| outbox::renew(tx, &id, &token, until))
        .unwrap_or(false);
    if let Err(error) = heartbeat::beat(shared) {
        tracing::warn!(%error, "worker.step_failed");
    }
    renewed
}

/// What the case hears of it.
pub(super) fn built(item: &Item) -> Command {
    Command::BuildPackage { built: Ok(package::file_of(item)) }
}

/// What the case hears when it was given up; the reason is in the verdict.
pub(super) fn stopped(reason: &str) -> Command {
    let stop = PackageStop::from_text(reason).unwrap_or(PackageStop::FileDamaged);
    Command::BuildPackage { built: Err(stop) }
}
