//! Sends a notice. The Message-ID is made from the row's id, so that a repeated attempt is the same mail.

use super::Outcome;
use crate::Shared;
use domain::message::NoticeKind;
use domain::workflow::Command;
use mail::{Outgoing, SendFault};
use services::{ServiceError, notices};
use storage::outbox::Item;

/// Opens the stored message and hands it to the transport.
pub(super) fn send(shared: &Shared, item: &Item) -> Result<Outcome, ServiceError> {
    let deps = &shared.deps;
    let read = deps.store.read(|tx| notices::read_mail(tx, deps, item))?;
    // Erased meanwhile: there is nobody left to write to.
    let Some(message) = read else {
        return Ok(Outcome::Skipped);
    };
    let id = notices::outbox_id(item);
    let outgoing =
        Outgoing { id: &id, message: &message, from: &shared.sender, date: item.new.created_at };
    Ok(match shared.mailer.send(&outgoing) {
        Ok(receipt) => {
            tracing::info!(outbox = %id, notice = %message.notice, by = receipt.accepted_by, "mail.accepted");
            Outcome::Done
        }
        Err(SendFault::Retry(reason)) => {
            tracing::warn!(outbox = %id, notice = %message.notice, reason, "mail.not_yet");
            Outcome::Retry(reason)
        }
        Err(SendFault::Fail(reason)) => {
            tracing::error!(outbox = %id, notice = %message.notice, reason, "mail.refused");
            Outcome::Dead(reason)
        }
    })
}

/// What the case hears of a notice to the requester or the data subject. Sign-in codes are no notices
/// of the case, and what goes to the desk is no event of it.
pub(super) fn deliver(item: &Item, accepted: bool) -> Option<Command> {
    let outward = matches!(item.new.audience.as_deref(), Some("requester" | "data_subject"));
    let notice = NoticeKind::from_text(item.new.template.as_deref()?)?;
    let code = matches!(notice, NoticeKind::SignInCode | NoticeKind::DownloadCode);
    (outward && !code).then(|| Command::Deliver {
        notice,
        outbox: notices::outbox_id(item),
        accepted,
    })
}
