//! The receipt, the accessibility statement, and the mails of a desk that sends none.

use chrono::NaiveDate;
use serde::Serialize;

use crate::PageContext;

/// The receipt of a confirmed request.
#[derive(Debug, Clone, Serialize)]
pub struct ReceivedPage {
    /// The reference.
    pub reference: String,
    /// The last day for the answer.
    pub due_on: NaiveDate,
    /// Where the receipt went.
    pub email: String,
    /// Whether a guardian has to show that they may act.
    pub authority: bool,
}

impl ReceivedPage {
    /// Title of the page.
    pub const TITLE: &'static str = "Request received";
}

impl PageContext for ReceivedPage {
    const TEMPLATE: &'static str = "public/received";

    fn samples() -> Vec<Self> {
        let due_on = NaiveDate::from_ymd_opt(2026, 12, 23).unwrap_or_default();
        let of = |email: &str| Self {
            reference: "DSR-2026-482915".to_owned(),
            due_on,
            email: email.to_owned(),
            authority: email.is_empty(),
        };
        vec![of("maya.lindqvist@example.com"), of("")]
    }
}

/// The accessibility statement.
#[derive(Debug, Clone, Serialize)]
pub struct AccessibilityPage {}

impl AccessibilityPage {
    /// Title of the page.
    pub const TITLE: &'static str = "Accessibility statement";
}

impl PageContext for AccessibilityPage {
    const TEMPLATE: &'static str = "public/accessibility";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

/// The mails that were written to a folder instead of being sent.
#[derive(Debug, Clone, Serialize)]
pub struct DevMailPage {
    /// The newest first.
    pub mails: Vec<DevMail>,
    /// The folder.
    pub folder: String,
}

/// A mail in the folder.
#[derive(Debug, Clone, Serialize)]
pub struct DevMail {
    /// Its file name.
    pub file: String,
    /// Where to read it.
    pub href: String,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// When it was written.
    pub date: String,
}

/// One mail.
#[derive(Debug, Clone, Serialize)]
pub struct OneMailPage {
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// When it was written.
    pub date: String,
    /// Its plain text.
    pub lines: Vec<MailLine>,
}

/// A line of a mail; a link when it is nothing but an address of this desk.
#[derive(Debug, Clone, Serialize)]
pub struct MailLine {
    /// The words.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
}

impl MailLine {
    /// From a line, on the desk with this origin.
    pub fn of(line: &str, origin: &str) -> Self {
        let own = line.trim().strip_prefix(origin).filter(|path| path.starts_with('/'));
        Self { text: line.to_owned(), href: own.map(str::to_owned) }
    }
}

impl OneMailPage {
    /// Title of the page.
    pub const TITLE: &'static str = "A mail of this desk";
}

impl PageContext for OneMailPage {
    const TEMPLATE: &'static str = "public/one_mail";

    fn samples() -> Vec<Self> {
        let origin = "https://privacy.example.com";
        let text = ["Your code:", "", "    482915", "", "https://privacy.example.com/confirm/abc"];
        let full = Self {
            to: "maya.lindqvist@example.com".to_owned(),
            subject: "482 915 is your code".to_owned(),
            date: "Mon, 23 Nov 2026 10:48:00 +0000".to_owned(),
            lines: text.iter().map(|line| MailLine::of(line, origin)).collect(),
        };
        let least = Self { lines: Vec::new(), ..full.clone() };
        vec![full, least]
    }
}

impl DevMailPage {
    /// Title of the page.
    pub const TITLE: &'static str = "Mails of this desk";
}

impl PageContext for DevMailPage {
    const TEMPLATE: &'static str = "public/dev_mail";

    fn samples() -> Vec<Self> {
        let mail = DevMail {
            file: "0001.eml".to_owned(),
            href: "/dev/mail/0001.eml".to_owned(),
            to: "maya.lindqvist@example.com".to_owned(),
            subject: "482 915 is your code".to_owned(),
            date: "Mon, 23 Nov 2026 10:48:00 +0000".to_owned(),
        };
        let folder = "data/mail".to_owned();
        let full = Self { mails: vec![mail.clone(), mail], folder: folder.clone() };
        vec![full, Self { mails: Vec::new(), folder }]
    }
}
