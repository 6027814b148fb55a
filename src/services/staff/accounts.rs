//! What administrators do with accounts: list, disable, enable, give roles. The desk never loses its
//! last administrator.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::{
    MailFrequency, Names, StaffSession, check_roles, has_admin, member, roles_of, texts_of,
};
use crate::access::require;
use crate::journal::{self, DeskEvent, Stream};
use crate::{Deps, ServiceError, notices};
use domain::access::Permission;
use domain::actor::Actor;
use domain::ids::StaffId;
use domain::verification::Purpose;
use domain::vocabulary::Role;
use storage::sessions::{self, SessionKind};
use storage::staff::{self, StaffChange, StaffMember, StaffState};
use storage::views::queue::{self, View};
use storage::{Reads, WriteTx, challenges};

/// One account, as its administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Random.
    pub id: StaffId,
    /// Address they sign in with.
    pub email: String,
    /// As colleagues know them.
    pub name: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Whether the account can be used.
    pub state: StaffState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When they last signed in.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// How often they are told by mail (`each`, `digest`).
    pub mail_frequency: MailFrequency,
}

impl From<StaffMember> for Person {
    fn from(row: StaffMember) -> Self {
        Self {
            roles: roles_of(&row),
            id: StaffId(row.id),
            email: row.email,
            name: row.name,
            state: row.state,
            created_at: row.created_at,
            last_sign_in_at: row.last_sign_in_at,
            mail_frequency: MailFrequency::from_text(&row.mail_frequency)
                .unwrap_or(MailFrequency::Each),
        }
    }
}

/// A page of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// In order of address.
    pub items: Vec<Person>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Lists accounts in order of address, from `after` (a page's `next`).
pub fn list(
    deps: &Deps,
    actor: &Actor,
    after: Option<&str>,
    limit: usize,
) -> Result<People, ServiceError> {
    require(actor, Permission::ManageStaff)?;
    let limit = limit.clamp(1, 200);
    let more = i64::try_from(limit.saturating_add(1)).unwrap_or(201);
    let mut rows = deps.store.read(|tx| staff::page(tx, after, more))?;
    let next = if rows.len() > limit {
        rows.truncate(limit);
        rows.last().map(|row| row.email.clone())
    } else {
        None
    };
    Ok(People { items: rows.into_iter().map(Person::from).collect(), next })
}

/// The account of an address.
pub fn by_email(deps: &Deps, actor: &Actor, email: &str) -> Result<Person, ServiceError> {
    require(actor, Permission::ManageStaff)?;
    let found = deps.store.read(|tx| staff::by_email(tx, email.trim()))?;
    found.map(Person::from).ok_or(ServiceError::NotFound)
}

/// Somebody work can be given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Random.
    pub id: StaffId,
    /// As colleagues know them.
    pub name: String,
    /// The last day they are away, when they are away today; in the organisation's zone.
    pub away_until: Option<NaiveDate>,
}

/// Active colleagues who handle requests, by name: for the choice of an owner.
pub fn colleagues(deps: &Deps, actor: &Actor) -> Result<Vec<Colleague>, ServiceError> {
    require(actor, Permission::ReadCases)?;
    let today = deps.local_date(deps.now());
    let (rows, away) = deps
        .store
        .read(|tx| Ok::<_, ServiceError>((workers(tx)?, super::absences::away(tx, today)?)))?;
    let colleague = |row: StaffMember| Colleague {
        away_until: away.get(&row.id).copied(),
        id: StaffId(row.id),
        name: row.name,
    };
    let mut found: Vec<Colleague> = rows.into_iter().map(colleague).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
    Ok(found)
}

/// Active accounts that handle requests.
pub(super) fn workers(tx: &mut dyn Reads) -> Result<Vec<StaffMember>, ServiceError> {
    let works = |row: &StaffMember| {
        roles_of(row).iter().any(|role| matches!(role, Role::Handler | Role::Approver))
    };
    Ok(notices::active_staff(tx)?.into_iter().filter(works).collect())
}

/// Names by id of everyone who has or had an account, for timelines and the audit page.
pub fn names(deps: &Deps) -> Result<Names, ServiceError> {
    deps.store.read(|tx| {
        let mut names = Names::new();
        let mut after: Option<String> = None;
        loop {
            let page = staff::page(tx, after.as_deref(), 200)?;
            let Some(last) = page.last() else {
                return Ok(names);
            };
            after = Some(last.email.clone());
            names.extend(page.into_iter().map(|row| (row.id, row.name)));
        }
    })
}

/// Takes an account out of use: its sessions end at once, its links stop working, keys it made or that
/// act for it are refused, and its open requests go back to nobody; how many. Asked again, it goes on
/// where an interruption left it.
pub fn disable(deps: &Deps, actor: &Actor, id: &StaffId) -> Result<u64, ServiceError> {
    out_of_use(deps, actor, id)?;
    super::release::release(deps, id)
}

fn out_of_use(deps: &Deps, actor: &Actor, id: &StaffId) -> Result<(), ServiceError> {
    change(deps, actor, id, |tx, deps, actor, row| {
        if row.state == StaffState::Disabled {
            return Ok(());
        }
        keep_an_admin(tx, row)?;
        set_state(tx, row, StaffState::Disabled)?;
        for purpose in [Purpose::StaffInvite, Purpose::StaffReset] {
            challenges::replace_live(tx, &row.id, purpose.as_str(), deps.now())?;
        }
        sessions::delete_of(tx, SessionKind::Staff, &row.id, None)?;
        let cases = queue::count(tx, &View::Owner(row.id.clone()))?;
        note(tx, deps, actor, row, DeskEvent::StaffDisabled, &json!({ "cases": cases }))
    })
}

/// Puts a disabled account back into use; without a password it waits for an invitation again.
pub fn enable(deps: &Deps, actor: &Actor, id: &StaffId) -> Result<(), ServiceError> {
    change(deps, actor, id, |tx, deps, actor, row| {
        if row.state != StaffState::Disabled {
            return Ok(());
        }
        let known = row.password_hash.is_some();
        set_state(tx, row, if known { StaffState::Active } else { StaffState::Invited })?;
        note(tx, deps, actor, row, DeskEvent::StaffEnabled, &json!({}))
    })
}

/// Gives an account other roles. They count from its next click on.
pub fn set_roles(
    deps: &Deps,
    actor: &Actor,
    id: &StaffId,
    roles: &[Role],
) -> Result<(), ServiceError> {
    check_roles(roles)?;
    let roles = roles.to_vec();
    change(deps, actor, id, move |tx, deps, actor, row| {
        let (before, after) = (texts_of(&roles_of(row)), texts_of(&roles));
        if before == after {
            return Ok(());
        }
        if !roles.contains(&Role::Admin) {
            keep_an_admin(tx, row)?;
        }
        let change = StaffChange { roles: Some(after.clone()), ..StaffChange::default() };
        staff::change(tx, &row.id, &change)?;
        let body = json!({ "from": before, "to": after });
        note(tx, deps, actor, row, DeskEvent::RolesChanged, &body)
    })
}

/// Sets how often the signed-in person is told by mail.
pub fn set_mail_frequency(
    deps: &Deps,
    session: &StaffSession,
    frequency: MailFrequency,
) -> Result<(), ServiceError> {
    let (inner, actor, id) = (deps.clone(), super::actor(session), session.id.clone());
    deps.store.clone().write(move |tx| {
        let row = member(tx, &id)?;
        if row.mail_frequency == frequency.as_str() {
            return Ok(());
        }
        let change = StaffChange {
            mail_frequency: Some(frequency.as_str().to_owned()),
            ..StaffChange::default()
        };
        staff::change(tx, &row.id, &change)?;
        let body = json!({ "to": frequency });
        note(tx, &inner, &actor, &row, DeskEvent::MailFrequencySet, &body)
    })
}

/// Runs a change of one account by an administrator.
fn change(
    deps: &Deps,
    actor: &Actor,
    id: &StaffId,
    f: impl Fn(&mut WriteTx<'_>, &Deps, &Actor, &StaffMember) -> Result<(), ServiceError>
    + Send
    + 'static,
) -> Result<(), ServiceError> {
    require(actor, Permission::ManageStaff)?;
    let (inner, actor, id) = (deps.clone(), actor.clone(), id.clone());
    deps.store.clone().write(move |tx| {
        staff::lock(tx)?;
        let row = member(tx, &id)?;
        f(tx, &inner, &actor, &row)
    })
}

fn keep_an_admin(tx: &mut WriteTx<'_>, row: &StaffMember) -> Result<(), ServiceError> {
    let is_admin = row.state == StaffState::Active && roles_of(row).contains(&Role::Admin);
    if !is_admin || has_admin(tx, Some(&row.id))? {
        return Ok(());
    }
    let text = "This is the last active administrator. Give somebody else the role first.";
    Err(ServiceError::Fields([("roles", text.to_owned())].into()))
}

fn set_state(
    tx: &mut WriteTx<'_>,
    row: &StaffMember,
    state: StaffState,
) -> Result<(), ServiceError> {
    let change = StaffChange { state: Some(state), ..StaffChange::default() };
    Ok(staff::change(tx, &row.id, &change)?)
}

fn note(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    row: &StaffMember,
    event: DeskEvent,
    body: &serde_json::Value,
) -> Result<(), ServiceError> {
    journal::append(tx, deps, actor, Stream::Account(&row.id), event, body)
}
