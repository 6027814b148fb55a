//! Examples of the queue: full, long values without rights to act, search without a match, empty.

use super::{
    Bulk, BulkLine, BulkPage, Due, Filters, Group, QueuePage, RightMark, Row, Search, Tile,
    ViewTools,
};
use crate::contexts::desk_form::{ActionForm, Choice, Field, Tokens};
use crate::contexts::desk_parts::{Banner, Colleague, Empty, Link, Pager, Tag, Tone};

pub(super) fn all() -> Vec<QueuePage> {
    vec![full(), long(), nothing_found(), empty()]
}

fn tokens() -> Tokens {
    Tokens { csrf: "sample-token".to_owned(), key: "sample-key".to_owned(), version: None }
}

fn full() -> QueuePage {
    QueuePage {
        title: "All open requests".to_owned(),
        total: "38".to_owned(),
        record: Some("/desk/record".to_owned()),
        tiles: tiles(),
        search: search(""),
        filters: Some(filters()),
        views: Some(ViewTools {
            title: "Save view".to_owned(),
            forms: vec![ActionForm {
                id: "save-view".to_owned(),
                action: "/desk/views".to_owned(),
                tokens: tokens(),
                fields: vec![Field::line("save-view", "name", "Name of the view")],
                submit: "Save view".to_owned(),
                ..ActionForm::default()
            }],
        }),
        groups: groups(),
        bulk: Some(Bulk {
            tokens: tokens(),
            back: "/desk".to_owned(),
            people: vec![
                Choice::new("st_lena", "Lena Roth (me)"),
                Choice::new("st_priya", "Priya Nair"),
            ],
        }),
        empty: None,
        pager: Pager {
            label: "1 to 13 of 38".to_owned(),
            previous: None,
            next: Some("/desk?cursor=abc".to_owned()),
        },
    }
}

fn search(value: &str) -> Search {
    Search { tokens: tokens(), value: value.to_owned(), error: None }
}

fn tiles() -> Vec<Tile> {
    let tile = |label, value: &str, note: &str, tone, icon, href: &str| Tile {
        label,
        value: value.to_owned(),
        note: note.to_owned(),
        tone,
        icon,
        href: href.to_owned(),
        here: false,
    };
    vec![
        tile(
            "Overdue",
            "1",
            "Explain each before it closes",
            Tone::Bad,
            "alert",
            "/desk?view=overdue",
        ),
        tile("Due in 3 days", "3", "1 has no owner", Tone::Warn, "clock", "/desk?due=soon"),
        tile(
            "Unassigned",
            "4",
            "Oldest waits 2 days",
            Tone::Info,
            "userx",
            "/desk?view=unassigned",
        ),
        tile("New replies", "2", "From requesters", Tone::Plum, "msg", "/desk?flag=replies"),
        tile(
            "Delivery failed",
            "0",
            "Every mail went out",
            Tone::Idle,
            "mail",
            "/desk?flag=undelivered",
        ),
    ]
}

fn filters() -> Filters {
    let any = |label: &str| Choice { chosen: true, ..Choice::new("", label) };
    let right = vec![
        any("Any right"),
        Choice::new("access", "Access"),
        Choice::new("correct", "Correct"),
        Choice::new("delete", "Delete"),
        Choice::new("terminate", "Close account"),
    ];
    let stage = vec![any("Any stage"), Choice::new("verifying", "Checking identity")];
    let owner =
        vec![any("Any owner"), Choice::new("me", "Me"), Choice::new("st_priya", "Priya Nair")];
    let waiting = vec![any("Waiting or not"), Choice::new("desk", "Waits for us")];
    Filters {
        kept: vec![("view", "open".to_owned())],
        selects: vec![
            Field::select("filter", "right", "Right", right),
            Field::select("filter", "stage", "Stage", stage),
            Field::select("filter", "owner", "Owner", owner),
            Field::select("filter", "waiting", "Waiting", waiting),
        ],
        chips: vec![Link::new("Due in 3 days", "/desk?view=open")],
    }
}

const ACCESS: RightMark = RightMark { icon: "download", label: "Access" };
const CORRECT: RightMark = RightMark { icon: "pencil", label: "Correct" };
const DELETE: RightMark = RightMark { icon: "trash", label: "Delete" };
const TERMINATE: RightMark = RightMark { icon: "stop", label: "Close account" };

fn row(reference: &str, who: &str, place: &str, rights: &[&RightMark], tag: Tag) -> Row {
    Row {
        reference: reference.to_owned(),
        href: format!("/desk/cases/{reference}"),
        who: who.to_owned(),
        place: place.to_owned(),
        rights: rights.iter().map(|right| (*right).clone()).collect(),
        tag,
        priority: None,
        owner: Some(Colleague::named("Priya Nair")),
        due: due(Tone::Ok, "21 days left", "2026-12-14", "14 Dec", 30),
        last: "Message".to_owned(),
    }
}

fn due(tone: Tone, words: &str, iso: &str, date: &str, used: u8) -> Due {
    Due { tone, words: words.to_owned(), iso: iso.to_owned(), date: date.to_owned(), used }
}

fn groups() -> Vec<Group> {
    let review = || Tag::new(Tone::Plum, "In review");
    let working = || Tag::new(Tone::Info, "In progress");
    let overdue = Row {
        due: due(Tone::Bad, "3 days late", "2026-11-20", "20 Nov", 100),
        last: "Deadline missed".to_owned(),
        ..row("DSR-2026-037104", "tomasz.wrona@example.com", "Poland", &[&ACCESS], review())
    };
    let soon = Row {
        due: due(Tone::Warn, "1 day left", "2026-11-24", "24 Nov", 97),
        owner: None,
        ..row("DSR-2026-810379", "ines.carvalho@example.com", "Portugal", &[&DELETE], working())
    };
    let child = Row {
        due: due(Tone::Info, "7 days left", "2026-11-30", "30 Nov", 76),
        priority: Some("High".to_owned()),
        ..row(
            "DSR-2026-220396",
            "nadia.petrescu@example.com",
            "Romania",
            &[&ACCESS, &DELETE],
            working(),
        )
    };
    let later = row(
        "DSR-2026-551412",
        "maya.lindqvist@example.com",
        "Sweden",
        &[&CORRECT],
        Tag::new(Tone::Idle, "Checking identity"),
    );
    let waiting = Row {
        due: due(Tone::Idle, "13 days left", "2026-12-06", "6 Dec", 56),
        ..row(
            "DSR-2026-903399",
            "learner.77@example.com",
            "Ireland",
            &[&TERMINATE],
            Tag::new(Tone::Warn, "Waiting for proof"),
        )
    };
    let group =
        |title, tone, row: Row| Group { title, tone, count: "1".to_owned(), rows: vec![row] };
    vec![
        group("Overdue", Tone::Bad, overdue),
        group("Due in 3 days or less", Tone::Warn, soon),
        group("Due this week", Tone::Info, child),
        group("Later", Tone::Idle, later),
        group("Waiting for the requester", Tone::Idle, waiting),
    ]
}

/// A reader who may only look, and values that strain the layout.
fn long() -> QueuePage {
    let strained = Row {
        priority: Some("High".to_owned()),
        owner: Some(Colleague::named("Bartholomew Featherstonehaugh-Cholmondeley")),
        due: due(Tone::Bad, "128 days late", "2026-07-18", "18 Jul 2026", 100),
        last: "Date of receipt corrected after a letter was found".to_owned(),
        ..row(
            "DSR-2026-999999",
            "a.really.very.long.mailbox.name.with.dots+and.a.tag@subdomain.of.a.long.domain.example.co.uk",
            "Saint Helena, Ascension and Tristan da Cunha, by post",
            &[&ACCESS, &CORRECT, &DELETE, &TERMINATE],
            Tag::new(Tone::Warn, "Waiting for an answer to a question"),
        )
    };
    let without = Row {
        rights: Vec::new(),
        owner: None,
        ..row("DSR-2026-000001", "DSR-2026-000001", "", &[], Tag::new(Tone::Idle, "Not sorted yet"))
    };
    QueuePage {
        title: "Overdue requests".to_owned(),
        total: "1,204,377".to_owned(),
        record: None,
        groups: vec![Group {
            title: "Overdue",
            tone: Tone::Bad,
            count: "2".to_owned(),
            rows: vec![strained, without],
        }],
        bulk: None,
        pager: Pager {
            label: "1,204,301 to 1,204,350 of 1,204,377".to_owned(),
            previous: Some("/desk?view=overdue&cursor=a".to_owned()),
            next: Some("/desk?view=overdue&cursor=b".to_owned()),
        },
        ..full()
    }
}

fn nothing_found() -> QueuePage {
    QueuePage {
        title: "Search results".to_owned(),
        total: "0".to_owned(),
        tiles: Vec::new(),
        search: Search {
            error: Some("Type a whole word, an email address or a reference.".to_owned()),
            ..search("zz")
        },
        filters: None,
        views: None,
        groups: Vec::new(),
        bulk: None,
        empty: Some(Empty {
            title: "Nothing matches".to_owned(),
            text: "Search finds whole words of a name, whole email addresses, and references."
                .to_owned(),
            links: vec![Link::new("All open requests", "/desk")],
        }),
        pager: Pager::default(),
        ..full()
    }
}

fn empty() -> QueuePage {
    QueuePage {
        title: "Unassigned".to_owned(),
        total: "0".to_owned(),
        tiles: Vec::new(),
        filters: None,
        views: None,
        groups: Vec::new(),
        bulk: None,
        empty: Some(Empty {
            title: "Every request has an owner".to_owned(),
            text: "New requests land here until somebody takes them.".to_owned(),
            links: vec![
                Link::new("See what is due", "/desk"),
                Link::new("Record a request", "/desk/record"),
            ],
        }),
        pager: Pager::default(),
        ..full()
    }
}

pub(super) fn bulk() -> Vec<BulkPage> {
    let line = |reference: &str, why: Option<&str>| BulkLine {
        reference: reference.to_owned(),
        href: format!("/desk/cases/{reference}"),
        why: why.map(str::to_owned),
    };
    let partly = BulkPage {
        title: "Assigned to me".to_owned(),
        banner: Banner::new(
            Tone::Warn,
            "alert",
            "Not everything was done.",
            "Assigned to me: 1 of 2 requests. The reasons are below.",
        ),
        failed: vec![line("DSR-2026-482915", Some("That is how it already is."))],
        done: vec![line("DSR-2026-100200", None)],
        back: Link::new("Back to the list", "/desk"),
    };
    let whole = BulkPage {
        banner: Banner::new(Tone::Ok, "check", "Done.", "Assigned to me: 1 request."),
        failed: Vec::new(),
        ..partly.clone()
    };
    let none = BulkPage { done: Vec::new(), ..partly.clone() };
    vec![partly, whole, none]
}
