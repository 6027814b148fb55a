//! Pages for everybody: the form step by step, the links of its mails, the accessibility statement.

mod about_you;
mod address;
pub(super) mod calendar;
mod cancel;
mod check;
mod choice;
mod code;
mod confirm;
mod details;
mod dev_mail;
mod eml;
mod received;
mod task;

use std::net::IpAddr;

use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, web};

use crate::paths;
use crate::routes::{Access, Route};
use services::{Deps, ServiceError, intake};

const fn get(path: &'static str, handler: fn() -> actix_web::Route) -> Route {
    Route::new("GET", path, Access::Public, handler)
}

const fn post(path: &'static str, handler: fn() -> actix_web::Route) -> Route {
    Route::new("POST", path, Access::Public, handler)
}

pub(crate) const ROUTES: &[Route] = &[
    get(paths::START, || web::get().to(choice::show)),
    get(paths::CHOICE, || web::get().to(choice::show)),
    post(paths::CHOICE, || web::post().to(choice::send)),
    get(paths::DETAILS, || web::get().to(details::show)),
    post(paths::DETAILS, || web::post().to(details::send)),
    get(paths::CHECK, || web::get().to(check::show)),
    post(paths::CHECK, || web::post().to(check::send)),
    get(paths::CODE, || web::get().to(code::show)),
    post(paths::CODE, || web::post().to(code::send)),
    post(paths::RESEND, || web::post().to(code::resend)),
    get(paths::RECEIVED, || web::get().to(received::show)),
    get(paths::RECEIVED_DATE, || web::get().to(received::date)),
    get(paths::CONFIRM, || web::get().to(confirm::show)),
    post(paths::CONFIRM, || web::post().to(confirm::send)),
    post(paths::CONFIRM_RESEND, || web::post().to(confirm::resend)),
    get(paths::ABOUT_YOU_DONE, || web::get().to(about_you::done)),
    get(paths::ABOUT_YOU, || web::get().to(about_you::show)),
    post(paths::ABOUT_YOU, || web::post().to(about_you::send)),
    get(paths::CANCELLED, || web::get().to(cancel::done)),
    get(paths::CANCEL, || web::get().to(cancel::show)),
    post(paths::CANCEL, || web::post().to(cancel::send)),
    get(paths::ADDRESS_CONFIRMED, || web::get().to(address::confirmed)),
    get(paths::ADDRESS_STOPPED, || web::get().to(address::stopped)),
    get(paths::ADDRESS, || web::get().to(address::show)),
    post(paths::ADDRESS, || web::post().to(address::send)),
    get(paths::TASK_DONE, || web::get().to(task::done)),
    get(paths::TASK, || web::get().to(task::show)),
    post(paths::TASK, || web::post().to(task::send)),
    get(paths::ACCESSIBILITY, || web::get().to(received::accessibility)),
    Route::new("GET", paths::DEV_MAIL, Access::Local, || web::get().to(dev_mail::list)),
    Route::new("GET", paths::DEV_MAIL_ONE, Access::Local, || web::get().to(dev_mail::one)),
];

/// The form in progress; a new one when there is none, or when the last one was received.
fn draft_of(deps: &Deps, secret: &str) -> Result<intake::Draft, ServiceError> {
    if intake::receipt(deps, secret)?.is_none()
        && let Some(draft) = intake::draft_load(deps, secret)?
    {
        return Ok(draft);
    }
    Ok(intake::Draft::new(deps.now()))
}

/// The sentence and the seconds to wait when a limit is used up; other errors go on.
fn limited(kept: Result<(), ServiceError>) -> Result<Option<(String, u32)>, ServiceError> {
    match kept {
        Ok(()) => Ok(None),
        Err(ServiceError::Limited { sentence, retry_after }) => Ok(Some((sentence, retry_after))),
        Err(error) => Err(error),
    }
}

/// A page that came back because a limit is used up, with everything typed and when to try again.
fn wait(mut page: HttpResponse, seconds: u32) -> HttpResponse {
    page.headers_mut().insert(RETRY_AFTER, seconds.into());
    page
}

/// Keeps what was typed. What was sent already and is changed now becomes a new request.
fn keep(
    deps: &Deps,
    secret: &str,
    network: IpAddr,
    before: &intake::Draft,
    now: &intake::Draft,
) -> Result<(), ServiceError> {
    let changed = before.submission != now.submission;
    let mut draft = now.clone();
    if changed {
        draft.reopen();
    }
    intake::draft_keep(deps, secret, network, &draft)
}
