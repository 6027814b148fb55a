//! What a task brought to light, in a form that can be shown again, put into a package and told in an answer.

use serde::{Deserialize, Serialize};

/// Longest cell of a table, in characters.
pub const LONGEST_CELL: usize = 2_000;
/// The most rows of a table.
pub const MOST_ROWS: usize = 2_000;
/// The most columns of a table.
pub const MOST_COLUMNS: usize = 60;

/// Words, a table of what was found, and what was corrected. Personal data: it is only kept sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskDetails {
    /// What the person who did the task wrote; the reason, when data is kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Names of the columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The rows; each has as many cells as there are columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<String>>,
    /// Field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
}

/// One corrected field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Which.
    pub field: String,
    /// What stood there.
    pub old: String,
    /// What stands there now.
    pub new: String,
}

impl TaskDetails {
    /// Nothing was written.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The sealed text, read: details with parts, or words alone.
    pub fn read(text: &str) -> Self {
        if text.starts_with('{')
            && let Ok(details) = serde_json::from_str(text)
        {
            return details;
        }
        Self { text: text.to_owned(), ..Self::default() }
    }

    /// Everything in words, for a timeline: what was written, then each correction, then how much was found.
    pub fn in_words(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if !self.text.is_empty() {
            parts.push(self.text.clone());
        }
        let corrected = self.corrections.iter();
        let corrected = corrected.map(|one| format!("{}: {} → {}", one.field, one.old, one.new));
        let corrected: Vec<String> = corrected.collect();
        if !corrected.is_empty() {
            parts.push(corrected.join("\n"));
        }
        if !self.rows.is_empty() {
            let rows = if self.rows.len() == 1 { "row" } else { "rows" };
            parts.push(format!("{} {rows}: {}", self.rows.len(), self.columns.join(", ")));
        }
        parts.join("\n\n")
    }

    /// As it is sealed: words alone stay words.
    pub fn write(&self) -> Result<String, serde_json::Error> {
        let alone = self.rows.is_empty() && self.corrections.is_empty();
        if alone && !self.text.starts_with('{') {
            return Ok(self.text.clone());
        }
        serde_json::to_string(self)
    }
}

/// Whether a column or field has this name, whatever its case and the spaces around it.
pub fn is_named(column: &str, name: &str) -> bool {
    column.trim().eq_ignore_ascii_case(name)
}
