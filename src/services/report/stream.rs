//! Cases as at a place of the journal, one after another: each is folded from its own entries up to
//! there, so that memory does not grow with their number and later events change nothing.

use std::collections::{HashSet, VecDeque};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::as_at::AsAt;
use crate::{Deps, ServiceError, dossier};
use domain::case::Case;
use domain::person::Person;
use domain::report::{Facts, Span};
use domain::workflow::event::Happened;
use domain::workflow::replay;
use storage::views::report::{Outside, Place, carried, count_received, received};
use storage::{ReadTx, journal};

/// Cases folded at once.
const BATCH: usize = 200;
/// The event that moves a case to another day of receipt.
const CORRECTED: &str = "received_date_corrected";

/// A case with what happened to it.
pub(super) struct Told {
    /// The case as it was.
    pub(super) case: Case,
    /// What is known of it.
    pub(super) facts: Facts,
    /// What happened, oldest first.
    pub(super) events: Vec<Happened>,
    /// Whose it is, as known now, where that was asked for and is not erased.
    pub(super) person: Option<Person>,
}

/// What a walk over cases is to bring.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// The days.
    pub(super) span: Span,
    /// Names and addresses too.
    pub(super) personal: bool,
}

impl From<Span> for Wanted {
    fn from(span: Span) -> Self {
        Self { span, personal: false }
    }
}

/// How far a report is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// Cases looked at.
    pub done: u64,
    /// Cases to look at.
    pub total: u64,
}

/// Is told after each batch how far a report is; an error ends it.
pub type Watch<'a> = dyn FnMut(Step) -> Result<(), ServiceError> + 'a;

/// Receives the cases of a report.
pub(super) type Take<'a> = dyn FnMut(&Told) -> Result<(), ServiceError> + 'a;

/// Hands over every case that was open at some time of the span, and those that are open as at the
/// instant, by day of receipt and id. Cases that were never confirmed come too. Whoever lists cases
/// leaves out what [`Facts::touches`] and `confirmed` leave out.
pub(super) fn each(
    deps: &Deps,
    as_at: AsAt,
    wanted: impl Into<Wanted>,
    watch: &mut Watch<'_>,
    take: &mut Take<'_>,
) -> Result<(), ServiceError> {
    let Wanted { span, personal } = wanted.into();
    let step = Step::default();
    // One state of the database throughout: a case whose day is corrected meanwhile is not missed.
    deps.store.read(|tx| Walk { tx, deps, as_at, span, personal, step, watch, take }.run())
}

/// About how many cases a report over some days looks at.
pub(super) fn size(deps: &Deps, as_at: DateTime<Utc>, span: Span) -> Result<u64, ServiceError> {
    deps.store.read(|tx| {
        let since = since(deps, as_at, span);
        let early = carried(tx, Outside::Before(span.from), since)?.len();
        let late = carried(tx, Outside::After(span.to), as_at)?.len();
        let inside = count_received(tx, (span.from, span.to))?;
        Ok(total(early, late, inside))
    })
}

fn total(early: usize, late: usize, inside: i64) -> u64 {
    let outside = u64::try_from(early.saturating_add(late)).unwrap_or(u64::MAX);
    outside.saturating_add(u64::try_from(inside).unwrap_or_default())
}

/// Since when a case that is closed now may have been closed and still belong to a report: it may have
/// been open then, and its day may begin earlier than ours.
fn since(deps: &Deps, as_at: DateTime<Utc>, span: Span) -> DateTime<Utc> {
    let begin = deps.zones.start_of_day(&deps.policy.zone, span.from);
    begin.min(as_at).checked_sub_signed(TimeDelta::days(1)).unwrap_or(begin)
}

struct Walk<'a, 'c, 't> {
    tx: &'a mut ReadTx<'c>,
    deps: &'a Deps,
    as_at: AsAt,
    span: Span,
    personal: bool,
    step: Step,
    watch: &'a mut Watch<'t>,
    take: &'a mut Take<'t>,
}

impl Walk<'_, '_, '_> {
    fn run(&mut self) -> Result<(), ServiceError> {
        let changed = journal::streams_changed_after(self.tx, CORRECTED, self.as_at.position)?;
        let corrected: HashSet<String> =
            changed.iter().filter_map(|stream| case_of(stream)).map(str::to_owned).collect();
        let mut moved = self.days_as_at(&changed)?;
        let since = since(self.deps, self.as_at.at, self.span);
        let mut early = carried(self.tx, Outside::Before(self.span.from), since)?;
        early.retain(|(_, id)| !corrected.contains(id));
        while moved.front().is_some_and(|(day, _)| *day < self.span.from) {
            early.extend(moved.pop_front());
        }
        let mut late = carried(self.tx, Outside::After(self.span.to), self.as_at.at)?;
        late.retain(|(_, id)| !corrected.contains(id));
        while moved.back().is_some_and(|(day, _)| *day > self.span.to) {
            late.extend(moved.pop_back());
        }
        let inside = count_received(self.tx, (self.span.from, self.span.to))?;
        self.step.total = total(early.len(), late.len(), inside);
        self.fold_all(early)?;
        self.in_span(&corrected, moved)?;
        self.fold_all(late)
    }

    fn fold_all(&mut self, mut places: Vec<Place>) -> Result<(), ServiceError> {
        places.sort_unstable();
        places.chunks(BATCH).try_for_each(|piece| self.fold(piece))
    }

    /// Cases received in the span, page by page; those that were corrected since come by the day they
    /// had then.
    fn in_span(
        &mut self,
        corrected: &HashSet<String>,
        mut moved: VecDeque<Place>,
    ) -> Result<(), ServiceError> {
        let days = (self.span.from, self.span.to);
        let mut after: Option<Place> = None;
        loop {
            let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
            let page = received(self.tx, days, after.as_ref(), limit)?;
            let Some(last) = page.last().cloned() else { break };
            let mut piece: Vec<Place> =
                page.into_iter().filter(|(_, id)| !corrected.contains(id)).collect();
            while moved.front().is_some_and(|place| *place < last) {
                piece.extend(moved.pop_front());
            }
            piece.sort_unstable();
            self.fold(&piece)?;
            after = Some(last);
        }
        self.fold_all(moved.into())
    }

    /// The day of receipt some cases had then, in order.
    fn days_as_at(&mut self, streams: &[String]) -> Result<VecDeque<Place>, ServiceError> {
        let mut found = Vec::new();
        for piece in streams.chunks(BATCH) {
            for (id, told) in self.told(piece)? {
                found.push((told.facts.received_on, id));
            }
        }
        found.sort_unstable();
        Ok(found.into())
    }

    fn fold(&mut self, places: &[Place]) -> Result<(), ServiceError> {
        let streams: Vec<String> = places.iter().map(|(_, id)| format!("case:{id}")).collect();
        let mut told = self.told(&streams)?;
        told.sort_by(|(a, one), (b, other)| {
            (one.facts.received_on, a).cmp(&(other.facts.received_on, b))
        });
        for (_, told) in &mut told {
            if told.facts.touches(self.span.from, self.span.to) || told.facts.is_open() {
                if self.personal {
                    let (id, sealed) = (&told.case.id, &told.case.intake.person);
                    told.person = dossier::person(self.tx, self.deps, id, sealed)?;
                }
                (self.take)(told)?;
            }
        }
        let seen = u64::try_from(places.len()).unwrap_or_default();
        self.step.done = self.step.done.saturating_add(seen);
        self.step.total = self.step.total.max(self.step.done);
        (self.watch)(self.step)
    }

    /// Folds streams up to the place of the report; those that had not begun are left out.
    fn told(&mut self, streams: &[String]) -> Result<Vec<(String, Told)>, ServiceError> {
        let mut found: Vec<(String, Vec<Happened>)> = Vec::new();
        for entry in journal::until(self.tx, streams, self.as_at.position)? {
            let Some(id) = case_of(&entry.stream) else { continue };
            let happened = Happened::read(&entry.body)?;
            match found.last_mut().filter(|(last, _)| last == id) {
                Some((_, events)) => events.push(happened),
                None => found.push((id.to_owned(), vec![happened])),
            }
        }
        let zones = self.deps.zones.as_ref();
        Ok(found
            .into_iter()
            .filter_map(|(id, events)| {
                let case = replay(&events)?;
                Some((id, Told { facts: Facts::of(&case, zones), case, events, person: None }))
            })
            .collect())
    }
}

fn case_of(stream: &str) -> Option<&str> {
    stream.strip_prefix("case:")
}

/// The day it is in the zone of a case.
pub(super) fn today_of(deps: &Deps, facts: &Facts, as_at: AsAt) -> NaiveDate {
    deps.zones.date_at(&facts.zone, as_at.at)
}
