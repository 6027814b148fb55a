//! Events of tasks in words.

use super::super::tasks::preview_in_words;
use super::{Said, Scene, said, time, words};
use domain::ids::TaskId;
use domain::item::{Assignment, LookAgain, TaskFacts};
use domain::prose::Sealed;
use domain::vocabulary::{ReturnReason, TaskWith};
use domain::workflow::Event;
use text::catalogue;
use text::contexts::desk_parts::Tone;

/// What became of tasks.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
pub(super) fn tasked<'a>(scene: &Scene<'_>, event: &'a Event) -> Said<'a> {
    match event {
        Event::TaskCompleted { task, result, facts, details } => {
            let kind = scene.case().task(*task).map(|task| task.kind);
            let result = kind.map_or_else(
                || catalogue::task_result(*result),
                |kind| catalogue::task_result_for(kind, *result),
            );
            let result = words::lower(result);
            let facts = facts_in_words(facts);
            let what = format!("completed {}: {result}{facts}", named(scene, *task));
            said(Tone::Ok, "check", what).inside(details.as_ref())
        }
        Event::TaskFailed { task, text } => {
            let what = format!("could not do {}", named(scene, *task));
            said(Tone::Bad, "alert", what).inside(text.as_ref())
        }
        Event::TaskReopened { task, reason } => {
            said(Tone::Warn, "loop", format!("opened {} again", named(scene, *task))).inside(reason)
        }
        Event::TaskAdded { planned, reason } => {
            let kind = words::lower(catalogue::task_kind(planned.kind));
            let system = scene.deps.policy.system_name(&planned.system);
            let what = format!("added {}, {system}: {kind}", planned.id);
            said(Tone::Idle, "plus", what).inside(reason.as_ref())
        }
        Event::TaskDropped { task, reason } => {
            said(Tone::Idle, "x", format!("dropped {}", named(scene, *task))).inside(reason)
        }
        Event::TaskAssigned { task, with, words } => {
            let to = given_to(scene, *with, words.as_ref());
            said(Tone::Idle, "user", format!("gave {} to {to}", named(scene, *task)))
        }
        Event::TaskReturned { task, why, text } => {
            let task = named(scene, *task);
            let what = match why {
                ReturnReason::Question => format!("asked about {task}"),
                ReturnReason::NotMine => format!("handed {task} back: it is somebody else’s"),
            };
            said(Tone::Warn, "msg", what).inside(text)
        }
        other => followed(scene, other),
    }
}

/// What happens to tasks by itself, and what is looked at before and after.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn followed<'a>(scene: &Scene<'_>, event: &'a Event) -> Said<'a> {
    match event {
        Event::TaskSent { task } => {
            said(Tone::Idle, "link", format!("gave {} to its system", named(scene, *task)))
        }
        Event::TaskFellBack { task, with, why } => {
            let to = given_to(scene, *with, None);
            let (task, why) = (named(scene, *task), catalogue::call_fault(*why));
            said(Tone::Warn, "loop", format!("gave {task} to {to}: the system {why}"))
        }
        Event::LookAgainOpened { planned, because } => {
            let why = match because {
                LookAgain::HoldEnded => "the legal hold ended",
                LookAgain::PeriodEnded => "its time is over",
            };
            let what = format!("opened {}: {why}", named(scene, planned.id));
            said(Tone::Warn, "loop", what)
        }
        Event::TaskPreviewed { task, preview } => {
            let what = format!("counted {}: {}", named(scene, *task), preview_in_words(preview));
            said(Tone::Idle, "search", what)
        }
        Event::TaskReminderDue { task } => {
            let what = format!("reminded the owner of {}", named(scene, *task));
            said(Tone::Idle, "clock", what)
        }
        Event::TaskOverdue { task, .. } => {
            said(Tone::Bad, "clock", format!("noted that {} is late", named(scene, *task)))
        }
        other => time::timed(scene, other),
    }
}

pub(super) fn named(scene: &Scene<'_>, id: TaskId) -> String {
    let found = scene.case().task(id);
    let system = found.map_or("", |task| scene.deps.policy.system_name(&task.system));
    format!("{id}, {system}")
}

fn given_to(scene: &Scene<'_>, with: TaskWith, words: Option<&Sealed>) -> String {
    match with {
        TaskWith::Desk => "the desk".to_owned(),
        TaskWith::Owner => "the owner the data map names".to_owned(),
        TaskWith::System => "its system".to_owned(),
        TaskWith::Other => words
            .and_then(|words| scene.assignment(words))
            .map_or_else(|| "somebody else".to_owned(), |words| recipient(&words)),
    }
}

/// The team or address a task was given to.
pub(in super::super) fn recipient(words: &Assignment) -> String {
    let mail = words.mail.as_ref().map(|mail| mail.as_str().to_owned());
    match (words.team.as_str(), mail) {
        ("", Some(mail)) => mail,
        (team, Some(mail)) => format!("{team} ({mail})"),
        ("", None) => "somebody else".to_owned(),
        (team, None) => team.to_owned(),
    }
}

/// Counts, dates and codes of a result, after its name.
pub(in super::super) fn facts_in_words(facts: &TaskFacts) -> String {
    let mut said = Vec::new();
    if let Some(count) = facts.count {
        said.push(words::count(usize::try_from(count).unwrap_or_default(), "record", "records"));
    }
    said.extend(facts.basis.map(|basis| words::lower(catalogue::retention_basis(basis))));
    said.extend(facts.until.map(|day| format!("until {}", words::long_date(day))));
    let again = facts.look_again_on;
    said.extend(again.map(|day| format!("to be looked at again on {}", words::long_date(day))));
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}
