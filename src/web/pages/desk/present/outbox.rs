//! The outbox in words: what waits, what was sent, what could not be.

use super::words;
use services::Deps;
use services::outbox::{Content, Counts, Line, State};
use text::catalogue;
use text::contexts::case_page::{Fact, Tab};
use text::contexts::desk_parts::{Banner, Empty, Link, Tag, Tone};
use text::contexts::outbox::OutboxRow;

/// The lists, the one that needs somebody first.
pub(crate) fn tabs(counts: &Counts, here: State) -> Vec<Tab> {
    let tab = |label, state: State, count: i64| Tab {
        label,
        count: count.to_string(),
        href: format!("/desk/outbox?state={}", state.as_str()),
        here: state == here,
    };
    vec![
        tab("Not delivered", State::Dead, counts.dead),
        tab("Waiting", State::Ready, counts.ready),
        tab("Sent", State::Done, counts.done),
    ]
}

/// A row, without anything personal.
pub(crate) fn row(deps: &Deps, line: &Line) -> OutboxRow {
    let at = match line.state {
        State::Ready => line.due_at,
        State::Done | State::Dead => line.done_at.unwrap_or(line.created_at),
    };
    let at_words = words::moment(deps, at);
    OutboxRow {
        href: format!("/desk/outbox/{}", line.id),
        subject: subject(line),
        to: audience(line).to_owned(),
        case: line
            .reference
            .as_ref()
            .map(|case| Link::new(case.as_str(), format!("/desk/cases/{case}"))),
        tag: tag(line),
        at: match line.state {
            State::Ready if !line.is_letter => format!("next try {at_words}"),
            State::Ready | State::Done | State::Dead => at_words,
        },
        iso: words::iso(at),
        error: line.last_error.clone().filter(|_| line.state != State::Done),
    }
}

/// What a row is about.
pub(crate) fn subject(line: &Line) -> String {
    line.notice.map_or("Work of the engine", catalogue::notice).to_owned()
}

fn audience(line: &Line) -> &'static str {
    match line.audience.as_deref() {
        Some("requester") => "Requester",
        Some("data_subject") => "Person concerned",
        Some("staff") => "Desk",
        Some("system_owner") => "System’s owner",
        _ => "Nobody",
    }
}

/// Where a row stands.
pub(crate) fn tag(line: &Line) -> Tag {
    match (line.state, line.is_letter) {
        (State::Ready, true) => Tag::new(Tone::Warn, "Letter to post").with_icon("file"),
        (State::Ready, false) if line.attempts > 0 => {
            let tries = usize::try_from(line.attempts).unwrap_or(0);
            Tag::new(Tone::Warn, format!("Waiting, {}", words::count(tries, "try", "tries")))
        }
        (State::Ready, false) => Tag::new(Tone::Idle, "Waiting"),
        (State::Done, true) => Tag::new(Tone::Ok, "Posted").with_icon("check"),
        (State::Done, false) => Tag::new(Tone::Ok, "Sent").with_icon("check"),
        (State::Dead, _) => Tag::new(Tone::Bad, "Not delivered").with_icon("alert"),
    }
}

/// What is shown instead of rows.
pub(crate) fn empty(state: State) -> Empty {
    let (title, text) = match state {
        State::Dead => {
            ("Every message went out", "What the mail server refuses for good is shown here.")
        }
        State::Ready => {
            ("Nothing waits", "Messages leave within seconds; letters wait here to be posted.")
        }
        State::Done => ("Nothing was sent yet", "Every message is kept here as it was sent."),
    };
    Empty { title: title.to_owned(), text: text.to_owned(), links: Vec::new() }
}

/// Facts of one message.
pub(crate) fn facts(deps: &Deps, line: &Line, content: &Content) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Content::Message(message) = content {
        let to = if message.to.is_empty() { "A letter" } else { message.to.as_str() };
        facts.push(Fact::new("To", to));
    } else {
        facts.push(Fact::new("To", audience(line)));
    }
    if let Some(case) = &line.reference {
        facts.push(Fact {
            href: Some(format!("/desk/cases/{case}")),
            ..Fact::new("Request", case.as_str())
        });
    }
    facts.push(Fact::new("Caused", words::moment(deps, line.created_at)));
    if let Some(done) = line.done_at {
        facts.push(Fact::new("Ended", words::moment(deps, done)));
    }
    if line.attempts > 0 {
        facts.push(Fact::new("Tries", line.attempts.to_string()));
    }
    if let Content::Message(message) = content {
        let template = format!("{}, version {}", message.notice, message.template_version);
        facts.push(Fact::new("Template", template));
    }
    facts
}

/// Why it did not go out.
pub(crate) fn banner(line: &Line) -> Option<Banner> {
    let error = line.last_error.clone()?;
    match line.state {
        State::Dead => Some(Banner::new(Tone::Bad, "alert", "It could not be delivered.", error)),
        State::Ready => Some(Banner::new(Tone::Warn, "clock", "The last try failed.", error)),
        State::Done => None,
    }
}

/// Why there is no text.
pub(crate) fn hidden(content: &Content) -> Option<String> {
    let text = match content {
        Content::Message(_) => return None,
        Content::Secret => {
            "It holds a code or link that acts for its reader, so nobody at the desk sees it."
        }
        Content::Erased => "The personal data of its request was erased, and this message with it.",
        Content::Nothing => "It is work of the engine and holds no message.",
    };
    Some(text.to_owned())
}
