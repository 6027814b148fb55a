//! What the last click did is told once: the page that tells it also takes the cookie back.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error, web};

use crate::cookies::{self, Jar};
use services::Deps;

/// Clears the flash cookie after a page that could show it.
pub(crate) async fn flash_once<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    if response.status() != StatusCode::OK || !super::errors::is_html(&response) {
        return Ok(response);
    }
    let Some(deps) = response.request().app_data::<web::Data<Deps>>().cloned() else {
        return Ok(response);
    };
    if cookies::read(response.request(), &deps.settings, Jar::Flash).is_some() {
        response.response_mut().add_cookie(&cookies::clear(&deps.settings, Jar::Flash))?;
    }
    Ok(response)
}
