//! The transport of tests: keeps what was sent, and fails on request.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::build::build;
use super::{Outgoing, Receipt, SendFault};
use domain::message::Message;

/// Keeps messages; clones share them.
#[derive(Debug, Clone, Default)]
pub struct MemoryMailer(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    sent: Vec<Sent>,
    faults: VecDeque<SendFault>,
}

/// One message that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The Message-ID.
    pub message_id: String,
    /// What was rendered.
    pub message: Message,
    /// The mail as a server would have got it.
    pub bytes: Vec<u8>,
}

impl MemoryMailer {
    /// Keeps the message, or fails as planned.
    pub fn send(&self, outgoing: &Outgoing<'_>) -> Result<Receipt, SendFault> {
        let built = build(outgoing)?;
        let mut kept = self.lock();
        if let Some(fault) = kept.faults.pop_front() {
            return Err(fault);
        }
        kept.sent.push(Sent {
            message_id: built.message_id.clone(),
            message: outgoing.message.clone(),
            bytes: built.mime.formatted(),
        });
        Ok(Receipt { message_id: built.message_id, accepted_by: "memory".to_owned() })
    }

    /// Plans a fault for the next message that has none planned yet.
    pub fn fail_next(&self, fault: SendFault) {
        self.lock().faults.push_back(fault);
    }

    /// Everything accepted, oldest first.
    pub fn sent(&self) -> Vec<Sent> {
        self.lock().sent.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{date, id, message, sender};
    use super::*;

    #[test]
    fn it_keeps_what_was_sent_and_fails_as_planned() {
        let mailer = MemoryMailer::default();
        let (id, from, message) = (id(), sender(), message());
        let outgoing = Outgoing { id: &id, message: &message, from: &from, date: date() };
        let fault = SendFault::Retry("later".to_owned());
        mailer.fail_next(fault.clone());
        assert_eq!(mailer.send(&outgoing), Err(fault));
        assert!(mailer.send(&outgoing).is_ok());
        assert_eq!(mailer.clone().sent().len(), 1);
        assert_eq!(mailer.sent()[0].message, message);
    }
}
