//! The journal of the desk itself: who looked at what, who signed in, what was changed in accounts,
//! keys and settings. Cases have their own streams (`commands`), so that looking never conflicts with
//! working.
//!
//! A function that reads personal data calls this in the same write transaction: what cannot be
//! journalled is not shown. Bodies hold codes, ids and counts, never a name or what was typed.

use serde_json::{Value, json};

use super::{Deps, ServiceError};
use domain::actor::Actor;
use domain::ids::{CaseId, FileId};
use domain::vocabulary;
use storage::WriteTx;
use storage::journal::{self, NewEntry};

vocabulary! {
    /// What happens at the desk beside the cases.
    pub enum DeskEvent {
        CaseRead = "case_read",
        EvidenceRead = "evidence_read",
        FileRead = "file_read",
        ListRead = "list_read",
        Searched = "searched",
        Exported = "exported",
        SignedIn = "signed_in",
        SignInFailed = "sign_in_failed",
        SignedOut = "signed_out",
        SignedOutEverywhere = "signed_out_everywhere",
        StaffInvited = "staff_invited",
        StaffReset = "staff_reset",
        PasswordSet = "password_set",
        StaffDisabled = "staff_disabled",
        StaffEnabled = "staff_enabled",
        RolesChanged = "roles_changed",
        MailFrequencySet = "mail_frequency_set",
        AbsenceNoted = "absence_noted",
        AbsenceRemoved = "absence_removed",
        SettingChanged = "setting_changed",
        ErasuresReapplied = "erasures_reapplied",
        LegalHoldPlaced = "legal_hold_placed",
        LegalHoldReleased = "legal_hold_released",
        ApiKeyCreated = "api_key_created",
        ApiKeyRevoked = "api_key_revoked",
        SystemSecretMade = "system_secret_made",
        SystemSecretEnded = "system_secret_ended",
        MessageRead = "message_read",
        MessageSentAgain = "message_sent_again",
        LetterPosted = "letter_posted",
        FeedCreated = "feed_created",
        FeedRevoked = "feed_revoked",
        ReportFetched = "report_fetched",
        ReportScheduled = "report_scheduled",
        ReportPaused = "report_paused",
        ReportResumed = "report_resumed",
        ReportUnscheduled = "report_unscheduled",
    }
}

/// Which stream an entry belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream<'a> {
    /// Who looked at a case. By case, so that "who saw this?" is answered from an index; "what did they
    /// see?" is answered by the actor's.
    CaseReads(&'a CaseId),
    /// What else an actor looked at.
    Reads(&'a Actor),
    /// The life of an account, by its random id.
    Account(&'a str),
    /// Settings of the desk.
    Settings,
    /// Legal holds.
    LegalHolds,
    /// Keys of programs.
    Keys,
    /// What left the desk as a file.
    Exports,
    /// What people did about messages that wait or were given up.
    Outbox,
}

impl Stream<'_> {
    /// The stream's name in the journal.
    pub fn name(&self) -> String {
        match self {
            Self::CaseReads(case) => format!("case_reads:{case}"),
            Self::Reads(actor) => {
                format!("reads:{}", actor.reference.as_deref().unwrap_or(actor.kind.as_str()))
            }
            Self::Account(id) => format!("account:{id}"),
            Self::Settings => "settings".to_owned(),
            Self::LegalHolds => "legal_holds".to_owned(),
            Self::Keys => "keys".to_owned(),
            Self::Exports => "exports".to_owned(),
            Self::Outbox => "outbox".to_owned(),
        }
    }
}

/// Appends one entry. Numbers are given at the end of the stream; writers of one stream wait for each
/// other, so this never ends in a conflict. What a person did through a key names the key (`via`).
pub fn append(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    stream: Stream<'_>,
    event: DeskEvent,
    body: &Value,
) -> Result<(), ServiceError> {
    let mut body = body.clone();
    if let (Some(key), Some(fields)) = (&actor.via, body.as_object_mut()) {
        fields.insert("via".to_owned(), key.as_str().into());
    }
    let entry = NewEntry {
        id: deps.ids.uuid(),
        stream: stream.name(),
        at: deps.now(),
        actor_kind: actor.kind.as_str().to_owned(),
        actor_ref: actor.reference.clone(),
        event: event.as_str().to_owned(),
        // serde_json's map is sorted by key, so this text is canonical.
        body: serde_json::to_string(&body)?,
    };
    journal::append(tx, &[entry])?;
    Ok(())
}

/// Somebody opened a case.
pub fn case_read(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    case: &CaseId,
) -> Result<(), ServiceError> {
    read(tx, deps, actor, case, DeskEvent::CaseRead)
}

/// Somebody who decides on identity was shown what was given to prove it.
pub fn evidence_read(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    case: &CaseId,
) -> Result<(), ServiceError> {
    read(tx, deps, actor, case, DeskEvent::EvidenceRead)
}

/// Somebody opened a file of a case.
pub fn file_read(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    case: &CaseId,
    file: &FileId,
) -> Result<(), ServiceError> {
    let body = json!({ "case": case.as_str(), "file": file.as_str() });
    append(tx, deps, actor, Stream::CaseReads(case), DeskEvent::FileRead, &body)
}

fn read(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    case: &CaseId,
    event: DeskEvent,
) -> Result<(), ServiceError> {
    let body = json!({ "case": case.as_str() });
    append(tx, deps, actor, Stream::CaseReads(case), event, &body)
}

/// Somebody searched: by what kind of word (`name`, `address`, `reference`), and how much was found.
pub fn searched(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    kinds: &[&str],
    found: usize,
) -> Result<(), ServiceError> {
    let body = json!({ "found": found, "kinds": kinds });
    append(tx, deps, actor, Stream::Reads(actor), DeskEvent::Searched, &body)
}

/// What left the desk as a file. `filter` holds codes and dates only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export<'a> {
    /// `deadlines`, `journal`, `calendar`.
    pub what: &'a str,
    /// `csv`, `xlsx`, `pdf`, `json`, `ics`, `jsonl`.
    pub format: &'a str,
    /// The filter, in codes.
    pub filter: Value,
    /// How many lines.
    pub lines: usize,
    /// Hash of the file, in hex, where it was made before it was handed over.
    pub sha256: Option<&'a str>,
}

/// Somebody exported something.
pub fn exported(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    export: &Export<'_>,
) -> Result<(), ServiceError> {
    let mut body = json!({
        "filter": export.filter,
        "format": export.format,
        "lines": export.lines,
        "what": export.what,
    });
    if let (Some(sha256), Some(object)) = (export.sha256, body.as_object_mut()) {
        object.insert("sha256".to_owned(), sha256.into());
    }
    append(tx, deps, actor, Stream::Exports, DeskEvent::Exported, &body)
}

/// A setting was changed. The value stays out when it could hold a secret or a name.
pub fn setting_changed(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    actor: &Actor,
    key: &str,
) -> Result<(), ServiceError> {
    let body = json!({ "key": key });
    append(tx, deps, actor, Stream::Settings, DeskEvent::SettingChanged, &body)
}
