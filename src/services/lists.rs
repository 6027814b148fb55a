//! Lists of cases: filters, opaque cursors, search by reference, address or words of a name.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;

use super::{Deps, ServiceError, journal};
use crypto::{address_hash, name_hashes};
use domain::actor::Actor;
use domain::ids::Reference;
use domain::intake::FieldErrors;
use domain::person::Email;
use storage::views::queue::{self, After, Line, Narrow, View};
use storage::{Reads, cases, vault};

/// Most cases a page can hold.
pub const MOST: u32 = 200;
/// Most cases a search names; more words narrow it.
const SEARCH_LIMIT: i64 = 500;

/// What a list is asked for.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Which part of the desk.
    pub view: View,
    /// What narrows it.
    pub narrow: Narrow,
    /// Opaque place to begin after.
    pub cursor: Option<String>,
    /// Cases a page.
    pub limit: u32,
}

/// A page of cases.
#[derive(Debug, Clone)]
pub struct Page {
    /// The cases.
    pub lines: Vec<Line>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
}

/// Reads a page of a list inside a transaction of the caller.
pub fn page(tx: &mut dyn Reads, listing: &Listing) -> Result<Page, ServiceError> {
    let after = listing.cursor.as_deref().map(cursor_in).transpose()?;
    let limit = i64::from(listing.limit.clamp(1, MOST));
    let (lines, next) = queue::page(tx, &listing.view, &listing.narrow, after.as_ref(), limit)?;
    let next = next.map(|after| cursor_out(&after)).transpose()?;
    Ok(Page { lines, next })
}

/// [`search`], leaving its trace in the journal: by which kind of word, and how much was found.
pub fn found(deps: &Deps, actor: &Actor, text: &str) -> Result<Vec<String>, ServiceError> {
    let (inner, actor, text) = (deps.clone(), actor.clone(), text.to_owned());
    deps.store.clone().write(move |tx| {
        let ids = search(tx, &inner, &text)?;
        journal::searched(tx, &inner, &actor, &[kind_of(&text)], ids.len())?;
        Ok(ids)
    })
}

fn kind_of(text: &str) -> &'static str {
    if text.trim().to_ascii_uppercase().starts_with("DSR") {
        "reference"
    } else if text.contains('@') {
        "address"
    } else {
        "name"
    }
}

/// Inside ids of the cases a text finds: a reference (also its beginning), a whole address, or whole
/// words of a name, all of them.
pub fn search(tx: &mut dyn Reads, deps: &Deps, text: &str) -> Result<Vec<String>, ServiceError> {
    let text = text.trim();
    if let Some(reference) = Reference::parse(text) {
        let found = cases::by_reference(tx, &reference)?;
        return Ok(found.map(|case| case.id.0).into_iter().collect());
    }
    if text.to_ascii_uppercase().starts_with("DSR-") {
        let prefix = text.to_ascii_uppercase();
        return Ok(cases::ids_by_reference_prefix(tx, &prefix, SEARCH_LIMIT)?);
    }
    let key = deps.keys.search();
    if let Ok(email) = Email::parse(text) {
        let hash = address_hash(key, email.as_str());
        return Ok(vault::find_word(tx, &hash, &["address"], None, SEARCH_LIMIT)?);
    }
    let mut found: Option<Vec<String>> = None;
    for hash in name_hashes(key, text) {
        let ids = vault::find_word(tx, &hash, &["name"], None, SEARCH_LIMIT)?;
        found = Some(match found {
            None => ids,
            Some(before) => before.into_iter().filter(|id| ids.contains(id)).collect(),
        });
    }
    Ok(found.unwrap_or_default())
}

/// Earlier cases that share an address with this one: pointed out, never blocked (invariant 9).
pub fn possible_duplicates(
    tx: &mut dyn Reads,
    deps: &Deps,
    person: &domain::person::Person,
    except: &str,
) -> Result<Vec<domain::case::Case>, ServiceError> {
    let mut ids = Vec::new();
    for email in [&person.email, &person.account_email].into_iter().flatten() {
        let hash = address_hash(deps.keys.search(), email.as_str());
        ids.extend(vault::find_word(tx, &hash, &["address"], None, 20)?);
    }
    ids.retain(|id| id != except);
    ids.sort_unstable();
    ids.dedup();
    Ok(cases::load_many(tx, &ids)?)
}

/// A day of a query, or a field error.
pub fn day(name: &'static str, text: &str) -> Result<NaiveDate, ServiceError> {
    text.trim().parse().map_err(|_| {
        let sentence = "Give a date as YYYY-MM-DD.".to_owned();
        ServiceError::Fields(FieldErrors::from([(name, sentence)]))
    })
}

fn cursor_out(after: &After) -> Result<String, ServiceError> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(after)?))
}

fn cursor_in(text: &str) -> Result<After, ServiceError> {
    let wrong = || {
        let sentence = "Use a cursor as the page before gave it.".to_owned();
        ServiceError::Fields(FieldErrors::from([("cursor", sentence)]))
    };
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
    serde_json::from_slice(&bytes).map_err(|_| wrong())
}
