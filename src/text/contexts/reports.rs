//! The report page and the deadline calendar: numbers ready to print, charts as coordinates, and for
//! each chart the sentence and the table that say the same.

use serde::Serialize;

use super::desk_form::{Choice, Tokens};
use super::desk_parts::{Banner, Colleague, Empty, Link, Tone};
use crate::PageContext;

pub mod runs;
mod samples;

/// The compliance report.
#[derive(Debug, Clone, Serialize)]
pub struct ReportPage {
    /// The heading.
    pub title: String,
    /// What is counted, and when.
    pub counted: String,
    /// Periods to choose from.
    pub periods: Vec<Choice>,
    /// Rules to choose from; the first is all.
    pub laws: Vec<Choice>,
    /// By what the table breaks down, kept when another period is chosen.
    pub by: String,
    /// What is late and what may become so.
    pub alarm: Option<Banner>,
    /// What can be downloaded.
    pub exports: Vec<ExportLink>,
    /// Whether paper comes from printing this page: the program makes no PDF.
    pub print_page: bool,
    /// Reports a regulation names.
    pub ready: Vec<ReadyReport>,
    /// Pages beside this one.
    pub more: Vec<Link>,
    /// The main numbers.
    pub tiles: Vec<ReportTile>,
    /// On time by month.
    pub chart: Chart,
    /// Open requests by age.
    pub ages: Bars,
    /// Open requests by who acts next.
    pub waiting: Bars,
    /// Deadlines by day.
    pub calendar: CalendarTable,
    /// Earlier weeks.
    pub earlier: String,
    /// Later weeks.
    pub later: String,
    /// What the next weeks bring.
    pub forecast: Forecast,
    /// The lines.
    pub table: ReportTable,
    /// What the words mean.
    pub definitions: Vec<Meaning>,
    /// The calendar feed of the reader.
    pub feed: Feed,
}

/// A download.
#[derive(Debug, Clone, Serialize)]
pub struct ExportLink {
    /// What it is for.
    pub label: &'static str,
    /// The format.
    pub kind: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Where it is.
    pub href: String,
}

/// A report a regulation names.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyReport {
    /// Which.
    pub label: String,
    /// Of whom.
    pub note: &'static str,
    /// As what.
    pub links: Vec<Link>,
}

/// A number of the top row.
#[derive(Debug, Clone, Serialize)]
pub struct ReportTile {
    /// What is counted.
    pub label: &'static str,
    /// How many.
    pub value: String,
    /// Against the period before, or what that means.
    pub note: String,
    /// What its colour means.
    pub tone: Tone,
    /// The list behind it.
    pub href: Option<String>,
}

/// A line by month.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// The same in one sentence.
    pub sentence: String,
    /// Words beside the upper, middle and lower edge.
    pub scale: Vec<String>,
    /// Words below, one a month.
    pub months: Vec<String>,
    /// The line; several where months without answers interrupt it.
    pub lines: Vec<String>,
    /// The same, closed to the ground.
    pub areas: Vec<String>,
    /// The points, as a path.
    pub dots: String,
    /// Height of the target.
    pub target: String,
    /// The target in words.
    pub target_label: String,
    /// The same as a table.
    pub rows: Vec<ChartRow>,
}

/// A month of the chart as a row.
#[derive(Debug, Clone, Serialize)]
pub struct ChartRow {
    /// Which.
    pub month: String,
    /// Share on time.
    pub on_time: String,
    /// Received.
    pub received: String,
    /// Answered.
    pub answered: String,
    /// Left over at its end.
    pub backlog: String,
}

/// Bars with words and numbers.
#[derive(Debug, Clone, Serialize)]
pub struct Bars {
    /// What is shown, in a sentence.
    pub note: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Debug, Clone, Serialize)]
pub struct Bar {
    /// What.
    pub label: String,
    /// What its colour means.
    pub tone: Tone,
    /// Its length, up to 100; empty for none.
    pub length: String,
    /// How many.
    pub value: String,
    /// The list behind it.
    pub href: Option<String>,
    /// Where a mark stands on it.
    pub mark: Option<String>,
    /// What the mark says.
    pub of: Option<String>,
}

/// Deadlines by day, a week a row.
#[derive(Debug, Clone, Serialize)]
pub struct CalendarTable {
    /// What is shown.
    pub caption: String,
    /// The weeks.
    pub weeks: Vec<Vec<CalendarDay>>,
}

/// A day.
#[derive(Debug, Clone, Serialize)]
pub struct CalendarDay {
    /// Its number, with the month on the first.
    pub label: String,
    /// The whole date.
    pub date: String,
    /// A weekend, or outside the month.
    pub off: bool,
    /// Today.
    pub today: bool,
    /// How many are due.
    pub count: Option<String>,
    /// What its colour means.
    pub tone: Tone,
    /// The list behind it.
    pub href: String,
    /// The link in words.
    pub words: String,
}

/// What the next weeks bring.
#[derive(Debug, Clone, Serialize)]
pub struct Forecast {
    /// The heading.
    pub title: String,
    /// How many are at risk, in words; nothing when none is.
    pub at_risk: Option<String>,
    /// Due by week, with the usual pace as mark.
    pub weeks: Bars,
    /// How the pace was measured.
    pub note: String,
    /// Requests at risk, those due first.
    pub cases: Vec<RiskLine>,
    /// What the rest is called, shown when it is opened.
    pub rest: Option<String>,
    /// The rest of the requests at risk.
    pub others: Vec<RiskLine>,
}

/// A request at risk.
#[derive(Debug, Clone, Serialize)]
pub struct RiskLine {
    /// Reference and rights.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Why, due when, to begin by when.
    pub why: String,
    /// Who works on it.
    pub owner: Option<Colleague>,
}

/// The lines of the table.
#[derive(Debug, Clone, Serialize)]
pub struct ReportTable {
    /// By what.
    pub title: String,
    /// The heading of the first column.
    pub heading: String,
    /// Other ways to break down; no address for the present one.
    pub ways: Vec<Way>,
    /// The lines.
    pub rows: Vec<ReportRow>,
    /// The line of all.
    pub all: ReportRow,
}

/// A way to break down.
#[derive(Debug, Clone, Serialize)]
pub struct Way {
    /// The word.
    pub label: &'static str,
    /// Where it is; nothing for the present one.
    pub href: Option<String>,
}

/// A line.
#[derive(Debug, Clone, Serialize)]
pub struct ReportRow {
    /// What.
    pub label: String,
    /// Its icon.
    pub icon: Option<&'static str>,
    /// The numbers.
    pub cells: Vec<ReportCell>,
}

/// A number.
#[derive(Debug, Clone, Serialize)]
pub struct ReportCell {
    /// As text.
    pub text: String,
    /// The list behind it.
    pub href: Option<String>,
}

/// What a word means.
#[derive(Debug, Clone, Serialize)]
pub struct Meaning {
    /// The word.
    pub word: &'static str,
    /// The sentence.
    pub sentence: &'static str,
}

/// The calendar feed.
#[derive(Debug, Clone, Serialize)]
pub struct Feed {
    /// What every form carries.
    pub tokens: Tokens,
    /// Since when there is one.
    pub since: Option<String>,
    /// The secret address, shown once.
    pub address: Option<String>,
}

impl PageContext for ReportPage {
    const TEMPLATE: &'static str = "desk/reports";

    fn samples() -> Vec<Self> {
        samples::reports()
    }
}

/// The deadline calendar.
#[derive(Debug, Clone, Serialize)]
pub struct CalendarPage {
    /// The heading.
    pub title: String,
    /// How many are due in the month.
    pub total: String,
    /// The month before.
    pub earlier: Link,
    /// The month after.
    pub later: Link,
    /// This month, from another one.
    pub today: Option<String>,
    /// Everybody's, or the reader's own.
    pub whose: Vec<Way>,
    /// The month.
    pub calendar: CalendarTable,
    /// What is shown when nothing is due.
    pub empty: Option<Empty>,
}

impl PageContext for CalendarPage {
    const TEMPLATE: &'static str = "desk/calendar";

    fn samples() -> Vec<Self> {
        samples::calendars()
    }
}
