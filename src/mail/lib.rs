//! Sending rendered messages: by SMTP, into a folder, or into memory for tests.
//!
//! Knows nothing of cases or templates. Sending blocks; the worker calls it outside any transaction
//! and decides from [`SendFault`] whether to try again.

mod build;
mod file;
mod memory;
mod smtp;

use chrono::{DateTime, Utc};

pub use build::Sender;
pub use file::FileMailer;
pub use memory::{MemoryMailer, Sent};
pub use smtp::{SmtpMailer, SmtpSettings, sends_in_the_clear};

use domain::ids::OutboxId;
use domain::message::Message;

/// One message on its way.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// The row of the outbox: left part of the Message-ID, so that every attempt carries the same one.
    pub id: &'a OutboxId,
    /// What was rendered.
    pub message: &'a Message,
    /// Whom it comes from.
    pub from: &'a Sender,
    /// When the notice was made, not when it is tried: every attempt is byte for byte the same.
    pub date: DateTime<Utc>,
}

/// The message was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The Message-ID, with its angle brackets.
    pub message_id: String,
    /// What accepted it: the server's answer, or the file. Holds no address.
    pub accepted_by: String,
}

/// Why it was not accepted. The reasons hold no address, so that they can be stored and shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendFault {
    /// It may work later.
    #[error("not sent yet: {0}")]
    Retry(String),
    /// It will never work for this message.
    #[error("cannot be sent: {0}")]
    Fail(String),
}

/// The transport in use.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// A mail server.
    Smtp(SmtpMailer),
    /// One `.eml` file per message.
    File(FileMailer),
    /// Kept in memory, for tests.
    Memory(MemoryMailer),
}

impl Mailer {
    /// Sends one message and waits for the answer.
    pub fn send(&self, outgoing: &Outgoing<'_>) -> Result<Receipt, SendFault> {
        match self {
            Self::Smtp(mailer) => mailer.send(outgoing),
            Self::File(mailer) => mailer.send(outgoing),
            Self::Memory(mailer) => mailer.send(outgoing),
        }
    }
}

#[cfg(test)]
mod samples {
    //! A message for the tests of the transports.

    use super::*;
    use domain::message::NoticeKind;

    pub(super) fn message() -> Message {
        Message {
            to: "maya@example.com".to_owned(),
            to_name: Some("Máya Okafor".to_owned()),
            subject: "Your request DSR-2026-482915: “we need more time”".to_owned(),
            text: "Hello Máya,\n\n.a line that begins with a dot\n".to_owned(),
            html: format!("<p>Hello Máya, {}</p>\n", "a long line ".repeat(30)),
            notice: NoticeKind::Extension,
            template_version: "0123456789ab".to_owned(),
        }
    }

    pub(super) fn sender() -> Sender {
        Sender::parse("AIML-Learn Privacy <privacy@aimllearn.com>").unwrap()
    }

    pub(super) fn date() -> DateTime<Utc> {
        "2026-11-23T09:05:00Z".parse().unwrap()
    }

    pub(super) fn id() -> OutboxId {
        OutboxId::from("0193-7f-abc")
    }
}
