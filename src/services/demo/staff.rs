//! The colleagues of a demo, with a password everybody knows.

use chrono::TimeDelta;
use serde_json::json;

use super::director::{Cast, Kit};
use super::{DemoError, SignIn};
use crate::access::shell;
use crate::journal::{self, DeskEvent, Stream};
use crate::{Deps, ServiceError, StoreError};
use crypto::hash_password;
use domain::actor::Actor;
use domain::vocabulary::Role;
use storage::staff::{self, StaffMember, StaffState};

/// The password of every account of a demo.
pub const PASSWORD: &str = "violet-harbour-lantern";

struct Colleague {
    name: &'static str,
    email: &'static str,
    roles: &'static [Role],
    state: StaffState,
}

const fn colleague(
    name: &'static str,
    email: &'static str,
    roles: &'static [Role],
    state: StaffState,
) -> Colleague {
    Colleague { name, email, roles, state }
}

/// The first of each role is the one to sign in as.
#[rustfmt::skip]
const COLLEAGUES: &[Colleague] = &[
    colleague("Rohan Mehta", "rohan.mehta@example.com", &[Role::Admin], StaffState::Active),
    colleague("Meera Iyer", "meera.iyer@example.com", &[Role::Handler], StaffState::Active),
    colleague("Anjali Rao", "anjali.rao@example.com", &[Role::Approver], StaffState::Active),
    colleague("Nandini Krishnan", "nandini.krishnan@example.com", &[Role::Compliance], StaffState::Active),
    colleague("Daniel Okafor", "daniel.okafor@example.com", &[Role::Handler], StaffState::Active),
    colleague("Sofia Lindqvist", "sofia.lindqvist@example.com", &[Role::Handler], StaffState::Active),
    colleague("Arjun Nair", "arjun.nair@example.com", &[Role::Handler], StaffState::Active),
    colleague("Claire Dubois", "claire.dubois@example.com", &[Role::Handler, Role::Approver], StaffState::Active),
    colleague("Thomas Weber", "thomas.weber@example.com", &[Role::Approver], StaffState::Active),
    colleague("Kenji Tanaka", "kenji.tanaka@example.com", &[Role::Handler], StaffState::Invited),
    colleague("Laura Bianchi", "laura.bianchi@example.com", &[Role::Handler], StaffState::Disabled),
];

/// Journals who was given which role, so that the accounts stand up to an audit. Done last and with the time of now: the log
/// never goes back in time.
pub(super) fn put_on_record(deps: &Deps) -> Result<(), ServiceError> {
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        for colleague in COLLEAGUES {
            let Some(row) = staff::by_email(tx, colleague.email)? else { continue };
            let stream = Stream::Account(&row.id);
            if storage::journal::last(tx, &stream.name())? > 0 {
                continue;
            }
            let roles = json!({ "roles": row.roles });
            journal::append(tx, &inner, &shell(), stream, DeskEvent::StaffInvited, &roles)?;
            if row.state == StaffState::Disabled {
                let cases = json!({ "cases": 0 });
                journal::append(tx, &inner, &shell(), stream, DeskEvent::StaffDisabled, &cases)?;
            }
        }
        Ok(())
    })
}

/// Hires everybody who is not there yet; who plays in stories, and who can sign in.
pub(super) fn hire(deps: &Deps, kit: &Kit) -> Result<(Cast, Vec<SignIn>), DemoError> {
    let hash = hash_password(PASSWORD, deps.ids.as_ref())
        .map_err(|error| ServiceError::from(StoreError::Database(error.to_string())))?;
    let hired = kit.now.checked_sub_signed(TimeDelta::days(400)).unwrap_or(kit.now);
    kit.timeline.set(hired);
    let mut cast = Cast::default();
    let mut sign_ins: Vec<SignIn> = Vec::new();
    for colleague in COLLEAGUES {
        let member = StaffMember {
            id: kit.deps.ids.uuid(),
            email: colleague.email.to_owned(),
            name: colleague.name.to_owned(),
            roles: colleague.roles.iter().map(|role| role.as_str().to_owned()).collect(),
            password_hash: (colleague.state != StaffState::Invited).then(|| hash.clone()),
            state: colleague.state,
            created_at: hired,
            created_by: None,
            last_sign_in_at: None,
            mail_frequency: "each".to_owned(),
        };
        let id = deps.store.write::<String, StoreError>(move |tx| {
            if let Some(found) = staff::by_email(tx, &member.email)? {
                return Ok(found.id);
            }
            staff::put(tx, &member)?;
            Ok(member.id.clone())
        })?;
        if colleague.state != StaffState::Active {
            continue;
        }
        cast.add(&Actor::staff(&id, colleague.roles.to_vec()));
        for role in colleague.roles {
            if !sign_ins.iter().any(|known| known.role == *role) {
                let email = colleague.email.to_owned();
                sign_ins.push(SignIn { role: *role, email, password: PASSWORD });
            }
        }
    }
    Ok((cast, sign_ins))
}
