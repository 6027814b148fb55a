//! Error pages: turns what a handler refused into a page, or a problem document below `/api/`
//! (RFC 9457). Router and extractor errors get the same treatment.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{
    Error, FromRequest as _, HttpMessage as _, HttpRequest, HttpResponse, ResponseError, web,
};
use serde_json::json;
use tracing::Level;

use super::RequestId;
use crate::error::Facts;
use crate::extract::StaffActor;
use crate::pages::desk::frame;
use crate::pages::shell;
use domain::ids::Reference;
use services::Deps;
use text::contexts::desk_parts::Link;
use text::contexts::errors::ErrorPage;
use text::contexts::settings::MessagePage;

/// Gives every error answer its body.
pub(crate) async fn error_pages<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let response = next.call(request).await?;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return Ok(response.map_into_left_body());
    }
    let facts = response.response().extensions().get::<Facts>().cloned();
    // A form that came back with errors is a page already.
    if facts.is_none() && is_html(&response) {
        return Ok(response.map_into_left_body());
    }
    let detail = response.response().error().map(ToString::to_string);
    let facts = facts.unwrap_or_else(|| Facts::of_status(status, detail));
    let id = response.request().extensions().get::<RequestId>().map(|id| id.0.clone());
    log(&facts);
    let (kind, body) = if response.request().path().starts_with("/api/") {
        ("application/problem+json", problem(&facts, id.as_deref()))
    } else {
        ("text/html; charset=utf-8", page(response.request(), &facts, id.as_deref()).await)
    };
    let mut response = response.map_body(|_, _| EitherBody::Right { body: BoxBody::new(body) });
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    Ok(response)
}

pub(super) fn is_html<B>(response: &ServiceResponse<B>) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html") || kind.contains("json"))
}

fn log(facts: &Facts) {
    let cause = facts.cause.as_deref().unwrap_or("");
    match facts.kind.level {
        Level::ERROR => tracing::error!(code = facts.code, cause, "request.fault"),
        Level::WARN => tracing::warn!(code = facts.code, cause, "request.refused"),
        _ => tracing::info!(code = facts.code, "request.refused"),
    }
}

fn problem(facts: &Facts, id: Option<&str>) -> String {
    let mut document = json!({
        "type": format!("urn:rightsdesk:error:{}", facts.code),
        "title": facts.kind.title,
        "status": facts.kind.status,
        "code": facts.code,
        "detail": facts.sentence,
    });
    if let Some(object) = document.as_object_mut() {
        if let Some(cite) = facts.cite {
            object.insert("citation".to_owned(), cite.into());
        }
        if !facts.fields.is_empty() {
            object.insert("errors".to_owned(), json!(facts.fields));
        }
        if facts.kind.status >= 500 {
            object.insert("reference".to_owned(), json!(id));
        }
    }
    document.to_string()
}

async fn page(request: &HttpRequest, facts: &Facts, id: Option<&str>) -> String {
    let desk = is_desk(request.path());
    if desk
        && let Some(staff) = reader(request, facts.kind.status).await
        && let Some(deps) = request.app_data::<web::Data<Deps>>()
    {
        let context = desk_message(request.path(), facts, id);
        return frame::error_page(request, deps, &staff, &context).unwrap_or_else(|error| {
            tracing::error!(%error, "error_page.not_rendered");
            plain(facts)
        });
    }
    let (href, link) = match (facts.kind.status, desk) {
        (401, true) => ("/sign-in", "Sign in"),
        (401, false) => ("/status", "Sign in with your reference"),
        (_, true) => ("/desk", "Go to the queue"),
        (_, false) => ("/", "Go to the first page"),
    };
    let context = ErrorPage {
        status: facts.kind.status,
        title: facts.kind.title.to_owned(),
        sentence: facts.sentence.clone(),
        code: facts.code.to_owned(),
        reference: id.filter(|_| facts.kind.status >= 500).map(str::to_owned),
        retry_after: facts.retry_after,
        href: href.to_owned(),
        link: link.to_owned(),
    };
    let Some(deps) = request.app_data::<web::Data<Deps>>() else {
        return plain(facts);
    };
    let shell = shell::public(request, deps, facts.kind.title);
    deps.texts.page(&shell, &context).unwrap_or_else(|error| {
        tracing::error!(%error, "error_page.not_rendered");
        plain(facts)
    })
}

fn is_desk(path: &str) -> bool {
    path == "/desk" || path.starts_with("/desk/")
}

/// Who is signed in. After a fault only what the handler knew already counts: asking again would
/// need the database that may be away.
async fn reader(request: &HttpRequest, status: u16) -> Option<StaffActor> {
    let known = request.extensions().get::<StaffActor>().cloned();
    if known.is_some() || status == 401 || status >= 500 {
        return known;
    }
    StaffActor::extract(request).await.ok()
}

/// The error with a way back: to the request it was about, and to the queue.
fn desk_message(path: &str, facts: &Facts, id: Option<&str>) -> MessagePage {
    let about = path.strip_prefix("/desk/cases/").and_then(|rest| rest.split_once('/'));
    let about = about.and_then(|(reference, _)| Reference::parse(reference));
    let back = about.filter(|_| facts.kind.status != 404).map(|reference| {
        Link::new(format!("Back to {reference}"), format!("/desk/cases/{reference}"))
    });
    let queue = Link::new("Go to the queue", "/desk");
    MessagePage {
        title: facts.kind.title.to_owned(),
        text: facts.sentence.clone(),
        code: Some(facts.code.to_owned()),
        reference: id.filter(|_| facts.kind.status >= 500).map(str::to_owned),
        links: back.into_iter().chain([queue]).collect(),
    }
}

/// Without templates: still a page, still a sentence.
fn plain(facts: &Facts) -> String {
    let title = facts.kind.title;
    let advice = facts.kind.advice;
    format!(
        "<!doctype html><html lang=\"en\"><title>{title}</title><main><h1>{title}</h1><p>{advice}</p></main></html>"
    )
}

/// The answer when a handler panicked: complete in itself, since nothing after it can be trusted.
#[derive(Debug)]
pub(crate) struct LastResort {
    id: String,
    /// A program asked: it gets a problem document.
    api: bool,
}

impl LastResort {
    pub(super) fn new(id: String, api: bool) -> Self {
        Self { id, api }
    }

    fn body(&self) -> (&'static str, String) {
        if self.api {
            let facts = Facts::of_status(StatusCode::INTERNAL_SERVER_ERROR, None);
            return ("application/problem+json", problem(&facts, Some(&self.id)));
        }
        let id = &self.id;
        let html = format!(
            "<!doctype html><html lang=\"en\"><title>Something went wrong on our side</title><main><h1>Something went wrong on our side</h1><p>Nothing was changed. Try again in a few minutes, or write to us and give this reference: {id}</p></main></html>"
        );
        ("text/html; charset=utf-8", html)
    }
}

impl std::fmt::Display for LastResort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a fault on our side, reference {}", self.id)
    }
}

impl ResponseError for LastResort {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn error_response(&self) -> HttpResponse {
        let (kind, body) = self.body();
        let mut response =
            HttpResponse::InternalServerError().insert_header((CONTENT_TYPE, kind)).body(body);
        super::headers::add(response.headers_mut(), false);
        response
    }
}
