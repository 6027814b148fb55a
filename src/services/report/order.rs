//! What is ordered of a report: which one, of which days, as at when, as what, of whom.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Deps, ServiceError};
use domain::intake::FieldErrors;
use domain::report::{CASE_LOG, COLUMNS, Column, Facts, Span};
use domain::vocabulary;

vocabulary! {
    /// Which report.
    pub enum Kind {
        /// Every request with its dates.
        Deadlines = "deadlines",
        /// The log 11 CCR 7101(b) asks to be kept.
        CaseLog = "case_log",
        /// The numbers 11 CCR 7102 asks to be published.
        CcpaMetrics = "ccpa_metrics",
    }
}

impl Kind {
    /// As what it can be made.
    pub fn formats(self) -> &'static [Format] {
        match self {
            Self::Deadlines => Format::ALL,
            Self::CaseLog => &[Format::Csv, Format::Xlsx, Format::Json],
            Self::CcpaMetrics => &[Format::Csv, Format::Xlsx, Format::Pdf, Format::Json],
        }
    }

    /// The columns of its list, by place in [`COLUMNS`].
    pub(super) fn columns(self) -> Vec<(usize, Column)> {
        let all = COLUMNS.iter().copied().enumerate();
        match self {
            Self::CaseLog => all.filter(|(_, column)| CASE_LOG.contains(&column.id)).collect(),
            Self::Deadlines | Self::CcpaMetrics => all.collect(),
        }
    }

    /// The name of its file without days and format.
    pub(super) const fn file(self) -> &'static str {
        match self {
            Self::Deadlines => "deadlines",
            Self::CaseLog => "case-log",
            Self::CcpaMetrics => "ccpa-metrics",
        }
    }
}

vocabulary! {
    /// As what a report leaves the desk.
    pub enum Format { Csv = "csv", Xlsx = "xlsx", Pdf = "pdf", Json = "json", Ics = "ics" }
}

impl Format {
    /// Reads a format a report can be made in; the refusal says which there are.
    pub fn parse(deps: &Deps, kind: Kind, text: &str) -> Result<Self, ServiceError> {
        let known = Self::from_text(text).filter(|format| kind.formats().contains(format));
        known.filter(|format| format.is_offered(deps)).ok_or_else(|| {
            let offered: Vec<&str> = kind
                .formats()
                .iter()
                .filter(|format| format.is_offered(deps))
                .map(|format| format.as_str())
                .collect();
            let mut sentence = format!("Give one of {}.", offered.join(", "));
            if known.is_some() {
                sentence.push_str(" This program prints no PDF: use one that was built with `--features pdf`, or print the page.");
            }
            ServiceError::Fields(FieldErrors::from([("format", sentence)]))
        })
    }

    /// Whether this program makes it: only a build with the cargo feature `pdf` has a press.
    pub fn is_offered(self, deps: &Deps) -> bool {
        self != Self::Pdf || deps.press.is_some()
    }

    /// The media type.
    pub const fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
            Self::Json => "application/json",
            Self::Ics => "text/calendar; charset=utf-8",
        }
    }
}

vocabulary! {
    /// Of whom.
    pub enum People {
        /// Everybody.
        All = "all",
        /// Those who stated that they live in California.
        California = "california",
    }
}

impl People {
    fn holds(self, facts: &Facts) -> bool {
        let california = facts.country == "US" && facts.region.as_deref() == Some("CA");
        self == Self::All || california
    }
}

vocabulary! {
    /// Why an export holds personal data. A code, because the journal keeps it and holds no free text.
    pub enum PersonalReason {
        /// A supervisory authority asked for it.
        Regulator = "regulator",
        /// A court or a legal claim needs it.
        LegalClaim = "legal_claim",
        /// An audit checks how single requests were handled.
        Audit = "audit",
        /// People affected by an incident must be told.
        Incident = "incident",
        /// The desk moves to another system.
        Migration = "migration",
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Which report.
    pub kind: Kind,
    /// The days.
    pub span: Span,
    /// As at which instant; now without one.
    pub as_at: Option<DateTime<Utc>>,
    /// As what.
    pub format: Format,
    /// Only requests under this rule.
    pub law: Option<String>,
    /// Of whom.
    pub people: People,
    /// With names and addresses, and why. Never kept: such an export is handed over at once or not at all.
    #[serde(skip)]
    pub personal: Option<PersonalReason>,
}

impl Order {
    /// What narrows it, as the file says it.
    pub(super) fn filter(&self) -> Value {
        json!({ "law": self.law, "people": self.people })
    }

    /// Everything that was ordered, in codes, as the journal keeps it.
    pub(super) fn codes(&self, as_at: &str, position: i64) -> Value {
        let mut all = json!({
            "as_at": as_at,
            "from": self.span.from,
            "law": self.law,
            "people": self.people,
            "position": position,
            "to": self.span.to,
        });
        if let (Some(reason), Some(object)) = (self.personal, all.as_object_mut()) {
            object.insert("personal_data".to_owned(), reason.as_str().into());
        }
        all
    }

    /// Whether a case belongs to it.
    pub(super) fn wants(&self, facts: &Facts) -> bool {
        self.people.holds(facts) && self.law.as_ref().is_none_or(|law| facts.laws.contains(law))
    }

    /// Refuses names where none can stand.
    pub(super) fn check(&self) -> Result<(), ServiceError> {
        let lists = matches!(self.format, Format::Csv | Format::Xlsx | Format::Json);
        if self.personal.is_none() || (self.kind != Kind::CcpaMetrics && lists) {
            return Ok(());
        }
        let sentence = "Names and addresses are in lists only: ask for csv, xlsx or json.";
        Err(ServiceError::Fields(FieldErrors::from([("format", sentence.to_owned())])))
    }
}
