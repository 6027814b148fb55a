//! What can be said of any event: its stable name, whether decisions depend on it, which side wrote.

use serde::Deserialize;

use super::Event;
use crate::vocabulary;

vocabulary! {
    /// Which side wrote a message.
    pub enum Side { Desk = "desk", Requester = "requester" }
}

impl Event {
    /// The stable name, as in the journal's `event` column.
    pub fn name(&self) -> String {
        // The tag serde writes is the name; reading it back keeps one source of truth.
        serde_json_name(self)
    }

    /// Whether a decision could depend on it; deliveries and reminders do not make a form stale.
    pub const fn matters_to_decisions(&self) -> bool {
        !matches!(
            self,
            Self::NoticeDelivered { .. }
                | Self::ReminderDue { .. }
                | Self::OverdueReminderDue { .. }
                | Self::UnassignedEscalated
                | Self::RequesterReminded
                | Self::ConfirmationReminded
                | Self::NoteAdded { .. }
                | Self::PackageBuilt { .. }
                | Self::PackageDownloaded { .. }
                | Self::PackageExpired
                | Self::TaskSent { .. }
                | Self::TaskReminderDue { .. }
                | Self::TaskOverdue { .. }
        )
    }
}

/// Extracts the serde tag without building the whole document twice in callers.
fn serde_json_name(event: &Event) -> String {
    #[derive(Deserialize)]
    struct Tag {
        event: String,
    }
    serde_json::to_value(event)
        .and_then(serde_json::from_value::<Tag>)
        .map(|tag| tag.event)
        .unwrap_or_default()
}
