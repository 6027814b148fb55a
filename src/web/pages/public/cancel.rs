//! `GET|POST /cancel/{token}`: keeping the account while its closing cools off. Opening the page changes nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::SecondsFormat;

use crate::error::WebError;
use crate::extract::{ByDraft, Form, Visit};
use crate::{paths, reply};
use services::ServiceError;
use services::termination::{self, Closing};
use text::catalogue::requester;
use text::contexts::portal::{CancelPage, CancelledPage};
use text::contexts::public::DeadLinkPage;

pub(super) async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, WebError> {
    let link = token.clone();
    let standing = reply::blocking(&visit.deps, move |deps| termination::look(deps, &link)).await?;
    match standing {
        Closing::Planned { until } => {
            let until = visit.deps.zones.local(&visit.deps.policy.zone, until);
            let page = CancelPage {
                action: paths::with(paths::CANCEL, &token),
                until: until.to_rfc3339_opts(SecondsFormat::Secs, false),
            };
            visit.page(CancelPage::TITLE, &page)
        }
        Closing::Cancelled => dead(&visit, true),
        Closing::Over => dead(&visit, false),
    }
}

pub(super) async fn send(
    visit: Visit,
    token: web::Path<String>,
    _form: Form<ByDraft>,
) -> Result<HttpResponse, WebError> {
    let link = token.clone();
    let done = reply::blocking(&visit.deps, move |deps| match termination::cancel(deps, &link) {
        Ok(()) => Ok(true),
        // The page says what became of it.
        Err(ServiceError::Unusable(_)) => Ok(false),
        Err(error) => Err(error),
    })
    .await?;
    if done {
        return Ok(reply::see_other(paths::CANCELLED).finish());
    }
    show(visit, token).await
}

/// The account stays; says nothing that a stranger could not guess.
pub(super) async fn done(visit: Visit) -> Result<HttpResponse, WebError> {
    visit.page(CancelledPage::TITLE, &CancelledPage {})
}

fn dead(visit: &Visit, cancelled: bool) -> Result<HttpResponse, WebError> {
    let why = requester::dead_cancel_link(cancelled).to_owned();
    let page = DeadLinkPage { why, used: false, resend: None };
    visit.told(StatusCode::GONE, DeadLinkPage::TITLE, &page)
}
