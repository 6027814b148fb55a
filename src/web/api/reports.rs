//! Reports over the API: lists of requests as at an instant, the yearly numbers of California, totals.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::caller::Caller;
use crate::error::WebError;
use crate::reply;
use domain::access::Permission;
use services::report::{self, Asked, Kind};
use services::{Deps, ServiceError};

/// Query of a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    from: String,
    to: String,
    as_at: Option<String>,
    format: Option<String>,
    law: Option<String>,
    people: Option<String>,
}

/// `GET /api/v1/reports/deadlines`
pub(super) async fn deadlines(
    deps: web::Data<Deps>,
    caller: Caller,
    query: web::Query<Query>,
) -> Result<HttpResponse, WebError> {
    made(&deps, caller, Kind::Deadlines, query.into_inner()).await
}

/// `GET /api/v1/reports/case-log`
pub(super) async fn case_log(
    deps: web::Data<Deps>,
    caller: Caller,
    query: web::Query<Query>,
) -> Result<HttpResponse, WebError> {
    made(&deps, caller, Kind::CaseLog, query.into_inner()).await
}

/// Query of the yearly numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Yearly {
    year: String,
    as_at: Option<String>,
    format: Option<String>,
    people: Option<String>,
}

/// `GET /api/v1/reports/ccpa-metrics`: California only, unless all individuals are asked for.
pub(super) async fn ccpa_metrics(
    deps: web::Data<Deps>,
    caller: Caller,
    query: web::Query<Yearly>,
) -> Result<HttpResponse, WebError> {
    let Yearly { year, as_at, format, people } = query.into_inner();
    let (from, to) = report::year(&year)?;
    let people = people.or_else(|| Some("california".to_owned()));
    let query = Query { from, to, as_at, format, law: None, people };
    made(&deps, caller, Kind::CcpaMetrics, query).await
}

async fn made(
    deps: &web::Data<Deps>,
    caller: Caller,
    kind: Kind,
    query: Query,
) -> Result<HttpResponse, WebError> {
    allowed(&caller)?;
    let made = reply::blocking(deps, move |deps| {
        let asked = Asked {
            kind,
            from: &query.from,
            to: &query.to,
            as_at: query.as_at.as_deref(),
            format: query.format.as_deref().unwrap_or("json"),
            law: query.law.as_deref(),
            people: query.people.as_deref(),
            personal: None,
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
