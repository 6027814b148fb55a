//! The outbox: what waits to be sent, what was sent, what could not be, and each message as it was sent.

use serde::Serialize;

use super::case_page::{Fact, Tab};
use super::desk_form::ActionForm;
use super::desk_form::Tokens;
use super::desk_parts::{Banner, Empty, Link, Pager, Tag, Tone};
use crate::PageContext;

/// The list.
#[derive(Debug, Clone, Serialize)]
pub struct OutboxPage {
    /// The heading.
    pub title: String,
    /// Waiting, sent, failed.
    pub tabs: Vec<Tab>,
    /// The messages, newest first.
    pub rows: Vec<OutboxRow>,
    /// What is shown instead of a list.
    pub empty: Option<Empty>,
    /// Moving through the list.
    pub pager: Pager,
}

/// One message.
#[derive(Debug, Clone, Serialize)]
pub struct OutboxRow {
    /// Its page.
    pub href: String,
    /// What it is about.
    pub subject: String,
    /// Whom it is for: a role, never an address in a list.
    pub to: String,
    /// The request it belongs to.
    pub case: Option<Link>,
    /// Where it stands.
    pub tag: Tag,
    /// When it was made, sent or will be tried.
    pub at: String,
    /// The same, for programs.
    pub iso: String,
    /// Why it did not go out.
    pub error: Option<String>,
}

/// One message, as it was or will be sent.
#[derive(Debug, Clone, Serialize)]
pub struct OutboxItemPage {
    /// Title of the window.
    pub title: String,
    /// The subject.
    pub subject: String,
    /// Where it stands.
    pub tag: Tag,
    /// What is out of the ordinary.
    pub banner: Option<Banner>,
    /// Its facts.
    pub facts: Vec<Fact>,
    /// The plain text, exactly as sent.
    pub text: String,
    /// Why there is no text.
    pub hidden: Option<String>,
    /// Sending it again.
    pub again: Option<ActionForm>,
    /// Marking a letter as posted.
    pub posted: Option<ActionForm>,
}

impl PageContext for OutboxPage {
    const TEMPLATE: &'static str = "desk/outbox";

    fn samples() -> Vec<Self> {
        let row = |subject: &str, tag: Tag, error: Option<&str>| OutboxRow {
            href: "/desk/outbox/ob_1".to_owned(),
            subject: subject.to_owned(),
            to: "Requester".to_owned(),
            case: Some(Link::new("DSR-2026-551412", "/desk/cases/DSR-2026-551412")),
            tag,
            at: "23 Nov, 10:48".to_owned(),
            iso: "2026-11-23T10:48:00Z".to_owned(),
            error: error.map(str::to_owned),
        };
        let full = Self {
            title: "Outbox".to_owned(),
            tabs: tabs(),
            rows: vec![
                row(
                    "Question asked",
                    Tag::new(Tone::Bad, "Not delivered").with_icon("alert"),
                    Some(
                        "550 5.1.1 the mailbox does not exist: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                    ),
                ),
                row("Request received", Tag::new(Tone::Ok, "Sent").with_icon("check"), None),
                OutboxRow {
                    case: None,
                    to: "Staff".to_owned(),
                    ..row("Daily digest", Tag::new(Tone::Idle, "Waiting"), None)
                },
            ],
            empty: None,
            pager: Pager {
                label: "Newest first".to_owned(),
                previous: None,
                next: Some("/desk/outbox?before=ob_1".to_owned()),
            },
        };
        let empty = Self {
            rows: Vec::new(),
            empty: Some(Empty {
                title: "Every message went out".to_owned(),
                text: "What the mail server refuses for good is shown here.".to_owned(),
                links: Vec::new(),
            }),
            pager: Pager::default(),
            ..full.clone()
        };
        vec![full, empty]
    }
}

fn tabs() -> Vec<Tab> {
    let tab = |label, count: &str, state: &str| Tab {
        label,
        count: count.to_owned(),
        href: format!("/desk/outbox?state={state}"),
        here: state == "dead",
    };
    vec![
        tab("Not delivered", "1", "dead"),
        tab("Waiting", "0", "ready"),
        tab("Sent", "211", "done"),
    ]
}

impl PageContext for OutboxItemPage {
    const TEMPLATE: &'static str = "desk/outbox_item";

    fn samples() -> Vec<Self> {
        let form = |title: &str| ActionForm {
            id: "again".to_owned(),
            action: "/desk/outbox/ob_1/again".to_owned(),
            tokens: Tokens::default(),
            submit: title.to_owned(),
            ..ActionForm::default()
        };
        let dead = Self {
            title: "Question asked".to_owned(),
            subject: "We have a question about your request DSR-2026-551412".to_owned(),
            tag: Tag::new(Tone::Bad, "Not delivered").with_icon("alert"),
            banner: Some(Banner::new(
                Tone::Bad,
                "alert",
                "It could not be delivered.",
                "550 5.1.1 the mailbox does not exist. Seven tries, the last on 23 November 2026, 10:48.",
            )),
            facts: vec![
                Fact::new("To", "maya.lindqvist@example.com"),
                Fact {
                    href: Some("/desk/cases/DSR-2026-551412".to_owned()),
                    ..Fact::new("Request", "DSR-2026-551412")
                },
                Fact::new("Template", "question_asked, version 3f9c0a1b2c3d"),
            ],
            text: "Hello Maya Lindqvist,\n\n    Which course do you mean?\n\nhttps://privacy.example.com/status?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
                .to_owned(),
            hidden: None,
            again: Some(form("Send again")),
            posted: None,
        };
        let letter = Self {
            tag: Tag::new(Tone::Warn, "Letter to post").with_icon("file"),
            banner: None,
            again: None,
            posted: Some(form("Mark as posted")),
            ..dead.clone()
        };
        let gone = Self {
            text: String::new(),
            hidden: Some(
                "The personal data of its request was erased, and this message with it.".to_owned(),
            ),
            again: None,
            ..dead.clone()
        };
        vec![dead, letter, gone]
    }
}
