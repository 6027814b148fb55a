//! From the data map to what its settings pages print.

use super::words;
use domain::data_map::{Changed, DataMap, FROM_PACK, System};
use domain::vocabulary::Right;
use services::Deps;
use services::data_map::{Version, View};
use services::staff::Names;
use text::catalogue;
use text::contexts::case_page::{Fact, Tab};
use text::contexts::data_map::{ChangeLine, DataMapPage, SystemLine};
use text::contexts::desk_parts::{Link, Tag, Tone};

/// How many versions a page shows at most.
const PAGE: usize = 50;

/// The page of the map, as those see it who only read.
pub(crate) fn list(deps: &Deps, view: &View, names: &Names, tabs: Vec<Tab>) -> DataMapPage {
    let map = &view.map;
    let number = match map.number {
        FROM_PACK => "The map of the policy pack is in force.".to_owned(),
        number => format!("Version {number} is in force."),
    };
    let last = view.versions.last().filter(|last| view.versions.len() >= PAGE && last.number > 1);
    DataMapPage {
        title: "Data map".to_owned(),
        tabs,
        lead: format!(
            "{number} It says which systems hold personal data, who answers for them and what each right means there. Tasks are planned from it."
        ),
        systems: map.systems.iter().map(system).collect(),
        remarks: map.remarks(),
        versions: view.versions.iter().map(|one| version(deps, one, names)).collect(),
        older: last.map(|last| format!("/desk/settings/data-map?before={}", last.number)),
        export: "/desk/settings/data-map/export".to_owned(),
        add: None,
        import: None,
    }
}

fn system(system: &System) -> SystemLine {
    let owner = &system.owner;
    let mut sub = Vec::new();
    sub.push(if owner.team.is_empty() { "The desk".to_owned() } else { owner.team.clone() });
    sub.extend(owner.mail.as_ref().map(|mail| mail.as_str().to_owned()));
    sub.extend(system.webhook.as_ref().map(|_| "answers by itself".to_owned()));
    sub.push(system.categories.join(", "));
    let duties = Right::ALL.iter().filter_map(|right| system.duty(*right));
    SystemLine {
        link: Link::new(&system.name, format!("/desk/settings/data-map/systems/{}", system.key)),
        sub: sub.join(" · "),
        tags: duties.map(|kind| Tag::new(Tone::Idle, catalogue::task_kind(kind))).collect(),
    }
}

fn version(deps: &Deps, version: &Version, names: &Names) -> SystemLine {
    let number = version.number;
    SystemLine {
        link: Link::new(
            format!("Version {number}"),
            format!("/desk/settings/data-map/versions/{number}"),
        ),
        sub: made(deps, version, names),
        tags: Vec::new(),
    }
}

/// When a version was made, by whom and why.
pub(crate) fn made(deps: &Deps, version: &Version, names: &Names) -> String {
    let at = words::moment(deps, version.made_at);
    let by = version.made_by.as_ref().and_then(|by| names.get(by));
    let by = by.map_or("the command line", String::as_str);
    format!("{at}, {by}: {}", version.reason)
}

/// What the map says of a system.
pub(crate) fn facts(system: &System) -> Vec<Fact> {
    let mail = |mail: Option<&domain::person::Email>| {
        mail.map_or_else(|| "none".to_owned(), |mail| mail.as_str().to_owned())
    };
    let or_none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
    let duty = |right: Right| system.duty(right).map_or("nothing", catalogue::task_kind);
    let owner = &system.owner;
    let kept = system.retention.iter().map(|rule| {
        let review = rule.review_on.map(words::long_date);
        let review = review.map(|day| format!(" Review on {day}.")).unwrap_or_default();
        let basis = catalogue::retention_basis(rule.basis);
        format!("{basis}, {}: {}{review}", rule.period.words(), rule.reason)
    });
    let told: Vec<&str> = system.recipients.iter().map(|one| one.name.as_str()).collect();
    let mut facts = vec![
        Fact::new("Key", system.key.clone()),
        Fact::new("Team", or_none(owner.team.clone())),
        Fact::new("Mail", mail(owner.mail.as_ref())),
        Fact::new("Works by", works_by(system)),
        Fact::new("Late tasks", mail(owner.escalation_mail.as_ref())),
        Fact::new("Data", system.categories.join(", ")),
        Fact::new("Purposes", or_none(system.purposes.join("; "))),
        Fact::new("Sources", or_none(system.sources.join("; "))),
        Fact::new("Recipients", or_none(told.join("; "))),
        Fact::new("Kept", or_none(kept.collect::<Vec<_>>().join(" "))),
    ];
    facts.extend(Right::ALL.iter().map(|right| Fact::new(catalogue::right(*right), duty(*right))));
    facts
}

/// Who does its tasks: people, or the system itself for some or all.
fn works_by(system: &System) -> String {
    let Some(webhook) = &system.webhook else { return "people".to_owned() };
    let does = webhook.does.iter().map(|kind| words::lower(catalogue::task_kind(*kind)));
    let does: Vec<String> = does.collect();
    let what = if does.is_empty() { String::new() } else { format!(": {}", does.join(", ")) };
    format!("a call of {}{what}", webhook.url)
}

/// Differences, with systems by name.
pub(crate) fn lines(all: &[Changed], from: &DataMap, to: &DataMap) -> Vec<ChangeLine> {
    all.iter()
        .map(|changed| {
            let name = changed.system.as_deref().map(|key| {
                let known = to.system(key).or_else(|| from.system(key));
                known.map_or(key, |system| system.name.as_str())
            });
            ChangeLine {
                what: match name {
                    Some(name) => format!("{name}: {}", changed.what),
                    None => changed.what.to_owned(),
                },
                from: changed.from.clone().unwrap_or_default(),
                to: changed.to.clone().unwrap_or_default(),
            }
        })
        .collect()
}
