//! The check before sending: every answer, with the place to change it.

use chrono::NaiveDate;
use serde::Serialize;

use super::details::{request, rights_in_words, sample, so_far};
use crate::PageContext;
use crate::catalogue;
use crate::contexts::form::{ErrorLine, Fact};
use domain::correction::{ROWS, WantedCorrection};
use domain::intake::Submission;
use domain::vocabulary::{AccountRole, RequesterRole, Right};

/// The check before sending.
#[derive(Debug, Clone, Serialize)]
pub struct CheckPage {
    /// What is wrong with the form as a whole.
    pub errors: Vec<ErrorLine>,
    /// What was answered.
    pub rows: Vec<CheckRow>,
    /// Where the code will go.
    pub email: String,
    /// The last day for the answer, if the request is sent today.
    pub due_on: NaiveDate,
    /// How long the answer may take, in words.
    pub period: String,
    /// What was chosen so far.
    pub facts: Vec<Fact>,
}

/// An answer with the place to change it.
#[derive(Debug, Clone, Serialize)]
pub struct CheckRow {
    /// The question in short.
    pub term: &'static str,
    /// The answer.
    pub words: String,
    /// Where to change it.
    pub change: String,
}

impl CheckPage {
    /// Title of the page.
    pub const TITLE: &'static str = "Check your answers";

    /// The page for what was typed.
    pub fn new(typed: &Submission, due_on: NaiveDate, period: &str) -> Self {
        Self {
            errors: Vec::new(),
            rows: rows(typed),
            email: typed.email.trim().to_owned(),
            due_on,
            period: period.to_owned(),
            facts: so_far(typed, period),
        }
    }

    /// The same page with what stands in the way of sending.
    pub fn refused(self, why: &str) -> Self {
        Self { errors: vec![ErrorLine::of_form(why)], ..self }
    }
}

fn rows(typed: &Submission) -> Vec<CheckRow> {
    let mut rows = vec![CheckRow {
        term: "Your request",
        words: rights_in_words(typed),
        change: "/request#right".to_owned(),
    }];
    let mut row = |term, field: &str, words: &str| {
        if !words.trim().is_empty() {
            let change = format!("/request/details#{field}");
            let words = words.trim().to_owned();
            rows.push(CheckRow { term, words, change });
        }
    };
    let role = RequesterRole::from_text(typed.role.trim()).unwrap_or(RequesterRole::Myself);
    row("You ask", "role", catalogue::requester_role(role));
    if role != RequesterRole::Myself {
        row("Name of that person", "acting_for", &typed.acting_for);
    }
    if role == RequesterRole::Agent {
        row("Email address of that person", "subject_email", &typed.subject_email);
    }
    row("Your full name", "name", &typed.name);
    row("Your email address", "email", &typed.email);
    row("Where you live", "country", catalogue::country(typed.country.trim()));
    row("Region", "region", &typed.region);
    row("Address of the account", "account_email", &typed.account_email);
    let kind = AccountRole::from_text(typed.account_role.trim());
    row("Kind of account", "account_role", kind.map_or("", catalogue::account_role));
    for field in request(typed) {
        row(detail_term(field.name), field.name, &field.value);
    }
    let corrects = typed.rights.iter().any(|right| right == Right::Correct.as_str());
    for (typed, names) in typed.corrections.iter().zip(&ROWS).filter(|_| corrects) {
        if *typed != WantedCorrection::default() {
            let words = catalogue::correction(&typed.field, &typed.current, &typed.proposed);
            row("Field to correct", names.field, &words);
        }
    }
    rows
}

fn detail_term(field: &str) -> &'static str {
    match field {
        "details_access" => "Finding your data",
        "details_correct" => "What to correct",
        "details_delete" => "What to delete",
        "details_terminate" => "Before we close the account",
        _ => "What it is about",
    }
}

impl PageContext for CheckPage {
    const TEMPLATE: &'static str = "public/check";

    fn samples() -> Vec<Self> {
        let due_on = NaiveDate::from_ymd_opt(2026, 12, 23).unwrap_or_default();
        let full = Self::new(&sample(&["access", "correct", "delete"]), due_on, "30 days");
        let least = Self::new(&Submission::default(), due_on, "30 days");
        let why = "Very many requests are arriving. Wait a few minutes, then send again.";
        vec![full.clone(), least, full.refused(why)]
    }
}
