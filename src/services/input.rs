//! Commands as they arrive from the API and from forms: plain fields, before texts get a place in
//! the vault. The names are those of the API (docs/api.md).

mod fields;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use fields::{address_wish, assignment, country_code, earlier, field, needed, optional, task_id};

use super::tasks::{self, DetailsInput};
use super::{Deps, ServiceError};
use domain::ids::{FileId, StaffId};
use domain::item::TaskWith;
use domain::region;
use domain::vocabulary::{
    Channel, ComplaintKind, ComplaintOutcome, FieldDecision, Ground, Right, Settlement, TaskResult,
    VerificationMethod,
};
use domain::workflow::Command;
use domain::workflow::command::{Earlier, PlanChoice};

/// A command body: `{"command": "accept_identity", …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are the API's; docs/api.md explains each")]
pub enum CommandInput {
    GiveEvidence {
        text: String,
    },
    AnswerClarification {
        text: String,
    },
    SendMessage {
        text: String,
    },
    Withdraw {
        #[serde(default)]
        reason: String,
    },
    CancelTermination {},
    AskAddressChange {
        email: String,
        #[serde(default)]
        reason: String,
    },
    CancelAddressChange {},
    ConfirmByDesk {
        #[schema(value_type = String)]
        method: VerificationMethod,
        note: String,
    },
    Assign {
        #[serde(default)]
        to: Option<String>,
    },
    Take {},
    AddNote {
        text: String,
    },
    SetRights {
        #[schema(value_type = Vec<String>)]
        rights: Vec<Right>,
    },
    AskEvidence {
        text: String,
    },
    AcceptIdentity {
        #[schema(value_type = String)]
        method: VerificationMethod,
        #[serde(default)]
        note: String,
        /// Keys of the systems to ask; without it those the data map names.
        #[serde(default)]
        systems: Option<Vec<String>>,
        /// Why others are asked than the data map names.
        #[serde(default)]
        reason: String,
    },
    RejectIdentity {
        text: String,
    },
    AskClarification {
        text: String,
    },
    CompleteTask {
        task: String,
        #[schema(value_type = String)]
        result: TaskResult,
        #[serde(default)]
        details: DetailsInput,
    },
    ReopenTask {
        task: String,
        reason: String,
    },
    RemoveFile {
        file: String,
    },
    SignOffFile {
        file: String,
        reason: String,
    },
    AddTask {
        #[schema(value_type = String)]
        right: Right,
        system: String,
        reason: String,
    },
    DropTask {
        task: String,
        reason: String,
    },
    AssignTask {
        task: String,
        #[schema(value_type = String)]
        with: TaskWith,
        #[serde(default)]
        team: String,
        #[serde(default)]
        mail: String,
        #[serde(default)]
        text: String,
    },
    PreviewTask {
        task: String,
        /// How many records would go; without it nobody knows.
        #[serde(default)]
        count: Option<u32>,
    },
    CheckPoint {
        /// Key of the point, as the policy pack names it.
        point: String,
        note: String,
    },
    ApproveExecution {
        /// Why it is released before every count is in.
        #[serde(default)]
        reason: Option<String>,
    },
    DecideCorrection {
        /// Number of the field, from 1.
        number: u32,
        #[schema(value_type = String)]
        decision: FieldDecision,
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        ground: Option<Ground>,
        #[serde(default)]
        text: Option<String>,
    },
    SettleItem {
        #[schema(value_type = String)]
        right: Right,
        #[schema(value_type = String)]
        outcome: Settlement,
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        ground: Option<Ground>,
        #[serde(default)]
        text: Option<String>,
    },
    ProposeAnswer {
        /// Words above what became of each right.
        #[serde(default)]
        text: Option<String>,
        /// Words below it.
        #[serde(default)]
        closing: Option<String>,
    },
    Refuse {
        #[schema(value_type = String)]
        ground: Ground,
        text: String,
    },
    Approve {
        /// Mark of the letter that was read; another letter is not approved.
        #[serde(default)]
        letter: Option<String>,
    },
    SendBack {
        reason: String,
    },
    Reopen {
        reason: String,
    },
    RecordComplaint {
        #[schema(value_type = String)]
        kind: ComplaintKind,
        #[schema(value_type = String)]
        channel: Channel,
        /// When it reached the company; without it now.
        #[serde(default, deserialize_with = "domain::instant::optional")]
        received_at: Option<DateTime<Utc>>,
        text: String,
    },
    DecideComplaint {
        #[schema(value_type = String)]
        outcome: ComplaintOutcome,
        text: String,
    },
    Extend {
        #[schema(value_type = String)]
        ground: Ground,
        text: String,
    },
    MarkDuplicate {
        of: String,
    },
    CorrectReceivedDate {
        #[serde(deserialize_with = "domain::instant::deserialize")]
        received_at: DateTime<Utc>,
        reason: String,
    },
    SetJurisdiction {
        country: String,
        #[serde(default)]
        region: Option<String>,
        reason: String,
    },
    ExplainLateness {
        reason: String,
    },
    PlaceHold {
        reason: String,
    },
    ReleaseHold {
        reason: String,
    },
    RecallPackage {
        reason: String,
    },
}

impl CommandInput {
    /// Checks the fields and gives texts their place.
    #[expect(clippy::too_many_lines, reason = "one arm per command, each a line or two")]
    pub fn into_command(self, deps: &Deps) -> Result<Command, ServiceError> {
        let need = |field, text| needed(deps, field, text);
        let maybe = |field, text: Option<String>| optional(deps, field, text);
        Ok(match self {
            Self::GiveEvidence { text } => Command::GiveEvidence { text: need("text", text)? },
            Self::AnswerClarification { text } => {
                Command::AnswerClarification { text: need("text", text)? }
            }
            Self::SendMessage { text } => Command::SendMessage { text: need("text", text)? },
            Self::Withdraw { reason } => {
                Command::Withdraw { reason: maybe("reason", Some(reason))? }
            }
            Self::CancelTermination {} => Command::CancelTermination,
            Self::AskAddressChange { email, reason } => address_wish(deps, &email, reason)?,
            Self::CancelAddressChange {} => Command::CancelAddressChange { disowned: false },
            Self::ConfirmByDesk { method, note } => {
                Command::ConfirmByDesk { method, note: need("note", note)? }
            }
            Self::Assign { to } => {
                Command::Assign { to: to.filter(|to| !to.trim().is_empty()).map(StaffId) }
            }
            Self::Take {} => Command::Take,
            Self::AddNote { text } => Command::AddNote { text: need("text", text)? },
            Self::SetRights { rights } => Command::SetRights { rights },
            Self::AskEvidence { text } => Command::AskEvidence { text: need("text", text)? },
            Self::AcceptIdentity { method, note, systems, reason } => {
                let reason = maybe("reason", Some(reason))?;
                let plan = systems.map(|systems| PlanChoice { systems, reason });
                Command::AcceptIdentity { method, note: maybe("note", Some(note))?, plan }
            }
            Self::RejectIdentity { text } => Command::RejectIdentity { text: need("text", text)? },
            Self::AskClarification { text } => {
                Command::AskClarification { text: need("text", text)? }
            }
            Self::CompleteTask { task, result, details } => {
                tasks::completion(deps, task_id(&task)?, result, details)?
            }
            Self::ReopenTask { task, reason } => {
                Command::ReopenTask { task: task_id(&task)?, reason: need("reason", reason)? }
            }
            Self::RemoveFile { file } => Command::RemoveFile { file: FileId(file) },
            Self::SignOffFile { file, reason } => {
                Command::SignOffFile { file: FileId(file), reason: need("reason", reason)? }
            }
            Self::AddTask { right, system, reason } => {
                Command::AddTask { right, system, reason: need("reason", reason)? }
            }
            Self::DropTask { task, reason } => {
                Command::DropTask { task: task_id(&task)?, reason: need("reason", reason)? }
            }
            Self::AssignTask { task, with, team, mail, text } => {
                let words = assignment(deps, with, &team, &mail, text)?;
                Command::AssignTask { task: task_id(&task)?, with, words }
            }
            Self::PreviewTask { task, count } => {
                Command::PreviewTask { task: task_id(&task)?, count }
            }
            Self::CheckPoint { point, note } => {
                Command::CheckPoint { point, note: need("note", note)? }
            }
            Self::ApproveExecution { reason } => {
                Command::ApproveExecution { reason: maybe("reason", reason)? }
            }
            Self::DecideCorrection { number, decision, ground, text } => {
                Command::DecideCorrection { number, decision, ground, text: maybe("text", text)? }
            }
            Self::SettleItem { right, outcome, ground, text } => Command::SettleItem {
                right,
                settlement: outcome,
                ground,
                text: maybe("text", text)?,
            },
            Self::ProposeAnswer { text, closing } => {
                let (text, closing) = (maybe("text", text)?, maybe("closing", closing)?);
                Command::ProposeAnswer { text, closing }
            }
            Self::Refuse { ground, text } => Command::Refuse { ground, text: need("text", text)? },
            Self::Approve { .. } => Command::Approve,
            Self::SendBack { reason } => Command::SendBack { reason: need("reason", reason)? },
            Self::Reopen { reason } => Command::Reopen { reason: need("reason", reason)? },
            Self::RecordComplaint { kind, channel, received_at, text } => {
                let (received_at, text) = (received_at.unwrap_or(deps.now()), need("text", text)?);
                Command::RecordComplaint { kind, channel, received_at, text }
            }
            Self::DecideComplaint { outcome, text } => {
                Command::DecideComplaint { outcome, text: need("text", text)? }
            }
            Self::Extend { ground, text } => Command::Extend { ground, text: need("text", text)? },
            Self::MarkDuplicate { of } => {
                Command::MarkDuplicate { of: earlier(&of)?, earlier: Earlier::default() }
            }
            Self::CorrectReceivedDate { received_at, reason } => {
                Command::CorrectReceivedDate { received_at, reason: need("reason", reason)? }
            }
            Self::SetJurisdiction { country, region, reason } => {
                let country = country_code(&country)?;
                let region = region::parse(&country, &region.unwrap_or_default())
                    .map_err(|why| field("region", &why))?;
                Command::SetJurisdiction { country, region, reason: need("reason", reason)? }
            }
            Self::ExplainLateness { reason } => {
                Command::ExplainLateness { reason: need("reason", reason)? }
            }
            Self::PlaceHold { reason } => Command::PlaceHold { reason: need("reason", reason)? },
            Self::ReleaseHold { reason } => {
                Command::ReleaseHold { reason: need("reason", reason)? }
            }
            Self::RecallPackage { reason } => {
                Command::RecallPackage { reason: need("reason", reason)? }
            }
        })
    }
}
