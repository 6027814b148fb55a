//! Deadlines for calendar programs: a secret address instead of a session.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpResponse, web};

use crate::error::WebError;
use crate::reply;
use services::Deps;
use services::report::{self, feeds};

/// `GET /feeds/{secret}/deadlines.ics`
pub(super) async fn show(
    deps: web::Data<Deps>,
    secret: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let entries = reply::blocking(&deps, move |deps| feeds::entries(deps, &secret)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .body(report::calendar(&entries)))
}
