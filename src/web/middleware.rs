//! What happens around every request: span and log line, security headers, origin check, error pages,
//! and a last resort when a handler panics.

mod errors;
mod flash;
mod headers;
mod origin;
mod slow;

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, web};
use futures_util::FutureExt as _;
use tracing::Instrument as _;

pub(super) use errors::{LastResort, error_pages};
pub(super) use flash::flash_once;
pub(super) use headers::{policy_of_frame, security_headers};
pub(super) use origin::same_origin;
use services::Deps;
pub(super) use slow::slow_bodies;

/// Finds a request in the log; shown on pages that report a fault.
#[derive(Debug, Clone)]
pub(super) struct RequestId(pub(super) String);

/// Opens the request's span, logs its end, and answers even when a handler panics.
///
/// The log knows the route's pattern only: paths hold references and secrets of links.
pub(super) async fn around(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = request_id(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    // Routed like GET; the connection leaves the body out (RFC 9110 9.3.2).
    if method == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let api = request.path().starts_with("/api/");
    let started = Instant::now();
    let span = tracing::info_span!("request", id, %method);
    let answer = AssertUnwindSafe(next.call(request)).catch_unwind().instrument(span.clone()).await;
    let _entered = span.enter();
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match answer {
        Ok(Ok(response)) => {
            let route = response.request().match_pattern().unwrap_or_else(|| "none".to_owned());
            let status = response.status().as_u16();
            tracing::info!(route, status, milliseconds, "request.done");
            Ok(response)
        }
        Ok(Err(error)) => {
            tracing::error!(milliseconds, "request.failed_outside_handlers");
            Err(error)
        }
        Err(_panic) => {
            tracing::error!(milliseconds, "request.panicked");
            Err(LastResort::new(id, api).into())
        }
    }
}

fn request_id(request: &ServiceRequest) -> String {
    let Some(deps) = request.app_data::<web::Data<Deps>>() else {
        return String::new();
    };
    let bytes = deps.ids.bytes32();
    domain::prose::hex(&bytes).chars().take(12).collect()
}
