//! An event as the journal keeps it: when, by whom, what.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Event;

/// An event with the instant it happened at. `evolve` needs nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// When.
    pub at: DateTime<Utc>,
    /// Principal of the actor (four eyes counts it).
    pub by: String,
    /// The API key through which that person acted, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

impl Happened {
    /// Reads the body of a journal entry. Here and not where it is needed: the code that reads an event is much, and
    /// is compiled once this way.
    pub fn read(body: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(body)
    }

    /// As JSON, before its keys are put in order.
    pub fn value(&self) -> Result<serde_json::Value, serde_json::Error> {
        serde_json::to_value(self)
    }
}
