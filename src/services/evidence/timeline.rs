//! What happened, event by event, in words: who, what, and what was stated with it.

use serde_json::{Value, json};

use super::Found;
use super::mails::MASKED;
use crate::ServiceError;
use domain::audit::instant;
use domain::prose::Sealed;
use text::catalogue;

/// Fields of an event that say nothing beside what is told elsewhere.
const PASSED_OVER: &[&str] = &[
    "at",
    "by",
    "via",
    "event",
    "id",
    "intake",
    "clocks",
    "tasks",
    "reference",
    "outbox",
    "passed",
];

/// Which vocabulary a field's codes are of.
fn vocabulary(field: &str) -> Option<&'static str> {
    Some(match field {
        "right" | "rights" => "right",
        "stage" | "to" => "stage",
        "outcome" => "outcome",
        "ground" => "ground",
        "decision" => "field_decision",
        "method" => "verification_method",
        "settlement" => "settlement",
        "result" => "task_result",
        "notice" => "notice",
        "clock" => "clock",
        _ => return None,
    })
}

/// Every event as at the place.
pub(super) fn of(found: &Found) -> Result<Vec<Value>, ServiceError> {
    let pairs = found.events.iter().zip(&found.entries);
    pairs
        .map(|(happened, placed)| {
            let body = serde_json::to_value(&happened.event)?;
            let name = happened.event.name();
            let mut details = Vec::new();
            let mut text = Value::Null;
            for (field, value) in body.as_object().into_iter().flatten() {
                if PASSED_OVER.contains(&field.as_str()) || value.is_null() {
                    continue;
                }
                match serde_json::from_value::<Sealed>(value.clone()) {
                    Ok(sealed) => text = said(found, &sealed),
                    Err(_) => details.push(json!([field.replace('_', " "), words(field, value)])),
                }
            }
            Ok(json!({
                "at": instant(happened.at),
                "by": who(found, &placed.entry.actor_kind, placed.entry.actor_ref.as_deref()),
                "details": details,
                "event": name,
                "label": catalogue::event(&name).unwrap_or_default(),
                "n": placed.entry.n,
                "position": placed.position,
                "text": text,
            }))
        })
        .collect()
}

/// What was written, or that it is masked or gone.
pub(super) fn said(found: &Found, sealed: &Sealed) -> Value {
    match &found.dossier {
        None => json!(MASKED),
        Some(dossier) => json!(dossier.text(sealed).unwrap_or("[erased]")),
    }
}

/// Who did it: colleagues by their random id, and by name where names were asked for.
pub(super) fn who(found: &Found, kind: &str, reference: Option<&str>) -> String {
    let Some(reference) = reference else { return kind.replace('_', " ") };
    let name = found.names.get(reference).filter(|_| found.dossier.is_some());
    name.cloned().unwrap_or_else(|| format!("{} {reference}", kind.replace('_', " ")))
}

fn words(field: &str, value: &Value) -> String {
    let one = |value: &Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let known = vocabulary(field).and_then(|kind| catalogue::label(kind, &text));
        known.map_or(text, str::to_owned)
    };
    let Some(all) = value.as_array() else { return one(value) };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}
