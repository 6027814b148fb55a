//! The status page of a requester: sign-in, the request itself, and what can still be done with it.

mod address;
mod cancel;
mod package;
mod subject;
mod task;

use chrono::NaiveDate;
use serde::Serialize;

use super::form::{ErrorLine, Fact, Field, with_errors};
use super::mail::ItemList;
use super::public::code_field;
use crate::PageContext;
pub use address::{AddressDonePage, AddressPage, WantedAddress};
pub use cancel::{CancelPage, CancelledPage};
use domain::intake::FieldErrors;
pub use package::{DownloadCodePage, GiveCorrection, GiveFiles, PackageCard};
pub use subject::{SubjectDonePage, SubjectPage, SubjectWish};
pub use task::{Change, TaskOverPage, TaskPage};

/// Sign-in by reference and address.
#[derive(Debug, Clone, Serialize)]
pub struct SignInPage {
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// Reference and address.
    pub fields: Vec<Field>,
}

impl SignInPage {
    /// Title of the page.
    pub const TITLE: &'static str = "Follow your request";
    /// What is wrong with a reference.
    pub const WRONG_REFERENCE: &'static str = "Enter a reference like DSR-2026-482915.";

    /// The page with what was typed before.
    pub fn new(reference: &str, email: &str, errors: &FieldErrors) -> Self {
        let mut summary = Vec::new();
        let fields = vec![
            Field::line("reference", "Reference")
                .hint("Like DSR-2026-482915. It stands in every mail about your request.")
                .filled(reference),
            Field::line("email", "Your email address")
                .filled_by("email", "email")
                .hint("The one you gave with the request. We send a code to it.")
                .filled(email),
        ];
        Self { fields: with_errors(fields, errors, &mut summary), errors: summary }
    }
}

/// The code of a sign-in. Says nothing about whether the request exists.
#[derive(Debug, Clone, Serialize)]
pub struct SignInCodePage {
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// The field for the code.
    pub fields: Vec<Field>,
}

impl SignInCodePage {
    /// Title of the page.
    pub const TITLE: &'static str = "Enter your code";

    /// The page, with what was wrong with the last try.
    pub fn new(wrong: Option<&str>) -> Self {
        let (fields, errors) = code_field(wrong);
        Self { errors, fields }
    }
}

/// How far a step of the request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Behind us.
    Done,
    /// Now.
    Now,
    /// To come.
    Ahead,
}

/// A step of the request.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// The words.
    pub label: &'static str,
    /// How far it is.
    pub progress: Progress,
    /// A day or a word below it.
    pub note: String,
}

/// The last day for the answer, and how it came about.
#[derive(Debug, Clone, Serialize)]
pub struct Due {
    /// The day.
    pub on: NaiveDate,
    /// How far away it is, in words.
    pub words: String,
    /// How much of the time is gone, in percent.
    pub gone: u8,
    /// Whether it has passed without an answer.
    pub late: bool,
    /// Step by step.
    pub steps: Vec<String>,
    /// The clause or article.
    pub citation: String,
}

/// What happens to one right.
#[derive(Debug, Clone, Serialize)]
pub struct ItemState {
    /// What was asked.
    pub right: &'static str,
    /// What its colour means.
    pub tone: &'static str,
    /// Where it stands.
    pub state: String,
    /// Why, when not everything was done.
    pub ground: Option<&'static str>,
    /// The words of the desk.
    pub text: Option<String>,
    /// What was done, field by field and system by system.
    pub lists: Vec<ItemList>,
}

/// A message or an event, the newest first.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// When, RFC 3339 in the organisation's zone.
    pub at: String,
    /// What its colour means.
    pub tone: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Who wrote it, for a message.
    pub from: Option<String>,
    /// The words.
    pub text: String,
}

/// A question of the desk that waits for an answer.
#[derive(Debug, Clone, Serialize)]
pub struct Question {
    /// Whether proof of identity is asked for.
    pub evidence: bool,
    /// The words of the desk.
    pub text: String,
    /// The field for the answer.
    pub fields: Vec<Field>,
    /// Files that show it.
    pub files: Option<GiveFiles>,
}

/// The request as the person who made it sees it.
#[derive(Debug, Clone, Serialize)]
pub struct StatusPage {
    /// What is wrong with what was just sent.
    pub errors: Vec<ErrorLine>,
    /// Address of the person.
    pub email: String,
    /// What was asked, in words.
    pub heading: String,
    /// Where it stands, in a sentence.
    pub lede: String,
    /// Whose data it is, when that is not who reads this.
    pub on_behalf: Option<String>,
    /// Who acts next, and what.
    pub next: String,
    /// Whether that is the person who asked.
    pub your_turn: bool,
    /// The steps.
    pub steps: Vec<Step>,
    /// The deadline, while there is one.
    pub due: Option<Due>,
    /// Right by right.
    pub items: Vec<ItemState>,
    /// The words of the answer as a whole.
    pub words: Option<String>,
    /// Its closing words.
    pub closing: Option<String>,
    /// The copy of the data.
    pub package: Option<PackageCard>,
    /// Showing what is wrong with the data.
    pub correction: Option<GiveCorrection>,
    /// The question that waits for an answer.
    pub question: Option<Question>,
    /// Messages and events.
    pub entries: Vec<Entry>,
    /// The field for a message, where one can be written.
    pub message: Vec<Field>,
    /// The fields for a complaint or an appeal, where one can be brought.
    pub complaint: Vec<Field>,
    /// The field for another email address, where one can be asked for.
    pub address: Vec<Field>,
    /// The address a change was asked to.
    pub wanted: Option<WantedAddress>,
    /// Reference, dates, rule.
    pub facts: Vec<Fact>,
    /// Whether it can be withdrawn.
    pub can_withdraw: bool,
    /// Until when closing the account can be cancelled.
    pub cancel_until: Option<String>,
    /// Whether it is over; then the page says how to complain.
    pub closed: bool,
    /// Key of the forms on this page, so that sending one twice acts once.
    pub version: i64,
}

/// Asks once more before something that cannot be taken back.
#[derive(Debug, Clone, Serialize)]
pub struct SurePage {
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// The reference.
    pub reference: String,
    /// Withdraw the request, or else cancel the closing of the account.
    pub withdraws: bool,
    /// The field for a reason.
    pub fields: Vec<Field>,
    /// The version the person saw.
    pub version: i64,
}

impl SurePage {
    /// Title of the page.
    pub const TITLE: &'static str = "Are you sure?";

    /// Withdraw?
    pub fn withdraw(reference: &str, version: i64) -> Self {
        let reason = Field::area("reason", "Do you want to tell us why?").optional();
        Self {
            errors: Vec::new(),
            reference: reference.to_owned(),
            withdraws: true,
            fields: vec![reason],
            version,
        }
    }

    /// Keep the account?
    pub fn cancel_termination(reference: &str, version: i64) -> Self {
        Self { withdraws: false, fields: Vec::new(), ..Self::withdraw(reference, version) }
    }
}

impl PageContext for SignInPage {
    const TEMPLATE: &'static str = "portal/sign_in";

    fn samples() -> Vec<Self> {
        let wrong = "Enter an email address like name@example.com.";
        let errors = FieldErrors::from([("email", wrong.to_owned())]);
        vec![Self::new("DSR-2026-482915", "maya", &errors), Self::new("", "", &FieldErrors::new())]
    }
}

impl PageContext for SignInCodePage {
    const TEMPLATE: &'static str = "portal/code";

    fn samples() -> Vec<Self> {
        let wrong = "That is not the code from our newest mail. You have one more try.";
        vec![Self::new(None), Self::new(Some(wrong))]
    }
}

impl PageContext for SurePage {
    const TEMPLATE: &'static str = "portal/sure";

    fn samples() -> Vec<Self> {
        vec![Self::withdraw("DSR-2026-482915", 7), Self::cancel_termination("DSR-2026-482915", 7)]
    }
}

impl StatusPage {
    /// Title of the page.
    pub const TITLE: &'static str = "Your request";
}

impl PageContext for StatusPage {
    const TEMPLATE: &'static str = "portal/status";

    fn samples() -> Vec<Self> {
        subject::status_samples()
    }
}
