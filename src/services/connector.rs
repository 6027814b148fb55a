//! Systems that answer by themselves: a task that may be worked on is sent to its system, signed, and the system sends the
//! result back, signed. What is sent is put together when it leaves; until then the outbox holds a random id.
//!
//! Who the system is, the data map says; its secrets are kept apart. A result goes through the same door as a person's.

mod file;
mod outgoing;
mod result;
mod secrets;
mod signature;
#[cfg(test)]
mod tests;

pub use file::{FileHead, OTHERS, Place, attach, authenticate_file, place};
pub use outgoing::{Outgoing, Prepared, prepare};
pub use result::{Knock, Known, NotTaken, SystemResult, authenticate, knock, record};
pub use secrets::{Made, SecretLine, end_older, list, make_once};
pub use signature::{SIGNATURE, public_key, public_keys};

use super::{Deps, ServiceError};
use domain::case::Case;
use domain::data_map::DataMap;
use domain::ids::TaskId;
use domain::item::TaskWith;
use domain::webhook::{SubjectReference, Webhook};
use storage::WriteTx;
use storage::outbox::{self, Item};
use storage::system_calls::{self, Call};

/// Outbox topic of calls.
pub const CALL: &str = "call";

/// Queues the call of a task's system. A task that is in its hands already keeps its call, and with it the key under which
/// the system does it once.
pub fn queue(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &Case,
    task: TaskId,
) -> Result<(), ServiceError> {
    let call = match system_calls::live(tx, case.id.as_str(), task)? {
        Some(call) => call,
        None => begin(tx, deps, case, task)?,
    };
    let now = deps.now();
    outbox::put(
        tx,
        &outbox::NewItem {
            id: deps.ids.uuid(),
            topic: CALL.to_owned(),
            case_id: Some(case.id.0.clone()),
            template: None,
            audience: None,
            recipient_hash: None,
            payload: format!("{}/{task}", call.id).into_bytes(),
            due_at: now,
            dedupe_key: Some(format!("{}:{}:{CALL}:{task}", case.id, case.version)),
            created_at: now,
        },
    )?;
    Ok(())
}

fn begin(tx: &mut WriteTx<'_>, deps: &Deps, case: &Case, id: TaskId) -> Result<Call, ServiceError> {
    let task = case.task(id).ok_or(ServiceError::NotFound)?;
    let webhook = deps.policy.data_map.webhook(&task.system, task.kind);
    let subject = match webhook.map(|webhook| webhook.subject) {
        Some(SubjectReference::Case) => case.reference.to_string(),
        Some(SubjectReference::Opaque) | None => deps.ids.uuid(),
    };
    let call = Call {
        id: deps.ids.uuid(),
        case: case.id.0.clone(),
        task: id,
        system: task.system.clone(),
        subject,
        created_at: deps.now(),
        ended_at: None,
    };
    system_calls::put(tx, &call)?;
    Ok(call)
}

/// The call and the task a row of the outbox is about.
fn about(item: &Item) -> Option<(String, TaskId)> {
    let text = String::from_utf8_lossy(&item.new.payload);
    let (call, task) = text.split_once('/')?;
    Some((call.to_owned(), TaskId::parse(task)?))
}

/// The task a row of the outbox is about.
pub fn task_of(item: &Item) -> Option<TaskId> {
    about(item).map(|(_, task)| task)
}

/// Ends the calls of tasks that left their system's hands.
pub fn follow(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    before: &Case,
    after: &Case,
) -> Result<(), ServiceError> {
    let in_hands = |case: &Case, id: TaskId| {
        case.task(id).is_some_and(|task| task.is_open() && task.with == TaskWith::System)
    };
    for task in before.tasks.iter().filter(|task| in_hands(before, task.id)) {
        if !in_hands(after, task.id) {
            system_calls::end(tx, after.id.as_str(), task.id, deps.now())?;
        }
    }
    Ok(())
}

/// Systems whose host the settings do not let be called, each in a sentence.
pub fn uncallable(deps: &Deps, map: &DataMap) -> Vec<String> {
    let called = map.systems.iter().filter_map(|system| Some((system, system.webhook.as_ref()?)));
    called
        .filter(|(_, webhook)| !may_call(deps, webhook))
        .map(|(system, webhook)| {
            let host = host_of(webhook).unwrap_or_else(|| webhook.url.clone());
            format!(
                "System “{}”: “{host}” is not among the hosts that may be called (connector.hosts). Ask who runs the desk.",
                system.key
            )
        })
        .collect()
}

fn host_of(webhook: &Webhook) -> Option<String> {
    url::Url::parse(&webhook.url).ok()?.host_str().map(str::to_owned)
}

fn may_call(deps: &Deps, webhook: &Webhook) -> bool {
    host_of(webhook).is_some_and(|host| deps.settings.connector.may_call(&host))
}
