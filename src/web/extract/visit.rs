//! A visitor of the public pages: the secret of their draft, their address, the frame of their pages.

use std::future::{Ready, ready};
use std::net::IpAddr;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};

use crate::cookies::{self, Jar};
use crate::error::WebError;
use crate::pages::shell;
use crate::{network, reply};
use services::Deps;
use text::PageContext;
use text::contexts::shell::Shell;

/// Someone on the public pages.
pub(crate) struct Visit {
    /// Everything use cases take from outside.
    pub(crate) deps: web::Data<Deps>,
    /// The draft cookie's secret: it finds what was typed, and forms are bound to it.
    pub(crate) draft: String,
    is_new: bool,
    request: HttpRequest,
}

impl Visit {
    /// Where the visitor comes from.
    pub(crate) fn network(&self) -> IpAddr {
        network::client(&self.request, &self.deps.settings)
    }

    /// A page.
    pub(crate) fn page<C: PageContext>(
        &self,
        title: &str,
        context: &C,
    ) -> Result<HttpResponse, WebError> {
        self.answer(StatusCode::OK, title, false, context)
    }

    /// A page that came back with errors, with the status of the first.
    pub(crate) fn refused<C: PageContext>(
        &self,
        status: StatusCode,
        title: &str,
        context: &C,
    ) -> Result<HttpResponse, WebError> {
        self.answer(status, title, true, context)
    }

    /// A page with a status of its own that is not about errors of a form.
    pub(crate) fn told<C: PageContext>(
        &self,
        status: StatusCode,
        title: &str,
        context: &C,
    ) -> Result<HttpResponse, WebError> {
        self.answer(status, title, false, context)
    }

    fn answer<C: PageContext>(
        &self,
        status: StatusCode,
        title: &str,
        has_errors: bool,
        context: &C,
    ) -> Result<HttpResponse, WebError> {
        let frame = self.frame(title, has_errors);
        let mut response = reply::page_with(&self.deps, status, &frame, context)?;
        if self.is_new {
            self.remember(&mut response)?;
        }
        Ok(response)
    }

    fn frame(&self, title: &str, has_errors: bool) -> Shell {
        shell::framed(&self.request, &self.deps, title, &self.draft).titled(title, has_errors)
    }

    fn remember(&self, response: &mut HttpResponse) -> Result<(), WebError> {
        let cookie = cookies::set(&self.deps.settings, Jar::Draft, self.draft.clone());
        response.add_cookie(&cookie).map_err(|error| WebError::internal(error.to_string()))
    }

    /// A redirect to an empty form: a new secret, so that nothing of the old one is shown again.
    pub(crate) fn start_over(&self, path: &str) -> HttpResponse {
        let cookie = cookies::set(&self.deps.settings, Jar::Draft, self.deps.draft_secret());
        reply::see_other(path).cookie(cookie).finish()
    }
}

impl FromRequest for Visit {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(deps) = request.app_data::<web::Data<Deps>>() else {
            return ready(Err(WebError::internal("no application data")));
        };
        let known = cookies::read(request, &deps.settings, Jar::Draft)
            .filter(|secret| deps.is_draft_secret(secret));
        ready(Ok(Self {
            deps: web::Data::clone(deps),
            is_new: known.is_none(),
            draft: known.unwrap_or_else(|| deps.draft_secret()),
            request: request.clone(),
        }))
    }
}
