//! Reads back the mails this desk wrote to a folder: headers and the plain text. Not a mail parser
//! for the world; whatever it does not understand it shows as it stands.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A mail as a person reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mail {
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) date: String,
    pub(super) text: String,
}

/// Reads a mail.
pub(super) fn read(raw: &str) -> Mail {
    let raw = raw.replace("\r\n", "\n");
    let (headers, _) = parts_of(&raw);
    let header = |name| words(&header(&headers, name));
    Mail {
        to: header("to"),
        subject: header("subject"),
        date: header("date"),
        text: plain_text(&raw, 0).unwrap_or_default(),
    }
}

fn parts_of(entity: &str) -> (String, &str) {
    let (headers, body) = entity.split_once("\n\n").unwrap_or((entity, ""));
    // A line that begins with a space continues the one before (RFC 5322 2.2.3).
    (headers.replace("\n ", " ").replace("\n\t", " "), body)
}

fn header(headers: &str, name: &str) -> String {
    let found = headers.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    found.unwrap_or_default()
}

/// The first plain text in it; a mail of ours nests two deep.
fn plain_text(entity: &str, depth: u8) -> Option<String> {
    let (headers, body) = parts_of(entity);
    let kind = header(&headers, "content-type");
    if let Some(boundary) = boundary_of(&kind).filter(|_| depth < 4) {
        let mark = format!("--{boundary}");
        let parts = body.split(mark.as_str()).skip(1).map(|part| part.trim_start_matches('\n'));
        return parts
            .filter(|part| !part.starts_with("--"))
            .find_map(|part| plain_text(part, depth + 1));
    }
    if !(kind.is_empty() || kind.starts_with("text/plain")) {
        return None;
    }
    let encoding = header(&headers, "content-transfer-encoding").to_ascii_lowercase();
    Some(match encoding.as_str() {
        "base64" => from_base64(body),
        "quoted-printable" => from_quoted(&body.replace("=\n", ""), false),
        _ => body.to_owned(),
    })
}

fn boundary_of(kind: &str) -> Option<String> {
    let (_, rest) = kind.split_once("boundary=")?;
    let value = rest.split(';').next()?.trim().trim_matches('"');
    (!value.is_empty()).then(|| value.to_owned())
}

fn from_base64(text: &str) -> String {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = STANDARD.decode(compact).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn from_quoted(text: &str, is_header: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'=' => {
                let pair = [rest.next(), rest.next()];
                bytes.extend(hex_pair(pair));
            }
            b'_' if is_header => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_pair(pair: [Option<u8>; 2]) -> Option<u8> {
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
    u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()
}

/// Encoded words of a header (RFC 2047).
fn words(value: &str) -> String {
    let mut shown = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("=?") {
        let mut fields = after.splitn(4, '?');
        let (Some(_), Some(way), Some(text), Some(tail)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            break;
        };
        let Some(next) = tail.strip_prefix('=') else {
            break;
        };
        // White space between two encoded words is not part of the text.
        if shown.is_empty() || !before.trim().is_empty() {
            shown.push_str(before);
        }
        if way.eq_ignore_ascii_case("b") {
            shown.push_str(&from_base64(text));
        } else {
            shown.push_str(&from_quoted(text, true));
        }
        rest = next;
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_of_two_parts_is_read_as_its_plain_text() {
        let raw = "To: =?utf-8?b?TcOheWE=?= <m@example.com>\r\nSubject: =?utf-8?q?Your_code:?=\r\n =?utf-8?q?_482=E2=80=AF915?=\r\nDate: Mon, 23 Nov 2026 10:48:00 +0000\r\nContent-Type: multipart/alternative;\r\n boundary=\"abc\"\r\n\r\n--abc\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHello M=C3=A1ya, a long=\r\n line\r\n--abc\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--abc--\r\n";
        let mail = read(raw);
        assert_eq!(mail.to, "Máya <m@example.com>");
        assert_eq!(mail.subject, "Your code: 482\u{202f}915");
        assert_eq!(mail.text.trim(), "Hello Máya, a long line");
    }

    #[test]
    fn anything_else_is_shown_as_it_stands() {
        assert_eq!(read("Subject: =?broken\n\nbody").subject, "=?broken");
        assert_eq!(read("no headers at all").text, "");
        assert_eq!(read("Subject: a\nContent-Transfer-Encoding: base64\n\naGVsbG8=").text, "hello");
    }
}
