//! Who answers for a system, without an account: what the link of one task shows, and what comes back through it. Every
//! look leaves its entry in the journal, every answer is an event of the request, both by the random id of the link.

use super::{DetailsInput, assignment, completion, links};
use crate::files::{self, Attachment};
use crate::{Deps, ServiceError, commands, dossier, journal, limits, policy, verification};
use domain::actor::Actor;
use domain::case::Case;
use domain::data_map::System;
use domain::file::NewFile;
use domain::ids::{CaseId, TaskId};
use domain::intake::FieldErrors;
use domain::item::Task;
use domain::person::Person;
use domain::verification::{Purpose, Unusable};
use domain::vocabulary::{ReturnReason, TaskKind, TaskResult};
use domain::workflow::{Command, may_start};
use storage::{Reads, WriteTx, cases};

/// What the page of a task shows: what finding the data takes, and nothing else of the request.
#[derive(Debug, Clone)]
pub struct OwnerView {
    /// The request, for its reference and dates.
    pub case: Case,
    /// The task.
    pub task: Task,
    /// The system, as the data map knows it now.
    pub system: System,
    /// Words of the desk for whoever does the task.
    pub words: String,
    /// What they asked, while nobody answered.
    pub question: Option<String>,
    /// Who asks; nothing while the task stands still, and once erased.
    pub person: Option<Person>,
    /// Whether it may be worked on now.
    pub ready: bool,
}

/// What comes back from a system's owner.
#[derive(Debug, Clone)]
pub enum Answer {
    /// It is done, or could not be.
    Result(TaskResult, DetailsInput),
    /// It is done, with files that are stored already.
    Files(TaskResult, DetailsInput, OwnerFiles),
    /// It is handed back, with words.
    Returned(ReturnReason, String),
}

/// Files that come back with a result.
#[derive(Debug, Clone)]
pub struct OwnerFiles {
    /// Where they are stored.
    pub files: Vec<NewFile>,
    /// Whether they hold data of other people.
    pub others: bool,
}

/// The request and the task that files are about to be taken in for.
///
/// Errors: as [`look`]; a refusal while the task stands still.
pub fn target(deps: &Deps, token: &str) -> Result<(Case, TaskId), ServiceError> {
    deps.store.read(|tx| {
        let (_, id, task) = opened(tx, deps, token)?;
        let deps = &policy::in_force(tx, deps)?;
        let case = cases::load(tx, &id)?;
        let found = case.task(task).ok_or(ServiceError::NotFound)?;
        if found.kind == TaskKind::Collect && may_start(&case, found, &deps.policy) {
            return Ok((case, task));
        }
        Err(ServiceError::Unusable(Unusable::Used))
    })
}

/// Opens the page of a link. It changes nothing but the journal, which says that somebody looked.
///
/// Errors: `NotFound` for a guess; `Unusable` when the task is done, dropped or somebody else's; `Limited`.
pub fn look(deps: &Deps, token: &str) -> Result<OwnerView, ServiceError> {
    let (inner, token) = (deps.clone(), token.to_owned());
    deps.store.clone().write(move |tx| {
        let deps = &policy::in_force(tx, &inner)?;
        let (actor, id, task) = opened(tx, deps, &token)?;
        limits::task_look(tx, deps, &actor.principal)?;
        let case = cases::load(tx, &id)?;
        let task = case.task(task).cloned().ok_or(ServiceError::NotFound)?;
        journal::case_read(tx, deps, &actor, &id)?;
        view(tx, deps, case, task)
    })
}

fn view(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: Case,
    task: Task,
) -> Result<OwnerView, ServiceError> {
    let ready = may_start(&case, &task, &deps.policy);
    let mut seen = OwnerView {
        system: deps.policy.data_map.system(&task.system).cloned().unwrap_or_default(),
        words: String::new(),
        question: None,
        person: None,
        ready,
        case,
        task,
    };
    if ready {
        let (id, asked) = (seen.case.id.clone(), seen.task.question.clone());
        seen.person = dossier::person(tx, deps, &id, &seen.case.intake.person)?;
        seen.words = assignment(tx, deps, &id, &seen.task)?.text;
        seen.question = match asked {
            Some(text) => dossier::read_text(tx, deps, &id, &text.id, dossier::TEXT)?,
            None => None,
        };
    }
    Ok(seen)
}

/// The link, the request and the task it is bound to.
fn opened(
    tx: &mut dyn Reads,
    deps: &Deps,
    token: &str,
) -> Result<(Actor, CaseId, TaskId), ServiceError> {
    let (_, challenge) = verification::of_link(tx, &[Purpose::SystemTask], token)?;
    verification::link_usable(deps, &challenge)?;
    let (id, task) = links::bound_to(&challenge.subject).ok_or(ServiceError::NotFound)?;
    Ok((Actor::system_owner(&challenge.id), id, task))
}

/// Takes an answer. The link goes on working while the task is open and in the same hands.
///
/// Errors: as [`look`]; fields of the result, `question` or `not_mine` that need another look; a refusal.
pub fn answer(deps: &Deps, token: &str, answer: &Answer) -> Result<(), ServiceError> {
    let (inner, token, answer) = (deps.clone(), token.to_owned(), answer.clone());
    deps.store.clone().write(move |tx: &mut WriteTx<'_>| {
        let (actor, id, task) = opened(tx, &inner, &token)?;
        let command = command(&inner, task, &answer)?;
        if let Answer::Files(_, _, given) = &answer {
            let others = given.others;
            let attached = given.files.iter().cloned();
            let attached: Vec<_> =
                attached.map(|file| Attachment { file, task, others, replaces: None }).collect();
            files::attach_in(tx, &inner, &actor, &id, None, &attached)?;
        }
        commands::execute(tx, &inner, &actor, &id, &command)?;
        Ok(())
    })
}

fn command(deps: &Deps, task: TaskId, answer: &Answer) -> Result<Command, ServiceError> {
    match answer {
        Answer::Files(result, ..) if *result != TaskResult::Found => {
            let text = "Files go with data that was found. Choose that above, or leave them out.";
            Err(ServiceError::Fields(FieldErrors::from([("result", text.to_owned())])))
        }
        Answer::Result(result, input) | Answer::Files(result, input, _) => {
            completion(deps, task, *result, input.clone())
        }
        Answer::Returned(why, text) => {
            let (field, needed) = match why {
                ReturnReason::Question => ("question", "Write your question."),
                ReturnReason::NotMine => ("not_mine", "Say whose it is, or why it is not yours."),
            };
            let wrong = |text: String| ServiceError::Fields(FieldErrors::from([(field, text)]));
            let text = super::words(text).map_err(wrong)?;
            if text.is_empty() {
                return Err(wrong(needed.to_owned()));
            }
            Ok(Command::ReturnTask { task, why: *why, text: deps.prose(text) })
        }
    }
}
