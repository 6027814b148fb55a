//! From the form to a confirmed case: drafts kept server-side, submission, code and link, recording.

mod draft;
mod receipt;
mod record;

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

pub use draft::{Draft, draft_delete, draft_keep, draft_load, draft_save};
pub use receipt::{adopt, pending, receipt};
pub use record::{Recorded, newcomer_of, record};

use super::commands::{self, Newcomer};
use super::limits::Door;
use super::{Deps, ServiceError, dossier, limits, verification};
use crypto::{hash_token, same};
use domain::actor::Actor;
use domain::ids::{CaseId, Reference};
use domain::intake::Submission;
use domain::verification::{Purpose, Unusable};
use domain::vocabulary::{Channel, Stage};
use domain::workflow::{Command, Verb};
use storage::{Reads, WriteTx, cases, challenges};

/// A form sent faster than this was hardly filled in by a person (ASVS 2.4.2).
const HASTY: TimeDelta = TimeDelta::seconds(2);

/// A submission that waits for its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Where the code went.
    pub email: String,
    /// Until when the code works.
    pub code_until: DateTime<Utc>,
    /// When the request was sent: that day it is received.
    pub sent_at: DateTime<Utc>,
    /// What was sent.
    pub typed: Submission,
}

/// A confirmed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The reference people see.
    pub reference: Reference,
    /// When the answer is due.
    pub due_on: NaiveDate,
    /// Where the notice went.
    pub email: String,
    /// The case, for the browser's draft.
    pub case: CaseId,
    /// Whether proof of authority is asked for, from a guardian.
    pub authority: bool,
}

/// What a link of a mail leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkView {
    /// The browser is the one that submitted, so a button is enough; elsewhere the code is typed.
    pub same_browser: bool,
}

/// Submits the draft: opens an unconfirmed case and mails its code. Sending the same draft again
/// (double click, back button) answers with the case it already made.
///
/// A filled honeypot is answered like any other submission, and nothing is stored.
pub fn submit(
    deps: &Deps,
    token: &str,
    network: IpAddr,
    honeypot: &str,
) -> Result<Pending, ServiceError> {
    let draft = draft_load(deps, token)?.ok_or(ServiceError::NotFound)?;
    let now = deps.now();
    let life = Purpose::ConfirmEmail.code_life();
    let code_until = now.checked_add_signed(life).unwrap_or(now);
    let email = draft.submission.email.trim().to_owned();
    let typed = draft.submission.clone();
    let pending = Pending { email, code_until, sent_at: draft.sent_at.unwrap_or(now), typed };
    if !honeypot.trim().is_empty() {
        draft_save(deps, Some(token), &Draft { sent_at: Some(now), ..draft })?;
        return Ok(pending);
    }
    if let Some(case) = &draft.case {
        let code_until = live_code(deps, case)?.unwrap_or(code_until);
        return Ok(Pending { code_until, ..pending });
    }
    let parsed = draft.submission.parse(true).map_err(ServiceError::Fields)?;
    let hasty = now.signed_duration_since(draft.started_at) < HASTY;
    let newcomer =
        newcomer_of(deps, Verb::Submit, parsed, Channel::WebForm, now, Some(token.to_owned()))?;
    let (inner, token) = (deps.clone(), token.to_owned());
    deps.store.clone().write(move |tx| {
        // A second click may have been faster than this one.
        if draft::find(tx, &inner, &token)?.is_some_and(|draft| draft.case.is_some()) {
            return Ok(());
        }
        limits::submission(tx, &inner, Door::Form, network, hasty)?;
        let done = open_unconfirmed(tx, &inner, &Actor::requester(), Some(network), &newcomer)?;
        if let Some(old) = &draft.supersedes {
            supersede(tx, &inner, old)?;
        }
        let case = Some(done.case.id);
        let draft = Draft { case, sent_at: Some(now), supersedes: None, ..draft.clone() };
        draft::put(tx, &inner, &token, &draft)
    })?;
    Ok(pending)
}

/// The case that a corrected form replaces is closed and erased at once: its address, which may be
/// somebody else's, is not written to again. One that was confirmed meanwhile stays.
fn supersede(tx: &mut WriteTx<'_>, deps: &Deps, old: &CaseId) -> Result<(), ServiceError> {
    if cases::load(tx, old)?.stage != Stage::Unconfirmed {
        return Ok(());
    }
    commands::execute(tx, deps, &Actor::requester(), old, &Command::Supersede)?;
    Ok(())
}

/// Opens an unconfirmed case within the limits of its mailbox; `network` is that of a person's browser.
pub fn open_unconfirmed(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    network: Option<IpAddr>,
    newcomer: &Newcomer,
) -> Result<commands::Done, ServiceError> {
    if let Some(email) = &newcomer.person.email {
        limits::unverified_mail(tx, deps, network, &email.folded())?;
    }
    commands::open(tx, deps, actor, newcomer)
}

fn live_code(deps: &Deps, case: &CaseId) -> Result<Option<DateTime<Utc>>, ServiceError> {
    deps.store.read(|tx| {
        let live = challenges::live(tx, case.as_str(), Purpose::ConfirmEmail.as_str())?;
        Ok(live.map(|challenge| challenge.code_expires_at))
    })
}

/// Confirms by the code typed in the browser that submitted.
pub fn confirm_by_code(deps: &Deps, token: &str, typed: &str) -> Result<Confirmed, ServiceError> {
    let draft = draft_load(deps, token)?.ok_or(ServiceError::NotFound)?;
    let Some(case) = draft.case.clone() else {
        // A honeypot submission ends here: no code can be right.
        return Err(Unusable::Expired.into());
    };
    let (inner, token, typed) = (deps.clone(), token.to_owned(), typed.to_owned());
    let answer = deps.store.clone().write(move |tx| {
        let confirmed = confirmed_already(tx, &inner, &case)?;
        if let Some(confirmed) = confirmed {
            return Ok(Ok(confirmed));
        }
        let live = challenges::live(tx, case.as_str(), Purpose::ConfirmEmail.as_str())?;
        let Some(challenge) = live else {
            return Ok(Err(Unusable::Expired));
        };
        if let Err(why) = verification::try_code(tx, &inner, &challenge, &typed)? {
            return Ok(Err(why));
        }
        let confirmed = confirm(tx, &inner, &case, false)?;
        draft::put(tx, &inner, &token, &Draft { done: true, ..draft.clone() })?;
        Ok::<_, ServiceError>(Ok(confirmed))
    })?;
    answer.map_err(ServiceError::Unusable)
}

/// What the link's page shows; nothing changes by looking (mail scanners look).
pub fn look_at_link(
    deps: &Deps,
    token: &str,
    browser: Option<&str>,
) -> Result<LinkView, ServiceError> {
    deps.store.read(|tx| {
        let (_, challenge) = verification::of_link(tx, &[Purpose::ConfirmEmail], token)?;
        verification::link_usable(deps, &challenge)?;
        Ok(LinkView { same_browser: is_same_browser(&challenge, browser) })
    })
}

/// Confirms by the link's button, in the browser that submitted.
pub fn confirm_by_link(
    deps: &Deps,
    token: &str,
    browser: Option<&str>,
) -> Result<Confirmed, ServiceError> {
    let (inner, token, browser) = (deps.clone(), token.to_owned(), browser.map(str::to_owned));
    deps.store.clone().write(move |tx| {
        let (_, challenge) = verification::of_link(tx, &[Purpose::ConfirmEmail], &token)?;
        if !is_same_browser(&challenge, browser.as_deref()) {
            return Err(ServiceError::Forbidden);
        }
        verification::use_link(tx, &inner, &challenge)?;
        confirm(tx, &inner, &CaseId(challenge.subject), true)
    })
}

/// Confirms by the code typed on the link's page, in any browser.
pub fn confirm_by_link_and_code(
    deps: &Deps,
    token: &str,
    typed: &str,
) -> Result<Confirmed, ServiceError> {
    let (inner, token, typed) = (deps.clone(), token.to_owned(), typed.to_owned());
    let answer = deps.store.clone().write(move |tx| {
        let (_, challenge) = verification::of_link(tx, &[Purpose::ConfirmEmail], &token)?;
        if let Err(why) = verification::link_usable(&inner, &challenge) {
            return Ok(Err(why));
        }
        match verification::try_code(tx, &inner, &challenge, &typed)? {
            Err(why) => Ok(Err(why)),
            Ok(()) => confirm(tx, &inner, &CaseId(challenge.subject), true).map(Ok),
        }
    })?;
    answer.map_err(ServiceError::Unusable)
}

/// Sends a new code for the draft's case; everything typed is kept.
pub fn resend(deps: &Deps, token: &str, network: IpAddr) -> Result<Pending, ServiceError> {
    let draft = draft_load(deps, token)?.ok_or(ServiceError::NotFound)?;
    let now = deps.now();
    let life = Purpose::ConfirmEmail.code_life();
    let code_until = now.checked_add_signed(life).unwrap_or(now);
    let email = draft.submission.email.trim().to_owned();
    let typed = draft.submission.clone();
    let pending = Pending { email, code_until, sent_at: draft.sent_at.unwrap_or(now), typed };
    let Some(case) = draft.case else {
        return Ok(pending);
    };
    let inner = deps.clone();
    let browser = token.to_owned();
    deps.store.clone().write(move |tx| {
        limits::submission(tx, &inner, Door::Form, network, false)?;
        resend_for(tx, &inner, &case, network, Some(&browser))
    })?;
    Ok(pending)
}

/// Sends a new code from the link's page, where an old link says why it no longer works.
pub fn resend_by_link(deps: &Deps, token: &str, network: IpAddr) -> Result<(), ServiceError> {
    let (inner, token) = (deps.clone(), token.to_owned());
    deps.store.clone().write(move |tx| {
        let (_, challenge) = verification::of_link(tx, &[Purpose::ConfirmEmail], &token)?;
        limits::submission(tx, &inner, Door::Form, network, false)?;
        resend_for(tx, &inner, &CaseId(challenge.subject), network, None)
    })
}

fn resend_for(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &CaseId,
    network: IpAddr,
    browser: Option<&str>,
) -> Result<(), ServiceError> {
    let found = cases::load(tx, case)?;
    let person = dossier::person(tx, deps, case, &found.intake.person)?;
    if let Some(email) = person.and_then(|person| person.email) {
        limits::unverified_mail(tx, deps, Some(network), &email.folded())?;
    }
    let actor = Actor::requester();
    let from = commands::Origin { browser, ..commands::Origin::default() };
    commands::execute_from(tx, deps, &actor, case, &Command::ResendConfirmation, &from)?;
    Ok(())
}

fn is_same_browser(challenge: &challenges::Challenge, browser: Option<&str>) -> bool {
    match (&challenge.browser_hash, browser) {
        (Some(stored), Some(cookie)) => same(stored, &hash_token(cookie)),
        _ => false,
    }
}

/// The answer of a confirmation that already happened: a double click hears the same again.
fn confirmed_already(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &CaseId,
) -> Result<Option<Confirmed>, ServiceError> {
    let found = cases::load(tx, case)?;
    if found.confirmation.confirmed_at.is_none() || found.stage == Stage::Unconfirmed {
        return Ok(None);
    }
    Ok(Some(confirmed(tx, deps, &found)?))
}

fn confirm(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &CaseId,
    by_link: bool,
) -> Result<Confirmed, ServiceError> {
    let command = Command::ConfirmEmail { by_link };
    let done = commands::execute(tx, deps, &Actor::requester(), case, &command)?;
    confirmed(tx, deps, &done.case)
}

fn confirmed(
    tx: &mut dyn Reads,
    deps: &Deps,
    case: &domain::case::Case,
) -> Result<Confirmed, ServiceError> {
    let person = dossier::person(tx, deps, &case.id, &case.intake.person)?;
    let email = person.and_then(|person| person.email);
    Ok(Confirmed {
        reference: case.reference.clone(),
        due_on: case.due_on(),
        email: email.map(|email| email.as_str().to_owned()).unwrap_or_default(),
        case: case.id.clone(),
        authority: case.authority_awaited(),
    })
}
