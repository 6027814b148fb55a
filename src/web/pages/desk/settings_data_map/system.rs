//! One system of the data map: what the map says of it, and the form that changes it.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::super::form::Sent;
use super::{PATH, answer, back, fields, forms, may_call, may_change, own_tabs, preview, webhook};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::pages::desk::present::data_map as shown;
use crate::reply;
use domain::data_map::{DataMap, System};
use domain::intake::FieldErrors;
use services::connector::{self, Made};
use services::{Deps, ServiceError, data_map, desk};
use text::contexts::data_map::SystemPage;
use text::contexts::desk_form::{ActionForm, Hidden};

/// `GET /desk/settings/data-map/add`
pub(in crate::pages::desk) async fn add(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    render(&request, &deps, &staff, "", Outcome::default()).await
}

/// `GET /desk/settings/data-map/systems/{name}`
pub(in crate::pages::desk) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    name: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    render(&request, &deps, &staff, &name, Outcome::default()).await
}

/// What the page shows beside the system: what was typed and not accepted, or a secret that was just made.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) sent: Sent,
    pub(super) problem: Option<String>,
    /// What is wrong with how it is called.
    pub(super) webhook: Option<String>,
    pub(super) made: Option<Made>,
}

pub(super) async fn render(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    key: &str,
    outcome: Outcome,
) -> Result<HttpResponse, WebError> {
    let (actor, session, system) = (staff.actor.clone(), staff.session.clone(), key.to_owned());
    let may_call = may_call(staff) && !key.is_empty();
    let (map, secrets, public, frame) = reply::blocking(deps, move |deps| {
        let secrets = if may_call { connector::list(deps, &actor, &system)? } else { Vec::new() };
        let public = connector::public_key(deps)?;
        Ok((data_map::view(deps, &actor)?.map, secrets, public, desk::frame(deps, &session)?))
    })
    .await?;
    let known = map.system(key).cloned();
    if known.is_none() && !key.is_empty() {
        return Err(WebError::not_found());
    }
    let is_new = known.is_none();
    let system = known.unwrap_or_default();
    let Outcome { sent, problem, webhook, made } = outcome;
    let wrong = problem.is_some() || webhook.is_some();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    // What was typed belongs to one of the two forms.
    let nothing = Sent::default();
    let (typed, called) = if webhook.is_some() { (&nothing, &sent) } else { (&sent, &nothing) };
    let by_itself = may_call.then(|| {
        let form = webhook::form(deps, staff, &map, &system, called, webhook);
        webhook::shown(deps, staff, &system, form, (&secrets, public, made))
    });
    let may = may_change(staff);
    let page = SystemPage {
        title: if is_new { "A new system".to_owned() } else { system.name.clone() },
        tabs: own_tabs(staff),
        back: back(),
        facts: if is_new { Vec::new() } else { shown::facts(&system) },
        form: may.then(|| ActionForm { problem, ..change_form(deps, staff, &map, &system, typed) }),
        remove: (may && !is_new).then(|| removal(deps, staff, &map, &system)),
        by_itself,
    };
    answer(request, deps, staff, &frame, status, &page)
}

fn change_form(
    deps: &Deps,
    staff: &StaffActor,
    map: &DataMap,
    system: &System,
    sent: &Sent,
) -> ActionForm {
    let is_new = system.key.is_empty();
    let title = if is_new { "Describe it" } else { "Change it" };
    ActionForm {
        id: "system".to_owned(),
        title: title.to_owned(),
        action: format!("{PATH}/systems"),
        tokens: forms(deps, staff).tokens(),
        hidden: hidden(map, system, "change"),
        fields: fields::all(map, system, sent),
        fine: Some("Nothing is saved before you saw what changes.".to_owned()),
        submit: "See what changes".to_owned(),
        cancel: Some(PATH.to_owned()),
        ..ActionForm::default()
    }
}

fn removal(deps: &Deps, staff: &StaffActor, map: &DataMap, system: &System) -> ActionForm {
    ActionForm {
        id: "remove".to_owned(),
        action: format!("{PATH}/systems"),
        tokens: forms(deps, staff).tokens(),
        hidden: hidden(map, system, "remove"),
        lead: Some(
            "New requests do not ask it any more. Tasks that are planned stay as they are."
                .to_owned(),
        ),
        submit: "See what changes without it".to_owned(),
        ..ActionForm::default()
    }
}

pub(super) fn hidden(map: &DataMap, system: &System, what: &str) -> Vec<Hidden> {
    vec![
        Hidden { name: "old", value: system.key.clone() },
        Hidden { name: "seen", value: map.number.to_string() },
        Hidden { name: "what", value: what.to_owned() },
    ]
}

/// `POST /desk/settings/data-map/systems`: the map with the system as it was typed, and what that would change.
pub(in crate::pages::desk) async fn change(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let actor = staff.actor.clone();
    let now = reply::blocking(&deps, move |deps| Ok(data_map::view(deps, &actor)?.map)).await?;
    let old = sent.one("old").to_owned();
    let seen: u32 = sent.one("seen").parse().unwrap_or_default();
    if seen != now.number {
        return Err(ServiceError::Stale { current: i64::from(now.number) }.into());
    }
    let made = if sent.one("what") == "remove" {
        Ok(without(now, &old))
    } else {
        fields::read(&now, &old, &sent).map(|system| with(now, &old, system))
    };
    let problem = match made {
        Ok(map) => match preview(&request, &deps, &staff, map, "", FieldErrors::new()).await? {
            Ok(page) => return Ok(page),
            Err(wrong) => wrong,
        },
        Err(wrong) => wrong,
    };
    let outcome = Outcome { sent, problem: Some(problem), ..Outcome::default() };
    render(&request, &deps, &staff, &old, outcome).await
}

fn without(mut map: DataMap, key: &str) -> DataMap {
    map.systems.retain(|system| system.key != key);
    map
}

pub(super) fn with(mut map: DataMap, old: &str, system: System) -> DataMap {
    match map.systems.iter_mut().find(|known| known.key == old) {
        Some(known) => *known = system,
        None => map.systems.push(system),
    }
    map
}
