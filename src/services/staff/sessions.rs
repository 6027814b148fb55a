//! Signing in and out, and who a session belongs to. Roles and state are read anew at each request,
//! so that a change counts from the next click on.

use std::net::IpAddr;

use chrono::TimeDelta;
use serde_json::json;

use super::account_row::person;
use super::{MailFrequency, folded, roles_of};
use crate::journal::{self, DeskEvent, Stream};
use crate::{Deps, ServiceError, limits};
use crypto::{Token, hash_password, hash_token, needs_new_hash, same, verify_password};
use domain::actor::{Actor, ActorKind};
use domain::ids::StaffId;
use domain::prose::hex;
use domain::vocabulary::Role;
use storage::sessions::{self, Session, SessionKind};
use storage::staff::{self, StaffChange, StaffMember, StaffState};
use storage::{ReadTx, StoreError, WriteTx};

/// How often the last use of a session is written down.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffSession {
    /// The account.
    pub id: StaffId,
    /// As colleagues know them.
    pub name: String,
    /// Address they signed in with.
    pub email: String,
    /// What they may do right now.
    pub roles: Vec<Role>,
    /// How often they are told by mail.
    pub mail_frequency: MailFrequency,
    /// The mark every form of this session carries.
    pub csrf: String,
}

impl StaffSession {
    /// Whether the person holds a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// The actor a session stands for.
pub fn actor(session: &StaffSession) -> Actor {
    Actor::staff(session.id.as_str(), session.roles.clone())
}

/// Signs in; returns the session's secret, a new one each time. An unknown address, a wrong password
/// and an account out of use give the same answer in about the same time.
pub fn sign_in(
    deps: &Deps,
    email: &str,
    password: &str,
    network: IpAddr,
) -> Result<String, ServiceError> {
    let email = folded(email);
    let account = deps.store.read(|tx| {
        limits::check_sign_in(tx, deps, network, &email)?;
        Ok::<_, ServiceError>(staff::by_email(tx, &email)?)
    })?;
    let usable = account.as_ref().filter(|row| row.state == StaffState::Active);
    let stored = usable.and_then(|row| row.password_hash.clone());
    let right = verify_password(password, stored.as_deref())?;
    let (Some(row), Some(stored), true) = (usable.cloned(), stored, right) else {
        return Err(refuse(deps, account, email, network)?);
    };
    let fresh = if needs_new_hash(&stored) {
        Some(hash_password(password, deps.ids.as_ref())?)
    } else {
        None
    };
    let session = Token::generate(deps.ids.as_ref());
    let hash = session.hash();
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        // Guesses made at the same moment share one budget.
        limits::check_sign_in(tx, &inner, network, &email)?;
        let current = staff::get(tx, &row.id)?;
        let unchanged = current.is_some_and(|now| {
            now.state == StaffState::Active && now.password_hash.as_ref() == Some(&stored)
        });
        if !unchanged {
            return Err(wrong());
        }
        open(tx, &inner, &row, &hash, fresh.clone())
    })?;
    Ok(session.expose().to_owned())
}

fn open(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    row: &StaffMember,
    hash: &[u8],
    fresh: Option<String>,
) -> Result<(), ServiceError> {
    let now = deps.now();
    let change =
        StaffChange { password_hash: fresh, last_sign_in_at: Some(now), ..StaffChange::default() };
    staff::change(tx, &row.id, &change)?;
    let hours = i64::from(deps.settings.session.absolute_hours);
    sessions::put(
        tx,
        &Session {
            id_hash: hash.to_vec(),
            kind: SessionKind::Staff,
            subject: row.id.clone(),
            created_at: now,
            seen_at: now,
            expires_at: now.checked_add_signed(TimeDelta::hours(hours)).unwrap_or(now),
        },
    )?;
    let stream = Stream::Account(&row.id);
    journal::append(tx, deps, &person(row), stream, DeskEvent::SignedIn, &json!({}))
}

/// Counts and journals a failed try, and says what the person hears. The count is kept although the
/// answer is a refusal, so it is not returned as an error from inside the transaction.
fn refuse(
    deps: &Deps,
    account: Option<StaffMember>,
    email: String,
    network: IpAddr,
) -> Result<ServiceError, ServiceError> {
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        let counted = limits::sign_in_failure(tx, &inner, network, &email);
        let answer = match counted {
            Ok(()) => wrong(),
            Err(limited @ ServiceError::Limited { .. }) => limited,
            Err(error) => return Err(error),
        };
        if let Some(row) = &account {
            let nobody = Actor {
                kind: ActorKind::Staff,
                reference: None,
                principal: "unknown".to_owned(),
                roles: Vec::new(),
                via: None,
            };
            let stream = Stream::Account(&row.id);
            journal::append(tx, &inner, &nobody, stream, DeskEvent::SignInFailed, &json!({}))?;
        }
        Ok(answer)
    })
}

fn wrong() -> ServiceError {
    let text =
        "The address or the password is not right. Try again, or set a new password by mail.";
    ServiceError::Fields([("password", text.to_owned())].into())
}

/// Who a session belongs to. `NotFound` when it ended: signed out, too long idle, too old, or the
/// account was disabled.
pub fn session(deps: &Deps, token: &str) -> Result<StaffSession, ServiceError> {
    let hash = hash_token(token);
    let now = deps.now();
    let found = deps.store.read(|tx| find(tx, deps, &hash))?;
    let Some((stored, row)) = found else {
        return Err(ServiceError::NotFound);
    };
    if now.signed_duration_since(stored.seen_at) > TOUCH {
        deps.store.write(move |tx| {
            sessions::touch(tx, &hash, now, stored.expires_at)?;
            Ok::<_, StoreError>(())
        })?;
    }
    Ok(StaffSession {
        roles: roles_of(&row),
        mail_frequency: MailFrequency::from_text(&row.mail_frequency)
            .unwrap_or(MailFrequency::Each),
        id: StaffId(row.id),
        name: row.name,
        email: row.email,
        csrf: csrf(deps, token),
    })
}

fn find(
    tx: &mut ReadTx<'_>,
    deps: &Deps,
    hash: &[u8],
) -> Result<Option<(Session, StaffMember)>, StoreError> {
    let now = deps.now();
    let Some(stored) = sessions::get(tx, hash, now)? else {
        return Ok(None);
    };
    let idle = TimeDelta::minutes(i64::from(deps.settings.session.idle_minutes));
    let alive =
        stored.kind == SessionKind::Staff && now.signed_duration_since(stored.seen_at) <= idle;
    if !alive {
        return Ok(None);
    }
    let row = staff::get(tx, &stored.subject)?.filter(|row| row.state == StaffState::Active);
    Ok(row.map(|row| (stored, row)))
}

/// Ends a session. Ending one that is gone is no error.
pub fn sign_out(deps: &Deps, token: &str) -> Result<(), ServiceError> {
    let hash = hash_token(token);
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        let found = sessions::get(tx, &hash, inner.now())?;
        sessions::delete(tx, &hash)?;
        let Some(found) = found.filter(|found| found.kind == SessionKind::Staff) else {
            return Ok(());
        };
        let actor = Actor::staff(&found.subject, Vec::new());
        let stream = Stream::Account(&found.subject);
        journal::append(tx, &inner, &actor, stream, DeskEvent::SignedOut, &json!({}))
    })
}

/// Ends every session of the signed-in person, this one too.
pub fn sign_out_everywhere(deps: &Deps, session: &StaffSession) -> Result<(), ServiceError> {
    let (inner, actor, id) = (deps.clone(), actor(session), session.id.clone());
    deps.store.clone().write(move |tx| {
        let ended = sessions::delete_of(tx, SessionKind::Staff, id.as_str(), None)?;
        let stream = Stream::Account(id.as_str());
        let body = json!({ "sessions": ended });
        journal::append(tx, &inner, &actor, stream, DeskEvent::SignedOutEverywhere, &body)
    })
}

/// The mark that a form came from our own page, made from the secret of its session or draft cookie.
pub fn csrf(deps: &Deps, token: &str) -> String {
    hex(&deps.keys.csrf().hash(&[b"form", token.as_bytes()]))
}

/// Whether a form carries the mark of the cookie it came with.
pub fn csrf_fits(deps: &Deps, token: &str, mark: &str) -> bool {
    same(csrf(deps, token).as_bytes(), mark.as_bytes())
}
