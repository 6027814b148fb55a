//! Who is acting: the kind, a random reference, the roles, and the person four eyes counts.

use serde::{Deserialize, Serialize};

use super::vocabulary::{Role, vocabulary};

vocabulary! {
    /// The kind of actor a journal entry names.
    pub enum ActorKind {
        Requester = "requester", DataSubject = "data_subject", Staff = "staff",
        ApiKey = "api_key", Shell = "shell", SystemOwner = "system_owner", System = "system",
    }
}

/// An actor, as commands and the journal see it. Holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// What kind of actor.
    pub kind: ActorKind,
    /// Random reference (staff id, key id); `None` for a requester or the system.
    pub reference: Option<String>,
    /// Who counts for four eyes: two actors with one principal are one person.
    pub principal: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// The id of the API key through which the actor, a person, acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
}

impl Actor {
    /// The engine itself.
    pub fn system() -> Self {
        Self::plain(ActorKind::System, Role::System)
    }

    /// The person who asked.
    pub fn requester() -> Self {
        Self::plain(ActorKind::Requester, Role::Requester)
    }

    /// The person whose data it is, when another one asked.
    pub fn data_subject() -> Self {
        Self::plain(ActorKind::DataSubject, Role::DataSubject)
    }

    /// Who answers for a system, by the random id of the link they came with.
    pub fn system_owner(link: &str) -> Self {
        Self {
            reference: Some(link.to_owned()),
            principal: format!("{}:{link}", ActorKind::SystemOwner),
            ..Self::plain(ActorKind::SystemOwner, Role::SystemOwner)
        }
    }

    /// A member of staff.
    pub fn staff(id: &str, roles: Vec<Role>) -> Self {
        Self {
            kind: ActorKind::Staff,
            reference: Some(id.to_owned()),
            principal: format!("staff:{id}"),
            roles,
            via: None,
        }
    }

    fn plain(kind: ActorKind, role: Role) -> Self {
        let principal = kind.as_str().to_owned();
        Self { kind, reference: None, principal, roles: vec![role], via: None }
    }

    /// Whether the actor holds a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
