//! Rights: where each stands and what can be done to it.

use super::corrections;
use super::forms::form;
use super::tasks::shown_task;
use super::{Draft, Scene, words};
use crate::pages::desk::form::Sent;
use domain::closing::{self, ClosingPoint};
use domain::item::{Item, ItemState, Task, TaskState};
use domain::vocabulary::{Right, Settlement};
use domain::workflow::Verb;
use text::catalogue;
use text::contexts::case_page as page;
use text::contexts::desk_form::ActionForm;
use text::contexts::desk_parts::{Link, Tag, Tone};

/// One entry per right.
pub(super) fn items(scene: &Scene<'_>) -> Vec<page::Item> {
    scene.case().items.iter().map(|item| shown(scene, item)).collect()
}

/// Id of a right's place on the page.
pub(super) fn place(right: Right) -> String {
    format!("item-{right}")
}

fn shown(scene: &Scene<'_>, item: &Item) -> page::Item {
    let tasks: Vec<&Task> =
        scene.case().tasks.iter().filter(|task| task.right == item.right).collect();
    let done = tasks.iter().filter(|task| !matches!(task.state, TaskState::Open)).count();
    let late = tasks.iter().filter(|task| task.is_late(scene.today())).count();
    let progress = match (tasks.len(), late) {
        (0, _) => "No tasks planned yet".to_owned(),
        (all, 0) => format!("{done} of {} done", words::count(all, "task", "tasks")),
        (all, late) => {
            format!("{done} of {} done, {late} late", words::count(all, "task", "tasks"))
        }
    };
    let (note, answer) = told(scene, item);
    page::Item {
        id: place(item.right),
        label: catalogue::right(item.right),
        icon: words::right_mark(item.right).icon,
        tag: tag(item, &tasks),
        progress,
        asked: asked(scene, item.right),
        corrections: corrections::rows(scene, item),
        note,
        answer,
        settle: settle(scene, item),
        again: again(scene, item),
        points: if item.right == Right::Terminate { points(scene) } else { Vec::new() },
        tasks: tasks.into_iter().map(|task| shown_task(scene, task)).collect(),
    }
}

fn tag(item: &Item, tasks: &[&Task]) -> Tag {
    match &item.state {
        ItemState::Pending if tasks.is_empty() => Tag::new(Tone::Idle, "Not started"),
        ItemState::Pending => Tag::new(Tone::Info, "In progress"),
        ItemState::Approved => Tag::new(Tone::Info, "Released").with_icon("check"),
        ItemState::CoolingOff { .. } => Tag::new(Tone::Warn, "Cooling off").with_icon("pause"),
        ItemState::Cancelled => Tag::new(Tone::Idle, "Cancelled by the requester"),
        ItemState::Settled { settlement, .. } => settled_tag(*settlement),
    }
}

fn settled_tag(settlement: Settlement) -> Tag {
    let text = catalogue::settlement(settlement);
    match settlement {
        Settlement::Done | Settlement::PartlyDone => Tag::new(Tone::Ok, text).with_icon("check"),
        Settlement::Refused => Tag::new(Tone::Plum, text).with_icon("lock"),
        Settlement::NotApplicable => Tag::new(Tone::Idle, text),
    }
}

/// What holds it up or was decided, and the words for the requester.
fn told(scene: &Scene<'_>, item: &Item) -> (Option<String>, Option<String>) {
    match &item.state {
        ItemState::CoolingOff { until } => {
            let note = format!("The requester can cancel it until {}.", scene.moment(*until));
            (Some(note), None)
        }
        ItemState::Settled { ground, text, .. } => (
            ground.map(|ground| format!("Ground: {}", words::lower(catalogue::ground(ground)))),
            text.as_ref().map(|text| scene.text(text)),
        ),
        ItemState::Pending if waits_for_release(scene, item.right) => {
            (Some("Erasing and closing wait for an approver.".to_owned()), None)
        }
        ItemState::Pending | ItemState::Approved | ItemState::Cancelled => (None, None),
    }
}

/// Whether an approver has to release what cannot be undone.
pub(super) fn waits_for_release(scene: &Scene<'_>, right: Right) -> bool {
    let case = scene.case();
    let open = case.open_tasks().any(|task| task.right == right);
    right.is_destructive()
        && open
        && (right == Right::Terminate || scene.deps.policy.needs_second_person([right], false))
        && case.item(right).is_some_and(|item| matches!(item.state, ItemState::Pending))
}

/// What is looked at before the account is closed, and who ticked it.
fn points(scene: &Scene<'_>) -> Vec<page::Point> {
    let case = scene.case();
    let point = |point: &ClosingPoint| {
        let checked = case.checked.iter().find(|one| one.point == point.key);
        let form =
            about(scene, Verb::CheckPoint, &format!("check-{}", point.key), "point", &point.key);
        page::Point {
            name: point.name.clone(),
            hint: point.hint.clone(),
            tag: match checked {
                Some(_) => Tag::new(Tone::Ok, "Ticked").with_icon("check"),
                None => Tag::new(Tone::Idle, "Open"),
            },
            by: checked
                .map(|one| format!("{}, {}", scene.principal(&one.by), scene.moment(one.at))),
            note: checked.map(|one| scene.text(&one.note)),
            check: form.filter(|_| can_check(scene)).map(|form| {
                let title = if checked.is_some() { "Tick it anew" } else { "Tick it" };
                ActionForm { title: title.to_owned(), ..form }
            }),
        }
    };
    closing::checklist(case, &scene.deps.policy).map(point).collect()
}

fn can_check(scene: &Scene<'_>) -> bool {
    let item = scene.case().item(Right::Terminate);
    scene.possible(Verb::CheckPoint)
        && item.is_some_and(|item| matches!(item.state, ItemState::Pending))
}

fn asked(scene: &Scene<'_>, right: Right) -> Option<String> {
    let person = scene.view.dossier.person.as_ref()?;
    let detail = person.details.iter().find(|detail| detail.right == Some(right))?;
    Some(detail.text.clone())
}

fn settle(scene: &Scene<'_>, item: &Item) -> Option<ActionForm> {
    if !scene.possible(Verb::SettleItem) || item.state.is_settled() {
        return None;
    }
    let id = format!("settle-{}", item.right);
    let mut form = about(scene, Verb::SettleItem, &id, "right", item.right.as_str())?;
    "Decide on this right".clone_into(&mut form.title);
    Some(form)
}

/// A decision can be taken again until the answer is out: by address, so that it is not at hand.
fn again(scene: &Scene<'_>, item: &Item) -> Option<Link> {
    let settled = matches!(item.state, ItemState::Settled { .. });
    (settled && scene.possible(Verb::SettleItem)).then(|| {
        let href = format!("{}?do=settle_item&right={}#do", scene.path(), item.right);
        Link::new("Decide differently", href)
    })
}

/// The form of a verb about one right or task.
pub(super) fn about(
    scene: &Scene<'_>,
    verb: Verb,
    id: &str,
    name: &str,
    value: &str,
) -> Option<ActionForm> {
    let draft = Draft { sent: Sent::from_pairs(&[(name, value)]), ..Draft::default() };
    form(scene, verb, id, Some(&draft))
}
