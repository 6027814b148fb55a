//! PDF: cover, numbers, charts and the requests that need attention, on A4. The full list is the
//! CSV's, whose hash stands on the cover; memory does not grow with the number of cases.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;

use super::paper::{Chart, Listing, Paper, Point, Section, Tile};
use super::{Head, Out, Table, Writer, hash, io};
use crate::report::stream::{Told, today_of};
use crate::report::words::{day, days_text, name_of, percent, rights_of, status_of};
use crate::report::{AsAt, Line, Summary};
use crate::{Deps, ServiceError};
use domain::report::{Figures, Measure, Month, Span, Status, Value, counted};

/// Requests listed one by one.
const LISTED: usize = 500;
/// Months of the chart.
const MONTHS: usize = 24;

/// A PDF on its way.
pub(in crate::report) struct Print {
    out: Out,
    deps: Deps,
    span: Span,
    as_at: AsAt,
    law: Option<String>,
    table: Table,
    list: File,
    months: BTreeMap<Month, Figures>,
    listed: Vec<Vec<String>>,
    more: u64,
}

impl Print {
    /// Begins; nothing is written before the end.
    pub(in crate::report) fn begin(
        out: Out,
        deps: &Deps,
        span: Span,
        head: &Head,
        law: Option<&str>,
    ) -> Result<Self, ServiceError> {
        let list = tempfile::tempfile().map_err(io)?;
        let table = Table::begin(Out::new(list.try_clone().map_err(io)?), head)?;
        let law = law.map(str::to_owned);
        let (months, listed) = (BTreeMap::new(), Vec::new());
        let (deps, as_at) = (deps.clone(), head.as_at);
        Ok(Self { out, deps, span, as_at, law, table, list, months, listed, more: 0 })
    }

    fn count(&mut self, told: &Told) {
        for counted in counted(&told.facts) {
            if let Some(day) = counted.on.filter(|day| self.span.holds(*day)) {
                let figures = self.months.entry(Month::of(day)).or_default();
                figures.take(counted.measure, counted.day, 1);
            }
        }
    }

    fn list(&mut self, told: &Told) {
        let facts = &told.facts;
        let today = today_of(&self.deps, facts, self.as_at);
        let status = facts.status(today);
        if !needs_attention(status) {
            return;
        }
        if self.listed.len() >= LISTED {
            self.more = self.more.saturating_add(1);
            return;
        }
        let left = facts.days_left(today).or(facts.days_taken());
        self.listed.push(vec![
            facts.reference.to_string(),
            rights_of(&facts.rights),
            name_of(&self.deps, "law", &facts.rule),
            day(facts.received_on),
            day(facts.due_on),
            status_of(status).to_owned(),
            left.map(|days| days.to_string()).unwrap_or_default(),
        ]);
    }

    fn cover(&self, summary: &Summary, rows: u64, hash: &str) -> Vec<[String; 2]> {
        let policy = &self.deps.policy;
        let law = self.law.as_deref();
        let law = law.map_or_else(|| "all".to_owned(), |law| name_of(&self.deps, "law", law));
        let pairs = [
            ("Period", format!("{} to {}", day(summary.from), day(summary.to))),
            ("As at", summary.as_at.clone()),
            ("Journal position", self.as_at.position.to_string()),
            ("Laws", law),
            ("Rules", format!("{} {}", policy.pack, policy.version)),
            ("Dates are local to", policy.zone.clone()),
            ("Time zone data", self.deps.zones.version()),
            ("Requests in the list", rows.to_string()),
            ("SHA-256 of the list (CSV)", hash.to_owned()),
            ("Personal data", "none".to_owned()),
        ];
        pairs.into_iter().map(|(word, text)| [word.to_owned(), text]).collect()
    }

    fn paper(&self, summary: &Summary, rows: u64, hash: &str) -> Paper {
        let organisation = self.deps.settings.organisation.name.clone();
        Paper {
            title: "Deadline report".to_owned(),
            organisation,
            period: format!("{} to {}", day(summary.from), day(summary.to)),
            as_at: format!("As at {}, journal position {}", summary.as_at, self.as_at.position),
            cover: self.cover(summary, rows, hash),
            note: "This paper speaks of the instant above, whenever it is printed. The list of \
                   requests that belongs to it is the CSV export of the same days and instant."
                .to_owned(),
            glance: glance(summary),
            tiles: tiles(&summary.all),
            charts: vec![self.months_chart(), ages(summary)],
            tables: self.tables(summary),
        }
    }

    fn months_chart(&self) -> Chart {
        let target = f64::from(self.deps.settings.reports.on_time_target_percent);
        let months: Vec<Month> = Month::of(self.span.from).until(Month::of(self.span.to)).collect();
        let skip = months.len().saturating_sub(MONTHS);
        let (mut points, mut rows) = (Vec::new(), Vec::new());
        for month in months.into_iter().skip(skip) {
            let figures = self.months.get(&month).cloned().unwrap_or_default();
            let share = figures.on_time().and_then(|tenths| tenths.to_string().parse().ok());
            rows.push(vec![
                month.to_string(),
                figures.count(Measure::Received).to_string(),
                figures.count(Measure::Answered).to_string(),
                percent(share),
            ]);
            points.push(Point { label: month.to_string(), value: share, hot: false });
        }
        let lowest = points.iter().filter_map(|point| point.value).fold(target, f64::min);
        let low = ((lowest - 5.0) / 10.0).floor().max(0.0) * 10.0;
        Chart {
            kind: "line",
            title: "Answered on time".to_owned(),
            sentence: format!(
                "Share of answers given by the due date, by month of the answer, against a target of {target} percent."
            ),
            low,
            high: 100.0,
            ticks: vec![low, f64::midpoint(low, 100.0), 100.0],
            unit: "%",
            target,
            points,
            table: Listing::numbers(&["Month", "Received", "Answered", "On time"], rows),
        }
    }

    fn tables(&self, summary: &Summary) -> Vec<Section> {
        let titles = [
            ("right", "By right"),
            ("law", "By law"),
            ("country", "By country"),
            ("channel", "By channel"),
        ];
        let mut sections: Vec<Section> = titles
            .into_iter()
            .map(|(dimension, title)| {
                let lines = summary.by.get(dimension).map(Vec::as_slice).unwrap_or_default();
                let name = |line: &Line| name_of(&self.deps, dimension, &line.value);
                let rows = lines.iter().map(|line| cells(name(line), line)).collect();
                Section {
                    title: title.to_owned(),
                    sentence: String::new(),
                    empty: "Nothing was received or answered.",
                    table: Listing::numbers(HEADS, rows),
                }
            })
            .collect();
        let refused = summary.refused_by_ground.iter();
        let refused =
            refused.map(|(ground, n)| vec![name_of(&self.deps, "ground", ground), n.to_string()]);
        sections.push(Section {
            title: "Refusals by ground".to_owned(),
            sentence: String::new(),
            empty: "Nothing was refused.",
            table: Listing::numbers(&["Ground", "Requests"], refused.collect()),
        });
        sections.push(self.attention());
        sections
    }

    fn attention(&self) -> Section {
        let heads = ["Reference", "Rights", "Binding rule", "Received", "Due", "Standing", "Days"];
        let more = if self.more == 0 {
            String::new()
        } else {
            format!(" {} more are in the list.", self.more)
        };
        Section {
            title: "Requests that need attention".to_owned(),
            sentence: format!(
                "Overdue, near due or answered late. Days are those left, or those an answer took.{more}"
            ),
            empty: "No request is overdue, near due or was answered late.",
            table: Listing::texts(&heads, self.listed.clone()),
        }
    }
}

impl Writer for Print {
    fn case(&mut self, told: &Told, values: &[Value]) -> Result<(), ServiceError> {
        self.table.case(told, values)?;
        self.count(told);
        self.list(told);
        Ok(())
    }

    fn finish(mut self: Box<Self>, summary: &Summary, rows: u64) -> Result<(), ServiceError> {
        self.table.end()?;
        let hash = hash(&mut self.list)?;
        let paper = self.paper(summary, rows, &hash);
        let bytes = paper.print(&self.deps)?;
        self.out.write_all(&bytes).and_then(|()| self.out.flush()).map_err(io)
    }
}

const fn needs_attention(status: Status) -> bool {
    matches!(status, Status::Overdue | Status::NearDue | Status::ClosedLate)
}

fn glance(summary: &Summary) -> Vec<String> {
    let are = |n: i64| if n == 1 { "request is" } else { "requests are" };
    let near = summary.near_due.get("7").copied().unwrap_or_default();
    vec![
        format!("{} {} past the deadline.", summary.overdue, are(summary.overdue)),
        format!("{near} more {} due within seven days.", are(near)),
    ]
}

fn tiles(all: &Line) -> Vec<Tile> {
    let tile =
        |label: &'static str, value: String, sentence: String| Tile { label, value, sentence };
    vec![
        tile("Answered on time", percent(all.on_time_percent), format!("{} late", all.late)),
        tile("Median days", days_text(all.median_days), "to the answer".to_owned()),
        tile(
            "Slowest 10% took",
            all.p90_days.map_or_else(|| "–".to_owned(), |days| format!("{days} days")),
            all.max_days.map_or_else(String::new, |days| format!("longest {days}")),
        ),
        tile(
            "Received",
            all.received.to_string(),
            format!("{} answered, {} open", all.answered, all.open),
        ),
        tile(
            "Extended",
            all.extended.to_string(),
            format!("{} told in time", all.extended_in_time),
        ),
        tile(
            "Complaints",
            all.complaints.to_string(),
            format!(
                "{} decided, {} upheld, {} late",
                all.complaints_decided, all.complaints_upheld, all.complaints_late
            ),
        ),
    ]
}

fn ages(summary: &Summary) -> Chart {
    let label = |from: i64, to: Option<i64>| {
        to.map_or_else(|| format!("over {} days", from - 1), |to| format!("{from} to {to} days"))
    };
    let lines = summary.ages.iter().map(|age| (label(age.from_days, age.to_days), age.open));
    let lines: Vec<(String, i64)> =
        lines.chain([("past the deadline".to_owned(), summary.overdue)]).collect();
    let last = lines.len().saturating_sub(1);
    let points = lines.iter().enumerate().map(|(at, (label, n))| Point {
        label: label.clone(),
        value: n.to_string().parse().ok(),
        hot: at == last,
    });
    Chart {
        kind: "bars",
        title: "Age of open requests".to_owned(),
        sentence: format!("{} open, by days since receipt.", summary.all.open),
        low: 0.0,
        high: 0.0,
        ticks: Vec::new(),
        unit: "",
        target: 0.0,
        points: points.collect(),
        table: Listing::numbers(
            &["Age", "Open"],
            lines.iter().map(|(label, n)| vec![label.clone(), n.to_string()]).collect(),
        ),
    }
}

const HEADS: &[&str] =
    &["", "Received", "Answered", "Open", "On time", "Median", "90% within", "Extended", "Refused"];

fn cells(name: String, line: &Line) -> Vec<String> {
    vec![
        name,
        line.received.to_string(),
        line.answered.to_string(),
        line.open.to_string(),
        percent(line.on_time_percent),
        days_text(line.median_days),
        line.p90_days.map_or_else(|| "–".to_owned(), |days| days.to_string()),
        line.extended.to_string(),
        line.refused.to_string(),
    ]
}
