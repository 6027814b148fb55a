//! THE table of routes: method, path, who may come in, handler. The router, the 405 answers and the
//! stranger test read it; a route that is not here does not exist.

use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _, web};

use super::extract::Needed;
use super::{WebError, api, assets, error, health, pages};
use domain::access::Permission;

/// Who may come in. Services check again; this says what a stranger must meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Everybody on this machine only.
    Local,
    /// A requester's session.
    Requester,
    /// Any colleague.
    Staff,
    /// A colleague with this permission.
    StaffWith(Permission),
    /// An API key.
    ApiKey,
    /// A system that answers by itself, by its signature.
    System,
}

/// A row of the table.
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// Path pattern.
    pub path: &'static str,
    /// Who may come in.
    pub access: Access,
    handler: fn() -> actix_web::Route,
}

impl Route {
    pub(super) const fn new(
        method: &'static str,
        path: &'static str,
        access: Access,
        handler: fn() -> actix_web::Route,
    ) -> Self {
        Self { method, path, access, handler }
    }

    /// The methods it answers: HEAD is answered like GET without a body (RFC 9110 9.3.2).
    fn methods(&self) -> impl Iterator<Item = &'static str> + use<> {
        let head = (self.method == "GET").then_some("HEAD");
        std::iter::once(self.method).chain(head)
    }
}

const HEALTH: &[Route] = &[
    Route::new("GET", "/healthz", Access::Public, || web::get().to(health::alive)),
    Route::new("GET", "/readyz", Access::Public, || web::get().to(health::ready)),
    Route::new("GET", "/metrics", Access::Local, || web::get().to(health::metrics)),
    Route::new("GET", "/assets/{hash}/{name}", Access::Public, || web::get().to(assets::asset)),
    Route::new("GET", "/favicon.ico", Access::Public, || web::get().to(assets::favicon)),
];

/// Every table of the house.
pub const TABLES: &[&[Route]] =
    &[HEALTH, pages::public::ROUTES, pages::portal::ROUTES, pages::desk::ROUTES, api::ROUTES];

/// Every route.
pub fn all() -> impl Iterator<Item = &'static Route> {
    TABLES.iter().copied().flatten()
}

/// Registers the routes: one resource per path, so that other methods get 405.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    let mut paths: Vec<&'static str> = Vec::new();
    for route in all() {
        if !paths.contains(&route.path) {
            paths.push(route.path);
        }
    }
    #[cfg(test)]
    config.service(web::resource("/panics").to(panics));
    #[cfg(test)]
    config.service(web::resource("/api/v1/panics").to(panics));
    for path in paths {
        let mut resource = web::resource(path).app_data(needed(path));
        for route in all().filter(|route| route.path == path) {
            resource = resource.route((route.handler)());
        }
        config.service(resource.default_service(web::to(not_allowed)));
    }
}

/// The permissions of a path's methods.
fn needed(path: &str) -> Needed {
    let here = all().filter(|route| route.path == path);
    let permission = |route: &'static Route| match route.access {
        Access::StaffWith(permission) => Some((route.method, permission)),
        Access::Public
        | Access::Local
        | Access::Requester
        | Access::Staff
        | Access::ApiKey
        | Access::System => None,
    };
    Needed(here.filter_map(permission).collect())
}

/// A handler with a fault, for the tests of the server.
#[cfg(test)]
async fn panics() -> HttpResponse {
    panic!("a secret that nobody outside may read")
}

/// 405 with the methods that are possible (RFC 9110 15.5.6).
async fn not_allowed(request: HttpRequest) -> HttpResponse {
    let pattern = request.match_pattern().unwrap_or_default();
    let allowed: Vec<_> =
        all().filter(|route| route.path == pattern).flat_map(Route::methods).collect();
    let mut response = WebError::new(error::METHOD).error_response();
    if let Ok(value) = HeaderValue::from_str(&allowed.join(", ")) {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}
