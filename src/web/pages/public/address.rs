//! `GET|POST /address/{token}`: confirming another address, or stopping its change. Opening the page changes nothing, and
//! every link that does not work gets the same answer.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::error::WebError;
use crate::extract::{ByDraft, Form, Visit};
use crate::{paths, reply};
use services::address::{self, Link};
use text::catalogue::requester;
use text::contexts::portal::{AddressDonePage, AddressPage};
use text::contexts::public::DeadLinkPage;

pub(super) async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, WebError> {
    let link = token.clone();
    let found = reply::blocking(&visit.deps, move |deps| address::look(deps, &link)).await?;
    let Some(link) = found else {
        return dead(&visit);
    };
    let page = AddressPage {
        action: paths::with(paths::ADDRESS, &token),
        confirms: link == Link::Confirm,
        hours: visit.deps.policy.address_wait_hours,
    };
    visit.page(AddressPage::TITLE, &page)
}

pub(super) async fn send(
    visit: Visit,
    token: web::Path<String>,
    _form: Form<ByDraft>,
) -> Result<HttpResponse, WebError> {
    let done = reply::blocking(&visit.deps, move |deps| address::act(deps, &token)).await?;
    match done {
        Some(Link::Confirm) => Ok(reply::see_other(paths::ADDRESS_CONFIRMED).finish()),
        Some(Link::Stop) => Ok(reply::see_other(paths::ADDRESS_STOPPED).finish()),
        None => dead(&visit),
    }
}

pub(super) async fn confirmed(visit: Visit) -> Result<HttpResponse, WebError> {
    told(&visit, true)
}

pub(super) async fn stopped(visit: Visit) -> Result<HttpResponse, WebError> {
    told(&visit, false)
}

/// Says nothing that a stranger could not guess.
fn told(visit: &Visit, confirmed: bool) -> Result<HttpResponse, WebError> {
    let page = AddressDonePage { confirmed, hours: visit.deps.policy.address_wait_hours };
    visit.page(AddressPage::TITLE, &page)
}

fn dead(visit: &Visit) -> Result<HttpResponse, WebError> {
    let why = requester::DEAD_ADDRESS_LINK.to_owned();
    let page = DeadLinkPage { why, used: false, resend: None };
    visit.told(StatusCode::GONE, DeadLinkPage::TITLE, &page)
}
