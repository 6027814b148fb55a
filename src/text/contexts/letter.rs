//! The letter of a request before it is sent, with its free parts.

use serde::Serialize;

use super::desk_form::{ActionForm, Field, Tokens};
use super::desk_parts::{Banner, Link, Tone};
use crate::PageContext;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct LetterPage {
    /// The heading.
    pub title: String,
    /// The request.
    pub back: Link,
    /// What this is: a draft, or what waits for an approver.
    pub banner: Banner,
    /// The letter, while there is one.
    pub letter: Option<LetterPart>,
    /// Its free parts, while they can be written.
    pub words: Option<WordsForm>,
    /// Approving what is shown.
    pub approve: Option<ActionForm>,
    /// Sending it back.
    pub send_back: Option<ActionForm>,
}

/// The letter as it will be sent.
#[derive(Debug, Clone, Serialize)]
pub struct LetterPart {
    /// Its subject.
    pub subject: String,
    /// To which address; a letter to be printed has none.
    pub to: Option<String>,
    /// The HTML part: shown in a frame in which nothing runs.
    pub html: String,
    /// The plain text part.
    pub text: String,
}

/// The form of the free parts.
#[derive(Debug, Clone, Serialize)]
pub struct WordsForm {
    /// Where the proposal is sent.
    pub action: String,
    /// Where the words are only looked at.
    pub look: String,
    /// What every form carries.
    pub tokens: Tokens,
    /// The command that proposes.
    pub command: &'static str,
    /// Introduction and closing words, or ground and explanation of a refusal.
    pub fields: Vec<Field>,
    /// The button that proposes, while that is possible.
    pub submit: Option<&'static str>,
}

impl PageContext for LetterPage {
    const TEMPLATE: &'static str = "desk/letter";

    fn samples() -> Vec<Self> {
        let part = LetterPart {
            subject: "Your request DSR-2026-551412: our answer".to_owned(),
            to: Some("maya.lindqvist@example.com".to_owned()),
            html: "<!DOCTYPE html><p class=\"x\">Hello &amp; welcome</p>".to_owned(),
            text: "Hello Maya,\n\nthis is our answer.\n".to_owned(),
        };
        let draft = Self {
            title: "Letter of DSR-2026-551412".to_owned(),
            back: Link::new("DSR-2026-551412", "/desk/cases/DSR-2026-551412"),
            banner: Banner::new(Tone::Info, "file", "A draft.", "It is not proposed yet."),
            letter: Some(part),
            words: Some(WordsForm {
                action: "/desk/cases/DSR-2026-551412/commands".to_owned(),
                look: "/desk/cases/DSR-2026-551412/letter".to_owned(),
                tokens: Tokens::default(),
                command: "propose_answer",
                fields: vec![Field::area("letter", "text", "Introduction").optional()],
                submit: Some("Propose this answer"),
            }),
            approve: None,
            send_back: None,
        };
        let form = |command: &str| {
            ActionForm::command(command, "/desk/cases/x/commands", Tokens::default(), command)
        };
        let review = Self {
            words: None,
            approve: Some(form("approve")),
            send_back: Some(form("send_back")),
            ..draft.clone()
        };
        let none = Self { letter: None, approve: None, send_back: None, ..review.clone() };
        vec![draft, review, none]
    }
}
