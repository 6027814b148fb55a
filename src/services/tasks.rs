//! Tasks: the one place where a result is read, from the desk, from a program or from a system's owner.

mod board;
mod links;
mod owner;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use board::{Asked, Board, BoardCounts, BoardLine, board, counts};
pub use links::{assignment, end as end_links, link_subject};
pub use owner::{Answer, OwnerFiles, OwnerView, answer, look, target};

use super::{Deps, ServiceError};
use domain::data_map::RetentionBasis;
use domain::ids::TaskId;
use domain::intake::FieldErrors;
use domain::item::{Correction, TaskDetails, TaskFacts, is_named};
use domain::person::MAX_TEXT;
use domain::prose::{Prose, one_line, paragraphs};
use domain::vocabulary::TaskResult;
use domain::workflow::Command;

/// Details of a result as they arrive: words alone, or parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum DetailsInput {
    /// What the person wrote.
    Text(String),
    /// Words, rows, corrections, and the facts of the result.
    Parts(Box<TaskParts>),
}

impl Default for DetailsInput {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// The parts of a result. What does not belong to it is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TaskParts {
    /// What the person wrote; the reason, when data is kept.
    pub text: String,
    /// What was found: a table as text (first line: names of the columns; tab, `;` or `,` between cells), or JSON.
    #[schema(value_type = Option<Object>)]
    pub rows: Value,
    /// What was corrected: a line for each field, `field | old | new`, or JSON.
    #[schema(value_type = Option<Object>)]
    pub corrections: Value,
    /// How many records were found, corrected, erased or made anonymous.
    pub count: Option<u32>,
    /// Why it is kept.
    #[schema(value_type = Option<String>)]
    pub basis: Option<RetentionBasis>,
    /// The last day it is kept.
    pub until: Option<NaiveDate>,
    /// When somebody must look at it again.
    pub look_again_on: Option<NaiveDate>,
}

/// The command that completes a task. Every way in ends here, so that what a result needs is asked in one place.
///
/// Errors: fields `details`, `rows`, `corrections`, `until`, `look_again_on` that need another look.
pub fn completion(
    deps: &Deps,
    task: TaskId,
    result: TaskResult,
    input: DetailsInput,
) -> Result<Command, ServiceError> {
    let parts = match input {
        DetailsInput::Text(text) => TaskParts { text, ..TaskParts::default() },
        DetailsInput::Parts(parts) => *parts,
    };
    let mut errors = FieldErrors::new();
    let (facts, details) = read(deps, result, &parts, &mut errors);
    if !errors.is_empty() {
        return Err(ServiceError::Fields(errors));
    }
    let details = sealed(deps, &details)?;
    Ok(Command::CompleteTask { task, result, facts, details })
}

fn read(
    deps: &Deps,
    result: TaskResult,
    parts: &TaskParts,
    errors: &mut FieldErrors,
) -> (TaskFacts, TaskDetails) {
    let mut wrong = |field: &'static str, text: String| {
        errors.insert(field, text);
    };
    let mut details = TaskDetails::default();
    match words(&parts.text) {
        Ok(text) => details.text = text,
        Err(text) => wrong("details", text),
    }
    if result == TaskResult::Found {
        match table::rows(&parts.rows) {
            Ok((columns, rows)) => (details.columns, details.rows) = (columns, rows),
            Err(text) => wrong("rows", text),
        }
    }
    if result == TaskResult::Corrected {
        match corrections(&parts.corrections) {
            Ok(corrections) => details.corrections = corrections,
            Err(text) => wrong("corrections", text),
        }
    }
    if result == TaskResult::Failed && details.text.is_empty() {
        wrong("details", "Say what went wrong, so that somebody can help.".to_owned());
    }
    let mut facts = TaskFacts {
        count: parts.count,
        basis: parts.basis,
        until: parts.until,
        look_again_on: parts.look_again_on,
    };
    if result == TaskResult::Retained {
        let today = deps.local_date(deps.now());
        let passed = |day: Option<NaiveDate>| day.is_some_and(|day| day <= today);
        if passed(facts.until) {
            wrong("until", "Give a day that is still to come.".to_owned());
        }
        if passed(facts.look_again_on) {
            wrong("look_again_on", "Give a day that is still to come.".to_owned());
        }
    }
    let found = details.rows.len().max(details.corrections.len());
    facts.count = facts.count.or_else(|| u32::try_from(found).ok().filter(|count| *count > 0));
    (facts.fitting(result), details)
}

fn words(text: &str) -> Result<String, String> {
    let text = paragraphs(text);
    if text.chars().count() > MAX_TEXT {
        return Err(format!("Shorten this text to {MAX_TEXT} characters."));
    }
    Ok(text)
}

fn sealed(deps: &Deps, details: &TaskDetails) -> Result<Option<Prose>, ServiceError> {
    if details.is_empty() {
        return Ok(None);
    }
    Ok(Some(deps.prose(details.write()?)))
}

/// Corrected fields from lines like `surname | Okafor | Okafor-Lee`, or from JSON.
fn corrections(value: &Value) -> Result<Vec<Correction>, String> {
    const HOW: &str = "Write a line for each field: field | old | new.";
    let text = match value {
        Value::Null => return Ok(Vec::new()),
        Value::String(text) if !text.trim_start().starts_with('[') => text.as_str(),
        Value::String(text) => {
            return serde_json::from_str(text).map_err(|_| HOW.to_owned());
        }
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            return serde_json::from_value(value.clone()).map_err(|_| HOW.to_owned());
        }
    };
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let read = |line: &str| {
        let sign = if line.contains('\t') { '\t' } else { '|' };
        let cells: Vec<String> = line.split(sign).map(one_line).collect();
        let [field, old, new] = <[String; 3]>::try_from(cells).ok()?;
        let fits = !field.is_empty() && (!old.is_empty() || !new.is_empty());
        fits.then_some(Correction { field, old, new })
    };
    lines.map(|line| read(line).ok_or_else(|| HOW.to_owned())).collect()
}

/// What the rows of a result say in a column, whatever the case of its name; nothing when they cannot be read.
pub fn column(input: &DetailsInput, name: &str) -> Vec<String> {
    let DetailsInput::Parts(parts) = input else { return Vec::new() };
    let (columns, rows) = table::rows(&parts.rows).unwrap_or_default();
    let named = |at: usize| columns.get(at).is_some_and(|column| is_named(column, name));
    let cells = |row: Vec<String>| row.into_iter().enumerate().filter(|(at, _)| named(*at));
    rows.into_iter().flat_map(|row| cells(row).map(|(_, cell)| cell).collect::<Vec<_>>()).collect()
}

/// Names of the fields of a form that [`parts_of`] reads.
pub const PARTS: &[&str] =
    &["details", "rows", "corrections", "count", "basis", "until", "look_again_on"];

/// The parts of a result from the fields of a form, each a text.
///
/// Errors: fields `count`, `until`, `look_again_on`, `basis` that cannot be read.
pub fn parts_of(fields: &BTreeMap<&str, &str>) -> Result<DetailsInput, ServiceError> {
    let mut errors = FieldErrors::new();
    let text = |name: &str| fields.get(name).copied().unwrap_or_default().trim();
    let mut day = |name: &'static str| {
        let parsed = (!text(name).is_empty()).then(|| text(name).parse::<NaiveDate>());
        if matches!(parsed, Some(Err(_))) {
            errors.insert(name, "Give the day as a date, like 2034-03-31.".to_owned());
        }
        parsed.and_then(Result::ok)
    };
    let (until, look_again_on) = (day("until"), day("look_again_on"));
    let count = (!text("count").is_empty()).then(|| text("count").parse::<u32>());
    if matches!(count, Some(Err(_))) {
        errors.insert("count", "Give a whole number, like 12.".to_owned());
    }
    let basis = RetentionBasis::from_text(text("basis"));
    if basis.is_none() && !text("basis").is_empty() {
        errors.insert("basis", "Choose on what basis it is kept.".to_owned());
    }
    if !errors.is_empty() {
        return Err(ServiceError::Fields(errors));
    }
    Ok(DetailsInput::Parts(Box::new(TaskParts {
        text: text("details").to_owned(),
        rows: text("rows").into(),
        corrections: text("corrections").into(),
        count: count.and_then(Result::ok),
        basis,
        until,
        look_again_on,
    })))
}
