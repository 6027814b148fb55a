//! What a requester sends from the status page: words, a withdrawal, "keep my account".

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::status::{self, Problem};
use crate::domain::vocabulary::{Channel, ComplaintKind};
use crate::domain::workflow::event::Side;
use crate::services::Deps;
use crate::services::input::CommandInput;
use crate::services::portal::{self, PortalView};
use crate::text::catalogue::requester;
use crate::text::contexts::portal::SurePage;
use crate::web::error::{self, WebError};
use crate::web::extract::{ByRequester, Form, RequesterSession};
use crate::web::{paths, reply};

/// A request of the status page with everything a handler needs.
struct Act {
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    seen: Option<i64>,
    /// Name of the field the words are in.
    field: &'static str,
    text: String,
    /// What was chosen beside the words.
    kind: String,
}

impl Act {
    fn new(
        request: HttpRequest,
        deps: web::Data<Deps>,
        session: RequesterSession,
        form: &Form<ByRequester>,
        field: &'static str,
    ) -> Self {
        let seen = form.one("version").parse().ok();
        let text = form.text(field);
        let kind = form.one("kind").to_owned();
        Self { request, deps, session, seen, field, text, kind }
    }

    /// Sends a command; what stands in its way is told on the page, with the words still there.
    async fn run(self, input: CommandInput, done: &str) -> Result<HttpResponse, WebError> {
        let (secret, seen) = (self.session.0.clone(), self.seen);
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
        if error.kind == error::STALE && is_newest(&view, &self.text) {
            return Ok(reply::see_other_saying(&self.deps, paths::STATUS_REQUEST, done));
        }
        self.refused(&view, &error)
    }

    fn refused(&self, view: &PortalView, error: &WebError) -> Result<HttpResponse, WebError> {
        let named = error.fields.get(self.field).map(String::as_str);
        let why = if error.kind == error::STALE {
            requester::STALE
        } else {
            named.unwrap_or(&error.sentence)
        };
        let (field, text, kind) = (self.field, &self.text, &self.kind);
        let problem = Problem { status: error.status(), field, text, kind, why };
        status::refused(&self.request, &self.deps, &self.session, view, &problem)
    }
}

/// Whether these words are the last the person sent: then a form was only sent twice.
fn is_newest(view: &PortalView, text: &str) -> bool {
    let mut own = view.lines.iter().filter(|line| line.from == Some(Side::Requester));
    own.next().and_then(|line| line.text.as_deref()).is_some_and(|said| said == text.trim())
}

pub(super) async fn message(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    form: Form<ByRequester>,
) -> Result<HttpResponse, WebError> {
    let act = Act::new(request, deps, session, &form, "message");
    let input = CommandInput::SendMessage { text: act.text.clone() };
    act.run(input, "message_sent").await
}

pub(super) async fn answer(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    form: Form<ByRequester>,
) -> Result<HttpResponse, WebError> {
    let act = Act::new(request, deps, session, &form, "answer");
    let input = CommandInput::AnswerClarification { text: act.text.clone() };
    act.run(input, "answer_sent").await
}

pub(super) async fn complain(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    form: Form<ByRequester>,
) -> Result<HttpResponse, WebError> {
    let act = Act::new(request, deps, session, &form, "complaint");
    // The choice is a pair of buttons of which one is always chosen.
    let kind = ComplaintKind::from_text(&act.kind).unwrap_or(ComplaintKind::Appeal);
    let (channel, text) = (Channel::WebForm, act.text.clone());
    let input = CommandInput::RecordComplaint { kind, channel, received_at: None, text };
    act.run(input, "complaint_sent").await
}

pub(super) async fn address(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    form: Form<ByRequester>,
) -> Result<HttpResponse, WebError> {
    let act = Act::new(request, deps, session, &form, "email");
    let (email, reason) = (act.text.clone(), String::new());
    act.run(CommandInput::AskAddressChange { email, reason }, "address_asked").await
}

pub(super) async fn keep_address(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    form: Form<ByRequester>,
) -> Result<HttpResponse, WebError> {
    let act = Act::new(request, deps, session, &form, "email");
    act.run(CommandInput::CancelAddressChange {}, "address_cancelled").await
}

pub(super) async fn withdraw(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    form: Form<ByRequester>,
) -> Result<HttpResponse, WebError> {
    let act = Act::new(request, deps, session, &form, "reason");
    let input = CommandInput::Withdraw { reason: act.text.clone() };
    act.run(input, "withdrawn").await
}

pub(super) async fn keep(
    request: HttpRequest,
    deps: web::Data<Deps>,
    session: RequesterSession,
    form: Form<ByRequester>,
) -> Result<HttpResponse, WebError> {
    let act = Act::new(request, deps, session, &form, "reason");
    act.run(CommandInput::CancelTermination {}, "termination_cancelled").await
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
