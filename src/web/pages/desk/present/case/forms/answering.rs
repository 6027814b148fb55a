//! Fields of the answer: what is decided about fields and rights, and its free parts.

use super::super::Scene;
use super::super::fields::{decisions, for_requester, grounds, outcomes};
use domain::workflow::Verb;
use services::notices::letter::Words;
use text::contexts::desk_form::Field;

/// What is decided about fields and rights, and the free parts of the answer.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
pub(super) fn fields(scene: &Scene<'_>, verb: Verb, id: &str) -> Vec<Field> {
    match verb {
        Verb::ProposeAnswer => {
            let last = Words::last(&scene.view.events, &scene.view.dossier);
            let closing = Field::area(id, "closing", "Words below the answer");
            vec![
                for_requester(id, "Words above the answer")
                    .filled(&last.text.unwrap_or_default())
                    .optional(),
                closing.filled(&last.closing.unwrap_or_default()).optional(),
            ]
        }
        Verb::DecideCorrection => vec![
            decisions(id),
            grounds(id, true),
            for_requester(id, "Words for the requester")
                .hint("Needed when it is refused. The requester reads this.")
                .optional(),
        ],
        Verb::SettleItem => vec![
            outcomes(id),
            grounds(id, true),
            for_requester(id, "Words for the requester")
                .hint("Needed when it is refused or done in part. The requester reads this.")
                .optional(),
        ],
        _ => Vec::new(),
    }
}
