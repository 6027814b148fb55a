//! THE door: the only way a case is opened or changed, whoever asks and by whichever channel.

mod earlier;
mod offers;
mod several;
#[cfg(test)]
mod tests;

pub(super) use earlier::is_own;
pub use offers::{Offered, offered};
pub use several::{run_for_each, run_once};

use super::connector;
use super::report::counting;
use super::{
    Deps, ServiceError, address, dossier, erasures, files, input::CommandInput, legal_holds,
    notices, policy, tasks, termination,
};
use domain::actor::Actor;
use domain::audit::instant;
use domain::case::Case;
use domain::ids::{CaseId, Reference};
use domain::person::Person;
use domain::workflow::command::Opening;
use domain::workflow::decide::decide_opening;
use domain::workflow::event::Happened;
use domain::workflow::{Command, Env, Event, decide, evolve, replay, wake_at};
use storage::staff::StaffState;
use storage::{StoreError, WriteTx, cases, journal, open_tasks, settings};

/// What a command did.
#[derive(Debug, Clone)]
pub struct Done {
    /// The case after it.
    pub case: Case,
    /// What happened.
    pub events: Vec<Happened>,
}

/// A case to be opened, with the person to be sealed.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// What was asked.
    pub opening: Opening,
    /// Who asks.
    pub person: Person,
    /// The prose that `opening.intake.person` points at.
    pub sealed: domain::prose::Prose,
    /// Cookie of the browser that submitted, for the confirm button; `None` from elsewhere.
    pub browser: Option<String>,
}

/// Decides and applies a command inside a write transaction.
pub fn execute(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    id: &CaseId,
    command: &Command,
) -> Result<Done, ServiceError> {
    execute_from(tx, deps, actor, id, command, &Origin::default())
}

/// Where a command comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Origin<'a> {
    /// The version it was decided on. Checked on the very state that is changed: between an earlier look and this one
    /// somebody else may have been let through.
    pub seen: Option<i64>,
    /// The browser that asks, so that a new confirmation link knows it again.
    pub browser: Option<&'a str>,
}

/// [`execute`], from somewhere.
pub fn execute_from(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    id: &CaseId,
    command: &Command,
    from: &Origin<'_>,
) -> Result<Done, ServiceError> {
    settings::hold(tx)?;
    let deps = &policy::in_force(tx, deps)?;
    let now = deps.now();
    let before = cases::load(tx, id)?;
    check_seen(&before, from.seen)?;
    let told = match earlier::looked_up(tx, deps, &before, command)? {
        None => address::looked_up(tx, deps, &before, command)?,
        told => told,
    };
    let command = told.as_ref().unwrap_or(command);
    let env = deps.env(actor, now);
    let events = stamp(actor, now, decide(&before, command, &env)?);
    let case = events.iter().fold(before.clone(), evolve);
    if events.is_empty() {
        // Time may be nearer than the stored alarm without anything to do yet.
        cases::set_wake(tx, id, wake_at(&case, &env))?;
        return Ok(Done { case, events });
    }
    cases::save(tx, &case, before.version, &filing(&env, &case, &events))?;
    if before.laws() != case.laws() {
        cases::change_laws(tx, &case)?;
    }
    if open_tasks::shown(&before).ne(open_tasks::shown(&case)) {
        open_tasks::replace(tx, &case)?;
    }
    record(tx, deps, actor, &case, before.version, &events)?;
    seal_prose(tx, deps, id, command)?;
    tasks::end_links(tx, deps, &before, &case)?;
    connector::follow(tx, deps, &before, &case)?;
    termination::end_link(tx, deps, &before, &case)?;
    address::follow(tx, deps, &before, &case)?;
    notices::queue(tx, deps, &case, &events, from.browser)?;
    erasures::record(tx, deps, &case, &events)?;
    files::follow(tx, deps, &before, &case)?;
    forget(tx, deps, id, &events)?;
    counting::follow(tx, deps, Some(&before), &case)?;
    let case = address::held(tx, deps, &before, case)?;
    Ok(Done { case, events })
}

/// Opens a case inside a write transaction.
pub fn open(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    newcomer: &Newcomer,
) -> Result<Done, ServiceError> {
    settings::hold(tx)?;
    let deps = &policy::in_force(tx, deps)?;
    let now = deps.now();
    let env = deps.env(actor, now);
    let id = CaseId(deps.ids.uuid());
    let reference = free_reference(tx, deps)?;
    let events = decide_opening(id.clone(), reference, &newcomer.opening, &env)?;
    let events = stamp(actor, now, events);
    let Some(case) = replay(&events) else {
        return Err(ServiceError::NotFound);
    };
    cases::insert(tx, &case, &filing(&env, &case, &events))?;
    record(tx, deps, actor, &case, 0, &events)?;
    let key = dossier::create_key(tx, deps, &id)?;
    dossier::put_prose(tx, deps, &key, &id, dossier::PERSON, &newcomer.sealed)?;
    dossier::put_search_words(tx, deps, &id, &newcomer.person)?;
    notices::queue(tx, deps, &case, &events, newcomer.browser.as_deref())?;
    counting::follow(tx, deps, None, &case)?;
    let case = legal_holds::begin(tx, deps, case, &newcomer.person)?;
    Ok(Done { case, events })
}

/// Runs one command from outside: finds the case, checks that nobody was faster, executes.
///
/// `seen` is the version the person decided on; deliveries and reminders since then do not count.
pub fn run(
    deps: &Deps,
    actor: &Actor,
    reference: &Reference,
    seen: Option<i64>,
    input: &CommandInput,
) -> Result<Done, ServiceError> {
    let command = input.clone().into_command(deps)?;
    let (deps, actor, reference) = (deps.clone(), actor.clone(), reference.clone());
    let (store, input) = (deps.store.clone(), input.clone());
    store.write(move |tx| {
        notices::letter::check_seen(tx, &deps, &reference, &input)?;
        run_in(tx, &deps, &actor, &reference, seen, &command)
    })
}

/// [`run`] in a transaction of the caller.
pub fn run_in(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    reference: &Reference,
    seen: Option<i64>,
    command: &Command,
) -> Result<Done, ServiceError> {
    let case = cases::by_reference(tx, reference)?.ok_or(ServiceError::NotFound)?;
    check_colleague(tx, command)?;
    execute_from(tx, deps, actor, &case.id, command, &Origin { seen, browser: None })
}

/// Nobody was faster, and the version is one that was shown: none from the future, which would let a form pass for good.
pub(super) fn check_seen(case: &Case, seen: Option<i64>) -> Result<(), ServiceError> {
    if seen.is_none_or(|seen| (case.settled_version..=case.version).contains(&seen)) {
        return Ok(());
    }
    Err(ServiceError::Stale { current: case.version })
}

/// Destroys what the events say is no longer needed: evidence once identity is decided or the case
/// closed, everything once the personal data is erased.
fn forget(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    id: &CaseId,
    events: &[Happened],
) -> Result<(), ServiceError> {
    let any = |wanted: fn(&Event) -> bool| events.iter().any(|h| wanted(&h.event));
    if any(|event| matches!(event, Event::PersonalDataErased)) {
        files::destroy_all(tx, deps, id)?;
        return dossier::erase(tx, id);
    }
    let decided = |event: &Event| {
        matches!(
            event,
            Event::IdentityAccepted { .. } | Event::Closed { .. } | Event::AddressChanged
        )
    };
    if any(decided) {
        dossier::destroy_evidence(tx, id)?;
    }
    Ok(())
}

pub(super) fn stamp(
    actor: &Actor,
    at: chrono::DateTime<chrono::Utc>,
    events: Vec<Event>,
) -> Vec<Happened> {
    let (by, via) = (&actor.principal, &actor.via);
    let happened = |event| Happened { at, by: by.clone(), via: via.clone(), event };
    events.into_iter().map(happened).collect()
}

pub(super) fn filing(env: &Env<'_>, case: &Case, events: &[Happened]) -> cases::Filing {
    let newest = events.last();
    cases::Filing {
        wake_at: wake_at(case, env),
        last_event: newest.map(|happened| happened.event.name()).unwrap_or_default(),
        updated_at: env.now,
        answered_in_time: case.answered_in_time(env.zones),
    }
}

/// Appends the events to the case's stream; their numbers are the case's versions.
fn record(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    case: &Case,
    before: i64,
    events: &[Happened],
) -> Result<(), ServiceError> {
    let mut entries = Vec::with_capacity(events.len());
    for happened in events {
        entries.push(entry_of(deps, actor, &case.id, happened)?);
    }
    journal::append_at(tx, &stream_of(&case.id), before.saturating_add(1), &entries)?;
    Ok(())
}

/// An event as the journal keeps it.
pub(super) fn entry_of(
    deps: &Deps,
    actor: &Actor,
    case: &CaseId,
    happened: &Happened,
) -> Result<journal::NewEntry, ServiceError> {
    Ok(journal::NewEntry {
        id: deps.ids.uuid(),
        stream: stream_of(case),
        at: happened.at,
        actor_kind: actor.kind.as_str().to_owned(),
        actor_ref: actor.reference.clone(),
        event: happened.event.name(),
        body: body_of(happened)?,
    })
}

/// The stream of a case in the journal.
pub fn stream_of(case: &CaseId) -> String {
    format!("case:{case}")
}

/// Canonical JSON of an event: sorted keys, no spaces (RFC 8785 for the values used here).
pub fn body_of(happened: &Happened) -> Result<String, serde_json::Error> {
    let mut value = happened.value()?;
    if let Some(object) = value.as_object_mut() {
        object.insert("at".to_owned(), instant(happened.at).into());
    }
    // serde_json's map is sorted by key, so this text is canonical.
    serde_json::to_string(&value)
}

fn seal_prose(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    id: &CaseId,
    command: &Command,
) -> Result<(), ServiceError> {
    let mut texts = command.prose().peekable();
    if texts.peek().is_none() {
        return Ok(());
    }
    let Some(key) = dossier::key_of(tx, deps, id)? else {
        return Err(ServiceError::Erased);
    };
    for prose in texts {
        dossier::put_prose(tx, deps, &key, id, kind_of(command), prose)?;
    }
    Ok(())
}

/// As what the text of a command is kept.
#[expect(clippy::wildcard_enum_match_arm, reason = "evidence is the one kind apart")]
pub(super) fn kind_of(command: &Command) -> &'static str {
    match command {
        Command::GiveEvidence { .. } => dossier::EVIDENCE,
        _ => dossier::TEXT,
    }
}

/// Whether events decide who somebody is or end a case, so that evidence is destroyed.
pub(super) fn decides_identity(events: &[Happened]) -> bool {
    let decided =
        |event: &Event| matches!(event, Event::IdentityAccepted { .. } | Event::Closed { .. });
    events.iter().any(|happened| decided(&happened.event))
}

/// Work is only assigned to a colleague who can do it.
fn check_colleague(tx: &mut WriteTx<'_>, command: &Command) -> Result<(), ServiceError> {
    let Command::Assign { to: Some(staff) } = command else {
        return Ok(());
    };
    let fits = storage::staff::get(tx, staff.as_str())?
        .is_some_and(|row| row.state == StaffState::Active && handles(&row.roles));
    if fits {
        return Ok(());
    }
    let text = "Choose an active colleague with the role handler or approver.";
    Err(ServiceError::Fields([("to", text.to_owned())].into()))
}

fn handles(roles: &[String]) -> bool {
    roles.iter().any(|role| matches!(role.as_str(), "handler" | "approver"))
}

fn free_reference(tx: &mut WriteTx<'_>, deps: &Deps) -> Result<Reference, ServiceError> {
    // A million numbers a year: a few tries find a free one unless the year is nearly full.
    for _ in 0..50 {
        let reference = deps.reference(deps.now());
        if cases::by_reference(tx, &reference)?.is_none() {
            return Ok(reference);
        }
    }
    Err(StoreError::Database("no free reference was found for this year".to_owned()).into())
}
