//! What mail templates see: one struct per group of notices.
//!
//! Services fill in only what the notice is about; a value a template needs and does not find is an
//! error when the notice is rendered, before anything is queued.

mod items;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

pub use items::{ItemLine, ItemList};

use domain::message::NoticeKind;

/// The context of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum MailContext {
    /// To the person who asked, or whose data it is.
    Requester(Box<RequesterMail>),
    /// To the desk, about cases.
    Staff(Box<StaffMail>),
    /// To someone who answers for a system.
    System(Box<SystemMail>),
    /// To someone of the desk, about their own account.
    Account(Box<AccountMail>),
}

impl MailContext {
    /// Whether the notice takes this group.
    pub fn fits(&self, kind: NoticeKind) -> bool {
        let account = matches!(kind, NoticeKind::StaffInvite | NoticeKind::StaffReset);
        match self {
            Self::Requester(_) => !kind.is_for_staff() && !kind.is_for_system_owner(),
            Self::System(_) => kind.is_for_system_owner(),
            Self::Staff(_) => kind.is_for_staff() && !account,
            Self::Account(_) => account,
        }
    }
}

impl From<RequesterMail> for MailContext {
    fn from(mail: RequesterMail) -> Self {
        Self::Requester(Box::new(mail))
    }
}

impl From<StaffMail> for MailContext {
    fn from(mail: StaffMail) -> Self {
        Self::Staff(Box::new(mail))
    }
}

impl From<SystemMail> for MailContext {
    fn from(mail: SystemMail) -> Self {
        Self::System(Box::new(mail))
    }
}

impl From<AccountMail> for MailContext {
    fn from(mail: AccountMail) -> Self {
        Self::Account(Box::new(mail))
    }
}

/// The controller, as every notice names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Organisation {
    /// Name.
    pub name: String,
    /// Postal address, line by line, without the name.
    pub postal_address: Vec<String>,
    /// Where questions go.
    pub support_email: String,
    /// The Data Protection Officer's address.
    pub dpo_email: String,
}

/// To the requester or the data subject. Beside `organisation` and `reference`, the documentation of
/// each field names the notices that need it; elsewhere it may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequesterMail {
    /// The controller.
    pub organisation: Organisation,
    /// The reference people see.
    pub reference: String,
    /// How to address the person. Never shown by notices that may reach a stranger.
    pub name: Option<String>,
    /// Labels of what is asked for (`catalogue::right`).
    pub rights: Vec<String>,
    /// Local date of receipt: `received`.
    pub received_on: Option<NaiveDate>,
    /// When the answer is due: `received`.
    pub due_on: Option<NaiveDate>,
    /// The status page; `None` for people without an email address, who are told to write instead.
    pub status_url: Option<String>,
    /// The code to type: `confirm_address`, `sign_in_code`.
    pub code: Option<String>,
    /// Until when the code works, with the offset it should be shown in: with `code`.
    pub code_until: Option<DateTime<FixedOffset>>,
    /// The notice's own link: `confirm_address`, `confirm_reminder`, `account_notice`, `mandate_request`,
    /// `termination_planned` by mail, `address_confirm`, `address_notice`.
    pub link: Option<String>,
    /// Until when the link works.
    pub link_until: Option<DateTime<FixedOffset>>,
    /// What the desk wrote to the person: `evidence_asked`, `question_asked`, `message_from_desk`,
    /// `extension`, `identity_rejected`, `complaint_decided`.
    pub text: Option<String>,
    /// Every right with what became of it: `answer_ready`, `answer_in_part`.
    pub items: Vec<ItemLine>,
    /// Closing words of the desk: with `items`, or a refusal.
    pub closing: Option<String>,
    /// Why, as a sentence (`catalogue::ground_sentence`): `extension`, `refused` without items.
    pub ground: Option<String>,
    /// The date before: `extension`.
    pub old_due: Option<NaiveDate>,
    /// The new date: `extension`.
    pub new_due: Option<NaiveDate>,
    /// The clause or article an extension rests on.
    pub citation: Option<String>,
    /// The date that was missed; the answer apologises for it.
    pub missed_on: Option<NaiveDate>,
    /// The last day the package can be downloaded.
    pub download_until: Option<NaiveDate>,
    /// The earlier request: `duplicate`, when it is the person's own.
    pub duplicate_of: Option<String>,
    /// When the account will be closed, or the first moment a new address could count: `termination_planned`, `address_notice`.
    pub happens_at: Option<DateTime<FixedOffset>>,
    /// The closing of the account was cancelled: `withdrawn` says so.
    pub account_kept: bool,
    /// Until when an unconfirmed request is kept: `confirm_reminder`.
    pub kept_until: Option<NaiveDate>,
    /// Whose data it is, when that is not the reader: with `name`.
    pub on_behalf: Option<String>,
    /// `complaint` or `appeal`: `complaint_received`, `complaint_decided`.
    pub complaint: Option<String>,
    /// How it was decided, as a sentence: `complaint_decided`.
    pub decided: Option<String>,
    /// Whether the decision opens the request again: `complaint_decided`.
    pub reopened: bool,
    /// Who acts next and how, when the usual sentence does not fit (`received`, `reopened`).
    pub next_step: Option<String>,
    /// The latest earlier checkpoint of the journal, on one line.
    pub checkpoint: Option<String>,
}

impl RequesterMail {
    /// With everything optional left out.
    pub fn new(organisation: Organisation, reference: &str) -> Self {
        Self {
            organisation,
            reference: reference.to_owned(),
            name: None,
            rights: Vec::new(),
            received_on: None,
            due_on: None,
            status_url: None,
            code: None,
            code_until: None,
            link: None,
            link_until: None,
            text: None,
            items: Vec::new(),
            closing: None,
            ground: None,
            old_due: None,
            new_due: None,
            citation: None,
            missed_on: None,
            download_until: None,
            duplicate_of: None,
            happens_at: None,
            account_kept: false,
            kept_until: None,
            on_behalf: None,
            complaint: None,
            decided: None,
            reopened: false,
            next_step: None,
            checkpoint: None,
        }
    }
}

/// To the desk about cases. Holds nothing of the person but the reference: a mailbox is not sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaffMail {
    /// The controller.
    pub organisation: Organisation,
    /// The colleague's name.
    pub name: Option<String>,
    /// The case: every notice but `staff_digest` and `staff_report`.
    pub reference: Option<String>,
    /// The case's page, the queue for `staff_digest`, the report for `staff_report`.
    pub link: String,
    /// Where the case is, in words.
    pub stage: Option<String>,
    /// When the answer is due: `staff_due_soon`, `staff_overdue`.
    pub due_on: Option<NaiveDate>,
    /// Days left, or days late: `staff_due_soon`, `staff_overdue`.
    pub days: Option<u32>,
    /// What happened, in words (`catalogue::event`): `staff_reply`, `staff_review`.
    pub event: Option<String>,
    /// `complaint` or `appeal`, while one is open: then the date is that of its decision. `staff_complaint`.
    pub complaint: Option<String>,
    /// Which task, with its system: `staff_task`.
    pub task: Option<String>,
    /// The notice that was not delivered, in words: `staff_delivery_failed`.
    pub notice: Option<String>,
    /// The last day for the notice of an extension: `staff_extension_void`.
    pub notice_by: Option<NaiveDate>,
    /// The file that is ready: `staff_report`.
    pub report: Option<String>,
    /// Until when it is kept: `staff_report`.
    pub kept_until: Option<NaiveDate>,
    /// Headed lists: `staff_digest`.
    pub sections: Vec<DigestSection>,
}

impl StaffMail {
    /// With everything optional left out.
    pub fn new(organisation: Organisation, link: &str) -> Self {
        Self {
            organisation,
            name: None,
            reference: None,
            link: link.to_owned(),
            stage: None,
            due_on: None,
            days: None,
            event: None,
            complaint: None,
            task: None,
            notice: None,
            notice_by: None,
            report: None,
            kept_until: None,
            sections: Vec::new(),
        }
    }
}

/// To someone who answers for a system. Holds nothing of the person but the reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SystemMail {
    /// The controller.
    pub organisation: Organisation,
    /// The team it is for.
    pub team: Option<String>,
    /// The case.
    pub reference: String,
    /// The task's number.
    pub task: String,
    /// The system's name.
    pub system: String,
    /// What is asked, in words.
    pub asked: String,
    /// When it should be done.
    pub due_on: NaiveDate,
    /// How many days late it is: `system_task_overdue`.
    pub days_late: Option<u32>,
    /// The page of the task.
    pub link: String,
}

/// A headed list of the digest (`Overdue`, `Due this week`, …).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DigestSection {
    /// Heading.
    pub title: String,
    /// The cases.
    pub lines: Vec<DigestLine>,
}

/// One case in the digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DigestLine {
    /// The case.
    pub reference: String,
    /// Its page.
    pub link: String,
    /// When the answer is due.
    pub due_on: NaiveDate,
    /// Where it is, in words.
    pub stage: String,
}

/// To someone of the desk about their own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountMail {
    /// The controller.
    pub organisation: Organisation,
    /// The colleague's name.
    pub name: Option<String>,
    /// Where to set a password.
    pub link: String,
    /// Until when the link works.
    pub link_until: DateTime<FixedOffset>,
    /// Labels of the roles: `staff_invite`.
    pub roles: Vec<String>,
}
