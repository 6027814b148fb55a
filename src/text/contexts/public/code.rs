//! The code from the mail, and the page behind the mail's link.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::domain::intake::FieldErrors;
use crate::text::PageContext;
use crate::text::contexts::form::{ErrorLine, Field, with_errors};

/// The code of a new request.
#[derive(Debug, Clone, Serialize)]
pub struct CodePage {
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// The field for the code.
    pub fields: Vec<Field>,
    /// Where the code went.
    pub email: String,
    /// Until when it works; none when that is not known any more.
    pub code_until: Option<String>,
}

impl CodePage {
    /// Title of the page.
    pub const TITLE: &'static str = "Enter your code";

    /// What is wrong with an empty field.
    pub const EMPTY: &'static str = "Enter the 6 digits from our newest mail.";

    /// The page, with what was wrong with the last try.
    pub fn new(email: &str, code_until: Option<DateTime<Utc>>, wrong: Option<&str>) -> Self {
        let (fields, errors) = code_field(wrong);
        Self { errors, fields, email: email.to_owned(), code_until: code_until.map(instant) }
    }
}

/// The field for a code, with what was wrong with the last try.
pub(in crate::text::contexts) fn code_field(wrong: Option<&str>) -> (Vec<Field>, Vec<ErrorLine>) {
    let mut errors = Vec::new();
    let wrong: FieldErrors = wrong.map(|why| ("code", why.to_owned())).into_iter().collect();
    let fields = with_errors(vec![Field::code()], &wrong, &mut errors);
    (fields, errors)
}

pub(in crate::text::contexts) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl PageContext for CodePage {
    const TEMPLATE: &'static str = "public/code";

    fn samples() -> Vec<Self> {
        let until = DateTime::from_timestamp(1_795_430_880, 0);
        let wrong = "That is not the code from our newest mail. You have 4 more tries.";
        vec![
            Self::new("maya.lindqvist@example.com", until, None),
            Self::new("m@example.com", None, Some(wrong)),
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
