//! Sealed files as answers: opened piece by piece on the blocking pool, whole or in part (RFC 9110 14), always to be kept
//! and never to be shown by the browser as a page of ours.

use std::ops::Range;

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_RANGE, RANGE,
};
use actix_web::{HttpRequest, HttpResponse, web};

use super::error::WebError;
use services::files::{FileReader, OpenFile};

/// Nothing in the file may run, even when somebody opens it in the browser.
const SANDBOX: &str = "default-src 'none'; sandbox";
/// Megabytes between two looks whether the file may still be sent.
const LOOK_EVERY: u32 = 16;

/// Whether a file that is being sent may be sent on; asked on the blocking pool.
type Still = Box<dyn FnMut() -> bool + Send>;

/// A file, or the part of it that was asked for.
pub(super) fn sealed(request: &HttpRequest, file: OpenFile, still: Still) -> HttpResponse {
    let size = file.reader.size();
    let tag = format!("\"{}\"", file.reader.id());
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    // A part of another file would not fit.
    let same = header(IF_RANGE).is_none_or(|known| known == tag);
    let asked = header(RANGE).filter(|_| same).map(|text| part_of(text, size));
    let (status, range) = match asked {
        None | Some(Asked::Whole) => (StatusCode::OK, 0..size),
        Some(Asked::Part(range)) => (StatusCode::PARTIAL_CONTENT, range),
        Some(Asked::Outside) => {
            return HttpResponse::RangeNotSatisfiable()
                .insert_header((CONTENT_RANGE, format!("bytes */{size}")))
                .finish();
        }
    };
    let length = range.end.saturating_sub(range.start);
    let mut response = HttpResponse::build(status);
    response
        .insert_header((CONTENT_TYPE, file.kind.media()))
        .insert_header((CONTENT_DISPOSITION, attachment(&file.name)))
        .insert_header((CONTENT_SECURITY_POLICY, SANDBOX))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((ETAG, tag));
    if status == StatusCode::PARTIAL_CONTENT {
        let last = range.end.saturating_sub(1);
        response.insert_header((CONTENT_RANGE, format!("bytes {}-{last}/{size}", range.start)));
    }
    response.body(SizedStream::new(length, Box::pin(pieces(file.reader, range, still))))
}

fn pieces(
    reader: FileReader,
    range: Range<u64>,
    still: Still,
) -> impl futures_util::Stream<Item = Result<web::Bytes, std::io::Error>> {
    let state = (reader, range, still, 0_u32);
    futures_util::stream::try_unfold(state, |(mut reader, range, mut still, looks)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let work = web::block(move || {
            let due = looks % LOOK_EVERY == LOOK_EVERY.saturating_sub(1);
            if due && !still() {
                return Err(std::io::Error::other("the file may not be sent any more"));
            }
            let mut piece = reader.part(range.start).map_err(std::io::Error::other)?;
            let left = usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX);
            piece.truncate(left);
            let piece = web::Bytes::copy_from_slice(&piece);
            let sent = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            let rest = range.start.saturating_add(sent)..range.end;
            Ok((piece, (reader, rest, still, looks.wrapping_add(1))))
        });
        let (piece, state) = work.await.map_err(std::io::Error::other)??;
        if piece.is_empty() {
            return Err(std::io::Error::other("the file is shorter than it was written"));
        }
        Ok(Some((piece, state)))
    })
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    Part(Range<u64>),
    Outside,
}

/// Reads one range of bytes; several, and what does not read, are answered with the whole (RFC 9110 14.2).
fn part_of(text: &str, size: u64) -> Asked {
    let Some(spec) = text.trim().strip_prefix("bytes=").filter(|spec| !spec.contains(',')) else {
        return Asked::Whole;
    };
    let Some((first, last)) = spec.trim().split_once('-') else {
        return Asked::Whole;
    };
    let digits = |text: &str| -> Option<u64> {
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if plain { text.parse().ok() } else { None }
    };
    let (start, end) = match (digits(first), digits(last)) {
        (Some(start), Some(last)) if last < start => return Asked::Whole,
        (Some(start), Some(last)) => (start, last.saturating_add(1).min(size)),
        (Some(start), None) if last.is_empty() => (start, size),
        (None, Some(length)) if first.is_empty() => (size.saturating_sub(length), size),
        _ => return Asked::Whole,
    };
    if start < end { Asked::Part(start..end) } else { Asked::Outside }
}

/// RFC 6266: a name every client reads, and the whole name for those who know how.
fn attachment(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || " ._-()".contains(c) { c } else { '_' })
        .collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            whole.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

/// For files that nobody takes back while they are sent.
pub(super) fn always() -> Still {
    Box::new(|| true)
}

/// The error of a file that is not there: the same as of an address that never was.
pub(super) fn missing() -> WebError {
    WebError::not_found()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (text, asked) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=5-", Asked::Part(5..10)),
            ("bytes=5-99", Asked::Part(5..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-99", Asked::Part(0..10)),
            ("bytes=10-", Asked::Outside),
            ("bytes=-0", Asked::Outside),
            ("bytes=7-3", Asked::Whole),
            ("bytes=0-1,3-4", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=--1", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("lines=1-2", Asked::Whole),
            ("bytes=99999999999999999999-", Asked::Whole),
        ] {
            assert_eq!(part_of(text, 10), asked, "{text}");
        }
        assert_eq!(part_of("bytes=0-", 0), Asked::Outside);
    }

    #[test]
    fn names_cannot_leave_their_header() {
        let header = attachment("a\"b\r\nSet-Cookie: x ä.pdf");
        assert_eq!(
            header,
            "attachment; filename=\"a_b__Set-Cookie_ x _.pdf\"; filename*=UTF-8''a%22b%0D%0ASet-Cookie%3A%20x%20%C3%A4.pdf"
        );
    }
}
