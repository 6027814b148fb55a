//! How cases are counted: what each case adds, and sums of it. A change of a case is the difference
//! of what it added before and what it adds now.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::facts::{ComplaintFact, Facts};
use super::month::{Month, Span};
use crate::vocabulary::{Outcome, Stage, vocabulary};

vocabulary! {
    /// By what a number is broken down.
    pub enum Dimension {
        All = "all", Right = "right", Law = "law", Country = "country", Channel = "channel",
        Owner = "owner", Waiting = "waiting", Ground = "ground",
    }
}

vocabulary! {
    /// What is counted.
    pub enum Measure {
        /// Confirmed requests, on the day of receipt.
        Received = "received",
        /// Closed with an answer, on the day of the first closing.
        Answered = "answered",
        /// Of these, by the due date.
        OnTime = "on_time",
        /// Of these, everything that was asked.
        Fulfilled = "fulfilled",
        /// Of these, a part.
        PartlyFulfilled = "partly_fulfilled",
        /// Of these, nothing.
        Refused = "refused",
        /// Withdrawn by the requester.
        Withdrawn = "withdrawn",
        /// Closed as a repetition.
        Duplicate = "duplicate",
        /// Ended by time.
        Expired = "expired",
        /// Extended, on the day the requester had been told.
        Extended = "extended",
        /// Of these, told inside the limit.
        ExtendedInTime = "extended_in_time",
        /// Extensions that became void, on the day they did.
        ExtensionVoid = "extension_void",
        /// Complaints and appeals, on the day of their receipt.
        ComplaintReceived = "complaint_received",
        /// Decided, on the day of the decision.
        ComplaintDecided = "complaint_decided",
        /// Of these, upheld in whole or in part.
        ComplaintUpheld = "complaint_upheld",
        /// Of these, after the due date.
        ComplaintLate = "complaint_late",
        /// Complaints open now; the cell's day is the date of the decision.
        ComplaintDue = "complaint_due",
        /// Days from receipt to answer; the cell's day is their number.
        Took = "took",
        /// Open now.
        Open = "open",
        /// Open now; the cell's day is that of receipt.
        OpenReceived = "open_received",
        /// Open now; the cell's day is the due date.
        OpenDue = "open_due",
    }
}

/// What one case adds once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// What.
    pub measure: Measure,
    /// When; `None` for what is so now.
    pub on: Option<NaiveDate>,
    /// A number of days, or a day as number of days from the common era.
    pub day: i64,
}

/// A place in which numbers add up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// By what.
    pub dimension: Dimension,
    /// The month, as `2026-11`; empty for what is so now.
    pub month: String,
    /// What.
    pub measure: Measure,
    /// Which right, country, channel …; empty for all, and for none.
    pub value: String,
    /// See [`Counted::day`].
    pub day: i64,
    /// The rules the requests are under, joined by `+`: one cell for each set that occurs, so that a
    /// change touches few cells and any rule can still be asked for.
    pub laws: String,
}

impl Cell {
    /// Whether its requests are under a rule; every one is for none.
    pub fn is_under(&self, law: &str) -> bool {
        law.is_empty() || self.laws.split('+').any(|own| own == law)
    }
}

/// What a case adds.
pub fn counted(facts: &Facts) -> Vec<Counted> {
    let at = |measure, on| Counted { measure, on: Some(on), day: 0 };
    if !facts.confirmed {
        // A form nobody confirmed was never received; that it ended leaves a count.
        return facts.closed_on.map(|day| at(Measure::Expired, day)).into_iter().collect();
    }
    let mut all = vec![at(Measure::Received, facts.received_on)];
    if let Some(extension) = facts.extension {
        all.push(at(Measure::Extended, extension.told_on));
        if extension.in_time() {
            all.push(at(Measure::ExtendedInTime, extension.told_on));
        }
    }
    all.extend(facts.extension_void_on.map(|day| at(Measure::ExtensionVoid, day)));
    all.extend(facts.complaints.iter().flat_map(complained));
    match (facts.closed_on, facts.outcome) {
        (Some(day), Some(outcome)) => {
            all.push(at(measure_of(outcome), day));
            if facts.is_answered() {
                all.push(at(Measure::Answered, day));
                if day <= facts.due_on {
                    all.push(at(Measure::OnTime, day));
                }
                let taken = facts.days_taken().unwrap_or_default();
                all.push(Counted { measure: Measure::Took, on: Some(day), day: taken });
            }
        }
        (None, _) | (_, None) => {
            let now = |measure, day| Counted { measure, on: None, day };
            all.push(now(Measure::Open, 0));
            all.push(now(Measure::OpenReceived, number(facts.received_on)));
            if !facts.answered_in_time {
                all.push(now(Measure::OpenDue, number(facts.due_on)));
            }
        }
    }
    all
}

/// What one complaint or appeal adds.
fn complained(complaint: &ComplaintFact) -> Vec<Counted> {
    let at = |measure, on| Counted { measure, on: Some(on), day: 0 };
    let mut all = vec![at(Measure::ComplaintReceived, complaint.received_on)];
    let Some((on, _)) = complaint.decided else {
        let day = number(complaint.due_on);
        all.push(Counted { measure: Measure::ComplaintDue, on: None, day });
        return all;
    };
    all.push(at(Measure::ComplaintDecided, on));
    if complaint.upheld() {
        all.push(at(Measure::ComplaintUpheld, on));
    }
    if complaint.decided_late() {
        all.push(at(Measure::ComplaintLate, on));
    }
    all
}

fn number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

const fn measure_of(outcome: Outcome) -> Measure {
    match outcome {
        Outcome::Fulfilled => Measure::Fulfilled,
        Outcome::PartlyFulfilled => Measure::PartlyFulfilled,
        Outcome::Refused => Measure::Refused,
        Outcome::Withdrawn => Measure::Withdrawn,
        Outcome::Expired => Measure::Expired,
        Outcome::Duplicate => Measure::Duplicate,
    }
}

/// Under which value of a dimension a measure of a case counts; none where it is not broken down so.
fn values(facts: &Facts, dimension: Dimension, measure: Measure) -> Vec<String> {
    if dimension == Dimension::All {
        // All that is open is the sum of what is open by day of receipt.
        return if measure == Measure::Open { Vec::new() } else { vec![String::new()] };
    }
    // Days of receipt and due dates would make a row for each day and country.
    let dated = matches!(measure, Measure::OpenDue | Measure::OpenReceived | Measure::ComplaintDue);
    if dated || !facts.confirmed {
        return Vec::new();
    }
    match dimension {
        Dimension::Right if facts.rights.is_empty() => vec![String::new()],
        Dimension::Right => facts.rights.iter().map(|right| right.as_str().to_owned()).collect(),
        Dimension::Law => facts.laws.clone(),
        Dimension::Country => vec![facts.country.clone()],
        Dimension::Channel => vec![facts.channel.as_str().to_owned()],
        Dimension::Owner => vec![facts.owner.clone().unwrap_or_default()],
        Dimension::Waiting if measure == Measure::Open => vec![waiting_value(facts)],
        Dimension::Ground if measure == Measure::Refused => {
            vec![facts.ground.map(|ground| ground.as_str().to_owned()).unwrap_or_default()]
        }
        Dimension::All | Dimension::Waiting | Dimension::Ground => Vec::new(),
    }
}

/// Whom the case waits for: the requester (for what), an approver, or the desk.
fn waiting_value(facts: &Facts) -> String {
    let text = match (facts.waiting, facts.stage) {
        (Some(reason), _) => reason.as_str(),
        (None, Stage::Review) => "approver",
        (None, Stage::Working) => "systems",
        (None, Stage::Unconfirmed | Stage::Verifying | Stage::Closed) => "desk",
    };
    text.to_owned()
}

/// Sums by cell. Its size depends on months, countries and owners, never on the number of cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Cell, i64>);

impl Tally {
    /// Adds a case, `sign` times; with a span only what happened inside it, or is so now.
    pub fn add(&mut self, facts: &Facts, sign: i64, span: Option<&Span>) {
        for counted in counted(facts) {
            if counted.on.zip(span).is_some_and(|(day, span)| !span.holds(day)) {
                continue;
            }
            let month = counted.on.map(|day| Month::of(day).to_string()).unwrap_or_default();
            for dimension in Dimension::ALL {
                for value in values(facts, *dimension, counted.measure) {
                    let cell = Cell {
                        dimension: *dimension,
                        month: month.clone(),
                        measure: counted.measure,
                        value,
                        day: counted.day,
                        laws: facts.laws.join("+"),
                    };
                    self.put(cell, sign);
                }
            }
        }
    }

    /// Adds to a cell.
    pub fn put(&mut self, cell: Cell, n: i64) {
        *self.0.entry(cell).or_default() += n;
    }

    /// Every cell that is not zero, in order.
    pub fn cells(&self) -> impl Iterator<Item = (&Cell, i64)> {
        self.0.iter().map(|(cell, n)| (cell, *n)).filter(|(_, n)| *n != 0)
    }

    /// Whether nothing is counted.
    pub fn is_empty(&self) -> bool {
        self.cells().next().is_none()
    }
}

/// What a change of a case does to the counters.
pub fn delta(before: Option<&Facts>, after: &Facts) -> Tally {
    let mut tally = Tally::default();
    if before == Some(after) {
        return tally;
    }
    if let Some(before) = before {
        tally.add(before, -1, None);
    }
    tally.add(after, 1, None);
    tally
}
