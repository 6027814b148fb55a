//! Files a requester gives: proof of who they are with words, and what is wrong with their data.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, web};

use super::status::{self, Problem};
use crate::error::{self, WebError};
use crate::extract::{ByRequester, Form, RequesterSession, Upload};
use crate::{csrf, paths, reply};
use domain::file::FilePurpose;
use services::files::Incoming;
use services::{Deps, ServiceError, portal};
use text::catalogue::requester;

/// `POST /status/evidence`; without files a browser may send it like any other form.
pub(super) async fn evidence(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let given = Given { request, deps, session, purpose: FilePurpose::Evidence };
    given.take(payload, "evidence_sent").await
}

/// `POST /status/files`
pub(super) async fn correction(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let given = Given { request, deps, session, purpose: FilePurpose::Correction };
    given.take(payload, "files_sent").await
}

struct Given {
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    purpose: FilePurpose,
}

impl Given {
    async fn take(self, payload: web::Payload, done: &str) -> Result<HttpResponse, WebError> {
        let kind = self.request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/")) {
            let form =
                Form::<ByRequester>::from_request(&self.request, &mut payload.into_inner()).await?;
            let (seen, text) = (form.one("version").parse().ok(), form.text("answer"));
            return self.give(Upload::default(), seen, text, done).await;
        }
        let secret = self.session.0.clone();
        let case = reply::blocking(&self.deps, move |deps| match portal::case(deps, &secret) {
            Err(ServiceError::NotFound) => Ok(None),
            found => found.map(Some),
        });
        let Some(case) = case.await? else {
            return Ok(status::sign_in_again(&self.deps));
        };
        let parts = Multipart::new(self.request.headers(), payload);
        let ours = |sent: &Upload| csrf::check(&self.deps, &self.session.0, sent.one("csrf"));
        let incoming = Incoming { purpose: self.purpose, task: None, name: String::new() };
        let sent = Upload::read(&self.deps, &case, parts, ours, |_| Some(incoming.clone())).await?;
        let (seen, text) = (sent.one("version").parse().ok(), sent.one("answer").to_owned());
        self.give(sent, seen, text, done).await
    }

    /// Gives what arrived, or takes it back and says why.
    async fn give(
        self,
        mut sent: Upload,
        seen: Option<i64>,
        text: String,
        done: &str,
    ) -> Result<HttpResponse, WebError> {
        let correction = self.purpose == FilePurpose::Correction;
        if correction && sent.files.is_empty() && sent.refused.is_none() {
            return Ok(reply::see_other_saying(&self.deps, paths::STATUS_REQUEST, "no_files"));
        }
        let (secret, purpose) = (self.session.0.clone(), self.purpose);
        let (files, words) = (sent.files.clone(), text.clone());
        let given = match sent.refused.take() {
            Some(refused) => Err(refused.into()),
            None => {
                let give =
                    move |deps: &Deps| portal::give(deps, &secret, seen, purpose, &files, &words);
                reply::blocking(&self.deps, give).await
            }
        };
        let Err(error) = given else {
            return Ok(reply::see_other_saying(&self.deps, paths::STATUS_REQUEST, done));
        };
        sent.discard(&self.deps).await?;
        if error.kind == error::NOT_FOUND {
            return Ok(status::sign_in_again(&self.deps));
        }
        if !matches!(error.kind.status, 409 | 422 | 429) {
            return Err(error);
        }
        self.refused(&error, &text).await
    }

    async fn refused(self, error: &WebError, text: &str) -> Result<HttpResponse, WebError> {
        let Some(view) = status::look(&self.deps, &self.session).await? else {
            return Ok(status::sign_in_again(&self.deps));
        };
        let at_file = error.fields.get("file");
        let at_text = error.fields.get("text");
        let why = match at_file.or(at_text) {
            Some(why) => why.as_str(),
            None if error.kind == error::STALE => requester::STALE,
            None => error.sentence.as_str(),
        };
        let field = if at_text.is_some() { "answer" } else { "file" };
        let status = StatusCode::from_u16(error.kind.status).unwrap_or(StatusCode::CONFLICT);
        let problem = Problem { status, field, text, kind: "", why };
        status::refused(&self.request, &self.deps, &self.session, &view, &problem)
    }
}
