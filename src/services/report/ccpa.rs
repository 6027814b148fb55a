//! The numbers California asks to be published for a year (11 CCR 7102), by kind of request: each right
//! counts by its own answer. The desk takes no requests to opt out or to limit use; their lines say so.

use super::format::{Cell, Sheet};
use super::order::People;
use super::stream::Told;
use super::{AsAt, Order};
use crate::Deps;
use domain::report::{CcpaLine, DenialReason, Tenths};
use domain::vocabulary::Right;

/// Id of the schema of the JSON.
const SCHEMA: &str = "rightsdesk.ccpa_metrics/1";

/// The kinds the regulation names, with the right the desk knows each as.
const KINDS: &[(&str, Option<Right>)] = &[
    ("delete", Some(Right::Delete)),
    ("correct", Some(Right::Correct)),
    ("know", Some(Right::Access)),
    ("opt_out", None),
    ("limit", None),
];

/// Columns and what they hold.
pub(super) const HEADS: &[(&str, &str)] = &[
    (
        "request",
        "Kind of request: delete, correct, know (access), opt out of sale or sharing, limit.",
    ),
    ("received", "Received in the year, by local date of receipt."),
    ("complied_in_whole", "Answered in the year with everything this right asks."),
    ("complied_in_part", "Answered in the year with a part of it."),
    ("denied", "Denied in the year; the sum of the four reasons."),
    ("denied_not_verifiable", "Of these: the requester could not be verified."),
    (
        "denied_not_a_consumer",
        "Of these: not made by a consumer, or not about what the right covers.",
    ),
    ("denied_exempt", "Of these: the information is exempt."),
    ("denied_other", "Of these: another reason."),
    ("closed_without_answer", "Withdrawn, cancelled, repeated or ended by time in the year."),
    ("median_days", "Median days from receipt to the substantive response."),
    ("mean_days", "Mean days from receipt to the substantive response."),
    ("note", "What the line cannot say."),
];

/// The lines of a year on their way.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    lines: Vec<(Right, CcpaLine)>,
    /// Requests looked at that belong to it.
    pub(super) requests: u64,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let rights = KINDS.iter().filter_map(|(_, right)| *right);
        Self { lines: rights.map(|right| (right, CcpaLine::default())).collect(), requests: 0 }
    }

    pub(super) fn take(&mut self, told: &Told, order: &Order) {
        for (right, line) in &mut self.lines {
            line.take(&told.case, &told.facts, *right, &order.span);
        }
        let facts = &told.facts;
        if facts.confirmed && facts.touches(order.span.from, order.span.to) {
            self.requests += 1;
        }
    }

    /// The lines as a sheet.
    pub(super) fn sheet(&self, deps: &Deps, order: &Order, as_at: AsAt) -> Sheet {
        let who = match order.people {
            People::All => "all individuals",
            People::California => "consumers in California",
        };
        let about = [
            ("schema", SCHEMA.to_owned()),
            ("organisation", deps.settings.organisation.name.clone()),
            ("from", order.span.from.to_string()),
            ("to", order.span.to.to_string()),
            ("people", who.to_owned()),
            ("as_at", as_at.text()),
            ("journal_position", as_at.position.to_string()),
        ];
        Sheet {
            title: "Requests of consumers (11 CCR 7102)",
            name: "Metrics",
            about: about.map(|(word, text)| (word, text)).into(),
            heads: HEADS,
            rows: KINDS.iter().map(|(kind, right)| self.row(kind, *right)).collect(),
        }
    }

    fn row(&self, kind: &str, right: Option<Right>) -> Vec<Cell> {
        let found = self.lines.iter().find(|(known, _)| Some(*known) == right);
        let Some((_, line)) = found else {
            let note = "The desk takes no such requests; add what other systems counted.";
            let gap = HEADS.len().saturating_sub(2);
            let mut row = vec![Cell::Text(kind.to_owned())];
            row.extend(std::iter::repeat_n(Cell::Empty, gap));
            row.push(Cell::Text(note.to_owned()));
            return row;
        };
        let denied = |reason| Cell::Number(line.denied.get(&reason).copied().unwrap_or_default());
        let days = |days: Option<Tenths>| days.map_or(Cell::Empty, Cell::Tenths);
        vec![
            Cell::Text(kind.to_owned()),
            Cell::Number(line.received),
            Cell::Number(line.whole),
            Cell::Number(line.part),
            Cell::Number(line.all_denied()),
            denied(DenialReason::NotVerifiable),
            denied(DenialReason::NotAConsumer),
            denied(DenialReason::Exempt),
            denied(DenialReason::Other),
            Cell::Number(line.unanswered),
            days(line.median()),
            days(line.mean()),
            Cell::Empty,
        ]
    }
}
