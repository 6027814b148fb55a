//! What can go wrong in a use case. Each variant says what to do; `web::error` gives it a status.

use blobs::BlobError;
use crypto::{KeyringError, PasswordError, SealError};
use domain::intake::FieldErrors;
use domain::verification::Unusable;
use domain::workflow::Refusal;
use storage::StoreError;
use text::TextError;

/// A use case that did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The workflow forbids it.
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// Somebody was faster.
    #[error(
        "Somebody changed this request in the meantime. Look at what changed, then send your decision again."
    )]
    Stale {
        /// The version to decide on.
        current: i64,
    },
    /// There is no such thing, or the actor may not know of it.
    #[error("There is nothing here, or you may not see it.")]
    NotFound,
    /// The actor lacks the role.
    #[error("Your account has not the role for this. Ask an administrator.")]
    Forbidden,
    /// Fields to correct.
    #[error("Some answers need another look: {}", sentences(.0))]
    Fields(FieldErrors),
    /// Too many tries.
    #[error("{sentence}")]
    Limited {
        /// What to do.
        sentence: String,
        /// Seconds until it is worth trying again.
        retry_after: u32,
    },
    /// All turns at expensive work are taken.
    #[error("Many people are signing in just now. Wait a few seconds, then send it again.")]
    Busy,
    /// A code or link that does not work.
    #[error("{}", .0.sentence())]
    Unusable(Unusable),
    /// The idempotency key was used for something else.
    #[error("This idempotency key was used with another body. Use a new key for a new request.")]
    KeyReused,
    /// The same request is being answered right now.
    #[error("The same request is still being answered. Try again in a moment.")]
    InProgress,
    /// What the key answered was erased.
    #[error("The data this key stood for was erased.")]
    Erased,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file store.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// A template.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A key.
    #[error(transparent)]
    Keys(#[from] KeyringError),
    /// A month of keys.
    #[error(transparent)]
    Month(#[from] crypto::KeyMonthError),
    /// A sealed value.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// Stored JSON that does not read.
    #[error("stored data does not read: {0}")]
    Json(#[from] serde_json::Error),
}

/// Hashing needs memory; without it the desk cannot sign anybody in.
impl From<PasswordError> for ServiceError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::Busy,
            PasswordError::Damaged => Self::Store(StoreError::Corrupt {
                table: "staff",
                id: "of this account".to_owned(),
                why: error.to_string(),
            }),
            PasswordError::Failed(why) => Self::Store(StoreError::Unavailable(why)),
        }
    }
}

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Unusable> for ServiceError {
    fn from(why: Unusable) -> Self {
        Self::Unusable(why)
    }
}

fn sentences(errors: &FieldErrors) -> String {
    errors.values().cloned().collect::<Vec<_>>().join(" ")
}
