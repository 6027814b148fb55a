//! Keys of programs: what each opens, when it was used, taking it back. Made in the shell, shown once.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::form::Sent;
use super::frame;
use super::present::{Forms, words};
use super::settings_organisation::tabs;
use crate::domain::access::Permission;
use crate::services::api_keys::{self, KeyLine as Key, Scope};
use crate::services::staff::Names;
use crate::services::{Deps, desk, staff};
use crate::text::contexts::desk_form::ActionForm;
use crate::text::contexts::desk_nav::Place;
use crate::text::contexts::desk_parts::{Empty, Tag, Tone};
use crate::text::contexts::settings::{KeyLine, KeysPage};
use crate::web::error::WebError;
use crate::web::extract::StaffActor;
use crate::web::reply;

/// Most keys shown.
const MOST: u32 = 200;

/// `GET /desk/settings/keys`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    staff.needs(Permission::ManageStaff)?;
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (keys, names, frame) = reply::blocking(&deps, move |deps| {
        Ok((
            api_keys::list(deps, &actor, None, MOST)?,
            staff::names(deps)?,
            desk::frame(deps, &session)?,
        ))
    })
    .await?;
    let forms = Forms { deps: &deps, csrf: staff.form_token(&deps), version: None };
    let page = KeysPage {
        title: "API keys".to_owned(),
        tabs: tabs(&staff.session.roles, "/keys"),
        keys: keys.iter().map(|key| line(&forms, &names, key)).collect(),
        empty: keys.is_empty().then(|| Empty {
            title: "No program has a key".to_owned(),
            text: "A key is made in the shell and shown once.".to_owned(),
            links: Vec::new(),
        }),
        how: "rightsdesk api-key create --name NAME --scope read|intake|work|report".to_owned(),
    };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Settings);
    frame::page(&request, &deps, StatusCode::OK, &shell, &page)
}

fn line(forms: &Forms<'_>, names: &Names, key: &Key) -> KeyLine {
    let scope = match key.scope {
        Scope::Read => "Reads everything",
        Scope::Intake => "Records requests",
        Scope::Work => "Works on requests and approves",
        Scope::Report => "Reads reports",
    };
    let acts_for = match &key.acts_for {
        Some(id) => {
            let name = names.get(id.as_str()).map_or("a former colleague", String::as_str);
            format!("acts for {name}")
        }
        None => "an actor of its own".to_owned(),
    };
    let made = words::moment(forms.deps, key.created_at);
    let used = key.last_used_at.map_or_else(
        || "never used".to_owned(),
        |at| format!("last used {}", words::moment(forms.deps, at)),
    );
    let works = key.revoked_at.is_none();
    KeyLine {
        name: key.name.clone(),
        scope: scope.to_owned(),
        acts_for,
        used: format!("made {made}, {used}"),
        tag: match (works, key.rests) {
            (false, _) => Tag::new(Tone::Idle, "Revoked"),
            (true, true) => Tag::new(Tone::Warn, "Rests: an account is disabled"),
            (true, false) => Tag::new(Tone::Ok, "Works"),
        },
        revoke: works.then(|| ActionForm {
            id: format!("revoke-{}", key.id),
            action: format!("/desk/settings/keys/{}/revoke", key.id),
            tokens: forms.tokens(),
            fine: Some("Programs that use it are refused from now on.".to_owned()),
            submit: "Revoke the key".to_owned(),
            danger: true,
            ..ActionForm::default()
        }),
    }
}

/// `POST /desk/settings/keys/{id}/revoke`
pub(super) async fn revoke(
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.needs(Permission::ManageStaff)?;
    staff.check_form(&deps, sent.one("csrf"))?;
    let actor = staff.actor.clone();
    reply::blocking(&deps, move |deps| api_keys::revoke(deps, &actor, &id)).await?;
    Ok(frame::see_other(&deps, "/desk/settings/keys", "revoked"))
}
