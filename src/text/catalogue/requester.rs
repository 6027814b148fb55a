//! What the person who asked is told: where the request stands, who acts next, what happened.

use domain::case::Case;
use domain::file::Package;
use domain::verification::Unusable;
use domain::vocabulary::{ComplaintKind, Outcome, RequesterRole, Stage, WaitingReason};

/// Where a request stands.
pub fn standing(case: &Case) -> &'static str {
    let waiting = case.waiting.as_ref().map(|waiting| waiting.reason);
    match (case.stage, waiting) {
        (Stage::Closed, _) if case.needs_work() => {
            "Your request is closed. We look at what you brought against our answer."
        }
        (Stage::Closed, _) => case.outcome.map_or("Your request is closed.", closed),
        (Stage::Unconfirmed, _) => "We wait for you to confirm your email address.",
        (_, Some(WaitingReason::Evidence)) => {
            "We need something from you to know that it is you who asks."
        }
        (_, Some(WaitingReason::Clarification)) => {
            "We have a question before we can go on with your request."
        }
        (Stage::Verifying, None) if lacks_mandate(case) => {
            "We asked the person you act for to confirm that you do."
        }
        (Stage::Verifying, None) => {
            "We are checking who is asking, so that nobody else gets at your data."
        }
        (Stage::Working, None) => "We are working on it.",
        (Stage::Review, None) => "A colleague checks our answer before it goes out.",
    }
}

const fn closed(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fulfilled => "Your request is closed: we did what you asked for.",
        Outcome::PartlyFulfilled => "Your request is closed: we did a part of what you asked for.",
        Outcome::Refused => "Your request is closed: we could not do what you asked for.",
        Outcome::Withdrawn => "Your request is closed: you withdrew it.",
        Outcome::Expired => "Your request is closed: we did not hear from you in time.",
        Outcome::Duplicate => "Your request is closed: it repeats an earlier one, which goes on.",
    }
}

fn lacks_mandate(case: &Case) -> bool {
    case.intake.role == RequesterRole::Agent && case.confirmation.mandate_at.is_none()
}

/// Who acts next, and whether that is the person who asked.
pub fn next(case: &Case) -> (bool, &'static str) {
    let waiting = case.waiting.as_ref().map(|waiting| waiting.reason);
    match (case.stage, waiting) {
        (Stage::Closed, _) if case.needs_work() => {
            (false, "We do: we decide on it and write to you. You need not do anything right now.")
        }
        (Stage::Closed, _) if case.package.as_ref().and_then(Package::file).is_some() => {
            (true, "You: download your data below. Apart from that it is finished.")
        }
        (Stage::Closed, _) => (false, "Nobody: it is finished."),
        (Stage::Unconfirmed, _) => (true, "You: confirm your address with the code from our mail."),
        (_, Some(WaitingReason::Evidence)) => (true, "You: help us below to know that it is you."),
        (_, Some(WaitingReason::Clarification)) => (true, "You: answer our question below."),
        (Stage::Verifying, None) if lacks_mandate(case) => {
            (false, "The person you act for: the link is in our mail to them.")
        }
        (Stage::Verifying | Stage::Working | Stage::Review, None) => {
            (false, "We do. You need not do anything right now.")
        }
    }
}

/// Steps of a request, in order.
pub mod steps {
    /// It arrived.
    pub const RECEIVED: &str = "Received";
    /// The address was confirmed.
    pub const CONFIRMED: &str = "Address confirmed";
    /// It is known who asks.
    pub const CHECKED: &str = "Identity checked";
    /// The work.
    pub const WORKED: &str = "In work";
    /// The answer.
    pub const ANSWERED: &str = "Answered";
    /// The end without an answer.
    pub const CLOSED: &str = "Closed";
    /// Below the step that is under way.
    pub const NOW: &str = "Now";
}

/// How an event is told: tone, icon, sentence. `None` for what is not theirs to see.
pub fn event(name: &str) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match name {
        "case_opened" => ("idle", "mail", "We received your request."),
        "email_confirmed" => ("ok", "shield", "You confirmed your email address."),
        "confirmed_by_desk" => ("ok", "shield", "We confirmed your request."),
        "identity_accepted" => ("ok", "check", "We know that it is you, and began the work."),
        "identity_rejected" => ("bad", "x", "We could not establish who is asking."),
        "evidence_asked" => ("warn", "lock", "We asked you to help us know that it is you."),
        "authority_asked" => {
            ("warn", "lock", "We asked you to show that you may act for your child.")
        }
        "evidence_given" => ("idle", "lock", "You helped us to know that it is you."),
        "file_given" => ("idle", "file", "You gave us a file."),
        "package_built" => ("ok", "file", "The copy of your data was ready to download."),
        "package_downloaded" => ("idle", "file", "The copy of your data was downloaded."),
        "package_recalled" => ("warn", "file", "We took the copy of your data back."),
        "package_expired" => (
            "idle",
            "file",
            "The copy of your data could no longer be downloaded, and was deleted.",
        ),
        "deadline_extended" => ("warn", "cal", "We need longer, and wrote to you why."),
        "cooling_off_started" => ("warn", "clock", "Your account is set to be closed."),
        "termination_cancelled" => ("ok", "check", "You keep your account."),
        "address_change_asked" => ("warn", "mail", "Another email address was asked for."),
        "address_change_confirmed" => ("info", "mail", "The new email address was confirmed."),
        "address_change_cancelled" => ("idle", "mail", "Your email address stays as it was."),
        "address_change_lapsed" => {
            ("idle", "mail", "Nobody confirmed the new email address, so yours stays.")
        }
        "address_changed" => ("ok", "mail", "Your email address was changed."),
        "withdrawn" => ("idle", "x", "The request was withdrawn."),
        "closed" => ("ok", "checkc", "The request was closed, and we wrote to you."),
        "reopened" => ("info", "loop", "We took the request up again."),
        _ => return None,
    })
}

/// In place of words that were deleted.
pub const DELETED: &str = "The text of this message was deleted.";
/// A closing of the account that the person took back.
pub const CANCELLED: &str = "Cancelled by you";
/// The person, as author of a message.
pub const YOU: &str = "You";
/// A request whose right is not known yet.
pub const UNSURE: &str = "Your request";
/// Label of the field for a message.
pub const MESSAGE: &str = "Write to us about this request";
/// A link about another address that does not work, whatever the reason.
pub const DEAD_ADDRESS_LINK: &str = "This link was used already, is too old, or the change it was about is over. Sign in to your status page to see where it stands, or write to us.";
/// Label of the field for another address.
pub const NEW_ADDRESS: &str = "New email address";
/// Label of the field for a complaint or an appeal.
pub const COMPLAINT: &str = "What is wrong with our answer?";
/// Label of the choice between the two.
pub const COMPLAINT_KIND: &str = "What do you want?";
/// The two, with what they mean for the person.
pub const COMPLAINT_KINDS: &[(ComplaintKind, &str, &str)] = &[
    (
        ComplaintKind::Appeal,
        "Decide my request anew",
        "You do not agree with the answer. This is called an appeal.",
    ),
    (
        ComplaintKind::Complaint,
        "Complain about how you handled it",
        "Something went wrong on the way, whatever the answer was.",
    ),
];
/// Label of the field for an answer.
pub const ANSWER: &str = "Your answer";

/// What is asked of a guardian, on the status page.
pub const AUTHORITY_ASKED: &str = "Please show us that you may act for your child: a birth certificate, a decision of a court, or another paper that names you both. You may cover whatever does not show that.";
/// The next step of a guardian, in the mail that says the request is received.
pub const AUTHORITY_BY_PAGE: &str = "It is your turn. Please sign in to your status page and show us that you may act for your child: a birth certificate, a decision of a court, or another paper that names you both. Do not send it by email, and cover whatever does not show that. Only the person who decides sees it, and we destroy it as soon as that is decided. You need no account with us.";
/// The same for somebody without an email address.
pub const AUTHORITY_BY_POST: &str = "It is your turn. Please send us by post, with your reference, a copy of a paper that shows that you may act for your child: a birth certificate, a decision of a court, or another paper that names you both. Cover whatever does not show that. We destroy it as soon as we have decided. You need no account with us.";

/// Whose data a text means that says “your data”, when the reader asks for somebody else. Nothing for oneself.
pub fn on_behalf(role: RequesterRole, subject: &str) -> Option<String> {
    match role {
        RequesterRole::Myself => None,
        RequesterRole::Guardian => Some(format!(
            "You ask for your child, {subject}. Where we write “your data” or “your account”, we mean your child’s."
        )),
        RequesterRole::Agent => Some(format!(
            "You act for {subject}. Where we write “your data” or “your account”, we mean theirs."
        )),
    }
}

/// Label of the files that prove identity or authority.
pub const EVIDENCE_FILES: &str = "Files that show it";
/// Label of the files that show what is wrong.
pub const FILES: &str = "Files";

/// The copy of the data while it is made.
pub fn package_building() -> (&'static str, String) {
    (
        "We put your data together",
        "This takes from a minute to some hours. Come back to this page later; you need not wait."
            .to_owned(),
    )
}

/// The copy of the data once it can be downloaded. `until` is local to the organisation.
pub fn package_ready(left: u32, until: &str) -> (&'static str, String) {
    let text = match left {
        0 => {
            return (
                "You downloaded your data",
                format!(
                    "That was as often as it can be downloaded. It is deleted on {until}. Write to us if you need it again."
                ),
            );
        }
        1 => format!("You can download it once more, until {until}."),
        left => format!("You can download it {left} times, until {until}."),
    };
    ("Your data is ready", text)
}

/// The copy of the data after the desk took it back.
pub fn package_recalled() -> (&'static str, String) {
    (
        "We took your data back",
        "Something was not right with it. We write to you about what happens next.".to_owned(),
    )
}

/// The copy of the data after its time.
pub fn package_expired() -> (&'static str, String) {
    (
        "Your data is no longer here",
        "Its time was over, so we deleted the copy. Write to us if you need it again.".to_owned(),
    )
}

/// The date of a request that was answered by it and is looked at again.
pub const ANSWERED_IN_TIME: &str = "Answered in time; we are looking at it again";

/// How far a day is, as seen from today.
pub fn days_left(days: i64) -> String {
    match days {
        0 => "Due today".to_owned(),
        1 => "1 day left".to_owned(),
        n if n > 1 => format!("{n} days left"),
        -1 => "1 day late".to_owned(),
        n => format!("{} days late", n.saturating_neg()),
    }
}

/// What was sent twice, or on top of something the person has not seen.
pub const STALE: &str = "Something new happened while you wrote. Look at it below, then send again. What you wrote is still here.";

/// Summary and description of the calendar entry of a deadline. They may be seen by others.
pub fn calendar(product: &str, reference: &str) -> (String, String) {
    (
        format!("Answer due: {reference}"),
        format!("Last day for the answer of {product} to the privacy request {reference}."),
    )
}

/// Why the link to the person whose data it is does not work.
pub const fn dead_subject_link(why: Unusable) -> &'static str {
    match why {
        Unusable::Used => {
            "This link was used already, and what you chose counts. There is nothing more to do."
        }
        Unusable::Replaced => "A newer mail about this was sent. Use the link in that one.",
        Unusable::Expired | Unusable::TooManyTries | Unusable::Wrong { .. } => {
            "This link is too old. If you are worried about a request made for your account, write to us."
        }
    }
}

/// Why the link that keeps an account does nothing any more.
pub const fn dead_cancel_link(cancelled: bool) -> &'static str {
    if cancelled {
        "The closing of your account was cancelled already. Your account stays as it is, and there is nothing more to do."
    } else {
        "The time to cancel is over, or the closing was decided otherwise. Write to us at once if you want to keep your account."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_in_words() {
        let words: Vec<_> = [30, 1, 0, -1, -3].into_iter().map(days_left).collect();
        assert_eq!(words, ["30 days left", "1 day left", "Due today", "1 day late", "3 days late"]);
    }
}
