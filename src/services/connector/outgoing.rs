//! What a system is sent: put together from the vault when it leaves, and kept nowhere.

use serde_json::{Map, Value, json};

use super::{SIGNATURE, about, may_call, secrets, signature};
use crate::{Deps, ServiceError, dossier, journal, policy};
use domain::actor::Actor;
use domain::case::Case;
use domain::correction::accepted;
use domain::ids::CaseId;
use domain::item::{Task, TaskWith};
use domain::person::Person;
use domain::vocabulary::TaskKind;
use domain::webhook::{CallFault, SubjectReference, Webhook};
use domain::workflow::may_start;
use storage::outbox::Item;
use storage::system_calls::{self, Call};
use storage::{WriteTx, cases};

/// A call that is ready to be made.
#[derive(Clone)]
pub struct Outgoing {
    /// Where it goes.
    pub url: String,
    /// Headers: type, idempotency key, signature.
    pub headers: Vec<(&'static str, String)>,
    /// The body, as it was signed. Personal data.
    pub body: Vec<u8>,
}

/// What is to be done with a row of the outbox.
pub enum Prepared {
    /// Nothing: the task stands still, is done, or is in other hands. What releases it queues it again.
    Nothing,
    /// It cannot be called; people do it.
    Fault(CallFault),
    /// The call.
    Call(Box<Outgoing>),
}

/// Puts a call together. That the person's data is about to leave stands in the journal before it does.
pub fn prepare(deps: &Deps, item: &Item) -> Result<Prepared, ServiceError> {
    let Some((id, _)) = about(item) else { return Ok(Prepared::Nothing) };
    let inner = deps.clone();
    deps.store.write(move |tx| {
        let Some(call) = system_calls::get(tx, &id)?.filter(|call| call.ended_at.is_none()) else {
            return Ok(Prepared::Nothing);
        };
        let deps = &policy::in_force(tx, &inner)?;
        let case = cases::load(tx, &CaseId(call.case.clone()))?;
        let waits = |task: &&Task| {
            task.with == TaskWith::System && !task.sent && may_start(&case, task, &deps.policy)
        };
        let Some(task) = case.task(call.task).filter(waits) else {
            return Ok(Prepared::Nothing);
        };
        call_for(tx, deps, &call, &case, task)
    })
}

fn call_for(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    call: &Call,
    case: &Case,
    task: &Task,
) -> Result<Prepared, ServiceError> {
    let webhook = deps.policy.data_map.webhook(&task.system, task.kind);
    let Some(webhook) = webhook.filter(|webhook| may_call(deps, webhook)) else {
        return Ok(Prepared::Fault(CallFault::NotSetUp));
    };
    let secrets = secrets::valid(tx, deps, &task.system)?;
    if secrets.is_empty() {
        return Ok(Prepared::Fault(CallFault::NotSetUp));
    }
    let Some(person) = dossier::person(tx, deps, &case.id, &case.intake.person)? else {
        return Ok(Prepared::Nothing);
    };
    journal::case_read(tx, deps, &Actor::system_owner(&call.id), &case.id)?;
    let body = serde_json::to_vec(&body(deps, call, case, task, (webhook, &person)))?;
    let signed = signature::sign(deps, deps.now(), &secrets, &body)?;
    let headers = vec![
        ("Content-Type", "application/json".to_owned()),
        ("Idempotency-Key", call.id.clone()),
        (SIGNATURE, signed),
    ];
    Ok(Prepared::Call(Box::new(Outgoing { url: webhook.url.clone(), headers, body })))
}

fn body(
    deps: &Deps,
    call: &Call,
    case: &Case,
    task: &Task,
    (webhook, person): (&Webhook, &Person),
) -> Value {
    let known = webhook.identifiers.iter();
    let identifiers: Map<String, Value> = known
        .filter_map(|one| Some((one.as_str().to_owned(), one.of(person, task.right)?.into())))
        .collect();
    let back = format!("/api/v1/connector/tasks/{}/result", call.id);
    let mut body = json!({
        "version": 1,
        "task": call.id,
        "system": call.system,
        "right": task.right,
        "kind": task.kind,
        "subject": call.subject,
        "identifiers": identifiers,
        "due_on": task.due_on,
        "callback": deps.settings.server.public_url.link(&back),
    });
    if task.kind == TaskKind::Correct
        && !case.corrections.is_empty()
        && let Some(fields) = body.as_object_mut()
    {
        let accepted: Vec<_> = accepted(&case.corrections, &person.corrections).collect();
        fields.insert("corrections".to_owned(), json!(accepted));
    }
    if webhook.subject == SubjectReference::Case
        && let Some(fields) = body.as_object_mut()
    {
        fields.insert("reference".to_owned(), case.reference.to_string().into());
    }
    body
}
