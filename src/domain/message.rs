//! Notices and messages: what `text` renders and `mail` sends.

use serde::{Deserialize, Serialize};

use super::vocabulary::vocabulary;

vocabulary! {
    /// Languages notices exist in. The English text prevails (policy 8.2).
    pub enum Language { En = "en" }
}

vocabulary! {
    /// Every notice of the engine; the value is the folder under `email_templates/`.
    pub enum NoticeKind {
        ConfirmAddress = "confirm_address",
        ConfirmReminder = "confirm_reminder",
        Received = "received",
        AccountNotice = "account_notice",
        MandateRequest = "mandate_request",
        EvidenceAsked = "evidence_asked",
        QuestionAsked = "question_asked",
        MessageFromDesk = "message_from_desk",
        RequesterReminder = "requester_reminder",
        Extension = "extension",
        AnswerReady = "answer_ready",
        AnswerInPart = "answer_in_part",
        Refused = "refused",
        IdentityRejected = "identity_rejected",
        Withdrawn = "withdrawn",
        Expired = "expired",
        Duplicate = "duplicate",
        AddressConfirm = "address_confirm",
        AddressNotice = "address_notice",
        AddressChanged = "address_changed",
        TerminationPlanned = "termination_planned",
        TerminationCancelled = "termination_cancelled",
        TerminationDone = "termination_done",
        Reopened = "reopened",
        ComplaintReceived = "complaint_received",
        ComplaintDecided = "complaint_decided",
        SignInCode = "sign_in_code",
        DownloadCode = "download_code",
        StaffInvite = "staff_invite",
        StaffReset = "staff_reset",
        StaffAssigned = "staff_assigned",
        StaffReply = "staff_reply",
        StaffDueSoon = "staff_due_soon",
        StaffOverdue = "staff_overdue",
        StaffUnassigned = "staff_unassigned",
        StaffDigest = "staff_digest",
        StaffReview = "staff_review",
        StaffComplaint = "staff_complaint",
        StaffExtensionVoid = "staff_extension_void",
        StaffReport = "staff_report",
        StaffDeliveryFailed = "staff_delivery_failed",
        StaffPackageStopped = "staff_package_stopped",
        StaffTask = "staff_task",
        StaffHoldEnded = "staff_hold_ended",
        SystemTask = "system_task",
        SystemTaskReminder = "system_task_reminder",
        SystemTaskOverdue = "system_task_overdue",
    }
}

impl NoticeKind {
    /// Whether it goes to someone of the desk.
    pub fn is_for_staff(self) -> bool {
        self.as_str().starts_with("staff_")
    }

    /// Whether it goes to someone who answers for a system.
    pub fn is_for_system_owner(self) -> bool {
        self.as_str().starts_with("system_")
    }
}

/// A rendered message: preview, proof and what the transport sends are these same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The address it goes to; empty for a letter to be printed.
    pub to: String,
    /// Name beside the address, if one may be shown.
    pub to_name: Option<String>,
    /// Subject line.
    pub subject: String,
    /// Plain text part.
    pub text: String,
    /// HTML part.
    pub html: String,
    /// Which notice.
    pub notice: NoticeKind,
    /// Version of the template (hash of its sources).
    pub template_version: String,
}
