//! The lines of the table: by right, law, country, channel or owner.

use super::super::words;
use super::{Made, days, law_name, linked, list, percent};
use domain::report::{Dimension, Figures, Measure, Tenths};
use domain::vocabulary::{Channel, Right};
use text::catalogue;
use text::contexts::reports::{ReportCell, ReportRow, ReportTable, Way};

const WAYS: &[(Dimension, &str)] = &[
    (Dimension::Right, "Right"),
    (Dimension::Law, "Law"),
    (Dimension::Country, "Country"),
    (Dimension::Channel, "Channel"),
    (Dimension::Owner, "Owner"),
];

pub(super) fn table(made: &Made<'_>) -> ReportTable {
    let by = made.asking.by;
    let heading = WAYS.iter().find(|(way, _)| *way == by).map_or("", |(_, word)| word);
    let mut lines: Vec<(&String, &Figures)> = made
        .seen
        .lines
        .iter()
        .filter(|(_, f)| f.count(Measure::Received) + f.closed() + f.count(Measure::Open) != 0)
        .collect();
    lines.sort_by_key(|(_, figures)| -figures.count(Measure::Received));
    let mut all = made.seen.all.clone();
    all.take(Measure::Open, 0, made.seen.open);
    ReportTable {
        title: format!("By {}", heading.to_lowercase()),
        heading: heading.to_owned(),
        ways: WAYS
            .iter()
            .map(|(way, label)| Way {
                label,
                href: (*way != by).then(|| made.wanted.address(*way)),
            })
            .collect(),
        rows: lines
            .into_iter()
            .map(|(value, figures)| {
                let (label, icon) = name(made, by, value);
                ReportRow { label, icon, cells: cells(made, filter(by, value).as_ref(), figures) }
            })
            .collect(),
        all: ReportRow {
            label: "All".to_owned(),
            icon: None,
            cells: cells(made, Some(&("", String::new())), &all),
        },
    }
}

/// How a list is narrowed to a line; nothing where no list can be.
fn filter(by: Dimension, value: &str) -> Option<(&'static str, String)> {
    if value.is_empty() {
        return None;
    }
    let name = match by {
        Dimension::Right => "right",
        Dimension::Country => "country",
        Dimension::Channel => "channel",
        Dimension::Owner => "owner",
        Dimension::Law => "law",
        Dimension::All | Dimension::Waiting | Dimension::Ground => return None,
    };
    Some((name, value.to_owned()))
}

fn name(made: &Made<'_>, by: Dimension, value: &str) -> (String, Option<&'static str>) {
    let plain = |text: &str| (text.to_owned(), None);
    match by {
        Dimension::Right => Right::from_text(value).map_or_else(
            || plain("Not sorted yet"),
            |right| {
                let mark = words::right_mark(right);
                (mark.label.to_owned(), Some(mark.icon))
            },
        ),
        Dimension::Law => (law_name(made.deps, value), None),
        Dimension::Country => plain(catalogue::country(value)),
        Dimension::Channel => plain(Channel::from_text(value).map_or("Other", catalogue::channel)),
        Dimension::Owner if value.is_empty() => plain("Nobody"),
        Dimension::Owner => plain(made.names.get(value).map_or("Former colleague", String::as_str)),
        Dimension::All | Dimension::Waiting | Dimension::Ground => plain(value),
    }
}

fn cells(
    made: &Made<'_>,
    filter: Option<&(&'static str, String)>,
    figures: &Figures,
) -> Vec<ReportCell> {
    let span = made.asking.span();
    let (from, to) = (span.from.to_string(), span.to.to_string());
    let link = |n: i64, pairs: &[(&str, &str)]| {
        let (name, value) = filter.filter(|_| n > 0)?;
        let mut all = pairs.to_vec();
        all.push((name, value.as_str()));
        let law = made.asking.law.as_str();
        if *name != "law" {
            return Some(linked(made, &all));
        }
        // A list is narrowed by one law: a line of another one than the page's has none.
        (law.is_empty() || law == value).then(|| list(&all))
    };
    let number = |measure, pairs: &[(&str, &str)]| {
        let n = figures.count(measure);
        ReportCell { text: n.to_string(), href: link(n, pairs) }
    };
    let text = |text: String| ReportCell { text, href: None };
    let period =
        |view, outcome| [("view", view), ("outcome", outcome), ("from", &*from), ("to", &*to)];
    vec![
        number(Measure::Received, &[("view", "received"), ("from", &from), ("to", &to)]),
        number(Measure::Answered, &period("closed", "answered")),
        number(Measure::Open, &[("view", "open")]),
        text(percent(figures)),
        text(days(figures.median())),
        text(days(figures.p90().map(|days| Tenths(days * 10)))),
        text(figures.count(Measure::Extended).to_string()),
        number(Measure::Refused, &period("closed", "refused")),
    ]
}
