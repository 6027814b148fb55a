//! The mails and letters a request's person was sent, as Internet messages (RFC 5322). A masked one
//! keeps what was sent when, and nothing of whom or what.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use crate::{Deps, ServiceError, notices, outbox};
use domain::case::Case;
use domain::message::{Message, NoticeKind};
use domain::workflow::Event;
use domain::workflow::event::Happened;
use storage::{Reads, outbox as rows};
use text::catalogue;

/// What stands in place of what is masked.
pub(super) const MASKED: &str = "[masked]";

/// One mail or letter that was delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mail {
    /// Its id, as events name it.
    pub(super) id: String,
    /// What it is about.
    pub(super) notice: NoticeKind,
    /// When the mail server took it, or it was posted.
    pub(super) at: DateTime<Utc>,
    /// What is said in place of the message where there is none.
    pub(super) without: Option<&'static str>,
    /// The message itself.
    pub(super) eml: Option<Vec<u8>>,
}

impl Mail {
    /// Where it is in the bundle.
    pub(super) fn path(&self) -> Option<String> {
        self.eml.as_ref().map(|_| format!("mails/{}.eml", self.id))
    }
}

/// Those that were delivered to people outside the desk, in order.
pub(super) fn of_case(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &Case,
    events: &[Happened],
    personal: bool,
) -> Result<Vec<Mail>, ServiceError> {
    let mut found = Vec::new();
    for happened in events {
        let Event::NoticeDelivered { notice, outbox } = &happened.event else { continue };
        if notice.is_for_staff() {
            continue;
        }
        let mut mail = Mail {
            id: outbox.as_str().to_owned(),
            notice: *notice,
            at: happened.at,
            without: None,
            eml: None,
        };
        if outbox::acts_for_its_reader(*notice) {
            mail.without = Some("It held a code or link that acts for its reader.");
        } else if !personal {
            mail.eml = Some(masked(deps, &mail, case).into_bytes());
        } else if let Some(message) = message(tx, deps, outbox.as_str())? {
            mail.eml = Some(whole(deps, &mail, &message).into_bytes());
        } else {
            mail.without = Some("Its text was erased.");
        }
        found.push(mail);
    }
    Ok(found)
}

fn message(tx: &mut dyn Reads, deps: &Deps, id: &str) -> Result<Option<Message>, ServiceError> {
    match rows::get(tx, id)? {
        Some(item) => notices::read_mail(tx, deps, &item),
        None => Ok(None),
    }
}

fn head(deps: &Deps, mail: &Mail, to: &str, subject: &str) -> String {
    format!(
        "From: {}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {}\r\nMessage-ID: <{}@rightsdesk>\r\n\
         Auto-Submitted: auto-generated\r\nX-Rightsdesk-Notice: {}\r\nMIME-Version: 1.0\r\n",
        deps.settings.mail.from,
        mail.at.format("%a, %d %b %Y %H:%M:%S +0000"),
        mail.id,
        mail.notice,
    )
}

fn masked(deps: &Deps, mail: &Mail, case: &Case) -> String {
    let text = format!(
        "{} ({}).\r\nAddress and text are masked; export the bundle with personal data to read them.",
        catalogue::notice(mail.notice),
        case.reference,
    );
    let head = head(deps, mail, "masked <masked@invalid>", MASKED);
    format!("{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n")
}

fn whole(deps: &Deps, mail: &Mail, message: &Message) -> String {
    let to = match (&message.to_name, message.to.as_str()) {
        (Some(name), "") => format!("{} <letter@invalid>", word(name)),
        (Some(name), address) => format!("{} <{address}>", word(name)),
        (None, "") => "letter <letter@invalid>".to_owned(),
        (None, address) => address.to_owned(),
    };
    let edge = format!("=_{}", mail.id);
    let part = |kind: &str, text: &str| {
        let body: Vec<String> = STANDARD
            .encode(text)
            .as_bytes()
            .chunks(76)
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect();
        format!(
            "--{edge}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            body.join("\r\n")
        )
    };
    format!(
        "{}Content-Type: multipart/alternative; boundary=\"{edge}\"\r\n\r\n{}{}--{edge}--\r\n",
        head(deps, mail, &to, &word(&message.subject)),
        part("text/plain", &message.text),
        part("text/html", &message.html),
    )
}

/// Words in a header (RFC 2047): encoded in pieces that fit a line, so that none can end it.
fn word(text: &str) -> String {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        match pieces.last_mut() {
            Some(piece) if piece.len() + c.len_utf8() <= 42 => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    let encoded = pieces.iter().map(|piece| format!("=?utf-8?B?{}?=", STANDARD.encode(piece)));
    encoded.collect::<Vec<_>>().join("\r\n ")
}
