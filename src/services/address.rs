//! A change of the requester's address: who the person is with the new one, the links of its two mails, and what goes with
//! the old address when the new one counts (ADR 30).

use super::{Deps, ServiceError, commands, dossier, legal_holds, verification};
use domain::actor::Actor;
use domain::case::Case;
use domain::ids::CaseId;
use domain::person::{Email, Person};
use domain::verification::Purpose;
use domain::vocabulary::RequesterRole;
use domain::workflow::Command;
use storage::sessions::{self, SessionKind};
use storage::{Reads, WriteTx, challenges, tickets};

const PURPOSES: &[Purpose] = &[Purpose::ConfirmNewAddress, Purpose::StopAddressChange];

const SAME: &str = "We write to this address already. Give another one.";

/// What the link of a mail about a change is for. It names nobody: who holds the link may be anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// The new mailbox says that it is the person's.
    Confirm,
    /// The mailbox in force says that nobody there asked for it.
    Stop,
}

/// Looks at a link; nothing changes by looking. `None` when it does not work, whatever the reason.
pub fn look(deps: &Deps, token: &str) -> Result<Option<Link>, ServiceError> {
    deps.store.read(|tx| match verification::of_link(tx, PURPOSES, token) {
        Ok((purpose, found)) if verification::link_usable(deps, &found).is_ok() => {
            Ok(Some(link_of(purpose)))
        }
        Ok(_) | Err(ServiceError::NotFound) => Ok(None),
        Err(error) => Err(error),
    })
}

/// Presses the button. `None` when the link does not work any more, whatever the reason.
pub fn act(deps: &Deps, token: &str) -> Result<Option<Link>, ServiceError> {
    let (inner, token) = (deps.clone(), token.to_owned());
    let done = deps.store.clone().write(move |tx| {
        let (purpose, challenge) = verification::of_link(tx, PURPOSES, &token)?;
        verification::use_link(tx, &inner, &challenge)?;
        let id = CaseId(challenge.subject);
        let link = link_of(purpose);
        let (actor, command) = match link {
            Link::Confirm => (Actor::requester(), Command::ConfirmAddressChange),
            Link::Stop => (Actor::data_subject(), Command::CancelAddressChange { disowned: true }),
        };
        commands::execute(tx, &inner, &actor, &id, &command)?;
        Ok(link)
    });
    match done {
        Ok(link) => Ok(Some(link)),
        Err(ServiceError::NotFound | ServiceError::Unusable(_) | ServiceError::Refused(_)) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn link_of(purpose: Purpose) -> Link {
    if purpose == Purpose::ConfirmNewAddress { Link::Confirm } else { Link::Stop }
}

/// The address somebody asked to change to; `None` when nobody did, or once erased.
pub(super) fn wanted(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &Case,
) -> Result<Option<Email>, ServiceError> {
    let Some(change) = &case.address else {
        return Ok(None);
    };
    Ok(dossier::person(tx, deps, &case.id, &change.person)?.and_then(|person| person.email))
}

/// The wish with the person as they would be; `None` for every other command.
pub(super) fn looked_up(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &Case,
    command: &Command,
) -> Result<Option<Command>, ServiceError> {
    let Command::AskAddressChange { email, reason, .. } = command else {
        return Ok(None);
    };
    let own = dossier::person(tx, deps, &case.id, &case.intake.person)?;
    let known = own.as_ref().and_then(|person| person.email.as_ref()).map(Email::folded);
    if known == Some(email.folded()) {
        return Err(ServiceError::Fields([("email", SAME.to_owned())].into()));
    }
    let next = own.map(|person| moved(case, person, email));
    let person = next.map(|next| dossier::person_prose(deps, &next)).transpose()?;
    Ok(Some(Command::AskAddressChange { email: email.clone(), person, reason: reason.clone() }))
}

/// The account stays where it is: its data is found by the address it was opened with.
fn moved(case: &Case, person: Person, email: &Email) -> Person {
    let own = case.intake.role == RequesterRole::Myself;
    let account = person.email.clone().filter(|_| own);
    let account_email = person.account_email.clone().or(account);
    Person { email: Some(email.clone()), account_email, ..person }
}

/// Links die with the wish they are about. When the new address counts, whoever signed in with the old one is signed out,
/// and the case is found by the new one as well.
pub(super) fn follow(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    before: &Case,
    after: &Case,
) -> Result<(), ServiceError> {
    let wish = |case: &Case| case.address.as_ref().map(|change| change.person.id.clone());
    let case = after.id.as_str();
    let mut over: Vec<Purpose> = Vec::new();
    if before.address.is_some() && wish(before) != wish(after) {
        over.extend(PURPOSES);
    }
    if before.intake.person != after.intake.person {
        over.extend([Purpose::PortalSignIn, Purpose::Download]);
        sessions::delete_of(tx, SessionKind::Requester, case, None)?;
        tickets::delete_of(tx, case)?;
        if let Some(person) = dossier::person(tx, deps, &after.id, &after.intake.person)? {
            // The former address goes on finding it: a legal hold may stand on it.
            dossier::put_search_words(tx, deps, &after.id, &person)?;
        }
    }
    for purpose in over {
        challenges::replace_live(tx, case, purpose.as_str(), deps.now())?;
    }
    Ok(())
}

/// A legal hold on the address that counts now holds the request too.
pub(super) fn held(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    before: &Case,
    after: Case,
) -> Result<Case, ServiceError> {
    if before.intake.person == after.intake.person || after.erased_at.is_some() {
        return Ok(after);
    }
    match dossier::person(tx, deps, &after.id, &after.intake.person)? {
        Some(person) => legal_holds::begin(tx, deps, after, &person),
        None => Ok(after),
    }
}
