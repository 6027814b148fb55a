//! For systems that answer by themselves: where they send a result, and the key the desk signs its calls with.

use actix_web::http::header::{CONTENT_TYPE, ContentDisposition, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt as _;

use super::caller::{header, parse};
use crate::error::{self, WebError};
use crate::extract::{skip, store};
use crate::{network, reply};
use services::Deps;
use services::connector::{
    self, FileHead, Knock, NotTaken, OTHERS, Place, SIGNATURE, SystemResult,
};
use services::files;

/// `POST /api/v1/connector/tasks/{id}/result`: nothing of the body is read for whoever names no call.
pub(super) async fn result(
    request: HttpRequest,
    deps: web::Data<Deps>,
    id: web::Path<String>,
    body: web::Payload,
) -> Result<HttpResponse, WebError> {
    let knock = knock(&request, &deps, id).await?;
    let body = whole(&deps, body).await?;
    let signed = body.clone();
    let known = reply::blocking(&deps, move |deps| connector::authenticate(deps, knock, &signed));
    let known = known.await?.map_err(not_taken)?;
    let input: SystemResult = parse(&request, &body)?;
    let answer =
        reply::blocking(&deps, move |deps| connector::record(deps, &known, &input, &body)).await?;
    Ok(json_text(answer.body))
}

/// `POST /api/v1/connector/tasks/{id}/files`: a file before its result. Who sends it is known before its first byte is read.
pub(super) async fn file(
    request: HttpRequest,
    deps: web::Data<Deps>,
    id: web::Path<String>,
    body: web::Payload,
) -> Result<HttpResponse, WebError> {
    let knock = knock(&request, &deps, id).await?;
    let head = head_of(&request);
    let about = head.clone();
    let known =
        reply::blocking(&deps, move |deps| connector::authenticate_file(deps, knock, &about));
    let known = known.await?.map_err(not_taken)?;
    let (sender, about) = (known.clone(), head.clone());
    let place = reply::blocking(&deps, move |deps| connector::place(deps, &sender, &about)).await?;
    let (case, incoming) = match place {
        Place::There(answer) => {
            skip(body).await;
            return Ok(json_text(answer));
        }
        Place::Open(case, incoming) => (case, incoming),
    };
    let file = store(&deps, &case, body, incoming).await??;
    let answer = reply::blocking(&deps, move |deps| {
        let attached = connector::attach(deps, &known, &head, &file);
        if !attached.as_ref().is_ok_and(|(id, _)| *id == file.id) {
            files::discard(deps, &file);
        }
        Ok(attached?.1)
    });
    Ok(json_text(answer.await?))
}

/// Whether the message is worth reading.
async fn knock(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    id: web::Path<String>,
) -> Result<Knock, WebError> {
    let client = network::client(request, &deps.settings);
    let signature = header(request, SIGNATURE).unwrap_or_default();
    let knock = reply::blocking(deps, move |deps| connector::knock(deps, client, &id, &signature));
    knock.await?.map_err(not_taken)
}

/// What is said of a file before it comes. Names in other scripts come as `filename*` (RFC 8187).
fn head_of(request: &HttpRequest) -> FileHead {
    let text = |name| header(request, name).unwrap_or_default();
    let disposition = text("content-disposition");
    let read = HeaderValue::from_str(&disposition).ok();
    let read = read.and_then(|value| ContentDisposition::from_raw(&value).ok());
    let name = read.as_ref().and_then(|read| {
        let other =
            read.get_filename_ext().map(|name| String::from_utf8_lossy(&name.value).into_owned());
        other.or_else(|| read.get_filename().map(str::to_owned))
    });
    FileHead {
        digest: text("content-digest"),
        disposition,
        name: name.unwrap_or_default(),
        others: others(request),
    }
}

/// What cannot be read was not left out: it is refused like any other strange value.
fn others(request: &HttpRequest) -> String {
    let sent = request.headers().get(OTHERS);
    sent.map_or_else(String::new, |value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn json_text(body: String) -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(body)
}

/// The body, up to what the settings allow; more is not read.
async fn whole(deps: &Deps, mut body: web::Payload) -> Result<Bytes, WebError> {
    let most = usize::try_from(deps.settings.connector.result_kilobytes).unwrap_or(usize::MAX);
    let most = most.saturating_mul(1024);
    let mut bytes = web::BytesMut::new();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|error| WebError::bad_request(error.to_string()))?;
        if bytes.len().saturating_add(piece.len()) > most {
            let sentence = format!("Send at most {} KiB.", most / 1024);
            return Err(WebError { sentence, ..WebError::new(error::TOO_LARGE) });
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}

fn not_taken(why: NotTaken) -> WebError {
    match why {
        NotTaken::Unsigned => WebError {
            sentence: format!("Sign the time and the body anew: {SIGNATURE}: t=SECONDS,hmac=HEX."),
            ..WebError::new(error::SIGN_IN)
        },
        NotTaken::Replayed => WebError {
            sentence:
                "This very message came before. To send it again, sign it with the time of now."
                    .to_owned(),
            code: "replayed",
            ..WebError::new(error::REFUSED)
        },
    }
}

/// `GET /.well-known/rightsdesk.json`
pub(super) async fn keys(deps: web::Data<Deps>) -> Result<HttpResponse, WebError> {
    let document = reply::blocking(&deps, connector::public_keys).await?;
    Ok(HttpResponse::Ok().json(document))
}
