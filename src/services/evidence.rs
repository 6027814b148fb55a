//! The evidence of one request, as one ZIP that opens without the desk: a page to read, the same as
//! JSON, the mails that were sent, and a list of files with their hashes.
//!
//! Names, addresses and free text are masked unless they are asked for, and a masked bundle never opens
//! the vault. Asked again as at the same instant it is the same file, as long as nothing was erased.

mod archive;
mod document;
mod html;
mod mails;
#[cfg(test)]
mod tests;
mod timeline;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::access::require;
use super::dossier::Dossier;
use super::report::{AsAt, Export, resolve};
use super::{Deps, ServiceError, commands, journal, staff};
use domain::access::Permission;
use domain::actor::Actor;
use domain::case::Case;
use domain::ids::Reference;
use domain::workflow::event::Happened;
use domain::workflow::replay;
use storage::positions::{self, Placed};
use storage::{WriteTx, cases};

/// The media type.
const ZIP: &str = "application/zip";

/// What is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wish {
    /// As at which instant; now without one.
    pub as_at: Option<DateTime<Utc>>,
    /// With names, addresses and free text.
    pub personal: bool,
}

/// Everything a bundle is made from.
struct Found {
    case: Case,
    events: Vec<Happened>,
    entries: Vec<Placed>,
    reads: Vec<Placed>,
    /// The hash of the log's last entry before the place.
    head: Option<[u8; 32]>,
    mails: Vec<mails::Mail>,
    /// Names and texts; nothing when they are masked.
    dossier: Option<Dossier>,
    names: staff::Names,
    as_at: AsAt,
}

/// Makes the bundle of a request. Looking is journalled with it, and what left the desk with its hash
/// before anybody gets it.
pub fn bundle(
    deps: &Deps,
    actor: &Actor,
    reference: &Reference,
    wish: Wish,
) -> Result<Export, ServiceError> {
    require(actor, Permission::ExportEvidence)?;
    let as_at = resolve(deps, wish.as_at)?;
    let (inner, by, asked) = (deps.clone(), actor.clone(), reference.clone());
    let names = staff::names(deps)?;
    let found = deps.store.clone().write(move |tx| {
        let found = find(tx, &inner, &asked, as_at, wish)?;
        journal::case_read(tx, &inner, &by, &found.case.id)?;
        Ok::<_, ServiceError>(found)
    })?;
    let found = Found { names, ..found };
    let document = document::of(deps, &found)?;
    let (file, sha256) = archive::write(&document, &found.mails)?;
    let (inner, by, case) = (deps.clone(), actor.clone(), found.case.id.clone());
    let (rows, hashed) = (found.events.len(), sha256.clone());
    deps.store.clone().write(move |tx| {
        let filter = json!({
            "as_at": as_at.text(),
            "case": case.as_str(),
            "personal_data": wish.personal,
            "position": as_at.position,
        });
        let export = journal::Export {
            what: "evidence",
            format: "zip",
            filter,
            lines: rows,
            sha256: Some(&hashed),
        };
        journal::exported(tx, &inner, &by, &export)
    })?;
    let masked = if wish.personal { "personal-data" } else { "masked" };
    let name = format!("evidence-{reference}-{masked}.zip");
    let rows = u64::try_from(rows).unwrap_or_default();
    Ok(Export { file, name, media: ZIP, rows, sha256, as_at })
}

fn find(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    reference: &Reference,
    as_at: AsAt,
    wish: Wish,
) -> Result<Found, ServiceError> {
    let now = cases::by_reference(tx, reference)?.ok_or(ServiceError::NotFound)?;
    let entries = positions::of_stream(tx, &commands::stream_of(&now.id), as_at.position)?;
    let events = entries
        .iter()
        .map(|placed| Happened::read(&placed.entry.body))
        .collect::<Result<Vec<Happened>, _>>()?;
    // At that instant the request may not have been there yet.
    let case = replay(&events).ok_or(ServiceError::NotFound)?;
    let reads = journal::Stream::CaseReads(&case.id).name();
    let head = positions::leaves(tx, as_at.position.saturating_sub(1), 1)?;
    let dossier = match wish.personal {
        true => Some(Dossier::open_for(tx, deps, &case.id, false)?),
        false => None,
    };
    Ok(Found {
        mails: mails::of_case(tx, deps, &case, &events, wish.personal)?,
        reads: positions::of_stream(tx, &reads, as_at.position)?,
        head: head.first().copied(),
        names: staff::Names::default(),
        case,
        events,
        entries,
        dossier,
        as_at,
    })
}
