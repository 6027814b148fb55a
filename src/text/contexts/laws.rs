//! Settings, laws: every rule with what it rests on, and one rule with what switching it would change.

use serde::Serialize;

use super::case_page::{Fact, Tab};
use super::desk_form::{ActionForm, Field, Hidden};
use super::desk_parts::{Link, Tag, Tone};
use super::policy::{Moves, RunLine};
use crate::PageContext;

/// Every rule.
#[derive(Debug, Clone, Serialize)]
pub struct LawsPage {
    /// The heading.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// What the page is about.
    pub lead: String,
    /// Open requests that follow a change.
    pub runs: Vec<RunLine>,
    /// Rules that run, and rules that are off.
    pub groups: Vec<LawGroup>,
}

/// Rules that stand alike.
#[derive(Debug, Clone, Serialize)]
pub struct LawGroup {
    /// The heading.
    pub title: &'static str,
    /// Id of the heading.
    pub id: &'static str,
    /// How many.
    pub count: String,
    /// The rules.
    pub laws: Vec<LawLine>,
}

/// One rule.
#[derive(Debug, Clone, Serialize)]
pub struct LawLine {
    /// Its name and page.
    pub link: Link,
    /// Id, law, period, clause and days of effect.
    pub sub: String,
    /// How sure it is.
    pub tag: Tag,
}

/// One rule with its switch.
#[derive(Debug, Clone, Serialize)]
pub struct LawPage {
    /// The heading.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// Back to all.
    pub back: Link,
    /// Its stable id.
    pub id: String,
    /// Whether it runs, how sure it is.
    pub tags: Vec<Tag>,
    /// What it says.
    pub facts: Vec<Fact>,
    /// What a person must know about it.
    pub note: Option<String>,
    /// What was changed here, newest first.
    pub changes: Vec<String>,
    /// Why it cannot be switched by the reader.
    pub fixed: Option<&'static str>,
    /// What would change.
    pub preview: Option<LawPreview>,
}

/// What switching would change, and the form that does it.
#[derive(Debug, Clone, Serialize)]
pub struct LawPreview {
    /// What would move.
    pub moves: Moves,
    /// The switch.
    pub form: ActionForm,
}

impl PageContext for LawsPage {
    const TEMPLATE: &'static str = "desk/settings_laws";

    fn samples() -> Vec<Self> {
        let line = |id: &str, tag| LawLine {
            link: Link::new(format!("Law {id}"), format!("/desk/settings/laws/{id}")),
            sub: format!("{id} · 45 calendar days · Va. Code 59.1-577(B)"),
            tag,
        };
        let group = |title, id, law: &str, tag| LawGroup {
            title,
            id,
            count: "1".to_owned(),
            laws: vec![line(law, tag)],
        };
        vec![Self {
            title: "Laws".to_owned(),
            tabs: tabs(),
            lead: "Rules known from memory are off until compliance confirms them.".to_owned(),
            runs: vec![RunLine::sample()],
            groups: vec![
                group("On", "on", "eu_gdpr", Tag::new(Tone::Ok, "Text was read")),
                group("Off", "off", "us_va", Tag::new(Tone::Bad, "Counsel must confirm")),
            ],
        }]
    }
}

impl PageContext for LawPage {
    const TEMPLATE: &'static str = "desk/settings_law";

    fn samples() -> Vec<Self> {
        let fixed = Self { fixed: Some("Compliance switches rules."), preview: None, ..law() };
        vec![law(), fixed]
    }
}

fn tabs() -> Vec<Tab> {
    let href = "/desk/settings/laws".to_owned();
    vec![Tab { label: "Laws", count: String::new(), href, here: true }]
}

fn law() -> LawPage {
    LawPage {
        title: "Virginia, VCDPA".to_owned(),
        tabs: tabs(),
        back: Link::new("All laws", "/desk/settings/laws"),
        id: "us_va".to_owned(),
        tags: vec![Tag::new(Tone::Idle, "Off"), Tag::new(Tone::Bad, "Counsel must confirm")],
        facts: vec![Fact::new("Period", "45 calendar days"), Fact::new("Where", "US-VA")],
        note: Some("The text was not read.".to_owned()),
        changes: vec!["23 Nov, 10:48: switched off by Olga. Counsel doubts it.".to_owned()],
        fixed: None,
        preview: Some(LawPreview {
            moves: Moves::sample(),
            form: ActionForm {
                id: "law".to_owned(),
                action: "/desk/settings/laws/us_va".to_owned(),
                hidden: vec![Hidden { name: "to", value: "on".to_owned() }],
                fields: vec![Field::area("law", "reason", "Reason")],
                submit: "Switch it on".to_owned(),
                ..ActionForm::default()
            },
        }),
    }
}
