//! Fields of a command as they arrive: texts that get a place in the vault, numbers and codes.

use crate::{Deps, ServiceError};
use domain::ids::{Reference, TaskId};
use domain::intake::FieldErrors;
use domain::item::{Assignment, TaskWith};
use domain::person::{Email, MAX_NAME, MAX_TEXT};
use domain::prose::{Prose, one_line, paragraphs};
use domain::workflow::Command;

/// Whom a task is given to, and what they are told: personal data, so it is sealed as one text.
pub(super) fn assignment(
    deps: &Deps,
    with: TaskWith,
    team: &str,
    mail: &str,
    text: String,
) -> Result<Option<Prose>, ServiceError> {
    let text = optional(deps, "text", Some(text))?.map(|prose| prose.text).unwrap_or_default();
    let mail = match with {
        TaskWith::Other => Some(Email::parse(mail).map_err(|why| field("mail", why))?),
        TaskWith::Desk | TaskWith::Owner | TaskWith::System => None,
    };
    let team = one_line(team);
    if team.chars().count() > MAX_NAME {
        return Err(field("team", "Shorten the team to 200 characters."));
    }
    let words = Assignment { team, mail, text };
    let said = words != Assignment::default();
    Ok(said.then(|| serde_json::to_string(&words)).transpose()?.map(|text| deps.prose(text)))
}

pub(super) fn field(name: &'static str, text: &str) -> ServiceError {
    ServiceError::Fields(FieldErrors::from([(name, text.to_owned())]))
}

pub(super) fn needed(deps: &Deps, name: &'static str, text: String) -> Result<Prose, ServiceError> {
    optional(deps, name, Some(text))?
        .ok_or_else(|| field(name, "Write a sentence here; it cannot stay empty."))
}

pub(super) fn optional(
    deps: &Deps,
    name: &'static str,
    text: Option<String>,
) -> Result<Option<Prose>, ServiceError> {
    let Some(text) = text.map(|text| paragraphs(&text)).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if text.chars().count() > MAX_TEXT {
        return Err(field(name, &format!("Shorten this text to {MAX_TEXT} characters.")));
    }
    Ok(Some(deps.prose(text)))
}

pub(super) fn task_id(text: &str) -> Result<TaskId, ServiceError> {
    TaskId::parse(text.trim()).ok_or_else(|| field("task", "Give a task's number, like T3."))
}

pub(super) fn country_code(text: &str) -> Result<String, ServiceError> {
    let code = one_line(text).to_ascii_uppercase();
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(code);
    }
    Err(field("country", "Give the country as two letters, like SE."))
}

/// Another address that is asked for; who the person is with it is looked up when the command is run.
pub(super) fn address_wish(
    deps: &Deps,
    email: &str,
    reason: String,
) -> Result<Command, ServiceError> {
    let email = Email::parse(email).map_err(|why| field("email", why))?;
    let reason = optional(deps, "reason", Some(reason))?;
    Ok(Command::AskAddressChange { email, person: None, reason })
}

/// The reference of the request that a duplicate repeats.
pub(super) fn earlier(text: &str) -> Result<Reference, ServiceError> {
    let wrong = || field("of", "Give the earlier reference, like DSR-2026-000412.");
    Reference::parse(text).ok_or_else(wrong)
}
