//! `GET /status/request`: the request as the person who made it sees it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::standing;
use crate::cookies::{self, Jar};
use crate::error::WebError;
use crate::extract::RequesterSession;
use crate::pages::shell;
use crate::{paths, reply};
use services::portal::{self, PortalView};
use services::{Deps, ServiceError};
use text::PageContext;
use text::contexts::form::ErrorLine;
use text::contexts::portal::StatusPage;

pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
) -> Result<HttpResponse, WebError> {
    let Some(view) = look(&deps, &session).await? else {
        return Ok(sign_in_again(&deps));
    };
    let page = standing::page(&deps, &view);
    framed(&request, &deps, &session, StatusCode::OK, StatusPage::TITLE, &page)
}

/// The page again, with what stood in the way of what was just sent.
pub(super) fn refused(
    request: &HttpRequest,
    deps: &Deps,
    session: &RequesterSession,
    view: &PortalView,
    problem: &Problem<'_>,
) -> Result<HttpResponse, WebError> {
    let mut page = standing::page(deps, view);
    let question = page.question.iter_mut().flat_map(|question| question.fields.iter_mut());
    let mut error = ErrorLine::of_form(problem.why);
    let others = page.complaint.iter_mut().chain(page.address.iter_mut());
    for field in page.message.iter_mut().chain(question).chain(others) {
        if field.name == "kind" && !problem.kind.is_empty() {
            *field = std::mem::take(field).filled(problem.kind);
        } else if field.name == problem.field {
            problem.text.clone_into(&mut field.value);
            *field = std::mem::take(field).error(Some(problem.why.to_owned()));
            error = ErrorLine::new(problem.field, problem.why);
        }
    }
    let files = page.question.iter_mut().filter_map(|question| question.files.as_mut());
    let files = files.chain(page.correction.iter_mut().map(|give| &mut give.files));
    if problem.field == "file" {
        // One of the two forms is on the page; both never are while evidence is asked for.
        for field in files.take(1) {
            field.error = Some(problem.why.to_owned());
            error = ErrorLine::new(problem.field, problem.why);
        }
        let question = page.question.iter_mut().flat_map(|question| question.fields.iter_mut());
        question.for_each(|field| problem.text.clone_into(&mut field.value));
    }
    page.errors = vec![error];
    framed(request, deps, session, problem.status, StatusPage::TITLE, &page)
}

/// What stood in the way, and what was typed.
pub(super) struct Problem<'a> {
    pub(super) status: StatusCode,
    pub(super) field: &'static str,
    pub(super) text: &'a str,
    /// What was chosen beside the words: a complaint or an appeal.
    pub(super) kind: &'a str,
    pub(super) why: &'a str,
}

/// What the session shows; `None` when it ended.
pub(super) async fn look(
    deps: &web::Data<Deps>,
    session: &RequesterSession,
) -> Result<Option<PortalView>, WebError> {
    let secret = session.0.clone();
    reply::blocking(deps, move |deps| match portal::view(deps, &secret) {
        Ok(view) => Ok(Some(view)),
        Err(ServiceError::NotFound) => Ok(None),
        Err(error) => Err(error),
    })
    .await
}

/// The session is over: back to the sign-in, without the dead cookie.
pub(super) fn sign_in_again(deps: &Deps) -> HttpResponse {
    reply::see_other(paths::STATUS)
        .cookie(cookies::clear(&deps.settings, Jar::Requester))
        .cookie(cookies::set(&deps.settings, Jar::Flash, "sign_in_again".to_owned()))
        .finish()
}

/// A page whose forms belong to the session.
pub(super) fn framed<C: PageContext>(
    request: &HttpRequest,
    deps: &Deps,
    session: &RequesterSession,
    status: StatusCode,
    title: &str,
    page: &C,
) -> Result<HttpResponse, WebError> {
    let frame =
        shell::framed(request, deps, title, &session.0).titled(title, status.is_client_error());
    reply::page_with(deps, status, &frame, page)
}
