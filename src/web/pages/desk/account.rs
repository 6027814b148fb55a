//! The reader's own account: when they are away, how often to be told by mail, and ending every session.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::form::Sent;
use super::present::{Forms, words};
use super::{absences, frame};
use crate::cookies::{self, Jar};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::intake::FieldErrors;
use services::staff::{self, MailFrequency};
use services::{Deps, ServiceError, desk};
use text::catalogue;
use text::contexts::case_page::Fact;
use text::contexts::desk_form::{ActionForm, Choice, Field};
use text::contexts::desk_nav::Place;
use text::contexts::settings::{AbsenceLine, Absences, AccountPage};

const ABSENCES: &str = "/desk/account/absences";

/// `GET /desk/account`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    render(&request, &deps, &staff, &Sent::default(), FieldErrors::new()).await
}

async fn render(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    sent: &Sent,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (noted, frame) = reply::blocking(deps, move |deps| {
        let noted = staff::absences_of(deps, &actor, &session.id)?;
        Ok((noted, desk::frame(deps, &session)?))
    })
    .await?;
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let me = &staff.session;
    let roles: Vec<&str> = me.roles.iter().map(|role| catalogue::role(*role)).collect();
    let away = absences::Scene { forms: &forms, action: ABSENCES, whose: "mine" };
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
        absences: Absences {
            empty: noted.is_empty().then_some("None is noted."),
            noted: noted
                .iter()
                .map(|one| AbsenceLine {
                    days: words::days(one.absence),
                    remove: away.back(one, "Take it back"),
                })
                .collect(),
            note: away.note(sent, &errors),
        },
        frequency: frequency_form(&forms, me.mail_frequency),
        password: None,
        everywhere: form(
            &forms,
            "everywhere",
            "/desk/account/sign-out",
            "Sign out everywhere",
            Vec::new(),
        ),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = frame::shell(request, deps, staff, &frame, Place::Account);
    frame::page(request, deps, status, &shell, &page)
}

fn form(forms: &Forms<'_>, id: &str, action: &str, submit: &str, fields: Vec<Field>) -> ActionForm {
    ActionForm {
        id: id.to_owned(),
        action: action.to_owned(),
        tokens: forms.tokens(),
        fields,
        submit: submit.to_owned(),
        ..ActionForm::default()
    }
}

fn frequency_form(forms: &Forms<'_>, chosen: MailFrequency) -> ActionForm {
    let rhythms = vec![
        Choice::new(MailFrequency::Each.as_str(), "A mail for each thing that happens"),
        Choice {
            hint: Some("Reminders and escalations come in any case.".to_owned()),
            ..Choice::new(MailFrequency::Digest.as_str(), "One mail a day")
        },
    ];
    let rhythm =
        Field::radios("frequency", "mail_frequency", "How often should we write to you?", rhythms)
            .filled(chosen.as_str());
    form(forms, "frequency", "/desk/account/mail", "Save", vec![rhythm])
}

/// `POST /desk/account/absences`: noting an absence or taking one back.
pub(super) async fn absence(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (actor, whose, typed) = (staff.actor.clone(), staff.session.id.clone(), sent.clone());
    let tried =
        reply::blocking(&deps, move |deps| match absences::change(deps, &actor, &whose, &typed) {
            Err(ServiceError::Fields(errors)) => Ok(Err(errors)),
            other => Ok(Ok(other?)),
        })
        .await?;
    match tried {
        Ok(code) => Ok(frame::see_other(&deps, "/desk/account", code)),
        Err(errors) => render(&request, &deps, &staff, &sent, errors).await,
    }
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
