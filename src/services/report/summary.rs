//! The totals of a report: the same lines whether they come from the counters or from a fold of the
//! journal.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::as_at::{AsAt, resolve};
use super::standing::standing;
use super::{SCHEMA, stream};
use crate::access::require;
use crate::{Deps, ServiceError};
use domain::access::Permission;
use domain::actor::Actor;
use domain::intake::FieldErrors;
use domain::report::{
    AGES, DenialReason, Dimension, Figures, Measure, Span, Tally, Tenths, denial_reason,
};
use domain::vocabulary::{Ground, Right};
use storage::report_counts::{Asked, summed};

/// A line of numbers. Days and percentages are absent where nothing was answered.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ReportLine)]
pub struct Line {
    /// What the line is about; empty for all, and for none.
    pub value: String,
    /// Received.
    pub received: i64,
    /// Answered.
    pub answered: i64,
    /// Of these, by the due date.
    pub on_time: i64,
    /// Of these, after it.
    pub late: i64,
    /// Share on time, in percent, rounded down to a tenth.
    pub on_time_percent: Option<f64>,
    /// Median days to the answer.
    pub median_days: Option<f64>,
    /// Mean days to the answer.
    pub mean_days: Option<f64>,
    /// Nine of ten took at most so many days.
    pub p90_days: Option<i64>,
    /// The longest.
    pub max_days: Option<i64>,
    /// Answered with everything.
    pub fulfilled: i64,
    /// Answered in part.
    pub partly_fulfilled: i64,
    /// Refused.
    pub refused: i64,
    /// Withdrawn.
    pub withdrawn: i64,
    /// Repetitions.
    pub duplicate: i64,
    /// Ended by time.
    pub expired: i64,
    /// Extended.
    pub extended: i64,
    /// Of these, told in time.
    pub extended_in_time: i64,
    /// Extensions that became void.
    pub extension_void: i64,
    /// Complaints and appeals received.
    pub complaints: i64,
    /// Complaints and appeals decided.
    pub complaints_decided: i64,
    /// Of these, upheld in whole or in part.
    pub complaints_upheld: i64,
    /// Of these, after their due date.
    pub complaints_late: i64,
    /// Open.
    pub open: i64,
}

/// A number in tenths as JSON writes it.
fn number(tenths: Tenths) -> Option<f64> {
    tenths.to_string().parse().ok()
}

impl Line {
    /// From figures.
    pub fn of(value: &str, figures: &Figures) -> Self {
        let count = |measure| figures.count(measure);
        Self {
            value: value.to_owned(),
            received: count(Measure::Received),
            answered: count(Measure::Answered),
            on_time: count(Measure::OnTime),
            late: figures.late(),
            on_time_percent: figures.on_time().and_then(number),
            median_days: figures.median().and_then(number),
            mean_days: figures.mean().and_then(number),
            p90_days: figures.p90(),
            max_days: figures.max(),
            fulfilled: count(Measure::Fulfilled),
            partly_fulfilled: count(Measure::PartlyFulfilled),
            refused: count(Measure::Refused),
            withdrawn: count(Measure::Withdrawn),
            duplicate: count(Measure::Duplicate),
            expired: count(Measure::Expired),
            extended: count(Measure::Extended),
            extended_in_time: count(Measure::ExtendedInTime),
            extension_void: count(Measure::ExtensionVoid),
            complaints: count(Measure::ComplaintReceived),
            complaints_decided: count(Measure::ComplaintDecided),
            complaints_upheld: count(Measure::ComplaintUpheld),
            complaints_late: count(Measure::ComplaintLate),
            open: count(Measure::Open),
        }
    }
}

/// Open requests of an age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ReportAge)]
pub struct Age {
    /// From so many days since receipt.
    pub from_days: i64,
    /// To so many; without an end in the last line.
    pub to_days: Option<i64>,
    /// How many are open.
    pub open: i64,
}

/// What California asks to be published of a right (11 CCR 7102).
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ReportCcpa)]
pub struct Ccpa {
    /// `know`, `delete`, `correct`.
    pub request: &'static str,
    /// Received.
    pub received: i64,
    /// Complied with in whole or in part.
    pub complied: i64,
    /// Denied.
    pub denied: i64,
    /// Median days to a substantive response.
    pub median_days: Option<f64>,
    /// Mean days.
    pub mean_days: Option<f64>,
}

/// The totals of a stretch of days.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ReportSummary)]
pub struct Summary {
    /// The schema's id.
    pub schema: &'static str,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The instant the report speaks of.
    pub as_at: String,
    /// The place of the journal; absent when counters were read.
    pub journal_position: Option<i64>,
    /// Everything.
    pub all: Line,
    /// Open after the due date.
    pub overdue: i64,
    /// Open and due within so many days: 3, 7, 14.
    pub near_due: BTreeMap<String, i64>,
    /// Open by age.
    pub ages: Vec<Age>,
    /// Open by who acts next.
    pub waiting_for: BTreeMap<String, i64>,
    /// By right, law, country, channel and owner.
    pub by: BTreeMap<&'static str, Vec<Line>>,
    /// Refused by ground.
    pub refused_by_ground: BTreeMap<String, i64>,
    /// Refused by the four reasons of 11 CCR 7102(a)(2).
    pub refused_by_reason: BTreeMap<&'static str, i64>,
    /// California's numbers, of all individuals.
    pub ccpa_7102: Vec<Ccpa>,
}

/// The dimensions a summary has lines for.
pub(super) const LINES: &[Dimension] =
    &[Dimension::Right, Dimension::Law, Dimension::Country, Dimension::Channel, Dimension::Owner];

/// What a tally says of one dimension: figures by value.
pub(super) fn figures(tally: &Tally, dimension: Dimension, law: &str) -> BTreeMap<String, Figures> {
    let mut found: BTreeMap<String, Figures> = BTreeMap::new();
    for (cell, n) in tally.cells().filter(|(cell, _)| cell.dimension == dimension) {
        if cell.is_under(law) {
            let figures = found.entry(cell.value.clone()).or_default();
            figures.take(cell.measure, cell.day, n);
            if cell.measure == Measure::OpenReceived {
                figures.take(Measure::Open, 0, n);
            }
        }
    }
    found
}

/// The totals of a tally.
pub(super) fn of_tally(
    tally: &Tally,
    law: &str,
    span: Span,
    as_at: AsAt,
    today: NaiveDate,
) -> Summary {
    let of = |dimension| figures(tally, dimension, law);
    let all = of(Dimension::All).remove("").unwrap_or_default();
    let standing = standing(tally, law, today);
    let rights = of(Dimension::Right);
    let by = LINES
        .iter()
        .map(|dimension| {
            let lines = of(*dimension);
            let lines = lines.iter().map(|(value, figures)| Line::of(value, figures)).collect();
            (dimension.as_str(), lines)
        })
        .collect();
    let grounds: BTreeMap<String, i64> = of(Dimension::Ground)
        .into_iter()
        .map(|(ground, figures)| (ground, figures.count(Measure::Refused)))
        .collect();
    Summary {
        schema: SCHEMA,
        from: span.from,
        to: span.to,
        as_at: as_at.text(),
        journal_position: Some(as_at.position),
        all: Line::of("", &all),
        overdue: standing.overdue,
        near_due: ["3", "7", "14"].map(str::to_owned).into_iter().zip(standing.near).collect(),
        ages: AGES
            .iter()
            .zip(&standing.ages)
            .map(|((from, to), open)| Age { from_days: *from, to_days: *to, open: *open })
            .collect(),
        waiting_for: of(Dimension::Waiting)
            .into_iter()
            .map(|(value, figures)| (value, figures.count(Measure::Open)))
            .collect(),
        by,
        refused_by_reason: reasons(&grounds),
        refused_by_ground: grounds,
        ccpa_7102: [
            ("know", Right::Access),
            ("delete", Right::Delete),
            ("correct", Right::Correct),
        ]
        .map(|(request, right)| ccpa(request, rights.get(right.as_str())))
        .into(),
    }
}

fn reasons(grounds: &BTreeMap<String, i64>) -> BTreeMap<&'static str, i64> {
    let mut found: BTreeMap<&'static str, i64> =
        DenialReason::ALL.iter().map(|reason| (reason.as_str(), 0)).collect();
    for (ground, n) in grounds {
        let reason = Ground::from_text(ground).map_or(DenialReason::Other, denial_reason);
        *found.entry(reason.as_str()).or_default() += n;
    }
    found
}

fn ccpa(request: &'static str, figures: Option<&Figures>) -> Ccpa {
    let none = Figures::default();
    let figures = figures.unwrap_or(&none);
    Ccpa {
        request,
        received: figures.count(Measure::Received),
        complied: figures.count(Measure::Fulfilled) + figures.count(Measure::PartlyFulfilled),
        denied: figures.count(Measure::Refused),
        median_days: figures.median().and_then(number),
        mean_days: figures.mean().and_then(number),
    }
}

/// The totals of a stretch of days as things are now: from the counters when it is made of whole
/// months, else folded from the journal.
pub fn summary(deps: &Deps, actor: &Actor, span: Span) -> Result<Summary, ServiceError> {
    require(actor, Permission::ReadReports)?;
    check(span)?;
    let Some((first, last)) = span.months() else {
        let as_at = resolve(deps, None)?;
        let mut tally = Tally::default();
        stream::each(deps, as_at, span, &mut |_| Ok(()), &mut |told| {
            tally.add(&told.facts, 1, Some(&span));
            Ok(())
        })?;
        return Ok(of_tally(&tally, "", span, as_at, deps.local_date(as_at.at)));
    };
    let (from, to) = (first.to_string(), last.to_string());
    let tally = deps.store.read(|tx| {
        let mut tally = Tally::default();
        for dimension in Dimension::ALL {
            for (from, to) in [(from.as_str(), to.as_str()), ("", "")] {
                let asked = Asked { dimension: *dimension, from, to };
                for (cell, n) in summed(tx, &asked)? {
                    tally.put(cell, n);
                }
            }
        }
        Ok::<_, ServiceError>(tally)
    })?;
    let at = deps.now();
    let found = of_tally(&tally, "", span, AsAt { at, position: 0 }, deps.local_date(at));
    Ok(Summary { journal_position: None, ..found })
}

/// Refuses a stretch that ends before it begins.
pub(super) fn check(span: Span) -> Result<(), ServiceError> {
    if span.from <= span.to {
        return Ok(());
    }
    let sentence = "Give a last day that is not before the first one.".to_owned();
    Err(ServiceError::Fields(FieldErrors::from([("to", sentence)])))
}
