//! The page of a request: read, journalled as read, shown with everything the reader may do.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::form::Sent;
use super::frame;
use super::present::Forms;
use super::present::case::{Draft, Scene, page};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::case::Case;
use domain::ids::Reference;
use domain::vocabulary::Stage;
use services::desk::{self, Frame};
use services::reading::{self, CaseView};
use services::staff::{self, Colleague, Names};
use services::{Deps, ServiceError, policy};
use text::contexts::desk_nav::Place;

/// What the address asks for beside the request.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Look {
    /// Which part of the activity.
    show: String,
    /// Which action's form is open.
    #[serde(rename = "do")]
    action: String,
    /// What fills the form: which task, which right.
    #[serde(flatten)]
    more: HashMap<String, String>,
}

/// Everything the page is made from.
struct Seen {
    view: CaseView,
    frame: Frame,
    names: Names,
    people: Vec<Colleague>,
    /// With the policy as it is in force now.
    deps: Deps,
    next: Option<Reference>,
}

/// `GET /desk/cases/{reference}`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    path: web::Path<String>,
    look: web::Query<Look>,
) -> Result<HttpResponse, WebError> {
    let reference = known(&path)?;
    let look = look.into_inner();
    let draft = (!look.action.is_empty()).then(|| {
        let about: Vec<(&str, &str)> = ["task", "right", "number"]
            .into_iter()
            .filter_map(|name| look.more.get(name).map(|value| (name, value.as_str())))
            .collect();
        Draft { command: look.action.clone(), sent: Sent::from_pairs(&about), ..Draft::default() }
    });
    render(&request, &deps, &staff, reference, &look.show, draft.as_ref(), StatusCode::OK).await
}

/// The page as it is now, with a form that was not accepted.
#[expect(clippy::too_many_arguments, reason = "what the page is made from, each once")]
pub(super) async fn render(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    reference: Reference,
    show: &str,
    draft: Option<&Draft>,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let seen = reply::blocking(deps, move |deps| {
        let view = reading::case(deps, &actor, &reference)?;
        Ok::<_, ServiceError>(Seen {
            frame: desk::frame(deps, &session)?,
            names: staff::names(deps)?,
            people: staff::colleagues(deps, &actor)?,
            deps: policy::current(deps)?,
            next: desk::next_after(deps, &view.case)?,
            view,
        })
    })
    .await?;
    let scene = Scene {
        deps: &seen.deps,
        view: &seen.view,
        names: &seen.names,
        people: &seen.people,
        me: &staff.session,
        forms: Forms { deps, csrf: staff.form_token(deps), version: Some(seen.view.case.version) },
        show,
        next: seen.next.as_ref(),
        draft,
    };
    let page = page(&scene);
    let shell = frame::shell(request, deps, staff, &seen.frame, place(&seen.view.case));
    frame::page(request, deps, status, &shell, &page)
}

fn place(case: &Case) -> Place {
    match case.stage {
        Stage::Unconfirmed => Place::Unconfirmed,
        Stage::Closed if case.needs_work() => Place::Complaints,
        Stage::Closed => Place::Closed,
        Stage::Verifying | Stage::Working | Stage::Review => Place::Open,
    }
}

/// The reference of a path; anything else is not there.
pub(super) fn known(path: &str) -> Result<Reference, WebError> {
    Reference::parse(path).ok_or_else(WebError::not_found)
}
