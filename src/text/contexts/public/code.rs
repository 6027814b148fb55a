//! The code from the mail, and the page behind the mail's link.

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use serde::Serialize;

use crate::PageContext;
use crate::contexts::form::{ErrorLine, Field, with_errors};
use domain::intake::FieldErrors;

/// The code of a new request.
#[derive(Debug, Clone, Serialize)]
pub struct CodePage {
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// The field for the code; none when it is too old.
    pub fields: Vec<Field>,
    /// The code itself.
    #[serde(flatten)]
    pub code: SentCode,
}

/// What the page knows of the code on its way.
#[derive(Debug, Clone, Serialize)]
pub struct SentCode {
    /// Where it went.
    pub email: String,
    /// Until when it works, in the organisation's zone.
    pub code_until: DateTime<FixedOffset>,
    /// Whether that is over.
    pub expired: bool,
    /// The day the request was received, from which the answer's time counts.
    pub received_on: NaiveDate,
    /// The last day for the answer.
    pub due_on: NaiveDate,
    /// How long the answer may take, in words.
    pub period: String,
}

impl CodePage {
    /// Title of the page.
    pub const TITLE: &'static str = "Enter your code";

    /// What is wrong with an empty field.
    pub const EMPTY: &'static str = "Enter the 6 digits from our newest mail.";

    /// The page, with what was wrong with the last try.
    pub fn new(code: SentCode, wrong: Option<&str>) -> Self {
        if code.expired {
            let errors = wrong.map(ErrorLine::of_form).into_iter().collect();
            return Self { errors, fields: Vec::new(), code };
        }
        let (fields, errors) = code_field(wrong);
        Self { errors, fields, code }
    }
}

/// The field for a code, with what was wrong with the last try.
pub(in crate::contexts) fn code_field(wrong: Option<&str>) -> (Vec<Field>, Vec<ErrorLine>) {
    let mut errors = Vec::new();
    let wrong: FieldErrors = wrong.map(|why| ("code", why.to_owned())).into_iter().collect();
    let fields = with_errors(vec![Field::code()], &wrong, &mut errors);
    (fields, errors)
}

impl PageContext for CodePage {
    const TEMPLATE: &'static str = "public/code";

    fn samples() -> Vec<Self> {
        let until = DateTime::from_timestamp(1_795_430_880, 0).unwrap_or_default().fixed_offset();
        let received_on = until.date_naive();
        let live = SentCode {
            email: "maya.lindqvist@example.com".to_owned(),
            code_until: until,
            expired: false,
            received_on,
            due_on: received_on.checked_add_days(Days::new(30)).unwrap_or(received_on),
            period: "30 days".to_owned(),
        };
        let old = SentCode { expired: true, ..live.clone() };
        let wrong = "That is not the code from our newest mail. You have 4 more tries.";
        vec![
            Self::new(live.clone(), None),
            Self::new(live, Some(wrong)),
            Self::new(old.clone(), None),
            Self::new(old, Some("Too many codes were asked for. Wait an hour, then try again.")),
        ]
    }
}

/// The page behind the link of a mail.
#[derive(Debug, Clone, Serialize)]
pub struct ConfirmPage {
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// Where its form is sent.
    pub action: String,
    /// Where a new code can be asked for.
    pub resend: String,
    /// Whether this is the browser that submitted: then a button is enough.
    pub same_browser: bool,
    /// The field for the code, elsewhere.
    pub fields: Vec<Field>,
}

impl ConfirmPage {
    /// Title of the page.
    pub const TITLE: &'static str = "Confirm your email address";

    /// The page, with what was wrong with the last try.
    pub fn new(action: &str, same_browser: bool, wrong: Option<&str>) -> Self {
        let (fields, errors) = code_field(wrong);
        Self {
            errors,
            action: action.to_owned(),
            resend: format!("{action}/resend"),
            same_browser,
            fields,
        }
    }
}

impl PageContext for ConfirmPage {
    const TEMPLATE: &'static str = "public/confirm";

    fn samples() -> Vec<Self> {
        let wrong = "That is not the code from our newest mail. You have one more try.";
        vec![
            Self::new("/confirm/sample", true, None),
            Self::new("/confirm/sample", false, None),
            Self::new("/confirm/sample", false, Some(wrong)),
        ]
    }
}

/// A link that does not work any more, and why.
#[derive(Debug, Clone, Serialize)]
pub struct DeadLinkPage {
    /// Why, and what to do.
    pub why: String,
    /// Whether the request was confirmed with it already.
    pub used: bool,
    /// Where a new mail can be asked for.
    pub resend: Option<String>,
}

impl DeadLinkPage {
    /// Title of the page.
    pub const TITLE: &'static str = "This link does not work any more";
}

impl PageContext for DeadLinkPage {
    const TEMPLATE: &'static str = "public/dead_link";

    fn samples() -> Vec<Self> {
        let old = "This code or link is too old. Send a new one.".to_owned();
        let used = "This code or link was used already. Send a new one to go on.".to_owned();
        vec![
            Self { why: old, used: false, resend: Some("/confirm/sample/resend".to_owned()) },
            Self { why: used, used: true, resend: None },
        ]
    }
}
