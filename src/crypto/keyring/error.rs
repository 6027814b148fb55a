//! Why a key is not to be had, in sentences that say what to do.

use std::{io, path::PathBuf};

use super::month::KeyMonth;
use crate::seal::SealError;

/// Why a key is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The system refused.
    #[error("cannot use the key file {path}: {why}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The file does not hold a key.
    #[error("the key file {path} is damaged; restore it from the backup of the keys")]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The service key is not there.
    #[error("the key file {path} is missing; restore it from the backup of the keys")]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// Others can read the file.
    #[error("the key file {path} can be read or changed by others; run: chmod 600 {path}")]
    TooOpen {
        /// The file.
        path: PathBuf,
    },
    /// The month's key was destroyed on purpose.
    #[error("the key of {month} was destroyed, and with it what it protected")]
    MonthDestroyed {
        /// The month.
        month: KeyMonth,
    },
    /// The month's key is not there, though nobody destroyed it.
    #[error("the key of {month} is missing; restore it from the backup of the keys")]
    MonthMissing {
        /// The month.
        month: KeyMonth,
    },
    /// A wrapped key does not open.
    #[error("the key of the case cannot be unwrapped: {0}")]
    Wrapped(#[from] SealError),
}
