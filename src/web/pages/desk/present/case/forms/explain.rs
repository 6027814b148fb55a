//! What an action will do, said before it is pressed.

use super::super::tasks::preview_in_words;
use super::{Scene, words};
use domain::closing;
use domain::item::Task;
use domain::vocabulary::{RequesterRole, Right};
use domain::workflow::Verb;
use text::contexts::desk_form::{ActionForm, Extra};

/// What will happen, before it is pressed.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is the same for every request")]
pub(super) fn explain(scene: &Scene<'_>, verb: Verb, form: &mut ActionForm) {
    let case = scene.case();
    let second = |refusal| scene.deps.policy.needs_second_person(case.rights(), refusal);
    match verb {
        Verb::Extend => {
            form.lead = case.extension_limit().map(|limit| {
                let (due, by) = (words::long_date(limit.due_on), words::long_date(limit.notice_by));
                format!(
                    "New date: {due}. It counts once the requester was told, by {by} at the latest."
                )
            });
            "Extend and tell the requester".clone_into(&mut form.submit);
        }
        Verb::Refuse => {
            let needed = if second(true) {
                "Another person has to approve it."
            } else {
                "It has to be approved."
            };
            form.fine = Some(format!("The answer names the ground and how to complain. {needed}"));
            let action = Some(format!("{}/letter", scene.path()));
            form.extra = Some(Extra { name: "look", label: "Read the letter first", action });
        }
        Verb::ApproveExecution => form.lead = Some(preview(scene)),
        Verb::AcceptIdentity if typed_needs_note(scene) => {
            form.fine = Some(
                "The requester acts for someone else: say in the note what was shown.".to_owned(),
            );
        }
        verb => say(verb, form),
    }
}

/// What follows whatever the request is.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest says enough by its name")]
fn say(verb: Verb, form: &mut ActionForm) {
    match verb {
        Verb::RejectIdentity => {
            form.fine = Some(
                "This closes the request at once and tells the person, who can ask again."
                    .to_owned(),
            );
        }
        Verb::Withdraw => {
            form.lead = Some(
                "Only when the person asked for it. The request closes and they are told."
                    .to_owned(),
            );
        }
        Verb::MarkDuplicate => {
            form.lead = Some(
                "The request closes; the person is told that the earlier one goes on.".to_owned(),
            );
        }
        Verb::CorrectReceivedDate => {
            form.lead = Some(
                "Every clock is counted anew from this day; the journal keeps both dates."
                    .to_owned(),
            );
        }
        Verb::RecordComplaint => {
            form.lead = Some(
                "Its own clock runs from the day it arrived. The person is told that it did, and the approvers are asked to decide it."
                    .to_owned(),
            );
        }
        Verb::DecideComplaint => {
            form.fine = Some(
                "The person is told at once, and how to go on to the supervisory authority."
                    .to_owned(),
            );
        }
        Verb::PlaceHold => {
            form.lead = Some("Nothing is carried out and no answer goes out until an approver releases it. The clock runs on.".to_owned());
        }
        Verb::ProposeAnswer => {
            form.fine = Some(
                "The answer lists what came of each right. An approver looks at it next."
                    .to_owned(),
            );
        }
        _ => {}
    }
}

fn typed_needs_note(scene: &Scene<'_>) -> bool {
    scene.case().intake.role != RequesterRole::Myself
}

/// What erasing and closing would touch, system by system: how much goes, and what stays.
fn preview(scene: &Scene<'_>) -> String {
    let case = scene.case();
    let line = |task: &Task| {
        let system = scene.deps.policy.system_name(&task.system);
        match &task.preview {
            Some(preview) => format!("{system} ({})", preview_in_words(preview)),
            None if task.is_erasure() => format!("{system} (not counted yet)"),
            None => system.to_owned(),
        }
    };
    let tasks: Vec<String> =
        case.open_tasks().filter(|task| task.right.is_destructive()).map(line).collect();
    let hours = scene.deps.policy.cooling_off_hours;
    let mut text = format!(
        "This releases {}: {}. It cannot be taken back.",
        words::count(tasks.len(), "task", "tasks"),
        tasks.join(", ")
    );
    if case.item(Right::Terminate).is_some() {
        let open = closing::open_points(case, &scene.deps.policy).count();
        if open > 0 {
            let open = words::count(open, "point", "points");
            text.push_str(&format!(" The checklist has {open} open: tick them first."));
        }
        text.push_str(&format!(" Closing the account starts {hours} hours later; until then the requester can cancel it."));
    }
    text
}
