//! The audit page: the journal of the whole desk, newest first, by actor, event, case and day.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;

use super::streams::CASE;
use crate::domain::access::Permission;
use crate::domain::actor::Actor;
use crate::domain::audit::instant;
use crate::domain::ids::Reference;
use crate::services::access::require;
use crate::services::journal::Stream;
use crate::services::{Deps, ServiceError, commands};
use crate::storage::journal::{self, Entry, Narrow};
use crate::storage::{ReadTx, api_keys, cases, staff};

const CASE_READS: &str = "case_reads:";

/// What narrows the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only what this account or key did, by its random id.
    pub actor: Option<String>,
    /// Only this event, by its stable name.
    pub event: Option<String>,
    /// Only this case: what happened to it, and who looked at it.
    pub case: Option<Reference>,
    /// Only this stream, such as `keys`; ignored beside a case.
    pub stream: Option<String>,
    /// From this local day on.
    pub from: Option<NaiveDate>,
    /// To the end of this local day.
    pub to: Option<NaiveDate>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    /// When.
    pub at: DateTime<Utc>,
    /// The event's stable name.
    pub event: String,
    /// Kind of actor.
    pub actor_kind: String,
    /// Random reference of the actor.
    pub actor_ref: Option<String>,
    /// The account's name, or what the key is for.
    pub actor_name: Option<String>,
    /// The stream.
    pub stream: String,
    /// The number in it.
    pub n: i64,
    /// The case the stream belongs to.
    pub case: Option<String>,
    /// What the entry holds: codes, ids, dates.
    pub body: Value,
}

/// A page of lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditPage {
    /// Newest first.
    pub items: Vec<AuditLine>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Lists the journal.
pub fn list(
    deps: &Deps,
    actor: &Actor,
    filter: &AuditFilter,
    cursor: Option<&str>,
    limit: u32,
) -> Result<AuditPage, ServiceError> {
    require(actor, Permission::ReadAudit)?;
    let limit = limit.clamp(1, 200);
    let after = cursor.map(decode).transpose()?;
    deps.store.read(|tx| {
        let Some(narrow) = narrow(tx, deps, filter, after)? else {
            return Ok(AuditPage {
                items: Vec::new(),
                next: None,
            });
        };
        let mut entries = journal::list(tx, &narrow, i64::from(limit).saturating_add(1))?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = entries.len() > wanted;
        entries.truncate(wanted);
        let next = entries.last().filter(|_| more).map(encode);
        let names = actor_names(tx, &entries)?;
        let references = case_references(tx, &entries)?;
        let items = entries
            .into_iter()
            .map(|entry| line(entry, &names, &references))
            .collect();
        Ok(AuditPage { items, next })
    })
}

/// The filter in terms of the journal; `None` when there is no such case.
fn narrow(
    tx: &mut ReadTx<'_>,
    deps: &Deps,
    filter: &AuditFilter,
    after: Option<(DateTime<Utc>, String)>,
) -> Result<Option<Narrow>, ServiceError> {
    let streams = match &filter.case {
        Some(reference) => match cases::by_reference(tx, reference)? {
            Some(case) => vec![
                commands::stream_of(&case.id),
                Stream::CaseReads(&case.id).name(),
            ],
            None => return Ok(None),
        },
        None => filter.stream.iter().cloned().collect(),
    };
    let start = |day: NaiveDate| deps.zones.start_of_day(&deps.policy.zone, day);
    Ok(Some(Narrow {
        streams,
        actor_ref: filter.actor.clone(),
        event: filter.event.clone(),
        from: filter.from.map(start),
        until: filter.to.and_then(|day| day.succ_opt()).map(start),
        after,
    }))
}

fn line(
    entry: Entry,
    names: &HashMap<String, String>,
    references: &HashMap<String, String>,
) -> AuditLine {
    AuditLine {
        at: entry.at,
        actor_name: entry
            .actor_ref
            .as_ref()
            .and_then(|id| names.get(id).cloned()),
        case: case_id(&entry.stream).and_then(|id| references.get(id).cloned()),
        event: entry.event,
        actor_kind: entry.actor_kind,
        actor_ref: entry.actor_ref,
        stream: entry.stream,
        n: entry.n,
        body: serde_json::from_str(&entry.body).unwrap_or(Value::Null),
    }
}

fn case_id(stream: &str) -> Option<&str> {
    stream
        .strip_prefix(CASE)
        .or_else(|| stream.strip_prefix(CASE_READS))
}

fn actor_names(
    tx: &mut ReadTx<'_>,
    entries: &[Entry],
) -> Result<HashMap<String, String>, ServiceError> {
    let mut names = HashMap::new();
    for id in entries.iter().filter_map(|entry| entry.actor_ref.as_ref()) {
        if names.contains_key(id) {
            continue;
        }
        let name = match staff::get(tx, id)? {
            Some(row) => Some(row.name),
            None => api_keys::get(tx, id)?.map(|key| key.name),
        };
        names.extend(name.map(|name| (id.clone(), name)));
    }
    Ok(names)
}

fn case_references(
    tx: &mut ReadTx<'_>,
    entries: &[Entry],
) -> Result<HashMap<String, String>, ServiceError> {
    let mut ids: Vec<String> = entries
        .iter()
        .filter_map(|entry| case_id(&entry.stream))
        .map(str::to_owned)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(cases::references(tx, &ids)?.into_iter().collect())
}

fn encode(entry: &Entry) -> String {
    URL_SAFE_NO_PAD.encode(format!("{} {}", instant(entry.at), entry.id))
}

fn decode(cursor: &str) -> Result<(DateTime<Utc>, String), ServiceError> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let parsed = text
        .as_deref()
        .and_then(|text| text.split_once(' '))
        .and_then(|(at, id)| {
            Some((
                DateTime::parse_from_rfc3339(at).ok()?.to_utc(),
                id.to_owned(),
            ))
        });
    parsed.ok_or_else(|| {
        let text = "This place in the list is not one. Begin at the first page.";
        ServiceError::Fields([("cursor", text.to_owned())].into())
    })
}
