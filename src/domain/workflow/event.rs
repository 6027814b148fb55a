//! What happened: the journal's vocabulary. Past tense, stable names, no personal data.

mod about;
mod happened;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::case::Intake;
use crate::deadline::Clock;
use crate::file::{FileKind, FilePurpose, PackageStop};
use crate::ids::{CaseId, FileId, HoldId, OutboxId, Reference, StaffId, TaskId};
use crate::item::{LookAgain, Preview, Task, TaskFacts, TaskWith};
use crate::message::NoticeKind;
use crate::policy::ClockKind;
use crate::prose::Sealed;
use crate::vocabulary::{
    Channel, ComplaintKind, ComplaintOutcome, FieldDecision, Ground, Outcome, ReturnReason, Right,
    Settlement, Stage, TaskResult, VerificationMethod,
};
use crate::webhook::CallFault;
pub use about::Side;
pub use happened::Happened;

/// One event of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the field's; docs/workflow.md explains each")]
pub enum Event {
    CaseOpened {
        id: CaseId,
        reference: Reference,
        stage: Stage,
        intake: Intake,
        rights: Vec<Right>,
        clocks: Vec<Clock>,
    },
    EmailConfirmed {
        by_link: bool,
    },
    ConfirmationResent,
    ConfirmationReminded,
    ConfirmedByDesk {
        method: VerificationMethod,
        note: Sealed,
    },
    MandateConfirmed,
    Disowned,
    EvidenceAsked {
        text: Sealed,
    },
    /// Proof that a guardian may act for the child, asked for without anybody's doing.
    AuthorityAsked,
    EvidenceGiven {
        text: Sealed,
    },
    ClarificationAsked {
        text: Sealed,
    },
    ClarificationAnswered {
        text: Sealed,
    },
    MessageSent {
        from: Side,
        text: Sealed,
    },
    NoteAdded {
        text: Sealed,
    },
    Assigned {
        to: Option<StaffId>,
    },
    RightsSet {
        rights: Vec<Right>,
    },
    IdentityAccepted {
        method: VerificationMethod,
        note: Option<Sealed>,
        tasks: Vec<Task>,
        /// The version of the data map they were planned from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        data_map: Option<u32>,
        /// Why other systems are asked than the map names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Sealed>,
    },
    IdentityRejected {
        text: Sealed,
    },
    TaskCompleted {
        task: TaskId,
        result: TaskResult,
        #[serde(default, skip_serializing_if = "TaskFacts::is_empty")]
        facts: TaskFacts,
        details: Option<Sealed>,
    },
    TaskFailed {
        task: TaskId,
        text: Option<Sealed>,
    },
    TaskReopened {
        task: TaskId,
        reason: Sealed,
    },
    FileGiven {
        file: FileId,
        purpose: FilePurpose,
        kind: FileKind,
    },
    FileAttached {
        file: FileId,
        task: TaskId,
        kind: FileKind,
        others: bool,
        replaces: Option<FileId>,
    },
    FileRemoved {
        file: FileId,
    },
    FileSignedOff {
        file: FileId,
        reason: Sealed,
    },
    PackageBuilt {
        file: FileId,
        until: DateTime<Utc>,
    },
    PackageStopped {
        reason: PackageStop,
    },
    PackageDownloaded {
        number: u32,
    },
    PackageRecalled {
        reason: Sealed,
    },
    PackageExpired,
    /// A task beside the plan: by a person with a reason, or for the recipients of what was corrected or erased.
    TaskAdded {
        planned: Task,
        reason: Option<Sealed>,
    },
    TaskDropped {
        task: TaskId,
        reason: Sealed,
    },
    TaskAssigned {
        task: TaskId,
        with: TaskWith,
        words: Option<Sealed>,
    },
    TaskReturned {
        task: TaskId,
        why: ReturnReason,
        text: Sealed,
    },
    /// Its system took it.
    TaskSent {
        task: TaskId,
    },
    /// Its system could not be reached, refused it or sent no result: people do it.
    TaskFellBack {
        task: TaskId,
        with: TaskWith,
        why: CallFault,
    },
    TaskReminderDue {
        task: TaskId,
    },
    TaskOverdue {
        task: TaskId,
        day: NaiveDate,
    },
    /// A task for the desk: what was kept may go now, or it is said anew why it stays.
    LookAgainOpened {
        planned: Task,
        because: LookAgain,
    },
    TaskPreviewed {
        task: TaskId,
        preview: Preview,
    },
    PointChecked {
        point: String,
        note: Sealed,
    },
    ExecutionApproved {
        rights: Vec<Right>,
        /// Why it was released before every count was in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Sealed>,
    },
    ReleaseLapsed {
        right: Right,
    },
    CoolingOffStarted {
        until: DateTime<Utc>,
    },
    CoolingOffEnded,
    TerminationCancelled,
    AddressChangeAsked {
        person: Sealed,
        by_desk: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Sealed>,
    },
    AddressChangeConfirmed {
        counts_at: DateTime<Utc>,
    },
    AddressChangeCancelled,
    AddressChangeLapsed,
    AddressChanged,
    CorrectionDecided {
        number: u32,
        decision: FieldDecision,
        ground: Option<Ground>,
        text: Option<Sealed>,
    },
    ItemSettled {
        right: Right,
        settlement: Settlement,
        ground: Option<Ground>,
        text: Option<Sealed>,
    },
    AnswerProposed {
        text: Option<Sealed>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closing: Option<Sealed>,
    },
    RefusalProposed {
        ground: Ground,
        text: Sealed,
    },
    AnswerApproved,
    SentBack {
        to: Stage,
        reason: Sealed,
    },
    Withdrawn {
        reason: Option<Sealed>,
    },
    Expired,
    Superseded,
    DuplicateMarked {
        of: Reference,
    },
    Closed {
        outcome: Outcome,
    },
    Reopened {
        to: Stage,
        reason: Sealed,
    },
    ComplaintRecorded {
        kind: ComplaintKind,
        channel: Channel,
        #[serde(deserialize_with = "crate::instant::deserialize")]
        received_at: DateTime<Utc>,
        received_on: NaiveDate,
        text: Sealed,
        clocks: Vec<Clock>,
    },
    /// Upheld, it is followed by `reopened` with the same words.
    ComplaintDecided {
        outcome: ComplaintOutcome,
        text: Sealed,
    },
    ExtensionDecided {
        ground: Ground,
        text: Sealed,
        due_on: NaiveDate,
        notice_by: NaiveDate,
    },
    DeadlineExtended {
        from: NaiveDate,
        to: NaiveDate,
        citation: String,
        clocks: Vec<Clock>,
    },
    ExtensionVoided {
        notice_by: NaiveDate,
    },
    ReceivedDateCorrected {
        from: NaiveDate,
        #[serde(deserialize_with = "crate::instant::deserialize")]
        received_at: DateTime<Utc>,
        received_on: NaiveDate,
        due_from: NaiveDate,
        due_to: NaiveDate,
        citation: String,
        reason: Sealed,
        clocks: Vec<Clock>,
    },
    /// Something happened that a clock counts with, or the policy changed: every date was worked out anew.
    DeadlineRecomputed {
        from: NaiveDate,
        to: NaiveDate,
        citation: String,
        clocks: Vec<Clock>,
        /// Keys of the settings that were changed (`law:us_va`, `calendar:X-OFFICE`, `choice:eu_gdpr`).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        because: Vec<String>,
    },
    JurisdictionSet {
        country: String,
        region: Option<String>,
        reason: Sealed,
    },
    DeadlineMissed {
        clock: ClockKind,
        rule: String,
        due_on: NaiveDate,
    },
    LatenessExplained {
        reason: Sealed,
    },
    HoldPlaced {
        reason: Sealed,
    },
    HoldReleased {
        reason: Sealed,
    },
    LegalHoldBegan {
        hold: HoldId,
        until: Option<NaiveDate>,
    },
    LegalHoldEnded {
        hold: HoldId,
    },
    ReminderDue {
        days_left: u32,
        passed: Vec<u32>,
    },
    OverdueReminderDue {
        day: NaiveDate,
    },
    UnassignedEscalated,
    RequesterReminded,
    NoticeDelivered {
        notice: NoticeKind,
        outbox: OutboxId,
    },
    NoticeFailed {
        notice: NoticeKind,
        outbox: OutboxId,
    },
    /// The ledger says that it was erased before a backup was restored.
    ErasedAgain,
    PersonalDataErased,
}
