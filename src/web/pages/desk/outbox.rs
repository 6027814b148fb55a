//! The outbox: lists, one message as it was sent, sending again, letters.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::form::Sent;
use super::frame;
use super::present::{self, Forms};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use services::Deps;
use services::desk;
use services::outbox::{self, Content, State};
use text::contexts::desk_form::ActionForm;
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::Pager;
use text::contexts::outbox::{OutboxItemPage, OutboxPage};

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    state: String,
    before: Option<String>,
}

/// `GET /desk/outbox`
pub(super) async fn list(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let wanted = wanted.into_inner();
    let state = State::from_text(&wanted.state).unwrap_or(State::Dead);
    let (actor, session, before) =
        (staff.actor.clone(), staff.session.clone(), wanted.before.clone());
    let (page, counts, frame) = reply::blocking(&deps, move |deps| {
        Ok((
            outbox::list(deps, &actor, state, before.as_deref())?,
            outbox::counts(deps, &actor)?,
            desk::frame(deps, &session)?,
        ))
    })
    .await?;
    let base = format!("/desk/outbox?state={}", state.as_str());
    let pager = Pager {
        label: if page.lines.is_empty() { String::new() } else { "Newest first".to_owned() },
        previous: wanted.before.is_some().then(|| base.clone()),
        next: page.next.as_ref().map(|next| format!("{base}&before={next}")),
    };
    let context = OutboxPage {
        title: "Outbox".to_owned(),
        tabs: present::outbox::tabs(&counts, state),
        rows: page.lines.iter().map(|line| present::outbox::row(&deps, line)).collect(),
        empty: page.lines.is_empty().then(|| present::outbox::empty(state)),
        pager,
    };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Outbox);
    frame::page(&request, &deps, StatusCode::OK, &shell, &context)
}

/// `GET /desk/outbox/{id}`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (line, content, frame) = reply::blocking(&deps, move |deps| {
        let (line, content) = outbox::preview(deps, &actor, &id)?;
        Ok((line, content, desk::frame(deps, &session)?))
    })
    .await?;
    let forms = Forms { deps: &deps, csrf: staff.form_token(&deps), version: None };
    let act = |what: &str, submit: &str| ActionForm {
        id: what.to_owned(),
        action: format!("/desk/outbox/{}/{what}", line.id),
        tokens: forms.tokens(),
        submit: submit.to_owned(),
        ..ActionForm::default()
    };
    let (subject, text) = match &content {
        Content::Message(message) => (message.subject.clone(), message.text.clone()),
        Content::Secret | Content::Erased | Content::Nothing => {
            (present::outbox::subject(&line), String::new())
        }
    };
    let again = line.state == State::Dead && content != Content::Erased;
    let letter = line.is_letter && line.state == State::Ready;
    let context = OutboxItemPage {
        title: present::outbox::subject(&line),
        subject,
        tag: present::outbox::tag(&line),
        banner: present::outbox::banner(&line),
        facts: present::outbox::facts(&deps, &line, &content),
        text,
        hidden: present::outbox::hidden(&content),
        again: again.then(|| act("again", "Send again")),
        posted: letter.then(|| act("posted", "Mark as posted")),
    };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Outbox);
    frame::page(&request, &deps, StatusCode::OK, &shell, &context)
}

/// `POST /desk/outbox/{id}/again`
pub(super) async fn again(
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (actor, item) = (staff.actor.clone(), id.clone());
    reply::blocking(&deps, move |deps| outbox::send_again(deps, &actor, &item)).await?;
    Ok(frame::see_other(&deps, &format!("/desk/outbox/{id}"), "sent_again"))
}

/// `POST /desk/outbox/{id}/posted`
pub(super) async fn posted(
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (actor, item) = (staff.actor.clone(), id.clone());
    reply::blocking(&deps, move |deps| outbox::mark_posted(deps, &actor, &item)).await?;
    Ok(frame::see_other(&deps, &format!("/desk/outbox/{id}"), "posted"))
}
