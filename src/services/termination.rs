//! Keeping the account while its closing cools off, by the link of the mail: hashed, single use, and dead with the
//! cooling-off.

use chrono::{DateTime, Utc};

use super::{Deps, ServiceError, commands, verification};
use domain::actor::Actor;
use domain::case::Case;
use domain::ids::CaseId;
use domain::item::ItemState;
use domain::verification::Purpose;
use domain::vocabulary::Right;
use domain::workflow::{Command, cooling_until};
use storage::{WriteTx, cases, challenges};

const PURPOSES: &[Purpose] = &[Purpose::CancelTermination];

/// Where the closing stands that a link is about. It names nobody: who holds the link may be anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// It can be cancelled.
    Planned {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// It was cancelled: the account stays.
    Cancelled,
    /// It is too late, or was decided otherwise.
    Over,
}

/// Looks at a link; nothing changes by looking. `NotFound` for a stranger's guess.
pub fn look(deps: &Deps, token: &str) -> Result<Closing, ServiceError> {
    deps.store.read(|tx| {
        let (_, challenge) = verification::of_link(tx, PURPOSES, token)?;
        let works = verification::link_usable(deps, &challenge).is_ok();
        let case = cases::load(tx, &CaseId(challenge.subject))?;
        Ok(standing(&case, works))
    })
}

fn standing(case: &Case, works: bool) -> Closing {
    if let Some(until) = cooling_until(case).filter(|_| works) {
        return Closing::Planned { until };
    }
    let item = case.item(Right::Terminate);
    if item.is_some_and(|item| matches!(item.state, ItemState::Cancelled)) {
        return Closing::Cancelled;
    }
    Closing::Over
}

/// Presses the button: the account stays.
///
/// Errors: `NotFound`; `Unusable` once the link was used or its time is over.
pub fn cancel(deps: &Deps, token: &str) -> Result<(), ServiceError> {
    let (inner, token) = (deps.clone(), token.to_owned());
    deps.store.clone().write(move |tx| {
        let (_, challenge) = verification::of_link(tx, PURPOSES, &token)?;
        verification::use_link(tx, &inner, &challenge)?;
        let id = CaseId(challenge.subject);
        let command = Command::CancelTermination;
        commands::execute(tx, &inner, &Actor::requester(), &id, &command).map(|_| ())
    })
}

/// The link dies with the cooling-off, whatever ended it.
pub(super) fn end_link(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    before: &Case,
    after: &Case,
) -> Result<(), ServiceError> {
    if cooling_until(before).is_some() && cooling_until(before) != cooling_until(after) {
        let purpose = Purpose::CancelTermination.as_str();
        challenges::replace_live(tx, after.id.as_str(), purpose, deps.now())?;
    }
    Ok(())
}
