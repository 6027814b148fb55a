//! Legal holds: the list with the form that places one, and one hold with the form that releases it.

use serde::Serialize;

use super::case_page::Fact;
use super::desk_form::{ActionForm, Field};
use super::desk_parts::{Empty, Link, Tag, Tone};
use crate::PageContext;

/// Every hold.
#[derive(Debug, Clone, Serialize)]
pub struct LegalHoldsPage {
    /// The heading.
    pub title: String,
    /// What a hold does.
    pub lead: &'static str,
    /// Holds that were not released.
    pub standing: Vec<HoldLine>,
    /// Older ones.
    pub more: Option<Link>,
    /// When there is none.
    pub empty: Option<Empty>,
    /// Holds that were released.
    pub released: Vec<HoldLine>,
    /// Places one; only for those who may.
    pub place: Option<ActionForm>,
}

/// One hold in the list.
#[derive(Debug, Clone, Serialize)]
pub struct HoldLine {
    /// On whom, and its page.
    pub link: Link,
    /// Since when, by whom, until when.
    pub sub: String,
    /// Whether it stands.
    pub tag: Tag,
}

/// One hold.
#[derive(Debug, Clone, Serialize)]
pub struct LegalHoldPage {
    /// The heading.
    pub title: String,
    /// Back to all.
    pub back: Link,
    /// Whether it stands.
    pub tag: Tag,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// The requests it counts for.
    pub requests: Vec<Link>,
    /// Why the reader cannot release it.
    pub fixed: Option<&'static str>,
    /// Releases it.
    pub release: Option<ActionForm>,
}

impl PageContext for LegalHoldsPage {
    const TEMPLATE: &'static str = "desk/legal_holds";

    fn samples() -> Vec<Self> {
        let line = |label: &str, tag| HoldLine {
            link: Link::new(label, "/desk/holds/01"),
            sub: "Since 23 Nov, 10:48, by Olga Compliance · until 31 December 2026".to_owned(),
            tag,
        };
        let full = Self {
            title: "Legal holds".to_owned(),
            lead: "Nothing is erased and no account is closed while one stands.",
            standing: vec![line("A person", Tag::new(Tone::Warn, "Stands"))],
            more: Some(Link::new("Older holds", "/desk/holds?after=01")),
            empty: None,
            released: vec![line("DSR-2026-551412", Tag::new(Tone::Idle, "Released"))],
            place: Some(ActionForm {
                id: "place".to_owned(),
                action: "/desk/holds".to_owned(),
                fields: vec![
                    Field::line("place", "subject", "Email address or reference"),
                    Field::of_kind("place", "until", "Last day", "date", "off").optional(),
                    Field::area("place", "reason", "Reason"),
                ],
                submit: "Place the hold".to_owned(),
                ..ActionForm::default()
            }),
        };
        let none = Self {
            standing: Vec::new(),
            more: None,
            released: Vec::new(),
            place: None,
            empty: Some(Empty {
                title: "No legal hold stands".to_owned(),
                text: "Compliance places one here.".to_owned(),
                links: Vec::new(),
            }),
            ..full.clone()
        };
        vec![full, none]
    }
}

impl PageContext for LegalHoldPage {
    const TEMPLATE: &'static str = "desk/legal_hold";

    fn samples() -> Vec<Self> {
        let standing = Self {
            title: "Legal hold on a person".to_owned(),
            back: Link::new("All legal holds", "/desk/holds"),
            tag: Tag::new(Tone::Warn, "Stands"),
            facts: vec![Fact::new("Reason", "Claim 12"), Fact::new("Until", "31 December 2026")],
            requests: vec![Link::new("DSR-2026-551412", "/desk/cases/DSR-2026-551412")],
            fixed: None,
            release: Some(ActionForm {
                id: "release".to_owned(),
                action: "/desk/holds/01".to_owned(),
                fields: vec![Field::area("release", "reason", "Reason")],
                submit: "Release the hold".to_owned(),
                ..ActionForm::default()
            }),
        };
        let fixed = Self {
            requests: Vec::new(),
            release: None,
            fixed: Some("An approver who did not place it releases it."),
            ..standing.clone()
        };
        vec![standing, fixed]
    }
}
