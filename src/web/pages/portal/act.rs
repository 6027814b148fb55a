//! What a requester sends from the status page: words, a withdrawal, "keep my account".

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;

use super::status::{self, Problem};
use crate::error::{self, WebError};
use crate::extract::{ByRequester, Form, RequesterSession};
use crate::{paths, reply};
use domain::vocabulary::{Channel, ComplaintKind};
use domain::workflow::event::Side;
use services::Deps;
use services::input::CommandInput;
use services::portal::{self, PortalView};
use text::catalogue::requester;
use text::contexts::portal::SurePage;

/// A form of the status page with everything its handler needs.
pub(super) struct Act {
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    form: Form<ByRequester>,
}

impl FromRequest for Act {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let parts = <(_, _, _)>::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let (deps, session, form) = parts.await?;
            Ok(Self { request, deps, session, form })
        })
    }
}

impl Act {
    /// The words in a field.
    fn text(&self, field: &str) -> String {
        self.form.text(field)
    }

    /// Sends a command; what stands in its way is told at the field of its words, with the words still there.
    async fn run(
        self,
        field: &'static str,
        input: CommandInput,
        done: &str,
    ) -> Result<HttpResponse, WebError> {
        let (secret, seen) = (self.session.0.clone(), self.form.one("version").parse().ok());
        let acted =
            reply::blocking(&self.deps, move |deps| portal::act(deps, &secret, seen, &input)).await;
        let Err(error) = acted else {
            return Ok(reply::see_other_saying(&self.deps, paths::STATUS_REQUEST, done));
        };
        if error.kind == error::NOT_FOUND {
            return Ok(status::sign_in_again(&self.deps));
        }
        if !matches!(error.kind.status, 409 | 422 | 429) {
            return Err(error);
        }
        let Some(view) = status::look(&self.deps, &self.session).await? else {
            return Ok(status::sign_in_again(&self.deps));
        };
        if error.kind == error::STALE && is_newest(&view, &self.text(field)) {
            return Ok(reply::see_other_saying(&self.deps, paths::STATUS_REQUEST, done));
        }
        self.refused(field, &view, &error)
    }

    fn refused(
        &self,
        field: &'static str,
        view: &PortalView,
        error: &WebError,
    ) -> Result<HttpResponse, WebError> {
        let named = error.fields.get(field).map(String::as_str);
        let why = if error.kind == error::STALE {
            requester::STALE
        } else {
            named.unwrap_or(&error.sentence)
        };
        let (text, kind) = (self.text(field), self.form.one("kind"));
        let problem = Problem { status: error.status(), field, text: &text, kind, why };
        status::refused(&self.request, &self.deps, &self.session, view, &problem)
    }
}

/// Whether these words are the last the person sent: then a form was only sent twice.
fn is_newest(view: &PortalView, text: &str) -> bool {
    let mut own = view.lines.iter().filter(|line| line.from == Some(Side::Requester));
    own.next().and_then(|line| line.text.as_deref()).is_some_and(|said| said == text.trim())
}

pub(super) async fn message(act: Act) -> Result<HttpResponse, WebError> {
    let text = act.text("message");
    act.run("message", CommandInput::SendMessage { text }, "message_sent").await
}

pub(super) async fn answer(act: Act) -> Result<HttpResponse, WebError> {
    let text = act.text("answer");
    act.run("answer", CommandInput::AnswerClarification { text }, "answer_sent").await
}

pub(super) async fn complain(act: Act) -> Result<HttpResponse, WebError> {
    // The choice is a pair of buttons of which one is always chosen.
    let kind = ComplaintKind::from_text(act.form.one("kind")).unwrap_or(ComplaintKind::Appeal);
    let (channel, text) = (Channel::WebForm, act.text("complaint"));
    let input = CommandInput::RecordComplaint { kind, channel, received_at: None, text };
    act.run("complaint", input, "complaint_sent").await
}

pub(super) async fn address(act: Act) -> Result<HttpResponse, WebError> {
    let (email, reason) = (act.text("email"), String::new());
    let input = CommandInput::AskAddressChange { email, reason };
    act.run("email", input, "address_asked").await
}

pub(super) async fn keep_address(act: Act) -> Result<HttpResponse, WebError> {
    act.run("email", CommandInput::CancelAddressChange {}, "address_cancelled").await
}

pub(super) async fn withdraw(act: Act) -> Result<HttpResponse, WebError> {
    let reason = act.text("reason");
    act.run("reason", CommandInput::Withdraw { reason }, "withdrawn").await
}

pub(super) async fn keep(act: Act) -> Result<HttpResponse, WebError> {
    act.run("reason", CommandInput::CancelTermination {}, "termination_cancelled").await
}

pub(super) async fn ask_withdraw(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
) -> Result<HttpResponse, WebError> {
    sure(&request, &deps, &session, SurePage::withdraw).await
}

pub(super) async fn ask_keep(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
) -> Result<HttpResponse, WebError> {
    sure(&request, &deps, &session, SurePage::cancel_termination).await
}

async fn sure(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    session: &RequesterSession,
    page: fn(&str, i64) -> SurePage,
) -> Result<HttpResponse, WebError> {
    let Some(view) = status::look(deps, session).await? else {
        return Ok(status::sign_in_again(deps));
    };
    let page = page(view.case.reference.as_str(), view.case.version);
    status::framed(request, deps, session, StatusCode::OK, SurePage::TITLE, &page)
}
