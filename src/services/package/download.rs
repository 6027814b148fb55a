//! Downloading a package: a fresh code from the mail in this session, a count that holds under any number of tries, and a
//! ticket with which a broken download goes on.

use chrono::TimeDelta;

use crate::files::{OpenFile, open_file};
use crate::portal::case_of;
use crate::{Deps, ServiceError, StoreError, commands, dossier, limits, notices, verification};
use crypto::{Token, hash_token, same};
use domain::actor::Actor;
use domain::case::Case;
use domain::file::Package;
use domain::ids::{CaseId, FileId};
use domain::message::NoticeKind;
use domain::verification::{Purpose, Unusable};
use domain::workflow::Command;
use storage::tickets::{self, Ticket, TicketKind};
use storage::{Reads, WriteTx, cases, challenges};
use text::contexts::mail::RequesterMail;

/// How long a typed code allows to begin a download.
const STEP_UP: TimeDelta = TimeDelta::minutes(15);
/// How long a download that was counted can be fetched on after it was last fetched: about as long as a session that rests.
const TICKET: TimeDelta = TimeDelta::minutes(30);
/// It is prolonged once half of that is over, not with every piece.
const PROLONG: TimeDelta = TimeDelta::minutes(15);
/// How often a count is tried when others count at the same moment.
const TRIES: u32 = 400;

const TOO_MANY: &str = "We sent you several codes within the last hour. Use the newest one, or wait until the hour is over.";

/// Sends a code for a download to the address of the request that is in force.
pub fn ask_code(deps: &Deps, session: &str) -> Result<(), ServiceError> {
    let id = case_of(deps, session)?;
    let (inner, session) = (deps.clone(), session.to_owned());
    deps.store.clone().write(move |tx| {
        let case = cases::load(tx, &id)?;
        ready(&case, &inner)?;
        let person = dossier::person(tx, &inner, &id, &case.intake.person)?;
        let Some(email) = person.and_then(|person| person.email) else {
            return Err(ServiceError::Erased);
        };
        if !limits::sign_in_mail(tx, &inner, "download", &email.folded())? {
            return Err(ServiceError::Limited {
                sentence: TOO_MANY.to_owned(),
                retry_after: 3_600,
            });
        }
        let issued =
            verification::issue(tx, &inner, Purpose::Download, id.as_str(), Some(&session))?;
        let mut mail = RequesterMail::new(notices::organisation(&inner), case.reference.as_str());
        mail.code = Some(issued.code.expose().to_owned());
        mail.code_until = Some(inner.zones.local(&inner.policy.zone, issued.code_until));
        let message =
            inner.texts.mail(NoticeKind::DownloadCode, email.as_str(), None, &mail.into())?;
        notices::put_case_mail(tx, &inner, &id, &message)
    })
}

/// Takes the code that was typed in the session that asked for it.
pub fn enter_code(deps: &Deps, session: &str, typed: &str) -> Result<(), ServiceError> {
    let id = case_of(deps, session)?;
    let (inner, typed) = (deps.clone(), typed.to_owned());
    let own = hash_token(session);
    let answer = deps.store.clone().write(move |tx| {
        let found = challenges::live(tx, id.as_str(), Purpose::Download.as_str())?;
        let asked_here = |hash: &Vec<u8>| same(hash, &own);
        let Some(challenge) = found.filter(|c| c.browser_hash.as_ref().is_some_and(asked_here))
        else {
            return Ok(Err(Unusable::Expired));
        };
        if let Err(why) = verification::try_code(tx, &inner, &challenge, &typed)? {
            return Ok(Err(why));
        }
        let ticket = Ticket {
            token_hash: own.to_vec(),
            kind: TicketKind::StepUp,
            case_id: id.0.clone(),
            file_id: None,
            expires_at: later(&inner, STEP_UP),
        };
        tickets::put(tx, &ticket)?;
        Ok::<_, ServiceError>(Ok(()))
    })?;
    answer.map_err(ServiceError::Unusable)
}

/// Whether a code was typed in this session a short while ago.
pub fn stepped_up(tx: &mut dyn Reads, deps: &Deps, session: &str) -> Result<bool, ServiceError> {
    let found = tickets::get(tx, &hash_token(session), TicketKind::StepUp, deps.now())?;
    Ok(found.is_some())
}

/// Counts a download and gives out its ticket. However many try at once, no more succeed than are left.
pub fn begin(deps: &Deps, session: &str) -> Result<String, ServiceError> {
    let id = case_of(deps, session)?;
    let mut tries = 0_u32;
    loop {
        tries = tries.saturating_add(1);
        match count(deps, &id, session) {
            // Somebody else changed the case at this moment.
            Err(ServiceError::Store(StoreError::Conflict)) if tries < TRIES => {}
            answer => return answer,
        }
    }
}

fn count(deps: &Deps, id: &CaseId, session: &str) -> Result<String, ServiceError> {
    let secret = Token::generate(deps.ids.as_ref());
    let hash = secret.hash();
    let (inner, id, session) = (deps.clone(), id.clone(), session.to_owned());
    deps.store.clone().write(move |tx| {
        if !stepped_up(tx, &inner, &session)? {
            return Err(ServiceError::Unusable(Unusable::Expired));
        }
        let done = commands::execute(tx, &inner, &Actor::requester(), &id, &Command::Download)?;
        let file = done.case.package.as_ref().and_then(Package::file);
        let ticket = Ticket {
            token_hash: hash.to_vec(),
            kind: TicketKind::Download,
            case_id: id.0.clone(),
            file_id: file.map(|file| file.0.clone()),
            expires_at: later(&inner, TICKET),
        };
        tickets::put(tx, &ticket)?;
        Ok(())
    })?;
    Ok(secret.expose().to_owned())
}

/// The file of a ticket, for whoever is signed in for its request: a ticket that was left behind is of no use alone.
///
/// Errors: `NotFound` without a session or ticket, and when the package was taken back or has expired.
pub fn open(deps: &Deps, session: &str, secret: &str) -> Result<OpenFile, ServiceError> {
    let own = case_of(deps, session)?;
    let (case, file) = find(deps, secret)?;
    if case == own { Ok(file) } else { Err(ServiceError::NotFound) }
}

/// Whether a file that is being sent may be sent on; a long download outlives the session it began in, and its ticket is
/// prolonged while it runs.
pub fn goes_on(deps: &Deps, secret: &str) -> bool {
    find(deps, secret).is_ok()
}

/// The file of a ticket, checked anew each time: it may have been taken back or have expired meanwhile.
fn find(deps: &Deps, secret: &str) -> Result<(CaseId, OpenFile), ServiceError> {
    let hash = hash_token(secret);
    let (found, until) = deps.store.read(|tx| {
        let ticket = tickets::get(tx, &hash, TicketKind::Download, deps.now())?;
        let Some(Ticket { case_id, file_id: Some(file), expires_at, .. }) = ticket else {
            return Err(ServiceError::NotFound);
        };
        let case = cases::load(tx, &CaseId(case_id))?;
        let file = FileId(file);
        if ready(&case, deps)? != file {
            return Err(ServiceError::NotFound);
        }
        let opened = open_file(tx, deps, &case.id, &file)?;
        Ok(((case.id, opened), expires_at))
    })?;
    if until < later(deps, PROLONG) {
        let longer = later(deps, TICKET);
        deps.store.write(move |tx| tickets::prolong(tx, &hash, longer))?;
    }
    Ok(found)
}

/// The file that can be downloaded now.
fn ready(case: &Case, deps: &Deps) -> Result<FileId, ServiceError> {
    match &case.package {
        Some(Package::Ready { file, until, .. }) if deps.now() < *until && case.hold.is_none() => {
            Ok(file.clone())
        }
        _ => Err(ServiceError::NotFound),
    }
}

/// Ends what a session may fetch.
pub(crate) fn end(tx: &mut WriteTx<'_>, case: &str) -> Result<(), ServiceError> {
    tickets::delete_of(tx, case)?;
    Ok(())
}

fn later(deps: &Deps, span: TimeDelta) -> chrono::DateTime<chrono::Utc> {
    let now = deps.now();
    now.checked_add_signed(span).unwrap_or(now)
}
