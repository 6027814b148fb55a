//! Codes and links: issuing, trying, using up. The rules are `domain::verification`'s; here they meet
//! the stored hashes. A wrong try is counted even though the caller hears a refusal.

use chrono::{DateTime, Utc};

use super::{Deps, ServiceError};
use crypto::{Code, Token, hash_code, hash_token, same};
use domain::verification::{MAX_ATTEMPTS, Purpose, Standing, Unusable};
use storage::challenges::{self, Challenge};
use storage::{Reads, WriteTx};

/// A fresh challenge: what goes into the mail, and until when each part works.
pub struct Issued {
    /// Six digits to type.
    pub code: Code,
    /// Secret of the link.
    pub token: Token,
    /// Last instant of the code.
    pub code_until: DateTime<Utc>,
    /// Last instant of the link.
    pub link_until: DateTime<Utc>,
}

/// Issues a challenge and replaces the live one of the same purpose, which then says why it no longer works.
pub fn issue(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    purpose: Purpose,
    subject: &str,
    browser: Option<&str>,
) -> Result<Issued, ServiceError> {
    let now = deps.now();
    let id = deps.ids.uuid();
    let code = Code::generate(deps.ids.as_ref());
    let token = Token::generate(deps.ids.as_ref());
    let code_until = now.checked_add_signed(purpose.code_life()).unwrap_or(now);
    let link_until = now.checked_add_signed(purpose.link_life()).unwrap_or(now);
    challenges::replace_live(tx, subject, purpose.as_str(), now)?;
    challenges::put(
        tx,
        &Challenge {
            purpose: purpose.as_str().to_owned(),
            subject: subject.to_owned(),
            code_hash: Some(hash_code(deps.keys.codes(), &id, code.expose()).to_vec()),
            token_hash: Some(token.hash().to_vec()),
            browser_hash: browser.map(|cookie| hash_token(cookie).to_vec()),
            attempts: 0,
            code_expires_at: code_until,
            token_expires_at: link_until,
            used_at: None,
            replaced_at: None,
            created_at: now,
            id,
        },
    )?;
    Ok(Issued { code, token, code_until, link_until })
}

/// Issues a link beside those that live already; none of them has a code.
pub fn issue_link(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    purpose: Purpose,
    subject: &str,
) -> Result<Token, ServiceError> {
    let now = deps.now();
    let until = now.checked_add_signed(purpose.link_life()).unwrap_or(now);
    put_link(tx, deps, purpose, subject, until)
}

/// Issues the one link of a purpose that works, until an instant; an earlier one ends.
pub fn issue_only_link(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    purpose: Purpose,
    subject: &str,
    until: DateTime<Utc>,
) -> Result<Token, ServiceError> {
    challenges::replace_live(tx, subject, purpose.as_str(), deps.now())?;
    put_link(tx, deps, purpose, subject, until)
}

fn put_link(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    purpose: Purpose,
    subject: &str,
    until: DateTime<Utc>,
) -> Result<Token, ServiceError> {
    let now = deps.now();
    let token = Token::generate(deps.ids.as_ref());
    challenges::put(
        tx,
        &Challenge {
            id: deps.ids.uuid(),
            purpose: purpose.as_str().to_owned(),
            subject: subject.to_owned(),
            code_hash: None,
            token_hash: Some(token.hash().to_vec()),
            browser_hash: None,
            attempts: 0,
            code_expires_at: now,
            token_expires_at: until,
            used_at: None,
            replaced_at: None,
            created_at: now,
        },
    )?;
    Ok(token)
}

/// Tries a typed code against a challenge and uses it up when right.
///
/// The outer error rolls back; the inner one is an answer whose counted try must be kept.
pub fn try_code(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    challenge: &Challenge,
    typed: &str,
) -> Result<Result<(), Unusable>, ServiceError> {
    let now = deps.now();
    let standing = standing(challenge, challenge.code_expires_at);
    if let Err(why) = standing.usable(now) {
        return Ok(Err(why));
    }
    let hash = hash_code(deps.keys.codes(), &challenge.id, typed);
    let right = challenge.code_hash.as_deref().is_some_and(|stored| same(stored, &hash));
    if right {
        return Ok(if challenges::use_up(tx, &challenge.id, now)? {
            Ok(())
        } else {
            Err(Unusable::Used)
        });
    }
    Ok(Err(match challenges::count_attempt(tx, &challenge.id, MAX_ATTEMPTS)? {
        Some(_) => standing.after_wrong_try(),
        None => Unusable::TooManyTries,
    }))
}

/// Finds the challenge of a link, whatever its state; `NotFound` for a stranger's guess.
pub fn of_link(
    tx: &mut dyn Reads,
    purposes: &[Purpose],
    token: &str,
) -> Result<(Purpose, Challenge), ServiceError> {
    let found = challenges::by_token(tx, &hash_token(token))?.ok_or(ServiceError::NotFound)?;
    let purpose = Purpose::from_text(&found.purpose).filter(|purpose| purposes.contains(purpose));
    purpose.map(|purpose| (purpose, found)).ok_or(ServiceError::NotFound)
}

/// Whether the link of a challenge works now.
pub fn link_usable(deps: &Deps, challenge: &Challenge) -> Result<(), Unusable> {
    standing(challenge, challenge.token_expires_at).usable(deps.now())
}

/// Uses up a link that works.
pub fn use_link(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    challenge: &Challenge,
) -> Result<(), ServiceError> {
    link_usable(deps, challenge)?;
    if challenges::use_up(tx, &challenge.id, deps.now())? {
        Ok(())
    } else {
        Err(Unusable::Used.into())
    }
}

fn standing(challenge: &Challenge, expires_at: DateTime<Utc>) -> Standing {
    Standing {
        attempts: challenge.attempts,
        expires_at,
        used_at: challenge.used_at,
        replaced_at: challenge.replaced_at,
    }
}
