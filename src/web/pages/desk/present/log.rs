//! The journal in words: who did what, and the entry as it is kept.

use super::words;
use domain::actor::ActorKind;
use services::Deps;
use services::log::{Filter, Line, Page};
use services::staff::Names;
use text::catalogue;
use text::contexts::audit::AuditLine;
use text::contexts::desk_form::{Choice, Field, choose};
use text::contexts::desk_parts::{Link, Tone};

/// One entry.
pub(crate) fn line(deps: &Deps, names: &Names, line: &Line) -> AuditLine {
    let local = deps.zones.local(&deps.policy.zone, line.at);
    let known = catalogue::event(&line.event);
    let reference =
        |case: &domain::ids::Reference| Link::new(case.as_str(), format!("/desk/cases/{case}"));
    AuditLine {
        position: line.position.map(|position| position.to_string()).unwrap_or_default(),
        at: local.format("%-d %b %Y, %H:%M:%S").to_string(),
        iso: words::iso(line.at),
        actor: actor(names, line),
        kind: line.actor_kind.clone(),
        tone: Tone::Idle,
        event: known.map_or_else(|| line.event.replace('_', " "), str::to_owned),
        name: line.event.clone(),
        stream: line.stream.clone(),
        case: line.case.as_ref().map(reference),
        body: line.body.clone(),
    }
}

fn actor(names: &Names, line: &Line) -> String {
    let by_id = line.actor_ref.as_ref().and_then(|id| names.get(id)).cloned();
    let kind = ActorKind::from_text(&line.actor_kind);
    by_id.unwrap_or_else(|| {
        match kind {
            Some(ActorKind::Requester) => "the requester",
            Some(ActorKind::DataSubject) => "the person concerned",
            Some(ActorKind::Staff) => "a colleague",
            Some(ActorKind::ApiKey) => "a program",
            Some(ActorKind::Shell) => "the command line",
            Some(ActorKind::SystemOwner) => "a system’s owner",
            Some(ActorKind::System) | None => "Rightsdesk",
        }
        .to_owned()
    })
}

/// What the page can be narrowed to.
pub(crate) fn filters(filter: &Filter, names: &Names, error: Option<String>) -> Vec<Field> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let day =
        |value: Option<chrono::NaiveDate>| value.map(|day| day.to_string()).unwrap_or_default();
    let mut people: Vec<Choice> =
        names.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect();
    people.sort_by(|a, b| a.label.cmp(&b.label));
    people.insert(0, Choice::new("", "Anyone"));
    let all = catalogue::EVENTS.iter().chain(catalogue::DESK_EVENTS);
    let mut events: Vec<Choice> = all.map(|(name, label)| Choice::new(*name, *label)).collect();
    events.sort_by(|a, b| a.label.cmp(&b.label));
    events.insert(0, Choice::new("", "Anything"));
    let date = |name, label, value: String| {
        Field::of_kind("filter", name, label, "date", "off").filled(&value)
    };
    vec![
        Field::line("filter", "case", "Request").filled(&text(&filter.case)).error(error),
        Field::select("filter", "actor", "Who", choose(people, &text(&filter.actor))),
        Field::select("filter", "event", "What", choose(events, &text(&filter.event))),
        date("from", "From", day(filter.from)),
        date("to", "To", day(filter.to)),
    ]
}

/// How long the log is.
pub(crate) fn head(page: &Page) -> String {
    let placed = usize::try_from(page.placed).unwrap_or(0);
    let placed = words::count(placed, "entry has its", "entries have their");
    match page.waiting {
        0 => format!("{placed} place in the log."),
        waiting => format!("{placed} place in the log; {waiting} wait for it."),
    }
}
