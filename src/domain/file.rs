//! Files of a case: what the requester shows, what systems found, and the package made of it. Only ids and codes; the
//! bytes and names are sealed elsewhere.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{FileId, TaskId};
use super::prose::Sealed;
use super::vocabulary::vocabulary;

/// How often a package can be downloaded (workflow.md, fulfilment).
pub const DOWNLOADS: u32 = 5;
/// Files the requester can give for one purpose.
pub const MOST_GIVEN: usize = 10;
/// Files that can be attached to one task.
pub const MOST_ATTACHED: usize = 200;

/// How long a package can be downloaded (workflow.md, fulfilment).
pub const fn package_life() -> TimeDelta {
    TimeDelta::days(14)
}

vocabulary! {
    /// What a file is for.
    pub enum FilePurpose {
        /// Shows who asks, or that they may act for another (GDPR Art. 12(6)).
        Evidence = "evidence",
        /// Shows that data is wrong (GDPR Art. 16).
        Correction = "correction",
        /// Found in a system; goes into the package.
        Result = "result",
        /// The package itself (GDPR Art. 15(3)).
        Package = "package",
    }
}

impl FilePurpose {
    /// Given by the requester and destroyed once it was decided on.
    pub const fn is_given(self) -> bool {
        matches!(self, Self::Evidence | Self::Correction)
    }
}

vocabulary! {
    /// What kind of file it is: the ending its content has earned.
    pub enum FileKind {
        Pdf = "pdf", Jpeg = "jpg", Png = "png", Webp = "webp", Gif = "gif", Text = "txt", Csv = "csv", Json = "json",
        Word = "docx", Sheet = "xlsx", Mail = "eml", Mp3 = "mp3", Mp4 = "mp4", Zip = "zip",
    }
}

impl FileKind {
    /// The media type it is served with.
    pub const fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Text => "text/plain; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Sheet => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Mail => "message/rfc822",
            Self::Mp3 => "audio/mpeg",
            Self::Mp4 => "video/mp4",
            Self::Zip => "application/zip",
        }
    }

    /// The kind of a name's ending.
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "jpeg" => Some(Self::Jpeg),
            known => Self::from_text(known),
        }
    }

    /// Whether a file of this purpose may be of this kind. What shows something is a picture or a document that is
    /// looked at once: no archives, nothing that runs.
    pub const fn fits(self, purpose: FilePurpose) -> bool {
        match purpose {
            FilePurpose::Evidence | FilePurpose::Correction => {
                matches!(self, Self::Pdf | Self::Jpeg | Self::Png | Self::Webp)
            }
            FilePurpose::Result => true,
            FilePurpose::Package => matches!(self, Self::Zip),
        }
    }

    /// Whether it is a picture whose size in pixels stands in its header.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp | Self::Gif)
    }
}

/// A file as commands carry it: already sealed and stored under its id, not yet part of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Where it is stored.
    pub id: FileId,
    /// What its content is.
    pub kind: FileKind,
}

/// A file of a case. It is listed as long as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFile {
    /// Where it is stored.
    pub id: FileId,
    /// What it is for.
    pub purpose: FilePurpose,
    /// What its content is.
    pub kind: FileKind,
    /// The task that found it.
    pub task: Option<TaskId>,
    /// Who brought it (principal).
    pub by: String,
    /// Who asked for it at an address of their own choosing (principal).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it holds data of other people, and what was done about it (GDPR Art. 15(4)).
    pub others: OthersData,
}

/// Data of other people in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "others", rename_all = "snake_case")]
pub enum OthersData {
    /// None.
    None,
    /// Some: the file waits for a redacted one in its place, or for a second person's word.
    Open,
    /// A second person let it pass.
    SignedOff {
        /// Who (principal).
        by: String,
        /// When.
        at: DateTime<Utc>,
        /// Why.
        reason: Sealed,
    },
}

vocabulary! {
    /// Why a package was not built.
    pub enum PackageStop {
        /// A file or record names another request (it would be somebody else's data).
        ForeignSubject = "foreign_subject",
        /// A file holds what looks like a password, key or token.
        SecretFound = "secret_found",
        /// A file is missing, does not open, or is not what it was.
        FileDamaged = "file_damaged",
    }
}

/// The copy of a person's data, from the answer on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "package", rename_all = "snake_case")]
pub enum Package {
    /// The answer is out; the worker puts it together.
    Building {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// It must not be built as things are.
    Stopped {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        reason: PackageStop,
    },
    /// It can be downloaded.
    Ready {
        /// Where it is stored.
        file: FileId,
        /// Since when.
        since: DateTime<Utc>,
        /// Until when.
        until: DateTime<Utc>,
        /// How often it was downloaded.
        downloads: u32,
    },
    /// Staff took it back; the file is gone.
    Recalled {
        /// When.
        at: DateTime<Utc>,
    },
    /// Its time is over; the file is gone.
    Expired {
        /// When.
        at: DateTime<Utc>,
    },
}

impl Package {
    /// The stored file, while there is one.
    pub const fn file(&self) -> Option<&FileId> {
        match self {
            Self::Ready { file, .. } => Some(file),
            Self::Building { .. }
            | Self::Stopped { .. }
            | Self::Recalled { .. }
            | Self::Expired { .. } => None,
        }
    }
}

/// A file's name as it is kept and shown: its last part, one line, nothing that hides or turns, not too long. Never
/// used as a name on our side.
pub fn clean_name(given: &str, kind: FileKind) -> String {
    const LONGEST: usize = 100;
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| !c.is_control() && !super::prose::turns_direction(*c))
        .map(|c| if "<>:\"|?*;".contains(c) { '_' } else { c })
        .collect();
    let plain = super::prose::one_line(&plain);
    let stem = plain.rsplit_once('.').map_or(plain.as_str(), |(stem, _)| stem);
    let stem: String = stem.trim_matches(['.', ' ']).chars().take(LONGEST).collect();
    let stem = if stem.is_empty() { "file" } else { stem.as_str() };
    // The ending is what the content is, not what the sender called it.
    format!("{stem}.{kind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_plain_line_with_the_ending_of_their_content() {
        for (given, kept) in [
            ("passport.JPEG", "passport.jpg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("C:\\temp\\scan.jpg", "scan.jpg"),
            ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie_ x.jpg"),
            ("evil\u{202E}gpj.exe", "evilgpj.jpg"),
            ("Lebenslauf äöü 名前.jpg", "Lebenslauf äöü 名前.jpg"),
            ("", "file.jpg"),
            ("...", "file.jpg"),
            (".htaccess", "file.jpg"),
            ("a\"b.jpg", "a_b.jpg"),
            ("invoice.pdf.exe", "invoice.pdf.jpg"),
        ] {
            assert_eq!(clean_name(given, FileKind::Jpeg), kept, "{given:?}");
        }
        let long = clean_name(&"x".repeat(4_000), FileKind::Pdf);
        assert_eq!(long.chars().count(), 104);
    }

    #[test]
    fn what_shows_something_is_a_picture_or_a_document() {
        let fits = |purpose: FilePurpose| -> Vec<_> {
            FileKind::ALL
                .iter()
                .filter(|kind| kind.fits(purpose))
                .map(|kind| kind.as_str())
                .collect()
        };
        assert_eq!(fits(FilePurpose::Evidence), ["pdf", "jpg", "png", "webp"]);
        assert_eq!(fits(FilePurpose::Correction), ["pdf", "jpg", "png", "webp"]);
        assert_eq!(fits(FilePurpose::Package), ["zip"]);
        assert_eq!(fits(FilePurpose::Result).len(), FileKind::ALL.len());
        assert_eq!(FileKind::of_ending("jpeg"), Some(FileKind::Jpeg));
        assert_eq!(FileKind::of_ending("svg"), None);
    }
}
