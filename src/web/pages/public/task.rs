//! `GET|POST /task/{token}`: one task, for who answers for a system. The link is the key: no account, no cookie of its own.

mod page;

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::intake::FieldErrors;
use crate::domain::vocabulary::{ReturnReason, TaskResult};
use crate::services::tasks::{self, Answer, OwnerView};
use crate::services::{Deps, ServiceError};
use crate::text::contexts::form::ErrorLine;
use crate::text::contexts::portal::{TaskOverPage, TaskPage};
use crate::web::error::{self, WebError};
use crate::web::extract::{ByDraft, Form, Visit};
use crate::web::{paths, reply};

/// What was typed, by field.
type Typed = BTreeMap<&'static str, String>;

/// Every field of the page.
const FIELDS: &[&str] = &[
    "result",
    "count",
    "rows",
    "corrections",
    "basis",
    "until",
    "look_again_on",
    "details",
    "question",
    "not_mine",
];

pub(super) async fn show(visit: Visit, token: web::Path<String>) -> Result<HttpResponse, WebError> {
    match look(&visit, &token).await? {
        Some(view) => visit.page(TaskPage::TITLE, &page::page(&visit.deps, &token, &view)),
        None => over(&visit),
    }
}

/// The task of a link; `None` when the link no longer works.
async fn look(visit: &Visit, token: &str) -> Result<Option<OwnerView>, WebError> {
    let token = token.to_owned();
    reply::blocking(&visit.deps, move |deps| match tasks::look(deps, &token) {
        Ok(view) => Ok(Some(view)),
        Err(ServiceError::Unusable(_)) => Ok(None),
        Err(error) => Err(error),
    })
    .await
}

fn over(visit: &Visit) -> Result<HttpResponse, WebError> {
    let page = TaskOverPage::gone();
    visit.told(StatusCode::GONE, page.title, &page)
}

/// What was done; says nothing that a stranger could not guess.
pub(super) async fn done(
    visit: Visit,
    answer: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let page = TaskOverPage::of_answer(&answer).ok_or_else(WebError::not_found)?;
    visit.page(page.title, &page)
}

/// How sending an answer went.
enum Sent {
    Taken,
    Gone,
    Wrong(FieldErrors),
}

pub(super) async fn send(
    visit: Visit,
    token: web::Path<String>,
    form: Form<ByDraft>,
) -> Result<HttpResponse, WebError> {
    let typed: Typed =
        FIELDS.iter().map(|name| (*name, form.one(name).replace("\r\n", "\n"))).collect();
    let (kind, link, given) = (form.text("answer"), token.clone(), typed.clone());
    let failed = typed.get("result").is_some_and(|result| result == TaskResult::Failed.as_str());
    let sent = reply::blocking(&visit.deps, move |deps| take(deps, &link, &kind, &given)).await;
    match sent {
        Ok(Sent::Taken) => {
            let told = match form.one("answer") {
                "question" => "question",
                "not_mine" => "not_mine",
                _ if failed => "failed",
                _ => "done",
            };
            Ok(reply::see_other(&paths::with(paths::TASK_DONE, told)).finish())
        }
        Ok(Sent::Gone) => over(&visit),
        Ok(Sent::Wrong(errors)) => {
            again(&visit, &token, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(refused) if refused.kind.status == 409 || refused.kind == error::STALE => {
            let errors = FieldErrors::from([("", refused.sentence.clone())]);
            again(&visit, &token, &typed, &errors, refused.status()).await
        }
        Err(error) => Err(error),
    }
}

fn take(deps: &Deps, token: &str, kind: &str, typed: &Typed) -> Result<Sent, ServiceError> {
    let tried = answer_of(kind, typed).and_then(|answer| tasks::answer(deps, token, &answer));
    match tried {
        Ok(()) => Ok(Sent::Taken),
        Err(ServiceError::Unusable(_)) => Ok(Sent::Gone),
        Err(ServiceError::Fields(errors)) => Ok(Sent::Wrong(errors)),
        Err(error) => Err(error),
    }
}

fn answer_of(kind: &str, typed: &Typed) -> Result<Answer, ServiceError> {
    let text = |name: &str| typed.get(name).cloned().unwrap_or_default();
    match kind {
        "question" => Ok(Answer::Returned(ReturnReason::Question, text("question"))),
        "not_mine" => Ok(Answer::Returned(ReturnReason::NotMine, text("not_mine"))),
        _ => {
            let result = TaskResult::from_text(&text("result")).ok_or_else(|| {
                let text = "Choose what came of it.".to_owned();
                ServiceError::Fields(FieldErrors::from([("result", text)]))
            })?;
            let fields = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
            Ok(Answer::Result(result, tasks::parts_of(&fields)?))
        }
    }
}

/// The page again, with everything typed and what is wrong with it.
async fn again(
    visit: &Visit,
    token: &str,
    typed: &Typed,
    errors: &FieldErrors,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let Some(view) = look(visit, token).await? else { return over(visit) };
    let mut page = page::page(&visit.deps, token, &view);
    page::fill(&mut page, typed, errors);
    if let Some(text) = errors.get("") {
        page.errors = vec![ErrorLine::of_form(text)];
    }
    visit.refused(status, TaskPage::TITLE, &page)
}
