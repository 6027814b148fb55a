//! The audit log: every entry of the journal, for one request or the whole desk.

use serde::Serialize;

use super::desk_form::Field;
use super::desk_parts::{Empty, Link, Pager, Tone};
use crate::PageContext;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct AuditPage {
    /// The heading.
    pub title: String,
    /// What narrows it.
    pub filters: Vec<Field>,
    /// Where everything is shown again, when it is narrowed.
    pub clear: Option<String>,
    /// How long the log is, and where it is verified.
    pub head: String,
    /// The entries, newest first.
    pub entries: Vec<AuditLine>,
    /// What is shown instead of entries.
    pub empty: Option<Empty>,
    /// Moving through it.
    pub pager: Pager,
}

/// One entry.
#[derive(Debug, Clone, Serialize)]
pub struct AuditLine {
    /// Its place in the log; empty until it has one.
    pub position: String,
    /// When, for people.
    pub at: String,
    /// When, for programs.
    pub iso: String,
    /// Who.
    pub actor: String,
    /// The kind of actor.
    pub kind: String,
    /// What its colour means.
    pub tone: Tone,
    /// What happened.
    pub event: String,
    /// The stable name.
    pub name: String,
    /// What it belongs to.
    pub stream: String,
    /// The request it belongs to.
    pub case: Option<Link>,
    /// The entry as it is kept.
    pub body: String,
}

impl PageContext for AuditPage {
    const TEMPLATE: &'static str = "desk/audit";

    fn samples() -> Vec<Self> {
        let empty = AuditPage {
            entries: Vec::new(),
            clear: Some("/desk/audit".to_owned()),
            empty: Some(Empty {
                title: "Nothing happened here".to_owned(),
                text: "No entry fits these filters.".to_owned(),
                links: vec![Link::new("Show everything", "/desk/audit")],
            }),
            pager: Pager::default(),
            ..full()
        };
        vec![full(), empty]
    }
}

fn full() -> AuditPage {
    let line = |position: &str, event: &str, name: &str, case: Option<&str>| {
        AuditLine {
        position: position.to_owned(),
        at: "23 Nov 2026, 10:48:02".to_owned(),
        iso: "2026-11-23T10:48:02Z".to_owned(),
        actor: "Lena Roth".to_owned(),
        kind: "staff".to_owned(),
        tone: Tone::Idle,
        event: event.to_owned(),
        name: name.to_owned(),
        stream: "case".to_owned(),
        case: case.map(|case| Link::new(case, format!("/desk/cases/{case}"))),
        body: r#"{"at":"2026-11-23T10:48:02.000000Z","by":"staff:01989","event":"note_added","text":{"commitment":"6f0c7ae0a5c14bb9a3b6e7f0b4d1c2e3f4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c9","id":"0198"}}"#
            .to_owned(),
    }
    };
    AuditPage {
        title: "Audit log".to_owned(),
        filters: vec![
            Field::line("filter", "case", "Request"),
            Field::line("filter", "actor", "Actor"),
            Field::line("filter", "event", "Event"),
            Field::of_kind("filter", "from", "From", "date", "off"),
            Field::of_kind("filter", "to", "To", "date", "off"),
        ],
        clear: None,
        head: "1,204 entries have their place in the log; 2 wait for it.".to_owned(),
        entries: vec![
            line("", "Note", "note_added", Some("DSR-2026-551412")),
            line("1203", "Signed in", "signed_in", None),
            line("1202", "Request opened and read", "case_read", Some("DSR-2026-551412")),
        ],
        empty: None,
        pager: Pager {
            label: "Newest first".to_owned(),
            previous: None,
            next: Some("/desk/audit?before=1202".to_owned()),
        },
    }
}
