//! What a duplicate repeats: the earlier request looked up, and whether one person's address stands in both.

use crate::{Deps, ServiceError, dossier};
use domain::case::Case;
use domain::person::{Email, Person};
use domain::vocabulary::Outcome;
use domain::workflow::Command;
use domain::workflow::command::Earlier;
use storage::{Reads, WriteTx, cases};

/// The command with what is known of the earlier request; `None` for every other command.
pub(super) fn looked_up(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &Case,
    command: &Command,
) -> Result<Option<Command>, ServiceError> {
    let Command::MarkDuplicate { of, .. } = command else {
        return Ok(None);
    };
    let Some(found) = cases::by_reference(tx, of)? else {
        let text = "There is no request with this reference. Check it and send again.";
        return Err(ServiceError::Fields([("of", text.to_owned())].into()));
    };
    // Reopened, it is answered for itself again.
    let is_duplicate = found.outcome == Some(Outcome::Duplicate);
    let own = dossier::person(tx, deps, &case.id, &case.intake.person)?;
    let other = dossier::person(tx, deps, &found.id, &found.intake.person)?;
    let same_address = matches!((own, other), (Some(own), Some(other)) if share(&own, &other));
    let earlier = Earlier { is_duplicate, same_address };
    Ok(Some(Command::MarkDuplicate { of: of.clone(), earlier }))
}

/// Whether the requester's or the data subject's address stands in the earlier request. The account's address is only
/// claimed, so it proves nothing here.
fn share(own: &Person, other: &Person) -> bool {
    let claimed = [&other.email, &other.account_email, &other.subject_email];
    let known = |email: &Email| {
        claimed.iter().copied().flatten().any(|known| known.folded() == email.folded())
    };
    [&own.email, &own.subject_email].into_iter().flatten().any(known)
}

/// Whether a notice to this person may name an earlier request: only when it went to the very same address.
pub(crate) fn is_own(
    tx: &mut dyn Reads,
    deps: &Deps,
    person: &Person,
    earlier: &Case,
) -> Result<bool, ServiceError> {
    let other = dossier::person(tx, deps, &earlier.id, &earlier.intake.person)?;
    let other = other.and_then(|other| other.email).map(|email| email.folded());
    Ok(other.is_some() && other == person.email.as_ref().map(Email::folded))
}
