//! The people of the desk: their accounts, how they get a password, and their sessions.
//!
//! A password is hashed and compared outside of transactions, because that takes long; a code or link
//! is only ever stored as its hash.

mod absences;
mod account_row;
mod accounts;
mod fields;
mod links;
mod passwords;
mod release;
mod sessions;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use absences::{
    Absences, Noted, absences_of, all_absences, note_absence, presence, remove_absence,
};
pub use accounts::{
    Colleague, People, Person, by_email, colleagues, disable, enable, list, names,
    set_mail_frequency, set_roles,
};
pub use links::{PASSWORD_PATH, first_admin_link, invite, request_reset, reset};
pub use passwords::{Invitation, NewPassword, look_at_invite, set_password};
pub use release::{open_requests, release_of_disabled};
pub use sessions::{
    StaffSession, actor, csrf, csrf_fits, session, sign_in, sign_out, sign_out_everywhere,
};

use domain::ids::StaffId;
use domain::vocabulary;
use domain::vocabulary::Role;
use storage::staff::StaffMember;
pub use storage::staff::StaffState;
use storage::{Reads, staff};

use super::ServiceError;

vocabulary! {
    /// How often somebody is told of their work by mail. Reminders and escalations come in any case.
    pub enum MailFrequency {
        /// A mail for each thing that happens.
        Each = "each",
        /// One mail a day.
        Digest = "digest",
    }
}

/// Names by id, for pages that show who did what.
pub type Names = HashMap<String, String>;

/// The roles of an account; a text outside the vocabulary gives no right.
fn roles_of(member: &StaffMember) -> Vec<Role> {
    member.roles.iter().filter_map(|text| Role::from_text(text)).collect()
}

fn texts_of(roles: &[Role]) -> Vec<String> {
    let chosen = Role::STAFF.iter().filter(|role| roles.contains(role));
    chosen.map(|role| role.as_str().to_owned()).collect()
}

/// An account's address as it is kept and counted: without spaces around it, in small letters.
fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Roles somebody can be given: at least one, all of the desk.
fn check_roles(roles: &[Role]) -> Result<(), ServiceError> {
    if !roles.is_empty() && roles.iter().all(|role| Role::STAFF.contains(role)) {
        return Ok(());
    }
    let text = "Choose one or more of handler, approver, compliance and admin.";
    Err(ServiceError::Fields([("roles", text.to_owned())].into()))
}

fn member(tx: &mut dyn Reads, id: &StaffId) -> Result<StaffMember, ServiceError> {
    staff::get(tx, id.as_str())?.ok_or(ServiceError::NotFound)
}

/// Whether there is an active administrator beside `except`.
fn has_admin(tx: &mut dyn Reads, except: Option<&str>) -> Result<bool, ServiceError> {
    let mut after: Option<String> = None;
    loop {
        let page = staff::page(tx, after.as_deref(), 200)?;
        let Some(last) = page.last() else {
            return Ok(false);
        };
        after = Some(last.email.clone());
        let admin = page.iter().any(|member| {
            member.state == StaffState::Active
                && roles_of(member).contains(&Role::Admin)
                && Some(member.id.as_str()) != except
        });
        if admin {
            return Ok(true);
        }
    }
}
