//! Parts of the examples: header, rights and tasks, activity, narrow column.

use super::super::{
    ActionLink, Activity, Assign, ClockCard, Correction, Entry, Fact, Found, Item, Link,
    OtherClock, Owner, Person, Point, Related, Step, Tab, Tag, Task, Tone,
};
use super::forms::{complete, correction, form, settle, tokens};
use crate::contexts::desk_form::Choice;
use crate::contexts::desk_parts::Colleague;

pub(super) fn action(verb: &str, label: &str, icon: &'static str, cite: &str) -> ActionLink {
    ActionLink {
        label: label.to_owned(),
        href: format!("?do={verb}#do"),
        dialog: format!("do-{verb}"),
        icon,
        cite: cite.to_owned(),
        blocked: None,
    }
}

pub(super) fn header_actions() -> Vec<ActionLink> {
    vec![
        action("extend", "Extend", "clock", "GDPR Art. 12(3)"),
        action("refuse", "Refuse", "hand", "GDPR Art. 12(4)"),
    ]
}

pub(super) fn more() -> Vec<ActionLink> {
    vec![
        action("mark_duplicate", "Mark as a duplicate", "copy", "GDPR Art. 12(5)"),
        action("withdraw", "Withdraw the request", "x", "policy 6.2"),
        ActionLink {
            blocked: Some("No deadline was missed, so there is nothing to explain.".to_owned()),
            ..action("explain_lateness", "Explain the delay", "clock", "GDPR Art. 5(2)")
        },
    ]
}

pub(super) fn steps(done: usize) -> Vec<Step> {
    let names = [
        ("Received", "12 Nov"),
        ("Address confirmed", "12 Nov"),
        ("Identity", "16 Nov, by Lena Roth"),
        ("Work", "3 of 6 tasks"),
        ("Second check", "Not proposed yet"),
        ("Answer", "Due 14 Dec"),
    ];
    let step = |(at, (label, note)): (usize, (&'static str, &str))| Step {
        label,
        note: note.to_owned(),
        done: at < done,
        here: at == done,
    };
    names.into_iter().enumerate().map(step).collect()
}

#[expect(
    clippy::too_many_lines,
    reason = "data, or one arm per case: shorter would not be clearer"
)]
pub(super) fn items() -> Vec<Item> {
    let task = |id: &str, system: &str, note: &str, tag: Tag| Task {
        id: id.to_owned(),
        system: system.to_owned(),
        note: note.to_owned(),
        tag,
        question: None,
        details: None,
        found: None,
        complete: None,
        reopen: None,
        ways: Vec::new(),
    };
    vec![
        Item {
            id: "item-access".to_owned(),
            label: "Copy of my data",
            icon: "download",
            tag: Tag::new(Tone::Info, "In progress"),
            progress: "1 of 3 tasks done".to_owned(),
            asked: Some("Everything about my courses since 2021, please.".to_owned()),
            corrections: Vec::new(),
            note: None,
            answer: None,
            settle: Some(settle("access")),
            again: None,
            points: Vec::new(),
            tasks: vec![
                Task {
                    details: Some("41 records in 7 tables.".to_owned()),
                    found: Some(Found {
                        title: "2 rows".to_owned(),
                        columns: vec!["name".to_owned(), "city".to_owned()],
                        rows: vec![vec!["Maya".to_owned(), "Uppsala".to_owned()]; 2],
                    }),
                    reopen: Some(form("reopen-T1", "reopen_task", "Open task again", true)),
                    ..task(
                        "T1",
                        "Accounts and profiles",
                        "Collected on 17 Nov",
                        Tag::new(Tone::Ok, "Data found").with_icon("check"),
                    )
                },
                Task {
                    question: Some("Which of the two accounts?".to_owned()),
                    ways: vec![Link::new("Hand over", "?do=assign_task&task=T2#do")],
                    complete: Some(complete("T2")),
                    ..task(
                        "T2",
                        "Courses and learning",
                        "Collect the data by 7 Dec",
                        Tag::new(Tone::Idle, "Open"),
                    )
                },
                Task {
                    complete: Some(complete("T3")),
                    ..task(
                        "T3",
                        "Payments and invoices",
                        "Collect the data by 20 Nov",
                        Tag::new(Tone::Bad, "Late").with_icon("alert"),
                    )
                },
            ],
        },
        Item {
            id: "item-delete".to_owned(),
            label: "Delete my data",
            icon: "trash",
            tag: Tag::new(Tone::Ok, "Done in part").with_icon("check"),
            progress: "2 of 2 tasks done".to_owned(),
            asked: None,
            corrections: Vec::new(),
            note: Some("Mandatory record keeping".to_owned()),
            answer: Some("We keep 9 invoices until 2033, because tax law says so.".to_owned()),
            settle: None,
            again: Some(Link::new("Decide differently", "?do=settle_item&right=delete#do")),
            points: Vec::new(),
            tasks: vec![
                task(
                    "T4",
                    "Payments and invoices",
                    "Kept on 18 Nov",
                    Tag::new(Tone::Plum, "Kept, with a reason").with_icon("lock"),
                ),
                task(
                    "T5",
                    "Usage and analytics",
                    "Nothing more is expected",
                    Tag::new(Tone::Idle, "Dropped"),
                ),
            ],
        },
    ]
}

/// Words without spaces, and a right without tasks.
pub(super) fn long_items() -> Vec<Item> {
    let mut items = items();
    for item in &mut items {
        item.asked = Some(super::LONG.to_owned());
        item.answer = Some(format!("{0}\n\n{0}", super::LONG));
        for task in &mut item.tasks {
            task.system = super::LONG.to_owned();
            task.details = Some(super::LONG.to_owned());
        }
    }
    items.push(Item {
        id: "item-terminate".to_owned(),
        label: "Close my account",
        icon: "stop",
        tag: Tag::new(Tone::Warn, "Cooling off"),
        progress: "No tasks".to_owned(),
        asked: None,
        corrections: vec![
            correction(1, Tag::new(Tone::Idle, "Not decided")),
            Correction {
                ground: Some("data is accurate".to_owned()),
                answer: Some("It is on your invoice as well.".to_owned()),
                decide: None,
                again: Some(Link::new("Decide differently", "?do=decide_correction&number=2#do")),
                ..correction(2, Tag::new(Tone::Plum, "Refused").with_icon("lock"))
            },
        ],
        note: Some(
            "Can be cancelled by the requester until 26 November 2026, 10:40 UTC.".to_owned(),
        ),
        answer: None,
        settle: None,
        again: None,
        points: points(),
        tasks: Vec::new(),
    });
    items
}

fn points() -> Vec<Point> {
    let open = Point {
        name: super::LONG.to_owned(),
        hint: super::LONG.to_owned(),
        tag: Tag::new(Tone::Idle, "Open"),
        by: None,
        note: None,
        check: None,
    };
    let ticked = Point {
        name: "Certificates".to_owned(),
        hint: "Has the person saved them?".to_owned(),
        tag: Tag::new(Tone::Ok, "Ticked").with_icon("check"),
        by: Some("Lena Roth, 23 Nov, 10:40".to_owned()),
        note: Some("Two, both saved.".to_owned()),
        check: None,
    };
    vec![open, ticked]
}

pub(super) fn activity() -> Activity {
    let tab = |label, count: &str, show: &str| Tab {
        label,
        count: count.to_owned(),
        href: format!("?show={show}#activity"),
        here: show == "all",
    };
    let entry = |tone, icon, who: &str, what: &str| Entry {
        tone,
        icon,
        who: who.to_owned(),
        what: what.to_owned(),
        quote: None,
        internal: false,
        at: "21 Nov, 17:05".to_owned(),
        iso: "2026-11-21T17:05:00Z".to_owned(),
        sent: None,
    };
    let quoted = |entry: Entry, quote: &str, internal| Entry {
        quote: Some(quote.to_owned()),
        internal,
        ..entry
    };
    Activity {
        tabs: vec![
            tab("Everything", "14", "all"),
            tab("Messages", "4", "messages"),
            tab("Notes", "1", "notes"),
            tab("Events", "9", "events"),
        ],
        entries: vec![
            quoted(
                entry(Tone::Accent, "msg", "Maya Lindqvist", "wrote"),
                "Will my certificates disappear as well? I linked two of them in my CV.\n\nThank you!",
                false,
            ),
            quoted(
                entry(Tone::Warn, "lock", "Priya Nair", "wrote a note"),
                "Certificates can stay under a separate consent.",
                true,
            ),
            entry(Tone::Bad, "alert", "Rightsdesk", "could not deliver “Question asked”"),
            Entry {
                sent: Some(Link::new("As sent", "/desk/outbox/ob_2")),
                ..entry(
                    Tone::Ok,
                    "check",
                    "Lena Roth",
                    "accepted identity: address of the account, confirmed by mail",
                )
            },
        ],
        none: None,
    }
}

pub(super) fn clock() -> ClockCard {
    ClockCard {
        tone: Tone::Ok,
        used: 66,
        number: "21".to_owned(),
        unit: "days left".to_owned(),
        due: "Monday 14 December 2026".to_owned(),
        iso: "2026-12-14".to_owned(),
        binds: "Answer within 30 days, policy 6.2".to_owned(),
        steps: vec![
            "Received on 14 November 2026 (local date in Asia/Kolkata). That day is not counted."
                .to_owned(),
            "The rule: Answer within 30 days, policy 6.2.".to_owned(),
            "30 calendar days later is 14 December 2026.".to_owned(),
            "No longer period is promised, so the answer is due by the end of 14 December 2026."
                .to_owned(),
        ],
        facts: vec![
            Fact::new("Our own target", "7 December 2026"),
            Fact::new("Received", "14 November 2026"),
        ],
        others: vec![OtherClock {
            name: "UK GDPR: answer within one month".to_owned(),
            when: "Paused".to_owned(),
            steps: vec!["Received on 14 November 2026 (local date in Europe/London).".to_owned()],
        }],
        extension: "The rule in force allows no extension. The due date stays.".to_owned(),
        extend: Some(action("extend", "Extend", "clock", "GDPR Art. 12(3)")),
    }
}

pub(super) fn aside_owner() -> Owner {
    Owner {
        person: Some(Colleague::named("Priya Nair")),
        take: Some(form("take", "take", "Take the request", false)),
        assign: Some(Assign {
            action: "/desk/cases/DSR-2026-551412/commands".to_owned(),
            tokens: tokens(),
            people: vec![Choice::new("st_lena", "Lena Roth"), Choice::new("", "Nobody")],
        }),
    }
}

pub(super) fn request() -> Vec<Fact> {
    vec![
        Fact { copy: true, ..Fact::new("Reference", "DSR-2026-551412") },
        Fact::new("Channel", "Web form"),
        Fact::new("Lives in", "Sweden"),
        Fact::new("Asks", "For myself"),
    ]
}

pub(super) fn person() -> Person {
    Person {
        tag: Tag::new(Tone::Ok, "Address confirmed").with_icon("shield"),
        facts: vec![
            Fact::new("Name", "Maya Lindqvist"),
            Fact { copy: true, ..Fact::new("Email", "maya.lindqvist@example.com") },
        ],
        details: None,
        hidden: None,
    }
}

pub(super) fn related() -> Vec<Related> {
    vec![Related {
        reference: "DSR-2025-120004".to_owned(),
        href: "/desk/cases/DSR-2025-120004".to_owned(),
        note: "Copy of my data, received 3 March 2025".to_owned(),
        tag: Tag::new(Tone::Ok, "Closed: done"),
    }]
}
