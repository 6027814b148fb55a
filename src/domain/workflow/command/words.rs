//! The free texts commands carry.

use super::Command;
use crate::prose::Prose;

impl Command {
    /// The free texts it carries, to be sealed when the command is accepted.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these carry two texts")]
    pub fn prose(&self) -> impl Iterator<Item = &Prose> {
        let second = match self {
            Self::AcceptIdentity { plan: Some(plan), .. } => plan.reason.as_ref(),
            Self::AskAddressChange { person, .. } => person.as_ref(),
            Self::ProposeAnswer { closing, .. } => closing.as_ref(),
            _ => None,
        };
        self.words().into_iter().chain(second)
    }

    #[expect(clippy::too_many_lines, reason = "a table of every command")]
    fn words(&self) -> Option<&Prose> {
        match self {
            Self::ConfirmByDesk { note: text, .. }
            | Self::CheckPoint { note: text, .. }
            | Self::GiveEvidence { text }
            | Self::AnswerClarification { text }
            | Self::SendMessage { text }
            | Self::AddNote { text }
            | Self::AskEvidence { text }
            | Self::RejectIdentity { text }
            | Self::AskClarification { text }
            | Self::ReopenTask { reason: text, .. }
            | Self::SignOffFile { reason: text, .. }
            | Self::RecallPackage { reason: text }
            | Self::AddTask { reason: text, .. }
            | Self::DropTask { reason: text, .. }
            | Self::ReturnTask { text, .. }
            | Self::Refuse { text, .. }
            | Self::SendBack { reason: text }
            | Self::Reopen { reason: text }
            | Self::RecordComplaint { text, .. }
            | Self::DecideComplaint { text, .. }
            | Self::Extend { text, .. }
            | Self::CorrectReceivedDate { reason: text, .. }
            | Self::SetJurisdiction { reason: text, .. }
            | Self::ExplainLateness { reason: text }
            | Self::PlaceHold { reason: text }
            | Self::ReleaseHold { reason: text } => Some(text),
            Self::Withdraw { reason: text }
            | Self::AskAddressChange { reason: text, .. }
            | Self::AcceptIdentity { note: text, .. }
            | Self::CompleteTask { details: text, .. }
            | Self::AssignTask { words: text, .. }
            | Self::ApproveExecution { reason: text }
            | Self::DecideCorrection { text, .. }
            | Self::SettleItem { text, .. }
            | Self::ProposeAnswer { text, .. } => text.as_ref(),
            Self::ConfirmEmail { .. }
            | Self::ResendConfirmation
            | Self::ConfirmMandate
            | Self::Disown
            | Self::Supersede
            | Self::CancelTermination
            | Self::ConfirmAddressChange
            | Self::CancelAddressChange { .. }
            | Self::Download
            | Self::GiveFile { .. }
            | Self::AttachFile { .. }
            | Self::RemoveFile { .. }
            | Self::Assign { .. }
            | Self::Take
            | Self::SetRights { .. }
            | Self::PreviewTask { .. }
            | Self::Approve
            | Self::MarkDuplicate { .. }
            | Self::BeginLegalHold { .. }
            | Self::EndLegalHold { .. }
            | Self::Recount { .. }
            | Self::Tick
            | Self::Deliver { .. }
            | Self::ReErase { .. }
            | Self::BuildPackage { .. }
            | Self::CallSystem { .. }
            | Self::Forget => None,
        }
    }
}
