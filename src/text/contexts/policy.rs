//! What a change of the policy moves: before it is saved, and while open requests follow.

use serde::Serialize;

use super::case_page::Tab;
use super::desk_form::ActionForm;
use super::desk_parts::{Link, Tag, Tone};
use crate::PageContext;

/// What a change would move.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Moves {
    /// How many requests would have another date.
    pub title: String,
    /// What that means, and what to look at.
    pub notes: Vec<String>,
    /// The first of those requests.
    pub moved: Vec<MovedLine>,
}

/// A request that would have another date.
#[derive(Debug, Clone, Serialize)]
pub struct MovedLine {
    /// The request.
    pub link: Link,
    /// Both dates.
    pub text: String,
}

/// Requests following a change.
#[derive(Debug, Clone, Serialize)]
pub struct RunLine {
    /// What was changed, and when.
    pub title: String,
    /// How far it is.
    pub text: String,
    /// Whether it is finished.
    pub tag: Tag,
}

/// A change before it is saved.
#[derive(Debug, Clone, Serialize)]
pub struct PreviewPage {
    /// The heading: what would be changed.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// Back to where it was wished for.
    pub back: Link,
    /// What it is, in lines.
    pub lines: Vec<String>,
    /// What it would move.
    pub moves: Moves,
    /// The form that saves it.
    pub form: ActionForm,
}

impl Moves {
    /// An example.
    pub(super) fn sample() -> Self {
        Self {
            title: "1 open request would be due earlier".to_owned(),
            notes: vec!["It follows once the change is saved.".to_owned()],
            moved: vec![MovedLine {
                link: Link::new("DSR-2026-551412", "/desk/cases/DSR-2026-551412"),
                text: "23 December 2026 now, 3 December 2026 then".to_owned(),
            }],
        }
    }
}

impl RunLine {
    /// An example.
    pub(super) fn sample() -> Self {
        Self {
            title: "Calendar X-OFFICE, 23 Nov, 10:48".to_owned(),
            text: "120 of 400 requests looked at, 12 have another date".to_owned(),
            tag: Tag::new(Tone::Info, "Running"),
        }
    }
}

impl PageContext for PreviewPage {
    const TEMPLATE: &'static str = "desk/settings_preview";

    fn samples() -> Vec<Self> {
        let href = "/desk/settings/calendars".to_owned();
        let page = Self {
            title: "Add closed days".to_owned(),
            tabs: vec![Tab { label: "Calendars", count: String::new(), href, here: true }],
            back: Link::new("Office", "/desk/settings/calendars/X-OFFICE"),
            lines: vec!["24 December 2026, Closed".to_owned()],
            moves: Moves::sample(),
            form: ActionForm {
                id: "save".to_owned(),
                action: "/desk/settings/calendars/X-OFFICE".to_owned(),
                submit: "Save".to_owned(),
                ..ActionForm::default()
            },
        };
        let nothing = Self { lines: Vec::new(), moves: Moves::default(), ..page.clone() };
        vec![page, nothing]
    }
}
