//! Open requests follow a change of the policy: in batches by the worker, each request by an event of its own (ADR 17).
//!
//! A run is a row with its place; a row of the outbox wakes the worker for it. A batch that is done twice, because a lease
//! lapsed or a process ended, moves nothing twice: a request whose dates are right already has no event.

use serde::{Deserialize, Serialize};

use super::preview;
use crate::access::require;
use crate::{Deps, ServiceError, commands};
use domain::access::Permission;
use domain::actor::Actor;
use domain::case::Case;
use domain::workflow::refusal::RefusalCode;
use domain::workflow::{Command, Event};
use storage::outbox::{self, NewItem};
use storage::recounts::{self, Advance};
use storage::views::queue::{self, After, Narrow, View};
use storage::{StoreError, WriteTx};

pub use storage::recounts::Recount;

/// The topic of the outbox.
pub const TOPIC: &str = "recount";
/// Requests in one batch; mail gets its turn between batches.
const BATCH: i64 = 50;
/// How often a request is tried again when somebody changes it at the same moment.
const TRIES: u32 = 5;
/// Runs that a page shows.
const SHOWN: i64 = 5;

/// Where a run goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// Confirmed requests come first.
    unconfirmed: bool,
    after: Option<After>,
}

/// Begins a run, in the transaction that changes the policy. `because` is the key of the setting.
pub(super) fn begin(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    because: &str,
) -> Result<(), ServiceError> {
    let total = preview::open_requests(tx)?;
    let now = deps.now();
    let run = Recount {
        id: deps.ids.uuid(),
        because: because.to_owned(),
        started_at: now,
        started_by: actor.reference.clone(),
        total,
        checked: 0,
        moved: 0,
        failed: 0,
        place: serde_json::to_string(&Place::default())?,
        finished_at: (total == 0).then_some(now),
    };
    recounts::insert(tx, &run)?;
    if total > 0 {
        outbox::put(tx, &item(deps, &run))?;
    }
    Ok(())
}

fn item(deps: &Deps, run: &Recount) -> NewItem {
    NewItem {
        id: deps.ids.uuid(),
        topic: TOPIC.to_owned(),
        case_id: None,
        template: None,
        audience: None,
        recipient_hash: None,
        payload: run.id.clone().into_bytes(),
        due_at: run.started_at,
        dedupe_key: Some(format!("{TOPIC}:{}", run.id)),
        created_at: run.started_at,
    }
}

/// Works through one batch of a run. True when it is finished.
pub fn step(deps: &Deps, run: &str) -> Result<bool, ServiceError> {
    let Some(run) = deps.store.read(|tx| recounts::get(tx, run))? else {
        return Ok(true);
    };
    if run.finished_at.is_some() {
        return Ok(true);
    }
    let place: Place = serde_json::from_str(&run.place)?;
    let view = if place.unconfirmed { View::Unconfirmed } else { View::Open };
    let narrow = Narrow::default();
    let (lines, after) =
        deps.store.read(|tx| queue::page(tx, &view, &narrow, place.after.as_ref(), BATCH))?;
    let mut failed = 0_i64;
    for line in &lines {
        failed = failed.saturating_add(i64::from(!moved(deps, &run, &line.case)?));
    }
    let next = match after {
        Some(after) => Some(Place { after: Some(after), ..place }),
        None if !place.unconfirmed => Some(Place { unconfirmed: true, after: None }),
        None => None,
    };
    let finished = next.is_none();
    let advance = Advance {
        from: run.place.clone(),
        place: serde_json::to_string(&next.unwrap_or_default())?,
        checked: i64::try_from(lines.len()).unwrap_or(i64::MAX),
        failed,
        finished_at: finished.then(|| deps.now()),
    };
    let id = run.id;
    deps.store.write::<bool, StoreError>(move |tx| recounts::advance(tx, &id, &advance))?;
    Ok(finished)
}

/// Lets one request follow. False when it could not be worked out, which keeps none of the others.
fn moved(deps: &Deps, run: &Recount, case: &Case) -> Result<bool, ServiceError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let (inner, id, run) = (deps.clone(), case.id.clone(), run.clone());
        let done = deps.store.write(move |tx| {
            // What is in force holds every change that is still on its way to open requests, not this one alone.
            let command = Command::Recount { because: recounts::running(tx)? };
            let done = commands::execute(tx, &inner, &Actor::system(), &id, &command)?;
            if done.events.iter().any(|happened| moves(&happened.event)) {
                recounts::add_moved(tx, &run.id)?;
            }
            Ok::<_, ServiceError>(())
        });
        match done {
            Ok(()) => return Ok(true),
            Err(ServiceError::Store(StoreError::Conflict)) if tries < TRIES => {}
            Err(error @ ServiceError::Store(StoreError::Unavailable(_))) => return Err(error),
            // Closed meanwhile: a closed request keeps its dates.
            Err(ServiceError::Refused(refusal)) if refusal.code == RefusalCode::NotInStage => {
                return Ok(true);
            }
            Err(error) => {
                tracing::error!(case = %case.id, %error, "recount.failed");
                return Ok(false);
            }
        }
    }
}

fn moves(event: &Event) -> bool {
    matches!(event, Event::DeadlineRecomputed { from, to, .. } if from != to)
}

/// The newest runs, newest first.
pub fn newest(deps: &Deps, actor: &Actor) -> Result<Vec<Recount>, ServiceError> {
    require(actor, Permission::ReadLaws)?;
    Ok(deps.store.read(|tx| recounts::newest(tx, SHOWN))?)
}
