//! The evidence of one request over the API, as a ZIP.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::caller::Caller;
use super::cases::reference;
use crate::error::WebError;
use crate::reply;
use domain::access::Permission;
use services::evidence::{self, Wish};
use services::report::instant_of;
use services::{Deps, ServiceError};

/// Query of a bundle.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    as_at: Option<String>,
    /// With names, addresses and free text.
    #[serde(default)]
    personal_data: bool,
}

/// `GET /api/v1/cases/{reference}/evidence`
pub(super) async fn bundle(
    deps: web::Data<Deps>,
    caller: Caller,
    path: web::Path<String>,
    query: web::Query<Query>,
) -> Result<HttpResponse, WebError> {
    let reference = reference(&path)?;
    if !caller.known.may(Permission::ExportEvidence) {
        return Err(ServiceError::Forbidden.into());
    }
    let made = reply::blocking(&deps, move |deps| {
        let as_at = instant_of(deps, query.as_at.as_deref().unwrap_or_default())?;
        let wish = Wish { as_at, personal: query.personal_data };
        evidence::bundle(deps, &caller.known.actor, &reference, wish)
    })
    .await?;
    reply::export(made)
}
