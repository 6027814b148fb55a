//! What-ifs: the form that asks for a date, and the answer with every step.

use serde::Serialize;

use super::case_page::Fact;
use super::desk_form::{Choice, Field, choose};
use super::desk_parts::{Banner, Tag, Tone};
use crate::PageContext;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct WhatIfPage {
    /// The heading.
    pub title: String,
    /// What it is for.
    pub lead: &'static str,
    /// That something needs another look.
    pub problem: Option<Banner>,
    /// When and where it was received, and what is asked for.
    pub receipt: Vec<Field>,
    /// The rules that run.
    pub rules: Field,
    /// The rules that are switched off.
    pub off: Field,
    /// Whether those are shown from the start.
    pub off_open: bool,
    /// What else can be set.
    pub more: Vec<Field>,
    /// Whether that is shown from the start.
    pub more_open: bool,
    /// What came out.
    pub answer: Option<WhatIfAnswer>,
}

/// What came out.
#[derive(Debug, Clone, Serialize)]
pub struct WhatIfAnswer {
    /// The date in words, or why there is none.
    pub headline: String,
    /// The date for programs.
    pub iso: Option<String>,
    /// What binds, and what that means.
    pub text: String,
    /// Each rule.
    pub parts: Vec<WhatIfPart>,
    /// What it was worked out with.
    pub basis: String,
}

/// What one rule gives.
#[derive(Debug, Clone, Serialize)]
pub struct WhatIfPart {
    /// Its name.
    pub name: String,
    /// Its stable id.
    pub id: String,
    /// Whether it binds, whether it is off, how sure it is.
    pub tags: Vec<Tag>,
    /// Dates and clause.
    pub facts: Vec<Fact>,
    /// What to look at again.
    pub flags: Vec<String>,
    /// What a person must know about the rule.
    pub note: Option<String>,
    /// The derivation.
    pub steps: Vec<String>,
}

impl PageContext for WhatIfPage {
    const TEMPLATE: &'static str = "desk/what_if";

    fn samples() -> Vec<Self> {
        let wrong = Self {
            problem: Some(
                Banner::new(Tone::Bad, "alert", "Not worked out.", "What you typed is kept.")
                    .alert(),
            ),
            receipt: vec![
                Field::line("what", "zone", "Time zone")
                    .filled("Atlantis")
                    .error(Some("There is no time zone “Atlantis”.".to_owned())),
            ],
            off_open: true,
            more_open: true,
            answer: None,
            ..asked()
        };
        vec![asked(), wrong]
    }
}

fn asked() -> WhatIfPage {
    let rules = |part: &str, label: &str, ids: &[&str]| {
        let choices = ids.iter().map(|id| Choice::new(*id, *id)).collect();
        Field::checks(part, "rule", label, choose(choices, "uk_gdpr"))
    };
    let part = |id: &str, tags: Vec<Tag>, flags: &[&str]| WhatIfPart {
        name: "United Kingdom, UK GDPR".to_owned(),
        id: id.to_owned(),
        tags,
        facts: vec![Fact::new("Due", "23 December 2026"), Fact::new("Clause", "Art. 12(3)")],
        flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
        note: None,
        steps: vec![
            "Received on 23 November 2026 (local date in Europe/London). That day is not counted."
                .to_owned(),
            "1 calendar month later is 23 December 2026.".to_owned(),
        ],
    };
    WhatIfPage {
        title: "What if".to_owned(),
        lead: "Works a date out without touching any request.",
        problem: None,
        receipt: vec![
            Field::of_kind("what", "on", "Received on", "date", "off").filled("2026-11-23"),
            Field::line("what", "zone", "Time zone").filled("Europe/London"),
        ],
        rules: rules("what", "Rules that run", &["policy_default", "uk_gdpr"]),
        off: rules("off", "Rules that are off", &["us_va"]),
        off_open: false,
        more: vec![Field::area("what", "events", "What happened since").optional()],
        more_open: false,
        answer: Some(WhatIfAnswer {
            headline: "Due by the end of 23 December 2026".to_owned(),
            iso: Some("2026-12-23".to_owned()),
            text: "United Kingdom, UK GDPR binds.".to_owned(),
            parts: vec![
                part("uk_gdpr", vec![Tag::new(Tone::Accent, "Binds")], &[]),
                part(
                    "us_va",
                    vec![Tag::new(Tone::Idle, "Off")],
                    &["The table of holidays of Germany does not reach 23 December 2031."],
                ),
            ],
            basis: "Pack aiml_learn, version 2026-11-23.".to_owned(),
        }),
    }
}
