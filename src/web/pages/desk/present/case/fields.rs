//! Fields of the forms: lists from the vocabulary, and what was typed before.

use super::{Draft, Scene};
use domain::data_map::results_of;
use domain::item::Task;
use domain::vocabulary::{
    Channel, ComplaintKind, ComplaintOutcome, FieldDecision, Ground, RequesterRole, Right,
    Settlement, TaskResult, VerificationMethod,
};
use domain::workflow::{copy_awaited, results_now};
use text::catalogue;
use text::contexts::desk_form::{Choice, Field, LineInput};

/// Grounds that explain why it takes longer.
const MORE_TIME: &[Ground] = &[Ground::Complexity, Ground::NumberOfRequests, Ground::Other];

/// What was typed into a form before, and what is wrong with it.
#[derive(Clone, Copy)]
pub(super) struct Typed<'a>(pub(super) Option<&'a Draft>);

impl<'a> Typed<'a> {
    /// The field with its value and its error.
    pub(super) fn fill(self, field: Field) -> Field {
        let Some(draft) = self.0 else { return field };
        let name = field.name.clone();
        let error = draft.errors.get(name.as_str()).cloned();
        if let Some(mut checks) = field.checks.clone() {
            let chosen = draft.sent.many(&name);
            // Sent without a tick is an answer too.
            if !chosen.is_empty() || !draft.sent.one("command").is_empty() {
                for choice in &mut checks {
                    choice.chosen = chosen.contains(&choice.value.as_str());
                }
            }
            return Field { checks: Some(checks), ..field }.error(error);
        }
        let typed = draft.sent.pairs().any(|(known, _)| known == name);
        let field = if typed { field.filled(draft.sent.one(&name)) } else { field };
        field.error(error)
    }

    /// A value of the form: which task, which right.
    pub(super) fn one(self, name: &str) -> &'a str {
        self.0.map_or("", |draft| draft.sent.one(name))
    }
}

/// A text that only the desk reads.
pub(super) fn reason(id: &str, label: &str) -> Field {
    Field::area(id, "reason", label).hint("Only the desk reads this.")
}

/// A text that the requester reads.
pub(super) fn for_requester(id: &str, label: &str) -> Field {
    Field::area(id, "text", label).hint("The requester reads this. Use plain words.")
}

/// Grounds of a refusal or a partial answer.
pub(crate) fn grounds(id: &str, may_stay_empty: bool) -> Field {
    let mut choices: Vec<Choice> = Ground::ALL
        .iter()
        .filter(|ground| !matches!(ground, Ground::Complexity | Ground::NumberOfRequests))
        .map(|ground| Choice::new(ground.as_str(), catalogue::ground(*ground)))
        .collect();
    let first = if may_stay_empty { "No ground" } else { "Choose the ground" };
    choices.insert(0, Choice::new("", first));
    let field = Field::select(id, "ground", "Ground", choices);
    if may_stay_empty { field.optional() } else { field }
}

/// Grounds of an extension.
pub(super) fn grounds_of_time(id: &str) -> Field {
    let choices = MORE_TIME.iter();
    let choices = choices.map(|ground| Choice::new(ground.as_str(), catalogue::ground(*ground)));
    Field::select(id, "ground", "Ground", choices.collect())
}

/// How identity was established; what fits the case comes first.
pub(super) fn methods(scene: &Scene<'_>, id: &str) -> Field {
    let own = scene.case().intake.role == RequesterRole::Myself;
    let matches_account = own && !scene.case().intake.other_account_address;
    let mut all: Vec<VerificationMethod> = VerificationMethod::ALL.to_vec();
    if !matches_account {
        // The address alone shows nothing here: it must not be the first thing at hand.
        all.rotate_left(1);
    }
    if !own {
        all.retain(|method| *method != VerificationMethod::AccountMatch);
        all.sort_by_key(|method| *method != VerificationMethod::Authority);
    }
    let choices = all.into_iter();
    let choices =
        choices.map(|method| Choice::new(method.as_str(), catalogue::verification_method(method)));
    Field::select(id, "method", "How was it established?", choices.collect())
}

/// Which rights are asked for.
pub(super) fn rights(scene: &Scene<'_>, id: &str) -> Field {
    let choices = Right::ALL.iter().map(|right| Choice {
        chosen: scene.case().item(*right).is_some(),
        ..Choice::new(right.as_str(), catalogue::right(*right))
    });
    Field::checks(id, "right", "What is asked for?", choices.collect())
}

/// What is decided about a field.
pub(super) fn decisions(id: &str) -> Field {
    let choices = FieldDecision::ALL.iter();
    let choice =
        |value: &FieldDecision| Choice::new(value.as_str(), catalogue::field_decision(*value));
    Field::radios(id, "decision", "Decision", choices.map(choice).collect())
}

/// What somebody brings against an answer.
pub(super) fn complaint_kinds(id: &str) -> Field {
    let choices = ComplaintKind::ALL.iter();
    let choices = choices.map(|kind| Choice::new(kind.as_str(), catalogue::complaint_kind(*kind)));
    Field::select(id, "kind", "What is it?", choices.collect())
        .hint("An appeal asks for another answer, a complaint is about how it was handled.")
}

/// How something reached the desk that did not come through the status page.
pub(super) fn channels(id: &str) -> Field {
    let choices = [Channel::Email, Channel::Post, Channel::Phone].into_iter();
    let choices = choices.map(|channel| Choice::new(channel.as_str(), catalogue::channel(channel)));
    Field::select(id, "channel", "How did it arrive?", choices.collect())
}

/// How a complaint was decided; nothing is chosen beforehand.
pub(super) fn complaint_outcomes(id: &str) -> Field {
    let mut choices = vec![Choice::new("", "Choose what was decided")];
    let all = ComplaintOutcome::ALL.iter();
    choices.extend(all.map(|one| Choice::new(one.as_str(), catalogue::complaint_outcome(*one))));
    Field::select(id, "outcome", "Decision", choices)
}

/// How a right ends.
pub(super) fn outcomes(id: &str) -> Field {
    let choices = Settlement::ALL.iter();
    let choices = choices.map(|value| Choice::new(value.as_str(), catalogue::settlement(*value)));
    Field::select(id, "outcome", "Outcome", choices.collect())
}

/// What came of a task; what fits its kind comes first.
pub(super) fn results(scene: &Scene<'_>, id: &str, task: &Task) -> Field {
    let now = results_now(scene.case(), task, &scene.deps.policy);
    let label = |value: TaskResult| catalogue::task_result_for(task.kind, value);
    let choices: Vec<_> = now.map(|value| Choice::new(value.as_str(), label(value))).collect();
    let fewer = choices.len() < results_of(task.kind).len();
    let field = Field::select(id, "result", "What came of it?", choices);
    match (fewer, copy_awaited(scene.case(), task)) {
        (false, _) => field,
        (true, true) => field
            .hint("Nothing is destroyed here before the copy of this system’s data was collected."),
        (true, false) => field.hint("Nothing may be destroyed before it is released."),
    }
}

/// A date that lies not in the future.
pub(super) fn past_date(scene: &Scene<'_>, id: &str, name: &str, label: &str) -> Field {
    Field {
        line: Some(LineInput {
            kind: "date",
            autocomplete: "off",
            most: 10,
            max: Some(scene.today().to_string()),
        }),
        ..Field::line(id, name, label)
    }
}

/// Every country by name.
pub(crate) fn countries(id: &str, chosen: &str) -> Field {
    let mut choices = vec![Choice::new("", "Choose a country")];
    choices.extend(catalogue::COUNTRIES.iter().map(|(code, name)| Choice::new(*code, *name)));
    Field::select(id, "country", "Country", choices).filled(chosen)
}
