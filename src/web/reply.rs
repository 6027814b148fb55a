//! Answers: pages, redirects after a POST, downloads.

use std::any::Any;
use std::io::Read as _;

use actix_web::body::SizedStream;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, LOCATION};
use actix_web::{HttpResponse, HttpResponseBuilder, http::StatusCode, web};
use serde::Serialize;

use super::cookies::{self, Jar};
use super::error::WebError;
use services::report::Export;
use services::{Deps, ServiceError};
use text::PageContext;

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

/// An export: its file piece by piece, with its hash, so that whoever keeps it can compare it with
/// the journal.
pub(super) fn export(made: Export) -> Result<HttpResponse, WebError> {
    let size = made.file.metadata().map_err(|error| WebError::internal(error.to_string()))?.len();
    let pieces = futures_util::stream::try_unfold(made.file, |mut file| async move {
        let read = web::block(move || {
            let mut piece = vec![0_u8; 65_536];
            let read = file.read(&mut piece)?;
            piece.truncate(read);
            Ok::<_, std::io::Error>((file, piece))
        });
        let (file, piece) = read.await.map_err(std::io::Error::other)??;
        Ok::<_, std::io::Error>((!piece.is_empty()).then(|| (web::Bytes::from(piece), file)))
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, made.media))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", made.name)))
        .insert_header((ETAG, format!("\"{}\"", made.sha256)))
        .body(SizedStream::new(size, Box::pin(pieces))))
}

/// Runs blocking work on the blocking pool, in the request's span.
pub(super) async fn blocking<T: Send + 'static>(
    deps: &web::Data<Deps>,
    work: impl FnOnce(&Deps) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, WebError> {
    let answer = on_the_pool(web::Data::clone(deps), Box::new(|deps| Box::new(work(deps)))).await?;
    let answer = answer.downcast::<Result<T, ServiceError>>();
    Ok((*answer.map_err(|_| WebError::internal("an answer of another kind".to_owned()))?)?)
}

/// An answer of whatever kind its asker expects.
type Answer = Box<dyn Any + Send>;

/// The part of [`blocking`] that knows no types: a task on the pool is much code, and is compiled once this way.
async fn on_the_pool(
    deps: web::Data<Deps>,
    work: Box<dyn FnOnce(&Deps) -> Answer + Send>,
) -> Result<Answer, WebError> {
    let span = tracing::Span::current();
    Ok(web::block(move || span.in_scope(|| work(&deps))).await?)
}
