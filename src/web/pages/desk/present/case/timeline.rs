//! What happened and what was said, newest first, in four views.

use super::told::{Said, told};
use super::{Scene, words};
use crate::domain::actor::ActorKind;
use crate::services::reading::Told;
use crate::text::contexts::case_page::{Activity, Entry, Tab};
use crate::text::contexts::desk_parts::Link;

/// The views: value in the address, label.
const VIEWS: &[(&str, &str)] = &[
    ("all", "Everything"),
    ("messages", "Messages"),
    ("notes", "Notes"),
    ("events", "Events"),
];

/// The activity in the view that was asked for.
pub(super) fn activity(scene: &Scene<'_>) -> Activity {
    let all: Vec<(&'static str, Entry)> = scene
        .view
        .events
        .iter()
        .rev()
        .map(|event| entry(scene, event))
        .collect();
    let fits = |view: &str, kind: &str| view == "all" || view == kind;
    let known = VIEWS.iter().any(|(view, _)| *view == scene.show);
    let show = if known { scene.show } else { "all" };
    let tabs = VIEWS
        .iter()
        .map(|(view, label)| Tab {
            label,
            count: all
                .iter()
                .filter(|(kind, _)| fits(view, kind))
                .count()
                .to_string(),
            href: format!("?show={view}#activity"),
            here: *view == show,
        })
        .collect();
    let entries: Vec<Entry> = all
        .into_iter()
        .filter(|(kind, _)| fits(show, kind))
        .map(|(_, entry)| entry)
        .collect();
    let none = match show {
        "messages" => "Nothing was said yet.",
        "notes" => "No notes. A note never leaves the desk.",
        _ => "Nothing happened yet.",
    };
    Activity {
        tabs,
        none: entries.is_empty().then(|| none.to_owned()),
        entries,
    }
}

fn entry(scene: &Scene<'_>, event: &Told) -> (&'static str, Entry) {
    let Said {
        tone,
        icon,
        what,
        quote,
        internal,
        sent,
    } = told(scene, &event.happened.event);
    let kind = match (&quote, internal, event.name.as_str()) {
        (_, _, "note_added") => "notes",
        (Some(_), false, _) => "messages",
        _ => "events",
    };
    let entry = Entry {
        tone,
        icon,
        who: who(scene, event),
        what,
        quote: quote.map(|sealed| scene.text(sealed)),
        internal,
        at: scene.moment(event.happened.at),
        iso: words::iso(event.happened.at),
        sent: sent.map(|outbox| Link::new("As sent", format!("/desk/outbox/{outbox}"))),
    };
    (kind, entry)
}

/// Who did it: a name where the desk knows one.
fn who(scene: &Scene<'_>, event: &Told) -> String {
    match (
        ActorKind::from_text(&event.actor_kind),
        event.actor_ref.as_deref(),
    ) {
        (Some(ActorKind::Staff), Some(id)) => scene.staff(id),
        (Some(ActorKind::Staff), None) => "A colleague".to_owned(),
        (Some(ActorKind::Requester), _) => scene.requester(),
        (Some(ActorKind::DataSubject), _) => "The person concerned".to_owned(),
        (Some(ActorKind::ApiKey), _) => "A program".to_owned(),
        (Some(ActorKind::Shell), _) => "The command line".to_owned(),
        (Some(ActorKind::System) | None, _) => "Rightsdesk".to_owned(),
    }
}
