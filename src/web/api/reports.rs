//! Reports over the API: the list of requests as at an instant, and totals.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::caller::Caller;
use crate::domain::access::Permission;
use crate::services::report::{self, Asked};
use crate::services::{Deps, ServiceError};
use crate::web::error::WebError;
use crate::web::reply;

/// Query of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    from: String,
    to: String,
    as_at: Option<String>,
    format: Option<String>,
    law: Option<String>,
}

/// `GET /api/v1/reports/deadlines`
pub(super) async fn deadlines(
    deps: web::Data<Deps>,
    caller: Caller,
    query: web::Query<Query>,
) -> Result<HttpResponse, WebError> {
    allowed(&caller)?;
    let made = reply::blocking(&deps, move |deps| {
        let asked = Asked {
            from: &query.from,
            to: &query.to,
            as_at: query.as_at.as_deref(),
            format: query.format.as_deref().unwrap_or("json"),
            law: query.law.as_deref(),
        };
        report::export(deps, &caller.known.actor, &asked.order(deps)?)
    })
    .await?;
    reply::export(made)
}

/// Query of the totals.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Days {
    from: String,
    to: String,
}

/// `GET /api/v1/reports/summary`
pub(super) async fn summary(
    deps: web::Data<Deps>,
    caller: Caller,
    days: web::Query<Days>,
) -> Result<HttpResponse, WebError> {
    allowed(&caller)?;
    let found = reply::blocking(&deps, move |deps| {
        report::summary(deps, &caller.known.actor, report::span(&days.from, &days.to)?)
    })
    .await?;
    Ok(HttpResponse::Ok().json(found))
}

fn allowed(caller: &Caller) -> Result<(), WebError> {
    if caller.known.may(Permission::ReadReports) {
        Ok(())
    } else {
        Err(ServiceError::Forbidden.into())
    }
}
