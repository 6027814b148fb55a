//! Corrections field by field, as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use domain::correction::{FieldState, WantedCorrection};
use domain::vocabulary::{FieldDecision, Ground};

/// One field to be corrected.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewCorrection {
    /// Which field, in the person’s words.
    field: String,
    /// What stands there now, as the person sees it.
    #[serde(default)]
    current: String,
    /// What should stand there.
    proposed: String,
}

impl NewCorrection {
    pub(super) fn wanted(&self) -> WantedCorrection {
        let (field, current) = (self.field.clone(), self.current.clone());
        WantedCorrection { field, current, proposed: self.proposed.clone() }
    }
}

/// One field of a correction, and what was decided about it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::api) struct CorrectionDocument {
    /// What `decide_correction` names it by, from 1.
    number: usize,
    /// `accepted`, `refused`, or `null` while it is open.
    decision: Option<&'static str>,
    ground: Option<&'static str>,
    /// Personal data, as the rest: only where the caller may read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposed: Option<String>,
}

impl CorrectionDocument {
    pub(super) fn all(fields: &[FieldState]) -> Vec<Self> {
        let numbered = fields.iter().zip(1..);
        let document = |(field, number): (&FieldState, usize)| Self {
            number,
            decision: field.decision.map(FieldDecision::as_str),
            ground: field.ground.map(Ground::as_str),
            field: None,
            current: None,
            proposed: None,
        };
        numbered.map(document).collect()
    }

    pub(super) fn filled(&mut self, wanted: &WantedCorrection) {
        self.field = Some(wanted.field.clone());
        self.current = Some(wanted.current.clone());
        self.proposed = Some(wanted.proposed.clone());
    }
}
