//! `GET|POST /request/code`, `POST /request/code/resend`: the code from the mail.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::check::due_on;
use crate::error::WebError;
use crate::extract::{ByDraft, Form, Visit};
use crate::{paths, reply};
use services::intake::{self, Pending};
use text::contexts::public::{CodePage, SentCode, answer_period};

pub(super) async fn show(visit: Visit) -> Result<HttpResponse, WebError> {
    let Some(pending) = waiting(&visit).await? else {
        return Ok(reply::see_other(paths::CHECK).finish());
    };
    let page = CodePage::new(sent(&visit, &pending)?, None);
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
    let answer =
        reply::blocking(&visit.deps, move |deps| intake::resend(deps, &secret, network)).await;
    match answer {
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

/// What the page says of a code: times and days as the organisation counts them.
fn sent(visit: &Visit, pending: &Pending) -> Result<SentCode, WebError> {
    let deps = &visit.deps;
    let received_on = deps.local_date(pending.sent_at);
    Ok(SentCode {
        email: pending.email.clone(),
        code_until: deps.zones.local(&deps.policy.zone, pending.code_until),
        expired: deps.now() >= pending.code_until,
        received_on,
        due_on: due_on(deps, &pending.typed, pending.sent_at)?,
        period: answer_period(&deps.policy),
    })
}

fn refused(
    visit: &Visit,
    pending: &Pending,
    status: StatusCode,
    why: &str,
) -> Result<HttpResponse, WebError> {
    let page = CodePage::new(sent(visit, pending)?, Some(why));
    visit.refused(status, CodePage::TITLE, &page)
}
