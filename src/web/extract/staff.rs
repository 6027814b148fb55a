//! A signed-in colleague: session, roles as they are now, and the actor commands see.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};

use crate::cookies::{self, Jar};
use crate::error::WebError;
use crate::{csrf, reply};
use domain::access::Permission;
use domain::actor::Actor;
use services::staff::{self, StaffSession};
use services::{Deps, ServiceError};

/// What each method of a path asks of a colleague. The table of routes says it once; here it is asked
/// before anything else happens.
pub(crate) struct Needed(pub(crate) Vec<(&'static str, Permission)>);

/// A colleague with a live session.
#[derive(Clone)]
pub(crate) struct StaffActor {
    /// Who.
    pub(crate) session: StaffSession,
    /// As commands see them.
    pub(crate) actor: Actor,
    /// The session's secret: form tokens are bound to it.
    pub(crate) token: String,
}

impl StaffActor {
    /// Refuses those without the permission.
    fn needs(&self, permission: Permission) -> Result<(), WebError> {
        if permission.held_by(&self.session.roles) {
            Ok(())
        } else {
            Err(ServiceError::Forbidden.into())
        }
    }

    /// Refuses a form that is not from this session.
    pub(crate) fn check_form(&self, deps: &Deps, given: &str) -> Result<(), WebError> {
        csrf::check(deps, &self.token, given)
    }

    /// The token of this session's forms.
    pub(crate) fn form_token(&self, deps: &Deps) -> String {
        csrf::token(deps, &self.token)
    }
}

impl FromRequest for StaffActor {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let Some(deps) = request.app_data::<web::Data<Deps>>() else {
                return Err(WebError::internal("no application data"));
            };
            let token = cookies::read(&request, &deps.settings, Jar::Staff)
                .ok_or_else(WebError::sign_in)?;
            let secret = token.clone();
            let found = reply::blocking(deps, move |deps| match staff::session(deps, &secret) {
                Err(ServiceError::NotFound) => Ok(None),
                other => other.map(Some),
            })
            .await?;
            let session = found.ok_or_else(WebError::sign_in)?;
            let actor = staff::actor(&session);
            let found = Self { session, actor, token };
            // An error page of this request knows its reader without the database.
            request.extensions_mut().insert(found.clone());
            if let Some(Needed(needed)) = request.app_data::<Needed>() {
                // What answers GET answers HEAD.
                let head = request.method() == Method::HEAD;
                let method = if head { "GET" } else { request.method().as_str() };
                let here = needed.iter().filter(|(known, _)| *known == method);
                for (_, permission) in here {
                    found.needs(*permission)?;
                }
            }
            Ok(found)
        })
    }
}
