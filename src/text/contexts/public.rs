//! The public form, step by step: the choice, the details, the check, the code, the receipt.

mod check;
mod choice;
mod code;
mod corrections;
mod details;
mod received;

pub use check::{CheckPage, CheckRow};
pub use choice::{ChoicePage, NOT_SURE};
pub(super) use code::code_field;
pub use code::{CodePage, ConfirmPage, DeadLinkPage, SentCode};
pub use corrections::{CorrectionRow, Corrections};
pub use details::DetailsPage;
pub use received::{AccessibilityPage, DevMail, DevMailPage, MailLine, OneMailPage, ReceivedPage};

use domain::policy::{ClockKind, Period, Policy};

/// How long the answer may take, in words: the period of the rule that promises it.
pub fn answer_period(policy: &Policy) -> String {
    let rule = policy.rules.iter().find(|rule| rule.clock == ClockKind::Respond);
    match rule.map(|rule| &rule.period) {
        Some(Period::CalendarDays(1)) => "one day".to_owned(),
        Some(Period::CalendarDays(n)) => format!("{n} days"),
        Some(Period::CalendarMonths(1)) => "one month".to_owned(),
        Some(Period::CalendarMonths(n)) => format!("{n} months"),
        Some(other) => other.words(),
        None => "the time the law allows".to_owned(),
    }
}
