//! ONE table from what went wrong to status, stable code, title and log level. `docs/errors.md` is
//! written from it. The reader of the page and the reader of the log never share a sentence.

mod table;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, ResponseError};

use domain::intake::FieldErrors;
use domain::workflow::Refusal;
use domain::workflow::refusal::RefusalCode;
use services::ServiceError;
use services::StoreError;

pub(super) use table::*;
pub use table::{ERRORS, ErrorKind};

/// An error on its way to a page or a problem document.
#[derive(Debug)]
pub struct WebError {
    /// The row of the table.
    pub kind: ErrorKind,
    /// A finer code than the row's (refusals have their own).
    pub code: &'static str,
    /// What to do.
    pub sentence: String,
    /// The clause a refusal follows.
    pub cite: Option<&'static str>,
    /// Fields to correct.
    pub fields: FieldErrors,
    /// Seconds until it is worth trying again.
    pub retry_after: Option<u32>,
    /// For the log only.
    pub cause: Option<String>,
}

impl WebError {
    /// An error of a row, with the row's advice.
    pub fn new(kind: ErrorKind) -> Self {
        Self {
            kind,
            code: kind.code,
            sentence: kind.advice.to_owned(),
            cite: None,
            fields: FieldErrors::new(),
            retry_after: None,
            cause: None,
        }
    }

    /// The same answer for what does not exist and what one may not know of.
    pub fn not_found() -> Self {
        Self::new(NOT_FOUND)
    }

    /// Nobody is signed in.
    pub fn sign_in() -> Self {
        Self::new(SIGN_IN)
    }

    /// The input cannot be read, and why.
    pub fn bad_request(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), ..Self::new(BAD_REQUEST) }
    }

    /// The HTTP status.
    pub(super) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// A fault of ours; `cause` is for the log.
    pub fn internal(cause: impl Into<String>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(INTERNAL) }
    }
}

impl std::fmt::Display for WebError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<ServiceError> for WebError {
    fn from(error: ServiceError) -> Self {
        let sentence = error.to_string();
        let told = |kind| Self { sentence: sentence.clone(), ..Self::new(kind) };
        match error {
            ServiceError::Refused(refusal) => Self::from(refusal),
            ServiceError::Stale { .. } => told(STALE),
            ServiceError::NotFound => Self::new(NOT_FOUND),
            ServiceError::Forbidden => told(FORBIDDEN),
            ServiceError::Fields(fields) => Self { fields, ..told(FIELDS) },
            ServiceError::Limited { retry_after, .. } => {
                Self { retry_after: Some(retry_after), ..told(LIMITED) }
            }
            ServiceError::Busy => Self { retry_after: Some(5), ..told(BUSY) },
            ServiceError::Unusable(_) => told(CODE),
            ServiceError::KeyReused => told(KEY_REUSED),
            ServiceError::InProgress => told(IN_PROGRESS),
            ServiceError::Erased => told(GONE),
            ServiceError::Store(store) => Self::from(store),
            ServiceError::Blob(_) => {
                Self { cause: Some(sentence), retry_after: Some(30), ..Self::new(UNAVAILABLE) }
            }
            ServiceError::Text(_)
            | ServiceError::Keys(_)
            | ServiceError::Month(_)
            | ServiceError::Seal(_)
            | ServiceError::Json(_) => Self::internal(sentence),
        }
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        let cause = Some(error.to_string());
        match error {
            StoreError::Unavailable(_) => {
                Self { cause, retry_after: Some(30), ..Self::new(UNAVAILABLE) }
            }
            StoreError::Conflict => Self { cause, ..Self::new(STALE) },
            StoreError::NotFound => Self::new(NOT_FOUND),
            StoreError::Corrupt { .. } | StoreError::Database(_) => {
                Self { cause, ..Self::new(INTERNAL) }
            }
        }
    }
}

impl From<Refusal> for WebError {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the rest is for others, or nothing to do here"
    )]
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal.code {
            RefusalCode::NotYourRole | RefusalCode::ApproverNeeded => REFUSED_ROLE,
            RefusalCode::GroundNeeded
            | RefusalCode::TextNeeded
            | RefusalCode::DateInFuture
            | RefusalCode::DateTooEarly
            | RefusalCode::DateAfterRecording => FIELDS,
            RefusalCode::PersonalDataErased => GONE,
            _ => REFUSED,
        };
        Self {
            code: refusal.code.as_str(),
            sentence: refusal.sentence(),
            cite: Some(refusal.cite),
            ..Self::new(kind)
        }
    }
}

impl From<text::TextError> for WebError {
    fn from(error: text::TextError) -> Self {
        Self::internal(error.to_string())
    }
}

impl From<actix_web::error::BlockingError> for WebError {
    fn from(_: actix_web::error::BlockingError) -> Self {
        // The blocking pool is gone: the server is stopping, or the closure panicked.
        Self::internal("the blocking pool did not answer")
    }
}

/// What the error middleware finds on a response that a handler refused.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) kind: ErrorKind,
    pub(super) code: &'static str,
    pub(super) sentence: String,
    pub(super) cite: Option<&'static str>,
    pub(super) fields: FieldErrors,
    pub(super) retry_after: Option<u32>,
    pub(super) cause: Option<String>,
}

impl Facts {
    /// Facts of an answer that was not ours (router, extractor): from its status.
    pub(super) fn of_status(status: StatusCode, detail: Option<String>) -> Self {
        let kind = ERRORS
            .iter()
            .copied()
            .find(|kind| kind.status == status.as_u16())
            .unwrap_or(if status.is_server_error() { INTERNAL } else { BAD_REQUEST });
        let mut facts = Self::from(&WebError::new(kind));
        facts.cause = detail;
        facts
    }
}

impl From<&WebError> for Facts {
    fn from(error: &WebError) -> Self {
        Self {
            kind: error.kind,
            code: error.code,
            sentence: error.sentence.clone(),
            cite: error.cite,
            fields: error.fields.clone(),
            retry_after: error.retry_after,
            cause: error.cause.clone(),
        }
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        let mut response = response.finish();
        response.extensions_mut().insert(Facts::from(self));
        response
    }
}
