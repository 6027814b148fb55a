//! The status page: sign-in by reference and email code, and what the person can do there.

mod pace;
mod view;

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use super::commands::{self, Done};
use super::input::CommandInput;
use super::limits::Door;
use super::{Deps, ServiceError, dossier, limits, notices, package, verification};
use crypto::{Code, Token, hash_code, hash_token};
use domain::actor::Actor;
use domain::case::Case;
use domain::file::{FilePurpose, NewFile};
use domain::ids::{CaseId, Reference};
use domain::message::NoticeKind;
use domain::person::{Email, Person};
use domain::verification::{Purpose, Unusable};
use domain::workflow::Command;
use storage::challenges::{self, Challenge};
use storage::sessions::{self, Session, SessionKind};
use storage::{WriteTx, cases};
use text::contexts::mail::RequesterMail;

pub use view::{PortalAnswer, PortalLine, PortalView, view};

/// Asks for a sign-in code. The answer, and what it costs, is the same whether or not the reference
/// and address belong together; a mail goes out only when they do.
pub fn ask_code(
    deps: &Deps,
    reference: &str,
    email: &str,
    network: IpAddr,
) -> Result<String, ServiceError> {
    let pending = Token::generate(deps.ids.as_ref());
    let hash = pending.hash();
    let reference = Reference::parse(reference);
    let email = Email::parse(email).ok();
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        limits::submission(tx, &inner, Door::Portal, network, false)?;
        if let Some(email) = &email {
            limits::portal_code(tx, &inner, network, &email.folded())?;
        }
        let mut found = matching(tx, &inner, reference.as_ref(), email.as_ref())?;
        // Too many of them: the code that went out last works on.
        if let (Some(_), Some(email)) = (&found, &email)
            && !limits::sign_in_mail(tx, &inner, "portal", &email.folded())?
        {
            found = None;
        }
        let subject = found.as_ref().map_or("nobody", |(case, _)| case.id.as_str());
        let (code, code_until) = put_challenge(tx, &inner, subject, &hash)?;
        if let Some((case, person)) = found {
            mail_code(tx, &inner, &case, &person, &code, code_until)?;
        }
        Ok::<_, ServiceError>(())
    })?;
    Ok(pending.expose().to_owned())
}

fn matching(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    reference: Option<&Reference>,
    email: Option<&Email>,
) -> Result<Option<(Case, Person)>, ServiceError> {
    let (Some(reference), Some(email)) = (reference, email) else {
        return Ok(None);
    };
    let Some(case) = cases::by_reference(tx, reference)? else {
        return Ok(None);
    };
    let person = dossier::person(tx, deps, &case.id, &case.intake.person)?;
    let fits =
        |person: &Person| person.email.as_ref().is_some_and(|own| own.folded() == email.folded());
    Ok(person.filter(fits).map(|person| (case, person)))
}

fn put_challenge(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    subject: &str,
    token_hash: &[u8; 32],
) -> Result<(Code, DateTime<Utc>), ServiceError> {
    let now = deps.now();
    let id = deps.ids.uuid();
    let code = Code::generate(deps.ids.as_ref());
    let until = now.checked_add_signed(Purpose::PortalSignIn.code_life()).unwrap_or(now);
    if subject != "nobody" {
        challenges::replace_live(tx, subject, Purpose::PortalSignIn.as_str(), now)?;
    }
    challenges::put(
        tx,
        &Challenge {
            purpose: Purpose::PortalSignIn.as_str().to_owned(),
            subject: subject.to_owned(),
            code_hash: Some(hash_code(deps.keys.codes(), &id, code.expose()).to_vec()),
            token_hash: Some(token_hash.to_vec()),
            browser_hash: None,
            attempts: 0,
            code_expires_at: until,
            token_expires_at: until,
            used_at: None,
            replaced_at: None,
            created_at: now,
            id,
        },
    )?;
    Ok((code, until))
}

fn mail_code(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    case: &Case,
    person: &Person,
    code: &Code,
    until: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let Some(email) = &person.email else {
        return Ok(());
    };
    let mut mail = RequesterMail::new(notices::organisation(deps), case.reference.as_str());
    mail.code = Some(code.expose().to_owned());
    mail.code_until = Some(deps.zones.local(&deps.policy.zone, until));
    let message = deps.texts.mail(NoticeKind::SignInCode, email.as_str(), None, &mail.into())?;
    notices::put_case_mail(tx, deps, &case.id, &message)
}

/// Signs in with the code; returns the session's secret.
pub fn sign_in(deps: &Deps, pending: &str, typed: &str) -> Result<String, ServiceError> {
    let session = Token::generate(deps.ids.as_ref());
    let hash = session.hash();
    let (inner, pending, typed) = (deps.clone(), pending.to_owned(), typed.to_owned());
    let answer = deps.store.clone().write(move |tx| {
        let found = challenges::by_token(tx, &hash_token(&pending))?;
        let Some(challenge) = found.filter(|c| c.purpose == Purpose::PortalSignIn.as_str()) else {
            return Ok(Err(Unusable::Expired));
        };
        if let Err(why) = verification::try_code(tx, &inner, &challenge, &typed)? {
            return Ok(Err(why));
        }
        let now = inner.now();
        let hours = i64::from(inner.settings.session.requester_absolute_hours);
        sessions::put(
            tx,
            &Session {
                id_hash: hash.to_vec(),
                kind: SessionKind::Requester,
                subject: challenge.subject,
                created_at: now,
                seen_at: now,
                expires_at: now.checked_add_signed(TimeDelta::hours(hours)).unwrap_or(now),
            },
        )?;
        Ok::<_, ServiceError>(Ok(()))
    })?;
    answer.map_err(ServiceError::Unusable)?;
    Ok(session.expose().to_owned())
}

/// Ends a session.
pub fn sign_out(deps: &Deps, session: &str) -> Result<(), ServiceError> {
    let hash = hash_token(session);
    let now = deps.now();
    deps.store.write(move |tx| {
        if let Some(found) = sessions::get(tx, &hash, now)? {
            package::download::end(tx, &found.subject)?;
        }
        sessions::delete(tx, &hash)?;
        Ok::<_, ServiceError>(())
    })
}

/// What a requester does from the status page. `seen` is the version the page showed: a form sent
/// twice finds it used up.
pub fn act(
    deps: &Deps,
    session: &str,
    seen: Option<i64>,
    input: &CommandInput,
) -> Result<Done, ServiceError> {
    let id = case_of(deps, session)?;
    let command = input.clone().into_command(deps)?;
    let counted = pace::counts(input);
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        let from = commands::Origin { seen, browser: None };
        let actor = Actor::requester();
        let done = commands::execute_from(tx, &inner, &actor, &id, &command, &from)?;
        if counted {
            pace::count(tx, &inner, &id)?;
        }
        Ok(done)
    })
}

/// What the requester shows with files: proof of identity with words, or what is wrong with the data. All of it is given, or
/// nothing.
pub fn give(
    deps: &Deps,
    session: &str,
    seen: Option<i64>,
    purpose: FilePurpose,
    files: &[NewFile],
    text: &str,
) -> Result<(), ServiceError> {
    let id = case_of(deps, session)?;
    let mut commands: Vec<Command> =
        files.iter().map(|file| Command::GiveFile { file: file.clone(), purpose }).collect();
    if purpose == FilePurpose::Evidence {
        let text = if text.trim().is_empty() && !files.is_empty() { SEE_FILES } else { text };
        let input = CommandInput::GiveEvidence { text: text.to_owned() };
        commands.push(input.into_command(deps)?);
    }
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        let mut from = commands::Origin { seen, browser: None };
        for command in &commands {
            commands::execute_from(tx, &inner, &Actor::requester(), &id, command, &from)?;
            // The first was decided on what was seen; the others follow it.
            from.seen = None;
        }
        pace::count(tx, &inner, &id)?;
        Ok(())
    })
}

/// The case of a session, for what is done before a command: taking files in.
pub fn case(deps: &Deps, session: &str) -> Result<Case, ServiceError> {
    let id = case_of(deps, session)?;
    deps.store.read(|tx| Ok(cases::load(tx, &id)?))
}

/// In place of words, when files say it all.
const SEE_FILES: &str = "See the files.";

/// The case a live session belongs to; keeps the session alive.
pub(super) fn case_of(deps: &Deps, session: &str) -> Result<CaseId, ServiceError> {
    let hash = hash_token(session);
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        let now = inner.now();
        let found = sessions::get(tx, &hash, now)?
            .filter(|found| found.kind == SessionKind::Requester)
            .ok_or(ServiceError::NotFound)?;
        let idle = TimeDelta::minutes(i64::from(inner.settings.session.requester_idle_minutes));
        if now.signed_duration_since(found.seen_at) > idle {
            sessions::delete(tx, &hash)?;
            return Err(ServiceError::NotFound);
        }
        if now.signed_duration_since(found.seen_at) > TimeDelta::minutes(1) {
            sessions::touch(tx, &hash, now, found.expires_at)?;
        }
        Ok(CaseId(found.subject))
    })
}
