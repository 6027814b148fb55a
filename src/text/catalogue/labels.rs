//! Short labels: headings, table cells, buttons.

use domain::data_map::RetentionBasis;
use domain::file::FilePurpose;
use domain::message::NoticeKind as N;
use domain::policy::ClockKind;
use domain::vocabulary::{
    AccountRole, Channel, FourEyes, Outcome, Priority, RequesterRole, Right, Role, Settlement,
    Stage, TaskKind, TaskResult, TaskWith, VerificationMethod, WaitingReason,
};
use domain::workflow::Verb;

/// What a person asks for, in the person's words.
pub const fn right(value: Right) -> &'static str {
    match value {
        Right::Access => "Copy of my data",
        Right::Correct => "Correct my data",
        Right::Delete => "Delete my data",
        Right::Terminate => "Close my account",
    }
}

/// Where a request is, for the desk.
pub const fn stage(value: Stage) -> &'static str {
    match value {
        Stage::Unconfirmed => "Unconfirmed",
        Stage::Verifying => "Checking identity",
        Stage::Working => "In progress",
        Stage::Review => "In review",
        Stage::Closed => "Closed",
    }
}

/// Where a request is, for the person who asked.
pub const fn stage_for_requester(value: Stage) -> &'static str {
    match value {
        Stage::Unconfirmed => "Waiting for you to confirm your email address",
        Stage::Verifying => "We are checking who is asking",
        Stage::Working => "We are working on it",
        Stage::Review => "A colleague checks our answer",
        Stage::Closed => "Finished",
    }
}

/// How a request ended.
pub const fn outcome(value: Outcome) -> &'static str {
    match value {
        Outcome::Fulfilled => "Done",
        Outcome::PartlyFulfilled => "Done in part",
        Outcome::Refused => "Refused",
        Outcome::Withdrawn => "Withdrawn",
        Outcome::Expired => "Never confirmed",
        Outcome::Duplicate => "Repeats an earlier request",
    }
}

/// The way a request arrived.
pub const fn channel(value: Channel) -> &'static str {
    match value {
        Channel::WebForm => "Web form",
        Channel::Email => "Email",
        Channel::Post => "Post",
        Channel::Phone => "Phone",
        Channel::Api => "Program (API)",
    }
}

/// In which capacity someone asks.
pub const fn requester_role(value: RequesterRole) -> &'static str {
    match value {
        RequesterRole::Myself => "For myself",
        RequesterRole::Guardian => "For my child, or someone in my care",
        RequesterRole::Agent => "For someone who asked me to",
    }
}

/// The kind of account.
pub const fn account_role(value: AccountRole) -> &'static str {
    match value {
        AccountRole::Student => "Student",
        AccountRole::Instructor => "Instructor",
        AccountRole::Both => "Student and instructor",
        AccountRole::Enterprise => "Account from my employer or school",
        AccountRole::None => "No account",
    }
}

/// What the desk waits for.
pub const fn waiting_reason(value: WaitingReason) -> &'static str {
    match value {
        WaitingReason::Evidence => "Proof of identity",
        WaitingReason::Clarification => "Answer to a question",
    }
}

/// What a task asks of a system.
pub const fn task_kind(value: TaskKind) -> &'static str {
    match value {
        TaskKind::Collect => "Collect the data",
        TaskKind::Correct => "Correct the data",
        TaskKind::Erase => "Erase the data",
        TaskKind::Anonymise => "Make the data anonymous",
        TaskKind::Retain => "Say what is kept and why",
        TaskKind::CloseAccount => "Close the account",
        TaskKind::LookAgain => "Look again at what was kept",
        TaskKind::TellRecipients => "Tell the recipients",
    }
}

/// What came of a task.
pub const fn task_result(value: TaskResult) -> &'static str {
    match value {
        TaskResult::Found => "Data found",
        TaskResult::NothingHeld => "Nothing held",
        TaskResult::Corrected => "Corrected",
        TaskResult::Erased => "Erased",
        TaskResult::Anonymised => "Made anonymous",
        TaskResult::Retained => "Kept, with a reason",
        TaskResult::Failed => "Could not be done",
    }
}

/// What came of a task of this kind: recipients are told, not found.
pub const fn task_result_for(kind: TaskKind, value: TaskResult) -> &'static str {
    match (kind, value) {
        (TaskKind::TellRecipients, TaskResult::Found) => "Told",
        (TaskKind::TellRecipients, TaskResult::NothingHeld) => "Nobody to tell",
        (_, value) => task_result(value),
    }
}

/// Why data is kept.
pub const fn retention_basis(value: RetentionBasis) -> &'static str {
    match value {
        RetentionBasis::MandatoryRecordKeeping => "Mandatory record keeping",
        RetentionBasis::CompletingTransactions => "Completing transactions",
        RetentionBasis::LegalObligation => "Legal obligation",
        RetentionBasis::LegalClaims => "Legal claims",
        RetentionBasis::DisputeResolution => "Settling a dispute",
        RetentionBasis::AgreementEnforcement => "Enforcing agreements",
        RetentionBasis::FraudPrevention => "Preventing fraud",
    }
}

/// Who is to do a task.
pub const fn task_with(value: TaskWith) -> &'static str {
    match value {
        TaskWith::Desk => "The desk",
        TaskWith::Owner => "The system’s owner",
        TaskWith::Other => "Somebody else",
        TaskWith::System => "The system itself",
    }
}

/// What was decided on one right.
pub const fn settlement(value: Settlement) -> &'static str {
    match value {
        Settlement::Done => "Done",
        Settlement::PartlyDone => "Done in part",
        Settlement::Refused => "Refused",
        Settlement::NotApplicable => "Does not apply",
    }
}

/// Order in the queue.
pub const fn priority(value: Priority) -> &'static str {
    match value {
        Priority::Normal => "Normal",
        Priority::High => "High",
    }
}

/// Who acts.
pub const fn role(value: Role) -> &'static str {
    match value {
        Role::Requester => "Requester",
        Role::DataSubject => "Data subject",
        Role::Handler => "Handler",
        Role::Approver => "Approver",
        Role::Compliance => "Compliance officer",
        Role::Admin => "Administrator",
        Role::SystemOwner => "Owner of a system",
        Role::System => "Rightsdesk",
    }
}

/// How identity was established.
pub const fn verification_method(value: VerificationMethod) -> &'static str {
    match value {
        VerificationMethod::AccountMatch => "Address of the account, confirmed by mail",
        VerificationMethod::Evidence => "Evidence given through the status page",
        VerificationMethod::Authority => "Proof of authority to act for someone",
        VerificationMethod::Other => "Another way, told in the note",
    }
}

/// What a clock measures.
pub const fn clock(value: ClockKind) -> &'static str {
    match value {
        ClockKind::Acknowledge => "Say that it arrived",
        ClockKind::Respond => "Answer",
        ClockKind::ExtensionNotice => "Tell of an extension",
        ClockKind::InternalTarget => "Our own target",
        ClockKind::Complaint => "Decide a complaint",
        ClockKind::Appeal => "Decide an appeal",
    }
}

/// When a second person is needed.
pub const fn four_eyes(value: FourEyes) -> &'static str {
    match value {
        FourEyes::Always => "Every answer needs a second person",
        FourEyes::DeleteTerminateAndRefusals => {
            "Erasure, account closure and answers that give less than was asked need a second person"
        }
        FourEyes::Never => "No second person is needed",
    }
}

/// What someone can do, as on a button.
#[expect(clippy::too_many_lines, reason = "one arm per verb")]
pub const fn verb(value: Verb) -> &'static str {
    match value {
        Verb::Submit => "Send a request",
        Verb::Record => "Record a request",
        Verb::ConfirmEmail => "Confirm the email address",
        Verb::ResendConfirmation => "Send the code again",
        Verb::ConfirmByDesk => "Confirm for the requester",
        Verb::ConfirmMandate => "Confirm the mandate",
        Verb::Disown => "This was not me",
        Verb::GiveEvidence => "Give proof of identity",
        Verb::AnswerClarification => "Answer the question",
        Verb::SendMessage => "Send a message",
        Verb::Withdraw => "Withdraw the request",
        Verb::CancelTermination => "Keep the account",
        Verb::Download => "Download",
        Verb::GiveFile => "Give a file",
        Verb::Assign => "Assign",
        Verb::Take => "Take the request",
        Verb::AddNote => "Add a note",
        Verb::SetRights => "Set what is asked for",
        Verb::AskEvidence => "Ask for proof of identity",
        Verb::AcceptIdentity => "Accept identity",
        Verb::RejectIdentity => "Reject identity",
        Verb::AskClarification => "Ask a question",
        Verb::CompleteTask => "Complete a task",
        Verb::ReopenTask => "Open a task again",
        Verb::AttachFile => "Attach a file",
        Verb::RemoveFile => "Remove the file",
        Verb::SignOffFile => "Sign the file off",
        Verb::AddTask => "Ask another system",
        Verb::DropTask => "Drop a task",
        Verb::AssignTask => "Hand over a task",
        Verb::ReturnTask => "Hand a task back",
        Verb::PreviewTask => "Count what would go",
        Verb::CheckPoint => "Tick a point of the checklist",
        Verb::ApproveExecution => "Release erasure and closing",
        Verb::DecideCorrection => "Decide on a field",
        Verb::SettleItem => "Decide on a right",
        Verb::ProposeAnswer => "Propose the answer",
        Verb::Refuse => "Propose a refusal",
        Verb::Approve => "Approve and send",
        Verb::SendBack => "Send back",
        Verb::Reopen => "Reopen",
        Verb::RecordComplaint => "Record a complaint or appeal",
        Verb::DecideComplaint => "Decide the complaint",
        Verb::Extend => "Extend the deadline",
        Verb::MarkDuplicate => "Mark as a duplicate",
        Verb::CorrectReceivedDate => "Correct the date of receipt",
        Verb::SetJurisdiction => "Set country and region",
        Verb::ExplainLateness => "Explain the delay",
        Verb::PlaceHold => "Place a hold",
        Verb::ReleaseHold => "Release the hold",
        Verb::BeginLegalHold => "Begin a legal hold",
        Verb::EndLegalHold => "End a legal hold",
        Verb::Recount => "Work the dates out anew",
        Verb::AskAddressChange => "Record another address",
        Verb::ConfirmAddressChange => "Confirm another address",
        Verb::CancelAddressChange => "Cancel the change of address",
        Verb::Tick => "Time passes",
        Verb::Deliver => "Record a delivery",
        Verb::ReErase => "Erase again after a restore",
        Verb::RecallPackage => "Take the copy of the data back",
        Verb::BuildPackage => "Put the copy of the data together",
        Verb::CallSystem => "Call a system",
        Verb::Forget => "Erase personal data",
    }
}

/// What a file is for.
pub const fn file_purpose(value: FilePurpose) -> &'static str {
    match value {
        FilePurpose::Evidence => "Proof of identity or authority",
        FilePurpose::Correction => "Proof of what is wrong",
        FilePurpose::Result => "Found in a system",
        FilePurpose::Package => "Copy of the data",
    }
}

/// What a notice is about.
pub const fn notice(value: N) -> &'static str {
    match value {
        N::ConfirmAddress | N::AddressConfirm => "Confirm your address",
        N::ConfirmReminder => "Reminder to confirm",
        N::Received => "Request received",
        N::AccountNotice => "A request was made for your account",
        N::MandateRequest => "Confirm that someone may act for you",
        N::EvidenceAsked => "Proof of identity asked for",
        N::QuestionAsked => "Question asked",
        N::MessageFromDesk => "Message from the desk",
        N::RequesterReminder => "Reminder to the requester",
        N::Extension => "Deadline extended",
        N::AnswerReady => "Answer ready",
        N::AnswerInPart => "Answer in part",
        N::Refused => "Request refused",
        N::IdentityRejected => "Identity not established",
        N::Withdrawn => "Request withdrawn",
        N::Expired => "Request expired",
        N::Duplicate => "Request repeats an earlier one",
        N::AddressNotice => "Another address was asked for",
        N::AddressChanged => "Address changed",
        N::TerminationPlanned => "Account closure planned",
        N::TerminationCancelled => "Account closure cancelled",
        N::TerminationDone => "Account closed",
        N::Reopened => "Request reopened",
        N::ComplaintReceived => "Complaint or appeal received",
        N::ComplaintDecided => "Complaint or appeal decided",
        N::SignInCode => "Sign-in code",
        N::DownloadCode => "Code for a download",
        N::StaffInvite => "Invitation",
        N::StaffReset => "New password",
        N::StaffAssigned => "Request assigned",
        N::StaffReply => "Requester replied",
        N::StaffDueSoon => "Due soon",
        N::StaffOverdue => "Overdue",
        N::StaffUnassigned => "Nobody works on it",
        N::StaffDigest => "Daily digest",
        N::StaffReport => "Scheduled report",
        N::StaffReview => "Needs an approver",
        N::StaffComplaint => "Complaint or appeal to decide",
        N::StaffExtensionVoid => "Extension did not take effect",
        N::StaffDeliveryFailed => "Notice not delivered",
        N::StaffPackageStopped => "Copy of the data not built",
        N::StaffTask => "Task needs the desk",
        N::StaffHoldEnded => "A legal hold ended",
        N::SystemTask => "Task for a system’s owner",
        N::SystemTaskReminder => "Reminder of a task",
        N::SystemTaskOverdue => "Task is late",
    }
}
