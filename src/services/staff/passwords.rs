//! The page where somebody sets a password: what it shows, and how its link is used up.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::account_row::{FIRST_ADMIN, new_account, person};
use super::fields::{field, parse_email, parse_name};
use super::{has_admin, roles_of, texts_of};
use crate::access::shell;
use crate::journal::{self, DeskEvent, Stream};
use crate::{Deps, ServiceError, verification};
use crypto::{check_password, hash_password};
use domain::verification::{Purpose, Unusable};
use domain::vocabulary::Role;
use storage::challenges::Challenge;
use storage::sessions::{self, SessionKind};
use storage::staff::{self, StaffChange, StaffMember, StaffState};
use storage::{Reads, WriteTx, challenges};

const PURPOSES: &[Purpose] = &[Purpose::StaffInvite, Purpose::StaffReset];

/// What the page of a link shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// A new account, or a new password for an old one.
    pub purpose: Purpose,
    /// The address to sign in with; `None` for the first administrator, who is asked for it.
    pub email: Option<String>,
    /// The name as far as it is known.
    pub name: String,
    /// What the account may do.
    pub roles: Vec<Role>,
    /// Until when the link works.
    pub until: DateTime<Utc>,
}

/// What is typed on the page of a link.
#[derive(Clone, Default)]
pub struct NewPassword {
    /// Only for the first administrator; ignored otherwise.
    pub email: String,
    /// As colleagues know them. Empty leaves the name of the invitation.
    pub name: String,
    /// The password.
    pub password: String,
}

/// Looks at a link; nothing changes by looking.
pub fn look_at_invite(deps: &Deps, token: &str) -> Result<Invitation, ServiceError> {
    deps.store.read(|tx| {
        let (purpose, challenge) = verification::of_link(tx, PURPOSES, token)?;
        let found = holder(tx, deps, &challenge)?;
        let until = challenge.token_expires_at;
        Ok(match found {
            None => Invitation {
                purpose,
                email: None,
                name: String::new(),
                roles: vec![Role::Admin],
                until,
            },
            Some(row) => Invitation {
                purpose,
                name: if row.name == row.email { String::new() } else { row.name.clone() },
                roles: roles_of(&row),
                email: Some(row.email),
                until,
            },
        })
    })
}

/// Sets the password and uses the link up. All sessions of the account end. Returns the address to
/// sign in with.
pub fn set_password(deps: &Deps, token: &str, typed: &NewPassword) -> Result<String, ServiceError> {
    let invitation = look_at_invite(deps, token)?;
    let email = match &invitation.email {
        Some(email) => email.clone(),
        None => parse_email(&typed.email)?,
    };
    let name = match parse_name(&typed.name)? {
        Some(name) => name,
        None if invitation.name.is_empty() => return Err(field("name", "Type your name.")),
        None => invitation.name,
    };
    let names = [name.as_str(), email.as_str(), &deps.settings.organisation.name];
    check_password(&typed.password, &names)
        .map_err(|problem| field("password", &capitalised(&problem.to_string())))?;
    let hash = hash_password(&typed.password, deps.ids.as_ref())?;
    let (inner, token, answer) = (deps.clone(), token.to_owned(), email.clone());
    deps.store.clone().write(move |tx| {
        staff::lock(tx)?;
        let (_, challenge) = verification::of_link(tx, PURPOSES, &token)?;
        let found = holder(tx, &inner, &challenge)?;
        verification::use_link(tx, &inner, &challenge)?;
        let row = match found {
            Some(row) => row,
            None => first_admin(tx, &inner, &email, &name)?,
        };
        store_password(tx, &inner, &row, &name, &hash)
    })?;
    Ok(answer)
}

fn store_password(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    row: &StaffMember,
    name: &str,
    hash: &str,
) -> Result<(), ServiceError> {
    let change = StaffChange {
        name: Some(name.to_owned()),
        password_hash: Some(hash.to_owned()),
        state: Some(StaffState::Active),
        ..StaffChange::default()
    };
    staff::change(tx, &row.id, &change)?;
    for purpose in PURPOSES {
        challenges::replace_live(tx, &row.id, purpose.as_str(), deps.now())?;
    }
    sessions::delete_of(tx, SessionKind::Staff, &row.id, None)?;
    let actor = person(row);
    let body = json!({});
    journal::append(tx, deps, &actor, Stream::Account(&row.id), DeskEvent::PasswordSet, &body)
}

/// Whose link it is; `None` for the first administrator. Refuses a link that no longer works.
fn holder(
    tx: &mut dyn Reads,
    deps: &Deps,
    challenge: &Challenge,
) -> Result<Option<StaffMember>, ServiceError> {
    verification::link_usable(deps, challenge)?;
    if challenge.subject == FIRST_ADMIN {
        // Somebody else may have become administrator since it was printed.
        return if has_admin(tx, None)? { Err(Unusable::Replaced.into()) } else { Ok(None) };
    }
    let row = staff::get(tx, &challenge.subject)?.ok_or(ServiceError::NotFound)?;
    if row.state == StaffState::Disabled {
        return Err(Unusable::Replaced.into());
    }
    Ok(Some(row))
}

/// The first administrator's account; one that was invited under this address becomes it.
fn first_admin(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    email: &str,
    name: &str,
) -> Result<StaffMember, ServiceError> {
    let mut roles = vec![Role::Admin];
    if let Some(row) = staff::by_email(tx, email)? {
        roles.extend(roles_of(&row));
        let roles = texts_of(&roles);
        let change = StaffChange { roles: Some(roles.clone()), ..StaffChange::default() };
        staff::change(tx, &row.id, &change)?;
        let body = json!({ "from": row.roles, "to": roles });
        let stream = Stream::Account(&row.id);
        journal::append(tx, deps, &shell(), stream, DeskEvent::RolesChanged, &body)?;
        return Ok(row);
    }
    let row = new_account(deps, &shell(), email, name, &texts_of(&roles));
    staff::put(tx, &row)?;
    let body = json!({ "roles": row.roles });
    let stream = Stream::Account(&row.id);
    journal::append(tx, deps, &shell(), stream, DeskEvent::StaffInvited, &body)?;
    Ok(row)
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}
