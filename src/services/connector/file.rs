//! Files a system sends before its result. Who sends one is known before a byte of it is read, and that it arrived whole
//! before it counts; the same file again is there already.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::result::{Knock, Known, NotTaken, authenticate, case_of, wrong};
use crate::files::{self, Attachment, Incoming, open_file};
use crate::{Deps, ServiceError};
use domain::actor::Actor;
use domain::case::Case;
use domain::file::{FilePurpose, NewFile, OthersData};
use domain::ids::FileId;
use domain::prose::hex;
use domain::workflow::Verb;
use storage::system_calls::Call;
use storage::{Reads, StoreError, WriteTx};

/// Header that says whether a file holds data of other people.
pub const OTHERS: &str = "Rightsdesk-Others";
/// How often a file is attached when others come at the same moment.
const TRIES: u32 = 40;

/// What is said of a file before it comes; all of it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHead {
    /// `Content-Digest` (RFC 9530) as it came.
    pub digest: String,
    /// `Content-Disposition` (RFC 6266) as it came.
    pub disposition: String,
    /// The name in it.
    pub name: String,
    /// [`OTHERS`] as it came: `yes`, `no`, or empty for no.
    pub others: String,
}

/// Where a file goes.
#[derive(Debug)]
pub enum Place {
    /// Nowhere: the same file is there. The answer.
    There(String),
    /// To a task that waits for it.
    Open(Box<Case>, Incoming),
}

impl FileHead {
    /// The text that is signed in place of a body: for one task and one person, and for nothing but a file.
    fn signed(&self, call: &Call) -> String {
        let Self { digest, disposition, others, .. } = self;
        format!("files\n{}\n{}\n{digest}\n{disposition}\n{others}", call.id, call.subject)
    }

    /// SHA-256 of the content, in hex.
    fn sha256(&self) -> Option<String> {
        let known = self.digest.split(',').find_map(|part| part.trim().strip_prefix("sha-256=:"));
        let bytes = STANDARD.decode(known?.strip_suffix(':')?).ok()?;
        (bytes.len() == 32).then(|| hex(&bytes))
    }

    fn checked(&self) -> Result<Told, ServiceError> {
        let sha256 = self.sha256().ok_or_else(|| {
            wrong("content_digest", "Give Content-Digest: sha-256=:BASE64: of the file.".to_owned())
        })?;
        let others = match self.others.as_str() {
            "yes" => true,
            "" | "no" => false,
            _ => return Err(wrong("others", format!("Write {OTHERS}: yes or no."))),
        };
        Ok(Told { sha256, others })
    }
}

/// The parts of a head that were read.
#[derive(Debug, Clone)]
struct Told {
    sha256: String,
    others: bool,
}

/// Finds out who sends a file, by its head.
pub fn authenticate_file(
    deps: &Deps,
    knock: Knock,
    head: &FileHead,
) -> Result<Result<Known, NotTaken>, ServiceError> {
    let signed = head.signed(&knock.call);
    authenticate(deps, knock, signed.as_bytes())
}

/// Where a file is to go.
///
/// Errors: fields `content_digest` and `others`; a refusal when the task is no longer in the system's hands; erased.
pub fn place(deps: &Deps, known: &Known, head: &FileHead) -> Result<Place, ServiceError> {
    let told = head.checked()?;
    deps.store.read(|tx| {
        let case = case_of(tx, &known.call, Verb::AttachFile)?;
        if let Some(id) = twin(tx, deps, known, &case, &told)? {
            return Ok(Place::There(answer(known, &id)));
        }
        let (purpose, task) = (FilePurpose::Result, Some(known.call.task));
        Ok(Place::Open(Box::new(case), Incoming { purpose, task, name: head.name.clone() }))
    })
}

/// Makes a stored file part of the task. What no longer fits, did not arrive whole or came twice is for the caller to
/// take back: then the answer is an error, or names another file.
///
/// Errors: as [`place`]; a refusal when the task takes no files or stands still.
pub fn attach(
    deps: &Deps,
    known: &Known,
    head: &FileHead,
    file: &NewFile,
) -> Result<(FileId, String), ServiceError> {
    let told = head.checked()?;
    let mut tries = 0_u32;
    loop {
        tries = tries.saturating_add(1);
        match attach_once(deps, known, told.clone(), file) {
            // Another file of the system came at this moment.
            Err(ServiceError::Store(StoreError::Conflict) | ServiceError::Stale { .. })
                if tries < TRIES => {}
            answer => return answer,
        }
    }
}

fn attach_once(
    deps: &Deps,
    known: &Known,
    told: Told,
    file: &NewFile,
) -> Result<(FileId, String), ServiceError> {
    let (inner, known, file) = (deps.clone(), known.clone(), file.clone());
    deps.store.clone().write(move |tx: &mut WriteTx<'_>| {
        let case = case_of(tx, &known.call, Verb::AttachFile)?;
        if let Some(id) = twin(tx, &inner, &known, &case, &told)? {
            let answer = answer(&known, &id);
            return Ok((id, answer));
        }
        let (task, others) = (known.call.task, told.others);
        let one = Attachment { file: file.clone(), task, others, replaces: None };
        let actor = Actor::system_owner(&known.call.id);
        files::attach_in(tx, &inner, &actor, &case.id, Some(case.version), &[one])?;
        if open_file(tx, &inner, &case.id, &file.id)?.sha256 != told.sha256 {
            let text = "The file is not the one Content-Digest names. Send it again, whole.";
            return Err(wrong("content_digest", text.to_owned()));
        }
        let answer = answer(&known, &file.id);
        Ok((file.id.clone(), answer))
    })
}

/// The file of the task with the same content.
fn twin(
    tx: &mut dyn Reads,
    deps: &Deps,
    known: &Known,
    case: &Case,
    told: &Told,
) -> Result<Option<FileId>, ServiceError> {
    for file in case.files.iter().filter(|file| file.task == Some(known.call.task)) {
        if open_file(tx, deps, &case.id, &file.id)?.sha256 != told.sha256 {
            continue;
        }
        // It would go out without a second look.
        if told.others && file.others == OthersData::None {
            let text = "This file is here already, as one without data of other people. Ask the privacy desk to remove it, then send it again.";
            return Err(wrong("others", text.to_owned()));
        }
        return Ok(Some(file.id.clone()));
    }
    Ok(None)
}

fn answer(known: &Known, file: &FileId) -> String {
    json!({ "file": file.as_str(), "task": known.call.id }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_as_the_rfc_has_it_and_others_is_yes_or_no() {
        let head = |digest: &str, others: &str| FileHead {
            digest: digest.to_owned(),
            disposition: "attachment; filename=\"a.pdf\"".to_owned(),
            name: "a.pdf".to_owned(),
            others: others.to_owned(),
        };
        let empty = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
        let told = head(empty, "yes").checked().unwrap();
        assert!(told.sha256.starts_with("e3b0c44298fc1c14") && told.others);
        let both = head(&format!("sha-512=:AAAA:, {empty}"), "").checked().unwrap();
        assert!(!both.others);
        for wrong in ["", "sha-256=:AAAA:", "sha-256=47DE", "sha-512=:AAAA:"] {
            assert!(head(wrong, "no").checked().is_err(), "{wrong}");
        }
        assert!(head(empty, "perhaps").checked().is_err());
    }
}
