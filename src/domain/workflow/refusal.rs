//! Why not: a value with a stable code, never an error to log. Pages turn it into words.

use chrono::NaiveDate;

use super::rules::Verb;
use crate::receipt;
use crate::vocabulary::{Role, Stage, vocabulary};

vocabulary! {
    /// Stable codes of refusals, used in problem+json and docs/errors.md.
    pub enum RefusalCode {
        NotInStage = "not_in_stage",
        NotYourRole = "not_your_role",
        NotAllSettled = "not_all_settled",
        NoItemForRight = "no_item_for_right",
        NoRights = "no_rights",
        NoSuchTask = "no_such_task",
        TaskNotOpen = "task_not_open",
        TaskNotDone = "task_not_done",
        TaskNotYours = "task_not_yours",
        TaskExists = "task_exists",
        NoSuchSystem = "no_such_system",
        NoOwnerAddress = "no_owner_address",
        NoWebhook = "no_webhook",
        RightSettled = "right_settled",
        ResultDoesNotFit = "result_does_not_fit",
        NoSuchField = "no_such_field",
        CorrectionOpen = "correction_open",
        SettlementDoesNotFit = "settlement_does_not_fit",
        BasisNeeded = "basis_needed",
        ReasonNeeded = "reason_needed",
        GroundNeeded = "ground_needed",
        TextNeeded = "text_needed",
        SamePerson = "same_person",
        ExecutionNotApproved = "execution_not_approved",
        NothingToPreview = "nothing_to_preview",
        AlreadyReleased = "already_released",
        PreviewIncomplete = "preview_incomplete",
        NoSuchPoint = "no_such_point",
        ChecklistIncomplete = "checklist_incomplete",
        StillCoolingOff = "still_cooling_off",
        NothingToApprove = "nothing_to_approve",
        OnHold = "on_hold",
        PlacedByYou = "placed_by_you",
        UnderLegalHold = "under_legal_hold",
        NoHold = "no_hold",
        AlreadyOnHold = "already_on_hold",
        NoExtensionPromised = "no_extension_promised",
        AlreadyExtended = "already_extended",
        ExtensionPending = "extension_pending",
        ExtensionTooLate = "extension_too_late",
        LatenessUnexplained = "lateness_unexplained",
        NotLate = "not_late",
        NothingAsked = "nothing_asked",
        NothingToCancel = "nothing_to_cancel",
        NothingToDownload = "nothing_to_download",
        DownloadsUsed = "downloads_used",
        NothingToRecall = "nothing_to_recall",
        NoSuchFile = "no_such_file",
        TooManyFiles = "too_many_files",
        FilesUnfinished = "files_unfinished",
        WrongKind = "wrong_kind",
        TaskTakesNoFiles = "task_takes_no_files",
        FilesAttached = "files_attached",
        RedactionOpen = "redaction_open",
        NothingToSignOff = "nothing_to_sign_off",
        OwnFile = "own_file",
        MandateMissing = "mandate_missing",
        MandateNotNeeded = "mandate_not_needed",
        AuthorityNeeded = "authority_needed",
        NoteNeeded = "note_needed",
        CopyAwaited = "copy_awaited",
        NothingFound = "nothing_found",
        DataKept = "data_kept",
        DuplicateOfItself = "duplicate_of_itself",
        EarlierIsDuplicate = "earlier_is_duplicate",
        DateInFuture = "date_in_future",
        DateTooEarly = "date_too_early",
        DateAfterRecording = "date_after_recording",
        ReceiptSeen = "receipt_seen",
        ApproverNeeded = "approver_needed",
        ComplaintOpen = "complaint_open",
        NoComplaint = "no_complaint",
        NothingToComplain = "nothing_to_complain",
        ComplaintTooEarly = "complaint_too_early",
        PersonalDataErased = "personal_data_erased",
        NoEmailAddress = "no_email_address",
        NothingChanges = "nothing_changes",
        OutOfCalendar = "out_of_calendar",
    }
}

/// A command that is not possible, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: RefusalCode,
    /// The verb that was refused.
    pub verb: Verb,
    /// The stage the case is in.
    pub stage: Stage,
    /// Roles that may do it, where the role is the reason.
    pub needs: &'static [Role],
    /// The clause the refusal follows.
    pub cite: &'static str,
    /// A date the sentence names (limit that passed).
    pub date: Option<NaiveDate>,
}

impl Refusal {
    /// One plain sentence that says what to do.
    #[expect(clippy::too_many_lines, reason = "one arm per code, a sentence each")]
    pub fn sentence(&self) -> String {
        let stage = self.stage;
        let verb = self.verb.as_str().replace('_', " ");
        let date = self.date.map(|d| d.format("%-d %B %Y").to_string()).unwrap_or_default();
        let needs: Vec<_> = self.needs.iter().map(|role| role.as_str().replace('_', " ")).collect();
        match self.code {
            RefusalCode::NotInStage => format!(
                "“{verb}” is not possible while the request is {stage}. Reload the page to see what is possible now."
            ),
            RefusalCode::NotYourRole => {
                format!("“{verb}” needs the role {}. Ask a colleague who has it.", needs.join(" or "))
            }
            RefusalCode::NotAllSettled => {
                "Settle every right first; then propose the answer.".to_owned()
            }
            RefusalCode::NoItemForRight => {
                "This request does not ask for that right. Choose one of the rights it lists.".to_owned()
            }
            RefusalCode::NoRights => {
                "No right is chosen yet. Set the rights first, then go on.".to_owned()
            }
            RefusalCode::NoSuchTask => "There is no such task. Choose one of the tasks listed.".to_owned(),
            RefusalCode::TaskNotOpen => "That task is not open any more. Reload the page.".to_owned(),
            RefusalCode::TaskNotDone => "That task is not done, so it cannot be reopened.".to_owned(),
            RefusalCode::TaskNotYours => {
                "This task is not in your hands now. Ask the privacy desk.".to_owned()
            }
            RefusalCode::TaskExists => {
                "That system has an open task for this right already. Work on that one.".to_owned()
            }
            RefusalCode::NoSuchSystem => {
                "The data map has no such system. Choose one it lists, or add it to the map.".to_owned()
            }
            RefusalCode::NoOwnerAddress => {
                "No address is known for it. Give a team and a mail address, or let the desk do it.".to_owned()
            }
            RefusalCode::NoWebhook => {
                "The data map names no webhook that does this. Let somebody do it, or ask an administrator.".to_owned()
            }
            RefusalCode::RightSettled => {
                "That right is settled already. Nothing more is asked of a system for it.".to_owned()
            }
            RefusalCode::ResultDoesNotFit => {
                "That cannot come of this task. Choose a result that fits what was asked.".to_owned()
            }
            RefusalCode::NoSuchField => {
                "The correction has no field of that number. Choose one of the fields listed.".to_owned()
            }
            RefusalCode::CorrectionOpen => {
                "Decide every field of the correction first: accept it, or refuse it with a ground.".to_owned()
            }
            RefusalCode::SettlementDoesNotFit => {
                "The outcome follows from the fields: all accepted is done, none is refused, some is done in part.".to_owned()
            }
            RefusalCode::BasisNeeded => {
                "Say on what basis the data is kept: the answer names it.".to_owned()
            }
            RefusalCode::ReasonNeeded if self.verb == Verb::AskAddressChange => {
                "Say how the wish for another address came.".to_owned()
            }
            RefusalCode::ReasonNeeded => {
                "Say why other systems are asked than the data map names.".to_owned()
            }
            RefusalCode::GroundNeeded => {
                "Choose the ground: a refusal or a partial answer needs one.".to_owned()
            }
            RefusalCode::TextNeeded => {
                "Write the explanation the requester will read.".to_owned()
            }
            RefusalCode::SamePerson if self.verb == Verb::DecideComplaint => {
                "You decided this request, so another person must decide the complaint about it.".to_owned()
            }
            RefusalCode::SamePerson if self.verb == Verb::ApproveExecution => {
                "You accepted this person’s identity, so another approver must release what cannot be undone.".to_owned()
            }
            RefusalCode::SamePerson => {
                "You proposed this answer, so another person must approve it.".to_owned()
            }
            RefusalCode::AlreadyReleased => {
                "Erasing was released on the counts that stood then, so they stay as they are. Say what was erased when it is done.".to_owned()
            }
            RefusalCode::ExecutionNotApproved => {
                "Erasing and closing must be released by an approver first (“approve execution”).".to_owned()
            }
            RefusalCode::NoSuchPoint => {
                "The checklist has no such point for this kind of account. Choose one it lists.".to_owned()
            }
            RefusalCode::ChecklistIncomplete => {
                "The checklist before an account is closed has open points. Tick each with a note, then release it.".to_owned()
            }
            RefusalCode::StillCoolingOff => {
                "The requester can still cancel the closing, so it is not carried out yet. Wait for the end of the cooling-off.".to_owned()
            }
            RefusalCode::NothingToApprove => "Nothing here waits for that approval.".to_owned(),
            RefusalCode::OnHold => {
                "The request is on hold. An approver must release the hold first.".to_owned()
            }
            RefusalCode::NoHold => "The request is not on hold.".to_owned(),
            RefusalCode::AlreadyOnHold => "The request is already on hold.".to_owned(),
            RefusalCode::NoExtensionPromised => {
                "The rule in force allows no extension. The due date stays.".to_owned()
            }
            RefusalCode::AlreadyExtended => {
                "The deadline was extended once already; a second extension is not allowed.".to_owned()
            }
            RefusalCode::ExtensionPending => {
                "An extension is already on its way to the requester. Wait until its notice is delivered.".to_owned()
            }
            RefusalCode::ExtensionTooLate => {
                format!("The requester had to be told of an extension by {date}. The due date stays.")
            }
            RefusalCode::LatenessUnexplained => {
                "The deadline was missed. Explain why (“explain lateness”), then close the request.".to_owned()
            }
            RefusalCode::NotLate => "No deadline was missed, so there is nothing to explain.".to_owned(),
            RefusalCode::NothingToPreview => {
                "Only tasks that erase or make anonymous are counted beforehand.".to_owned()
            }
            RefusalCode::PreviewIncomplete => {
                "Not every system said how much would be erased. Enter the counts, or say why it is released without them.".to_owned()
            }
            RefusalCode::PlacedByYou => {
                "You placed this hold, so a colleague with the role approver releases it.".to_owned()
            }
            RefusalCode::UnderLegalHold => {
                "A legal hold stands: nothing is erased or closed until it ends. See Legal holds, or answer this right with the ground “legal claims”.".to_owned()
            }
            RefusalCode::NothingAsked => {
                "We did not ask you anything at the moment. Send a message instead.".to_owned()
            }
            RefusalCode::NothingToCancel => "There is nothing to cancel.".to_owned(),
            RefusalCode::NothingToDownload => "There is nothing to download yet.".to_owned(),
            RefusalCode::DownloadsUsed => {
                "Your data was downloaded as often as it can be. Write to us if you need it again.".to_owned()
            }
            RefusalCode::NothingToRecall => "There is no package that could be downloaded.".to_owned(),
            RefusalCode::NoSuchFile => "That file is not kept any more. Reload the page.".to_owned(),
            RefusalCode::TooManyFiles => {
                "There are as many files as we take here. Remove one, or put several pages into one file.".to_owned()
            }
            RefusalCode::WrongKind => "That kind of file cannot be used for this.".to_owned(),
            RefusalCode::TaskTakesNoFiles => {
                "Files belong to a task that collects data. Choose such a task.".to_owned()
            }
            RefusalCode::FilesAttached => {
                "Files are attached to this task, so something was found. Remove them first, or choose “found”.".to_owned()
            }
            RefusalCode::FilesUnfinished => {
                "A task that is still open has files; settled now, they would not go out. Record what came of the task, or remove its files.".to_owned()
            }
            RefusalCode::RedactionOpen => {
                "A file holds data of other people. Put a redacted file in its place, or have another person sign it off.".to_owned()
            }
            RefusalCode::NothingToSignOff => "That file waits for no sign-off.".to_owned(),
            RefusalCode::OwnFile => {
                "You attached this file, or chose the address it came from, so another person must sign it off.".to_owned()
            }
            RefusalCode::MandateMissing => {
                "The person this agent acts for has not confirmed the mandate yet. Wait for it, or accept by authority documents.".to_owned()
            }
            RefusalCode::NoteNeeded => {
                "Say in the note what was shown that this person may act for the child. The proof itself is destroyed now.".to_owned()
            }
            RefusalCode::CopyAwaited => {
                "The copy of this system’s data is not there yet; once erased, it can never be handed out. Finish or drop the task that collects it first.".to_owned()
            }
            RefusalCode::NothingFound => {
                "Nothing says what was found. Add rows, a file, a number of records or words, or record that nothing is held.".to_owned()
            }
            RefusalCode::DataKept => {
                "A system keeps some of the data, so deletion was done in part. Choose that, and say what is kept and why.".to_owned()
            }
            RefusalCode::MandateNotNeeded => "Only a request made by an agent needs this.".to_owned(),
            RefusalCode::AuthorityNeeded => {
                "The requester acts for someone else. Accept by “authority” or “evidence”, with a note on what was shown.".to_owned()
            }
            RefusalCode::DuplicateOfItself => "A request cannot repeat itself. Give the earlier reference.".to_owned(),
            RefusalCode::EarlierIsDuplicate => {
                "That request is a duplicate itself. Give the reference of the one it repeats.".to_owned()
            }
            RefusalCode::DateInFuture => receipt::IN_FUTURE.to_owned(),
            RefusalCode::DateTooEarly => receipt::TOO_EARLY.to_owned(),
            RefusalCode::DateAfterRecording => {
                format!("The request was recorded on {date}, so it was here by then. Give that day or an earlier one.")
            }
            RefusalCode::ReceiptSeen => {
                "This request came by the form and the desk saw it arrive, so its date of receipt stands.".to_owned()
            }
            RefusalCode::ApproverNeeded if self.verb == Verb::MarkDuplicate => {
                "The other request came from another address. An approver decides whether one repeats the other.".to_owned()
            }
            RefusalCode::ApproverNeeded => {
                "A later date of receipt gives the desk more time, so an approver sets it. Ask a colleague who has the role.".to_owned()
            }
            RefusalCode::ComplaintOpen if self.verb == Verb::RecordComplaint => {
                "A complaint or appeal about this request is open already. Add to it with a message.".to_owned()
            }
            RefusalCode::ComplaintOpen => {
                "A complaint or appeal about this request is open. Decide it; one that is upheld opens the request again.".to_owned()
            }
            RefusalCode::NoComplaint => {
                "No complaint or appeal about this request is open, and the request is closed.".to_owned()
            }
            RefusalCode::NothingToComplain => {
                "This request ended by time and its personal data goes. Ask the person to send a new request.".to_owned()
            }
            RefusalCode::ComplaintTooEarly => {
                "The complaint cannot have arrived before the request it is about. Check the date.".to_owned()
            }
            RefusalCode::PersonalDataErased if self.verb == Verb::RecordComplaint => {
                "The personal data of this request was erased, so nobody can look at it again. Write to us by mail instead.".to_owned()
            }
            RefusalCode::PersonalDataErased => {
                "The personal data of this request was erased, so it cannot be reopened. Ask the person to send a new request.".to_owned()
            }
            RefusalCode::NoEmailAddress => "No email address is known for this request.".to_owned(),
            RefusalCode::NothingChanges => "That is how it already is.".to_owned(),
            RefusalCode::OutOfCalendar => "That date is outside the calendar. Check the year.".to_owned(),
        }
    }
}
