//! From laws to what their settings pages print.

use super::what_if::confidence;
use super::words;
use super::{Forms, policy};
use domain::intake::FieldErrors;
use domain::policy::{Confidence, Rule};
use services::laws::{self, Law};
use services::policy::{Change, Preview, Switch};
use services::staff::Names;
use text::contexts::case_page::{Fact, Tab};
use text::contexts::desk_form::{ActionForm, Field, Hidden};
use text::contexts::desk_parts::{Link, Tag, Tone};
use text::contexts::laws::{LawGroup, LawLine, LawPage, LawPreview, LawsPage};
use text::contexts::policy::RunLine;

const LEAD: &str = "Each law is a rule with the place it was found and how sure that is. Rules known from memory are off \
    until compliance confirms them; the others are switched in the policy pack.";
/// All of them.
pub(crate) fn list(all: &[Law], runs: Vec<RunLine>, tabs: Vec<Tab>) -> LawsPage {
    let group = |title, id, off: bool| {
        let laws: Vec<LawLine> =
            all.iter().filter(|law| law.rule.scope.off == off).map(line).collect();
        LawGroup { title, id, count: laws.len().to_string(), laws }
    };
    LawsPage {
        title: "Laws".to_owned(),
        tabs,
        lead: LEAD.to_owned(),
        runs,
        groups: vec![group("On", "on", false), group("Off", "off", true)],
    }
}

fn line(law: &Law) -> LawLine {
    let rule = &law.rule;
    let mut sub = vec![rule.id.clone(), rule.period.words(), rule.citation.clone()];
    sub.extend(effect(rule));
    if let Some(change) = law.changes.last() {
        sub.push(if change.what.on { "switched on here" } else { "switched off here" }.to_owned());
    }
    LawLine {
        link: Link::new(&rule.name, format!("/desk/settings/laws/{}", rule.id)),
        sub: sub.join(" · "),
        tag: confidence(rule.confidence),
    }
}

/// The days of receipt it applies to, where it has a beginning or an end.
fn effect(rule: &Rule) -> Option<String> {
    let (since, until) = (rule.scope.since, rule.scope.until);
    match (since.map(words::long_date), until.map(words::long_date)) {
        (Some(since), Some(until)) => Some(format!("{since} to {until}")),
        (Some(since), None) => Some(format!("from {since}")),
        (None, Some(until)) => Some(format!("until {until}")),
        (None, None) => None,
    }
}

/// What the page of one law is made of.
pub(crate) struct Scene<'a> {
    /// Tokens of forms.
    pub(crate) forms: Forms<'a>,
    /// Colleagues by reference.
    pub(crate) names: &'a Names,
    /// The law.
    pub(crate) law: &'a Law,
}

impl Scene<'_> {
    /// The page; `found` only for those who may switch the rule.
    pub(crate) fn page(
        &self,
        found: Option<&Preview>,
        tabs: Vec<Tab>,
        typed: &str,
        errors: &FieldErrors,
    ) -> LawPage {
        let rule = &self.law.rule;
        let state = if rule.scope.off {
            Tag::new(Tone::Idle, "Off").with_icon("stop")
        } else {
            Tag::new(Tone::Ok, "On").with_icon("check")
        };
        let fixed = found.is_none().then_some(if laws::can_switch(rule) {
            "Compliance switches it, with a reason."
        } else if rule.confidence == Confidence::Memory {
            "Its clock is started by no request, so there is nothing to switch."
        } else {
            "It is switched in the policy pack."
        });
        LawPage {
            title: rule.name.clone(),
            tabs,
            back: Link::new("All laws", "/desk/settings/laws"),
            id: rule.id.clone(),
            tags: vec![state, confidence(rule.confidence)],
            facts: facts(rule),
            note: rule.scope.note.clone(),
            changes: self.law.changes.iter().rev().map(|change| self.change(change)).collect(),
            fixed,
            preview: found.map(|found| self.preview(found, typed, errors)),
        }
    }

    fn change(&self, change: &Change<Switch>) -> String {
        let at = words::moment(self.forms.deps, change.at);
        let name = change.by.as_ref().and_then(|by| self.names.get(by));
        let name = name.map_or("somebody", String::as_str);
        let what = if change.what.on { "on" } else { "off" };
        format!("{at}: switched {what} by {name}. {}", change.reason)
    }

    fn preview(&self, found: &Preview, typed: &str, errors: &FieldErrors) -> LawPreview {
        let to = if self.law.rule.scope.off { "on" } else { "off" };
        LawPreview {
            moves: policy::moves(found),
            form: ActionForm {
                id: "law".to_owned(),
                action: format!("/desk/settings/laws/{}", self.law.rule.id),
                tokens: self.forms.tokens(),
                hidden: vec![Hidden { name: "to", value: to.to_owned() }],
                problem: (!errors.is_empty()).then(|| "Not switched. Look again.".to_owned()),
                fields: vec![
                    Field::area("law", "reason", "Reason")
                        .hint("Who confirmed it and where it is written. No names of requesters.")
                        .filled(typed)
                        .error(errors.get("reason").cloned()),
                ],
                fine: Some("It counts at once, and stands in the audit log.".to_owned()),
                submit: format!("Switch it {to}"),
                cancel: Some("/desk/settings/laws".to_owned()),
                ..ActionForm::default()
            },
        }
    }
}

fn facts(rule: &Rule) -> Vec<Fact> {
    let extension = rule
        .extension
        .as_ref()
        .map(|one| format!("to {}, told within {}", one.total.words(), one.notice_within.words()));
    vec![
        Fact::new("Law", rule.regime().to_owned()),
        Fact::new("Clause", rule.citation.clone()),
        Fact::new("Where", rule.scope.places.join(", ")),
        Fact::new("Clock", rule.clock.as_str()),
        Fact::new("Period", rule.period.words()),
        Fact::new("Extension", extension.unwrap_or_else(|| "none".to_owned())),
        Fact::new("Received", effect(rule).unwrap_or_else(|| "any day".to_owned())),
    ]
}
