//! Forms with a file: `multipart/form-data` read into the same fields, a file as its text.

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use futures_util::TryStreamExt as _;

use crate::error::{self, WebError};

/// Longest form with its file, in bytes: as long as any other form (`server`).
const MOST: usize = 256 * 1024;

/// Whether the form came with a file.
pub(super) fn is_upload(request: &HttpRequest) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// Its fields, in order.
pub(super) fn parts(request: &HttpRequest, payload: &mut Payload) -> Multipart {
    Multipart::new(request.headers(), payload.take())
}

/// Reads every field as text.
///
/// Errors: too long; not a form; a file that is no text.
pub(super) async fn read(mut parts: Multipart) -> Result<Vec<(String, String)>, WebError> {
    let broken = |_| WebError::bad_request("The form did not arrive whole. Send it again.");
    let mut fields = Vec::new();
    let mut left = MOST;
    while let Some(mut part) = parts.try_next().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(piece) = part.try_next().await.map_err(broken)? {
            left = left.checked_sub(piece.len()).ok_or_else(|| WebError::new(error::TOO_LARGE))?;
            bytes.extend_from_slice(&piece);
        }
        let text = String::from_utf8(bytes).map_err(|_| {
            WebError::bad_request("The file is no text in UTF-8. Export it again, then send it.")
        })?;
        fields.push((name, text));
    }
    Ok(fields)
}
