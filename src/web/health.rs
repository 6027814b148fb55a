//! `/healthz` (alive), `/readyz` (database, migrations, worker), `/metrics` (numbers for Prometheus).

use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::{WebError, network, reply};
use services::{Deps, readiness};

/// The process answers; whatever else is wrong, restarting it would not help.
pub(super) async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("alive\n")
}

/// Ready to work: the database answers, no migration is pending, the clock's worker is alive.
pub(super) async fn ready(deps: web::Data<Deps>) -> Result<HttpResponse, WebError> {
    let found = reply::blocking(&deps, |deps| Ok(readiness::check(deps))).await?;
    let body = json!({
        "ready": found.is_ready(),
        "database": found.database,
        "migrations": found.migrations,
        "worker": found.worker,
    });
    let mut response =
        if found.is_ready() { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    Ok(response.json(body))
}

/// Counts without any label that names a person, a case or an address. For this machine, or who has
/// `server.metrics_token`.
pub(super) async fn metrics(
    request: HttpRequest,
    deps: web::Data<Deps>,
) -> Result<HttpResponse, WebError> {
    if !network::is_local(&request) && !shows_token(&request, &deps) {
        return Err(WebError::not_found());
    }
    let text = reply::blocking(&deps, readiness::metrics).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .body(text))
}

fn shows_token(request: &HttpRequest, deps: &Deps) -> bool {
    let given = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer "));
    given.is_some_and(|given| deps.is_metrics_token(given.trim()))
}
