//! What a file may be: told by its first bytes, never by its name alone. Pictures are looked at by their header only and
//! lose what a camera wrote beside the picture.

use bytes::Bytes;
use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;
use img_parts::webp::WebP;

use crate::ServiceError;
use domain::file::{FileKind, FilePurpose};
use domain::intake::FieldErrors;

/// The most pixels a picture may have: a sheet of A2 at 600 dpi.
const MOST_PIXELS: u64 = 150_000_000;

const UNREADABLE: &str = "This picture cannot be read. Save it again, then choose it again.";

/// Chunks of a PNG that show the picture; all others (text, time, position, owner) are left out.
const PNG_KEPT: &[[u8; 4]] = &[
    *b"IHDR", *b"PLTE", *b"tRNS", *b"gAMA", *b"cHRM", *b"sRGB", *b"iCCP", *b"sBIT", *b"pHYs",
    *b"IDAT", *b"IEND",
];
/// Chunks of a WebP that show the picture.
const WEBP_KEPT: &[[u8; 4]] =
    &[*b"VP8 ", *b"VP8L", *b"VP8X", *b"ALPH", *b"ANIM", *b"ANMF", *b"ICCP"];

/// A refusal that stands at the field of the file.
pub(crate) fn refused(sentence: &str) -> ServiceError {
    ServiceError::Fields(FieldErrors::from([("file", sentence.to_owned())]))
}

/// What a file is, when it may be used for this. `head` are its first bytes.
pub(crate) fn kind(
    head: &[u8],
    name: &str,
    purpose: FilePurpose,
) -> Result<FileKind, ServiceError> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let named = ending.as_deref().and_then(FileKind::of_ending);
    let named = named.filter(|kind| kind.fits(purpose));
    let Some(named) = named else {
        return Err(refused(&allowed(purpose)));
    };
    if head.is_empty() {
        return Err(refused("The file is empty. Choose another one."));
    }
    if !holds(head, named) {
        return Err(refused(&format!(
            "What is in this file is not what its name says (.{named}). Save it again in that form, then choose it again."
        )));
    }
    Ok(named)
}

fn allowed(purpose: FilePurpose) -> String {
    let kinds: Vec<_> = FileKind::ALL
        .iter()
        .filter(|kind| kind.fits(purpose))
        .map(|kind| kind.as_str().to_ascii_uppercase())
        .collect();
    let (last, others) =
        kinds.split_last().map_or(("", [].as_slice()), |(last, others)| (last.as_str(), others));
    format!(
        "We can take {} or {last} files here. Save it as one of these, then choose it again.",
        others.join(", ")
    )
}

/// Whether the first bytes are those of this kind.
fn holds(head: &[u8], kind: FileKind) -> bool {
    let found = infer::get(head).map(|found| found.mime_type());
    match kind {
        FileKind::Pdf => found == Some("application/pdf"),
        FileKind::Jpeg => found == Some("image/jpeg"),
        FileKind::Png => found == Some("image/png"),
        FileKind::Webp => found == Some("image/webp"),
        FileKind::Gif => found == Some("image/gif"),
        FileKind::Mp3 => found == Some("audio/mpeg"),
        FileKind::Mp4 => matches!(found, Some("video/mp4" | "video/quicktime" | "video/x-m4v")),
        FileKind::Zip => found == Some("application/zip"),
        FileKind::Word | FileKind::Sheet => {
            let exact = kind.media();
            found == Some(exact) || found == Some("application/zip")
        }
        FileKind::Text | FileKind::Csv | FileKind::Json | FileKind::Mail => is_text(head),
    }
}

/// Text that no browser would run.
fn is_text(head: &[u8]) -> bool {
    // The last character may be cut in two.
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => head
            .get(..error.valid_up_to())
            .and_then(|whole| std::str::from_utf8(whole).ok())
            .unwrap_or_default(),
        Err(_) => return false,
    };
    let plain = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}'));
    let start = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let start: String = start.chars().take(512).collect::<String>().to_ascii_lowercase();
    let runs = ["<!doctype", "<html", "<svg", "<script", "<?xml", "#!"];
    plain && !text.is_empty() && !runs.iter().any(|mark| start.starts_with(mark))
}

/// Refuses a picture whose header promises more pixels than anybody can look at.
pub(crate) fn pixels(bytes: &[u8]) -> Result<(), ServiceError> {
    let unreadable = || refused(UNREADABLE);
    let size = imagesize::blob_size(bytes).map_err(|_| unreadable())?;
    let side = |pixels: usize| u64::try_from(pixels).unwrap_or(u64::MAX);
    if side(size.width).saturating_mul(side(size.height)) > MOST_PIXELS {
        return Err(refused(
            "This picture has too many pixels. Save it smaller, then choose it again.",
        ));
    }
    Ok(())
}

/// A picture without what stands beside the picture: place, time, camera, thumbnails, comments.
pub(crate) fn stripped(kind: FileKind, bytes: Vec<u8>) -> Result<Vec<u8>, ServiceError> {
    let unreadable = |_| refused(UNREADABLE);
    let missing = || refused(UNREADABLE);
    let bytes = Bytes::from(bytes);
    let picture = match kind {
        FileKind::Jpeg => {
            let mut jpeg = Jpeg::from_bytes(bytes).map_err(unreadable)?;
            jpeg.segments_mut().retain(|segment| {
                let marker = segment.marker();
                // APP0 and APP14 say how to read the colours.
                let beside =
                    (markers::APP1..=markers::APP15).contains(&marker) || marker == markers::COM;
                !beside || marker == markers::APP14
            });
            let whole = jpeg.encoder().bytes();
            let end = end_of_jpeg(&whole).ok_or_else(missing)?;
            whole.slice(..end)
        }
        FileKind::Png => {
            let mut png = Png::from_bytes(bytes).map_err(unreadable)?;
            png.chunks_mut().retain(|chunk| PNG_KEPT.contains(&chunk.kind()));
            png.encoder().bytes()
        }
        FileKind::Webp => {
            let mut webp = WebP::from_bytes(bytes).map_err(unreadable)?;
            webp.chunks_mut().retain(|chunk| WEBP_KEPT.contains(&chunk.id()));
            webp.encoder().bytes()
        }
        FileKind::Pdf
        | FileKind::Gif
        | FileKind::Text
        | FileKind::Csv
        | FileKind::Json
        | FileKind::Word
        | FileKind::Sheet
        | FileKind::Mail
        | FileKind::Mp3
        | FileKind::Mp4
        | FileKind::Zip => bytes,
    };
    Ok(picture.to_vec())
}

/// Where a JPEG ends; what follows its end is no part of the picture.
fn end_of_jpeg(bytes: &[u8]) -> Option<usize> {
    let mut at = 2_usize;
    loop {
        let mark = bytes.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        let after = at.saturating_add(mark).saturating_add(1);
        at = match *bytes.get(after)? {
            markers::EOI => return Some(after.saturating_add(1)),
            0xFF => after,
            // A byte of the picture, or a mark without a length.
            0x00 | 0x01 | 0xD0..=0xD7 => after.saturating_add(1),
            _ => {
                let length = bytes.get(after.saturating_add(1)..after.saturating_add(3))?;
                let length = u16::from_be_bytes(length.try_into().ok()?);
                after.saturating_add(1).saturating_add(length.into())
            }
        };
    }
}
