//! THE table: which verb, by whom, in which stage, leading where. Buttons, docs and checks read it.

use crate::vocabulary::Stage::{Closed, Review, Unconfirmed, Verifying, Working};
use crate::vocabulary::{Role, Stage, vocabulary};

vocabulary! {
    /// What someone can do to a case.
    pub enum Verb {
        Submit = "submit",
        Record = "record",
        ConfirmEmail = "confirm_email",
        ResendConfirmation = "resend_confirmation",
        ConfirmByDesk = "confirm_by_desk",
        ConfirmMandate = "confirm_mandate",
        Disown = "disown",
        GiveEvidence = "give_evidence",
        AnswerClarification = "answer_clarification",
        SendMessage = "send_message",
        Withdraw = "withdraw",
        CancelTermination = "cancel_termination",
        AskAddressChange = "ask_address_change",
        ConfirmAddressChange = "confirm_address_change",
        CancelAddressChange = "cancel_address_change",
        Download = "download",
        GiveFile = "give_file",
        Assign = "assign",
        Take = "take",
        AddNote = "add_note",
        SetRights = "set_rights",
        AskEvidence = "ask_evidence",
        AcceptIdentity = "accept_identity",
        RejectIdentity = "reject_identity",
        AskClarification = "ask_clarification",
        CompleteTask = "complete_task",
        ReopenTask = "reopen_task",
        AttachFile = "attach_file",
        RemoveFile = "remove_file",
        SignOffFile = "sign_off_file",
        AddTask = "add_task",
        DropTask = "drop_task",
        AssignTask = "assign_task",
        ReturnTask = "return_task",
        PreviewTask = "preview_task",
        CheckPoint = "check_point",
        ApproveExecution = "approve_execution",
        DecideCorrection = "decide_correction",
        SettleItem = "settle_item",
        ProposeAnswer = "propose_answer",
        Refuse = "refuse",
        Approve = "approve",
        SendBack = "send_back",
        Reopen = "reopen",
        RecordComplaint = "record_complaint",
        DecideComplaint = "decide_complaint",
        Extend = "extend",
        MarkDuplicate = "mark_duplicate",
        CorrectReceivedDate = "correct_received_date",
        SetJurisdiction = "set_jurisdiction",
        ExplainLateness = "explain_lateness",
        PlaceHold = "place_hold",
        ReleaseHold = "release_hold",
        BeginLegalHold = "begin_legal_hold",
        EndLegalHold = "end_legal_hold",
        Recount = "recount",
        Tick = "tick",
        Deliver = "deliver",
        ReErase = "re_erase",
        RecallPackage = "recall_package",
        BuildPackage = "build_package",
        CallSystem = "call_system",
        Forget = "forget",
    }
}

/// One row: a verb, the stages it starts from, who may use it, and where it can lead.
#[derive(Debug)]
pub struct Rule {
    /// The verb.
    pub verb: Verb,
    /// Stages it is possible in. Empty: it creates the case.
    pub from: &'static [Stage],
    /// Who may use it.
    pub by: &'static [Role],
    /// Stages it can lead to. Empty: the stage stays.
    pub to: &'static [Stage],
    /// Why: the clause, article or decision it follows.
    pub cite: &'static str,
}

const REQUESTER: &[Role] = &[Role::Requester];
const SUBJECT: &[Role] = &[Role::DataSubject];
const DESK: &[Role] = &[Role::Handler, Role::Approver];
const APPROVER: &[Role] = &[Role::Approver];
const SYSTEM: &[Role] = &[Role::System];
const SYSTEM_OWNER: &[Role] = &[Role::SystemOwner];
/// Whoever does tasks.
const HANDS: &[Role] = &[Role::Handler, Role::Approver, Role::SystemOwner, Role::System];
const ASSIGNERS: &[Role] = &[Role::Handler, Role::Approver, Role::System];
const BOTH: &[Role] = &[Role::Requester, Role::Handler, Role::Approver];

/// Whoever may stop a change: the person, the mailbox in force, the desk.
const HOLDERS: &[Role] = &[Role::Requester, Role::DataSubject, Role::Handler, Role::Approver];

const READERS: &[Role] = &[Role::Handler, Role::Approver, Role::Compliance];

const ALL: &[Stage] = Stage::ALL;
const OPEN: &[Stage] = &[Unconfirmed, Verifying, Working, Review];
const CONFIRMED: &[Stage] = &[Verifying, Working, Review];
const AFTER_CONFIRMATION: &[Stage] = &[Verifying, Working, Review, Closed];

macro_rules! rule {
    ($verb:ident, $from:expr, $by:expr, $to:expr, $cite:literal) => {
        Rule { verb: Verb::$verb, from: $from, by: $by, to: $to, cite: $cite }
    };
}

/// Every rule; at most one per verb.
pub const RULES: &[Rule] = &[
    rule!(Submit, &[], BOTH, &[Unconfirmed], "policy 6.2"),
    rule!(Record, &[], DESK, &[Verifying], "policy 6.2"),
    rule!(ConfirmEmail, &[Unconfirmed], REQUESTER, &[Verifying], "policy 6.2"),
    rule!(ResendConfirmation, &[Unconfirmed], REQUESTER, &[], "policy 6.2"),
    rule!(ConfirmByDesk, &[Unconfirmed], DESK, &[Verifying], "policy 6.2"),
    rule!(ConfirmMandate, &[Verifying], SUBJECT, &[], "GDPR Art. 12(6)"),
    rule!(Disown, CONFIRMED, SUBJECT, &[], "policy 5"),
    rule!(GiveEvidence, &[Verifying], REQUESTER, &[], "GDPR Art. 12(6)"),
    rule!(AnswerClarification, CONFIRMED, REQUESTER, &[], "GDPR Rec. 63"),
    rule!(SendMessage, AFTER_CONFIRMATION, BOTH, &[], "GDPR Art. 12(2)"),
    rule!(Withdraw, OPEN, BOTH, &[Closed], "policy 6.2"),
    rule!(CancelTermination, &[Working, Review], BOTH, &[Working, Closed], "policy 6.2"),
    rule!(AskAddressChange, CONFIRMED, BOTH, &[], "GDPR Art. 12(6)"),
    rule!(ConfirmAddressChange, CONFIRMED, REQUESTER, &[], "GDPR Art. 12(6)"),
    rule!(CancelAddressChange, CONFIRMED, HOLDERS, &[], "GDPR Art. 12(6)"),
    rule!(Download, &[Working, Review, Closed], REQUESTER, &[], "GDPR Art. 15(3)"),
    rule!(GiveFile, &[Verifying, Working], REQUESTER, &[], "GDPR Art. 12(6)"),
    rule!(Assign, AFTER_CONFIRMATION, ASSIGNERS, &[], "policy 6.2"),
    rule!(Take, AFTER_CONFIRMATION, DESK, &[], "policy 6.2"),
    rule!(AddNote, ALL, READERS, &[], "GDPR Art. 5(2)"),
    rule!(SetRights, &[Verifying], DESK, &[], "policy 6"),
    rule!(AskEvidence, &[Verifying], DESK, &[], "GDPR Art. 12(6)"),
    rule!(AcceptIdentity, &[Verifying], DESK, &[Working], "policy 6.2"),
    rule!(RejectIdentity, &[Verifying], DESK, &[Closed], "GDPR Art. 12(2)"),
    rule!(AskClarification, &[Verifying, Working], DESK, &[], "GDPR Rec. 63"),
    rule!(CompleteTask, &[Working, Closed], HANDS, &[], "policy 6.2"),
    rule!(ReopenTask, &[Working], DESK, &[], "policy 6.2"),
    rule!(AttachFile, &[Working], HANDS, &[], "GDPR Art. 15(3)"),
    rule!(RemoveFile, &[Working], DESK, &[], "GDPR Art. 5(1)(c)"),
    rule!(SignOffFile, &[Working], DESK, &[], "GDPR Art. 15(4)"),
    rule!(AddTask, &[Working], DESK, &[], "GDPR Art. 5(2)"),
    rule!(DropTask, &[Working], DESK, &[], "GDPR Art. 5(2)"),
    rule!(AssignTask, &[Working], DESK, &[], "policy 6.2"),
    rule!(ReturnTask, &[Working], SYSTEM_OWNER, &[], "policy 6.2"),
    rule!(PreviewTask, &[Working], DESK, &[], "GDPR Art. 17"),
    rule!(CheckPoint, &[Working], DESK, &[], "policy 6.2"),
    rule!(ApproveExecution, &[Working], APPROVER, &[], "GDPR Art. 17"),
    rule!(DecideCorrection, &[Working], DESK, &[], "GDPR Art. 16"),
    rule!(SettleItem, &[Working], DESK, &[], "GDPR Art. 12(3)"),
    rule!(ProposeAnswer, &[Working], DESK, &[Review], "GDPR Art. 12(3)"),
    rule!(Refuse, &[Verifying, Working], DESK, &[Review], "GDPR Art. 12(4)"),
    rule!(Approve, &[Review], APPROVER, &[Closed], "GDPR Art. 12(3)"),
    rule!(SendBack, &[Review], APPROVER, &[Verifying, Working], "GDPR Art. 5(2)"),
    rule!(Reopen, &[Closed], APPROVER, &[Verifying, Working], "policy 8.3"),
    rule!(RecordComplaint, &[Closed], BOTH, &[], "policy 8.3"),
    rule!(DecideComplaint, &[Closed], APPROVER, &[Verifying, Working], "policy 8.3"),
    rule!(Extend, CONFIRMED, DESK, &[], "GDPR Art. 12(3)"),
    rule!(MarkDuplicate, &[Verifying, Working], DESK, &[Closed], "GDPR Art. 12(5)"),
    rule!(CorrectReceivedDate, CONFIRMED, DESK, &[], "Regulation 1182/71 Art. 3(1)"),
    rule!(SetJurisdiction, CONFIRMED, DESK, &[], "GDPR Art. 3"),
    rule!(ExplainLateness, AFTER_CONFIRMATION, DESK, &[], "GDPR Art. 5(2)"),
    rule!(PlaceHold, CONFIRMED, &[Role::Compliance], &[], "GDPR Art. 17(3)(e)"),
    rule!(ReleaseHold, CONFIRMED, APPROVER, &[], "GDPR Art. 17(3)(e)"),
    rule!(BeginLegalHold, ALL, SYSTEM, &[], "GDPR Art. 17(3)(e)"),
    rule!(EndLegalHold, ALL, SYSTEM, &[], "GDPR Art. 17(3)(e)"),
    rule!(Recount, OPEN, SYSTEM, &[], "Regulation 1182/71 Art. 3(4)"),
    rule!(Tick, ALL, SYSTEM, &[Verifying, Working, Closed], "policy 6.2"),
    rule!(Deliver, ALL, SYSTEM, &[], "GDPR Art. 12(3)"),
    rule!(ReErase, ALL, SYSTEM, &[Closed], "GDPR Art. 5(2)"),
    rule!(RecallPackage, &[Working, Review, Closed], READERS, &[], "GDPR Art. 33"),
    rule!(BuildPackage, &[Closed], SYSTEM, &[], "GDPR Art. 15(3)"),
    rule!(CallSystem, ALL, SYSTEM, &[], "GDPR Art. 32"),
    rule!(Forget, &[Closed], SYSTEM, &[], "GDPR Art. 5(1)(e)"),
];

/// The row of a verb.
pub fn rule_of(verb: Verb) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.verb == verb)
}

/// Verbs the table allows in a stage to any of these roles: the buttons. Guards with data
/// (nothing to extend, not all settled) may still refuse.
pub fn offered(stage: Stage, roles: &[Role]) -> impl Iterator<Item = &'static Rule> {
    let roles = roles.to_vec();
    RULES.iter().filter(move |rule| {
        rule.from.contains(&stage) && rule.by.iter().any(|role| roles.contains(role))
    })
}
