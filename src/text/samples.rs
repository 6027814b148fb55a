//! Examples of every notice: for previews in the admin pages and for the checks of the templates.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::catalogue;
use super::contexts::mail::{
    AccountMail, DigestLine, DigestSection, ItemLine, MailContext, Organisation, RequesterMail,
    StaffMail,
};
use crate::domain::message::NoticeKind as N;
use crate::domain::vocabulary::{Ground, Right, Role, Settlement, Stage};

const REFERENCE: &str = "DSR-2026-482915";
const SITE: &str = "https://privacy.example.com";

/// Contexts for a notice: the first with everything, the last with the least that renders.
pub fn samples_for(kind: N) -> Vec<MailContext> {
    match kind {
        N::StaffInvite | N::StaffReset => account().into_iter().map(Into::into).collect(),
        kind if kind.is_for_staff() => staff(kind).into_iter().map(Into::into).collect(),
        kind => requester(kind).into_iter().map(Into::into).collect(),
    }
}

/// The controller of the examples.
pub fn organisation() -> Organisation {
    Organisation {
        name: "AIML-Learn Pvt. Ltd.".to_owned(),
        postal_address: vec![
            "12 Example Road".to_owned(),
            "Bengaluru 560001, India".to_owned(),
        ],
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
    let full = full_requester();
    let mut least = RequesterMail::new(organisation(), REFERENCE);
    let like = full.clone();
    match kind {
        N::ConfirmAddress => {
            least.code = like.code;
            least.code_until = like.code_until;
            least.link = like.link;
        }
        N::SignInCode => {
            least.code = like.code;
            least.code_until = like.code_until;
        }
        N::ConfirmReminder | N::AccountNotice | N::MandateRequest => least.link = like.link,
        N::Received => {
            least.received_on = like.received_on;
            least.due_on = like.due_on;
        }
        N::EvidenceAsked | N::QuestionAsked | N::MessageFromDesk | N::IdentityRejected => {
            least.text = like.text;
        }
        N::Extension => {
            least.ground = like.ground;
            least.text = like.text;
            least.old_due = like.old_due;
            least.new_due = like.new_due;
        }
        N::AnswerReady | N::AnswerInPart => {
            least.items = vec![ItemLine::settled(
                Right::Correct,
                Settlement::Done,
                None,
                None,
            )];
        }
        N::Refused => least.ground = like.ground,
        N::Duplicate => least.duplicate_of = like.duplicate_of,
        N::TerminationPlanned => least.happens_at = like.happens_at,
        _ => {}
    }
    vec![full, least]
}

fn full_requester() -> RequesterMail {
    let text = "Hello Maya, thank you for your patience.\n\nWe found two accounts.\nWhich one do you mean?";
    RequesterMail {
        name: Some("Maya Okafor".to_owned()),
        rights: Right::ALL
            .iter()
            .map(|right| catalogue::right(*right).to_owned())
            .collect(),
        received_on: day(11, 23),
        due_on: day(12, 23),
        status_url: Some(format!("{SITE}/status")),
        code: Some("482 915".to_owned()),
        code_until: Some(instant()),
        link: Some(format!("{SITE}/confirm/3q2-7wQ")),
        link_until: Some(instant()),
        text: Some(text.to_owned()),
        items: items(),
        ground: Some(catalogue::ground_sentence(Ground::Complexity).to_owned()),
        old_due: day(12, 23),
        new_due: NaiveDate::from_ymd_opt(2027, 2, 23),
        citation: Some("GDPR Art. 12(3)".to_owned()),
        missed_on: day(12, 23),
        download_until: day(12, 30),
        duplicate_of: Some("DSR-2026-100200".to_owned()),
        happens_at: Some(instant()),
        kept_until: day(11, 30),
        next_step: Some("We check your proof of authority first, and write to you.".to_owned()),
        checkpoint: Some("rightsdesk.example 1204 3q2+7w==".to_owned()),
        ..RequesterMail::new(organisation(), REFERENCE)
    }
}

fn items() -> Vec<ItemLine> {
    let said = |text: &str| Some(text.to_owned());
    vec![
        ItemLine::settled(Right::Access, Settlement::Done, None, None),
        ItemLine::settled(
            Right::Correct,
            Settlement::Refused,
            Some(Ground::DataAccurate),
            said("The date of birth on your certificate is the one you gave us."),
        ),
        ItemLine::settled(
            Right::Delete,
            Settlement::PartlyDone,
            Some(Ground::MandatoryRecordKeeping),
            said("Invoices are kept until 31 March 2034."),
        ),
        ItemLine::cancelled(Right::Terminate),
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
        notice: Some(catalogue::notice(N::Extension).to_owned()),
        notice_by: day(12, 23),
        sections: vec![section("Overdue", &link), section("Due this week", &link)],
        ..StaffMail::new(organisation(), &link)
    };
    let mut least = StaffMail::new(organisation(), &link);
    if kind == N::StaffDigest {
        return vec![full, least];
    }
    least.reference = Some(REFERENCE.to_owned());
    match kind {
        N::StaffDueSoon | N::StaffOverdue => {
            least.due_on = day(12, 23);
            least.days = Some(2);
        }
        N::StaffReply | N::StaffReview => least.event.clone_from(&full.event),
        N::StaffDeliveryFailed => least.notice.clone_from(&full.notice),
        N::StaffExtensionVoid => least.notice_by = full.notice_by,
        _ => {}
    }
    vec![full, least]
}

fn section(title: &str, link: &str) -> DigestSection {
    let line = DigestLine {
        reference: REFERENCE.to_owned(),
        link: link.to_owned(),
        due_on: day(12, 23).unwrap_or_default(),
        stage: catalogue::stage(Stage::Working).to_owned(),
    };
    DigestSection {
        title: title.to_owned(),
        lines: vec![line],
    }
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
