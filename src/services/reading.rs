//! Reading a case: every read by staff or a key leaves an entry in the journal, in the same
//! transaction. If the journal cannot be written, the case is not shown.

use super::commands::{self, Offered};
use super::dossier::Dossier;
use super::{Deps, ServiceError, address, journal, lists};
use domain::access::Permission;
use domain::actor::{Actor, ActorKind};
use domain::case::Case;
use domain::file::FilePurpose;
use domain::ids::Reference;
use domain::workflow::Verb;
use domain::workflow::event::Happened;
use storage::{WriteTx, cases, journal as entries};

/// A case with everything readable of it.
#[derive(Debug)]
pub struct CaseView {
    /// The case.
    pub case: Case,
    /// Person and texts; empty once erased.
    pub dossier: Dossier,
    /// The address a change was asked to.
    pub wanted_address: Option<String>,
    /// What the reader could do now.
    pub offered: Vec<Offered>,
    /// Earlier cases that share an address.
    pub duplicates: Vec<Case>,
    /// What happened, oldest first, with the event's name and actor.
    pub events: Vec<Told>,
    /// Whether the reader decides on identity, and is shown what was given to prove it.
    pub decides: bool,
}

/// An event as the timeline shows it.
#[derive(Debug, Clone)]
pub struct Told {
    /// Number in the case.
    pub n: i64,
    /// Name of the event.
    pub name: String,
    /// Kind of actor.
    pub actor_kind: String,
    /// Random reference of the actor.
    pub actor_ref: Option<String>,
    /// The event.
    pub happened: Happened,
}

/// Opens a case for reading, with the proofs of identity when the reader decides on it; that is journalled apart.
/// Unknown and forbidden references answer alike.
pub fn case(deps: &Deps, actor: &Actor, reference: &Reference) -> Result<CaseView, ServiceError> {
    opened(deps, actor, reference, true)
}

/// [`case`] without the proofs of identity, for a reader who is not shown what was said.
pub fn summary(
    deps: &Deps,
    actor: &Actor,
    reference: &Reference,
) -> Result<CaseView, ServiceError> {
    opened(deps, actor, reference, false)
}

fn opened(
    deps: &Deps,
    actor: &Actor,
    reference: &Reference,
    evidence: bool,
) -> Result<CaseView, ServiceError> {
    read(deps, actor, reference, move |tx, deps, actor, case| {
        let offered = commands::offered(deps, actor, &case);
        let decides = decides(actor, &case, &offered);
        let dossier = Dossier::open_for(tx, deps, &case.id, evidence && decides)?;
        if dossier.evidence {
            journal::evidence_read(tx, deps, actor, &case.id)?;
        }
        let duplicates = match &dossier.person {
            Some(person) => lists::possible_duplicates(tx, deps, person, case.id.as_str())?,
            None => Vec::new(),
        };
        let events = events(tx, &case)?;
        let wanted = address::wanted(tx, deps, &case)?;
        let wanted_address = wanted.map(|email| email.as_str().to_owned());
        Ok(CaseView { case, dossier, wanted_address, offered, duplicates, events, decides })
    })
}

/// Whether the reader decides on what a file of the requester is to show.
pub(super) fn decides_on(deps: &Deps, actor: &Actor, case: &Case, purpose: FilePurpose) -> bool {
    let offered = commands::offered(deps, actor, case);
    let settles = offered.iter().any(|offered| offered.verb == Verb::SettleItem);
    match purpose {
        FilePurpose::Correction if settles => owns(actor, case),
        FilePurpose::Evidence | FilePurpose::Correction => decides(actor, case, &offered),
        FilePurpose::Result | FilePurpose::Package => false,
    }
}

/// Whether the case is the reader's, or nobody's.
fn owns(actor: &Actor, case: &Case) -> bool {
    case.assignee.as_ref().is_none_or(|owner| {
        actor.kind == ActorKind::Staff && actor.reference.as_deref() == Some(owner.as_str())
    })
}

/// Whether the reader decides who somebody is, and so sees what was given to show it (workflow.md, verification): a
/// handler; only the owner, where there is one.
fn decides(actor: &Actor, case: &Case, offered: &[Offered]) -> bool {
    owns(actor, case) && offered.iter().any(|offered| offered.verb == Verb::AcceptIdentity)
}

/// Reads a case, or part of it.
pub fn read<T: Send + 'static>(
    deps: &Deps,
    actor: &Actor,
    reference: &Reference,
    f: impl Fn(&mut WriteTx<'_>, &Deps, &Actor, Case) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    if !Permission::ReadCases.held_by(&actor.roles) {
        return Err(ServiceError::NotFound);
    }
    let (inner, actor, reference) = (deps.clone(), actor.clone(), reference.clone());
    deps.store.clone().write(move |tx| {
        let case = cases::by_reference(tx, &reference)?.ok_or(ServiceError::NotFound)?;
        journal::case_read(tx, &inner, &actor, &case.id)?;
        f(tx, &inner, &actor, case)
    })
}

/// Every event of a case, oldest first.
pub fn events(tx: &mut WriteTx<'_>, case: &Case) -> Result<Vec<Told>, ServiceError> {
    let stream = commands::stream_of(&case.id);
    let mut told: Vec<Told> = Vec::new();
    loop {
        let after = told.last().map_or(0, |last| last.n);
        let page = entries::page(tx, &stream, after, 500)?;
        if page.is_empty() {
            return Ok(told);
        }
        for entry in page {
            told.push(Told {
                n: entry.n,
                name: entry.event,
                actor_kind: entry.actor_kind,
                actor_ref: entry.actor_ref,
                happened: Happened::read(&entry.body)?,
            });
        }
    }
}
