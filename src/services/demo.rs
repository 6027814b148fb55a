//! Believable data for trying the desk out, at any size: colleagues, people who ask, and what became
//! of their requests. The same seed tells the same stories.
//!
//! Nothing is made by hand: each story is a list of commands that go through the same decisions as
//! those of real people, at moments before now, and whatever time brings in between. A small demo goes
//! through the door itself ([`crate::commands`]); a large one folds the same events in memory
//! and stores rows in batches.

mod acts;
mod bulk;
mod director;
mod folded;
mod live;
mod people;
mod play;
mod plots;
mod staff;
mod stories;
#[cfg(test)]
mod tests;
mod timeline;
mod words;

use chrono::Months;

use super::{Deps, ServiceError, StoreError, audit};
use crypto::{CaseKey, KeyMonth};
use director::{Director, Kit};
use domain::vocabulary::Role;
use live::Live;
pub use staff::PASSWORD;
use storage::cases;

/// Up to so many cases, notices are rendered and stored too.
pub const SMALL: u32 = 2_000;
/// A year has a million references; this leaves enough free.
pub const MOST: u32 = 500_000;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// How many cases.
    pub cases: u32,
    /// How many of them are open; none for the usual share.
    pub open: Option<u32>,
    /// What the stories depend on.
    pub seed: u64,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is counted.
    pub what: &'static str,
    /// So many are done.
    pub done: u64,
    /// Of so many.
    pub of: u64,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Cases.
    pub cases: u32,
    /// Entries of the journal.
    pub events: u64,
    /// One colleague of each role who can sign in.
    pub sign_ins: Vec<SignIn>,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// As what.
    pub role: Role,
    /// With which address.
    pub email: String,
    /// And which password.
    pub password: &'static str,
}

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// It would mix made-up people with real ones.
    #[error(
        "this database already has cases. Name an empty one: made-up people must not mix with real ones."
    )]
    NotEmpty,
    /// References would run out.
    #[error("at most {MOST} cases are possible, because each year has a million references")]
    TooMany,
    /// The system has no thread left, or one ended early.
    #[error("the thread that makes the cases failed: {0}")]
    Thread(String),
    /// A story or the database failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<StoreError> for DemoError {
    fn from(error: StoreError) -> Self {
        Self::Service(error.into())
    }
}

/// Fills a migrated database that has no cases yet.
pub fn fill(
    deps: &Deps,
    wish: Wish,
    progress: &mut dyn FnMut(Progress),
) -> Result<Filled, DemoError> {
    fill_by(deps, wish, wish.cases > SMALL, progress)
}

/// [`fill`] by the way that is named: folded in memory, or each case in a transaction of its own.
pub(super) fn fill_by(
    deps: &Deps,
    wish: Wish,
    folded: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Filled, DemoError> {
    if wish.cases > MOST {
        return Err(DemoError::TooMany);
    }
    if deps.store.read(|tx| cases::any(tx))? {
        return Err(DemoError::NotEmpty);
    }
    let kit = Kit::new(deps, wish.seed);
    make_month_keys(deps, &kit)?;
    let (cast, sign_ins) = staff::hire(deps, &kit)?;
    let open = wish.open.unwrap_or_else(|| usual_open(wish.cases));
    let director = Director::new(kit, cast, wish.cases, open);
    let events =
        if folded { bulk::fill(director, progress)? } else { play_live(director, progress)? };
    // Whatever has no place yet gets one, and the head of the log is remembered: the stories first, which are older.
    while audit::sequence(deps, 1000)? > 0 {}
    staff::put_on_record(deps)?;
    while audit::sequence(deps, 1000)? > 0 {}
    Ok(Filled { cases: wish.cases, events, sign_ins })
}

/// A small desk has most of its cases open; a large one has years behind it.
fn usual_open(cases: u32) -> u32 {
    let half = u64::from(cases).saturating_mul(55) / 100;
    let few = u64::from(cases) / 25 + 600;
    u32::try_from(half.min(few)).unwrap_or(cases)
}

/// The keys of the months come from the desk's own randomness, never from the seed: real cases may be
/// wrapped under them later.
fn make_month_keys(deps: &Deps, kit: &Kit) -> Result<(), ServiceError> {
    let key = CaseKey::generate(deps.ids.as_ref());
    for ago in 0..14 {
        let Some(day) = kit.now.date_naive().checked_sub_months(Months::new(ago)) else {
            break;
        };
        deps.keys.wrap_case_key(KeyMonth::of(day)?, "demo", &key, deps.ids.as_ref())?;
    }
    Ok(())
}

/// Each case in a transaction of its own, with its notices.
fn play_live(mut director: Director, progress: &mut dyn FnMut(Progress)) -> Result<u64, DemoError> {
    let kit = director.kit.clone();
    let (of, mut done, mut events) = (director.left(), 0_u64, 0_u64);
    while let Some(ready) = director.next()? {
        let ready = std::sync::Arc::new(ready);
        let (inner, told) = (kit.clone(), ready.clone());
        let (reference, count) = kit.deps.store.write(move |tx| {
            let mut door = Live {
                tx,
                deps: &inner.deps,
                timeline: &inner.timeline,
                now: inner.now,
                post: told.post,
                case: None,
                events: 0,
            };
            inner.play(&mut door, &told)?;
            let events = door.events;
            let case = door.case.take().ok_or(ServiceError::NotFound)?;
            Ok::<_, ServiceError>((case.reference, events))
        })?;
        director.remember(&ready, reference);
        events = events.saturating_add(count);
        done = done.saturating_add(1);
        progress(Progress { what: "cases", done, of });
    }
    Ok(events)
}
