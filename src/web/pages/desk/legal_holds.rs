//! Legal holds: the list, placing one, and releasing it.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::form::Sent;
use super::frame;
use super::present::Forms;
use super::present::legal_holds::Scene;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::intake::FieldErrors;
use services::legal_holds::{self, Placing};
use services::{Deps, ServiceError, desk, staff as people};
use text::contexts::desk_nav::Place;

/// Where the pages are.
const PATH: &str = "/desk/holds";

/// `GET /desk/holds`
pub(super) async fn list(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    asked: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let sent = Sent::from_query(asked.into_inner());
    render_list(&request, &deps, &staff, &sent, &FieldErrors::new()).await
}

/// `POST /desk/holds`
pub(super) async fn place(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let placing = Placing {
        subject: sent.one("subject").to_owned(),
        until: sent.one("until").to_owned(),
        reason: sent.one("reason").to_owned(),
    };
    let actor = staff.actor.clone();
    let tried =
        reply::blocking(&deps, move |deps| fields(legal_holds::place(deps, &actor, &placing)))
            .await?;
    match tried {
        Ok(_) => Ok(frame::see_other(&deps, PATH, "legal_hold_placed")),
        Err(errors) => render_list(&request, &deps, &staff, &sent, &errors).await,
    }
}

/// `GET /desk/holds/{id}`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render(&request, &deps, &staff, id.into_inner(), Sent::default(), FieldErrors::new()).await
}

/// `POST /desk/holds/{id}`
pub(super) async fn release(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let id = id.into_inner();
    let (actor, hold, reason) = (staff.actor.clone(), id.clone(), sent.one("reason").to_owned());
    let tried = reply::blocking(&deps, move |deps| {
        fields(legal_holds::release(deps, &actor, &hold, &reason))
    })
    .await?;
    match tried {
        Ok(()) => Ok(frame::see_other(&deps, PATH, "legal_hold_released")),
        Err(errors) => render(&request, &deps, &staff, id, sent, errors).await,
    }
}

/// Fields that need another look are shown with the form; everything else is an error page.
fn fields<T>(tried: Result<T, ServiceError>) -> Result<Result<T, FieldErrors>, ServiceError> {
    match tried {
        Err(ServiceError::Fields(errors)) => Ok(Err(errors)),
        other => Ok(Ok(other?)),
    }
}

async fn render_list(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    sent: &Sent,
    errors: &FieldErrors,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let after = Some(sent.one("after").to_owned()).filter(|after| !after.is_empty());
    let (found, names, frame) = reply::blocking(deps, move |deps| {
        let found = legal_holds::list(deps, &actor, after.as_deref())?;
        Ok((found, people::names(deps)?, desk::frame(deps, &session)?))
    })
    .await?;
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let scene = Scene { forms, names: &names, me: &staff.session };
    let page = scene.list(&found, sent, errors);
    let shell = frame::shell(request, deps, staff, &frame, Place::LegalHolds);
    frame::page(request, deps, status(errors), &shell, &page)
}

async fn render(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    id: String,
    sent: Sent,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let ((held, requests), names, frame) = reply::blocking(deps, move |deps| {
        let found = legal_holds::find(deps, &actor, &id)?;
        Ok((found, people::names(deps)?, desk::frame(deps, &session)?))
    })
    .await?;
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let scene = Scene { forms, names: &names, me: &staff.session };
    let page = scene.one(&held, &requests, sent.one("reason"), &errors);
    let shell = frame::shell(request, deps, staff, &frame, Place::LegalHolds);
    frame::page(request, deps, status(&errors), &shell, &page)
}

fn status(errors: &FieldErrors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}
