//! The row of an account: how a new one looks, and the actor it stands for.

use super::{MailFrequency, roles_of};
use crate::Deps;
use domain::actor::Actor;
use storage::staff::{StaffMember, StaffState};

/// The subject of the link with which a desk without administrators gets its first one. There is no
/// account yet: it is made when the link is used.
pub(super) const FIRST_ADMIN: &str = "first-admin";

/// A new account, not stored yet.
pub(super) fn new_account(
    deps: &Deps,
    actor: &Actor,
    email: &str,
    name: &str,
    roles: &[String],
) -> StaffMember {
    StaffMember {
        id: deps.ids.uuid(),
        email: email.to_owned(),
        name: name.to_owned(),
        roles: roles.to_vec(),
        password_hash: None,
        state: StaffState::Invited,
        created_at: deps.now(),
        created_by: actor.reference.clone(),
        last_sign_in_at: None,
        mail_frequency: MailFrequency::Each.as_str().to_owned(),
    }
}

/// The actor of an account, for what the person does before they are signed in.
pub(super) fn person(row: &StaffMember) -> Actor {
    Actor::staff(&row.id, roles_of(row))
}
