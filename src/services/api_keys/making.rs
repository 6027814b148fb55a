//! Making a key: from the shell at will, from a form once.

use serde_json::json;

use super::{PREFIX, SHELL, Scope, lent};
use crate::access::require;
use crate::journal::{self, DeskEvent, Stream};
use crate::{Deps, ServiceError, idempotency};
use crypto::{Token, hash_token};
use domain::access::Permission;
use domain::actor::Actor;
use domain::prose::one_line;
use storage::WriteTx;
use storage::api_keys::{self, ApiKey};
use storage::staff::{self, StaffMember, StaffState};

const LONGEST_NAME: usize = 100;

/// A new key. The secret is shown once and stored nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// Random.
    pub id: String,
    /// The key itself.
    pub secret: String,
}

/// A key that is about to be made: everything but its id.
#[derive(Clone)]
struct Draft {
    name: String,
    scope: Scope,
    acts_for: Option<String>,
    secret: String,
}

impl Draft {
    fn new(
        deps: &Deps,
        actor: &Actor,
        name: &str,
        scope: Scope,
        acts_for: Option<&str>,
    ) -> Result<Self, ServiceError> {
        require(actor, Permission::ManageStaff)?;
        Ok(Self {
            name: parse_name(name)?,
            scope,
            acts_for: acts_for.map(|email| email.trim().to_lowercase()),
            secret: format!("{PREFIX}{}", Token::generate(deps.ids.as_ref()).expose()),
        })
    }

    /// Stores the key's hash and journals it. The key's id.
    fn put(
        &self,
        tx: &mut WriteTx<'_>,
        deps: &Deps,
        actor: &Actor,
    ) -> Result<String, ServiceError> {
        let scope = self.scope;
        let person = match &self.acts_for {
            Some(email) => Some(lender(tx, email, scope)?),
            None => None,
        };
        let key = ApiKey {
            id: deps.ids.uuid(),
            name: self.name.clone(),
            key_hash: hash_token(&self.secret).to_vec(),
            scope: scope.as_str().to_owned(),
            staff_id: person.map(|row| row.id),
            created_by: actor.reference.clone().unwrap_or_else(|| SHELL.to_owned()),
            created_at: deps.now(),
            last_used_at: None,
            revoked_at: None,
        };
        api_keys::put(tx, &key)?;
        let body = json!({ "acts_for": key.staff_id, "key": key.id, "scope": scope });
        journal::append(tx, deps, actor, Stream::Keys, DeskEvent::ApiKeyCreated, &body)?;
        Ok(key.id)
    }
}

/// Makes a key. `acts_for` is the address of a colleague whose roles bound it.
pub fn create(
    deps: &Deps,
    actor: &Actor,
    name: &str,
    scope: Scope,
    acts_for: Option<&str>,
) -> Result<Created, ServiceError> {
    let draft = Draft::new(deps, actor, name, scope, acts_for)?;
    let secret = draft.secret.clone();
    let (inner, actor) = (deps.clone(), actor.clone());
    let id = deps.store.clone().write(move |tx| draft.put(tx, &inner, &actor))?;
    Ok(Created { id, secret })
}

const IN_ANOTHERS_NAME: &str = "A key that works in a colleague’s name is made by whoever runs the machine: rightsdesk api-key create. Here such a key can only read.";

/// [`create`] from a form that is shown once: sent again, it makes no second key and shows nothing,
/// because the secret is stored nowhere.
pub fn create_once(
    deps: &Deps,
    actor: &Actor,
    form: &str,
    name: &str,
    scope: Scope,
    acts_for: Option<&str>,
) -> Result<Option<Created>, ServiceError> {
    // Who makes keys is often no handler; in another's name they would be two people.
    if acts_for.is_some() && scope != Scope::Read {
        return Err(field("for", IN_ANOTHERS_NAME));
    }
    let draft = Draft::new(deps, actor, name, scope, acts_for)?;
    let secret = draft.secret.clone();
    let call = idempotency::Call::new(deps, &actor.principal, "api-key", form, b"");
    let (inner, actor) = (deps.clone(), actor.clone());
    let made = deps.store.clone().write(move |tx| {
        let mut made = None;
        idempotency::once(tx, &inner, Some(&call), |tx| {
            made = Some(draft.put(tx, &inner, &actor)?);
            Ok(idempotency::Answer { status: 303, body: String::new(), case: None })
        })?;
        Ok::<_, ServiceError>(made)
    })?;
    Ok(made.map(|id| Created { id, secret }))
}

fn lender(tx: &mut WriteTx<'_>, email: &str, scope: Scope) -> Result<StaffMember, ServiceError> {
    let row = staff::by_email(tx, email)?
        .filter(|row| row.state != StaffState::Disabled)
        .ok_or_else(|| field("for", "There is no account with this address in use."))?;
    if lent(&row, scope).is_empty() {
        return Err(field("for", "This person has no role that the scope could use."));
    }
    Ok(row)
}

fn parse_name(text: &str) -> Result<String, ServiceError> {
    let name = one_line(text);
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(field("name", "Say in at most 100 characters what the key is for."));
    }
    Ok(name)
}

fn field(name: &'static str, text: &str) -> ServiceError {
    ServiceError::Fields([(name, text.to_owned())].into())
}
