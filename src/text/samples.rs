//! Examples of every notice: for previews in the admin pages and for the checks of the templates.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::catalogue;
use super::contexts::mail::{
    AccountMail, DigestLine, DigestSection, ItemLine, ItemList, MailContext, Organisation,
    RequesterMail, StaffMail, SystemMail,
};
use domain::data_map::RetentionBasis;
use domain::message::NoticeKind as N;
use domain::vocabulary::{ComplaintOutcome, Ground, Right, Role, Settlement, Stage, TaskKind};

const REFERENCE: &str = "DSR-2026-482915";
const SITE: &str = "https://privacy.example.com";

/// Contexts for a notice: the first with everything, the last with the least that renders.
pub fn samples_for(kind: N) -> Vec<MailContext> {
    if matches!(kind, N::StaffInvite | N::StaffReset) {
        account().into_iter().map(Into::into).collect()
    } else if kind.is_for_system_owner() {
        system().into_iter().map(Into::into).collect()
    } else if kind.is_for_staff() {
        staff(kind).into_iter().map(Into::into).collect()
    } else {
        requester(kind).into_iter().map(Into::into).collect()
    }
}

/// The controller of the examples.
pub fn organisation() -> Organisation {
    Organisation {
        name: "AIML-Learn Pvt. Ltd.".to_owned(),
        postal_address: vec!["12 Example Road".to_owned(), "Bengaluru 560001, India".to_owned()],
        support_email: "support@aimllearn.com".to_owned(),
        dpo_email: "dpo@aimllearn.com".to_owned(),
    }
}

fn day(month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, month, day)
}

fn instant() -> DateTime<FixedOffset> {
    // A fixed text; the epoch would only show if it were misspelt, and the tests would see it.
    DateTime::parse_from_rfc3339("2026-11-23T14:35:00+05:30").unwrap_or_default()
}

fn requester(kind: N) -> Vec<RequesterMail> {
    let full = full_requester(kind);
    let needs = |kinds: &[N]| kinds.contains(&kind);
    let mut least = RequesterMail::new(organisation(), REFERENCE);
    if needs(&[N::ConfirmAddress, N::SignInCode, N::DownloadCode]) {
        least.code.clone_from(&full.code);
        least.code_until = full.code_until;
    }
    if needs(&[N::ConfirmAddress, N::ConfirmReminder, N::AccountNotice, N::MandateRequest])
        || needs(&[N::AddressConfirm, N::AddressNotice])
    {
        least.link.clone_from(&full.link);
    }
    if needs(&[N::Received]) {
        least.received_on = full.received_on;
        least.due_on = full.due_on;
    }
    if needs(&[N::EvidenceAsked, N::QuestionAsked, N::MessageFromDesk, N::IdentityRejected])
        || needs(&[N::Extension])
    {
        least.text.clone_from(&full.text);
    }
    if needs(&[N::ComplaintReceived, N::ComplaintDecided]) {
        least.complaint = Some("complaint".to_owned());
        least.due_on = full.due_on;
    }
    if needs(&[N::ComplaintDecided]) {
        let outcome = ComplaintOutcome::Rejected;
        least.decided = Some(catalogue::complaint_sentence(outcome).to_owned());
        least.text.clone_from(&full.text);
    }
    if needs(&[N::Extension, N::Refused]) {
        least.ground.clone_from(&full.ground);
    }
    if needs(&[N::Extension]) {
        least.old_due = full.old_due;
        least.new_due = full.new_due;
    }
    if needs(&[N::AnswerReady, N::AnswerInPart]) {
        least.items = vec![ItemLine::settled(Right::Correct, Settlement::Done, None, None)];
    }
    if needs(&[N::TerminationPlanned, N::AddressNotice]) {
        least.happens_at = full.happens_at;
    }
    vec![full, least]
}

/// What the desk would write in each case.
fn words(kind: N) -> &'static str {
    if kind == N::QuestionAsked || kind == N::RequesterReminder {
        "We found two accounts with your name.\n\nWhich one do you mean?\nOr do you mean both?"
    } else if kind == N::EvidenceAsked {
        "Please show us a bill or a certificate with your name and address.\n\nYou may cover the rest."
    } else if kind == N::Extension {
        "Your data is spread over nine systems, and two of them belong to other companies."
    } else if kind == N::IdentityRejected {
        "The name on the letter you showed us is not the name of the account."
    } else {
        "Thank you for your patience.\n\nWe looked in every system of ours.\nThis is what we found."
    }
}

fn full_requester(kind: N) -> RequesterMail {
    let ground = if kind == N::Refused { Ground::Excessive } else { Ground::Complexity };
    let page = if kind == N::TerminationPlanned { "cancel" } else { "confirm" };
    RequesterMail {
        name: Some("Maya Okafor".to_owned()),
        rights: Right::ALL.iter().map(|right| catalogue::right(*right).to_owned()).collect(),
        received_on: day(11, 23),
        due_on: day(12, 23),
        status_url: Some(format!("{SITE}/status")),
        code: Some("482 915".to_owned()),
        code_until: Some(instant()),
        link: Some(format!("{SITE}/{page}/3q2-7wQ")),
        link_until: Some(instant()),
        text: Some(words(kind).to_owned()),
        items: items(),
        closing: Some("If something is not clear, write to us.".to_owned()),
        ground: Some(catalogue::ground_sentence(ground).to_owned()),
        old_due: day(12, 23),
        new_due: NaiveDate::from_ymd_opt(2027, 2, 23),
        citation: Some("GDPR Art. 12(3)".to_owned()),
        missed_on: day(12, 23),
        download_until: day(12, 30),
        duplicate_of: Some("DSR-2026-100200".to_owned()),
        happens_at: Some(instant()),
        account_kept: kind == N::Withdrawn,
        kept_until: day(11, 30),
        on_behalf: Some("You ask for your child, Ola Okafor.".to_owned()),
        complaint: Some("appeal".to_owned()),
        decided: Some(catalogue::complaint_sentence(ComplaintOutcome::Upheld).to_owned()),
        reopened: true,
        next_step: Some("We check your proof of authority first, and write to you.".to_owned()),
        checkpoint: Some("rightsdesk.example 1204 3q2+7w==".to_owned()),
        ..RequesterMail::new(organisation(), REFERENCE)
    }
}

fn items() -> Vec<ItemLine> {
    let said = |text: &str| Some(text.to_owned());
    vec![
        ItemLine::settled(Right::Access, Settlement::Done, None, None).with(vec![ItemList {
            heading: catalogue::lists::FOUND,
            lines: vec!["Accounts (Account Data, Profile Data)".to_owned()],
        }]),
        ItemLine::settled(
            Right::Correct,
            Settlement::Refused,
            Some(Ground::DataAccurate),
            said("The date of birth on your certificate is the one you gave us."),
        )
        .with(corrected()),
        ItemLine::settled(
            Right::Delete,
            Settlement::PartlyDone,
            Some(Ground::MandatoryRecordKeeping),
            said("Invoices are kept until 31 March 2034."),
        )
        .with(erased()),
        ItemLine::cancelled(Right::Terminate),
    ]
}

fn corrected() -> Vec<ItemList> {
    let why = [catalogue::ground_sentence(Ground::DataAccurate), "It is on your invoice as well."];
    vec![
        ItemList {
            heading: catalogue::lists::CORRECTED,
            lines: vec![catalogue::correction("Last name", "Okafor", "Okafor-Lee")],
        },
        ItemList {
            heading: catalogue::lists::NOT_CORRECTED,
            lines: vec![catalogue::not_corrected("Date of birth", "3 April 1991", &why)],
        },
    ]
}

fn erased() -> Vec<ItemList> {
    let basis = Some(RetentionBasis::MandatoryRecordKeeping);
    let until = NaiveDate::from_ymd_opt(2034, 3, 31);
    vec![
        ItemList {
            heading: catalogue::lists::ERASED,
            lines: vec!["Courses and learning (Learning Data)".to_owned()],
        },
        ItemList {
            heading: catalogue::lists::KEPT,
            lines: vec![catalogue::kept("Payments and invoices", basis, None, until)],
        },
    ]
}

fn staff(kind: N) -> Vec<StaffMail> {
    let link = format!("{SITE}/desk/{REFERENCE}");
    let full = StaffMail {
        name: Some("Lena Brandt".to_owned()),
        reference: Some(REFERENCE.to_owned()),
        stage: Some(catalogue::stage(Stage::Working).to_owned()),
        due_on: day(12, 23),
        days: Some(1),
        event: catalogue::event("clarification_answered").map(str::to_owned),
        complaint: Some("appeal".to_owned()),
        task: Some("T3, Payments and invoices".to_owned()),
        notice: Some(catalogue::notice(N::Extension).to_owned()),
        notice_by: day(12, 23),
        report: Some("deadlines-2026-10-01-to-2026-10-31.xlsx".to_owned()),
        kept_until: day(12, 30),
        sections: vec![section("Overdue", &link), section("Due this week", &link)],
        ..StaffMail::new(organisation(), &link)
    };
    let mut least = StaffMail::new(organisation(), &link);
    if kind == N::StaffDigest {
        return vec![full, least];
    }
    if kind == N::StaffReport {
        least.report.clone_from(&full.report);
        least.kept_until = full.kept_until;
        return vec![full, least];
    }
    least.reference = Some(REFERENCE.to_owned());
    if matches!(kind, N::StaffDueSoon | N::StaffOverdue) {
        least.due_on = full.due_on;
        least.days = Some(2);
    }
    if matches!(kind, N::StaffReply | N::StaffReview) {
        least.event.clone_from(&full.event);
    }
    if kind == N::StaffComplaint {
        least.complaint = Some("complaint".to_owned());
        least.due_on = full.due_on;
    }
    if kind == N::StaffPackageStopped {
        least.event.clone_from(&full.event);
    }
    if kind == N::StaffTask {
        least.event = catalogue::event("task_returned").map(str::to_owned);
        least.task.clone_from(&full.task);
    }
    if kind == N::StaffDeliveryFailed {
        least.notice.clone_from(&full.notice);
    }
    vec![full, least]
}

fn system() -> Vec<SystemMail> {
    let least = SystemMail {
        organisation: organisation(),
        team: None,
        reference: REFERENCE.to_owned(),
        task: "T3".to_owned(),
        system: "Payments and invoices".to_owned(),
        asked: catalogue::task_kind(TaskKind::Collect).to_owned(),
        due_on: day(12, 9).unwrap_or_default(),
        days_late: Some(1),
        link: format!("{SITE}/task/3q2-7wQ"),
    };
    let full = SystemMail { team: Some("Finance".to_owned()), days_late: Some(4), ..least.clone() };
    vec![full, least]
}

fn section(title: &str, link: &str) -> DigestSection {
    let one = DigestLine {
        reference: REFERENCE.to_owned(),
        link: link.to_owned(),
        due_on: day(12, 23).unwrap_or_default(),
        stage: catalogue::stage(Stage::Working).to_owned(),
    };
    DigestSection { title: title.to_owned(), lines: vec![one] }
}

fn account() -> Vec<AccountMail> {
    let least = AccountMail {
        organisation: organisation(),
        name: None,
        link: format!("{SITE}/staff/password/3q2-7wQ"),
        link_until: instant(),
        roles: Vec::new(),
    };
    let roles = [Role::Handler, Role::Approver].map(|role| catalogue::role(role).to_owned());
    let full = AccountMail {
        name: Some("Lena Brandt".to_owned()),
        roles: roles.to_vec(),
        ..least.clone()
    };
    vec![full, least]
}
