//! How somebody gets a password: the first administrator's link, invitations, and resets by mail.
//! All three end on one page, where the link is used up.

use chrono::{DateTime, Utc};
use serde_json::json;
use std::net::IpAddr;

use super::{MailFrequency, check_roles, folded, has_admin, member, roles_of, texts_of};
use crate::crypto::{PasswordError, check_password, hash_password};
use crate::domain::access::Permission;
use crate::domain::actor::Actor;
use crate::domain::ids::StaffId;
use crate::domain::intake::FieldErrors;
use crate::domain::message::NoticeKind;
use crate::domain::person::Email;
use crate::domain::verification::{Purpose, Unusable};
use crate::domain::vocabulary::Role;
use crate::services::access::{require, shell};
use crate::services::journal::{self, DeskEvent, Stream};
use crate::services::{Deps, ServiceError, limits, notices, verification};
use crate::storage::challenges::Challenge;
use crate::storage::sessions::{self, SessionKind};
use crate::storage::staff::{self, StaffChange, StaffMember, StaffState};
use crate::storage::{Reads, StoreError, WriteTx, challenges};
use crate::text::catalogue;
use crate::text::contexts::mail::AccountMail;

/// Where the page of these links is; the token follows.
pub const PASSWORD_PATH: &str = "/password/";

/// The subject of the link with which a desk without administrators gets its first one. There is no
/// account yet: it is made when the link is used.
const FIRST_ADMIN: &str = "first-admin";
/// The subject of a reset for an address nobody has.
const NOBODY: &str = "nobody";
const PURPOSES: &[Purpose] = &[Purpose::StaffInvite, Purpose::StaffReset];
const LONGEST_NAME: usize = 200;

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

/// While the desk has no active administrator: a fresh one-time link for the first one, to be printed
/// where the desk was started and nowhere else. An earlier link stops working.
pub fn first_admin_link(deps: &Deps) -> Result<Option<String>, ServiceError> {
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        staff::lock(tx)?;
        if has_admin(tx, None)? {
            return Ok(None);
        }
        let issued = verification::issue(tx, &inner, Purpose::StaffInvite, FIRST_ADMIN, None)?;
        Ok(Some(link(&inner, issued.token.expose())))
    })
}

/// Invites somebody: makes the account and mails the link. Inviting somebody who has not yet set a
/// password sends a new link with the roles given now.
pub fn invite(
    deps: &Deps,
    actor: &Actor,
    email: &str,
    name: &str,
    roles: &[Role],
) -> Result<StaffId, ServiceError> {
    require(actor, Permission::ManageStaff)?;
    check_roles(roles)?;
    let email = parse_email(email)?;
    let name = parse_name(name)?.unwrap_or_else(|| email.clone());
    let (inner, actor, roles) = (deps.clone(), actor.clone(), texts_of(roles));
    deps.store.clone().write(move |tx| {
        staff::lock(tx)?;
        let row = match staff::by_email(tx, &email)? {
            Some(row) if row.state == StaffState::Invited => {
                let change = StaffChange {
                    name: Some(name.clone()),
                    roles: Some(roles.clone()),
                    ..StaffChange::default()
                };
                staff::change(tx, &row.id, &change)?;
                StaffMember { name: name.clone(), roles: roles.clone(), ..row }
            }
            Some(_) => return Err(field("email", "There is an account with this address already.")),
            None => {
                let row = new_account(&inner, &actor, &email, &name, &roles);
                staff::put(tx, &row)?;
                row
            }
        };
        let body = json!({ "roles": roles });
        let stream = Stream::Account(&row.id);
        journal::append(tx, &inner, &actor, stream, DeskEvent::StaffInvited, &body)?;
        mail_link(tx, &inner, Purpose::StaffInvite, &row)?;
        Ok(StaffId(row.id))
    })
}

/// Mails somebody a link for a new password, or their invitation again. Asked for by an administrator.
pub fn reset(deps: &Deps, actor: &Actor, id: &StaffId) -> Result<(), ServiceError> {
    require(actor, Permission::ManageStaff)?;
    let (inner, actor, id) = (deps.clone(), actor.clone(), id.clone());
    deps.store.clone().write(move |tx| {
        let row = member(tx, &id)?;
        let purpose = match row.state {
            StaffState::Active => Purpose::StaffReset,
            StaffState::Invited => Purpose::StaffInvite,
            StaffState::Disabled => {
                return Err(field("account", "This account is disabled. Enable it first."));
            }
        };
        send_reset(tx, &inner, &actor, purpose, &row)
    })
}

/// Mails a link for a new password to whoever has an account with this address. The answer, and about
/// what it costs, is the same whether or not there is one.
pub fn request_reset(deps: &Deps, email: &str, network: IpAddr) -> Result<(), ServiceError> {
    let (inner, email) = (deps.clone(), folded(email));
    deps.store.clone().write(move |tx| {
        limits::submission(tx, &inner, network, false)?;
        limits::portal_mail(tx, &inner, &email)?;
        let found = staff::by_email(tx, &email)?.filter(|row| row.state == StaffState::Active);
        match found {
            Some(row) => {
                let actor = super::sessions::person(&row);
                send_reset(tx, &inner, &actor, Purpose::StaffReset, &row)
            }
            None => pretend_reset(tx, &inner, &email),
        }
    })
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
    let hash = hash_password(&typed.password, deps.ids.as_ref()).map_err(unavailable)?;
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
    let actor = super::sessions::person(row);
    let body = json!({});
    journal::append(tx, deps, &actor, Stream::Account(&row.id), DeskEvent::PasswordSet, &body)
}

/// Whose link it is; `None` for the first administrator. Refuses a link that no longer works.
fn holder(
    tx: &mut impl Reads,
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

fn new_account(
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

fn send_reset(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    purpose: Purpose,
    row: &StaffMember,
) -> Result<(), ServiceError> {
    let stream = Stream::Account(&row.id);
    journal::append(tx, deps, actor, stream, DeskEvent::StaffReset, &json!({}))?;
    mail_link(tx, deps, purpose, row)
}

fn mail_link(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    purpose: Purpose,
    row: &StaffMember,
) -> Result<(), ServiceError> {
    let issued = verification::issue(tx, deps, purpose, &row.id, None)?;
    let message = render(deps, purpose, row, &issued)?;
    notices::put_desk_mail(tx, deps, &message, "staff", None)?;
    Ok(())
}

/// Does the work of a reset for nobody, so that the time of the answer tells little.
fn pretend_reset(tx: &mut WriteTx<'_>, deps: &Deps, email: &str) -> Result<(), ServiceError> {
    let nobody = StaffMember { id: NOBODY.to_owned(), ..new_account(deps, &shell(), email, "", &[]) };
    let issued = verification::issue(tx, deps, Purpose::StaffReset, NOBODY, None)?;
    render(deps, Purpose::StaffReset, &nobody, &issued)?;
    Ok(())
}

fn render(
    deps: &Deps,
    purpose: Purpose,
    row: &StaffMember,
    issued: &verification::Issued,
) -> Result<crate::domain::message::Message, ServiceError> {
    let invited = purpose == Purpose::StaffInvite;
    let roles: Vec<String> =
        roles_of(row).into_iter().map(|role| catalogue::role(role).to_owned()).collect();
    let context = AccountMail {
        organisation: notices::organisation(deps),
        name: (!row.name.is_empty() && row.name != row.email).then(|| row.name.clone()),
        link: link(deps, issued.token.expose()),
        link_until: deps.zones.local(&deps.policy.zone, issued.link_until),
        roles: if invited { roles } else { Vec::new() },
    };
    let kind = if invited { NoticeKind::StaffInvite } else { NoticeKind::StaffReset };
    let to_name = context.name.clone();
    Ok(deps.texts.mail(kind, &row.email, to_name.as_deref(), &context.into())?)
}

fn link(deps: &Deps, token: &str) -> String {
    deps.settings.server.public_url.link(&format!("{PASSWORD_PATH}{token}"))
}

fn parse_email(text: &str) -> Result<String, ServiceError> {
    match Email::parse(text) {
        Ok(email) => Ok(folded(email.as_str())),
        Err(why) => Err(field("email", &why)),
    }
}

fn parse_name(text: &str) -> Result<Option<String>, ServiceError> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(field("name", "Type a name of at most 200 characters."));
    }
    Ok((!name.is_empty()).then_some(name))
}

fn field(name: &'static str, text: &str) -> ServiceError {
    ServiceError::Fields(FieldErrors::from([(name, text.to_owned())]))
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

/// Hashing needs memory; without it the desk cannot sign anybody in.
pub(super) fn unavailable(error: PasswordError) -> ServiceError {
    match error {
        PasswordError::Damaged => StoreError::Corrupt {
            table: "staff",
            id: "of this account".to_owned(),
            why: error.to_string(),
        },
        PasswordError::Failed(why) => StoreError::Unavailable(why),
    }
    .into()
}
