//! The letter of a request as it will be sent: before it is proposed, and before it is approved.

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::case::known;
use super::form::Sent;
use super::frame;
use super::present::{self, Forms};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::middleware::policy_of_frame;
use crate::reply;
use domain::intake::FieldErrors;
use domain::person::MAX_TEXT;
use domain::vocabulary::Ground;
use services::notices::letter::{self, Words};
use services::{Deps, desk};
use text::contexts::desk_nav::Place;

/// `GET /desk/cases/{reference}/letter`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render(&request, &deps, &staff, &path, None).await
}

/// `POST /desk/cases/{reference}/letter`: the letter with other words. Nothing is kept of them.
pub(super) async fn look(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    path: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    render(&request, &deps, &staff, &path, Some(&sent)).await
}

async fn render(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    path: &str,
    sent: Option<&Sent>,
) -> Result<HttpResponse, WebError> {
    let reference = known(path)?;
    let errors = sent.map(wrong).unwrap_or_default();
    let draft = sent.filter(|_| errors.is_empty()).map(words);
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (view, frame) = reply::blocking(deps, move |deps| {
        let view = letter::preview(deps, &actor, &reference, draft.clone())?;
        Ok((view, desk::frame(deps, &session)?))
    })
    .await?;
    let version = Some(view.case.version);
    let forms = Forms { deps, csrf: staff.form_token(deps), version };
    let page = present::letter::page(&forms, &view, sent, &errors);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = frame::shell(request, deps, staff, &frame, Place::Elsewhere);
    let mut response = frame::page(request, deps, status, &shell, &page)?;
    if let Some(letter) = &view.letter {
        let policy = HeaderValue::from_str(&policy_of_frame(&letter.message.html))
            .map_err(|error| WebError::internal(error.to_string()))?;
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// What stands in the way of showing the letter.
fn wrong(sent: &Sent) -> FieldErrors {
    let long = ["text", "closing"].into_iter();
    let long = long.filter(|name| sent.one(name).trim().chars().count() > MAX_TEXT);
    let mut errors: FieldErrors =
        long.map(|name| (name, format!("Shorten this text to {MAX_TEXT} characters."))).collect();
    if present::letter::refuses(sent) {
        if Ground::from_text(sent.one("ground")).is_none() {
            errors.insert("ground", "Choose the ground.".to_owned());
        }
        if sent.one("text").trim().is_empty() {
            errors.insert("text", "Write the explanation the requester will read.".to_owned());
        }
    }
    errors
}

fn words(sent: &Sent) -> Words {
    let part = |name| {
        let text = sent.one(name).trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let refusal = present::letter::refuses(sent).then(|| Ground::from_text(sent.one("ground")));
    Words { text: part("text"), closing: part("closing"), refusal: refusal.flatten() }
}
