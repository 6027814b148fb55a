//! `GET|POST /request/code`, `POST /request/code/resend`: the code from the mail.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::services::intake::{self, Pending};
use crate::text::contexts::public::CodePage;
use crate::web::error::WebError;
use crate::web::extract::{ByDraft, Form, Visit};
use crate::web::{paths, reply};

pub(super) async fn show(visit: Visit) -> Result<HttpResponse, WebError> {
    let Some(pending) = waiting(&visit).await? else {
        return Ok(reply::see_other(paths::CHECK).finish());
    };
    let page = CodePage::new(&pending.email, Some(pending.code_until), None);
    visit.page(CodePage::TITLE, &page)
}

pub(super) async fn send(visit: Visit, form: Form<ByDraft>) -> Result<HttpResponse, WebError> {
    let Some(pending) = waiting(&visit).await? else {
        return Ok(reply::see_other_saying(&visit.deps, paths::CHOICE, "start_again"));
    };
    let (secret, typed) = (visit.draft.clone(), form.text("code"));
    if typed.trim().is_empty() {
        return refused(&visit, &pending, StatusCode::UNPROCESSABLE_ENTITY, CodePage::EMPTY);
    }
    let confirmed =
        reply::blocking(&visit.deps, move |deps| intake::confirm_by_code(deps, &secret, &typed))
            .await;
    match confirmed {
        Ok(_) => Ok(reply::see_other(paths::RECEIVED).finish()),
        Err(error) if error.kind.status == 422 => {
            refused(&visit, &pending, error.status(), &error.sentence)
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn resend(visit: Visit, _: Form<ByDraft>) -> Result<HttpResponse, WebError> {
    let Some(pending) = waiting(&visit).await? else {
        return Ok(reply::see_other_saying(&visit.deps, paths::CHOICE, "start_again"));
    };
    let (secret, network) = (visit.draft.clone(), visit.network());
    let sent =
        reply::blocking(&visit.deps, move |deps| intake::resend(deps, &secret, network)).await;
    match sent {
        Ok(_) => Ok(reply::see_other_saying(&visit.deps, paths::CODE, "code_sent")),
        Err(error) if matches!(error.kind.status, 409 | 429) => {
            refused(&visit, &pending, error.status(), &error.sentence)
        }
        Err(error) => Err(error),
    }
}

async fn waiting(visit: &Visit) -> Result<Option<Pending>, WebError> {
    let secret = visit.draft.clone();
    reply::blocking(&visit.deps, move |deps| intake::pending(deps, &secret)).await
}

fn refused(
    visit: &Visit,
    pending: &Pending,
    status: StatusCode,
    why: &str,
) -> Result<HttpResponse, WebError> {
    let page = CodePage::new(&pending.email, Some(pending.code_until), Some(why));
    visit.refused(status, CodePage::TITLE, &page)
}
