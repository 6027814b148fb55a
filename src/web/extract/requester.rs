//! The secret of a requester's session; services decide whether it still lives.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use crate::cookies::{self, Jar};
use crate::error::WebError;
use services::Deps;

/// A requester's session cookie.
pub(crate) struct RequesterSession(pub(crate) String);

impl FromRequest for RequesterSession {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let token = request
            .app_data::<web::Data<Deps>>()
            .and_then(|deps| cookies::read(request, &deps.settings, Jar::Requester));
        ready(token.map(Self).ok_or_else(WebError::sign_in))
    }
}
