//! Cases over the API: record, list, show, and the parts of one.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::caller::{Caller, parse};
use super::documents::{
    CaseDocument, CasePage, ClockDocument, ComplaintDocument, MessageDocument, NewCase,
};
use crate::error::WebError;
use crate::reply;
use domain::access::Permission;
use domain::ids::Reference;
use domain::intake::FieldErrors;
use domain::vocabulary::{Channel, Right, Stage};
use domain::workflow::Event;
use domain::workflow::event::Side;
use services::intake::{self, Recorded};
use services::lists::{self, Listing};
use services::{Deps, ServiceError, idempotency, reading};
use storage::views::queue::{Narrow, View};

/// `POST /api/v1/cases`
pub(super) async fn create(
    request: HttpRequest,
    deps: web::Data<Deps>,
    caller: Caller,
    body: web::Bytes,
) -> Result<HttpResponse, WebError> {
    if !caller.known.may_record() {
        return Err(ServiceError::Forbidden.into());
    }
    let new: NewCase = parse(&request, &body)?;
    let recorded = Recorded {
        submission: new.submission(),
        channel: channel_of(&new)?,
        received_at: new.received_at,
        authority_enclosed: new.authority_enclosed,
    };
    let call = caller.call(&deps, "cases", &body);
    let actor = caller.known.actor;
    let answer = reply::blocking(&deps, move |deps| {
        let newcomer = recorded.newcomer(deps)?;
        let inner = deps.clone();
        deps.store.clone().write(move |tx| {
            idempotency::once(tx, &inner, call.as_ref(), |tx| {
                let done = intake::record(tx, &inner, &actor, &newcomer)?;
                let document = CaseDocument::of(&done.case);
                Ok(idempotency::Answer {
                    status: StatusCode::CREATED.as_u16(),
                    body: serde_json::to_string(&document)?,
                    case: Some(done.case.id),
                })
            })
        })
    })
    .await?;
    let reference = reference_in(&answer.body);
    let mut response = HttpResponse::Created();
    if let Some(reference) = reference {
        response.insert_header((LOCATION, format!("/api/v1/cases/{reference}")));
    }
    Ok(response.insert_header((CONTENT_TYPE, "application/json")).body(answer.body))
}

fn channel_of(new: &NewCase) -> Result<Channel, ServiceError> {
    let mut errors = FieldErrors::new();
    if new.language.as_deref().is_some_and(|language| language != "en") {
        let text = "Notices exist in English only. Leave the language out or give en.";
        errors.insert("language", text.to_owned());
    }
    let channel = Channel::from_text(&new.channel);
    if channel.is_none() {
        let text = "Give web_form, email, post, phone or api.";
        errors.insert("channel", text.to_owned());
    }
    match channel {
        Some(channel) if errors.is_empty() => Ok(channel),
        _ => Err(ServiceError::Fields(errors)),
    }
}

fn reference_in(body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        reference: String,
    }
    serde_json::from_str::<Named>(body).ok().map(|named| named.reference)
}

/// Query of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    stage: Option<String>,
    right: Option<String>,
    assignee: Option<String>,
    waiting_on: Option<String>,
    due_before: Option<String>,
    overdue: Option<bool>,
    q: Option<String>,
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// `GET /api/v1/cases`
pub(super) async fn list(
    deps: web::Data<Deps>,
    caller: Caller,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, WebError> {
    if !caller.known.may(Permission::ReadCases) {
        return Err(ServiceError::Forbidden.into());
    }
    let query = query.into_inner();
    let page = reply::blocking(&deps, move |deps| {
        let mut listing = listing_of(deps, &query)?;
        if let Some(text) = &query.q {
            listing.narrow.ids = Some(lists::found(deps, &caller.known.actor, text)?);
        }
        deps.store.read(|tx| lists::page(tx, &listing))
    })
    .await?;
    let items = page.lines.iter().map(|line| CaseDocument::of(&line.case)).collect();
    Ok(HttpResponse::Ok().json(CasePage { items, next_cursor: page.next }))
}

fn listing_of(deps: &Deps, query: &ListQuery) -> Result<Listing, ServiceError> {
    let mut errors = FieldErrors::new();
    let stage = known("stage", query.stage.as_deref(), Stage::from_text, &mut errors);
    let right = known("right", query.right.as_deref(), Right::from_text, &mut errors);
    if query.sort.as_deref().is_some_and(|sort| sort != "due_on") {
        errors.insert("sort", "Lists come by due date: give due_on or leave it out.".to_owned());
    }
    if !errors.is_empty() {
        return Err(ServiceError::Fields(errors));
    }
    let today = deps.local_date(deps.now());
    let view = match (stage, query.overdue, query.waiting_on.as_deref()) {
        (Some(Stage::Unconfirmed), _, _) => View::Unconfirmed,
        (Some(Stage::Closed), _, _) => View::Closed,
        (_, Some(true), _) => View::Overdue(today),
        (_, _, Some("requester")) => View::Waiting,
        (Some(_), _, _) => View::Open,
        (None, None | Some(false), None) if query.due_before.is_none() => View::All,
        (None, _, _) => View::Open,
    };
    let due_before =
        query.due_before.as_deref().map(|day| lists::day("due_before", day)).transpose()?;
    Ok(Listing {
        view,
        narrow: Narrow {
            right,
            stage,
            owner: query.assignee.clone(),
            due_before,
            ..Narrow::default()
        },
        cursor: query.cursor.clone(),
        limit: query.limit.unwrap_or(50),
    })
}

fn known<T>(
    name: &'static str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
    errors: &mut FieldErrors,
) -> Option<T> {
    let text = text?;
    let value = parse(text);
    if value.is_none() {
        errors.insert(name, format!("“{text}” is not known. See the description of the API."));
    }
    value
}

/// `GET /api/v1/cases/{reference}`
pub(super) async fn show(
    deps: web::Data<Deps>,
    caller: Caller,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let reference = reference(&path)?;
    let actor = readable(&caller)?;
    let view =
        reply::blocking(&deps, move |deps| reading::summary(deps, &actor, &reference)).await?;
    let document = CaseDocument::of(&view.case)
        .with_person(view.dossier.person.as_ref())
        .with_open_points(&view.case, &deps.policy)
        .with_offered(view.offered);
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, format!("\"{}\"", view.case.version)))
        .json(document))
}

/// `GET /api/v1/cases/{reference}/journal`
pub(super) async fn journal(
    deps: web::Data<Deps>,
    caller: Caller,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let reference = reference(&path)?;
    let actor = readable(&caller)?;
    let told = reply::blocking(&deps, move |deps| {
        reading::read(deps, &actor, &reference, |tx, _, _, case| reading::events(tx, &case))
    })
    .await?;
    let mut items = Vec::with_capacity(told.len());
    for entry in told {
        let body = serde_json::to_value(&entry.happened).map_err(ServiceError::from)?;
        items.push(json!({
            "n": entry.n, "at": entry.happened.at, "event": entry.name,
            "actor_kind": entry.actor_kind, "actor": entry.actor_ref, "body": body,
        }));
    }
    Ok(HttpResponse::Ok().json(json!({ "items": items, "next_cursor": null })))
}

/// `GET /api/v1/cases/{reference}/deadlines`
pub(super) async fn deadlines(
    deps: web::Data<Deps>,
    caller: Caller,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let reference = reference(&path)?;
    let actor = readable(&caller)?;
    let case = reply::blocking(&deps, move |deps| {
        reading::read(deps, &actor, &reference, |_, _, _, case| Ok(case))
    })
    .await?;
    let binding = case.effective_clock();
    let clocks: Vec<_> =
        case.clocks.iter().map(|clock| ClockDocument::of(clock, binding == Some(clock))).collect();
    let complaints: Vec<_> = case.complaints.iter().map(ComplaintDocument::of).collect();
    let due_on = case.due_on();
    let body = json!({ "due_on": due_on, "clocks": clocks, "complaints": complaints });
    Ok(HttpResponse::Ok().json(body))
}

/// `GET /api/v1/cases/{reference}/messages`
pub(super) async fn messages(
    deps: web::Data<Deps>,
    caller: Caller,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let reference = reference(&path)?;
    let actor = readable(&caller)?;
    let view = reply::blocking(&deps, move |deps| reading::case(deps, &actor, &reference)).await?;
    let items: Vec<_> = view
        .events
        .iter()
        .filter_map(|told| {
            let (from, text) = said(&told.happened.event)?;
            Some(MessageDocument {
                at: told.happened.at,
                from: from.as_str(),
                event: told.name.clone(),
                text: view.dossier.text(text).map(str::to_owned),
            })
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({ "items": items, "next_cursor": null })))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only these are said to the other side")]
fn said(event: &Event) -> Option<(Side, &domain::prose::Sealed)> {
    match event {
        Event::MessageSent { from, text } => Some((*from, text)),
        Event::EvidenceAsked { text }
        | Event::ClarificationAsked { text }
        | Event::ComplaintDecided { text, .. } => Some((Side::Desk, text)),
        Event::EvidenceGiven { text }
        | Event::ClarificationAnswered { text }
        | Event::ComplaintRecorded { text, .. } => Some((Side::Requester, text)),
        _ => None,
    }
}

pub(super) fn reference(path: &str) -> Result<Reference, WebError> {
    Reference::parse(path).ok_or_else(WebError::not_found)
}

fn readable(caller: &Caller) -> Result<domain::actor::Actor, WebError> {
    if caller.known.may(Permission::ReadCases) {
        Ok(caller.known.actor.clone())
    } else {
        Err(ServiceError::Forbidden.into())
    }
}
