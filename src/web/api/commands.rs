//! Commands over the API: one endpoint, the verb in the body.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::caller::{Caller, parse};
use super::cases::reference;
use super::documents::CaseDocument;
use crate::error::WebError;
use crate::reply;
use services::commands;
use services::input::CommandInput;
use services::notices::letter;
use services::{Deps, ServiceError, idempotency};

/// `POST /api/v1/cases/{reference}/commands`
pub(super) async fn run(
    request: HttpRequest,
    deps: web::Data<Deps>,
    caller: Caller,
    path: web::Path<String>,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    if !caller.known.may_work() {
        return Err(ServiceError::Forbidden.into());
    }
    let reference = reference(&path)?;
    let input: CommandInput = parse(&request, &body)?;
    let call = caller.call(&deps, &format!("commands {reference}"), &body);
    let (actor, seen) = (caller.known.actor, caller.if_match);
    let answer = reply::blocking(&deps, move |deps| {
        let command = input.clone().into_command(deps)?;
        let inner = deps.clone();
        deps.store.clone().write(move |tx| {
            idempotency::once(tx, &inner, call.as_ref(), |tx| {
                letter::check_seen(tx, &inner, &reference, &input)?;
                let done = commands::run_in(tx, &inner, &actor, &reference, seen, &command)?;
                let document = json!({
                    "case": CaseDocument::of(&done.case),
                    "events": done.events,
                });
                Ok(idempotency::Answer {
                    status: 200,
                    body: document.to_string(),
                    case: Some(done.case.id),
                })
            })
        })
    })
    .await?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(answer.body))
}
