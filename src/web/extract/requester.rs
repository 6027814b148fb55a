//! The secret of a requester's session; services decide whether it still lives.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use crate::services::Deps;
use crate::web::cookies::{self, Jar};
use crate::web::error::WebError;

/// A requester's session cookie.
pub(in crate::web) struct RequesterSession(pub(in crate::web) String);

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
