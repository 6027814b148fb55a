//! The first page: what the person wants.

use serde::Serialize;

use crate::PageContext;
use crate::contexts::form::{Choice, ErrorLine, Field, with_errors};
use domain::intake::{FieldErrors, Submission};
use domain::vocabulary::Right;

/// What "I am not sure" is sent as.
pub const NOT_SURE: &str = "not_sure";

/// The choice of rights.
#[derive(Debug, Clone, Serialize)]
pub struct ChoicePage {
    /// What is wrong.
    pub errors: Vec<ErrorLine>,
    /// The four rights and "I am not sure".
    pub fields: Vec<Field>,
    /// How long an answer may take.
    pub period: String,
    /// Whether the person comes back to change what was chosen.
    pub again: bool,
}

impl ChoicePage {
    /// Title of the page.
    pub const TITLE: &'static str = "Your data, your choice";

    /// The page with what was chosen before.
    pub fn new(submission: &Submission, errors: &FieldErrors, period: String) -> Self {
        let mut summary = Vec::new();
        let question = Field::checks("right", "What would you like us to do?", choices())
            .hint("Choose everything you want. You can ask for several things at once.")
            .ticked(&submission.rights);
        Self {
            fields: with_errors(vec![question], errors, &mut summary),
            errors: summary,
            period,
            again: !submission.name.is_empty(),
        }
    }

    /// The same page with what stands in the way of going on.
    #[must_use]
    pub fn refused(self, why: &str) -> Self {
        Self { errors: vec![ErrorLine::of_form(why)], ..self }
    }
}

fn choices() -> Vec<Choice> {
    let right = |right: Right, label: &str, icon, hint| {
        Choice::new(right.as_str(), label).explained(hint, Some(icon))
    };
    vec![
        right(
            Right::Access,
            "Get a copy of my data",
            "download",
            "Your profile, courses, payments, messages and activity, with an explanation of how we use it.",
        ),
        right(
            Right::Correct,
            "Correct my data",
            "pencil",
            "What you entered yourself you can change at once in your account. For everything else, or without an account, ask here.",
        ),
        right(
            Right::Delete,
            "Delete my data",
            "trash",
            "We delete what we can and tell you plainly what we must keep, why, and until when.",
        ),
        right(
            Right::Terminate,
            "Close my account",
            "userx",
            "For students and instructors. We tell you first what happens to courses, balances and certificates.",
        ),
        Choice::new(NOT_SURE, "I am not sure")
            .explained("Describe it in your own words, and we work out which right applies.", None),
    ]
}

impl PageContext for ChoicePage {
    const TEMPLATE: &'static str = "public/choice";

    fn samples() -> Vec<Self> {
        let period = || "30 days".to_owned();
        let chosen = Submission {
            rights: vec!["access".to_owned(), "delete".to_owned()],
            name: "Maya Lindqvist".to_owned(),
            ..Submission::default()
        };
        let error = "Choose at least one thing we can do for you, or “I am not sure”.";
        let errors = FieldErrors::from([("right", error.to_owned())]);
        vec![
            Self::new(&chosen, &FieldErrors::new(), period()),
            Self::new(&Submission::default(), &errors, period()),
            Self::new(&Submission::default(), &FieldErrors::new(), period()),
        ]
    }
}
