//! `GET /request/received`, its calendar date, and the accessibility statement.

use actix_web::HttpResponse;

use super::calendar;
use crate::error::WebError;
use crate::extract::Visit;
use crate::{paths, reply};
use services::intake::{self, Confirmed};
use text::contexts::public::{AccessibilityPage, ReceivedPage};

pub(super) async fn show(visit: Visit) -> Result<HttpResponse, WebError> {
    let Some(confirmed) = receipt(&visit).await? else {
        return Ok(reply::see_other(paths::CODE).finish());
    };
    let page = ReceivedPage {
        reference: confirmed.reference.to_string(),
        due_on: confirmed.due_on,
        email: confirmed.email,
        authority: confirmed.authority,
    };
    visit.page(ReceivedPage::TITLE, &page)
}

pub(super) async fn date(visit: Visit) -> Result<HttpResponse, WebError> {
    let confirmed = receipt(&visit).await?.ok_or_else(WebError::not_found)?;
    Ok(calendar::file(&visit.deps, &confirmed.reference, confirmed.due_on))
}

async fn receipt(visit: &Visit) -> Result<Option<Confirmed>, WebError> {
    let secret = visit.draft.clone();
    reply::blocking(&visit.deps, move |deps| intake::receipt(deps, &secret)).await
}

pub(super) async fn accessibility(visit: Visit) -> Result<HttpResponse, WebError> {
    visit.page(AccessibilityPage::TITLE, &AccessibilityPage {})
}
