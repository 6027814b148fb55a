//! From a worked-out date to what the what-if page prints.

use chrono::{DateTime, Utc};

use super::words::long_date;
use domain::deadline::what_if::Answer;
use domain::deadline::{Evaluation, Step, Verdict};
use domain::policy::{Confidence, Rule};
use services::Deps;
use text::contexts::case_page::Fact;
use text::contexts::desk_parts::{Tag, Tone};
use text::contexts::what_if::{WhatIfAnswer, WhatIfPart};

/// How sure a rule is, in colour and words.
pub(crate) fn confidence(confidence: Confidence) -> Tag {
    match confidence {
        Confidence::Text => Tag::new(Tone::Ok, "Text was read"),
        Confidence::Secondary => Tag::new(Tone::Warn, "Secondary source"),
        Confidence::Memory => Tag::new(Tone::Bad, "Counsel must confirm"),
    }
}

/// The whole answer.
pub(crate) fn answer(deps: &Deps, found: &Answer) -> WhatIfAnswer {
    let binding = found.parts.get(found.binding);
    let several = found.parts.len() > 1;
    let (headline, iso) = binding.map_or(("No date".to_owned(), None), |(_, at)| headline(at));
    let text = binding.map_or_else(String::new, |(rule, at)| sentence(rule, at, several));
    let parts = found.parts.iter().enumerate();
    let policy = &deps.policy;
    WhatIfAnswer {
        headline,
        iso,
        text,
        parts: parts
            .map(|(at, (rule, one))| part(deps, rule, one, several && at == found.binding))
            .collect(),
        basis: format!("Pack {}, version {}. Nothing was stored.", policy.pack, policy.version),
    }
}

fn headline(found: &Evaluation) -> (String, Option<String>) {
    match found.verdict {
        Verdict::Due => {
            let text = format!("Due by the end of {}", long_date(found.due_on));
            (text, Some(found.due_on.to_string()))
        }
        Verdict::Paused => ("Paused: no date yet".to_owned(), None),
        Verdict::NotStarted => ("Not started: no date yet".to_owned(), None),
    }
}

fn sentence(rule: &Rule, found: &Evaluation, several: bool) -> String {
    let who = if several { "binds: it has the earliest date" } else { "was asked" };
    let off =
        if rule.scope.off { " It is switched off: no request gets this date by it." } else { "" };
    let name = &rule.name;
    match found.verdict {
        Verdict::Due => format!("{name} {who}.{off}"),
        Verdict::Paused | Verdict::NotStarted => {
            format!("{name}: the steps say what it waits for.{off}")
        }
    }
}

fn part(deps: &Deps, rule: &Rule, found: &Evaluation, binds: bool) -> WhatIfPart {
    let mut tags = Vec::new();
    if binds {
        tags.push(Tag::new(Tone::Accent, "Binds").with_icon("check"));
    }
    if rule.scope.off {
        tags.push(Tag::new(Tone::Idle, "Switched off").with_icon("stop"));
    }
    tags.push(confidence(rule.confidence));
    WhatIfPart {
        name: rule.name.clone(),
        id: rule.id.clone(),
        tags,
        facts: facts(deps, rule, found),
        flags: found.warnings().map(Step::sentence).collect(),
        note: rule.scope.note.clone(),
        steps: found.steps.iter().map(Step::sentence).collect(),
    }
}

fn facts(deps: &Deps, rule: &Rule, found: &Evaluation) -> Vec<Fact> {
    let mut facts = vec![match found.verdict {
        Verdict::Due => Fact::new("Due", due(deps, found)),
        Verdict::Paused => Fact::new("Due", "paused, no date yet"),
        Verdict::NotStarted => Fact::new("Due", "not started, no date yet"),
    }];
    if let Some(by) = found.notice_by {
        facts.push(Fact::new("Tell of an extension by", long_date(by)));
    }
    if let Some(extension) = found.extension {
        facts.push(Fact::new("With an extension", long_date(extension.due_on)));
    }
    facts.push(Fact::new("Period", rule.period.words()));
    facts.push(Fact::new("Clause", rule.citation.clone()));
    facts
}

fn due(deps: &Deps, found: &Evaluation) -> String {
    let clock = |at: DateTime<Utc>| deps.zones.local(&found.zone, at).format("%H:%M").to_string();
    let day = long_date(found.due_on);
    found.due_at.map_or(day.clone(), |at| format!("{day}, {} in {}", clock(at), found.zone))
}
