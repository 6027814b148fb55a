//! The person whose data it is, when another one asked: "this was not me", and an agent's mandate.

use chrono::NaiveDate;

use super::{Deps, ServiceError, commands, verification};
use domain::actor::Actor;
use domain::case::Case;
use domain::ids::{CaseId, Reference};
use domain::verification::Purpose;
use domain::vocabulary::Right;
use domain::workflow::Command;
use storage::cases;

const PURPOSES: &[Purpose] = &[Purpose::Disown, Purpose::Mandate];

/// What the page of such a link shows. It names no requester: who holds the link may be anyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectView {
    /// `disown` or `mandate`.
    pub purpose: Purpose,
    /// The request.
    pub reference: Reference,
    /// What was asked for.
    pub rights: Vec<Right>,
    /// The day it was received.
    pub received_on: NaiveDate,
}

/// Looks at a link; nothing changes by looking.
pub fn look(deps: &Deps, token: &str) -> Result<SubjectView, ServiceError> {
    deps.store.read(|tx| {
        let (purpose, challenge) = verification::of_link(tx, PURPOSES, token)?;
        verification::link_usable(deps, &challenge)?;
        let case = cases::load(tx, &CaseId(challenge.subject))?;
        Ok(view(purpose, case))
    })
}

/// Presses the button: "this was not me", or "I gave this mandate".
pub fn act(deps: &Deps, token: &str, disown: bool) -> Result<SubjectView, ServiceError> {
    let (inner, token) = (deps.clone(), token.to_owned());
    deps.store.clone().write(move |tx| {
        let (purpose, challenge) = verification::of_link(tx, PURPOSES, &token)?;
        verification::use_link(tx, &inner, &challenge)?;
        // A mandate can be denied as well: that is the same stop.
        let command = if disown || purpose == Purpose::Disown {
            Command::Disown
        } else {
            Command::ConfirmMandate
        };
        let id = CaseId(challenge.subject);
        let done = commands::execute(tx, &inner, &Actor::data_subject(), &id, &command)?;
        Ok(view(purpose, done.case))
    })
}

fn view(purpose: Purpose, case: Case) -> SubjectView {
    SubjectView {
        purpose,
        rights: case.rights().collect(),
        received_on: case.intake.received_on,
        reference: case.reference,
    }
}
