//! The journal as the audit page shows it: newest first, filtered, with each entry's place in the log.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::access::require;
use super::journal::Stream;
use super::{Deps, ServiceError, commands};
use domain::access::Permission;
use domain::actor::Actor;
use domain::ids::Reference;
use domain::intake::FieldErrors;
use storage::journal::{self, Entry, Narrow};
use storage::{Reads, cases, positions};

/// Entries of a page.
const PAGE: i64 = 50;

/// What the page is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this request.
    pub case: Option<String>,
    /// Only this actor, by random reference.
    pub actor: Option<String>,
    /// Only this event, by stable name.
    pub event: Option<String>,
    /// From this local day on.
    pub from: Option<NaiveDate>,
    /// Up to this local day.
    pub to: Option<NaiveDate>,
    /// Only entries before this one.
    pub before: Option<String>,
}

/// An entry with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place in the log; `None` until it has one.
    pub position: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of actor.
    pub actor_kind: String,
    /// Which one.
    pub actor_ref: Option<String>,
    /// Stable name.
    pub event: String,
    /// What it belongs to.
    pub stream: String,
    /// The request it belongs to.
    pub case: Option<Reference>,
    /// As it is kept.
    pub body: String,
}

/// A page of entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Newest first.
    pub lines: Vec<Line>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many entries have their place.
    pub placed: i64,
    /// How many wait for it.
    pub waiting: i64,
}

/// Reads a page of the journal.
pub fn page(deps: &Deps, actor: &Actor, filter: &Filter) -> Result<Page, ServiceError> {
    require(actor, Permission::ReadAudit)?;
    let zone = &deps.policy.zone;
    let start = |day: NaiveDate| deps.zones.start_of_day(zone, day);
    deps.store.read(|tx| {
        let after = match &filter.before {
            Some(id) => journal::get(tx, id)?.map(|entry| (entry.at, entry.id)),
            None => None,
        };
        let narrow = Narrow {
            streams: streams(tx, filter)?,
            actor_ref: filter.actor.clone(),
            event: filter.event.clone(),
            from: filter.from.map(start),
            until: filter.to.and_then(|day| day.succ_opt()).map(start),
            after,
        };
        let mut entries = journal::list(tx, &narrow, PAGE.saturating_add(1))?;
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = entries.len() > most;
        entries.truncate(most);
        let next = entries.last().filter(|_| more).map(|entry| entry.id.clone());
        let lines = lines(tx, entries)?;
        Ok(Page {
            lines,
            next,
            placed: positions::size(tx)?,
            waiting: positions::count_waiting(tx)?,
        })
    })
}

/// Entries with their place and request. A request whose row is gone has no reference to show.
fn lines(tx: &mut dyn Reads, entries: Vec<Entry>) -> Result<Vec<Line>, ServiceError> {
    let mut ids: Vec<String> =
        entries.iter().filter_map(|entry| case_of(&entry.stream).map(str::to_owned)).collect();
    ids.sort_unstable();
    ids.dedup();
    let references: HashMap<String, String> = cases::references(tx, &ids)?.into_iter().collect();
    let mut lines = Vec::with_capacity(entries.len());
    for entry in entries {
        let reference = case_of(&entry.stream).and_then(|id| references.get(id));
        lines.push(Line {
            position: positions::of_entry(tx, &entry.id)?,
            case: reference.and_then(|text| Reference::parse(text)),
            at: entry.at,
            actor_kind: entry.actor_kind,
            actor_ref: entry.actor_ref,
            event: entry.event,
            stream: entry.stream,
            body: entry.body,
        });
    }
    Ok(lines)
}

fn case_of(stream: &str) -> Option<&str> {
    stream.strip_prefix("case:").or_else(|| stream.strip_prefix("case_reads:"))
}

/// What was done to a request, and who looked at it.
fn streams(tx: &mut dyn Reads, filter: &Filter) -> Result<Vec<String>, ServiceError> {
    let Some(text) = filter.case.as_deref() else {
        return Ok(Vec::new());
    };
    let found = match Reference::parse(text) {
        Some(reference) => cases::by_reference(tx, &reference)?,
        None => None,
    };
    let case = found.ok_or_else(no_case)?;
    Ok(vec![commands::stream_of(&case.id), Stream::CaseReads(&case.id).name()])
}

fn no_case() -> ServiceError {
    let sentence = "There is no request with this reference.".to_owned();
    ServiceError::Fields(FieldErrors::from([("case", sentence)]))
}
