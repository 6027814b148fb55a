//! Keys with which programs call the API: made once and shown once, kept as a hash, taken back by a
//! click. What a key may do is its scope, and never more than the person it acts for.

mod making;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::json;

pub use making::{Created, create, create_once};

use super::access::require;
use super::journal::{self, DeskEvent, Stream};
use super::{Deps, ServiceError};
use crypto::hash_token;
use domain::access::Permission;
use domain::actor::{Actor, ActorKind};
use domain::ids::StaffId;
use domain::vocabulary;
use domain::vocabulary::Role;
use storage::api_keys::{self, ApiKey};
use storage::staff::{self, StaffMember, StaffState};
use storage::{Reads, StoreError};

/// What every key begins with, so that people and scanners recognise one.
pub const PREFIX: &str = "rdk_";
/// Stands for the command line where a key names its maker.
const SHELL: &str = "shell";
/// How often the last use of a key is written down.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

vocabulary! {
    /// What a key is for.
    pub enum Scope {
        /// Reads as compliance does.
        Read = "read",
        /// Records requests.
        Intake = "intake",
        /// Works on requests, as handler and approver.
        Work = "work",
        /// Reports.
        Report = "report",
    }
}

impl Scope {
    /// The roles a key of its own holds.
    const fn roles(self) -> &'static [Role] {
        match self {
            Self::Read | Self::Report => &[Role::Compliance],
            Self::Intake => &[Role::Handler],
            Self::Work => &[Role::Handler, Role::Approver],
        }
    }

    /// The roles of a person that serve a key which acts for them.
    const fn lends(self) -> &'static [Role] {
        match self {
            Self::Read | Self::Report => &[Role::Handler, Role::Approver, Role::Compliance],
            Self::Intake | Self::Work => &[Role::Handler, Role::Approver],
        }
    }

    /// What the scope opens; the roles decide as well.
    const fn permissions(self) -> &'static [Permission] {
        match self {
            Self::Read => &[
                Permission::ReadCases,
                Permission::ReadReports,
                Permission::ReadAudit,
                Permission::ExportEvidence,
            ],
            Self::Intake => &[Permission::RecordCases],
            Self::Work => &[Permission::ReadCases, Permission::RecordCases],
            Self::Report => &[Permission::ReadReports],
        }
    }
}

/// Who calls with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// As whom. Ask [`Caller::may`] first: the roles alone say more than the scope allows.
    pub actor: Actor,
    /// What the key is for.
    pub scope: Scope,
    /// The key's id.
    pub key_id: String,
}

impl Caller {
    /// Whether scope and roles both allow it.
    pub fn may(&self, permission: Permission) -> bool {
        self.scope.permissions().contains(&permission) && permission.held_by(&self.actor.roles)
    }

    /// Whether the key may record requests.
    pub fn may_record(&self) -> bool {
        self.may(Permission::RecordCases)
    }

    /// Whether the key may send commands to cases; the workflow asks its roles again.
    pub fn may_work(&self) -> bool {
        self.scope == Scope::Work
    }
}

/// A key, as pages and the command line list it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyLine {
    /// Random.
    pub id: String,
    /// What it is for, in words.
    pub name: String,
    /// What it opens.
    pub scope: Scope,
    /// For whom it acts.
    pub acts_for: Option<StaffId>,
    /// Who made it: an account's id, or `shell`.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Who made it, or for whom it acts, has no account in use: it is refused until they have.
    pub rests: bool,
}

impl TryFrom<ApiKey> for KeyLine {
    type Error = StoreError;

    fn try_from(row: ApiKey) -> Result<Self, StoreError> {
        Ok(Self {
            scope: scope_of(&row)?,
            id: row.id,
            name: row.name,
            acts_for: row.staff_id.map(StaffId),
            created_by: row.created_by,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
            rests: false,
        })
    }
}

/// Keys in order of creation, revoked ones too, from `after` (the last id of the page before).
pub fn list(
    deps: &Deps,
    actor: &Actor,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<KeyLine>, ServiceError> {
    require(actor, Permission::ManageStaff)?;
    deps.store.read(|tx| {
        let mut lines = Vec::new();
        for row in api_keys::page(tx, after, i64::from(limit.clamp(1, 200)))? {
            let lends = match &row.staff_id {
                Some(id) => in_use(tx, id)?.is_some(),
                None => true,
            };
            let rests = !(lends && has_maker(tx, &row)?);
            lines.push(KeyLine { rests, ..KeyLine::try_from(row)? });
        }
        Ok(lines)
    })
}

/// Takes a key back, at once. `NotFound` when there is none or it was taken back before.
pub fn revoke(deps: &Deps, actor: &Actor, id: &str) -> Result<(), ServiceError> {
    require(actor, Permission::ManageStaff)?;
    let (inner, actor, id) = (deps.clone(), actor.clone(), id.to_owned());
    deps.store.clone().write(move |tx| {
        if !api_keys::revoke(tx, &id, inner.now())? {
            return Err(ServiceError::NotFound);
        }
        let body = json!({ "key": id });
        journal::append(tx, &inner, &actor, Stream::Keys, DeskEvent::ApiKeyRevoked, &body)
    })
}

/// Who calls with this key. `NotFound` for a key that does not exist, was taken back, or was made by
/// or acts for somebody whose account is out of use.
pub fn authenticate(deps: &Deps, bearer: &str) -> Result<Caller, ServiceError> {
    if !bearer.starts_with(PREFIX) {
        return Err(ServiceError::NotFound);
    }
    let hash = hash_token(bearer);
    let (key, caller) = deps.store.read(|tx| {
        let key = api_keys::by_hash(tx, &hash)?.ok_or(ServiceError::NotFound)?;
        let caller = caller_of(tx, &key)?;
        Ok::<_, ServiceError>((key, caller))
    })?;
    let now = deps.now();
    if key.last_used_at.is_none_or(|last| now.signed_duration_since(last) > TOUCH) {
        deps.store.write(move |tx| api_keys::touch(tx, &key.id, now))?;
    }
    Ok(caller)
}

fn caller_of(tx: &mut dyn Reads, key: &ApiKey) -> Result<Caller, ServiceError> {
    let scope = scope_of(key)?;
    if !has_maker(tx, key)? {
        return Err(ServiceError::NotFound);
    }
    let actor = match &key.staff_id {
        None => Actor {
            kind: ActorKind::ApiKey,
            reference: Some(key.id.clone()),
            principal: principal_of(key),
            roles: scope.roles().to_vec(),
            via: None,
        },
        Some(id) => {
            let person = in_use(tx, id)?.ok_or(ServiceError::NotFound)?;
            Actor { via: Some(key.id.clone()), ..Actor::staff(&person.id, lent(&person, scope)) }
        }
    };
    Ok(Caller { actor, scope, key_id: key.id.clone() })
}

/// Whether whoever made a key still has an account in use; the shell always has.
fn has_maker(tx: &mut dyn Reads, key: &ApiKey) -> Result<bool, StoreError> {
    Ok(key.created_by == SHELL || in_use(tx, &key.created_by)?.is_some())
}

fn in_use(tx: &mut dyn Reads, id: &str) -> Result<Option<StaffMember>, StoreError> {
    Ok(staff::get(tx, id)?.filter(|row| row.state == StaffState::Active))
}

/// Whom four eyes counts: the person who made the key, so that two keys of one person are not two
/// people; a key from the shell counts for itself.
fn principal_of(key: &ApiKey) -> String {
    if key.created_by == SHELL {
        format!("key:{}", key.id)
    } else {
        format!("staff:{}", key.created_by)
    }
}

fn lent(person: &StaffMember, scope: Scope) -> Vec<Role> {
    let roles = person.roles.iter().filter_map(|text| Role::from_text(text));
    roles.filter(|role| scope.lends().contains(role)).collect()
}

fn scope_of(row: &ApiKey) -> Result<Scope, StoreError> {
    Scope::from_text(&row.scope).ok_or_else(|| StoreError::Corrupt {
        table: "api_keys",
        id: row.id.clone(),
        why: "an unknown scope".to_owned(),
    })
}
