//! The data map: its systems and versions, what a change would change, and the change itself with a reason.

mod fields;
pub(super) mod system;
pub(super) mod webhook;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::form::Sent;
use super::frame;
use super::present::data_map as shown;
use super::present::{Forms, words};
use super::settings_organisation::tabs;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::access::Permission;
use domain::data_map::{Changed, DataMap};
use domain::intake::FieldErrors;
use services::{Deps, ServiceError, data_map, desk, staff as people};
use text::PageContext;
use text::contexts::case_page::Tab;
use text::contexts::data_map::MapChangePage;
use text::contexts::desk_form::{ActionForm, Field, Hidden};
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::Link;

/// Where the page is.
const PATH: &str = "/desk/settings/data-map";
/// What follows from saving it.
const LEAD: &str = "Nothing is saved yet. Requests whose identity is accepted from then on are planned from this map; \
    tasks that are planned already stay as they are, but go to the new owner.";

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Look {
    /// Versions before this one.
    before: Option<u32>,
}

fn own_tabs(staff: &StaffActor) -> Vec<Tab> {
    tabs(&staff.session.roles, "/data-map")
}

fn may_change(staff: &StaffActor) -> bool {
    Permission::SetPolicy.held_by(&staff.session.roles)
}

fn may_call(staff: &StaffActor) -> bool {
    Permission::ManageConnectors.held_by(&staff.session.roles)
}

fn back() -> Link {
    Link::new("Data map", PATH)
}

fn forms<'a>(deps: &'a Deps, staff: &StaffActor) -> Forms<'a> {
    Forms { deps, csrf: staff.form_token(deps), version: None }
}

/// `GET /desk/settings/data-map`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    look: web::Query<Look>,
) -> Result<HttpResponse, WebError> {
    list(&request, &deps, &staff, look.before, "", None).await
}

/// The page; with a file that was typed and what is wrong with it.
async fn list(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    before: Option<u32>,
    typed: &str,
    wrong: Option<String>,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (view, names, frame) = reply::blocking(deps, move |deps| {
        let mut view = data_map::view(deps, &actor)?;
        if let Some(before) = before {
            view.versions = data_map::older(deps, &actor, before)?;
        }
        Ok((view, people::names(deps)?, desk::frame(deps, &session)?))
    })
    .await?;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut page = shown::list(deps, &view, &names, own_tabs(staff));
    if may_change(staff) {
        page.add = Some(Link::new("Add a system", format!("{PATH}/add")));
        page.import = Some(ActionForm {
            id: "import".to_owned(),
            action: format!("{PATH}/check"),
            tokens: forms(deps, staff).tokens(),
            problem: wrong.as_ref().map(|_| "The file needs another look.".to_owned()),
            fields: vec![
                Field::long("import", "map", "The map as a file")
                    .hint("TOML, as the file you can take from here. Nothing is saved before you saw what changes.")
                    .filled(typed)
                    .error(wrong),
            ],
            submit: "See what changes".to_owned(),
            ..ActionForm::default()
        });
    }
    answer(request, deps, staff, &frame, status, &page)
}

fn answer<C: PageContext>(
    request: &HttpRequest,
    deps: &Deps,
    staff: &StaffActor,
    frame: &desk::Frame,
    status: StatusCode,
    page: &C,
) -> Result<HttpResponse, WebError> {
    let shell = frame::shell(request, deps, staff, frame, Place::Settings);
    frame::page(request, deps, status, &shell, page)
}

/// `GET /desk/settings/data-map/export`
pub(super) async fn export(
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    let actor = staff.actor.clone();
    let text = reply::blocking(&deps, move |deps| data_map::export(deps, &actor)).await?;
    Ok(reply::file("application/toml", "data-map.toml", text))
}

/// `GET /desk/settings/data-map/versions/{id}`
pub(super) async fn version(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let number: u32 = id.parse().map_err(|_| WebError::not_found())?;
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (about, lines, map, names, frame) = reply::blocking(&deps, move |deps| {
        let lines = data_map::changes(deps, &actor, number)?;
        let about = data_map::older(deps, &actor, number.saturating_add(1))?;
        let about = about.into_iter().next().ok_or(ServiceError::NotFound)?;
        let map = data_map::view(deps, &actor)?.map;
        Ok((about, lines, map, people::names(deps)?, desk::frame(deps, &session)?))
    })
    .await?;
    let page = MapChangePage {
        title: format!("Version {number}"),
        tabs: own_tabs(&staff),
        back: back(),
        lead: format!(
            "{}. Addresses of owners are kept for the version in force only, so they are not compared.",
            shown::made(&deps, &about, &names)
        ),
        lines: shown::lines(&lines, &map, &map),
        form: None,
    };
    answer(&request, &deps, &staff, &frame, StatusCode::OK, &page)
}

/// `POST /desk/settings/data-map/check`: a file, and what it would change.
pub(super) async fn check(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    match data_map::read(sent.one("map")) {
        Ok(map) => match preview(&request, &deps, &staff, map, "", FieldErrors::new()).await? {
            Ok(page) => Ok(page),
            Err(wrong) => list(&request, &deps, &staff, None, sent.one("map"), Some(wrong)).await,
        },
        Err(ServiceError::Fields(errors)) => {
            let wrong = errors.get("map").cloned();
            list(&request, &deps, &staff, None, sent.one("map"), wrong).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What a map would change, with the form that saves it; or what is wrong with it.
async fn preview(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    map: DataMap,
    reason: &str,
    errors: FieldErrors,
) -> Result<Result<HttpResponse, String>, WebError> {
    let (actor, session, wanted) = (staff.actor.clone(), staff.session.clone(), map.clone());
    let looked = reply::blocking(deps, move |deps| {
        let now = data_map::view(deps, &actor)?.map;
        let frame = desk::frame(deps, &session)?;
        match data_map::preview(deps, &actor, &wanted) {
            Ok(lines) => Ok(Ok((now, lines, frame))),
            Err(ServiceError::Fields(errors)) => Ok(Err(errors)),
            Err(error) => Err(error),
        }
    })
    .await?;
    let (now, lines, frame) = match looked {
        Ok(found) => found,
        Err(errors) => return Ok(Err(errors.get("map").cloned().unwrap_or_default())),
    };
    let page = MapChangePage {
        title: "What changes".to_owned(),
        tabs: own_tabs(staff),
        back: back(),
        lead: LEAD.to_owned(),
        lines: shown::lines(&lines, &now, &map),
        form: saving(deps, staff, &lines, (&now, &map), (reason, &errors))?,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer(request, deps, staff, &frame, status, &page).map(Ok)
}

fn saving(
    deps: &Deps,
    staff: &StaffActor,
    lines: &[Changed],
    (now, map): (&DataMap, &DataMap),
    (reason, errors): (&str, &FieldErrors),
) -> Result<Option<ActionForm>, WebError> {
    if lines.is_empty() {
        return Ok(None);
    }
    let why = Field::area("save", "reason", "Why does it change?")
        .hint("It stands with the version. No names of requesters.")
        .filled(reason)
        .error(errors.get("reason").cloned());
    Ok(Some(ActionForm {
        id: "save".to_owned(),
        action: if may_change(staff) { PATH.to_owned() } else { format!("{PATH}/webhook") },
        tokens: forms(deps, staff).tokens(),
        hidden: vec![
            Hidden { name: "map", value: data_map::write(map)? },
            Hidden { name: "seen", value: now.number.to_string() },
        ],
        fields: vec![why],
        fine: Some(format!("{} in all.", words::count(lines.len(), "difference", "differences"))),
        submit: "Put it in force".to_owned(),
        cancel: Some(PATH.to_owned()),
        ..ActionForm::default()
    }))
}

/// `POST /desk/settings/data-map`, and `…/webhook` for those who say no more than where systems are called.
pub(super) async fn save(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let seen = sent.one("seen").parse().unwrap_or_default();
    let (actor, text) = (staff.actor.clone(), sent.one("map").to_owned());
    let reason = sent.one("reason").to_owned();
    let tried = reply::blocking(&deps, move |deps| {
        let map = data_map::read(&text)?;
        match data_map::save(deps, &actor, &map, seen, &reason) {
            Err(ServiceError::Fields(errors)) => Ok(Err((map, errors))),
            other => Ok(Ok(other?)),
        }
    })
    .await?;
    match tried {
        Ok(_) => Ok(frame::see_other(&deps, PATH, "data_map_saved")),
        Err((map, errors)) => {
            let reason = sent.one("reason");
            match preview(&request, &deps, &staff, map, reason, errors).await? {
                Ok(page) => Ok(page),
                Err(wrong) => {
                    list(&request, &deps, &staff, None, sent.one("map"), Some(wrong)).await
                }
            }
        }
    }
}
