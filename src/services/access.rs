//! Who may use a service: the table of `domain::access`, asked at every door.

use super::ServiceError;
use domain::access::Permission;
use domain::actor::{Actor, ActorKind};
use domain::vocabulary::Role;

/// Refuses an actor without the permission.
pub fn require(actor: &Actor, permission: Permission) -> Result<(), ServiceError> {
    if permission.held_by(&actor.roles) { Ok(()) } else { Err(ServiceError::Forbidden) }
}

/// Whoever works at the machine's own command line: an administrator who also checks the log. Not a
/// person the desk knows, so the journal names the shell and nobody else.
pub fn shell() -> Actor {
    Actor {
        kind: ActorKind::Shell,
        reference: None,
        principal: ActorKind::Shell.as_str().to_owned(),
        roles: vec![Role::Admin, Role::Compliance],
        via: None,
    }
}
