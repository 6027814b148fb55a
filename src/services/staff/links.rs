//! The links somebody gets a password by: the first administrator's, which is printed; invitations and
//! resets, which are mailed.

use std::net::IpAddr;

use serde_json::json;

use super::account_row::{FIRST_ADMIN, new_account, person};
use super::fields::{field, parse_email, parse_name};
use super::{check_roles, folded, has_admin, member, roles_of, texts_of};
use crate::access::{require, shell};
use crate::journal::{self, DeskEvent, Stream};
use crate::limits::{self, Door};
use crate::{Deps, ServiceError, notices, verification};
use domain::access::Permission;
use domain::actor::Actor;
use domain::ids::StaffId;
use domain::message::{Message, NoticeKind};
use domain::verification::Purpose;
use domain::vocabulary::Role;
use storage::WriteTx;
use storage::staff::{self, StaffChange, StaffMember, StaffState};
use text::catalogue;
use text::contexts::mail::AccountMail;

/// Where the page of these links is; the token follows.
pub const PASSWORD_PATH: &str = "/password/";
/// The subject of a reset for an address nobody has.
const NOBODY: &str = "nobody";

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
            Some(_) => {
                return Err(field("email", "There is an account with this address already."));
            }
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
        limits::submission(tx, &inner, Door::StaffReset, network, false)?;
        limits::staff_reset(tx, &inner, network, &email)?;
        let found = staff::by_email(tx, &email)?.filter(|row| row.state == StaffState::Active);
        match found {
            // Too many of them: the links that went out already work on.
            Some(_) if !limits::sign_in_mail(tx, &inner, "staff", &email)? => {
                pretend_reset(tx, &inner, &email)
            }
            Some(row) => {
                let actor = person(&row);
                send_reset(tx, &inner, &actor, Purpose::StaffReset, &row)
            }
            None => pretend_reset(tx, &inner, &email),
        }
    })
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
    let nobody =
        StaffMember { id: NOBODY.to_owned(), ..new_account(deps, &shell(), email, "", &[]) };
    let issued = verification::issue(tx, deps, Purpose::StaffReset, NOBODY, None)?;
    render(deps, Purpose::StaffReset, &nobody, &issued)?;
    Ok(())
}

fn render(
    deps: &Deps,
    purpose: Purpose,
    row: &StaffMember,
    issued: &verification::Issued,
) -> Result<Message, ServiceError> {
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
