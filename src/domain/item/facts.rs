//! What a task's result says in counts, dates and codes: nothing of a person, so that the journal can hold it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::data_map::RetentionBasis;
use crate::vocabulary::TaskResult;

/// Facts of a result; each only where the result has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFacts {
    /// How many records were found, corrected, erased or made anonymous.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Why it is kept: `retained`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<RetentionBasis>,
    /// The last local day it is kept: `retained`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The local day on which somebody must look at it again: `retained`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_again_on: Option<NaiveDate>,
}

impl TaskFacts {
    /// Nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Only what belongs to the result; what was filled in for another one is left out.
    pub const fn fitting(self, result: TaskResult) -> Self {
        match result {
            TaskResult::Retained => self,
            TaskResult::Found
            | TaskResult::Corrected
            | TaskResult::Erased
            | TaskResult::Anonymised => {
                Self { basis: None, until: None, look_again_on: None, ..self }
            }
            TaskResult::NothingHeld | TaskResult::Failed => {
                Self { count: None, basis: None, until: None, look_again_on: None }
            }
        }
    }
}
