//! What an answer tells of one right.

use serde::Serialize;

use crate::catalogue;
use domain::vocabulary::{Ground, Right, Settlement};

/// One right in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemLine {
    /// Which right, in words.
    pub label: String,
    /// What became of it, in words.
    pub outcome: String,
    /// The ground as a sentence.
    pub ground: Option<String>,
    /// The desk's words for this right.
    pub text: Option<String>,
    /// What was done, system by system or field by field.
    pub lists: Vec<ItemList>,
    /// A package waits on the status page.
    pub download: bool,
    /// Data was erased or an account closed: policy 6.2 (a) to (c) must be told.
    pub stays: bool,
}

impl ItemLine {
    /// A settled right.
    pub fn settled(
        right: Right,
        settlement: Settlement,
        ground: Option<Ground>,
        text: Option<String>,
    ) -> Self {
        let given = matches!(settlement, Settlement::Done | Settlement::PartlyDone);
        Self {
            label: catalogue::right(right).to_owned(),
            outcome: catalogue::settlement(settlement).to_owned(),
            ground: ground.map(|ground| catalogue::ground_sentence(ground).to_owned()),
            text,
            lists: Vec::new(),
            download: given && right == Right::Access,
            stays: given && right.is_destructive(),
        }
    }

    /// With what was done.
    #[must_use]
    pub fn with(self, lists: Vec<ItemList>) -> Self {
        Self { lists, ..self }
    }

    /// A right the person took back (an account closure cancelled in time).
    pub fn cancelled(right: Right) -> Self {
        Self {
            label: catalogue::right(right).to_owned(),
            outcome: "Cancelled by you".to_owned(),
            ground: None,
            text: None,
            lists: Vec::new(),
            download: false,
            stays: false,
        }
    }
}

/// A headed list of what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemList {
    /// The heading.
    pub heading: &'static str,
    /// The lines; never empty.
    pub lines: Vec<String>,
}

impl ItemList {
    /// A list; `None` when there is nothing in it.
    pub fn of(heading: &'static str, lines: Vec<String>) -> Option<Self> {
        (!lines.is_empty()).then_some(Self { heading, lines })
    }
}
