//! Time acting on cases: which alarms have gone off, and the tick that answers one.

use chrono::{DateTime, Utc};

use super::{Deps, ServiceError, commands};
use domain::actor::Actor;
use domain::ids::CaseId;
use domain::workflow::{Command, Event, wake_at};
use storage::{StoreError, cases};

/// Cases whose alarm has gone off, the earliest first.
pub fn due(deps: &Deps, limit: u32) -> Result<Vec<CaseId>, ServiceError> {
    let now = deps.now();
    deps.store.read(|tx| Ok(cases::due(tx, now, i64::from(limit))?))
}

/// What a tick did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticked {
    /// How many events there were.
    pub events: usize,
    /// Personal data went.
    pub erased: bool,
    /// The alarm rings on although the case was just asked: the caller must put it off.
    pub still_ringing: bool,
}

/// Lets time act on one case, in a write of its own.
pub fn tick(deps: &Deps, case: &CaseId) -> Result<Ticked, ServiceError> {
    let (inner, case) = (deps.clone(), case.clone());
    deps.store.write(move |tx| {
        let actor = Actor::system();
        let done = commands::execute(tx, &inner, &actor, &case, &Command::Tick)?;
        let now = inner.now();
        let next = wake_at(&done.case, &inner.env(&actor, now));
        let erased = |event: &Event| *event == Event::PersonalDataErased;
        Ok(Ticked {
            events: done.events.len(),
            erased: done.events.iter().any(|happened| erased(&happened.event)),
            still_ringing: next.is_some_and(|at| at <= now),
        })
    })
}

/// Puts an alarm off that cannot be answered now, so that it does not ring without end.
pub fn put_off(deps: &Deps, case: &CaseId, until: DateTime<Utc>) -> Result<(), ServiceError> {
    let case = case.clone();
    let set = deps.store.write::<(), StoreError>(move |tx| cases::set_wake(tx, &case, Some(until)));
    Ok(set?)
}
