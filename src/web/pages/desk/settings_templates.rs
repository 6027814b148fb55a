//! Mail templates: every notice, previewed exactly as it would be sent, with an invented request.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::frame;
use super::settings_organisation::tabs;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::message::NoticeKind;
use services::{Deps, desk};
use text::catalogue;
use text::contexts::case_page::Tab;
use text::contexts::desk_nav::Place;
use text::contexts::settings::{TemplateGroup, TemplateLine, TemplatePage, TemplatesPage};
use text::samples::samples_for;

/// Address of the examples; reserved for documentation, so nobody has it.
const EXAMPLE: &str = "maya.lindqvist@example.com";

/// `GET /desk/settings/templates`
pub(super) async fn list(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    let session = staff.session.clone();
    let frame = reply::blocking(&deps, move |deps| desk::frame(deps, &session)).await?;
    let group = |title, for_staff| TemplateGroup {
        title,
        templates: NoticeKind::ALL
            .iter()
            .filter(|kind| kind.is_for_staff() == for_staff)
            .map(|kind| TemplateLine {
                label: catalogue::notice(*kind),
                name: kind.as_str(),
                version: deps.texts.mail_version(*kind).to_owned(),
                href: format!("/desk/settings/templates/{kind}"),
            })
            .collect(),
    };
    let page = TemplatesPage {
        title: "Mail templates".to_owned(),
        tabs: tabs(&staff.session.roles, "/templates"),
        groups: vec![group("To requesters", false), group("To the desk", true)],
    };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Settings);
    frame::page(&request, &deps, StatusCode::OK, &shell, &page)
}

/// Which example.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    sample: Option<usize>,
}

/// `GET /desk/settings/templates/{name}`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    name: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let kind = NoticeKind::from_text(&name).ok_or_else(WebError::not_found)?;
    let samples = samples_for(kind);
    let at = wanted.sample.unwrap_or(0);
    let sample = samples.get(at).ok_or_else(WebError::not_found)?;
    let message = deps.texts.mail(kind, EXAMPLE, None, sample)?;
    let last = samples.len().saturating_sub(1);
    let tab = |index: usize| Tab {
        label: match index {
            0 => "Full example",
            index if index == last => "Least example",
            _ => "Another example",
        },
        count: String::new(),
        href: format!("?sample={index}"),
        here: index == at,
    };
    let session = staff.session.clone();
    let frame = reply::blocking(&deps, move |deps| desk::frame(deps, &session)).await?;
    let page = TemplatePage {
        title: catalogue::notice(kind).to_owned(),
        name: kind.as_str(),
        version: message.template_version.clone(),
        tabs: (0..samples.len()).map(tab).collect(),
        subject: message.subject,
        text: message.text,
        html: message.html,
    };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Settings);
    frame::page(&request, &deps, StatusCode::OK, &shell, &page)
}
