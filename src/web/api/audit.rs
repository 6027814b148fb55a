//! The journal over the API: its head, and a verification of all of it.

use actix_web::{HttpResponse, web};

use super::caller::Caller;
use crate::error::WebError;
use crate::reply;
use domain::access::Permission;
use services::{Deps, ServiceError, audit};

/// `GET /api/v1/audit/head`
pub(super) async fn head(deps: web::Data<Deps>, caller: Caller) -> Result<HttpResponse, WebError> {
    allowed(&caller)?;
    let head = reply::blocking(&deps, audit::head).await?;
    Ok(HttpResponse::Ok().json(head))
}

/// `GET /api/v1/audit/verify`
pub(super) async fn verify(
    deps: web::Data<Deps>,
    caller: Caller,
) -> Result<HttpResponse, WebError> {
    allowed(&caller)?;
    let report = reply::blocking(&deps, audit::verify).await?;
    Ok(HttpResponse::Ok().json(report))
}

fn allowed(caller: &Caller) -> Result<(), WebError> {
    if caller.known.may(Permission::ReadAudit) {
        Ok(())
    } else {
        Err(ServiceError::Forbidden.into())
    }
}
