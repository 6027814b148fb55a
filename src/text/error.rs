//! Why a text could not be made.

use std::path::PathBuf;

use domain::message::NoticeKind;

/// Why a text could not be made.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// A template cannot be read as a template, or breaks a rule of the house.
    #[error("template {name}: {why}")]
    Template {
        /// Which.
        name: String,
        /// Why.
        why: String,
    },
    /// A template and its context do not fit together.
    #[error("rendering {name}: {why}")]
    Render {
        /// Which.
        name: String,
        /// Why.
        why: String,
    },
    /// The folder of own mail templates cannot be used.
    #[error("mail templates in {folder}: {why}")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        why: String,
    },
    /// A notice was given the context of another group.
    #[error("the notice {0} was given the context of another group")]
    WrongContext(NoticeKind),
}
