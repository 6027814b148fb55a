//! Changing requests from browsers must come from our own pages (Fetch Metadata, Origin).

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HOST, ORIGIN};
use actix_web::middleware::Next;
use actix_web::{ResponseError as _, web};

use crate::error::{self, WebError};
use services::Deps;

/// Refuses a form that another site sent. The API is exempt: it takes no cookies, only keys.
pub(crate) async fn same_origin<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || request.path().starts_with("/api/") || is_own(&request) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let refused = WebError::new(error::ORIGIN).error_response();
    Ok(request.into_response(refused).map_into_right_body())
}

fn is_own(request: &ServiceRequest) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = header("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    // Clients that are no browsers send neither; they carry no cookies of a victim.
    let Some(origin) = header(ORIGIN.as_str()) else {
        return true;
    };
    let public = request
        .app_data::<web::Data<Deps>>()
        .is_some_and(|deps| deps.settings.server.public_url.origin() == origin);
    let host = header(HOST.as_str()).is_some_and(|host| {
        origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")) == Some(host)
    });
    public || host
}
