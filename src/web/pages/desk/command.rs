//! A command from a form: the fields become the same input the API takes, run once per form shown.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde_json::{Map, Value, json};

use super::case::{known, render};
use super::form::Sent;
use super::frame;
use super::present::case::Draft;
use crate::error::WebError;
use crate::extract::StaffActor;
use domain::ids::Reference;
use domain::intake::FieldErrors;
use services::input::CommandInput;
use services::{Deps, ServiceError, commands, tasks};

/// Fields that are about the form, not the command.
const OF_THE_FORM: &[&str] = &["csrf", "key", "version", "plan"];
/// Fields whose value may be left out, and is then no value at all.
const MAY_BE_EMPTY: &[&str] = &["ground", "region", "to", "outcome"];

/// `POST /desk/cases/{reference}/commands`
pub(super) async fn run(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    path: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    let reference = known(&path)?;
    staff.check_form(&deps, sent.one("csrf"))?;
    let name = sent.one("command").to_owned();
    let tried = match input(&deps, &sent) {
        Ok(input) => try_it(&deps, &staff, &reference, &sent, input).await?,
        Err(error) => Err(error),
    };
    match tried {
        Ok(()) => Ok(frame::see_other(&deps, &back(&reference, &name), &name)),
        Err(error) => {
            let (draft, status) = draft_of(name, sent, error)?;
            render(&request, &deps, &staff, reference, "", Some(&draft), status).await
        }
    }
}

/// Runs the command; a refusal is an answer, everything else an error.
async fn try_it(
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    reference: &Reference,
    sent: &Sent,
    input: CommandInput,
) -> Result<Result<(), ServiceError>, WebError> {
    let seen = sent.one("version").parse().ok();
    let (key, actor) = (sent.one("key").to_owned(), staff.actor.clone());
    let reference = reference.clone();
    let deps = web::Data::clone(deps);
    let span = tracing::Span::current();
    let answer = web::block(move || {
        span.in_scope(|| commands::run_once(&deps, &actor, &reference, seen, &input, &key))
    })
    .await?;
    Ok(answer)
}

/// Where the reader goes on: to what they just wrote, or to the top.
fn back(reference: &Reference, command: &str) -> String {
    if matches!(command, "remove_file" | "sign_off_file" | "recall_package") {
        return format!("/desk/cases/{reference}/files");
    }
    let place = match command {
        "send_message" | "add_note" | "ask_clarification" | "ask_evidence" => "#activity",
        _ => "",
    };
    format!("/desk/cases/{reference}{place}")
}

/// The page to show again, or the error when showing it again helps nobody.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn draft_of(
    command: String,
    sent: Sent,
    error: ServiceError,
) -> Result<(Draft, StatusCode), WebError> {
    let problem = Some(error.to_string());
    let draft = Draft { command, sent, problem, ..Draft::default() };
    match error {
        ServiceError::Fields(errors) => {
            Ok((Draft { errors, ..draft }, StatusCode::UNPROCESSABLE_ENTITY))
        }
        ServiceError::Stale { .. } => Ok((Draft { stale: true, ..draft }, StatusCode::CONFLICT)),
        ServiceError::Refused(_) => {
            let status = WebError::from(error).kind.status;
            Ok((draft, StatusCode::from_u16(status).unwrap_or(StatusCode::CONFLICT)))
        }
        ServiceError::Store(services::StoreError::Conflict) => {
            Ok((Draft { stale: true, ..draft }, StatusCode::CONFLICT))
        }
        other => Err(other.into()),
    }
}

/// The fields as the API's command.
fn input(deps: &Deps, sent: &Sent) -> Result<CommandInput, ServiceError> {
    let mut fields = Map::new();
    for (name, value) in sent.pairs() {
        let skipped = OF_THE_FORM.contains(&name)
            || (MAY_BE_EMPTY.contains(&name) && value.trim().is_empty());
        if !skipped {
            fields.insert(name.to_owned(), json!(value));
        }
    }
    match sent.one("command") {
        "set_rights" => {
            fields.remove("right");
            fields.insert("rights".to_owned(), json!(sent.many("right")));
        }
        // A form that showed the plan says which systems are left of it, none as well.
        "accept_identity" if !sent.one("plan").is_empty() => {
            fields.insert("systems".to_owned(), json!(sent.many("systems")));
        }
        "preview_task" => count(&mut fields)?,
        "complete_task" => parts(sent, &mut fields)?,
        // No number at all is that of no field.
        "decide_correction" => {
            let number: u32 = sent.one("number").parse().unwrap_or(0);
            fields.insert("number".to_owned(), json!(number));
        }
        _ => {}
    }
    if let Some(Value::String(day)) = fields.get("received_at") {
        let at = day_of(deps, day)?;
        fields.insert("received_at".to_owned(), json!(at));
    }
    missing_choice(&fields)?;
    serde_json::from_value(Value::Object(fields)).map_err(|error| {
        let sentence = format!("The form could not be read: {error}. Load the page again.");
        ServiceError::Fields(FieldErrors::from([("command", sentence)]))
    })
}

/// A number, or nothing when nobody knows.
fn count(fields: &mut Map<String, Value>) -> Result<(), ServiceError> {
    let typed = fields.remove("count");
    let typed = typed.as_ref().and_then(Value::as_str).unwrap_or_default().trim();
    if typed.is_empty() {
        return Ok(());
    }
    let sentence = "Give a whole number, like 12, or leave it empty.".to_owned();
    let wrong = || ServiceError::Fields(FieldErrors::from([("count", sentence)]));
    let number: u32 = typed.parse().map_err(|_| wrong())?;
    fields.insert("count".to_owned(), json!(number));
    Ok(())
}

/// The fields of a result as one value, the way the API takes them.
fn parts(sent: &Sent, fields: &mut Map<String, Value>) -> Result<(), ServiceError> {
    let parts = tasks::parts_of(&sent.pairs().collect())?;
    fields.retain(|name, _| !tasks::PARTS.contains(&name.as_str()));
    fields.insert("details".to_owned(), serde_json::to_value(parts)?);
    Ok(())
}

/// A list without a choice is a question that was not answered, not a form that cannot be read.
fn missing_choice(fields: &Map<String, Value>) -> Result<(), ServiceError> {
    let command = fields.get("command").and_then(Value::as_str).unwrap_or_default();
    let needs = match command {
        "refuse" | "extend" => ("ground", "Choose the ground."),
        "accept_identity" | "confirm_by_desk" => ("method", "Choose how it was established."),
        "complete_task" => ("result", "Choose what came of it."),
        "decide_correction" => ("decision", "Choose whether it is accepted."),
        "decide_complaint" => ("outcome", "Choose what was decided."),
        "settle_item" => ("outcome", "Choose the outcome."),
        "assign_task" => ("with", "Choose who does it."),
        "add_task" => ("system", "Choose the system."),
        _ => return Ok(()),
    };
    if fields.contains_key(needs.0) {
        return Ok(());
    }
    Err(ServiceError::Fields(FieldErrors::from([(needs.0, needs.1.to_owned())])))
}

/// A local day of the organisation, as an instant: its last second, or now while it lasts. Laws may count from the earlier of
/// two zones' dates; an earlier instant would be the day before in zones to the west.
pub(super) fn day_of(
    deps: &Deps,
    day: &str,
) -> Result<chrono::DateTime<chrono::Utc>, ServiceError> {
    // Years of more than four digits, or before our time, are nothing a date field sends.
    let parsed = day.trim().parse().ok().filter(|day: &NaiveDate| (1..=9999).contains(&day.year()));
    let day = parsed.ok_or_else(|| {
        let sentence = "Give the day as a date, like 2026-11-23.".to_owned();
        ServiceError::Fields(FieldErrors::from([("received_at", sentence)]))
    })?;
    let next = day.succ_opt().unwrap_or(day);
    let end = deps.zones.start_of_day(&deps.policy.zone, next);
    let last = end.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(end);
    let today = deps.local_date(deps.now()) == day;
    Ok(if today { deps.now() } else { last })
}
