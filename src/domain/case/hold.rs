//! What keeps a request from going on: a stop on everything, and legal holds on its data.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::HoldId;
use crate::prose::Sealed;

/// A stop: nothing is carried out and no answer goes out until an approver releases it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Placed by the data subject's "this was not me".
    pub disowned: bool,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Who placed it (principal); nobody of the desk when it was disowned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The reason of staff.
    pub reason: Option<Sealed>,
}

/// A legal hold as it counts for one request (GDPR Art. 17(3)(e)). Its reason is kept with the hold itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalHold {
    /// Which.
    pub id: HoldId,
    /// Since when it counts for this request.
    pub since: DateTime<Utc>,
    /// Its last local day in the organisation's zone; `None`: until it is released.
    pub until: Option<NaiveDate>,
}

impl LegalHold {
    /// Its last day lies before today.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}
