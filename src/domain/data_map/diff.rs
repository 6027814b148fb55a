//! What differs between two versions, line by line, before one is saved over the other.

use super::{DataMap, System};
use crate::vocabulary::Right;
use crate::webhook::Webhook;

/// One difference, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Key of the system; `None` for the map as a whole.
    pub system: Option<String>,
    /// What differs: `name`, `owner`, `delete`.
    pub what: &'static str,
    /// How it was; `None` when it is new.
    pub from: Option<String>,
    /// How it will be; `None` when it goes.
    pub to: Option<String>,
}

/// Every difference from one map to another.
pub fn diff(from: &DataMap, to: &DataMap) -> Vec<Changed> {
    let mut all = Vec::new();
    if from.categories != to.categories {
        all.push(changed(None, "categories", from.categories.join(", "), to.categories.join(", ")));
    }
    for old in &from.systems {
        match to.system(&old.key) {
            Some(new) => all.extend(between(old, new)),
            None => all.push(Changed {
                system: Some(old.key.clone()),
                what: "system",
                from: Some(old.name.clone()),
                to: None,
            }),
        }
    }
    for new in to.systems.iter().filter(|new| from.system(&new.key).is_none()) {
        all.push(Changed {
            system: Some(new.key.clone()),
            what: "system",
            from: None,
            to: Some(new.name.clone()),
        });
    }
    let order = |map: &DataMap, other: &DataMap| -> Vec<String> {
        let common = map.systems.iter().filter(|system| other.system(&system.key).is_some());
        common.map(|system| system.key.clone()).collect()
    };
    let (old, new) = (order(from, to), order(to, from));
    if old != new {
        all.push(changed(None, "order", old.join(", "), new.join(", ")));
    }
    all
}

fn between(old: &System, new: &System) -> Vec<Changed> {
    let (old_says, new_says) = (says(old), says(new));
    let pairs = old_says.into_iter().zip(new_says);
    pairs
        .filter(|((_, from), (_, to))| from != to)
        .map(|((what, from), (_, to))| changed(Some(&old.key), what, from, to))
        .collect()
}

fn changed(system: Option<&str>, what: &'static str, from: String, to: String) -> Changed {
    let some = |text: String| (!text.is_empty()).then_some(text);
    Changed { system: system.map(str::to_owned), what, from: some(from), to: some(to) }
}

/// Everything a system says, as short texts in a fixed order.
fn says(system: &System) -> Vec<(&'static str, String)> {
    let duty = |right| system.duty(right).map(|kind| kind.as_str().to_owned()).unwrap_or_default();
    let mail = |mail: &Option<super::Email>| {
        mail.as_ref().map(|mail| mail.as_str().to_owned()).unwrap_or_default()
    };
    let of = |categories: &[String]| {
        if categories.is_empty() { String::new() } else { format!(" ({})", categories.join(", ")) }
    };
    let retention = system.retention.iter().map(|rule| {
        let review = rule.review_on.map(|day| format!(", review on {day}")).unwrap_or_default();
        let (basis, period, reason) = (rule.basis, rule.period.words(), &rule.reason);
        format!("{basis}, {period}{review}: {reason}{}", of(&rule.categories))
    });
    let recipients = system.recipients.iter();
    let recipients = recipients.map(|one| format!("{}{}", one.name, of(&one.categories)));
    vec![
        ("name", system.name.clone()),
        ("categories", system.categories.join(", ")),
        ("purposes", system.purposes.join("; ")),
        ("sources", system.sources.join("; ")),
        (Right::Access.as_str(), duty(Right::Access)),
        (Right::Correct.as_str(), duty(Right::Correct)),
        (Right::Delete.as_str(), duty(Right::Delete)),
        (Right::Terminate.as_str(), duty(Right::Terminate)),
        ("owner team", system.owner.team.clone()),
        ("owner mail", mail(&system.owner.mail)),
        ("escalation mail", mail(&system.owner.escalation_mail)),
        ("retention", retention.collect::<Vec<_>>().join("; ")),
        ("recipients", recipients.collect::<Vec<_>>().join("; ")),
        ("webhook", system.webhook.as_ref().map(called).unwrap_or_default()),
    ]
}

/// Where a system is called, for what and with what.
fn called(webhook: &Webhook) -> String {
    let does: Vec<&str> = webhook.does.iter().map(|kind| kind.as_str()).collect();
    let does = if does.is_empty() { String::new() } else { format!(" for {}", does.join(", ")) };
    let by: Vec<&str> = webhook.identifiers.iter().map(|one| one.as_str()).collect();
    let (url, by, subject) = (&webhook.url, by.join(", "), webhook.subject);
    format!("{url}{does}, by {by}; subject: {subject}")
}
