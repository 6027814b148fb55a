//! A submission: from raw fields to a [`Person`] and [`Facts`], or one message per field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::correction::{self, LONGEST_VALUE, MOST_FIELDS, WantedCorrection};
use super::person::{Detail, Email, Facts, MAX_NAME, MAX_TEXT, Person};
use super::prose::{one_line, paragraphs};
use super::region;
use super::vocabulary::{AccountRole, RequesterRole, Right};

/// The fields as typed; everything optional, so that a half-filled form can be kept and shown again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Submission {
    /// Stable texts of rights; `not_sure` for triage.
    pub rights: Vec<String>,
    /// Full name.
    pub name: String,
    /// Address for notices.
    pub email: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Region, an ISO 3166-2 code with or without the country.
    pub region: String,
    /// `self | guardian | agent`.
    pub role: String,
    /// Name of the data subject for guardian and agent.
    pub acting_for: String,
    /// The data subject's own address, for an agent.
    pub subject_email: String,
    /// The account's address, when it differs.
    pub account_email: String,
    /// `student | instructor | both | enterprise | none`.
    pub account_role: String,
    /// Details of the whole request.
    pub details: String,
    /// Details of an access request.
    pub details_access: String,
    /// What is wrong and what it should be.
    pub details_correct: String,
    /// The same field by field; rows in which nothing was typed count as rows of the form only.
    pub corrections: Vec<WantedCorrection>,
    /// Details of an erasure request.
    pub details_delete: String,
    /// Details of a termination.
    pub details_terminate: String,
    /// Postal address, for recorded letters.
    pub postal_address: String,
}

/// How many characters beyond the longest are kept, so that the field can say that it is too long.
const BEYOND: usize = 50;
/// The longest line: an address of 64 and 253 characters with its sign (RFC 5321 4.5.3.1).
const MAX_LINE: usize = 318;
/// More boxes than the form has.
const MOST_RIGHTS: usize = 8;

/// Message per field name, in plain sentences that say what to do.
pub type FieldErrors = BTreeMap<&'static str, String>;

/// A submission that can become a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// Which rights; empty for "not sure".
    pub rights: Vec<Right>,
    /// Personal data.
    pub person: Person,
    /// The rest.
    pub facts: Facts,
}

/// The choice on the first page: rights, or "not sure" alone.
pub fn parse_rights(raw: &[String]) -> Result<Vec<Right>, String> {
    let sure: Vec<_> = raw.iter().filter(|text| text.as_str() != "not_sure").collect();
    if raw.is_empty() {
        return Err("Choose at least one thing we can do for you, or “I am not sure”.".to_owned());
    }
    let mut rights = Vec::new();
    for text in sure {
        rights.push(Right::from_text(text).ok_or_else(|| {
            format!("“{text}” is not a right we know. Choose access, correct, delete or terminate.")
        })?);
    }
    rights.sort_unstable();
    rights.dedup();
    Ok(rights)
}

impl Submission {
    /// The fields cut a little above their longest: what is too long is still told and shown, and nobody
    /// fills a disk with it.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.rights.truncate(MOST_RIGHTS);
        self.corrections.truncate(MOST_FIELDS);
        let rights = self.rights.iter_mut().map(|right| (right, MAX_NAME));
        let lines = [
            &mut self.name,
            &mut self.email,
            &mut self.country,
            &mut self.role,
            &mut self.acting_for,
            &mut self.subject_email,
            &mut self.account_email,
            &mut self.account_role,
        ];
        let texts = [
            &mut self.region,
            &mut self.details,
            &mut self.details_access,
            &mut self.details_correct,
            &mut self.details_delete,
            &mut self.details_terminate,
            &mut self.postal_address,
        ];
        let corrections = self.corrections.iter_mut().flat_map(|row| {
            [&mut row.field, &mut row.current, &mut row.proposed].map(|part| (part, LONGEST_VALUE))
        });
        let lines = lines.into_iter().map(|line| (line, MAX_LINE));
        let texts = texts.into_iter().map(|text| (text, MAX_TEXT));
        for (field, most) in rights.chain(lines).chain(texts).chain(corrections) {
            if let Some((end, _)) = field.char_indices().nth(most.saturating_add(BEYOND)) {
                field.truncate(end);
            }
        }
        self
    }

    /// Checks every field. `needs_email` is false for letters and calls recorded by staff.
    pub fn parse(&self, needs_email: bool) -> Result<Parsed, FieldErrors> {
        let mut errors = FieldErrors::new();
        let rights = note(&mut errors, "right", parse_rights(&self.rights)).unwrap_or_default();
        let name = note(&mut errors, "name", parse_name(&self.name)).unwrap_or_default();
        let email = self.parse_email(needs_email, &mut errors);
        let role = note(&mut errors, "role", parse_role(&self.role));
        let facts = self.parse_facts(role, &mut errors);
        let acting_for = self.parse_acting_for(role, &mut errors);
        let account_email = optional_email(&mut errors, "account_email", &self.account_email);
        let subject_email = self.parse_subject_email(role, email.as_ref(), &mut errors);
        let details = self.parse_details(&rights, &mut errors);
        let corrections = match rights.contains(&Right::Correct) {
            true => correction::parse(&self.corrections, &mut errors),
            false => Vec::new(),
        };
        let postal_address = text_field(&mut errors, "postal_address", &self.postal_address);
        let (true, Some(facts)) = (errors.is_empty(), facts) else {
            return Err(errors);
        };
        let own = email.as_ref().map(Email::folded);
        let account_email = account_email.filter(|other| Some(other.folded()) != own);
        let person = Person {
            name,
            email,
            postal_address,
            account_email,
            acting_for,
            subject_email,
            details,
            corrections,
        };
        Ok(Parsed { rights, person, facts })
    }

    fn parse_email(&self, needed: bool, errors: &mut FieldErrors) -> Option<Email> {
        if self.email.trim().is_empty() && !needed {
            return None;
        }
        note(errors, "email", Email::parse(&self.email).map_err(str::to_owned))
    }

    fn parse_facts(&self, role: Option<RequesterRole>, errors: &mut FieldErrors) -> Option<Facts> {
        let country = note(errors, "country", parse_country(&self.country));
        let account_role = match self.account_role.trim() {
            "" => None,
            text => note(
                errors,
                "account_role",
                AccountRole::from_text(text).ok_or_else(|| {
                    "Choose the kind of account: student, instructor, both, enterprise or none."
                        .to_owned()
                }),
            ),
        };
        let terminate = self.rights.iter().any(|text| text == Right::Terminate.as_str());
        if terminate && self.account_role.trim().is_empty() {
            let ask = "Tell us which kind of account you want to close.";
            errors.insert("account_role", ask.to_owned());
        }
        let region = note(errors, "region", region::parse(&self.country, &self.region));
        Some(Facts { role: role?, country: country?, region: region?, account_role })
    }

    fn parse_acting_for(
        &self,
        role: Option<RequesterRole>,
        errors: &mut FieldErrors,
    ) -> Option<String> {
        match role {
            Some(RequesterRole::Guardian | RequesterRole::Agent) => note(
                errors,
                "acting_for",
                parse_name(&self.acting_for)
                    .map_err(|_| "Enter the name of the person you act for.".to_owned()),
            ),
            Some(RequesterRole::Myself) | None => None,
        }
    }

    fn parse_subject_email(
        &self,
        role: Option<RequesterRole>,
        own: Option<&Email>,
        errors: &mut FieldErrors,
    ) -> Option<Email> {
        if role != Some(RequesterRole::Agent) {
            return None;
        }
        let subject = optional_email(errors, "subject_email", &self.subject_email)?;
        // There the person would be asked for the mandate, and an agent must not answer for them.
        if own.is_some_and(|own| own.is_same_mailbox(&subject)) {
            let text = "Enter an address where we can reach that person, not your own.";
            errors.insert("subject_email", text.to_owned());
            return None;
        }
        Some(subject)
    }

    fn parse_details(&self, rights: &[Right], errors: &mut FieldErrors) -> Vec<Detail> {
        let fields = [
            ("details", None, &self.details),
            ("details_access", Some(Right::Access), &self.details_access),
            ("details_correct", Some(Right::Correct), &self.details_correct),
            ("details_delete", Some(Right::Delete), &self.details_delete),
            ("details_terminate", Some(Right::Terminate), &self.details_terminate),
        ];
        let mut details = Vec::new();
        for (field, right, raw) in fields {
            let asked = right.is_none_or(|right| rights.contains(&right));
            if asked && let Some(text) = text_field(errors, field, raw) {
                details.push(Detail { right, text });
            }
        }
        details
    }
}

fn note<T>(errors: &mut FieldErrors, field: &'static str, parsed: Result<T, String>) -> Option<T> {
    match parsed {
        Ok(value) => Some(value),
        Err(message) => {
            errors.insert(field, message);
            None
        }
    }
}

fn parse_name(raw: &str) -> Result<String, String> {
    let name = one_line(raw);
    if name.is_empty() {
        return Err("Enter your full name.".to_owned());
    }
    if name.chars().count() > MAX_NAME {
        return Err(format!("Enter a name of at most {MAX_NAME} characters."));
    }
    Ok(name)
}

fn parse_role(raw: &str) -> Result<RequesterRole, String> {
    match raw.trim() {
        "" => Ok(RequesterRole::Myself),
        text => RequesterRole::from_text(text).ok_or_else(|| {
            "Choose whether you ask for yourself, for a child, or as an agent.".to_owned()
        }),
    }
}

fn parse_country(raw: &str) -> Result<String, String> {
    let code = one_line(raw).to_ascii_uppercase();
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err("Choose the country you live in.".to_owned())
    }
}

fn optional_email(errors: &mut FieldErrors, field: &'static str, raw: &str) -> Option<Email> {
    if raw.trim().is_empty() {
        return None;
    }
    note(errors, field, Email::parse(raw).map_err(str::to_owned))
}

fn text_field(errors: &mut FieldErrors, field: &'static str, raw: &str) -> Option<String> {
    let text = paragraphs(raw);
    if text.chars().count() > MAX_TEXT {
        errors.insert(field, format!("Shorten this text to {MAX_TEXT} characters."));
        return None;
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(subject: &str) -> Submission {
        Submission {
            rights: vec!["access".to_owned()],
            name: "Ava Agent".to_owned(),
            email: "Ava@agents.example".to_owned(),
            country: "DE".to_owned(),
            role: "agent".to_owned(),
            acting_for: "Nora Berg".to_owned(),
            subject_email: subject.to_owned(),
            ..Submission::default()
        }
    }

    #[test]
    fn an_agent_does_not_answer_for_the_person_they_act_for() {
        for own in ["ava@agents.example", "AVA+nora@Agents.example"] {
            let errors = agent(own).parse(true).unwrap_err();
            assert!(errors["subject_email"].contains("not your own"), "{errors:?}");
        }
        let parsed = agent("nora@example.com").parse(true).unwrap();
        assert_eq!(parsed.person.subject_email.unwrap().as_str(), "nora@example.com");
    }

    #[test]
    fn the_own_address_in_other_letters_is_no_second_one() {
        let typed = Submission {
            account_email: "ava@Agents.example".to_owned(),
            ..agent("nora@example.com")
        };
        assert_eq!(typed.parse(true).unwrap().person.account_email, None);
        // Behind a sign that only some providers pass over may be somebody else.
        let tagged = Submission { account_email: "ava+shop@agents.example".to_owned(), ..typed };
        assert!(tagged.parse(true).unwrap().person.account_email.is_some());
    }
}
