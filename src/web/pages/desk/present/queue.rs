//! The queue: rows by urgency, tiles, filters.

use super::words;
use crate::pages::desk::queue::Wanted;
use domain::case::Case;
use domain::vocabulary::{Priority, Right, Stage};
use services::Deps;
use services::desk::{Attention, QueueLine};
use services::staff::{Colleague as Owner, Names};
use text::catalogue;
use text::contexts::desk_form::{Choice, Field, choose};
use text::contexts::desk_nav::Counts;
use text::contexts::desk_parts::{Colleague, Empty, Link, Tone};
use text::contexts::queue::{Group, Row, Tile};

/// Days until which a request belongs to this week.
const WEEK: i64 = 7;
/// Days until which a request is close.
const SOON: i64 = 3;

/// Groups of one page. Only a list by due date has several.
pub(crate) fn groups(deps: &Deps, lines: &[QueueLine], names: &Names, view: &str) -> Vec<Group> {
    let whole = match view {
        "closed" => Some("Closed"),
        "received" => Some("Received"),
        "unconfirmed" => Some("Waiting for the address to be confirmed"),
        "search" => Some("Found"),
        _ => None,
    };
    let all = [
        ("Overdue", Tone::Bad),
        ("Due in 3 days or less", Tone::Warn),
        ("Due this week", Tone::Info),
        ("Later", Tone::Idle),
        ("Waiting for the requester", Tone::Idle),
    ];
    let titles: Vec<(&'static str, Tone)> =
        whole.map_or_else(|| all.to_vec(), |title| vec![(title, Tone::Idle)]);
    let mut groups = Vec::new();
    for (title, tone) in titles {
        let mut here: Vec<&QueueLine> = lines
            .iter()
            .filter(|line| whole.is_some() || group_of(deps, &line.line.case) == title)
            .collect();
        if whole.is_none() {
            here.sort_by_key(|line| (line.line.case.work_due_on(), !is_high(&line.line.case)));
        }
        let rows: Vec<Row> = here.into_iter().map(|line| row(deps, line, names)).collect();
        if !rows.is_empty() {
            groups.push(Group { title, tone, count: rows.len().to_string(), rows });
        }
    }
    groups
}

fn group_of(deps: &Deps, case: &Case) -> &'static str {
    let days = case.work_due_on().signed_duration_since(deps.local_date(deps.now())).num_days();
    // A due date that was met before the request was reopened asks for nothing.
    let over = days < 0;
    if words::is_overdue(deps, case) {
        "Overdue"
    } else if !over && days <= SOON {
        "Due in 3 days or less"
    } else if case.waiting.is_some() {
        "Waiting for the requester"
    } else if !over && days <= WEEK {
        "Due this week"
    } else {
        "Later"
    }
}

fn row(deps: &Deps, line: &QueueLine, names: &Names) -> Row {
    let case = &line.line.case;
    let reference = case.reference.as_str().to_owned();
    Row {
        href: format!("/desk/cases/{reference}"),
        who: who(line).unwrap_or_else(|| reference.clone()),
        place: catalogue::country(&case.intake.country).to_owned(),
        rights: case.rights().map(words::right_mark).collect(),
        tag: words::stage_tag(case),
        priority: priority(case),
        owner: case.assignee.as_ref().map(|id| named(names, id.as_str())),
        due: words::due(deps, case),
        last: catalogue::event(&line.line.last_event).unwrap_or_default().to_owned(),
        reference,
    }
}

/// The address, or the name without one.
fn who(line: &QueueLine) -> Option<String> {
    let person = line.person.as_ref()?;
    Some(
        person
            .email
            .as_ref()
            .map_or_else(|| person.name.clone(), |email| email.as_str().to_owned()),
    )
}

/// Set only when it is out of the ordinary.
pub(crate) fn priority(case: &Case) -> Option<String> {
    is_high(case).then(|| "High priority".to_owned())
}

/// Whether it goes before others due on the same day.
fn is_high(case: &Case) -> bool {
    case.priority == Priority::High && case.needs_work()
}

/// A colleague by id; an account that is gone keeps a word.
pub(crate) fn named(names: &Names, id: &str) -> Colleague {
    Colleague::named(names.get(id).map_or("Former colleague", String::as_str))
}

/// What needs attention.
#[expect(
    clippy::too_many_lines,
    reason = "data, or one arm per case: shorter would not be clearer"
)]
pub(crate) fn tiles(deps: &Deps, counts: &Counts, seen: &Attention, wanted: &Wanted) -> Vec<Tile> {
    let tile = |label, value: u64, note: String, tone, icon, view: &str| Tile {
        label,
        value: value.to_string(),
        note,
        tone: if value == 0 { Tone::Idle } else { tone },
        icon,
        href: format!("/desk?view={view}"),
        here: wanted.view == view,
    };
    let some = |value: u64, text: String, none: &str| {
        if value == 0 { none.to_owned() } else { text }
    };
    let soon = match seen.soon_unassigned {
        0 => "Each has an owner".to_owned(),
        1 => "1 has no owner".to_owned(),
        n => format!("{n} have no owner"),
    };
    let oldest = seen.oldest_unassigned.map_or_else(String::new, |at| {
        let days = deps.now().signed_duration_since(at).num_days().max(0);
        let days = usize::try_from(days).unwrap_or(0);
        format!("Oldest waits {}", words::count(days, "day", "days"))
    });
    let mut tiles = vec![
        tile(
            "Overdue",
            counts.overdue,
            some(counts.overdue, "Explain each before it closes".to_owned(), "Nothing is late"),
            Tone::Bad,
            "alert",
            "overdue",
        ),
        tile(
            "Due in 3 days",
            seen.soon,
            some(seen.soon, soon, "Nothing is close"),
            Tone::Warn,
            "clock",
            "soon",
        ),
        tile(
            "Unassigned",
            counts.unassigned,
            some(counts.unassigned, oldest, "Each has an owner"),
            Tone::Info,
            "userx",
            "unassigned",
        ),
        tile(
            "New replies",
            seen.replies,
            some(seen.replies, "From requesters".to_owned(), "All answered"),
            Tone::Plum,
            "msg",
            "replies",
        ),
        tile(
            "Complaints",
            counts.complaints,
            some(counts.complaints, "And appeals, to decide".to_owned(), "None is open"),
            Tone::Plum,
            "hand",
            "complaints",
        ),
    ];
    // Most desks have none for weeks.
    if seen.high > 0 {
        let note = "About children".to_owned();
        tiles.push(tile("High priority", seen.high, note, Tone::Warn, "star", "high"));
    }
    tiles.push(Tile {
        href: "/desk/outbox?state=dead".to_owned(),
        ..tile(
            "Delivery failed",
            counts.dead,
            some(counts.dead, "Nobody was told".to_owned(), "Every mail went out"),
            Tone::Bad,
            "mail",
            "",
        )
    });
    tiles.push(Tile {
        href: "/desk/tasks?show=late".to_owned(),
        ..tile(
            "Late tasks",
            counts.late_tasks,
            some(counts.late_tasks, "Ask the owners of the systems".to_owned(), "Each is in time"),
            Tone::Warn,
            "hand",
            "",
        )
    });
    tiles
}

/// The lists to choose from.
pub(crate) fn selects(wanted: &Wanted, people: &[Owner]) -> Vec<Field> {
    let list = |name: &str, label: &str, any: &str, mut choices: Vec<Choice>, chosen: &str| {
        choices.insert(0, Choice::new("", any));
        Field::select("filter", name, label, choose(choices, chosen))
    };
    let rights = Right::ALL.iter();
    let rights = rights.map(|right| Choice::new(right.as_str(), words::right_mark(*right).label));
    let stages = [Stage::Verifying, Stage::Working, Stage::Review].into_iter();
    let stages = stages.map(|stage| Choice::new(stage.as_str(), catalogue::stage(stage)));
    let mut owners = vec![Choice::new("me", "Me")];
    owners.extend(people.iter().map(|one| Choice::new(one.id.as_str(), words::owner(one))));
    let waiting = vec![
        Choice::new("desk", "Waits for us"),
        Choice::new("requester", "Waits for the requester"),
    ];
    vec![
        list("right", "Right", "Any right", rights.collect(), &wanted.right),
        list("stage", "Stage", "Any stage", stages.collect(), &wanted.stage),
        list("owner", "Owner", "Any owner", owners, &wanted.owner),
        list("waiting", "Waiting", "Waiting or not", waiting, &wanted.waiting),
    ]
}

/// What is shown instead of rows.
pub(crate) fn empty(wanted: &Wanted, may_record: bool) -> Empty {
    let open = || Link::new("All open requests", "/desk");
    let (title, text) = match wanted.view.as_str() {
        _ if wanted.is_narrowed() => {
            ("Nothing fits these filters", "Take a filter away to see more.")
        }
        "mine" => ("Nothing is assigned to you", "Take a request from those without an owner."),
        "unassigned" => {
            ("Every request has an owner", "New requests land here until somebody takes them.")
        }
        "overdue" => ("Nothing is overdue", "Each open request still has time."),
        "soon" => ("Nothing is due in the next three days", "The next deadlines are further away."),
        "replies" => ("Every message was answered", "Replies of requesters land here."),
        "high" => (
            "No request has high priority",
            "Requests about the data of a child land here, and go before others due at the same time.",
        ),
        "complaints" => (
            "No complaint is open",
            "Complaints and appeals about answers land here until they are decided.",
        ),
        "waiting" => {
            ("Nothing waits for a requester", "Questions you ask make a request wait here.")
        }
        "unconfirmed" => (
            "Every address is confirmed",
            "Forms whose address is not confirmed yet are kept here for a week.",
        ),
        "closed" => {
            ("Nothing is closed yet", "Answered requests are kept here until their data goes.")
        }
        "search" => (
            "Nothing matches",
            "Search finds whole words of a name, whole email addresses, and references.",
        ),
        _ => ("No open requests", "Requests appear here once their address is confirmed."),
    };
    let mut links = Vec::new();
    if wanted.view == "mine" {
        links.push(Link::new("Requests without an owner", "/desk?view=unassigned"));
    } else if wanted.view != "open" || wanted.is_narrowed() {
        links.push(open());
    }
    if may_record && wanted.view != "search" {
        links.push(Link::new("Record a request", "/desk/record"));
    }
    Empty { title: title.to_owned(), text: text.to_owned(), links }
}
