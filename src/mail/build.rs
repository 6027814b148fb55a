//! From a rendered message to the bytes of a mail (RFC 5322, MIME), without room for injected headers.

use std::time::SystemTime;

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message as Mime};

use super::{Outgoing, SendFault};
use domain::person::Email;

/// Whom mail comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl Sender {
    /// Reads `Name <name@example.com>` or an address alone.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "Give the sender as `Name <name@example.com>` or as an address alone.";
        let (name, address) = match text.trim().split_once('<') {
            Some((name, rest)) => (name.trim(), rest.strip_suffix('>').ok_or(WRONG)?),
            None => ("", text),
        };
        let name = name.trim_matches('"');
        let address = Email::parse(address).map_err(|_| WRONG)?;
        let name = (!name.is_empty()).then(|| name.to_owned());
        mailbox(&address, name).ok_or(WRONG).map(Self)
    }

    /// The address.
    pub fn address(&self) -> String {
        self.0.email.to_string()
    }
}

/// A mail ready to be handed over.
pub(super) struct Built {
    pub(super) message_id: String,
    pub(super) mime: Mime,
}

/// Builds the mail. The same notice gives the same bytes at every attempt.
pub(super) fn build(outgoing: &Outgoing<'_>) -> Result<Built, SendFault> {
    let Outgoing { id, message, from, date } = outgoing;
    if !is_plain_id(id.as_str()) {
        return Err(fail("the outbox id has characters a Message-ID cannot have"));
    }
    if message.to.is_empty() {
        return Err(fail("it is a letter to be printed and has no address"));
    }
    if message.subject.chars().any(char::is_control) {
        return Err(fail("the subject has control characters"));
    }
    let to = Email::parse(&message.to).map_err(|_| fail("the recipient's address is malformed"))?;
    if to.as_str() != message.to {
        return Err(fail("the recipient's address is malformed"));
    }
    let to = mailbox(&to, message.to_name.clone())
        .ok_or_else(|| fail("the recipient's name or address is malformed"))?;
    let message_id = format!("<{id}@{}>", from.0.email.domain());
    let alternative = MultiPart::alternative()
        .boundary(format!("=_{id}"))
        .singlepart(part(&message.text, ContentType::TEXT_PLAIN)?)
        .singlepart(part(&message.html, ContentType::TEXT_HTML)?);
    let mime = Mime::builder()
        .from(from.0.clone())
        .to(to)
        .subject(&message.subject)
        .date(SystemTime::from(*date))
        .message_id(Some(message_id.clone()))
        .raw_header(auto_submitted())
        .multipart(alternative)
        .map_err(|error| fail(&format!("it cannot be written as a mail: {error}")))?;
    Ok(Built { message_id, mime })
}

fn mailbox(address: &Email, name: Option<String>) -> Option<Mailbox> {
    if name.as_ref().is_some_and(|name| name.chars().any(char::is_control)) {
        return None;
    }
    let address: Address = address.as_str().parse().ok()?;
    Some(Mailbox::new(name, address))
}

/// Tells answering machines to keep still (RFC 3834, 5).
fn auto_submitted() -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    HeaderValue::new(name, "auto-generated".to_owned())
}

fn part(text: &str, kind: ContentType) -> Result<SinglePart, SendFault> {
    // Always quoted-printable: its text cannot contain the boundary, which begins with `=_`.
    let encoding = ContentTransferEncoding::QuotedPrintable;
    let body = Body::new_with_encoding(text.to_owned(), encoding)
        .map_err(|_| fail("its text cannot be encoded"))?;
    Ok(SinglePart::builder().header(kind).body(body))
}

/// Letters, digits, `-` and `_`: safe in a Message-ID, a boundary and a file name.
pub(super) fn is_plain_id(id: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    !id.is_empty() && id.len() <= 60 && id.bytes().all(plain)
}

pub(super) fn fail(why: &str) -> SendFault {
    SendFault::Fail(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{date, id, message, sender};
    use super::*;
    use domain::ids::OutboxId;
    use domain::message::Message;

    fn built(message: &Message) -> Result<String, SendFault> {
        let (id, from) = (id(), sender());
        let outgoing = Outgoing { id: &id, message, from: &from, date: date() };
        build(&outgoing).map(|built| String::from_utf8(built.mime.formatted()).unwrap())
    }

    fn decode(part: &str) -> String {
        let joined = part.replace("=\r\n", "");
        let mut bytes = Vec::new();
        let mut rest = joined.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'=' {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
    }

    #[test]
    fn the_headers_are_exactly_these() {
        let mail = built(&message()).unwrap();
        let (head, _) = mail.split_once("\r\n\r\n").unwrap();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let names: Vec<_> = unfolded.lines().map(|l| l.split(':').next().unwrap()).collect();
        assert_eq!(
            names,
            [
                "From",
                "To",
                "Subject",
                "Date",
                "Message-ID",
                "Auto-Submitted",
                "MIME-Version",
                "Content-Type"
            ]
        );
        for line in [
            "From: \"AIML-Learn Privacy\" <privacy@aimllearn.com>",
            "Date: Mon, 23 Nov 2026 09:05:00 +0000",
            "Message-ID: <0193-7f-abc@aimllearn.com>",
            "Auto-Submitted: auto-generated",
        ] {
            assert!(unfolded.lines().any(|l| l == line), "{line}\n{unfolded}");
        }
        assert!(unfolded.contains("Content-Type: multipart/alternative;"));
        assert!(mail.is_ascii());
        assert_eq!(mail, built(&message()).unwrap(), "every attempt is the same");
    }

    #[test]
    fn both_parts_come_out_as_they_went_in() {
        let mail = built(&message()).unwrap();
        let parts: Vec<_> = mail.split("--=_0193-7f-abc").collect();
        assert_eq!(parts.len(), 4, "{mail}");
        for (part, kind, wanted) in [
            (parts[1], "text/plain; charset=utf-8", message().text),
            (parts[2], "text/html; charset=utf-8", message().html),
        ] {
            let (head, body) = part.split_once("\r\n\r\n").unwrap();
            assert!(head.contains(kind) && head.contains("quoted-printable"), "{head}");
            assert_eq!(decode(body.strip_suffix("\r\n").unwrap()), wanted);
            assert!(body.lines().all(|line| line.len() <= 76));
        }
        assert_eq!(parts[3], "--\r\n");
    }

    #[test]
    fn no_header_can_be_injected() {
        type Plant = fn(&mut Message);
        let plants: [Plant; 9] = [
            |m| m.subject = "Hi\r\nBcc: evil@example.com".to_owned(),
            |m| m.subject = "Hi\nBcc: evil@example.com".to_owned(),
            |m| m.subject = "Hi\0".to_owned(),
            |m| m.to_name = Some("Maya\r\nBcc: evil@example.com".to_owned()),
            |m| m.to = "maya@example.com\r\nBcc: evil@example.com".to_owned(),
            |m| m.to = "maya@example.com, evil@example.com".to_owned(),
            |m| m.to = "Maya <maya@example.com>".to_owned(),
            |m| m.to = "maya@example.com ".to_owned(),
            |m| m.to = String::new(),
        ];
        for plant in plants {
            let mut message = message();
            plant(&mut message);
            let fault = built(&message).unwrap_err();
            assert!(matches!(&fault, SendFault::Fail(why) if !why.contains('@')), "{fault:?}");
        }
    }

    #[test]
    fn awkward_names_are_quoted_not_obeyed() {
        for name in
            ["Okafor, Maya", "a\" <evil@example.com>", "evil@example.com", "Зоя =?utf-8?q?x?="]
        {
            let message = Message { to_name: Some(name.to_owned()), ..message() };
            let mail = built(&message).unwrap();
            let unfolded = mail.replace("\r\n ", " ");
            let to = unfolded.lines().find(|line| line.starts_with("To: ")).unwrap();
            assert!(to.ends_with("<maya@example.com>"), "{to}");
            let parsed: Result<lettre::message::Mailboxes, _> =
                to.trim_start_matches("To: ").parse();
            if let Ok(boxes) = parsed {
                assert_eq!(boxes.iter().count(), 1, "{to}");
            }
        }
        let tail = Message { text: "\r\n--=_0193-7f-abc\r\nX: y\r\n".to_owned(), ..message() };
        assert_eq!(built(&tail).unwrap().matches("--=_0193-7f-abc").count(), 3);
    }

    #[test]
    fn senders_and_ids_are_checked() {
        assert!(Sender::parse("privacy@aimllearn.com").is_ok());
        assert_eq!(sender().address(), "privacy@aimllearn.com");
        for wrong in ["", "privacy", "A <b", "A <b@c.d> e", "A\r\nBcc: x@y.z <b@c.de>"] {
            assert!(Sender::parse(wrong).is_err(), "{wrong:?}");
        }
        for wrong in ["", "../x", "a b", "a>", "a\r\n"] {
            let (id, from, message) = (OutboxId::from(wrong), sender(), message());
            let outgoing = Outgoing { id: &id, message: &message, from: &from, date: date() };
            assert!(matches!(build(&outgoing), Err(SendFault::Fail(_))), "{wrong:?}");
        }
    }
}
