//! What must follow an event: data for the outbox, written in the same transaction.

use super::ids::{StaffId, TaskId};
use super::message::NoticeKind;

/// Whom a notice is for; services turn it into addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// The person who asked.
    Requester,
    /// The mailbox a requester wants to change to; it gets nothing but the question whether it is theirs.
    NewAddress,
    /// The holder of the account's address, or the person an agent acts for.
    DataSubject,
    /// One member of staff.
    Staff(StaffId),
    /// The assignee, or all handlers when there is none.
    Owner,
    /// Every approver.
    Approvers,
    /// Every compliance officer.
    Compliance,
    /// Whoever a task was given to; nobody when the desk does it.
    SystemOwner(TaskId),
    /// Who is told when the task of a system is late, and its owner.
    Escalation(TaskId),
}

/// An effect of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Render and queue a notice.
    Notify {
        /// Which.
        notice: NoticeKind,
        /// For whom.
        to: Audience,
    },
    /// Call the system of a task that answers by itself.
    CallSystem(TaskId),
    /// Put together the copy of the person's data.
    BuildPackage,
    /// Erase the personal data of the case once its last notice is out.
    Forget,
}
