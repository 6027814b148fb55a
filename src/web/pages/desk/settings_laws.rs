//! Laws: what each rests on, what switching one would change, and the switch itself.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::form::Sent;
use super::frame;
use super::present::{self, Forms};
use super::settings_organisation::tabs;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::access::Permission;
use domain::intake::FieldErrors;
use services::laws;
use services::policy::{self, Wish};
use services::{Deps, ServiceError, desk, staff as people};
use text::contexts::desk_nav::Place;

/// Where the page is.
const PATH: &str = "/desk/settings/laws";

/// `GET /desk/settings/laws`
pub(super) async fn list(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (laws, runs, frame) = reply::blocking(&deps, move |deps| {
        let runs = policy::recount::newest(deps, &actor)?;
        Ok((laws::list(deps, &actor)?, runs, desk::frame(deps, &session)?))
    })
    .await?;
    let page = present::laws::list(
        &laws,
        present::policy::runs(&deps, &runs),
        tabs(&staff.session.roles, "/laws"),
    );
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Settings);
    frame::page(&request, &deps, StatusCode::OK, &shell, &page)
}

/// `GET /desk/settings/laws/{name}`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render(&request, &deps, &staff, id.into_inner(), Sent::default(), FieldErrors::new()).await
}

/// `POST /desk/settings/laws/{name}`
pub(super) async fn switch(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let on = match sent.one("to") {
        "on" => true,
        "off" => false,
        _ => return Err(WebError::bad_request("Open the rule again and switch it there.")),
    };
    let id = id.into_inner();
    let (actor, law, reason) = (staff.actor.clone(), id.clone(), sent.one("reason").to_owned());
    let tried = reply::blocking(&deps, move |deps| {
        match policy::save(deps, &actor, &wish(&law, on), &reason) {
            Err(ServiceError::Fields(errors)) => Ok(Err(errors)),
            other => Ok(Ok(other?)),
        }
    })
    .await?;
    let done = if on { "law_on" } else { "law_off" };
    match tried {
        Ok(changed) => Ok(frame::see_other(&deps, PATH, if changed { done } else { "law_same" })),
        Err(errors) => render(&request, &deps, &staff, id, sent, errors).await,
    }
}

fn wish(rule: &str, on: bool) -> Wish {
    Wish::Switch { rule: rule.to_owned(), on }
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
    let (law, moved, names, frame) = reply::blocking(deps, move |deps| {
        let law = laws::find(deps, &actor, &id)?;
        let may = Permission::SetPolicy.held_by(&actor.roles) && laws::can_switch(&law.rule);
        let to = law.rule.scope.off;
        let found = may.then(|| policy::preview(deps, &actor, &wish(&id, to))).transpose()?;
        let moved = found.flatten().map(|(_, found)| found);
        Ok((law, moved, people::names(deps)?, desk::frame(deps, &session)?))
    })
    .await?;
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let scene = present::laws::Scene { forms, names: &names, law: &law };
    let page = scene.page(
        moved.as_ref(),
        tabs(&staff.session.roles, "/laws"),
        sent.one("reason"),
        &errors,
    );
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = frame::shell(request, deps, staff, &frame, Place::Settings);
    frame::page(request, deps, status, &shell, &page)
}
