//! One rule of time: how long, from when, what stops it, whether it moves off holidays, and where it is written.

use chrono::{Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::vocabulary::{Right, vocabulary};

vocabulary! {
    /// What a clock measures.
    pub enum ClockKind {
        Acknowledge = "acknowledge", Respond = "respond", ExtensionNotice = "extension_notice",
        InternalTarget = "internal_target", Complaint = "complaint",
        /// The decision on an appeal against a refusal.
        Appeal = "appeal",
    }
}

vocabulary! {
    /// How sure a rule is: the marks of docs/deadlines.md.
    pub enum Confidence {
        /// The text itself was read.
        Text = "text",
        /// A secondary source.
        Secondary = "secondary",
        /// From memory: counsel must confirm it.
        Memory = "memory",
    }
}

vocabulary! {
    /// What is asked for, in the words of the laws; the desk's four rights and those it does not handle itself.
    pub enum Asked {
        Access = "access", Correct = "correct", Delete = "delete", Terminate = "terminate",
        Portability = "portability", Restriction = "restriction", Objection = "objection",
        /// Opt-out of sale or sharing, or limiting the use of sensitive data.
        OptOut = "opt_out",
        /// Withdrawal of consent.
        Revocation = "revocation",
        /// A complaint or grievance.
        Complaint = "complaint",
    }
}

impl Asked {
    /// Reads a word as people and laws say it: `erasure`, `know`, `rectification`.
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase().replace('-', "_");
        Some(match word.as_str() {
            "know" | "copy" | "confirm" | "dsar" | "sar" => Self::Access,
            "rectification" | "rectify" | "correction" | "amendment" => Self::Correct,
            "erasure" | "erase" | "deletion" => Self::Delete,
            "termination" | "closure" | "close_account" => Self::Terminate,
            "restrict" => Self::Restriction,
            "object" => Self::Objection,
            "optout" | "limit" => Self::OptOut,
            "withdrawal" | "consent_withdrawal" => Self::Revocation,
            "grievance" => Self::Complaint,
            word => return Self::from_text(word),
        })
    }
}

impl From<Right> for Asked {
    fn from(right: Right) -> Self {
        match right {
            Right::Access => Self::Access,
            Right::Correct => Self::Correct,
            Right::Delete => Self::Delete,
            Right::Terminate => Self::Terminate,
        }
    }
}

/// A length of time in local calendar terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "unit", content = "count", rename_all = "snake_case")]
pub enum Period {
    /// Calendar days; the day it starts is not counted.
    CalendarDays(u32),
    /// Calendar months; a date that does not exist becomes the last day of its month
    /// (Regulation 1182/71 Art. 3(2)(c)).
    CalendarMonths(u32),
    /// Working days of a calendar; the day it starts is not counted.
    BusinessDays(u32),
    /// Hours from the instant of receipt; never moved off holidays (Regulation 1182/71 Art. 3(4)).
    Hours(u32),
    /// Whichever ends first.
    EarliestOf(Vec<Self>),
}

impl Period {
    /// The last day of the period that starts on `from` (not counted), where the date alone decides it: calendar days
    /// and months. `None` for the others, and outside of chrono's calendar.
    pub fn end(&self, from: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::CalendarDays(n) => from.checked_add_days(Days::new(u64::from(*n))),
            Self::CalendarMonths(n) => from.checked_add_months(chrono::Months::new(*n)),
            Self::BusinessDays(_) | Self::Hours(_) | Self::EarliestOf(_) => None,
        }
    }

    /// Whether working days of a calendar make it up.
    pub fn counts_working_days(&self) -> bool {
        match self {
            Self::BusinessDays(_) => true,
            Self::EarliestOf(all) => all.iter().any(Self::counts_working_days),
            Self::CalendarDays(_) | Self::CalendarMonths(_) | Self::Hours(_) => false,
        }
    }

    /// In words: `30 calendar days`.
    pub fn words(&self) -> String {
        let count = |n: &u32, word: &str| format!("{n} {word}{}", if *n == 1 { "" } else { "s" });
        match self {
            Self::CalendarDays(n) => count(n, "calendar day"),
            Self::CalendarMonths(n) => count(n, "calendar month"),
            Self::BusinessDays(n) => count(n, "working day"),
            Self::Hours(n) => count(n, "hour"),
            Self::EarliestOf(all) => {
                let all: Vec<_> = all.iter().map(Self::words).collect();
                format!("the earliest of {}", all.join(", "))
            }
        }
    }
}

/// How a rule may be extended, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionRule {
    /// The whole period from the original start, never from a first due date.
    pub total: Period,
    /// The requester must have been told by the end of this period, from the original start.
    pub notice_within: Period,
}

/// When the period begins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Start {
    /// On receipt.
    #[default]
    Receipt,
    /// On the latest of receipt, identity evidence asked for, and fee asked for (UK GDPR Art. 12A(2)).
    Latest,
    /// On receipt; when a fee is announced, this many days after the announcement (Swiss DPO Art. 19).
    Reflection {
        /// The days in which the person can think about the fee.
        days: u32,
    },
}

vocabulary! {
    /// What can stop a period from running.
    pub enum PauseReason {
        /// Evidence of identity was asked for.
        Identity = "identity",
        /// A question about the scope was asked.
        Clarification = "clarification",
    }
}

vocabulary! {
    /// Which days of a pause are left out.
    pub enum PauseDays {
        /// Both the day of asking and the day of the answer (UK GDPR Art. 12A(5)).
        Inclusive = "inclusive",
        /// The day of asking, but not that of the answer.
        HalfOpen = "half_open",
    }
}

/// A pause a rule knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// What stops the period.
    pub reason: PauseReason,
    /// For which rights; empty means all. A request that asks for another right beside is not paused.
    #[serde(default)]
    pub rights: Vec<Asked>,
    /// Which days are left out.
    pub days: PauseDays,
    /// How sure. A pause from memory is worked out in what-ifs, but never stops the clock of a case.
    pub confidence: Confidence,
}

vocabulary! {
    /// What happens to a period that ends on a day that is not a working day.
    pub enum Roll {
        /// It ends there all the same.
        None = "none",
        /// It ends on the next working day of the calendar.
        Forward = "forward",
        /// As `forward`, known from memory: only where a person chose the calendar, never on a case.
        WhenChosen = "when_chosen",
    }
}

/// How a rule counts. The default: from receipt, without pauses, not moved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counting {
    /// When it begins.
    pub start: Start,
    /// What stops it.
    pub pauses: Vec<Pause>,
    /// Whether its end moves to the next working day; only with a calendar.
    pub roll: Option<Roll>,
    /// Days of rest for that move, where they are not the calendar's weekend.
    pub rest_days: Option<Vec<Weekday>>,
    /// A new period from the end of a postponement (Korea).
    pub after_postponement: Option<Period>,
    /// The person must be told by then when an answer of unnamed length will come.
    pub notice_within: Option<Period>,
    /// The notice limit counts from the date on the request, not from its receipt (PIPEDA s. 8(4)).
    pub notice_from_request: bool,
    /// The organisation publishes its own period, of at most so many days.
    pub at_most_days: Option<u32>,
}

/// To whom and when a rule applies. The default: to everybody, always (the promise).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// The law it belongs to, where a law has several rules; else the rule's own id.
    pub regime: Option<String>,
    /// ISO 3166 codes of countries or parts of countries where the person lives; empty for the promise.
    pub places: Vec<String>,
    /// What must be asked for; empty means anything.
    pub rights: Vec<Asked>,
    /// First day of receipt it applies to.
    pub since: Option<NaiveDate>,
    /// Last day of receipt it applies to.
    pub until: Option<NaiveDate>,
    /// Switched off: worked out in what-ifs, never run on a case.
    pub off: bool,
    /// What a person must know about it.
    pub note: Option<String>,
    /// Pack and version it stands in, for a law; a promise stands in the policy's own pack.
    pub pack: Option<String>,
}

/// One rule of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Stable id, as in the deadline vectors (`policy_default`).
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it measures.
    pub clock: ClockKind,
    /// How long, from its start.
    pub period: Period,
    /// Whether and how it may be extended.
    pub extension: Option<ExtensionRule>,
    /// The clause or article.
    pub citation: String,
    /// How sure.
    pub confidence: Confidence,
    /// To whom and when it applies.
    pub scope: Scope,
    /// How it counts.
    pub counting: Counting,
}

impl Rule {
    /// The law it belongs to.
    pub fn regime(&self) -> &str {
        self.scope.regime.as_deref().unwrap_or(&self.id)
    }

    /// Whether it is the organisation's own promise rather than a law.
    pub fn is_promise(&self) -> bool {
        self.scope.places.is_empty()
    }

    /// Whether it was law on that day of receipt.
    pub fn in_force(&self, on: NaiveDate) -> bool {
        self.scope.since.is_none_or(|since| since <= on)
            && self.scope.until.is_none_or(|until| on <= until)
    }

    /// Whether a calendar can make a difference to its dates on a case.
    pub fn uses_calendar(&self) -> bool {
        let extension = self.extension.iter().flat_map(|one| [&one.total, &one.notice_within]);
        let periods = [&self.period].into_iter().chain(extension);
        self.counting.roll == Some(Roll::Forward)
            || periods.chain(&self.counting.notice_within).any(Period::counts_working_days)
    }

    /// Whether it speaks about any of these; what nobody named is anything.
    pub fn is_about(&self, asked: &[Asked]) -> bool {
        self.scope.rights.is_empty() || asked.iter().any(|one| self.scope.rights.contains(one))
    }
}
