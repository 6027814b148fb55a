//! Answers: pages, redirects after a POST, downloads.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use actix_web::{HttpResponse, HttpResponseBuilder, http::StatusCode, web};
use serde::Serialize;

use super::cookies::{self, Jar};
use super::error::WebError;
use crate::services::{Deps, ServiceError};
use crate::text::PageContext;

/// A page with another status: a form that came back with errors is 422.
pub(super) fn page_with<C: PageContext>(
    deps: &Deps,
    status: StatusCode,
    shell: &impl Serialize,
    context: &C,
) -> Result<HttpResponse, WebError> {
    let html = deps.texts.page(shell, context)?;
    Ok(html_response(status, html))
}

/// HTML as a response.
pub(super) fn html_response(status: StatusCode, html: String) -> HttpResponse {
    HttpResponse::build(status).insert_header((CONTENT_TYPE, "text/html; charset=utf-8")).body(html)
}

/// After a POST the browser goes on with a GET, so that reloading repeats nothing.
pub(super) fn see_other(path: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((LOCATION, path));
    response
}

/// A redirect that says what was done on the next page; `code` is one of `Flash::CODES`.
pub(super) fn see_other_saying(deps: &Deps, path: &str, code: &str) -> HttpResponse {
    see_other(path).cookie(cookies::set(&deps.settings, Jar::Flash, code.to_owned())).finish()
}

/// A file to keep.
pub(super) fn file(kind: &str, name: &str, body: impl Into<Vec<u8>>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(body.into())
}

/// Runs blocking work on the blocking pool, in the request's span.
pub(super) async fn blocking<T: Send + 'static>(
    deps: &web::Data<Deps>,
    work: impl FnOnce(&Deps) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, WebError> {
    let deps = web::Data::clone(deps);
    let span = tracing::Span::current();
    let answer = web::block(move || span.in_scope(|| work(&deps))).await?;
    Ok(answer?)
}
