//! The JSON API, `/api/v1`: the same services as the pages. `docs/openapi.json` describes it and a
//! test compares the two.

mod audit;
mod caller;
mod cases;
mod commands;
mod connector;
mod documents;
mod evidence;
mod openapi;
mod reports;

use actix_web::web;

use super::routes::{Access, Route};

pub use openapi::openapi_json;

pub(super) const ROUTES: &[Route] = &[
    Route::new("GET", "/api/v1/openapi.json", Access::Public, || web::get().to(openapi::serve)),
    Route::new("POST", "/api/v1/cases", Access::ApiKey, || web::post().to(cases::create)),
    Route::new("GET", "/api/v1/cases", Access::ApiKey, || web::get().to(cases::list)),
    Route::new("GET", "/api/v1/cases/{reference}", Access::ApiKey, || web::get().to(cases::show)),
    Route::new("GET", "/api/v1/cases/{reference}/journal", Access::ApiKey, || {
        web::get().to(cases::journal)
    }),
    Route::new("GET", "/api/v1/cases/{reference}/evidence", Access::ApiKey, || {
        web::get().to(evidence::bundle)
    }),
    Route::new("GET", "/api/v1/cases/{reference}/deadlines", Access::ApiKey, || {
        web::get().to(cases::deadlines)
    }),
    Route::new("GET", "/api/v1/cases/{reference}/messages", Access::ApiKey, || {
        web::get().to(cases::messages)
    }),
    Route::new("POST", "/api/v1/cases/{reference}/commands", Access::ApiKey, || {
        web::post().to(commands::run)
    }),
    Route::new("GET", "/api/v1/reports/deadlines", Access::ApiKey, || {
        web::get().to(reports::deadlines)
    }),
    Route::new("GET", "/api/v1/reports/case-log", Access::ApiKey, || {
        web::get().to(reports::case_log)
    }),
    Route::new("GET", "/api/v1/reports/ccpa-metrics", Access::ApiKey, || {
        web::get().to(reports::ccpa_metrics)
    }),
    Route::new("GET", "/api/v1/reports/summary", Access::ApiKey, || {
        web::get().to(reports::summary)
    }),
    Route::new("POST", "/api/v1/connector/tasks/{id}/result", Access::System, || {
        web::post().to(connector::result)
    }),
    Route::new("POST", "/api/v1/connector/tasks/{id}/files", Access::System, || {
        web::post().to(connector::file)
    }),
    Route::new("GET", "/.well-known/rightsdesk.json", Access::Public, || {
        web::get().to(connector::keys)
    }),
    Route::new("GET", "/api/v1/audit/head", Access::ApiKey, || web::get().to(audit::head)),
    Route::new("GET", "/api/v1/audit/verify", Access::ApiKey, || web::get().to(audit::verify)),
];
