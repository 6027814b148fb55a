//! Addresses of the public pages, by name: handlers and redirects hold no addresses of their own.

/// The choice.
pub(super) const START: &str = "/";
/// The choice again, to change it.
pub(super) const CHOICE: &str = "/request";
/// The details.
pub(super) const DETAILS: &str = "/request/details";
/// The check before sending.
pub(super) const CHECK: &str = "/request/check";
/// The code of a new request.
pub(super) const CODE: &str = "/request/code";
/// A new code for it.
pub(super) const RESEND: &str = "/request/code/resend";
/// The receipt.
pub(super) const RECEIVED: &str = "/request/received";
/// The receipt's date for a calendar.
pub(super) const RECEIVED_DATE: &str = "/request/deadline.ics";
/// The link of a mail.
pub(super) const CONFIRM: &str = "/confirm/{token}";
/// A new mail for it.
pub(super) const CONFIRM_RESEND: &str = "/confirm/{token}/resend";
/// The link of a mail to the person whose data it is.
pub(super) const ABOUT_YOU: &str = "/about-you/{token}";
/// What that person did.
pub(super) const ABOUT_YOU_DONE: &str = "/about-you/done/{wish}";
/// The link of a mail that keeps an account.
pub(super) const CANCEL: &str = "/cancel/{token}";
/// What that did.
pub(super) const CANCELLED: &str = "/account-stays";
/// The link of a mail about another address.
pub(super) const ADDRESS: &str = "/address/{token}";
/// It is confirmed.
pub(super) const ADDRESS_CONFIRMED: &str = "/address-confirmed";
/// It was stopped.
pub(super) const ADDRESS_STOPPED: &str = "/address-stays";
/// The link of a mail to who answers for a system.
pub(super) const TASK: &str = "/task/{token}";
/// What they did.
pub(super) const TASK_DONE: &str = "/task/done/{answer}";
/// The accessibility statement.
pub(super) const ACCESSIBILITY: &str = "/accessibility";
/// Mails of a desk that sends none.
pub(super) const DEV_MAIL: &str = "/dev/mail";
/// One of them.
pub(super) const DEV_MAIL_ONE: &str = "/dev/mail/{file}";

/// Sign-in of a requester.
pub(super) const STATUS: &str = "/status";
/// Its code.
pub(super) const STATUS_CODE: &str = "/status/code";
/// The request.
pub(super) const STATUS_REQUEST: &str = "/status/request";
/// A message about it.
pub(super) const STATUS_MESSAGE: &str = "/status/message";
/// A complaint or an appeal.
pub(super) const STATUS_COMPLAINT: &str = "/status/complaint";
/// The answer to a question.
pub(super) const STATUS_ANSWER: &str = "/status/answer";
/// Proof of identity.
pub(super) const STATUS_EVIDENCE: &str = "/status/evidence";
/// Files that show what is wrong.
pub(super) const STATUS_FILES: &str = "/status/files";
/// Downloading the copy of the data.
pub(super) const STATUS_PACKAGE: &str = "/status/package";
/// The code for it.
pub(super) const STATUS_PACKAGE_CODE: &str = "/status/package/code";
/// Typing that code.
pub(super) const STATUS_PACKAGE_ENTER: &str = "/status/package/enter";
/// The copy itself.
pub(super) const STATUS_PACKAGE_FILE: &str = "/status/package/file";
/// Withdrawing it.
pub(super) const STATUS_WITHDRAW: &str = "/status/withdraw";
/// Another email address.
pub(super) const STATUS_ADDRESS: &str = "/status/address";
/// Keeping the one in force.
pub(super) const STATUS_ADDRESS_CANCEL: &str = "/status/address/cancel";
/// Keeping the account.
pub(super) const STATUS_KEEP: &str = "/status/keep-account";
/// Its date for a calendar.
pub(super) const STATUS_DATE: &str = "/status/deadline.ics";
/// Signing out.
pub(super) const STATUS_SIGN_OUT: &str = "/status/sign-out";

/// The address behind a pattern with one variable part, which is one of our own tokens or words.
pub(super) fn with(pattern: &str, part: &str) -> String {
    let (before, rest) = pattern.split_once('{').unwrap_or((pattern, ""));
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    format!("{before}{part}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_takes_its_place_in_the_pattern() {
        assert_eq!(with(CONFIRM, "abc"), "/confirm/abc");
        assert_eq!(with(CONFIRM_RESEND, "abc"), "/confirm/abc/resend");
        assert_eq!(with(START, "abc"), "/abc");
    }
}
