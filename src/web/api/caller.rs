//! Who calls: the bearer key of a request, and its `Idempotency-Key` and `If-Match`.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, IF_MATCH};
use actix_web::{FromRequest, HttpRequest, web};

use crate::error::{self, WebError};
use crate::reply;
use services::api_keys::{self, Caller as Known};
use services::{Deps, ServiceError, idempotency};

/// An authenticated caller of the API.
pub(super) struct Caller {
    /// Actor and scope.
    pub(super) known: Known,
    /// The caller's own key of a POST.
    pub(super) idempotency_key: Option<String>,
    /// The version the caller decided on.
    pub(super) if_match: Option<i64>,
}

impl FromRequest for Caller {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { authenticate(&request).await })
    }
}

async fn authenticate(request: &HttpRequest) -> Result<Caller, WebError> {
    let Some(deps) = request.app_data::<web::Data<Deps>>() else {
        return Err(WebError::internal("no application data"));
    };
    let bearer = header(request, AUTHORIZATION.as_str())
        .and_then(|value| value.strip_prefix("Bearer ").map(|key| key.trim().to_owned()))
        .ok_or_else(key_needed)?;
    let idempotency_key = header(request, "idempotency-key");
    if idempotency_key.as_ref().is_some_and(|key| key.is_empty() || key.len() > 200) {
        return Err(WebError::bad_request("Give an Idempotency-Key of 1 to 200 characters."));
    }
    let if_match =
        header(request, IF_MATCH.as_str()).map(|value| version_in(&value)).transpose()?;
    let known = reply::blocking(deps, move |deps| match api_keys::authenticate(deps, &bearer) {
        Err(ServiceError::NotFound) => Ok(None),
        other => other.map(Some),
    })
    .await?
    .ok_or_else(key_needed)?;
    Ok(Caller { known, idempotency_key, if_match })
}

fn key_needed() -> WebError {
    WebError {
        sentence: "Send a valid API key: Authorization: Bearer KEY.".to_owned(),
        ..WebError::new(error::SIGN_IN)
    }
}

pub(super) fn header(request: &HttpRequest, name: &str) -> Option<String> {
    request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn version_in(text: &str) -> Result<i64, WebError> {
    text.trim().trim_start_matches("W/").trim_matches('"').parse().map_err(|_| {
        WebError::bad_request("Give If-Match the case's version in quotes, like \"7\".")
    })
}

impl Caller {
    /// The call to be answered once, where the caller gave a key.
    pub(super) fn call(&self, deps: &Deps, place: &str, body: &[u8]) -> Option<idempotency::Call> {
        let key = self.idempotency_key.as_deref()?;
        Some(idempotency::Call::new(deps, &self.known.key_id, place, key, body))
    }
}

/// Reads a JSON body strictly: known fields only, each once, and a sentence about what is wrong.
pub(super) fn parse<T: serde::de::DeserializeOwned>(
    request: &HttpRequest,
    body: &[u8],
) -> Result<T, WebError> {
    let kind = header(request, "content-type").unwrap_or_default();
    let json = kind.split(';').next().is_some_and(|kind| kind.trim() == "application/json");
    if !json {
        return Err(WebError::new(error::MEDIA));
    }
    serde_json::from_slice(body).map_err(|why| WebError {
        sentence: format!("The body is not right: {why}."),
        ..WebError::new(error::FIELDS)
    })
}
