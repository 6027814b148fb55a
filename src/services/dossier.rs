//! Personal data of a case in and out of the vault: sealed under the case's own key.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Deps, ServiceError};
use crypto::{CaseKey, KeyMonth, SealContext, address_hash, name_hashes, open, seal};
use domain::ids::{CaseId, VaultId};
use domain::person::Person;
use domain::prose::{Prose, Sealed, commit};
use storage::{Reads, WriteTx, cases, challenges, idempotency, system_calls, tickets, vault};

/// Kinds of vault entries, as stored.
pub const PERSON: &str = "person";
/// A free text of a command.
pub const TEXT: &str = "text";

/// What a requester gave to show who they are: destroyed once identity is decided.
pub const EVIDENCE: &str = "evidence";

/// What is under the seal: the words and the salt of their commitment.
#[derive(Serialize, Deserialize)]
struct Entry {
    salt: [u8; 32],
    text: String,
}

/// Makes the key of a new case.
pub fn create_key(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &CaseId,
) -> Result<CaseKey, ServiceError> {
    let month = KeyMonth::of(deps.now().date_naive())?;
    let (key, row) = new_key(deps, case, month)?;
    vault::put_key(tx, &row)?;
    Ok(key)
}

/// A fresh key of a case, and how it is stored: wrapped under the key of a month.
pub(super) fn new_key(
    deps: &Deps,
    case: &CaseId,
    month: KeyMonth,
) -> Result<(CaseKey, vault::CaseKey), ServiceError> {
    let key = CaseKey::generate(deps.ids.as_ref());
    let wrapped = deps.keys.wrap_case_key(month, case.as_str(), &key, deps.ids.as_ref())?;
    let row = vault::CaseKey {
        case_id: case.0.clone(),
        month: month.to_string(),
        wrapped,
        created_at: deps.now(),
    };
    Ok((key, row))
}

/// The key of a case; `None` once its personal data was erased.
pub fn key_of(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &CaseId,
) -> Result<Option<CaseKey>, ServiceError> {
    let Some(row) = vault::key(tx, case.as_str())? else {
        return Ok(None);
    };
    let month: KeyMonth = row.month.parse()?;
    Ok(Some(deps.keys.unwrap_case_key(month, case.as_str(), &row.wrapped)?))
}

/// Seals a text at the place its event will point to.
pub fn put_prose(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    key: &CaseKey,
    case: &CaseId,
    kind: &'static str,
    prose: &Prose,
) -> Result<(), ServiceError> {
    vault::put(tx, &sealed(deps, key, case, kind, prose)?)?;
    Ok(())
}

/// A text as the vault keeps it.
pub(super) fn sealed(
    deps: &Deps,
    key: &CaseKey,
    case: &CaseId,
    kind: &'static str,
    prose: &Prose,
) -> Result<vault::VaultEntry, ServiceError> {
    let entry = Entry { salt: prose.salt, text: prose.text.clone() };
    let bytes = serde_json::to_vec(&entry)?;
    let place = SealContext { purpose: kind, case: case.as_str(), entry: prose.sealed.id.as_str() };
    Ok(vault::VaultEntry {
        id: prose.sealed.id.0.clone(),
        case_id: case.0.clone(),
        kind: kind.to_owned(),
        sealed: seal(key, place, &bytes, deps.ids.as_ref())?,
        created_at: deps.now(),
    })
}

/// The person as prose, so that the opening event can point at it.
pub fn person_prose(deps: &Deps, person: &Person) -> Result<Prose, ServiceError> {
    Ok(deps.prose(serde_json::to_string(person)?))
}

/// Keyed hashes by which the case is found: words of names, whole addresses, the reference.
pub fn put_search_words(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &CaseId,
    person: &Person,
) -> Result<(), ServiceError> {
    for (kind, hash) in search_words(deps, person) {
        vault::put_words(tx, case.as_str(), kind, &[hash])?;
    }
    Ok(())
}

/// The hashes of a person's words, each once, with its kind.
pub(super) fn search_words(deps: &Deps, person: &Person) -> Vec<(&'static str, Vec<u8>)> {
    let key = deps.keys.search();
    let mut words = Vec::new();
    for name in [Some(person.name.as_str()), person.acting_for.as_deref()].into_iter().flatten() {
        words.extend(name_hashes(key, name).into_iter().map(|hash| ("name", hash.to_vec())));
    }
    let addresses = [&person.email, &person.account_email, &person.subject_email];
    for email in addresses.into_iter().flatten() {
        words.push(("address", address_hash(key, email.as_str()).to_vec()));
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// Everything readable of a case, by vault id. Empty once erased.
#[derive(Debug, Default)]
pub struct Dossier {
    texts: HashMap<String, String>,
    /// The person; `None` once erased.
    pub person: Option<Person>,
    /// Whether a proof of identity was opened.
    pub evidence: bool,
}

impl Dossier {
    /// Opens every entry of a case.
    pub fn open(tx: &mut dyn Reads, deps: &Deps, case: &CaseId) -> Result<Self, ServiceError> {
        Self::open_for(tx, deps, case, true)
    }

    /// Opens every entry of a case, proofs of identity only for who may see them.
    pub fn open_for(
        tx: &mut dyn Reads,
        deps: &Deps,
        case: &CaseId,
        evidence: bool,
    ) -> Result<Self, ServiceError> {
        let Some(key) = key_of(tx, deps, case)? else {
            return Ok(Self::default());
        };
        let mut dossier = Self::default();
        for row in entries(tx, case)? {
            if row.kind == EVIDENCE && !evidence {
                continue;
            }
            dossier.evidence |= row.kind == EVIDENCE;
            let place = SealContext { purpose: &row.kind, case: case.as_str(), entry: &row.id };
            let bytes = open(&key, place, &row.sealed)?;
            let entry: Entry = serde_json::from_slice(&bytes)?;
            dossier.texts.insert(row.id, entry.text);
        }
        let person = cases::load(tx, case)?.intake.person;
        let person = dossier.text(&person).map(serde_json::from_str).transpose()?;
        dossier.person = person;
        Ok(dossier)
    }

    /// The words an event points at; `None` once erased.
    pub fn text(&self, sealed: &Sealed) -> Option<&str> {
        self.texts.get(sealed.id.as_str()).map(String::as_str)
    }
}

/// One entry only.
pub fn read_text(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &CaseId,
    id: &VaultId,
    kind: &str,
) -> Result<Option<String>, ServiceError> {
    read_as(tx, deps, case, id, Some(kind))
}

/// An entry of the kind it is stored as, or of the one that is expected.
fn read_as(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &CaseId,
    id: &VaultId,
    kind: Option<&str>,
) -> Result<Option<String>, ServiceError> {
    let Some(key) = key_of(tx, deps, case)? else {
        return Ok(None);
    };
    let Some(row) = vault::get(tx, id.as_str())? else {
        return Ok(None);
    };
    let purpose = kind.unwrap_or(&row.kind);
    let place = SealContext { purpose, case: case.as_str(), entry: id.as_str() };
    let entry: Entry = serde_json::from_slice(&open(&key, place, &row.sealed)?)?;
    Ok(Some(entry.text))
}

/// The person of a case; `None` once erased.
pub fn person(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &CaseId,
    sealed: &Sealed,
) -> Result<Option<Person>, ServiceError> {
    // With another address it was sealed as a text of the command.
    let Some(text) = read_as(tx, deps, case, &sealed.id, None)? else {
        return Ok(None);
    };
    Ok(Some(serde_json::from_str(&text)?))
}

/// Whether the vault still holds what an event committed to; `None` when the text is gone.
pub fn holds(
    tx: &mut dyn Reads,
    key: &CaseKey,
    case: &CaseId,
    sealed: &Sealed,
    kind: &str,
) -> Result<Option<bool>, ServiceError> {
    let Some(row) = vault::get(tx, sealed.id.as_str())? else {
        return Ok(None);
    };
    let place = SealContext { purpose: kind, case: case.as_str(), entry: sealed.id.as_str() };
    let Ok(bytes) = open(key, place, &row.sealed) else {
        return Ok(Some(false));
    };
    let Ok(entry) = serde_json::from_slice::<Entry>(&bytes) else {
        return Ok(Some(false));
    };
    Ok(Some(commit(&entry.salt, entry.text.as_bytes()) == sealed.commitment))
}

/// Erases: without its key nothing of the case opens again, and nothing finds it any more.
pub fn erase(tx: &mut WriteTx<'_>, case: &CaseId) -> Result<(), ServiceError> {
    vault::delete_words(tx, case.as_str())?;
    while vault::delete_of_case(tx, case.as_str(), 500)? > 0 {}
    challenges::delete_of(tx, case.as_str())?;
    tickets::delete_of(tx, case.as_str())?;
    system_calls::delete_of(tx, case.as_str())?;
    idempotency::forget_case(tx, case.as_str())?;
    vault::drop_key(tx, case.as_str())?;
    Ok(())
}

/// Every sealed entry of a case, page by page.
fn entries(
    tx: &mut dyn Reads,
    case: &CaseId,
) -> Result<Vec<vault::VaultEntry>, storage::StoreError> {
    let mut all: Vec<vault::VaultEntry> = Vec::new();
    loop {
        let after = all.last().map(|entry| entry.id.clone());
        let page = vault::list(tx, case.as_str(), None, after.as_deref(), 500)?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Destroys what was given to show identity; the events that name it stay.
pub fn destroy_evidence(tx: &mut WriteTx<'_>, case: &CaseId) -> Result<(), ServiceError> {
    loop {
        let found = vault::list(tx, case.as_str(), Some(EVIDENCE), None, 100)?;
        if found.is_empty() {
            return Ok(());
        }
        for entry in found {
            vault::delete(tx, &entry.id)?;
        }
    }
}
