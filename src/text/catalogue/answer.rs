//! What an answer lists of each right, in words for the person who asked.

use chrono::NaiveDate;

use domain::data_map::RetentionBasis;
use domain::vocabulary::FieldDecision;

/// Headings of the lists.
pub mod lists {
    /// Fields that were changed.
    pub const CORRECTED: &str = "What we corrected";
    /// Fields that were not.
    pub const NOT_CORRECTED: &str = "What we did not correct, and why";
    /// Systems whose data went.
    pub const ERASED: &str = "What we erased";
    /// Systems in which nobody can be told any more.
    pub const ANONYMISED: &str = "What we made anonymous, so that it no longer points to you";
    /// Systems that keep something.
    pub const KEPT: &str = "What we keep, why and until when";
    /// Systems with something to hand out.
    pub const FOUND: &str = "Where we found your data";
    /// Systems that were asked.
    pub const NOTHING: &str = "Where we looked and hold nothing";
    /// Recipients (GDPR Art. 19).
    pub const TOLD: &str = "Whom we told of it, because they got the data from us";
}

/// What was decided about one field.
pub const fn field_decision(value: FieldDecision) -> &'static str {
    match value {
        FieldDecision::Accepted => "Accepted",
        FieldDecision::Refused => "Refused",
    }
}

/// One field as it was and as it is to be.
pub fn correction(field: &str, current: &str, proposed: &str) -> String {
    match current {
        "" => format!("{field}: “{proposed}”, where nothing stood"),
        current => format!("{field}: “{proposed}” instead of “{current}”"),
    }
}

/// One field that stays as it is: the ground as a sentence, then the words of the desk.
pub fn not_corrected(field: &str, current: &str, why: &[&str]) -> String {
    let stays =
        if current.is_empty() { field.to_owned() } else { format!("{field}, “{current}”") };
    format!("{stays}: {}", why.join(" "))
}

/// A system with the kinds of data in it.
pub fn in_system(name: &str, categories: &[String]) -> String {
    if categories.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({})", categories.join(", "))
    }
}

/// What a system keeps: on what basis, for what reason, until when.
pub fn kept(
    system: &str,
    basis: Option<RetentionBasis>,
    reason: Option<&str>,
    until: Option<NaiveDate>,
) -> String {
    let basis = basis.map(|basis| kept_basis(basis).to_owned());
    let reason = reason.map(sentence);
    let until = until.map(|day| format!("Until {}.", day.format("%-d %B %Y")));
    let why: Vec<String> = [basis, reason, until].into_iter().flatten().collect();
    if why.is_empty() { system.to_owned() } else { format!("{system}: {}", why.join(" ")) }
}

/// Words of a data map with their full stop.
fn sentence(words: &str) -> String {
    let words = words.trim();
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if words.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// Why data is kept, as a sentence to the person it is about.
pub const fn kept_basis(value: RetentionBasis) -> &'static str {
    match value {
        RetentionBasis::MandatoryRecordKeeping => "The law orders us to keep these records.",
        RetentionBasis::CompletingTransactions => "A transaction of yours is not finished yet.",
        RetentionBasis::LegalObligation => "A law obliges us to keep this.",
        RetentionBasis::LegalClaims => {
            "We need this to establish, exercise or defend legal claims."
        }
        RetentionBasis::DisputeResolution => "A dispute is being settled.",
        RetentionBasis::AgreementEnforcement => "We need this to enforce an agreement.",
        RetentionBasis::FraudPrevention => "We need this to prevent fraud.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_says_why_and_until_when() {
        let basis = Some(RetentionBasis::MandatoryRecordKeeping);
        let until = NaiveDate::from_ymd_opt(2034, 3, 31);
        let told = kept("Invoices", basis, Some("tax law says so"), until);
        let wanted = "Invoices: The law orders us to keep these records. Tax law says so. Until 31 March 2034.";
        assert_eq!(told, wanted);
        assert_eq!(kept("Invoices", None, None, None), "Invoices");
    }

    #[test]
    fn a_field_says_what_stood_there_where_something_did() {
        let told = correction("Last name", "Okafor", "Okafor-Lee");
        assert_eq!(told, "Last name: “Okafor-Lee” instead of “Okafor”");
        assert_eq!(correction("Town", "", "Lund"), "Town: “Lund”, where nothing stood");
        let told = not_corrected("Town", "Lund", &["We checked it.", "It is right."]);
        assert_eq!(told, "Town, “Lund”: We checked it. It is right.");
    }
}
