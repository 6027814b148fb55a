//! What a person has typed so far: kept server-side, sealed, expiring, found by a cookie's secret.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{Deps, ServiceError, limits};
use crypto::{SealContext, Token, hash_token, open, seal};
use domain::ids::CaseId;
use domain::intake::Submission;
use storage::{Reads, WriteTx, drafts};

/// A draft lives so long after its last change.
const LIFE: TimeDelta = TimeDelta::hours(24);

/// A form in progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The fields as typed.
    pub submission: Submission,
    /// When the form was begun.
    pub started_at: DateTime<Utc>,
    /// The case it became; sending it again makes no second one.
    pub case: Option<CaseId>,
    /// The address was confirmed.
    pub done: bool,
    /// When it was sent; also set where the sending went nowhere (a program filled the form in).
    #[serde(default)]
    pub sent_at: Option<DateTime<Utc>>,
    /// The unconfirmed case whose place the next one takes.
    #[serde(default)]
    pub supersedes: Option<CaseId>,
}

impl Draft {
    /// An empty form.
    pub fn new(started_at: DateTime<Utc>) -> Self {
        Self {
            submission: Submission::default(),
            started_at,
            case: None,
            done: false,
            sent_at: None,
            supersedes: None,
        }
    }

    /// What was sent already and is changed now becomes a new case, which takes the old one's place.
    pub fn reopen(&mut self) {
        self.supersedes = self.case.take().or_else(|| self.supersedes.take());
        self.sent_at = None;
    }
}

/// Finds a draft by its cookie; `None` when it is unknown or expired.
pub fn draft_load(deps: &Deps, token: &str) -> Result<Option<Draft>, ServiceError> {
    deps.store.read(|tx| find(tx, deps, token))
}

/// [`draft_load`] inside a transaction.
pub(super) fn find(
    tx: &mut dyn Reads,
    deps: &Deps,
    token: &str,
) -> Result<Option<Draft>, ServiceError> {
    let id = hash_token(token);
    let Some(sealed) = drafts::get(tx, &id, deps.now())? else {
        return Ok(None);
    };
    let entry = domain::prose::hex(&id);
    let bytes = open(deps.keys.desk(), place(&entry), &sealed)?;
    Ok(Some(serde_json::from_slice(&bytes)?))
}

/// Keeps a draft, under its cookie or a new one; returns the cookie's secret.
pub fn draft_save(deps: &Deps, token: Option<&str>, draft: &Draft) -> Result<String, ServiceError> {
    let token = match token {
        Some(token) => token.to_owned(),
        None => Token::generate(deps.ids.as_ref()).expose().to_owned(),
    };
    let (inner, key, draft) = (deps.clone(), token.clone(), draft.clone());
    deps.store.clone().write(move |tx| put(tx, &inner, &key, &draft))?;
    Ok(token)
}

/// Keeps what a visitor typed under the cookie they came with: fields cut to what a form can use, and a
/// new draft counted for their network.
pub fn draft_keep(
    deps: &Deps,
    token: &str,
    network: IpAddr,
    draft: &Draft,
) -> Result<(), ServiceError> {
    let (inner, token) = (deps.clone(), token.to_owned());
    let draft = Draft { submission: draft.submission.clone().bounded(), ..draft.clone() };
    deps.store.clone().write(move |tx| {
        if drafts::get(tx, &hash_token(&token), inner.now())?.is_none() {
            limits::new_draft(tx, &inner, network)?;
        }
        put(tx, &inner, &token, &draft)
    })
}

/// Forgets a draft.
pub fn draft_delete(deps: &Deps, token: &str) -> Result<(), ServiceError> {
    let id = hash_token(token);
    deps.store.write(move |tx| {
        drafts::delete(tx, &id)?;
        Ok::<_, ServiceError>(())
    })
}

pub(super) fn put(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    token: &str,
    draft: &Draft,
) -> Result<(), ServiceError> {
    let id = hash_token(token);
    let entry = domain::prose::hex(&id);
    let bytes = serde_json::to_vec(draft)?;
    let sealed = seal(deps.keys.desk(), place(&entry), &bytes, deps.ids.as_ref())?;
    let now = deps.now();
    let expires_at = now.checked_add_signed(LIFE).unwrap_or(now);
    drafts::put(tx, &id, &sealed, expires_at, now)?;
    Ok(())
}

fn place(entry: &str) -> SealContext<'_> {
    SealContext { purpose: "draft", case: "desk", entry }
}
