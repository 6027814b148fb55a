//! From open tasks to what the board prints.

use chrono::NaiveDate;

use super::words;
use crate::pages::desk::tasks::Wanted;
use domain::data_map::DataMap;
use domain::item::{Task, TaskWith};
use domain::vocabulary::Right;
use services::tasks::{Board, BoardLine};
use text::catalogue::{self, requester};
use text::contexts::desk_form::{Choice, Field, choose};
use text::contexts::desk_parts::{Empty, Link, Pager, Tag, Tone};
use text::contexts::queue::{Filters, Tile};
use text::contexts::tasks::{TaskRow, TasksPage};

/// The page.
pub(crate) fn page(today: NaiveDate, board: &Board, wanted: &Wanted) -> TasksPage {
    let rows: Vec<TaskRow> = board.lines.iter().map(|line| row(today, &board.map, line)).collect();
    TasksPage {
        title: "Tasks".to_owned(),
        total: board.total.to_string(),
        tiles: tiles(board, wanted),
        filters: filters(board, wanted),
        empty: rows.is_empty().then(|| empty(wanted)),
        pager: pager(board, wanted),
        rows,
    }
}

fn row(today: NaiveDate, map: &DataMap, line: &BoardLine) -> TaskRow {
    let (case, task) = (&line.case, &line.task);
    let href = format!("/desk/cases/{}#item-{}", case.reference, task.right);
    let days = task.due_on.signed_duration_since(today).num_days();
    TaskRow {
        link: Link::new(map.system_name(&task.system), href),
        asked: catalogue::task_kind(task.kind).to_owned(),
        number: format!("{} · {}", case.reference, task.id),
        with: with(map, task),
        due: words::short_date(task.due_on),
        iso: task.due_on.to_string(),
        left: requester::days_left(days),
        tag: tag(today, line),
    }
}

fn with(map: &DataMap, task: &Task) -> String {
    let team = map.system(&task.system).map(|system| system.owner.team.clone());
    match (task.with, team) {
        (TaskWith::Owner, Some(team)) if !team.is_empty() => team,
        (with, _) => catalogue::task_with(with).to_owned(),
    }
}

fn tag(today: NaiveDate, line: &BoardLine) -> Tag {
    let task = &line.task;
    if task.is_late(today) {
        Tag::new(Tone::Bad, "Late").with_icon("alert")
    } else if task.question.is_some() {
        Tag::new(Tone::Warn, "Handed back").with_icon("msg")
    } else if let Some(why) = task.fell_back {
        let text = format!("Its system {}", catalogue::call_fault(why));
        Tag::new(Tone::Warn, text).with_icon("loop")
    } else if task.failures > 0 {
        Tag::new(Tone::Bad, "Could not be done").with_icon("alert")
    } else if !line.ready {
        Tag::new(Tone::Idle, "Stands still").with_icon("pause")
    } else {
        Tag::new(Tone::Idle, "Open")
    }
}

fn tiles(board: &Board, wanted: &Wanted) -> Vec<Tile> {
    let counts = board.counts;
    let tile = |label, value: u64, note: (&str, &str), tone, icon, show: &str| Tile {
        label,
        value: value.to_string(),
        note: if value == 0 { note.1 } else { note.0 }.to_owned(),
        tone: if value == 0 { Tone::Idle } else { tone },
        icon,
        href: Wanted { show: show.to_owned(), ..Wanted::default() }.address(""),
        here: wanted.show == show,
    };
    let late = ("Their owners were reminded", "Each is in time");
    let back = ("By owners, or by systems", "Nobody asks anything");
    let open = ("In every request in work", "Nothing is to be done");
    vec![
        tile("Late", counts.late, late, Tone::Bad, "alert", "late"),
        tile("Handed back", counts.handed_back, back, Tone::Warn, "msg", "back"),
        tile("All open", counts.open, open, Tone::Info, "hand", ""),
    ]
}

fn filters(board: &Board, wanted: &Wanted) -> Filters {
    let list = |name: &str, label: &str, any: &str, mut choices: Vec<Choice>, chosen: &str| {
        choices.insert(0, Choice::new("", any));
        Field::select("filter", name, label, choose(choices, chosen))
    };
    let systems = board.systems.iter().map(|(key, count)| {
        Choice::new(key.as_str(), format!("{} ({count})", board.map.system_name(key)))
    });
    let rights = Right::ALL.iter();
    let rights = rights.map(|right| Choice::new(right.as_str(), words::right_mark(*right).label));
    let hands = TaskWith::ALL.iter();
    let hands = hands.map(|with| Choice::new(with.as_str(), catalogue::task_with(*with)));
    let selects = vec![
        list("system", "System", "Any system", systems.collect(), &wanted.system),
        list("right", "Right", "Any right", rights.collect(), &wanted.right),
        list("with", "With", "With anybody", hands.collect(), &wanted.with),
    ];
    let chips = selects
        .iter()
        .filter_map(|field| {
            let chosen = field.select.as_ref()?.iter().find(|choice| choice.chosen)?;
            let href = wanted.address(&field.name);
            (!chosen.value.is_empty()).then(|| Link::new(chosen.label.clone(), href))
        })
        .collect();
    let kept =
        if wanted.show.is_empty() { Vec::new() } else { vec![("show", wanted.show.clone())] };
    Filters { kept, selects, chips }
}

fn empty(wanted: &Wanted) -> Empty {
    let (title, text) = match wanted.show.as_str() {
        _ if !wanted.address("show").ends_with("/tasks") => {
            ("Nothing fits these filters", "Take a filter away to see more.")
        }
        "late" => ("No task is late", "Each open task still has time."),
        "back" => ("Nothing was handed back", "Questions of the owners of systems land here."),
        _ => ("No open tasks", "Tasks are planned once identity is accepted."),
    };
    let all = Link::new("All open tasks", "/desk/tasks");
    Empty {
        title: title.to_owned(),
        text: text.to_owned(),
        links: if wanted.is_narrowed() { vec![all] } else { Vec::new() },
    }
}

fn pager(board: &Board, wanted: &Wanted) -> Pager {
    let base = wanted.address("");
    let join = if base.contains('?') { '&' } else { '?' };
    let next = board.next.as_ref().map(|next| format!("{base}{join}after={next}"));
    let previous = (!wanted.after.is_empty()).then_some(base);
    if next.is_none() && previous.is_none() {
        return Pager::default();
    }
    let label = words::count(board.lines.len(), "task", "tasks");
    Pager { label: format!("{label} on this page"), previous, next }
}
