//! A change of the requester's address that does not count yet (ADR 30).

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::prose::Sealed;
use crate::verification::Purpose;

/// Another address that was asked for. Until it counts, everything goes to the one in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressChange {
    /// The person with the new address, sealed beside the one in force.
    pub person: Sealed,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Whether the desk recorded the wish.
    pub by_desk: bool,
    /// When it counts; `None` until the new mailbox confirmed it.
    pub counts_at: Option<DateTime<Utc>>,
}

impl AddressChange {
    /// When it ends by itself: the link to the new mailbox is dead by then. `None` once confirmed.
    pub fn lapses_at(&self) -> Option<DateTime<Utc>> {
        let life = Purpose::ConfirmNewAddress.link_life();
        self.asked_at.checked_add_signed(life).filter(|_| self.counts_at.is_none())
    }

    /// The first instant at which it could count, given the waiting time of the policy.
    pub fn earliest(&self, wait_hours: u32) -> DateTime<Utc> {
        let wait = TimeDelta::hours(i64::from(wait_hours));
        self.counts_at
            .or_else(|| self.asked_at.checked_add_signed(wait))
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}
