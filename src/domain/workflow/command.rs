//! What someone wants: a verb with its data. Free text travels as [`Prose`].

mod parts;
mod words;

use chrono::{DateTime, NaiveDate, Utc};

pub use parts::{Earlier, Opening, PlanChoice};

use super::rules::Verb;
use crate::file::{FilePurpose, NewFile, PackageStop};
use crate::ids::{FileId, HoldId, OutboxId, Reference, StaffId, TaskId};
use crate::item::TaskFacts;
use crate::message::NoticeKind;
use crate::person::Email;
use crate::prose::Prose;
use crate::vocabulary::{
    Channel, ComplaintKind, ComplaintOutcome, FieldDecision, Ground, Outcome, ReturnReason, Right,
    Settlement, TaskResult, TaskWith, VerificationMethod,
};
use crate::webhook::CallFault;

/// A command on an existing case. Creation is [`Opening`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each variant is its verb; the fields are named for what they carry"
)]
pub enum Command {
    ConfirmEmail {
        by_link: bool,
    },
    ResendConfirmation,
    ConfirmByDesk {
        method: VerificationMethod,
        note: Prose,
    },
    ConfirmMandate,
    Disown,
    GiveEvidence {
        text: Prose,
    },
    AnswerClarification {
        text: Prose,
    },
    SendMessage {
        text: Prose,
    },
    Withdraw {
        reason: Option<Prose>,
    },
    /// A withdrawal: the same person sent the form again, corrected, before confirming this one.
    Supersede,
    CancelTermination,
    AskAddressChange {
        email: Email,
        /// The person with that address, looked up when the command is run; `None` when nothing changes.
        person: Option<Prose>,
        reason: Option<Prose>,
    },
    ConfirmAddressChange,
    CancelAddressChange {
        /// The mailbox in force says that nobody there asked for it.
        disowned: bool,
    },
    Download,
    /// The requester shows something.
    GiveFile {
        file: NewFile,
        purpose: FilePurpose,
    },
    Assign {
        to: Option<StaffId>,
    },
    Take,
    AddNote {
        text: Prose,
    },
    SetRights {
        rights: Vec<Right>,
    },
    AskEvidence {
        text: Prose,
    },
    AcceptIdentity {
        method: VerificationMethod,
        note: Option<Prose>,
        /// `None`: every system the data map names.
        plan: Option<PlanChoice>,
    },
    RejectIdentity {
        text: Prose,
    },
    AskClarification {
        text: Prose,
    },
    CompleteTask {
        task: TaskId,
        result: TaskResult,
        facts: TaskFacts,
        details: Option<Prose>,
    },
    ReopenTask {
        task: TaskId,
        reason: Prose,
    },
    AttachFile {
        file: NewFile,
        task: TaskId,
        /// It holds data of other people.
        others: bool,
        /// The file whose place it takes, redacted.
        replaces: Option<FileId>,
    },
    RemoveFile {
        file: FileId,
    },
    SignOffFile {
        file: FileId,
        reason: Prose,
    },
    AddTask {
        right: Right,
        system: String,
        reason: Prose,
    },
    DropTask {
        task: TaskId,
        reason: Prose,
    },
    AssignTask {
        task: TaskId,
        with: TaskWith,
        /// To whom, and what to tell them.
        words: Option<Prose>,
    },
    ReturnTask {
        task: TaskId,
        why: ReturnReason,
        text: Prose,
    },
    PreviewTask {
        task: TaskId,
        /// How many records would go; `None`: unknown.
        count: Option<u32>,
    },
    /// A point of the checklist before an account is closed.
    CheckPoint {
        /// Its key.
        point: String,
        note: Prose,
    },
    ApproveExecution {
        /// Why it is released before every count is in.
        reason: Option<Prose>,
    },
    DecideCorrection {
        /// Counted from 1, as the person gave the fields.
        number: u32,
        decision: FieldDecision,
        ground: Option<Ground>,
        text: Option<Prose>,
    },
    SettleItem {
        right: Right,
        settlement: Settlement,
        ground: Option<Ground>,
        text: Option<Prose>,
    },
    ProposeAnswer {
        text: Option<Prose>,
        closing: Option<Prose>,
    },
    Refuse {
        ground: Ground,
        text: Prose,
    },
    Approve,
    SendBack {
        reason: Prose,
    },
    Reopen {
        reason: Prose,
    },
    RecordComplaint {
        kind: ComplaintKind,
        channel: Channel,
        received_at: DateTime<Utc>,
        text: Prose,
    },
    DecideComplaint {
        outcome: ComplaintOutcome,
        text: Prose,
    },
    Extend {
        ground: Ground,
        text: Prose,
    },
    MarkDuplicate {
        of: Reference,
        /// Looked up when the command is run.
        earlier: Earlier,
    },
    CorrectReceivedDate {
        received_at: DateTime<Utc>,
        reason: Prose,
    },
    SetJurisdiction {
        country: String,
        region: Option<String>,
        reason: Prose,
    },
    ExplainLateness {
        reason: Prose,
    },
    PlaceHold {
        reason: Prose,
    },
    ReleaseHold {
        reason: Prose,
    },
    /// A legal hold on the person or on the request counts for it from now on.
    BeginLegalHold {
        hold: HoldId,
        until: Option<NaiveDate>,
    },
    EndLegalHold {
        hold: HoldId,
    },
    RecallPackage {
        reason: Prose,
    },
    /// Works every date out anew, because the policy changed.
    Recount {
        /// Keys of the settings that were changed.
        because: Vec<String>,
    },
    Tick,
    Deliver {
        notice: NoticeKind,
        outbox: OutboxId,
        accepted: bool,
    },
    /// It was erased before a backup from an earlier time was restored.
    ReErase {
        /// How it had ended.
        outcome: Outcome,
    },
    /// The worker built the package, or must not.
    BuildPackage {
        built: Result<FileId, PackageStop>,
    },
    /// The worker called the system of a task, or could not.
    CallSystem {
        task: TaskId,
        went: Result<(), CallFault>,
    },
    Forget,
}

impl Command {
    /// The verb of the table.
    #[expect(clippy::too_many_lines, reason = "a table of every command")]
    pub const fn verb(&self) -> Verb {
        match self {
            Self::ConfirmEmail { .. } => Verb::ConfirmEmail,
            Self::ResendConfirmation => Verb::ResendConfirmation,
            Self::ConfirmByDesk { .. } => Verb::ConfirmByDesk,
            Self::ConfirmMandate => Verb::ConfirmMandate,
            Self::Disown => Verb::Disown,
            Self::GiveEvidence { .. } => Verb::GiveEvidence,
            Self::AnswerClarification { .. } => Verb::AnswerClarification,
            Self::SendMessage { .. } => Verb::SendMessage,
            Self::Withdraw { .. } | Self::Supersede => Verb::Withdraw,
            Self::CancelTermination => Verb::CancelTermination,
            Self::AskAddressChange { .. } => Verb::AskAddressChange,
            Self::ConfirmAddressChange => Verb::ConfirmAddressChange,
            Self::CancelAddressChange { .. } => Verb::CancelAddressChange,
            Self::Download => Verb::Download,
            Self::GiveFile { .. } => Verb::GiveFile,
            Self::Assign { .. } => Verb::Assign,
            Self::Take => Verb::Take,
            Self::AddNote { .. } => Verb::AddNote,
            Self::SetRights { .. } => Verb::SetRights,
            Self::AskEvidence { .. } => Verb::AskEvidence,
            Self::AcceptIdentity { .. } => Verb::AcceptIdentity,
            Self::RejectIdentity { .. } => Verb::RejectIdentity,
            Self::AskClarification { .. } => Verb::AskClarification,
            Self::CompleteTask { .. } => Verb::CompleteTask,
            Self::ReopenTask { .. } => Verb::ReopenTask,
            Self::AttachFile { .. } => Verb::AttachFile,
            Self::RemoveFile { .. } => Verb::RemoveFile,
            Self::SignOffFile { .. } => Verb::SignOffFile,
            Self::AddTask { .. } => Verb::AddTask,
            Self::DropTask { .. } => Verb::DropTask,
            Self::AssignTask { .. } => Verb::AssignTask,
            Self::ReturnTask { .. } => Verb::ReturnTask,
            Self::PreviewTask { .. } => Verb::PreviewTask,
            Self::CheckPoint { .. } => Verb::CheckPoint,
            Self::ApproveExecution { .. } => Verb::ApproveExecution,
            Self::DecideCorrection { .. } => Verb::DecideCorrection,
            Self::SettleItem { .. } => Verb::SettleItem,
            Self::ProposeAnswer { .. } => Verb::ProposeAnswer,
            Self::Refuse { .. } => Verb::Refuse,
            Self::Approve => Verb::Approve,
            Self::SendBack { .. } => Verb::SendBack,
            Self::Reopen { .. } => Verb::Reopen,
            Self::RecordComplaint { .. } => Verb::RecordComplaint,
            Self::DecideComplaint { .. } => Verb::DecideComplaint,
            Self::Extend { .. } => Verb::Extend,
            Self::MarkDuplicate { .. } => Verb::MarkDuplicate,
            Self::CorrectReceivedDate { .. } => Verb::CorrectReceivedDate,
            Self::SetJurisdiction { .. } => Verb::SetJurisdiction,
            Self::ExplainLateness { .. } => Verb::ExplainLateness,
            Self::PlaceHold { .. } => Verb::PlaceHold,
            Self::ReleaseHold { .. } => Verb::ReleaseHold,
            Self::BeginLegalHold { .. } => Verb::BeginLegalHold,
            Self::EndLegalHold { .. } => Verb::EndLegalHold,
            Self::Recount { .. } => Verb::Recount,
            Self::Tick => Verb::Tick,
            Self::Deliver { .. } => Verb::Deliver,
            Self::ReErase { .. } => Verb::ReErase,
            Self::RecallPackage { .. } => Verb::RecallPackage,
            Self::BuildPackage { .. } => Verb::BuildPackage,
            Self::CallSystem { .. } => Verb::CallSystem,
            Self::Forget => Verb::Forget,
        }
    }
}
