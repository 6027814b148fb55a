//! What a change of the policy would move, before it is saved: the very decision the worker will make, and nothing stored.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Change, Kept, Wish};
use crate::access::require;
use crate::{Deps, ServiceError};
use domain::access::Permission;
use domain::actor::Actor;
use domain::case::Case;
use domain::deadline::{StepKey, effective_of};
use domain::ids::Reference;
use domain::policy::Policy;
use domain::workflow::{Command, Event, decide};
use storage::views::queue::{self, Narrow, View};
use storage::{Reads, StoreError};

/// How many requests are read at once.
const BATCH: i64 = 200;
/// How many requests are looked at before the answer says that there are more.
const MOST: usize = 5_000;
/// How many of those that move are listed.
const LISTED: usize = 50;

/// A request that would have another date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Which.
    pub reference: Reference,
    /// Its date now.
    pub from: NaiveDate,
    /// The date it would have.
    pub to: NaiveDate,
    /// The new date lies beyond the table of its calendar.
    pub beyond: bool,
}

/// What would move.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// The first of them, by due date.
    pub moved: Vec<Moved>,
    /// How many would be due earlier.
    pub earlier: usize,
    /// How many would be due later.
    pub later: usize,
    /// How many of the new dates are over already.
    pub past: usize,
    /// How many of the new dates lie beyond the table of their calendar.
    pub beyond: usize,
    /// How many open requests were looked at.
    pub checked: usize,
    /// Whether there are more open requests than were looked at.
    pub cut: bool,
}

impl Preview {
    /// How many would have another date.
    pub fn count(&self) -> usize {
        self.earlier.saturating_add(self.later)
    }

    fn add(&mut self, moved: Moved, today: NaiveDate) {
        let side = if moved.to < moved.from { &mut self.earlier } else { &mut self.later };
        *side = side.saturating_add(1);
        self.past = self.past.saturating_add(usize::from(moved.to < today && moved.from >= today));
        self.beyond = self.beyond.saturating_add(usize::from(moved.beyond));
        if self.moved.len() < LISTED {
            self.moved.push(moved);
        }
    }
}

/// The open requests that would have another date, were the wish carried out. `None` when it is so already.
///
/// Errors: forbidden; nothing of that name; a field that needs another look.
pub fn preview(
    deps: &Deps,
    actor: &Actor,
    wish: &Wish,
) -> Result<Option<(Wish, Preview)>, ServiceError> {
    require(actor, Permission::SetPolicy)?;
    deps.store.read(|tx| {
        let mut kept = Kept::read(tx)?;
        let now = kept.over(&deps.policy);
        let Some(wish) = wish.clone().checked(deps, &kept, &now)? else {
            return Ok(None);
        };
        let because = Change { what: (), reason: String::new(), by: None, at: deps.now() };
        wish.add_to(&mut kept, &because)?;
        let then = Deps { policy: Arc::new(kept.over(&deps.policy)), ..deps.clone() };
        let found = if same_dates(&now, &then.policy) {
            Preview::default()
        } else {
            look(tx, &then, &wish.key())?
        };
        Ok(Some((wish, found)))
    })
}

/// Whether the change touches nothing that dates are worked out from: a calendar nobody chose.
fn same_dates(now: &Policy, then: &Policy) -> bool {
    let chosen = |policy: &Policy| {
        let codes = policy.chosen_calendars.iter();
        let table =
            |(law, code): (&String, &String)| (law.clone(), policy.calendars.get(code).cloned());
        codes.map(table).collect::<Vec<_>>()
    };
    now.laws == then.laws && chosen(now) == chosen(then)
}

fn look(tx: &mut dyn Reads, then: &Deps, key: &str) -> Result<Preview, ServiceError> {
    let mut found = Preview::default();
    let today = then.local_date(then.now());
    for view in [View::Open, View::Unconfirmed] {
        let mut after = None;
        loop {
            let (lines, next) = queue::page(tx, &view, &Narrow::default(), after.as_ref(), BATCH)?;
            for line in &lines {
                if let Some(moved) = moves(then, &line.case, key) {
                    found.add(moved, today);
                }
            }
            found.checked = found.checked.saturating_add(lines.len());
            after = next;
            if after.is_none() {
                break;
            }
            if found.checked >= MOST {
                found.cut = true;
                return Ok(found);
            }
        }
    }
    Ok(found)
}

fn moves(then: &Deps, case: &Case, key: &str) -> Option<Moved> {
    let (system, command) = (Actor::system(), Command::Recount { because: vec![key.to_owned()] });
    let events = decide(case, &command, &then.env(&system, then.now())).ok()?;
    let Some(Event::DeadlineRecomputed { from, to, clocks, .. }) = events.first() else {
        return None;
    };
    let binding = effective_of(clocks);
    let steps = binding.map(|clock| clock.steps.as_slice()).unwrap_or_default();
    let beyond = steps.iter().any(|step| step.key == StepKey::BeyondCalendar);
    let reference = case.reference.clone();
    (from != to).then_some(Moved { reference, from: *from, to: *to, beyond })
}

/// How many requests a change would look at.
pub(super) fn open_requests(tx: &mut dyn Reads) -> Result<i64, StoreError> {
    Ok(queue::count(tx, &View::Open)?.saturating_add(queue::count(tx, &View::Unconfirmed)?))
}
