//! On time by month: a line in a box of 600 by 160.

use std::cmp::Ordering;

use super::{Made, percent};
use crate::pages::desk::reports::name_of;
use domain::report::{Measure, Tenths};
use services::report::Point;
use text::contexts::reports::{Chart, ChartRow};

const WIDTH: i64 = 600;
const HEIGHT: i64 = 160;

/// The chart with its sentence and table.
pub(super) fn chart(made: &Made<'_>) -> Chart {
    let points = &made.seen.months;
    let target = i64::from(made.deps.settings.reports.on_time_target_percent) * 10;
    let shares: Vec<Option<i64>> =
        points.iter().map(|point| point.figures.on_time().map(|share| share.0)).collect();
    let lowest = shares.iter().flatten().copied().min().unwrap_or(1000).min(target);
    // The ground is a round number, so that small differences near the top are seen.
    let ground = [900, 800, 500].into_iter().find(|ground| *ground <= lowest).unwrap_or(0);
    let height = |share: i64| Tenths((1000 - share) * HEIGHT * 10 / (1000 - ground));
    let last = i64::try_from(points.len()).unwrap_or(1).saturating_sub(1).max(1);
    let mut runs: Vec<Vec<(Tenths, Tenths)>> = vec![Vec::new()];
    for (place, share) in (0_i64..).zip(&shares) {
        match share {
            Some(share) => {
                let x = Tenths(place * WIDTH * 10 / last);
                if let Some(run) = runs.last_mut() {
                    run.push((x, height(*share)));
                }
            }
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    let text = |run: &[(Tenths, Tenths)]| {
        run.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
    };
    let area = |run: &[(Tenths, Tenths)]| {
        let ends = run.first().zip(run.last());
        ends.map(|((from, _), (to, _))| format!("{from},{HEIGHT} {} {to},{HEIGHT}", text(run)))
    };
    let middle = Tenths(i64::midpoint(1000, ground));
    Chart {
        sentence: sentence(points, target),
        scale: vec!["100%".to_owned(), format!("{middle}%"), format!("{}%", ground / 10)],
        months: points.iter().map(|point| point.month.first().format("%b").to_string()).collect(),
        areas: runs.iter().filter_map(|run| area(run)).collect(),
        dots: runs.iter().flatten().map(|(x, y)| format!("M{x} {y}h0")).collect(),
        lines: runs.iter().map(|run| text(run)).collect(),
        target: height(target).to_string(),
        target_label: format!("Target {}%", target / 10),
        rows: points.iter().rev().map(row).collect(),
    }
}

fn row(point: &Point) -> ChartRow {
    ChartRow {
        month: name_of(point.month),
        on_time: percent(&point.figures),
        received: point.figures.count(Measure::Received).to_string(),
        answered: point.figures.count(Measure::Answered).to_string(),
        backlog: point.backlog.to_string(),
    }
}

fn sentence(points: &[Point], target: i64) -> String {
    let known: Vec<(&Point, Tenths)> = points
        .iter()
        .filter_map(|point| point.figures.on_time().map(|share| (point, share)))
        .collect();
    let target = target / 10;
    match known.as_slice() {
        [] => format!("Nothing was answered in these months; the target is {target}%."),
        [(point, share)] => {
            format!("{share}% on time in {}; the target is {target}%.", name_of(point.month))
        }
        [(first, from), .., (last, to)] => {
            let (begin, end) = (name_of(first.month), name_of(last.month));
            match to.cmp(from) {
                Ordering::Greater => format!(
                    "On-time share rose from {from}% in {begin} to {to}% in {end}; the target is {target}%."
                ),
                Ordering::Less => format!(
                    "On-time share fell from {from}% in {begin} to {to}% in {end}; the target is {target}%."
                ),
                Ordering::Equal => format!(
                    "On-time share was {to}% in {begin} and in {end}; the target is {target}%."
                ),
            }
        }
    }
}
