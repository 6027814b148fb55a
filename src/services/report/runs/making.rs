//! The worker's side of a run: claim, make, seal, settle. A run that is cut off begins again from its
//! start and comes to the same bytes, because the place of the journal it speaks of is kept.

use std::io::Read as _;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Run, piece_of, place};
use crate::report::export::{self, Export};
use crate::report::format::io;
use crate::report::{Step, deliveries, resolve};
use crate::{Deps, ServiceError, StoreError};
use crypto::seal;
use domain::access::Permission;
use domain::actor::Actor;
use domain::vocabulary::Role;
use storage::Reads;
use storage::report_runs::{self as rows, Came};
use storage::staff::{self as accounts, StaffState};

/// A lease is kept while a run goes on; whoever died is followed after this time.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// So often a run is begun at most.
const TRIES: i64 = 5;
/// Cases between two notes of how far it is.
const NOTED: u64 = 1000;
/// Bytes of a piece.
const PIECE: usize = 1 << 20;

/// Why a run did not come to its end.
enum Stopped {
    /// Cancelled, or taken over by somebody else: nothing is left to do.
    Gone,
    /// The process ends; somebody begins again.
    Asked,
    /// It failed.
    Failed(ServiceError),
}

impl From<ServiceError> for Stopped {
    fn from(error: ServiceError) -> Self {
        Self::Failed(error)
    }
}

struct Making<'a> {
    deps: &'a Deps,
    run: Run,
    token: String,
    stopped: &'a dyn Fn() -> bool,
}

/// Makes the oldest report that waits; how many were worked on. `stopped` says that the process ends.
pub fn work(deps: &Deps, stopped: &dyn Fn() -> bool) -> Result<usize, ServiceError> {
    let now = deps.now();
    if !deps.store.read(|tx| rows::is_waiting(tx, now))? {
        return Ok(0);
    }
    let token = deps.ids.uuid();
    let mine = token.clone();
    let claimed =
        deps.store.write::<_, StoreError>(move |tx| rows::claim(tx, now, until(now), &mine))?;
    let Some(row) = claimed else { return Ok(0) };
    let making = Making { deps, run: Run::of(row)?, token, stopped };
    let came = match making.make() {
        Ok(()) | Err(Stopped::Gone) => return Ok(1),
        Err(Stopped::Asked) => Came::Again,
        Err(Stopped::Failed(ServiceError::Store(StoreError::Unavailable(why)))) => {
            // The lease lapses and somebody begins again, when the database or the disk is back.
            tracing::warn!(run = making.run.row.id, why, "report.put_off");
            return Ok(0);
        }
        Err(Stopped::Failed(error)) => {
            tracing::error!(run = making.run.row.id, %error, "report.failed");
            Came::Failed(error.to_string())
        }
    };
    making.settle(came)?;
    Ok(1)
}

fn until(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_add_signed(LEASE).unwrap_or(now)
}

impl Making<'_> {
    fn make(&self) -> Result<(), Stopped> {
        if self.run.row.attempts > TRIES {
            let why = "No attempt to make it ever came to an end.".to_owned();
            self.settle(Came::Failed(why))?;
            return Ok(());
        }
        let Some(actor) = self.deps.store.read(|tx| owner(tx, &self.run.row.staff_id))? else {
            self.settle(Came::Failed("The account it was made for is out of use.".to_owned()))?;
            return Ok(());
        };
        let as_at = resolve(self.deps, Some(self.run.row.as_at))?;
        let mut noted = None;
        let mut cut = None;
        let mut last = Step::default();
        let made = export::make(self.deps, &self.run.order, as_at, &mut |step| {
            last = step;
            if noted.is_some_and(|noted| step.done < noted + NOTED) && step.done < step.total {
                return Ok(());
            }
            noted = Some(step.done);
            match self.note(step) {
                Ok(()) => Ok(()),
                Err(Stopped::Failed(error)) => Err(error),
                Err(why) => {
                    cut = Some(why);
                    Err(ServiceError::InProgress)
                }
            }
        });
        if let Some(why) = cut {
            return Err(why);
        }
        let mut made = made?;
        self.keep(&mut made, last)?;
        self.finish(&actor, &made)
    }

    /// Notes how far it is, and finds out whether it is still wanted.
    fn note(&self, step: Step) -> Result<(), Stopped> {
        if (self.stopped)() {
            return Err(Stopped::Asked);
        }
        let (id, token) = (self.run.row.id.clone(), self.token.clone());
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let far = (number(step.done), number(step.total));
        let until = until(self.deps.now());
        let ours = self.deps.store.write::<bool, ServiceError>(move |tx| {
            Ok(rows::progress(tx, (&id, &token), far, until)?)
        })?;
        if ours { Ok(()) } else { Err(Stopped::Gone) }
    }

    /// Seals the file piece by piece. What an earlier attempt left goes first.
    fn keep(&self, made: &mut Export, far: Step) -> Result<(), Stopped> {
        let id = self.run.row.id.clone();
        let first = id.clone();
        self.deps
            .store
            .write::<(), ServiceError>(move |tx| Ok(rows::delete_pieces(tx, &first)?))?;
        for n in 0.. {
            let mut bytes = Vec::with_capacity(PIECE);
            let limit = u64::try_from(PIECE).unwrap_or(u64::MAX);
            made.file.by_ref().take(limit).read_to_end(&mut bytes).map_err(io)?;
            if bytes.is_empty() {
                break;
            }
            let entry = piece_of(&id, n);
            let deps = self.deps;
            let sealed = seal(deps.keys.desk(), place(&entry), &bytes, deps.ids.as_ref())
                .map_err(ServiceError::from)?;
            let run = id.clone();
            deps.store
                .write::<(), ServiceError>(move |tx| Ok(rows::put_piece(tx, &run, n, &sealed)?))?;
            self.note(far)?;
        }
        Ok(())
    }

    /// Says that it is ready: to the journal, and by mail where it came by itself.
    fn finish(&self, actor: &Actor, made: &Export) -> Result<(), Stopped> {
        let (deps, run, actor) = (self.deps.clone(), self.run.clone(), actor.clone());
        let (token, told) = (self.token.clone(), (made.as_at, made.rows, made.sha256.clone()));
        let came = Came::Ready {
            name: made.name.clone(),
            lines: i64::try_from(made.rows).unwrap_or(i64::MAX),
            position: made.as_at.position,
            sha256: made.sha256.clone(),
        };
        self.deps.store.clone().write::<(), ServiceError>(move |tx| {
            if rows::settle(tx, (&run.row.id, &token), &came, deps.now())? {
                let (as_at, lines, sha256) = &told;
                export::tell(tx, &deps, &actor, &run.order, (*as_at, *lines, sha256))?;
                if run.row.schedule_id.is_some() {
                    let once = format!("report:{}", run.row.id);
                    deliveries::mail(tx, &deps, &run, Some(once))?;
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    fn settle(&self, came: Came) -> Result<(), ServiceError> {
        let (id, token, now) = (self.run.row.id.clone(), self.token.clone(), self.deps.now());
        self.deps.store.write::<(), ServiceError>(move |tx| {
            rows::settle(tx, (&id, &token), &came, now)?;
            Ok(())
        })
    }
}

/// The colleague a run is made for, as they are now; nobody once the account is out of use or may no
/// longer read reports.
pub(in crate::report) fn owner(
    tx: &mut dyn Reads,
    id: &str,
) -> Result<Option<Actor>, ServiceError> {
    let member = accounts::get(tx, id)?.filter(|member| member.state == StaffState::Active);
    Ok(member.and_then(|member| {
        let roles: Vec<Role> =
            member.roles.iter().filter_map(|role| Role::from_text(role)).collect();
        Permission::ReadReports.held_by(&roles).then(|| Actor::staff(id, roles))
    }))
}
