//! Search: sent as a form, shown under an opaque id.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::form::Sent;
use super::frame;
use super::queue::{Seen, search_page};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use services::desk::{self, Attention, Found};
use services::lists::{Listing, MOST};
use services::staff;
use services::{Deps, ServiceError};
use storage::views::queue::{Narrow, View};
use text::contexts::desk_nav::Place;

/// `POST /desk/search`
pub(super) async fn search(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let text = sent.one("q").to_owned();
    let (actor, session, typed) = (staff.actor.clone(), staff.session.clone(), text.clone());
    let (found, frame) = reply::blocking(&deps, move |deps| {
        let found = match desk::remember_search(deps, &actor, &typed) {
            Err(ServiceError::Fields(errors)) => Err(errors),
            other => Ok(other?),
        };
        Ok((found, desk::frame(deps, &session)?))
    })
    .await?;
    match found {
        Ok(Found::One(reference)) => {
            Ok(reply::see_other(&format!("/desk/cases/{reference}")).finish())
        }
        Ok(Found::Many(id)) => Ok(reply::see_other(&format!("/desk/search/{id}")).finish()),
        Err(errors) => {
            let page = search_page(&deps, &staff, &text, errors.get("q").cloned(), None);
            let shell = frame::shell(&request, &deps, &staff, &frame, Place::Elsewhere);
            frame::page(&request, &deps, StatusCode::UNPROCESSABLE_ENTITY, &shell, &page)
        }
    }
}

/// `GET /desk/search/{id}`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (text, seen) = reply::blocking(&deps, move |deps| {
        let (text, ids) = desk::recall_search(deps, &actor, &id)?;
        let listing = Listing {
            view: View::All,
            narrow: Narrow { ids: Some(ids), ..Narrow::default() },
            cursor: None,
            limit: MOST,
        };
        let seen = Seen {
            frame: desk::frame(deps, &session)?,
            queue: desk::queue(deps, &actor, &listing)?,
            attention: Attention::default(),
            people: Vec::new(),
            names: staff::names(deps)?,
        };
        Ok((text, seen))
    })
    .await?;
    let page = search_page(&deps, &staff, &text, None, Some(&seen));
    let shell = frame::shell(&request, &deps, &staff, &seen.frame, Place::Elsewhere);
    frame::page(&request, &deps, StatusCode::OK, &shell, &page)
}
