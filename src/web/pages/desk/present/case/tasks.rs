//! One task: who has it, what is asked, what came of it, and what can be done with it.

use super::items::about;
use super::told::{facts_in_words, recipient};
use super::{Scene, words};
use domain::item::{Preview, Task, TaskDetails, TaskState, TaskWith};
use domain::vocabulary::TaskResult;
use domain::workflow::Verb;
use text::catalogue;
use text::contexts::case_page as page;
use text::contexts::desk_form::ActionForm;
use text::contexts::desk_parts::{Link, Tag, Tone};

/// The most rows of a table that are shown; the package has all of them.
const SHOWN_ROWS: usize = 50;

/// A task with its forms.
pub(super) fn shown_task(scene: &Scene<'_>, task: &Task) -> page::Task {
    let number = task.id.to_string();
    let (note, tag) = standing(scene, task);
    let details = match &task.state {
        TaskState::Done { details: Some(details), .. } => Some(details),
        TaskState::Done { details: None, .. } | TaskState::Open | TaskState::Dropped => None,
    };
    let form = |verb: Verb, what: &str, wanted: bool| {
        let id = format!("{what}-{number}");
        (wanted && can(scene, verb)).then(|| about(scene, verb, &id, "task", &number)).flatten()
    };
    let complete = form(Verb::CompleteTask, "complete", task.is_open());
    let reopen = form(Verb::ReopenTask, "reopen", !task.is_open());
    page::Task {
        system: scene.deps.policy.system_name(&task.system).to_owned(),
        note,
        tag,
        question: task.question.as_ref().filter(|_| task.is_open()).map(|text| scene.text(text)),
        details: details.map(|text| scene.text(text)),
        found: details.and_then(|text| found(&scene.details(text))),
        complete: titled(complete, "Record what came of it"),
        reopen: titled(reopen, "Open again"),
        ways: ways(scene, task),
        id: number,
    }
}

fn can(scene: &Scene<'_>, verb: Verb) -> bool {
    scene.possible(verb) && scene.case().hold.is_none()
}

fn titled(form: Option<ActionForm>, title: &str) -> Option<ActionForm> {
    form.map(|form| ActionForm { title: title.to_owned(), ..form })
}

/// What is done less often has its form by address, so that a long plan stays short to read.
fn ways(scene: &Scene<'_>, task: &Task) -> Vec<Link> {
    let way = |verb: Verb, label: &str| {
        let href = format!("{}?do={verb}&task={}#do", scene.path(), task.id);
        (task.is_open() && can(scene, verb)).then(|| Link::new(label, href))
    };
    let counted =
        task.is_erasure().then(|| way(Verb::PreviewTask, "Count what would go")).flatten();
    let all = [counted, way(Verb::AssignTask, "Hand over"), way(Verb::DropTask, "Drop")];
    all.into_iter().flatten().collect()
}

fn standing(scene: &Scene<'_>, task: &Task) -> (String, Tag) {
    let kind = catalogue::task_kind(task.kind);
    match &task.state {
        TaskState::Open => {
            let mut note =
                format!("{kind} by {} · {}", words::short_date(task.due_on), with(scene, task));
            if task.failures > 0 {
                let tries = usize::try_from(task.failures).unwrap_or(0);
                note.push_str(&format!(" · failed {}", words::count(tries, "time", "times")));
            }
            if let Some(why) = task.fell_back {
                note.push_str(&format!(" · its system {}", catalogue::call_fault(why)));
            }
            if let Some(preview) = &task.preview {
                note.push_str(&format!(" · {}", preview_in_words(preview)));
            }
            let tag = if task.is_late(scene.today()) {
                Tag::new(Tone::Bad, "Late").with_icon("alert")
            } else if task.question.is_some() {
                Tag::new(Tone::Warn, "Handed back").with_icon("msg")
            } else if task.fell_back.is_some() {
                Tag::new(Tone::Warn, "Came back").with_icon("loop")
            } else {
                Tag::new(Tone::Idle, "Open")
            };
            (note, tag)
        }
        TaskState::Done { result, facts, at, .. } => {
            let facts = facts_in_words(facts);
            (format!("{kind}, done on {}{facts}", scene.day(*at)), result_tag(task, *result))
        }
        TaskState::Dropped => {
            (format!("{kind}: nothing more is expected"), Tag::new(Tone::Idle, "Dropped"))
        }
    }
}

/// How much would go and what stays.
pub(super) fn preview_in_words(preview: &Preview) -> String {
    let gone = preview.count.map_or_else(
        || "unknown how much would go".to_owned(),
        |count| {
            let count = usize::try_from(count).unwrap_or_default();
            format!("{} would go", words::count(count, "record", "records"))
        },
    );
    let stays = preview.kept.iter().map(|kept| {
        let basis = words::lower(catalogue::retention_basis(kept.basis));
        let until = kept.until.map(|day| format!(" until {}", words::long_date(day)));
        format!("kept{}: {basis}", until.unwrap_or_default())
    });
    std::iter::once(gone).chain(stays).collect::<Vec<_>>().join("; ")
}

/// Who has it, in words.
fn with(scene: &Scene<'_>, task: &Task) -> String {
    let owner = scene.deps.policy.data_map.system(&task.system).map(|system| &system.owner);
    let given = task.assigned.as_ref().and_then(|words| scene.assignment(words));
    match (task.with, given, owner) {
        (TaskWith::Desk, ..) => "the desk does it".to_owned(),
        (TaskWith::Other, Some(words), _) => format!("with {}", recipient(&words)),
        (TaskWith::Other, None, _) => "with somebody else".to_owned(),
        (TaskWith::Owner, _, Some(owner)) if !owner.team.is_empty() => {
            format!("with {}", owner.team)
        }
        (TaskWith::Owner, ..) => "with the system’s owner".to_owned(),
        (TaskWith::System, ..) if task.sent => "its system took it".to_owned(),
        (TaskWith::System, ..) => "its system is called".to_owned(),
    }
}

fn found(details: &TaskDetails) -> Option<page::Found> {
    let all = details.rows.len();
    if all == 0 {
        return None;
    }
    let title = if all > SHOWN_ROWS {
        format!("The first {SHOWN_ROWS} of {all} rows")
    } else {
        words::count(all, "row", "rows")
    };
    Some(page::Found {
        title,
        columns: details.columns.clone(),
        rows: details.rows.iter().take(SHOWN_ROWS).cloned().collect(),
    })
}

/// Kept data is not a failure, and not simply done: a person decided it.
fn result_tag(task: &Task, result: TaskResult) -> Tag {
    let text = catalogue::task_result_for(task.kind, result);
    match result {
        TaskResult::Failed => Tag::new(Tone::Bad, text).with_icon("alert"),
        TaskResult::Retained => Tag::new(Tone::Plum, text).with_icon("lock"),
        TaskResult::Found
        | TaskResult::NothingHeld
        | TaskResult::Corrected
        | TaskResult::Erased
        | TaskResult::Anonymised => Tag::new(Tone::Ok, text).with_icon("check"),
    }
}
