//! Typed identifiers. Values are made above the domain and passed in; here they are only told apart.

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The text form, as stored.
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self { Self(text.to_owned()) }
        }
    };
}

text_id!(
    /// A case, inside the engine; never shown to people.
    CaseId
);
text_id!(
    /// A staff account. Random, so that the journal holds no personal data.
    StaffId
);
text_id!(
    /// An entry of the vault (sealed personal data or free text).
    VaultId
);
text_id!(
    /// A sealed file; also its name in the file store.
    FileId
);
text_id!(
    /// A row of the outbox; also the left part of a mail's Message-ID.
    OutboxId
);

text_id!(
    /// A legal hold, on a person or on a request.
    HoldId
);

/// A task inside its case, numbered from 1 in the order of planning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub u32);

impl std::fmt::Display for TaskId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "T{}", self.0)
    }
}

impl TaskId {
    /// Reads `T3` or `3`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['T', 't']).unwrap_or(text);
        digits.parse().ok().filter(|n| *n > 0).map(Self)
    }
}

/// The reference people see: `DSR-YYYY-` and six random digits (not sequential,
/// so that nobody can count requests or guess a neighbour's).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(String);

impl Reference {
    /// Builds a reference from the local year of receipt and a random number; only its last six digits count.
    pub fn new(year: i32, random: u32) -> Self {
        Self(format!("DSR-{year:04}-{:06}", random % 1_000_000))
    }

    /// Reads what a person typed: case, spaces and missing dashes are forgiven.
    pub fn parse(text: &str) -> Option<Self> {
        let compact: String = text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let digits = compact.strip_prefix("DSR")?;
        if digits.len() != 10 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let (year, number) = digits.split_at_checked(4)?;
        Some(Self(format!("DSR-{year}-{number}")))
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_as_people_type_it() {
        let reference = Reference::new(2026, 3_000_412);
        assert_eq!(reference.as_str(), "DSR-2026-000412");
        for typed in ["dsr-2026-000412", " DSR 2026 000412 ", "DSR2026000412"] {
            assert_eq!(Reference::parse(typed), Some(reference.clone()), "{typed}");
        }
        for wrong in
            ["", "DSR-2026-00041", "DSR-2026-0004123", "ABC-2026-000412", "DSR-20é6-000412"]
        {
            assert_eq!(Reference::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_task_is_named_with_or_without_its_letter() {
        assert_eq!(TaskId::parse("T3"), Some(TaskId(3)));
        assert_eq!(TaskId::parse("3"), Some(TaskId(3)));
        assert_eq!(TaskId::parse("T0"), None);
        assert_eq!(TaskId::parse("x"), None);
    }
}
