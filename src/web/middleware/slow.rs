//! A client that sends its body drop by drop is cut off, so that nobody can hold connections open.
//!
//! A form with files has more time the more it brings.
//!
//! The server itself bounds only the headers (`client_request_timeout`).

use std::cell::Cell;
use std::io::ErrorKind;
use std::rc::Rc;
use std::time::Duration;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::ConnectionType;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, ResponseError as _, web};
use futures_util::stream::{self, StreamExt as _};
use tokio::time::{Instant, timeout_at};

use crate::error::{TOO_SLOW, WebError};
use services::Deps;

/// Gives a body the time of `server.read_timeout_seconds` to arrive as a whole.
pub(crate) async fn slow_bodies<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let allowed = request
        .app_data::<web::Data<Deps>>()
        .map(|deps| Duration::from_secs(deps.settings.server.read_timeout_seconds.into()));
    let late = Rc::new(Cell::new(false));
    if let Some(allowed) = allowed {
        let files = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let files = files.is_some_and(|kind| kind.starts_with("multipart/form-data"))
            || brings_file(request.path());
        let payload = request.take_payload();
        request.set_payload(bounded(payload, allowed, files, Rc::clone(&late)));
    }
    let response = next.call(request).await?;
    if !late.get() {
        return Ok(response.map_into_left_body());
    }
    let (request, _) = response.into_parts();
    let mut refused = WebError::new(TOO_SLOW).error_response();
    // The rest of the body is not waited for, so nothing else can follow on this connection.
    refused.head_mut().set_connection_type(ConnectionType::Close);
    Ok(ServiceResponse::new(request, refused).map_into_right_body())
}

/// Whether the body of a message to this address is a file of a system.
fn brings_file(path: &str) -> bool {
    path.starts_with("/api/v1/connector/tasks/") && path.ends_with("/files")
}

/// Slowest line on which a file still arrives, in bytes a second.
const SLOWEST: u64 = 16_384;

/// The time so many bytes of a file may take.
fn time_for(bytes: usize) -> Duration {
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    Duration::from_millis(bytes.saturating_mul(1_000) / SLOWEST)
}

/// The same bytes, and an error once the time is over. `late` tells that it was.
fn bounded(payload: Payload, allowed: Duration, files: bool, late: Rc<Cell<bool>>) -> Payload {
    if matches!(payload, Payload::None) {
        return payload;
    }
    let state = (payload, Instant::now().checked_add(allowed), late);
    let bytes = stream::unfold(state, move |(mut payload, until, late)| async move {
        let next = match until {
            Some(until) => timeout_at(until, payload.next()).await,
            None => Ok(payload.next().await),
        };
        let item = next.unwrap_or_else(|_elapsed| {
            late.set(true);
            Some(Err(PayloadError::Io(ErrorKind::TimedOut.into())))
        });
        let bought = match &item {
            Some(Ok(bytes)) if files => time_for(bytes.len()),
            _ => Duration::ZERO,
        };
        let until = until.and_then(|until| until.checked_add(bought));
        item.map(|item| (item, (payload, until, late)))
    });
    // A reader of files asks once more after the end.
    Payload::Stream { payload: Box::pin(bytes.fuse()) }
}
