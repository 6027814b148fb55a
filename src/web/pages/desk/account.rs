//! The reader's own account: how often to be told by mail, and ending every session.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::form::Sent;
use super::frame;
use super::present::Forms;
use crate::services::staff::{self, MailFrequency};
use crate::services::{Deps, desk};
use crate::text::catalogue;
use crate::text::contexts::case_page::Fact;
use crate::text::contexts::desk_form::{ActionForm, Choice, Field};
use crate::text::contexts::desk_nav::Place;
use crate::text::contexts::settings::AccountPage;
use crate::web::cookies::{self, Jar};
use crate::web::error::WebError;
use crate::web::extract::StaffActor;
use crate::web::reply;

/// `GET /desk/account`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    let session = staff.session.clone();
    let frame = reply::blocking(&deps, move |deps| desk::frame(deps, &session)).await?;
    let forms = Forms { deps: &deps, csrf: staff.form_token(&deps), version: None };
    let me = &staff.session;
    let roles: Vec<&str> = me.roles.iter().map(|role| catalogue::role(*role)).collect();
    let rhythms = vec![
        Choice::new(MailFrequency::Each.as_str(), "A mail for each thing that happens"),
        Choice {
            hint: Some("Reminders and escalations come in any case.".to_owned()),
            ..Choice::new(MailFrequency::Digest.as_str(), "One mail a day")
        },
    ];
    let rhythm =
        Field::radios("frequency", "mail_frequency", "How often should we write to you?", rhythms)
            .filled(me.mail_frequency.as_str());
    let form = |id: &str, action: &str, submit: &str, fields| ActionForm {
        id: id.to_owned(),
        action: action.to_owned(),
        tokens: forms.tokens(),
        fields,
        submit: submit.to_owned(),
        ..ActionForm::default()
    };
    let page = AccountPage {
        title: "My account".to_owned(),
        banner: None,
        facts: vec![
            Fact::new("Name", me.name.clone()),
            Fact::new("Email", me.email.clone()),
            Fact::new("Roles", roles.join(", ")),
            Fact {
                href: Some("/sign-in/forgot".to_owned()),
                ..Fact::new("Password", "Send me a link to set a new one")
            },
        ],
        frequency: form("frequency", "/desk/account/mail", "Save", vec![rhythm]),
        password: None,
        everywhere: form("everywhere", "/desk/account/sign-out", "Sign out everywhere", Vec::new()),
    };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Account);
    frame::page(&request, &deps, StatusCode::OK, &shell, &page)
}

/// `POST /desk/account/mail`
pub(super) async fn frequency(
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let chosen = MailFrequency::from_text(sent.one("mail_frequency"))
        .ok_or_else(|| WebError::bad_request("Choose how often we should write to you."))?;
    let session = staff.session.clone();
    reply::blocking(&deps, move |deps| staff::set_mail_frequency(deps, &session, chosen)).await?;
    Ok(frame::see_other(&deps, "/desk/account", "saved"))
}

/// `POST /desk/account/sign-out`: every session, this one too.
pub(super) async fn everywhere(
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let session = staff.session.clone();
    reply::blocking(&deps, move |deps| staff::sign_out_everywhere(deps, &session)).await?;
    Ok(reply::see_other("/sign-in").cookie(cookies::clear(&deps.settings, Jar::Staff)).finish())
}
