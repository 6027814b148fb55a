//! `/status`, `/status/code`: signing in by reference and a code from the mail, and signing out.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use crate::cookies::{self, Jar};
use crate::error::WebError;
use crate::extract::{ByDraft, ByRequester, Form, RequesterSession, Visit};
use crate::{paths, reply};
use domain::ids::Reference;
use domain::intake::FieldErrors;
use domain::person::Email;
use services::portal;
use text::contexts::portal::{SignInCodePage, SignInPage};
use text::contexts::public::CodePage;

pub(super) async fn show(visit: Visit, request: HttpRequest) -> Result<HttpResponse, WebError> {
    if cookies::read(&request, &visit.deps.settings, Jar::Requester).is_some() {
        return Ok(reply::see_other(paths::STATUS_REQUEST).finish());
    }
    visit.page(SignInPage::TITLE, &SignInPage::new("", "", &FieldErrors::new()))
}

pub(super) async fn send(visit: Visit, form: Form<ByDraft>) -> Result<HttpResponse, WebError> {
    let (reference, email) = (form.text("reference"), form.text("email"));
    let errors = look_wrong(&reference, &email);
    if !errors.is_empty() {
        let page = SignInPage::new(&reference, &email, &errors);
        return visit.refused(StatusCode::UNPROCESSABLE_ENTITY, SignInPage::TITLE, &page);
    }
    let network = visit.network();
    let asked = reply::blocking(&visit.deps, move |deps| {
        portal::ask_code(deps, &reference, &email, network)
    })
    .await?;
    let pending = cookies::set(&visit.deps.settings, Jar::Pending, asked);
    Ok(reply::see_other(paths::STATUS_CODE).cookie(pending).finish())
}

/// Only the shape is checked here; whether they belong together is never said.
fn look_wrong(reference: &str, email: &str) -> FieldErrors {
    let mut errors = FieldErrors::new();
    if Reference::parse(reference).is_none() {
        errors.insert("reference", SignInPage::WRONG_REFERENCE.to_owned());
    }
    if let Err(why) = Email::parse(email) {
        errors.insert("email", why.to_owned());
    }
    errors
}

pub(super) async fn code(visit: Visit, request: HttpRequest) -> Result<HttpResponse, WebError> {
    if cookies::read(&request, &visit.deps.settings, Jar::Pending).is_none() {
        return Ok(reply::see_other(paths::STATUS).finish());
    }
    visit.page(SignInCodePage::TITLE, &SignInCodePage::new(None))
}

pub(super) async fn enter(
    visit: Visit,
    request: HttpRequest,
    form: Form<ByDraft>,
) -> Result<HttpResponse, WebError> {
    let settings = &visit.deps.settings;
    let Some(pending) = cookies::read(&request, settings, Jar::Pending) else {
        return Ok(reply::see_other(paths::STATUS).finish());
    };
    let typed = form.text("code");
    if typed.trim().is_empty() {
        return refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, CodePage::EMPTY);
    }
    let signed_in =
        reply::blocking(&visit.deps, move |deps| portal::sign_in(deps, &pending, &typed)).await;
    match signed_in {
        Ok(session) => Ok(reply::see_other(paths::STATUS_REQUEST)
            .cookie(cookies::set(settings, Jar::Requester, session))
            .cookie(cookies::clear(settings, Jar::Pending))
            .finish()),
        Err(error) if error.kind.status == 422 => refused(&visit, error.status(), &error.sentence),
        Err(error) => Err(error),
    }
}

fn refused(visit: &Visit, status: StatusCode, why: &str) -> Result<HttpResponse, WebError> {
    visit.refused(status, SignInCodePage::TITLE, &SignInCodePage::new(Some(why)))
}

pub(super) async fn sign_out(
    visit: Visit,
    session: RequesterSession,
    _: Form<ByRequester>,
) -> Result<HttpResponse, WebError> {
    reply::blocking(&visit.deps, move |deps| portal::sign_out(deps, &session.0)).await?;
    let settings = &visit.deps.settings;
    Ok(reply::see_other(paths::STATUS)
        .cookie(cookies::clear(settings, Jar::Requester))
        .cookie(cookies::clear(settings, Jar::Ticket))
        .cookie(cookies::set(settings, Jar::Flash, "signed_out".to_owned()))
        .insert_header(("clear-site-data", "\"cache\""))
        .finish())
}
