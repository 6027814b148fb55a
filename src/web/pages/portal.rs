//! Pages of a requester: sign-in by reference and code, the request, and what can be done with it.

mod act;
mod deadline;
mod give;
mod package;
mod sign_in;
mod standing;
mod status;

use actix_web::web;

use crate::paths;
use crate::routes::{Access, Route};

const fn open(
    method: &'static str,
    path: &'static str,
    handler: fn() -> actix_web::Route,
) -> Route {
    Route::new(method, path, Access::Public, handler)
}

const fn own(method: &'static str, path: &'static str, handler: fn() -> actix_web::Route) -> Route {
    Route::new(method, path, Access::Requester, handler)
}

pub(crate) const ROUTES: &[Route] = &[
    open("GET", paths::STATUS, || web::get().to(sign_in::show)),
    open("POST", paths::STATUS, || web::post().to(sign_in::send)),
    open("GET", paths::STATUS_CODE, || web::get().to(sign_in::code)),
    open("POST", paths::STATUS_CODE, || web::post().to(sign_in::enter)),
    own("GET", paths::STATUS_REQUEST, || web::get().to(status::show)),
    own("GET", paths::STATUS_DATE, || web::get().to(deadline::date)),
    own("POST", paths::STATUS_MESSAGE, || web::post().to(act::message)),
    own("POST", paths::STATUS_COMPLAINT, || web::post().to(act::complain)),
    own("POST", paths::STATUS_ANSWER, || web::post().to(act::answer)),
    own("POST", paths::STATUS_EVIDENCE, || web::post().to(give::evidence)),
    own("POST", paths::STATUS_FILES, || web::post().to(give::correction)),
    own("POST", paths::STATUS_PACKAGE, || web::post().to(package::begin)),
    own("GET", paths::STATUS_PACKAGE_CODE, || web::get().to(package::code)),
    own("POST", paths::STATUS_PACKAGE_CODE, || web::post().to(package::send)),
    own("POST", paths::STATUS_PACKAGE_ENTER, || web::post().to(package::enter)),
    own("GET", paths::STATUS_PACKAGE_FILE, || web::get().to(package::file)),
    own("POST", paths::STATUS_ADDRESS, || web::post().to(act::address)),
    own("POST", paths::STATUS_ADDRESS_CANCEL, || web::post().to(act::keep_address)),
    own("GET", paths::STATUS_WITHDRAW, || web::get().to(act::ask_withdraw)),
    own("POST", paths::STATUS_WITHDRAW, || web::post().to(act::withdraw)),
    own("GET", paths::STATUS_KEEP, || web::get().to(act::ask_keep)),
    own("POST", paths::STATUS_KEEP, || web::post().to(act::keep)),
    own("POST", paths::STATUS_SIGN_OUT, || web::post().to(sign_in::sign_out)),
];
