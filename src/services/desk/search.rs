//! Searches: what was typed is kept sealed under an opaque id, so that no name or address stands in an
//! address bar, a log or a referrer.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::access::require;
use crate::{Deps, ServiceError, lists};
use crypto::{SealContext, Token, hash_token, open, seal};
use domain::access::Permission;
use domain::actor::Actor;
use domain::ids::Reference;
use domain::intake::FieldErrors;
use domain::prose::hex;
use storage::{cases, drafts};

/// A search can be looked at again for so long.
const LIFE: TimeDelta = TimeDelta::hours(8);
/// Longest search, in characters.
const MOST: usize = 200;

/// Where a search leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A whole reference of a request that exists.
    One(Reference),
    /// A list, under this id.
    Many(String),
}

#[derive(Serialize, Deserialize)]
struct Kept {
    text: String,
    by: String,
}

/// Keeps a search; a whole reference leads to its request at once.
pub fn remember_search(deps: &Deps, actor: &Actor, text: &str) -> Result<Found, ServiceError> {
    require(actor, Permission::ReadCases)?;
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MOST {
        let sentence = "Type a whole word of a name, an email address or a reference.";
        return Err(ServiceError::Fields(FieldErrors::from([("q", sentence.to_owned())])));
    }
    if let Some(reference) = Reference::parse(text)
        && deps.store.read(|tx| cases::by_reference(tx, &reference))?.is_some()
    {
        return Ok(Found::One(reference));
    }
    let token = Token::generate(deps.ids.as_ref());
    let hash = token.hash();
    let kept = Kept { text: text.to_owned(), by: actor.principal.clone() };
    let bytes = serde_json::to_vec(&kept)?;
    let entry = hex(&hash);
    let sealed = seal(deps.keys.desk(), place(&entry), &bytes, deps.ids.as_ref())?;
    let now = deps.now();
    let until = now.checked_add_signed(LIFE).unwrap_or(now);
    deps.store.write(move |tx| {
        drafts::put(tx, &hash, &sealed, until, now)?;
        Ok::<_, ServiceError>(())
    })?;
    Ok(Found::Many(token.expose().to_owned()))
}

/// What was searched for, and the inside ids of the cases it finds now. Only whoever searched may ask.
pub fn recall_search(
    deps: &Deps,
    actor: &Actor,
    id: &str,
) -> Result<(String, Vec<String>), ServiceError> {
    require(actor, Permission::ReadCases)?;
    let hash = hash_token(id);
    let now = deps.now();
    let sealed = deps.store.read(|tx| drafts::get(tx, &hash, now))?;
    let entry = hex(&hash);
    // A draft of the public form lies in the same place; it does not open as a search.
    let opened = sealed.and_then(|sealed| open(deps.keys.desk(), place(&entry), &sealed).ok());
    let kept: Kept = serde_json::from_slice(&opened.ok_or(ServiceError::NotFound)?)?;
    if kept.by != actor.principal {
        return Err(ServiceError::NotFound);
    }
    let ids = lists::found(deps, actor, &kept.text)?;
    Ok((kept.text, ids))
}

fn place(entry: &str) -> SealContext<'_> {
    SealContext { purpose: "search", case: "desk", entry }
}
