//! Commands of forms: each form acts once, on one request or on several.

use super::{Deps, ServiceError, run_in};
use crate::idempotency;
use crate::input::CommandInput;
use crate::notices::letter;
use domain::actor::Actor;
use domain::ids::Reference;

/// [`super::run`] once per form: the same form sent again changes nothing, the same form with other
/// words is another command. `form` is the key the form carries.
pub fn run_once(
    deps: &Deps,
    actor: &Actor,
    reference: &Reference,
    seen: Option<i64>,
    input: &CommandInput,
    form: &str,
) -> Result<(), ServiceError> {
    let body = serde_json::to_vec(input)?;
    let key = format!("{form} {reference} {}", String::from_utf8_lossy(&body));
    let place = format!("commands {reference}");
    let call = idempotency::Call::new(deps, &actor.principal, &place, &key, &body);
    let command = input.clone().into_command(deps)?;
    let (inner, actor, reference) = (deps.clone(), actor.clone(), reference.clone());
    let input = input.clone();
    deps.store.clone().write(move |tx| {
        idempotency::once(tx, &inner, Some(&call), |tx| {
            letter::check_seen(tx, &inner, &reference, &input)?;
            let done = run_in(tx, &inner, &actor, &reference, seen, &command)?;
            Ok(idempotency::Answer { status: 303, body: String::new(), case: Some(done.case.id) })
        })
        .map(drop)
    })
}

/// The same command for several requests, each in its own transaction; what failed is told request
/// by request.
pub fn run_for_each(
    deps: &Deps,
    actor: &Actor,
    references: &[Reference],
    input: &CommandInput,
    form: &str,
) -> Vec<(Reference, Result<(), ServiceError>)> {
    let run = |reference: &Reference| run_once(deps, actor, reference, None, input, form);
    references.iter().map(|reference| (reference.clone(), run(reference))).collect()
}
