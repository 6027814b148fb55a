//! The fields of a correction: what is wanted, what was decided, and the form to decide.

use super::items::about;
use super::{Scene, words};
use domain::correction::{FieldState, WantedCorrection};
use domain::item::Item;
use domain::vocabulary::{FieldDecision, Right};
use domain::workflow::Verb;
use text::catalogue;
use text::contexts::case_page::Correction;
use text::contexts::desk_parts::{Link, Tag, Tone};

/// The fields, in the order of their numbers; none for another right.
pub(super) fn rows(scene: &Scene<'_>, item: &Item) -> Vec<Correction> {
    if item.right != Right::Correct {
        return Vec::new();
    }
    let fields = scene.case().corrections.iter().zip(1..);
    fields.map(|(state, number)| row(scene, state, number)).collect()
}

/// What the person wants in a field; `None` once erased.
pub(super) fn wanted<'a>(scene: &Scene<'a>, number: u32) -> Option<&'a WantedCorrection> {
    let at = usize::try_from(number).ok()?.checked_sub(1)?;
    scene.view.dossier.person.as_ref()?.corrections.get(at)
}

fn row(scene: &Scene<'_>, state: &FieldState, number: u32) -> Correction {
    let gone = WantedCorrection {
        field: "No longer kept".to_owned(),
        proposed: "No longer kept".to_owned(),
        ..WantedCorrection::default()
    };
    let WantedCorrection { field, current, proposed } =
        wanted(scene, number).cloned().unwrap_or(gone);
    let possible = scene.possible(Verb::DecideCorrection);
    let decide = (possible && state.decision.is_none())
        .then(|| {
            let id = format!("decide-{number}");
            about(scene, Verb::DecideCorrection, &id, "number", &number.to_string())
        })
        .flatten();
    let again = (possible && state.decision.is_some()).then(|| {
        let href = format!("{}?do=decide_correction&number={number}#do", scene.path());
        Link::new("Decide differently", href)
    });
    Correction {
        number,
        field,
        current,
        proposed,
        tag: tag(state),
        ground: state.ground.map(|ground| words::lower(catalogue::ground(ground))),
        answer: state.text.as_ref().map(|text| scene.text(text)),
        decide,
        again,
    }
}

fn tag(state: &FieldState) -> Tag {
    match state.decision {
        None => Tag::new(Tone::Idle, "Not decided"),
        Some(decision @ FieldDecision::Accepted) => {
            Tag::new(Tone::Ok, catalogue::field_decision(decision)).with_icon("check")
        }
        Some(decision @ FieldDecision::Refused) => {
            Tag::new(Tone::Plum, catalogue::field_decision(decision)).with_icon("lock")
        }
    }
}
