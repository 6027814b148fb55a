//! The stable name of an event.

use serde::Deserialize;

use super::Event;

/// Extracts the serde tag without building the whole document twice in callers.
pub(super) fn of(event: &Event) -> String {
    #[derive(Deserialize)]
    struct Tag {
        event: String,
    }
    serde_json::to_value(event)
        .and_then(serde_json::from_value::<Tag>)
        .map(|tag| tag.event)
        .unwrap_or_default()
}
