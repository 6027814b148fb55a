//! How often one request can be written to from its status page: a person is heard, a flood is not.

use chrono::{DurationRound, TimeDelta};

use crate::input::CommandInput;
use crate::{Deps, ServiceError};
use domain::ids::CaseId;
use storage::{WriteTx, limits};

/// Texts a request takes in an hour. Kept in the database, so that it holds across instances and sessions.
pub(super) const TEXTS_AN_HOUR: i64 = 12;

const TOO_MANY: &str = "You sent us many messages within the last hour. Wait until the hour is over, then send this one. What you typed is still here.";

/// Whether an act brings words of the person; what ends a request is never held up.
pub(super) const fn counts(input: &CommandInput) -> bool {
    matches!(
        input,
        CommandInput::SendMessage { .. }
            | CommandInput::AnswerClarification { .. }
            | CommandInput::GiveEvidence { .. }
            | CommandInput::RecordComplaint { .. }
            | CommandInput::AskAddressChange { .. }
    )
}

/// Counts one more text of a request; a transaction that fails counts nothing.
pub(super) fn count(tx: &mut WriteTx<'_>, deps: &Deps, case: &CaseId) -> Result<(), ServiceError> {
    let now = deps.now();
    let window = TimeDelta::hours(1);
    let start = now.duration_trunc(window).unwrap_or(now);
    let key = deps.keys.search().hash(&[b"limit", b"portal-texts-hour", case.as_str().as_bytes()]);
    if limits::increment(tx, &key, start)? <= TEXTS_AN_HOUR {
        return Ok(());
    }
    let until = start.checked_add_signed(window).unwrap_or(now);
    let wait = until.signed_duration_since(now).num_seconds().max(1);
    let retry_after = u32::try_from(wait).unwrap_or(u32::MAX);
    Err(ServiceError::Limited { sentence: TOO_MANY.to_owned(), retry_after })
}
