//! What a system sends back: who sent it, whether it came before, and whether it is about the one it was asked about. Then
//! it goes through the door like a person's result.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::secrets;
use super::signature::Signature;
use crate::idempotency::{self, Answer};
use crate::tasks::{self, DetailsInput};
use crate::{Deps, ServiceError, commands, limits};
use domain::actor::Actor;
use domain::case::Case;
use domain::ids::CaseId;
use domain::intake::FieldErrors;
use domain::vocabulary::TaskResult;
use domain::workflow::refusal::RefusalCode;
use domain::workflow::{Command, Refusal, Verb};
use storage::system_calls::{self, Call};
use storage::{Reads, cases};

/// A result as a system sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemResult {
    /// The task, as the call named it.
    pub task: String,
    /// The subject, as the call named it.
    pub subject: String,
    /// `found`, `nothing_held`, `corrected`, `erased`, `anonymised`, `retained`; `failed` or `refused` with words.
    pub result: String,
    /// What came of it. A column `subject` in rows must name the same subject in each.
    #[serde(default)]
    pub details: DetailsInput,
}

/// A message whose body was not read yet: about a call there is, with a signature that is not too old.
#[derive(Debug)]
pub struct Knock {
    pub(super) call: Call,
    signature: Signature,
}

/// A system whose signature holds.
#[derive(Debug, Clone)]
pub struct Known {
    pub(super) call: Call,
}

/// Why a message is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// No such task, no signature, a wrong one, or one that is too old or too new; which, nobody is told.
    Unsigned,
    /// This very message came before.
    Replayed,
}

/// Whether a message is worth reading: it names a call, which nobody can guess, and bears a fresh signature. Counts the
/// network before anything else.
///
/// Errors: the network's limit is used up.
pub fn knock(
    deps: &Deps,
    network: IpAddr,
    id: &str,
    header: &str,
) -> Result<Result<Knock, NotTaken>, ServiceError> {
    let inner = deps.clone();
    deps.store.write(move |tx| limits::system_result(tx, &inner, network))?;
    let window = deps.settings.connector.result_window_seconds;
    let fresh = |signature: &Signature| signature.is_fresh(deps.now(), window);
    let Some(signature) = Signature::parse(header).filter(fresh) else {
        return Ok(Err(NotTaken::Unsigned));
    };
    let call = deps.store.read(|tx| system_calls::get(tx, id))?;
    Ok(call.map(|call| Knock { call, signature }).ok_or(NotTaken::Unsigned))
}

/// Finds out who sends a result: by the secret of the system that has the task.
pub fn authenticate(
    deps: &Deps,
    knock: Knock,
    body: &[u8],
) -> Result<Result<Known, NotTaken>, ServiceError> {
    let Knock { call, signature } = knock;
    let secrets = deps.store.read(|tx| secrets::valid(tx, deps, &call.system))?;
    if !secrets.iter().any(|secret| signature.is_by(secret, body)) {
        return Ok(Err(NotTaken::Unsigned));
    }
    let (inner, code, at) = (deps.clone(), signature.code, signature.at);
    // Remembered on its own: what is refused below is not taken a second time either.
    let first = deps.store.write(move |tx| limits::is_first(tx, &inner, &code, at))?;
    Ok(if first { Ok(Known { call }) } else { Err(NotTaken::Replayed) })
}

/// Records a result. The same body again gets the same answer; another one is refused.
///
/// Errors: fields; a refusal when the task is no longer in the system's hands or stands still; the key was used for another
/// body; erased.
pub fn record(
    deps: &Deps,
    known: &Known,
    input: &SystemResult,
    body: &[u8],
) -> Result<Answer, ServiceError> {
    let call = &known.call;
    check(call, input)?;
    let caller = format!("system:{}", call.system);
    let once = idempotency::Call::new(deps, &caller, "system-result", &call.id, body);
    let (inner, call, input) = (deps.clone(), call.clone(), input.clone());
    deps.store.clone().write(move |tx| {
        idempotency::once(tx, &inner, Some(&once), |tx| {
            let id = case_of(tx, &call, Verb::CompleteTask)?.id;
            let command = command(&inner, &call, &input)?;
            commands::execute(tx, &inner, &Actor::system_owner(&call.id), &id, &command)?;
            let body = json!({ "recorded": input.result, "task": call.id }).to_string();
            Ok(Answer { status: 200, body, case: Some(id) })
        })
    })
}

/// The request of a call, as long as the task is in its system's hands.
pub(super) fn case_of(tx: &mut dyn Reads, call: &Call, verb: Verb) -> Result<Case, ServiceError> {
    let now = system_calls::get(tx, &call.id)?.ok_or(ServiceError::Erased)?;
    let case = cases::load(tx, &CaseId(call.case.clone()))?;
    if now.ended_at.is_none() {
        return Ok(case);
    }
    let code = RefusalCode::TaskNotYours;
    Err(ServiceError::Refused(Refusal {
        code,
        verb,
        stage: case.stage,
        needs: &[],
        cite: "",
        date: None,
    }))
}

fn command(deps: &Deps, call: &Call, input: &SystemResult) -> Result<Command, ServiceError> {
    let result = result_of(&input.result).ok_or_else(unknown_result)?;
    tasks::completion(deps, call.task, result, input.details.clone())
}

/// A system that will not do it is as one that cannot: people do it.
fn result_of(text: &str) -> Option<TaskResult> {
    if text == "refused" { Some(TaskResult::Failed) } else { TaskResult::from_text(text) }
}

fn unknown_result() -> ServiceError {
    let known: Vec<&str> = TaskResult::ALL.iter().map(|result| result.as_str()).collect();
    wrong("result", format!("Give one of {} or refused.", known.join(", ")))
}

/// It must be about the task and the person that were asked about: another's data would go to the wrong one.
fn check(call: &Call, input: &SystemResult) -> Result<(), ServiceError> {
    if input.task != call.id {
        return Err(wrong("task", "Name the task of this address.".to_owned()));
    }
    if input.subject != call.subject {
        return Err(wrong("subject", "Name the subject the call named.".to_owned()));
    }
    let rows = tasks::column(&input.details, "subject");
    if rows.iter().any(|subject| *subject != call.subject) {
        let text = "A row names another subject. Nothing was taken; send rows of this one only.";
        return Err(wrong("rows", text.to_owned()));
    }
    Ok(())
}

pub(super) fn wrong(field: &'static str, text: String) -> ServiceError {
    ServiceError::Fields(FieldErrors::from([(field, text)]))
}
