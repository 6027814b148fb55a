//! `GET|POST /task/{token}`: one task, for who answers for a system. The link is the key: no account, no cookie of its own.

mod page;

use std::collections::BTreeMap;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, web};

use crate::error::{self, WebError};
use crate::extract::{ByDraft, Form, Upload, Visit};
use crate::{csrf, paths, reply};
use domain::file::{FilePurpose, NewFile};
use domain::intake::FieldErrors;
use domain::vocabulary::{ReturnReason, TaskResult};
use services::files::Incoming;
use services::tasks::{self, Answer, OwnerFiles, OwnerView};
use services::{Deps, ServiceError};
use text::contexts::form::ErrorLine;
use text::contexts::portal::{TaskOverPage, TaskPage};

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
    "others",
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
    request: HttpRequest,
    visit: Visit,
    token: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let Some(mut sent) = received(&request, &visit, &token, payload).await? else {
        return over(&visit);
    };
    let typed: Typed =
        FIELDS.iter().map(|name| (*name, sent.one(name).replace("\r\n", "\n"))).collect();
    let kind = sent.one("answer").to_owned();
    let answer = match sent.refused.take() {
        Some(refused) => Err(refused),
        None => answer_of(&kind, &typed, &sent.files),
    };
    let link = token.clone();
    let tried = reply::blocking(&visit.deps, move |deps| take(deps, &link, answer)).await;
    let (errors, status) = match tried {
        Ok(Sent::Taken) => {
            let told = told(&kind, &typed);
            return Ok(reply::see_other(&paths::with(paths::TASK_DONE, told)).finish());
        }
        Ok(Sent::Gone) => {
            sent.discard(&visit.deps).await?;
            return over(&visit);
        }
        Ok(Sent::Wrong(errors)) => (errors, StatusCode::UNPROCESSABLE_ENTITY),
        Err(refused) if refused.kind.status == 409 || refused.kind == error::STALE => {
            (FieldErrors::from([("", refused.sentence.clone())]), refused.status())
        }
        Err(error) => {
            sent.discard(&visit.deps).await?;
            return Err(error);
        }
    };
    let mut errors = errors;
    if !sent.files.is_empty() {
        errors.entry("file").or_insert_with(|| FILES_AGAIN.to_owned());
    }
    sent.discard(&visit.deps).await?;
    again(&visit, &token, &typed, &errors, status).await
}

/// A form that comes back to be put right comes without its files; nobody should think they are still there.
const FILES_AGAIN: &str =
    "Choose the files again: they were not kept, because something else had to be put right first.";

fn told(kind: &str, typed: &Typed) -> &'static str {
    let failed = typed.get("result").is_some_and(|result| result == TaskResult::Failed.as_str());
    match kind {
        "question" => "question",
        "not_mine" => "not_mine",
        _ if failed => "failed",
        _ => "done",
    }
}

/// A form, with files or without; `None` when the link takes no files any more.
async fn received(
    request: &HttpRequest,
    visit: &Visit,
    token: &str,
    payload: web::Payload,
) -> Result<Option<Upload>, WebError> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("multipart/")) {
        let form = Form::<ByDraft>::from_request(request, &mut payload.into_inner()).await?;
        return Ok(Some(Upload::without_files(&form)));
    }
    let secret = Form::<ByDraft>::secret(request, &visit.deps)?;
    let link = token.to_owned();
    let target = reply::blocking(&visit.deps, move |deps| match tasks::target(deps, &link) {
        Err(ServiceError::Unusable(_)) => Ok(None),
        found => found.map(Some),
    });
    let Some((case, task)) = target.await? else { return Ok(None) };
    let incoming = Incoming { purpose: FilePurpose::Result, task: Some(task), name: String::new() };
    let ours = |sent: &Upload| csrf::check(&visit.deps, &secret, sent.one("csrf"));
    let parts = Multipart::new(request.headers(), payload);
    let sent = Upload::read(&visit.deps, &case, parts, ours, |_| Some(incoming.clone())).await?;
    Ok(Some(sent))
}

fn take(
    deps: &Deps,
    token: &str,
    answer: Result<Answer, ServiceError>,
) -> Result<Sent, ServiceError> {
    match answer.and_then(|answer| tasks::answer(deps, token, &answer)) {
        Ok(()) => Ok(Sent::Taken),
        Err(ServiceError::Unusable(_)) => Ok(Sent::Gone),
        Err(ServiceError::Fields(errors)) => Ok(Sent::Wrong(errors)),
        Err(error) => Err(error),
    }
}

fn answer_of(kind: &str, typed: &Typed, files: &[NewFile]) -> Result<Answer, ServiceError> {
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
            let parts = tasks::parts_of(&fields)?;
            if files.is_empty() {
                return Ok(Answer::Result(result, parts));
            }
            let given = OwnerFiles { files: files.to_vec(), others: text("others") == "yes" };
            Ok(Answer::Files(result, parts, given))
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
