//! The way of a request: what is behind, where it is, what is left.

use super::{Scene, words};
use domain::case::Identity;
use domain::vocabulary::{Channel, Stage};
use text::catalogue;
use text::contexts::case_page::Step;

/// The six steps, in order.
pub(super) fn steps(scene: &Scene<'_>) -> Vec<Step> {
    let mut steps = vec![
        received(scene),
        confirmed(scene),
        identity(scene),
        work(scene),
        second_check(scene),
        answer(scene),
    ];
    // A request that ended early went no further; nothing of the rest is where it is.
    if scene.case().stage != Stage::Closed
        && let Some(next) = steps.iter_mut().find(|step| !step.done)
    {
        next.here = true;
    }
    steps
}

fn step(label: &'static str, note: impl Into<String>, done: bool) -> Step {
    Step { label, note: note.into(), done, here: false }
}

fn received(scene: &Scene<'_>) -> Step {
    let intake = &scene.case().intake;
    let channel = words::lower(catalogue::channel(intake.channel));
    step("Received", format!("{}, {channel}", words::short_date(intake.received_on)), true)
}

fn confirmed(scene: &Scene<'_>) -> Step {
    let case = scene.case();
    match case.confirmation.confirmed_at {
        Some(at) => step("Address confirmed", scene.day(at), true),
        None if case.stage == Stage::Unconfirmed => step("Address confirmed", "Not yet", false),
        None if case.intake.channel == Channel::WebForm => {
            step("Address confirmed", "Never", case.stage != Stage::Closed)
        }
        None => step("Address confirmed", "Not needed", true),
    }
}

fn identity(scene: &Scene<'_>) -> Step {
    match &scene.case().identity {
        Identity::Accepted { at, by, .. } => {
            let note = format!("{}, by {}", scene.day(*at), scene.principal(by));
            step("Identity", note, true)
        }
        Identity::Rejected { at, .. } => {
            step("Identity", format!("Not established, {}", scene.day(*at)), false)
        }
        Identity::Open => step("Identity", "Not decided", false),
    }
}

fn work(scene: &Scene<'_>) -> Step {
    let case = scene.case();
    let all = case.tasks.len();
    let done = all.saturating_sub(case.open_tasks().count());
    let note = match all {
        0 => "No tasks yet".to_owned(),
        all => format!("{done} of {}", words::count(all, "task", "tasks")),
    };
    let answered = case.proposal.is_some() || case.stage == Stage::Closed;
    step("Work", note, answered && case.identity_accepted())
}

fn second_check(scene: &Scene<'_>) -> Step {
    let case = scene.case();
    match (&case.proposal, case.stage) {
        (Some(proposal), Stage::Review) => {
            let by = scene.principal(&proposal.by);
            step("Second check", format!("Proposed by {by}"), false)
        }
        (_, Stage::Closed) => {
            let answered = case.outcome.is_some_and(|outcome| {
                use domain::vocabulary::Outcome as O;
                matches!(outcome, O::Fulfilled | O::PartlyFulfilled | O::Refused)
            });
            let note = if answered { "Approved" } else { "Not needed" };
            step("Second check", note, answered)
        }
        _ => step("Second check", "Not proposed yet", false),
    }
}

fn answer(scene: &Scene<'_>) -> Step {
    let case = scene.case();
    match (case.closed_at, case.outcome) {
        (Some(at), Some(outcome)) => {
            let how = words::lower(catalogue::outcome(outcome));
            step("Answer", format!("{}, {how}", scene.day(at)), true)
        }
        _ => step("Answer", format!("Due {}", words::short_date(case.due_on())), false),
    }
}
