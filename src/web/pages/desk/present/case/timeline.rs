//! What happened and what was said, newest first, in four views.

use super::told::{Said, told};
use super::{Scene, words};
use domain::actor::ActorKind;
use domain::workflow::Event;
use services::reading::Told;
use text::contexts::case_page::{Activity, Entry, Tab};
use text::contexts::desk_parts::Link;

/// The views: value in the address, label.
const VIEWS: &[(&str, &str)] =
    &[("all", "Everything"), ("messages", "Messages"), ("notes", "Notes"), ("events", "Events")];

/// Events by which the two sides talk.
const SAID: &[&str] = &[
    "message_sent",
    "evidence_asked",
    "evidence_given",
    "clarification_asked",
    "clarification_answered",
    "complaint_recorded",
    "complaint_decided",
];

/// The activity in the view that was asked for.
pub(super) fn activity(scene: &Scene<'_>) -> Activity {
    let all: Vec<(&'static str, Entry)> =
        scene.view.events.iter().rev().map(|event| entry(scene, event)).collect();
    let fits = |view: &str, kind: &str| view == "all" || view == kind;
    let known = VIEWS.iter().any(|(view, _)| *view == scene.show);
    let show = if known { scene.show } else { "all" };
    let tabs = VIEWS
        .iter()
        .map(|(view, label)| Tab {
            label,
            count: all.iter().filter(|(kind, _)| fits(view, kind)).count().to_string(),
            href: format!("{}?show={view}#activity", scene.path()),
            here: *view == show,
        })
        .collect();
    let entries: Vec<Entry> =
        all.into_iter().filter(|(kind, _)| fits(show, kind)).map(|(_, entry)| entry).collect();
    let none = match show {
        "messages" => "Nothing was said yet.",
        "notes" => "No notes. A note never leaves the desk.",
        _ => "Nothing happened yet.",
    };
    Activity { tabs, none: entries.is_empty().then(|| none.to_owned()), entries }
}

fn entry(scene: &Scene<'_>, event: &Told) -> (&'static str, Entry) {
    let Said { tone, icon, what, quotes, internal, sent } = told(scene, &event.happened.event);
    let what = if took(event) { "took it".to_owned() } else { what };
    let kind = match event.name.as_str() {
        "note_added" => "notes",
        name if SAID.contains(&name) => "messages",
        _ => "events",
    };
    let quotes: Vec<String> = quotes.into_iter().map(|sealed| scene.text(sealed)).collect();
    let entry = Entry {
        tone,
        icon,
        who: who(scene, event),
        what,
        quote: (!quotes.is_empty()).then(|| quotes.join("\n\n")),
        internal,
        at: scene.moment(event.happened.at),
        iso: words::iso(event.happened.at),
        sent: sent.map(|outbox| Link::new("As sent", format!("/desk/outbox/{outbox}"))),
    };
    (kind, entry)
}

/// What happens by itself is said to be done by it.
const PRODUCT: &str = "Rightsdesk";

/// Who did it: a name where the desk knows one.
fn who(scene: &Scene<'_>, event: &Told) -> String {
    // Dates follow from what somebody did; nobody works them out.
    if event.name == "deadline_recomputed" {
        return PRODUCT.to_owned();
    }
    match (ActorKind::from_text(&event.actor_kind), event.actor_ref.as_deref()) {
        (Some(ActorKind::Staff), Some(id)) => scene.staff(id),
        (Some(ActorKind::Staff), None) => "A colleague".to_owned(),
        (Some(ActorKind::Requester), _) => scene.requester(),
        (Some(ActorKind::DataSubject), _) => "The person concerned".to_owned(),
        (Some(ActorKind::ApiKey), _) => "A program".to_owned(),
        (Some(ActorKind::Shell), _) => "The command line".to_owned(),
        (Some(ActorKind::SystemOwner), _) => "The system’s owner".to_owned(),
        (Some(ActorKind::System) | None, _) => PRODUCT.to_owned(),
    }
}

/// Whether somebody gave it to themselves.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn took(event: &Told) -> bool {
    match &event.happened.event {
        Event::Assigned { to: Some(to) } => event.actor_ref.as_deref() == Some(to.as_str()),
        _ => false,
    }
}
