//! Examples of a request: in work, under review with long values, read-only and erased.

mod forms;
mod parts;

use super::{Activity, CasePage, Link, Need, Person, Review, Tag, Tone};
use crate::contexts::desk_parts::{Banner, Colleague};

use forms::{composer, extend, form, refuse};
use parts::{
    activity, aside_owner, clock, header_actions, items, long_items, more, person, related,
    request, steps,
};

/// Longest accepted name, in one word.
const LONG: &str = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafewarenwohlgepflegeundsorgfaltigkeitbeschutzenvorangreifendurchihrraubgierigfeinde";

pub(super) fn all() -> Vec<CasePage> {
    vec![working(), verifying(), reviewed(), erased()]
}

fn working() -> CasePage {
    CasePage {
        title: "DSR-2026-551412, copy of my data and one more".to_owned(),
        back: Link::new("All open", "/desk"),
        reference: "DSR-2026-551412".to_owned(),
        heading: "Copy of my data, delete my data".to_owned(),
        who: "maya.lindqvist@example.com".to_owned(),
        tag: Tag::new(Tone::Info, "In progress, 3 of 6").with_icon("loop"),
        priority: None,
        next: Some(Link::new("Next: DSR-2026-903399", "/desk/cases/DSR-2026-903399")),
        actions: header_actions(),
        more: more(),
        reply: Some("#composer".to_owned()),
        banners: vec![
            Banner::new(
                Tone::Bad,
                "mail",
                "A mail could not be delivered.",
                "“Question asked” was refused for good by the mail server of example.com.",
            )
            .action("See the mail", "/desk/outbox/ob_1"),
        ],
        steps: steps(3),
        open: None,
        dialogs: vec![extend(), refuse()],
        need: Some(Need {
            tone: Tone::Warn,
            icon: "hand",
            title: "Three tasks are open.".to_owned(),
            text: "Erasing waits for an approver; two systems still have to be searched."
                .to_owned(),
            quote: None,
            link: Some(Link::new("Go to the first", "#item-access")),
            form: None,
        }),
        review: None,
        items: items(),
        activity: activity(),
        composer: Some(composer()),
        clock: clock(),
        owner: aside_owner(),
        request: request(),
        person: person(),
        related: related(),
        files: Some(Link::new("2 files", "/desk/cases/DSR-2026-551412/files")),
        journal: Some("/desk/audit?case=DSR-2026-551412".to_owned()),
        evidence: Some("/desk/cases/DSR-2026-551412/evidence".to_owned()),
    }
}

/// A new request of an agent: identity is the one thing that needs a person.
fn verifying() -> CasePage {
    CasePage {
        heading: "Not sorted yet".to_owned(),
        tag: Tag::new(Tone::Warn, "Waiting for proof").with_icon("pause"),
        priority: Some("High".to_owned()),
        banners: Vec::new(),
        steps: steps(2),
        need: Some(Need {
            tone: Tone::Plum,
            icon: "shield",
            title: "Who is asking?".to_owned(),
            text: "The address is confirmed, but it is not the account’s. Decide how identity is \
                   established; nothing is collected or changed before."
                .to_owned(),
            quote: Some("I changed my address in May, and nobody asked me.".to_owned()),
            link: None,
            form: Some(forms::accept()),
        }),
        items: Vec::new(),
        related: Vec::new(),
        next: None,
        ..working()
    }
}

/// Under review with a hold, late, opened with a form that was not accepted, and long values.
fn reviewed() -> CasePage {
    CasePage {
        title: format!("DSR-2026-551412, {LONG}"),
        heading: "Copy of my data, correct my data, delete my data, close my account".to_owned(),
        who: format!("{LONG}@{}.example.com", "a".repeat(60)),
        tag: Tag::new(Tone::Plum, "In review"),
        banners: vec![
            Banner::new(
                Tone::Bad,
                "alert",
                "Somebody was faster.",
                "Priya Nair changed this request at 10:42. What you wrote is kept below: look at the page, \
                 then send it again.",
            )
            .alert(),
            Banner::new(
                Tone::Warn,
                "pause",
                "On hold since 21 November.",
                "The holder of the account says that they did not ask for this.",
            )
            .action("Release the hold", "?do=release_hold#do"),
            Banner::new(
                Tone::Bad,
                "clock",
                "The answer was due on 20 November.",
                "It cannot close before somebody explains why it is late.",
            )
            .action("Explain the delay", "?do=explain_lateness#do"),
        ],
        open: Some(forms::refused()),
        steps: steps(4),
        need: None,
        review: Some(Review {
            title: "Proposed: done in part".to_owned(),
            by: Colleague::named("Lena Roth"),
            at: "22 November 2026, 16:40".to_owned(),
            iso: "2026-11-22T16:40:00Z".to_owned(),
            ground: Some("Mandatory record keeping".to_owned()),
            text: Some("We erased your profile.\n\nWe keep your invoices, because tax law says so.".to_owned()),
            authority: Some("Authority to act for Ola: accepted by Lena Roth.".to_owned()),
            letter: Link::new("Read the letter as it will be sent", "/desk/cases/DSR-2026-551412/letter"),
            four_eyes: "You proposed this answer, so another person must approve it: erasure, account closure \
                        and refusals need a second person."
                .to_owned(),
            barred: true,
            approve: None,
            send_back: Some(form("send-back", "send_back", "Send back", true)),
        }),
        items: long_items(),
        person: Person {
            details: Some("Please be quick.\n\n<script>alert(1)</script>".to_owned()),
            ..person()
        },
        ..working()
    }
}

/// What a compliance officer sees of a closed request whose personal data is gone.
fn erased() -> CasePage {
    CasePage {
        who: "Personal data was erased".to_owned(),
        tag: Tag::new(Tone::Ok, "Closed: done").with_icon("check"),
        next: None,
        actions: Vec::new(),
        more: Vec::new(),
        reply: None,
        banners: Vec::new(),
        steps: steps(6),
        dialogs: Vec::new(),
        need: None,
        items: Vec::new(),
        activity: Activity {
            tabs: activity().tabs,
            entries: Vec::new(),
            none: Some("Nobody wrote anything.".to_owned()),
        },
        composer: None,
        owner: super::Owner {
            person: None,
            take: None,
            assign: None,
        },
        person: Person {
            tag: Tag::new(Tone::Idle, "Erased"),
            facts: Vec::new(),
            details: None,
            hidden: Some("Personal data of this request was erased on 1 March 2027, as the retention rule says. \
                          Its journal stays."
                .to_owned()),
        },
        related: Vec::new(),
        files: None,
        journal: None,
        evidence: None,
        ..working()
    }
}
