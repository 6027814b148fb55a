//! A system that answers by itself: where it is called, what it is told of the person, and what can go wrong.
//!
//! Part of the data map, so it is versioned and travels with its file. Secrets are no part of it.

use serde::{Deserialize, Serialize};

use super::person::Person;
use super::vocabulary::{Right, TaskKind, vocabulary};

/// Longest address, in characters.
const LONGEST_URL: usize = 500;

vocabulary! {
    /// What a system may be told, so that it finds the person's data.
    pub enum Identifier {
        /// Name of the person whose data it is.
        Name = "name",
        /// Their mail address, as far as the request knows one.
        Email = "email",
        /// The address of their account, when it differs; else as `email`.
        AccountEmail = "account_email",
        /// What was written about the right.
        Words = "words",
    }
}

vocabulary! {
    /// By what a system names the person in its answer.
    pub enum SubjectReference {
        /// A random text made for one task: it tells nobody anything.
        Opaque = "opaque",
        /// The reference of the request.
        Case = "case",
    }
}

vocabulary! {
    /// Why a task went back from a system to people. Codes only, so that the journal can hold them.
    pub enum CallFault {
        /// The data map names no address any more, no secret was made, or its host is not listed in the settings.
        NotSetUp = "not_set_up",
        /// Its name or address leads to a network the settings do not allow.
        AddressRefused = "address_refused",
        /// No connection, or no answer in time.
        Unreachable = "unreachable",
        /// It answered with an error, or sent us elsewhere.
        Refused = "refused",
        /// It said that it could not do it.
        Failed = "failed",
        /// It took the task and sent no result by the day it was due.
        NoResult = "no_result",
    }
}

/// How a system is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Where tasks are sent.
    pub url: String,
    /// Which tasks it does; empty: all its rights ask for, but not telling recipients.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub does: Vec<TaskKind>,
    /// What it is told of the person.
    pub identifiers: Vec<Identifier>,
    /// By what it names the person.
    #[serde(default = "opaque")]
    pub subject: SubjectReference,
}

const fn opaque() -> SubjectReference {
    SubjectReference::Opaque
}

impl Webhook {
    /// Whether it does such a task.
    pub fn takes(&self, kind: TaskKind) -> bool {
        if self.does.is_empty() {
            kind != TaskKind::TellRecipients
        } else {
            self.does.contains(&kind)
        }
    }

    /// What is wrong with it, each in a sentence. Whether its host may be called, the settings say.
    pub fn problems(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let rest = self.url.strip_prefix("https://").or_else(|| self.url.strip_prefix("http://"));
        let strange = |c: char| c.is_whitespace() || c.is_control() || "@#\\".contains(c);
        if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with('/')) {
            wrong.push("write the address of its webhook like https://host/path.".to_owned());
        } else if self.url.contains(strange) {
            wrong.push(
                "remove sign-in, “#”, backslash and spaces from the webhook’s address.".to_owned(),
            );
        }
        if self.url.chars().count() > LONGEST_URL {
            wrong.push(format!("shorten the webhook’s address to {LONGEST_URL} characters."));
        }
        if self.identifiers.is_empty() {
            wrong.push("say by what its webhook finds the person.".to_owned());
        }
        wrong
    }
}

impl Identifier {
    /// The value for a person; nothing when it is not known.
    pub fn of(self, person: &Person, right: Right) -> Option<String> {
        let mail = person.subject_email.as_ref().or(person.email.as_ref());
        match self {
            Self::Name => Some(person.subject_name().to_owned()),
            Self::Email => mail.map(|mail| mail.as_str().to_owned()),
            Self::AccountEmail => {
                person.account_email.as_ref().or(mail).map(|mail| mail.as_str().to_owned())
            }
            // What was decided field by field is sent as it was decided, not in the person's words.
            Self::Words if right == Right::Correct && !person.corrections.is_empty() => None,
            Self::Words => {
                let about = person.details.iter();
                let about = about.filter(|one| one.right.is_none_or(|about| about == right));
                let words: Vec<&str> = about.map(|one| one.text.as_str()).collect();
                (!words.is_empty()).then(|| words.join("\n\n"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correction::WantedCorrection;
    use crate::person::{Detail, Email};

    fn webhook(url: &str) -> Webhook {
        Webhook {
            url: url.to_owned(),
            does: Vec::new(),
            identifiers: vec![Identifier::Email],
            subject: SubjectReference::Opaque,
        }
    }

    #[test]
    fn what_is_wrong_with_an_address_is_said() {
        assert!(webhook("https://courses.example.com/rights?x=1").problems().is_empty());
        for wrong in [
            "",
            "courses.example.com",
            "ftp://courses.example.com",
            "https://",
            "https:///rights",
            "https://user:word@courses.example.com",
            "https://courses.example.com/#a",
            "https://courses.example.com\\@10.0.0.1",
            "https://courses.example.com/a b",
        ] {
            assert_eq!(webhook(wrong).problems().len(), 1, "{wrong}");
        }
        let long = format!("https://courses.example.com/{}", "a".repeat(LONGEST_URL));
        assert_eq!(webhook(&long).problems().len(), 1);
        let nobody = Webhook { identifiers: Vec::new(), ..webhook("https://a.example") };
        assert!(nobody.problems()[0].contains("finds the person"));
    }

    #[test]
    fn recipients_are_told_by_people_unless_the_map_says_otherwise() {
        let all = webhook("https://a.example");
        assert!(all.takes(TaskKind::Erase) && !all.takes(TaskKind::TellRecipients));
        let one = Webhook { does: vec![TaskKind::TellRecipients], ..all };
        assert!(one.takes(TaskKind::TellRecipients) && !one.takes(TaskKind::Erase));
    }

    #[test]
    fn a_system_is_told_of_the_person_whose_data_it_is() {
        let mail = |text| Email::parse(text).ok();
        let person = Person {
            name: "Ann Agent".to_owned(),
            email: mail("agent@example.com"),
            postal_address: None,
            account_email: None,
            acting_for: Some("Maya".to_owned()),
            subject_email: mail("maya@example.com"),
            details: vec![
                Detail { right: Some(Right::Correct), text: "My surname.".to_owned() },
                Detail { right: Some(Right::Delete), text: "All of it.".to_owned() },
                Detail { right: None, text: "Thanks.".to_owned() },
            ],
            corrections: Vec::new(),
        };
        let told = |what: Identifier| what.of(&person, Right::Correct);
        assert_eq!(told(Identifier::Name).as_deref(), Some("Maya"));
        assert_eq!(told(Identifier::Email).as_deref(), Some("maya@example.com"));
        assert_eq!(told(Identifier::AccountEmail).as_deref(), Some("maya@example.com"));
        assert_eq!(told(Identifier::Words).as_deref(), Some("My surname.\n\nThanks."));
        let decided = Person { corrections: vec![WantedCorrection::default()], ..person.clone() };
        assert_eq!(Identifier::Words.of(&decided, Right::Correct), None);
        let nobody = Person { subject_email: None, email: None, details: Vec::new(), ..person };
        assert_eq!(Identifier::Email.of(&nobody, Right::Access), None);
        assert_eq!(Identifier::Words.of(&nobody, Right::Access), None);
    }
}
