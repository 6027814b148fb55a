//! For systems that answer by themselves: where they send a result, and the key the desk signs its calls with.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt as _;

use super::caller::{header, parse};
use crate::services::Deps;
use crate::services::connector::{self, NotTaken, SIGNATURE, SystemResult};
use crate::web::error::{self, WebError};
use crate::web::{network, reply};

/// `POST /api/v1/connector/tasks/{id}/result`: nothing of the body is read for whoever names no call.
pub(super) async fn result(
    request: HttpRequest,
    deps: web::Data<Deps>,
    id: web::Path<String>,
    body: web::Payload,
) -> Result<HttpResponse, WebError> {
    let client = network::client(&request, &deps.settings);
    let signature = header(&request, SIGNATURE).unwrap_or_default();
    let id = id.into_inner();
    let knock = reply::blocking(&deps, move |deps| connector::knock(deps, client, &id, &signature));
    let knock = knock.await?.map_err(not_taken)?;
    let body = whole(&deps, body).await?;
    let signed = body.clone();
    let known = reply::blocking(&deps, move |deps| connector::authenticate(deps, knock, &signed));
    let known = known.await?.map_err(not_taken)?;
    let input: SystemResult = parse(&request, &body)?;
    let answer =
        reply::blocking(&deps, move |deps| connector::record(deps, &known, &input, &body)).await?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(answer.body))
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
