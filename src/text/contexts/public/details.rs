//! The details: who asks, where the account is, what else helps.

use serde::Serialize;

use super::NOT_SURE;
use super::corrections::Corrections;
use crate::PageContext;
use crate::catalogue;
use crate::contexts::form::{Choice, ErrorLine, Fact, Field, with_errors};
use domain::correction::WantedCorrection;
use domain::intake::{FieldErrors, Submission};
use domain::vocabulary::{AccountRole, RequesterRole, Right};

/// The details.
#[derive(Debug, Clone, Serialize)]
pub struct DetailsPage {
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// For whom it is asked.
    pub role: Vec<Field>,
    /// The other person, when it is not for oneself.
    pub other: Vec<Field>,
    /// The other person's address, when an agent asks.
    pub agent: Vec<Field>,
    /// The person who asks.
    pub person: Vec<Field>,
    /// The account.
    pub account: Vec<Field>,
    /// The request itself.
    pub request: Vec<Field>,
    /// What is wrong, field by field, where a correction is asked for.
    pub corrections: Option<Corrections>,
    /// Whether a correction is asked for: some of it can be done at once by signing in.
    pub corrects: bool,
    /// What was chosen so far.
    pub facts: Vec<Fact>,
}

impl DetailsPage {
    /// Title of the page.
    pub const TITLE: &'static str = "How can we find your data?";

    /// The page with what was typed before.
    pub fn new(typed: &Submission, errors: &FieldErrors, period: &str) -> Self {
        let mut summary = Vec::new();
        let mut marked = |fields| with_errors(fields, errors, &mut summary);
        let asks = |right: Right| typed.rights.iter().any(|text| text == right.as_str());
        Self {
            role: marked(vec![role(typed)]),
            other: marked(vec![acting_for(typed)]),
            agent: marked(vec![subject_email(typed)]),
            person: marked(person(typed)),
            account: marked(account(typed, asks(Right::Terminate))),
            request: marked(request(typed)),
            corrections: asks(Right::Correct)
                .then(|| Corrections::new(&typed.corrections, &mut marked)),
            corrects: asks(Right::Correct),
            facts: so_far(typed, period),
            errors: summary,
        }
    }

    /// The same page with what stands in the way of going on.
    #[must_use]
    pub fn refused(self, why: &str) -> Self {
        Self { errors: vec![ErrorLine::of_form(why)], ..self }
    }
}

/// What was chosen, for the box beside the form.
pub(super) fn so_far(typed: &Submission, period: &str) -> Vec<Fact> {
    vec![
        Fact::new("You are asking for", rights_in_words(typed)),
        Fact::new("Cost", "Free"),
        Fact::new("Answer", format!("Within {period}")),
    ]
}

pub(super) fn rights_in_words(typed: &Submission) -> String {
    let words: Vec<_> = typed.rights.iter().map(|text| right_in_words(text)).collect();
    if words.is_empty() { "Nothing yet".to_owned() } else { words.join(" · ") }
}

fn right_in_words(text: &str) -> &str {
    match Right::from_text(text) {
        Some(right) => catalogue::right(right),
        None if text == NOT_SURE => "I am not sure",
        None => text,
    }
}

fn role(typed: &Submission) -> Field {
    let choice = |role: RequesterRole| Choice::new(role.as_str(), catalogue::requester_role(role));
    let choices = RequesterRole::ALL.iter().copied().map(choice).collect();
    let role = if typed.role.is_empty() { RequesterRole::Myself.as_str() } else { &typed.role };
    Field::radios("role", "Who are you asking for?", choices).filled(role)
}

fn acting_for(typed: &Submission) -> Field {
    Field::line("acting_for", "Name of the person you ask for")
        .hint(
            "The child, or the person who asked you to act. We will ask you to show that you may.",
        )
        .filled(&typed.acting_for)
}

fn subject_email(typed: &Submission) -> Field {
    Field::line("subject_email", "Email address of that person")
        .filled_by("email", "off")
        .hint("We write to them once, to ask whether you act for them.")
        .optional()
        .filled(&typed.subject_email)
}

fn person(typed: &Submission) -> Vec<Field> {
    let mut countries = vec![Choice::new("", "Choose a country")];
    countries.extend(catalogue::COUNTRIES.iter().map(|(code, name)| Choice::new(*code, *name)));
    vec![
        Field::line("name", "Your full name")
            .filled_by("text", "name")
            .hint("As it appears on your account or invoices.")
            .filled(&typed.name),
        Field::line("email", "Your email address")
            .filled_by("email", "email")
            .hint("Use the one you learn or teach with, if you can still read it. We send a code to it.")
            .filled(&typed.email),
        Field::select("country", "Where do you live?", countries)
            .filled_by("", "country")
            .hint("This decides which law protects you and how fast we must answer.")
            .filled(typed.country.trim()),
        Field::line("region", "State, province or region")
            .filled_by("text", "address-level1")
            .hint("Its code, where it matters for your rights: CA for California, QC for Québec.")
            .optional()
            .filled(&typed.region),
    ]
}

fn account(typed: &Submission, closes: bool) -> Vec<Field> {
    let mut roles = vec![Choice::new("", "Choose, if you know")];
    roles.extend(
        AccountRole::ALL
            .iter()
            .map(|role| Choice::new(role.as_str(), catalogue::account_role(*role))),
    );
    let email = Field::line("account_email", "Email address of your account")
        .filled_by("email", "off")
        .hint("Only if it is another one. We then tell that address about your request as well.")
        .optional()
        .filled(&typed.account_email);
    let role = Field::select("account_role", "What kind of account is it?", roles)
        .filled(typed.account_role.trim());
    if closes {
        let hint = "We need this to tell you what closing the account means.";
        vec![email, role.hint(hint)]
    } else {
        vec![email, role.optional()]
    }
}

pub(super) fn request(typed: &Submission) -> Vec<Field> {
    let mut fields = Vec::new();
    for right in Right::ALL {
        if typed.rights.iter().any(|text| text == right.as_str()) {
            fields.push(detail(*right, typed));
        }
    }
    if fields.is_empty() || typed.rights.iter().any(|text| text == NOT_SURE) {
        let field = Field::area("details", "What is it about?")
            .hint("In your own words. Please do not send ID documents, card numbers or passwords.")
            .optional()
            .filled(&typed.details);
        fields.push(field);
    }
    fields
}

fn detail(right: Right, typed: &Submission) -> Field {
    let (name, label, hint, value) = match right {
        Right::Access => (
            "details_access",
            "Anything that helps us find your data?",
            "For example a course, a range of dates, or an old email address. Please do not send ID documents or passwords.",
            &typed.details_access,
        ),
        Right::Correct => (
            "details_correct",
            "What is wrong, and what should it be?",
            "For example: my name is spelt Lindquist and should be Lindqvist.",
            &typed.details_correct,
        ),
        Right::Delete => (
            "details_delete",
            "Should we delete everything, or only a part?",
            "If you write nothing here, we take it to mean everything we may delete.",
            &typed.details_delete,
        ),
        Right::Terminate => (
            "details_terminate",
            "Anything we should know before we close the account?",
            "For example an open order, a balance to be paid out, or a team you manage.",
            &typed.details_terminate,
        ),
    };
    Field::area(name, label).hint(hint).optional().filled(value)
}

pub(super) fn sample(rights: &[&str]) -> Submission {
    Submission {
        rights: rights.iter().map(|text| (*text).to_owned()).collect(),
        name: "Maya Lindqvist".to_owned(),
        email: "maya.lindqvist@example.com".to_owned(),
        country: "SE".to_owned(),
        role: "agent".to_owned(),
        acting_for: "Ola Lindqvist".to_owned(),
        subject_email: "ola@example.com".to_owned(),
        account_email: "old-address@example.com".to_owned(),
        account_role: "student".to_owned(),
        details_access: "I mainly want my course history.\n\nAnd what was inferred about me."
            .to_owned(),
        corrections: vec![WantedCorrection {
            field: "Last name".to_owned(),
            current: "Lindquist".to_owned(),
            proposed: "Lindqvist".to_owned(),
        }],
        ..Submission::default()
    }
}

impl PageContext for DetailsPage {
    const TEMPLATE: &'static str = "public/details";

    fn samples() -> Vec<Self> {
        let full = sample(&["access", "correct", "delete", "terminate"]);
        let wrong = Submission {
            name: String::new(),
            email: "maya.lindqvist.example.com".to_owned(),
            role: String::new(),
            ..sample(&[NOT_SURE])
        };
        let errors = wrong.parse(true).err().unwrap_or_default();
        vec![
            Self::new(&full, &FieldErrors::new(), "30 days"),
            Self::new(&wrong, &errors, "30 days"),
            Self::new(&Submission::default(), &FieldErrors::new(), "30 days"),
        ]
    }
}
