//! Pages of the desk: each handler checks who asks, calls one service, and shows what it found.

mod absences;
mod account;
mod audit;
mod calendar;
mod case;
mod command;
mod evidence;
mod feed;
mod files;
mod form;
pub(crate) mod frame;
mod legal_holds;
mod letter;
mod outbox;
mod present;
mod queue;
mod record;
mod reports;
mod search;
mod settings_calendars;
mod settings_data_map;
mod settings_keys;
mod settings_laws;
mod settings_organisation;
mod settings_staff;
mod settings_templates;
mod sign_in;
pub(crate) mod tasks;
#[cfg(test)]
mod tests;
mod what_if;

use actix_web::web;

use crate::routes::{Access, Route};
use domain::access::Permission;

const CASES: Access = Access::StaffWith(Permission::ReadCases);
const RECORD: Access = Access::StaffWith(Permission::RecordCases);
const OUTBOX: Access = Access::StaffWith(Permission::ManageOutbox);
const REPORTS: Access = Access::StaffWith(Permission::ReadReports);
const AUDIT: Access = Access::StaffWith(Permission::ReadAudit);
const SETTINGS: Access = Access::StaffWith(Permission::ReadSettings);
const MAP: Access = Access::StaffWith(Permission::ReadDataMap);
const LAWS: Access = Access::StaffWith(Permission::ReadLaws);
const EVIDENCE: Access = Access::StaffWith(Permission::ExportEvidence);
const NAMES: Access = Access::StaffWith(Permission::ExportPersonalData);
const POLICY: Access = Access::StaffWith(Permission::SetPolicy);
const CONNECTORS: Access = Access::StaffWith(Permission::ManageConnectors);
const HOLDS: Access = Access::StaffWith(Permission::ReadLegalHolds);
const PLACE: Access = Access::StaffWith(Permission::PlaceLegalHolds);
const RELEASE: Access = Access::StaffWith(Permission::ReleaseLegalHolds);
const STAFF: Access = Access::StaffWith(Permission::ManageStaff);

/// Rows of the table of routes.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/sign-in", Access::Public, || web::get().to(sign_in::show)),
    Route::new("POST", "/sign-in", Access::Public, || web::post().to(sign_in::sign_in)),
    Route::new("POST", "/sign-out", Access::Staff, || web::post().to(sign_in::sign_out)),
    Route::new("GET", "/sign-in/forgot", Access::Public, || web::get().to(sign_in::forgot)),
    Route::new("POST", "/sign-in/forgot", Access::Public, || web::post().to(sign_in::send_link)),
    Route::new("GET", "/password/{token}", Access::Public, || web::get().to(sign_in::password)),
    Route::new("POST", "/password/{token}", Access::Public, || {
        web::post().to(sign_in::set_password)
    }),
    Route::new("GET", "/desk", Access::Staff, || web::get().to(queue::show)),
    Route::new("GET", "/desk/tasks", CASES, || web::get().to(tasks::show)),
    Route::new("POST", "/desk/bulk", CASES, || web::post().to(queue::several)),
    Route::new("POST", "/desk/views", CASES, || web::post().to(queue::save)),
    Route::new("POST", "/desk/views/{id}", CASES, || web::post().to(queue::change)),
    Route::new("POST", "/desk/search", CASES, || web::post().to(search::search)),
    Route::new("GET", "/desk/search/{id}", CASES, || web::get().to(search::show)),
    Route::new("GET", "/desk/record", RECORD, || web::get().to(record::show)),
    Route::new("POST", "/desk/record", RECORD, || web::post().to(record::record)),
    Route::new("GET", "/desk/cases/{reference}", CASES, || web::get().to(case::show)),
    Route::new("POST", "/desk/cases/{reference}/commands", CASES, || web::post().to(command::run)),
    Route::new("GET", "/desk/cases/{reference}/letter", CASES, || web::get().to(letter::show)),
    Route::new("POST", "/desk/cases/{reference}/letter", CASES, || web::post().to(letter::look)),
    Route::new("GET", "/desk/cases/{reference}/files", CASES, || web::get().to(files::show)),
    Route::new("POST", "/desk/cases/{reference}/files", RECORD, || web::post().to(files::attach)),
    Route::new("GET", "/desk/cases/{reference}/files/{id}", CASES, || web::get().to(files::open)),
    Route::new("GET", "/desk/cases/{reference}/evidence", EVIDENCE, || {
        web::get().to(evidence::show)
    }),
    Route::new("POST", "/desk/cases/{reference}/evidence", EVIDENCE, || {
        web::post().to(evidence::make)
    }),
    Route::new("GET", "/desk/holds", HOLDS, || web::get().to(legal_holds::list)),
    Route::new("POST", "/desk/holds", PLACE, || web::post().to(legal_holds::place)),
    Route::new("GET", "/desk/holds/{id}", HOLDS, || web::get().to(legal_holds::show)),
    Route::new("POST", "/desk/holds/{id}", RELEASE, || web::post().to(legal_holds::release)),
    Route::new("GET", "/desk/outbox", OUTBOX, || web::get().to(outbox::list)),
    Route::new("GET", "/desk/outbox/{id}", OUTBOX, || web::get().to(outbox::show)),
    Route::new("POST", "/desk/outbox/{id}/again", OUTBOX, || web::post().to(outbox::again)),
    Route::new("POST", "/desk/outbox/{id}/posted", OUTBOX, || web::post().to(outbox::posted)),
    Route::new("GET", "/desk/what-if", REPORTS, || web::get().to(what_if::show)),
    Route::new("GET", "/desk/audit", AUDIT, || web::get().to(audit::show)),
    Route::new("GET", "/desk/reports", REPORTS, || web::get().to(reports::show)),
    Route::new("GET", "/desk/reports/deadlines.{format}", REPORTS, || {
        web::get().to(reports::deadlines)
    }),
    Route::new("GET", "/desk/reports/case-log.{format}", REPORTS, || {
        web::get().to(reports::case_log)
    }),
    Route::new("GET", "/desk/reports/ccpa-metrics.{format}", REPORTS, || {
        web::get().to(reports::ccpa_metrics)
    }),
    Route::new("GET", "/desk/reports/runs/{id}", REPORTS, || web::get().to(reports::runs::show)),
    Route::new("GET", "/desk/reports/runs/{id}/file", REPORTS, || {
        web::get().to(reports::runs::file)
    }),
    Route::new("POST", "/desk/reports/runs/{id}/cancel", REPORTS, || {
        web::post().to(reports::runs::cancel)
    }),
    Route::new("POST", "/desk/reports/runs/{id}/again", REPORTS, || {
        web::post().to(reports::runs::again)
    }),
    Route::new("GET", "/desk/reports/deliveries", REPORTS, || {
        web::get().to(reports::deliveries::show)
    }),
    Route::new("POST", "/desk/reports/deliveries", REPORTS, || {
        web::post().to(reports::deliveries::create)
    }),
    Route::new("POST", "/desk/reports/deliveries/{id}", REPORTS, || {
        web::post().to(reports::deliveries::change)
    }),
    Route::new("GET", "/desk/reports/personal", NAMES, || web::get().to(reports::personal::show)),
    Route::new("POST", "/desk/reports/personal", NAMES, || {
        web::post().to(reports::personal::export)
    }),
    Route::new("POST", "/desk/reports/feed", REPORTS, || web::post().to(reports::make_feed)),
    Route::new("POST", "/desk/reports/feed/revoke", REPORTS, || {
        web::post().to(reports::revoke_feed)
    }),
    Route::new("GET", "/desk/calendar", REPORTS, || web::get().to(calendar::show)),
    Route::new("GET", "/feeds/{secret}/deadlines.ics", Access::Public, || {
        web::get().to(feed::show)
    }),
    Route::new("GET", "/desk/account", Access::Staff, || web::get().to(account::show)),
    Route::new("POST", "/desk/account/mail", Access::Staff, || web::post().to(account::frequency)),
    Route::new("POST", "/desk/account/absences", Access::Staff, || {
        web::post().to(account::absence)
    }),
    Route::new("POST", "/desk/account/sign-out", Access::Staff, || {
        web::post().to(account::everywhere)
    }),
    Route::new("GET", "/desk/settings", SETTINGS, || web::get().to(settings_organisation::show)),
    Route::new("GET", "/desk/settings/staff", STAFF, || web::get().to(settings_staff::show)),
    Route::new("POST", "/desk/settings/staff", STAFF, || web::post().to(settings_staff::invite)),
    Route::new("POST", "/desk/settings/staff/{id}", STAFF, || {
        web::post().to(settings_staff::change)
    }),
    Route::new("GET", "/desk/settings/keys", STAFF, || web::get().to(settings_keys::show)),
    Route::new("POST", "/desk/settings/keys", STAFF, || web::post().to(settings_keys::create)),
    Route::new("POST", "/desk/settings/keys/{id}/revoke", STAFF, || {
        web::post().to(settings_keys::revoke)
    }),
    Route::new("GET", "/desk/settings/laws", LAWS, || web::get().to(settings_laws::list)),
    Route::new("GET", "/desk/settings/calendars", LAWS, || web::get().to(settings_calendars::list)),
    Route::new("POST", "/desk/settings/calendars", POLICY, || {
        web::post().to(settings_calendars::make)
    }),
    Route::new("GET", "/desk/settings/calendars/{name}", LAWS, || {
        web::get().to(settings_calendars::show)
    }),
    Route::new("POST", "/desk/settings/calendars/{name}", POLICY, || {
        web::post().to(settings_calendars::edit)
    }),
    Route::new("GET", "/desk/settings/calendars/laws/{name}", LAWS, || {
        web::get().to(settings_calendars::show_choice)
    }),
    Route::new("POST", "/desk/settings/calendars/laws/{name}", POLICY, || {
        web::post().to(settings_calendars::choose)
    }),
    Route::new("GET", "/desk/settings/laws/{name}", LAWS, || web::get().to(settings_laws::show)),
    Route::new("POST", "/desk/settings/laws/{name}", POLICY, || {
        web::post().to(settings_laws::switch)
    }),
    Route::new("GET", "/desk/settings/data-map", MAP, || web::get().to(settings_data_map::show)),
    Route::new("POST", "/desk/settings/data-map", POLICY, || {
        web::post().to(settings_data_map::save)
    }),
    Route::new("GET", "/desk/settings/data-map/export", MAP, || {
        web::get().to(settings_data_map::export)
    }),
    Route::new("POST", "/desk/settings/data-map/check", POLICY, || {
        web::post().to(settings_data_map::check)
    }),
    Route::new("GET", "/desk/settings/data-map/add", POLICY, || {
        web::get().to(settings_data_map::system::add)
    }),
    Route::new("GET", "/desk/settings/data-map/systems/{name}", MAP, || {
        web::get().to(settings_data_map::system::show)
    }),
    Route::new("POST", "/desk/settings/data-map/systems", POLICY, || {
        web::post().to(settings_data_map::system::change)
    }),
    Route::new("POST", "/desk/settings/data-map/webhook", CONNECTORS, || {
        web::post().to(settings_data_map::save)
    }),
    Route::new("POST", "/desk/settings/data-map/systems/{name}/webhook", CONNECTORS, || {
        web::post().to(settings_data_map::webhook::change)
    }),
    Route::new("POST", "/desk/settings/data-map/systems/{name}/secret", CONNECTORS, || {
        web::post().to(settings_data_map::webhook::make)
    }),
    Route::new("POST", "/desk/settings/data-map/systems/{name}/secret/end", CONNECTORS, || {
        web::post().to(settings_data_map::webhook::end)
    }),
    Route::new("GET", "/desk/settings/data-map/versions/{id}", MAP, || {
        web::get().to(settings_data_map::version)
    }),
    Route::new("GET", "/desk/settings/templates", SETTINGS, || {
        web::get().to(settings_templates::list)
    }),
    Route::new("GET", "/desk/settings/templates/{name}", SETTINGS, || {
        web::get().to(settings_templates::show)
    }),
];
