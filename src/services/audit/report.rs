//! What a verification found, for people and programs.

use serde::Serialize;

use domain::vocabulary;

/// Findings kept; more are only counted.
const KEPT: usize = 200;

vocabulary! {
    /// What is wrong.
    pub enum FindingKind {
        /// An entry is not what it was when it got its place.
        ChangedEntry = "changed_entry",
        /// A place of the log has no entry.
        MissingEntry = "missing_entry",
        /// A stream leaves out a number.
        MissingNumber = "missing_number",
        /// An entry has no place and waits for none.
        Unplaced = "unplaced",
        /// The log is shorter than it was.
        Truncated = "truncated",
        /// The log is not what it was when its head was remembered.
        Rewritten = "rewritten",
        /// A line of the head file is damaged.
        DamagedHead = "damaged_head",
        /// An entry of a case cannot be read.
        Unreadable = "unreadable",
        /// A case row says something else than its journal.
        ChangedRow = "changed_row",
        /// A case has a journal and no row.
        MissingRow = "missing_row",
        /// A case has a row and no journal.
        UnknownRow = "unknown_row",
        /// A text in the vault is not the one that was written.
        ChangedText = "changed_text",
        /// A text is gone although its case was not erased.
        MissingText = "missing_text",
        /// Personal data is still there although its case was erased.
        DataRemains = "data_remains",
        /// An account holds roles, or is in use, other than its journal says.
        ChangedAccount = "changed_account",
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// Where: a position, a stream and number, a case.
    pub place: String,
    /// In words.
    pub sentence: String,
}

/// The answer of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditReport {
    /// Whether nothing is wrong.
    pub sound: bool,
    /// Entries of all streams.
    pub entries: u64,
    /// Entries with a place.
    pub placed: u64,
    /// Entries that wait for one.
    pub waiting: u64,
    /// Streams.
    pub streams: u64,
    /// Cases that were replayed and compared with their rows.
    pub cases: u64,
    /// Texts whose commitment was checked.
    pub texts: u64,
    /// Remembered heads that were compared.
    pub heads: u64,
    /// What the verification could not show.
    pub warnings: Vec<String>,
    /// How much is wrong, all told.
    pub wrong: u64,
    /// The first of it.
    pub findings: Vec<Finding>,
}

impl Default for AuditReport {
    fn default() -> Self {
        Self {
            sound: true,
            entries: 0,
            placed: 0,
            waiting: 0,
            streams: 0,
            cases: 0,
            texts: 0,
            heads: 0,
            warnings: Vec::new(),
            wrong: 0,
            findings: Vec::new(),
        }
    }
}

impl AuditReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.sound
    }

    pub(super) fn find(&mut self, kind: FindingKind, place: String, sentence: String) {
        self.sound = false;
        self.wrong = self.wrong.saturating_add(1);
        if self.findings.len() < KEPT {
            self.findings.push(Finding { kind, place, sentence });
        }
    }
}

/// Counts one more.
pub(super) fn count(counter: &mut u64) {
    *counter = counter.saturating_add(1);
}
