//! The copy of the data: a code, a count, and the file itself.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::status::{self, Problem};
use crate::cookies::{self, Jar};
use crate::error::{self, WebError};
use crate::extract::{ByRequester, Form, RequesterSession};
use crate::{paths, reply, stream};
use services::{Deps, package};
use text::contexts::portal::DownloadCodePage;
use text::contexts::public::CodePage;

/// `POST /status/package/code`
pub(super) async fn send(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    _: Form<ByRequester>,
) -> Result<HttpResponse, WebError> {
    let secret = session.0.clone();
    let asked = reply::blocking(&deps, move |deps| package::ask_code(deps, &secret)).await;
    match asked {
        Ok(()) => Ok(reply::see_other_saying(&deps, paths::STATUS_PACKAGE_CODE, "code_sent")),
        Err(error) => refused(&request, &deps, &session, error).await,
    }
}

/// `GET /status/package/code`
pub(super) async fn code(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
) -> Result<HttpResponse, WebError> {
    if status::look(&deps, &session).await?.is_none() {
        return Ok(status::sign_in_again(&deps));
    }
    let page = DownloadCodePage::new(None);
    status::framed(&request, &deps, &session, StatusCode::OK, DownloadCodePage::TITLE, &page)
}

/// `POST /status/package/enter`
pub(super) async fn enter(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    form: Form<ByRequester>,
) -> Result<HttpResponse, WebError> {
    let typed = form.text("code");
    let again = |status: StatusCode, why: &str| {
        let page = DownloadCodePage::new(Some(why));
        status::framed(&request, &deps, &session, status, DownloadCodePage::TITLE, &page)
    };
    if typed.trim().is_empty() {
        return again(StatusCode::UNPROCESSABLE_ENTITY, CodePage::EMPTY);
    }
    let secret = session.0.clone();
    match reply::blocking(&deps, move |deps| package::enter_code(deps, &secret, &typed)).await {
        Ok(()) => {
            let here = format!("{}#package", paths::STATUS_REQUEST);
            Ok(reply::see_other_saying(&deps, &here, "download_open"))
        }
        Err(error) if error.kind.status == 422 => again(error.status(), &error.sentence),
        Err(error) => refused(&request, &deps, &session, error).await,
    }
}

/// `POST /status/package`: counts the download, then sends the browser to the file.
pub(super) async fn begin(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    _: Form<ByRequester>,
) -> Result<HttpResponse, WebError> {
    let secret = session.0.clone();
    match reply::blocking(&deps, move |deps| package::begin(deps, &secret)).await {
        Ok(ticket) => Ok(reply::see_other(paths::STATUS_PACKAGE_FILE)
            .cookie(cookies::set(&deps.settings, Jar::Ticket, ticket))
            .finish()),
        // The code is older than a quarter of an hour: a new one, without a detour.
        Err(error) if error.kind == error::CODE => {
            Ok(reply::see_other(&format!("{}#package", paths::STATUS_REQUEST)).finish())
        }
        Err(error) => refused(&request, &deps, &session, error).await,
    }
}

/// `GET /status/package/file`: the whole or a part, as often as the ticket lives.
pub(super) async fn file(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
) -> Result<HttpResponse, WebError> {
    let ticket =
        cookies::read(&request, &deps.settings, Jar::Ticket).ok_or_else(stream::missing)?;
    let secret = ticket.clone();
    let file = reply::blocking(&deps, move |deps| package::open(deps, &session.0, &secret)).await?;
    let deps = web::Data::clone(&deps);
    // Taken back or expired in the middle, it ends there.
    let still = Box::new(move || package::goes_on(&deps, &ticket));
    Ok(stream::sealed(&request, file, still))
}

/// The status page with what stands in the way.
async fn refused(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    session: &RequesterSession,
    error: WebError,
) -> Result<HttpResponse, WebError> {
    if error.kind != error::NOT_FOUND && !matches!(error.kind.status, 409 | 429) {
        return Err(error);
    }
    let Some(view) = status::look(deps, session).await? else {
        return Ok(status::sign_in_again(deps));
    };
    let status = if error.kind == error::NOT_FOUND { StatusCode::CONFLICT } else { error.status() };
    let why = if error.kind == error::NOT_FOUND {
        "There is nothing to download any more."
    } else {
        &error.sentence
    };
    let problem = Problem { status, field: "package", text: "", kind: "", why };
    status::refused(request, deps, session, &view, &problem)
}
