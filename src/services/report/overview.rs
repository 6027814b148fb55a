//! What the report page shows, from a few hundred counters: the period against the one before, twelve
//! months, what is open, and what the next weeks bring.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::standing::{Standing, standing};
use super::summary::figures;
use crate::access::require;
use crate::staff::presence;
use crate::{Deps, ServiceError};
use domain::access::Permission;
use domain::actor::Actor;
use domain::case::Case;
use domain::report::{
    Dimension, Figures, Measure, Month, Pace, Risk, Span, Tally, Week, latest_start, pace, risk,
    weeks,
};
use storage::report_counts::{Asked, by_month, laws, summed};
use storage::views::queue::{self, Narrow, View};
use storage::views::report::{due_of_owner, finished_between};
use storage::{ReadTx, StoreError};

/// Months of the chart.
const MONTHS: u32 = 12;
/// Weeks of the forecast, and weeks the pace is measured over.
const AHEAD: u64 = 4;
const MEASURED: u64 = 8;
/// Months the time of work is measured over.
const RECENT: u32 = 3;
/// Open requests the forecast looks at.
const LOOKED_AT: i64 = 200;

/// What is asked for: whole months, and one rule or all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The first month.
    pub first: Month,
    /// The last month.
    pub last: Month,
    /// Only requests under this rule; empty for all.
    pub law: String,
    /// Which lines the table has.
    pub by: Dimension,
}

/// A month of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Which.
    pub month: Month,
    /// Its numbers.
    pub figures: Figures,
    /// Received up to its end, less closed up to then.
    pub backlog: i64,
}

/// A request that may miss its date.
#[derive(Debug, Clone)]
pub struct AtRisk {
    /// The request.
    pub case: Case,
    /// Why.
    pub why: Risk,
    /// The last day on which work can begin, where the usual time of work is known.
    pub latest_start: Option<NaiveDate>,
}

/// What the next weeks bring.
#[derive(Debug, Clone, Default)]
pub struct Forecast {
    /// Each week with the requests due in it, and how many are usually finished by those who are there.
    pub weeks: Vec<(Week, i64, Option<Pace>)>,
    /// Requests usually finished a week.
    pub pace: Option<Pace>,
    /// Whether somebody is away in these weeks.
    pub away: bool,
    /// Requests at risk, by due date.
    pub at_risk: Vec<AtRisk>,
    /// More were due than were looked at.
    pub more: bool,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// The period.
    pub all: Figures,
    /// The period before it, as long.
    pub before: Figures,
    /// The lines of the table.
    pub lines: BTreeMap<String, Figures>,
    /// Twelve months up to the period's last.
    pub months: Vec<Point>,
    /// What is open now.
    pub standing: Standing,
    /// How many are open now.
    pub open: i64,
    /// Open by who acts next.
    pub waiting: BTreeMap<String, i64>,
    /// Open by due date.
    pub due: BTreeMap<NaiveDate, i64>,
    /// Rules anything was counted under.
    pub laws: Vec<String>,
    /// The next weeks.
    pub forecast: Forecast,
}

/// Reads the page.
pub fn overview(deps: &Deps, actor: &Actor, asking: &Asking) -> Result<Overview, ServiceError> {
    require(actor, Permission::ReadReports)?;
    let today = deps.local_date(deps.now());
    deps.store.read(|tx| {
        let mut read = Read { tx, asking };
        let length = asking.first.until(asking.last).count();
        let length = u32::try_from(length).unwrap_or(1).max(1);
        let all = read.period(Dimension::All, asking.first, asking.last)?;
        let before =
            read.period(Dimension::All, asking.first.back(length), asking.first.back(1))?;
        let now = read.now(Dimension::All)?;
        let by = asking.by;
        let mut lines = read.period(by, asking.first, asking.last)?;
        for (value, figures) in figures(&read.now(by)?, by, &asking.law) {
            lines.entry(value).or_default().take(Measure::Open, 0, figures.count(Measure::Open));
        }
        let recent =
            read.period(Dimension::All, Month::of(today).back(RECENT), Month::of(today))?;
        let waiting = figures(&read.now(Dimension::Waiting)?, Dimension::Waiting, &asking.law);
        let months = read.months()?;
        let due = due_of(&now, Measure::OpenDue, &asking.law);
        let median = only(recent).median();
        Ok(Overview {
            all: only(all),
            before: only(before),
            lines,
            months,
            standing: standing(&now, &asking.law, today),
            open: only(figures(&now, Dimension::All, &asking.law)).count(Measure::Open),
            waiting: waiting
                .into_iter()
                .map(|(value, figures)| (value, figures.count(Measure::Open)))
                .filter(|(_, open)| *open != 0)
                .collect(),
            laws: laws(tx)?,
            forecast: forecast(tx, deps, (today, &asking.law), &due, median)?,
            due,
        })
    })
}

/// Open requests by due date and open complaints by that of their decision, of everybody or of one colleague.
pub fn due_days(
    deps: &Deps,
    actor: &Actor,
    owner: Option<&str>,
) -> Result<BTreeMap<NaiveDate, i64>, ServiceError> {
    require(actor, Permission::ReadReports)?;
    deps.store.read(|tx| {
        if let Some(owner) = owner {
            return Ok(due_of_owner(tx, owner)?.into_iter().collect());
        }
        let mut tally = Tally::default();
        for (cell, n) in summed(tx, &Asked { dimension: Dimension::All, from: "", to: "" })? {
            tally.put(cell, n);
        }
        let mut due = due_of(&tally, Measure::OpenDue, "");
        for (day, n) in due_of(&tally, Measure::ComplaintDue, "") {
            *due.entry(day).or_default() += n;
        }
        Ok(due)
    })
}

fn only(mut lines: BTreeMap<String, Figures>) -> Figures {
    lines.remove("").unwrap_or_default()
}

fn due_of(now: &Tally, measure: Measure, law: &str) -> BTreeMap<NaiveDate, i64> {
    let mut found = BTreeMap::new();
    let cells = now.cells().filter(|(cell, _)| {
        cell.dimension == Dimension::All && cell.measure == measure && cell.is_under(law)
    });
    for (cell, n) in cells {
        let day = i32::try_from(cell.day).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
        if let Some(day) = day {
            *found.entry(day).or_default() += n;
        }
    }
    found
}

struct Read<'a, 'c> {
    tx: &'a mut ReadTx<'c>,
    asking: &'a Asking,
}

impl Read<'_, '_> {
    fn sums(&mut self, dimension: Dimension, from: &str, to: &str) -> Result<Tally, StoreError> {
        let asked = Asked { dimension, from, to };
        let mut tally = Tally::default();
        for (cell, n) in summed(self.tx, &asked)? {
            tally.put(cell, n);
        }
        Ok(tally)
    }

    fn now(&mut self, dimension: Dimension) -> Result<Tally, StoreError> {
        self.sums(dimension, "", "")
    }

    fn period(
        &mut self,
        dimension: Dimension,
        first: Month,
        last: Month,
    ) -> Result<BTreeMap<String, Figures>, StoreError> {
        let tally = self.sums(dimension, &first.to_string(), &last.to_string())?;
        Ok(figures(&tally, dimension, &self.asking.law))
    }

    fn months(&mut self) -> Result<Vec<Point>, StoreError> {
        let (last, law) = (self.asking.last, self.asking.law.as_str());
        let first = last.back(MONTHS - 1);
        let (from, to) = (first.to_string(), last.to_string());
        let asked = Asked { dimension: Dimension::All, from: &from, to: &to };
        let mut months: BTreeMap<String, Figures> = BTreeMap::new();
        for (cell, n) in by_month(self.tx, &asked)? {
            if !cell.is_under(law) {
                continue;
            }
            months.entry(cell.month).or_default().take(cell.measure, cell.day, n);
        }
        // Everything before the chart, so that the backlog is whole. No month is before year 1.
        let earlier = self.sums(Dimension::All, "0001", &first.back(1).to_string())?;
        let mut backlog = left(&only(figures(&earlier, Dimension::All, law)));
        Ok(first
            .until(last)
            .map(|month| {
                let figures = months.remove(&month.to_string()).unwrap_or_default();
                backlog += left(&figures);
                Point { month, figures, backlog }
            })
            .collect())
    }
}

/// What came in less what was closed. Forms that nobody confirmed never came in.
fn left(figures: &Figures) -> i64 {
    figures.count(Measure::Received) - figures.closed() + figures.count(Measure::Expired)
}

fn forecast(
    tx: &mut ReadTx<'_>,
    deps: &Deps,
    (today, law): (NaiveDate, &str),
    due: &BTreeMap<NaiveDate, i64>,
    median: Option<domain::report::Tenths>,
) -> Result<Forecast, ServiceError> {
    let ahead = weeks(today, AHEAD);
    let until = ahead.last().map_or(today, |week| week.to);
    let usual = pace(&finished(tx, deps, today)?);
    let view = View::DueBetween(today, until);
    let law = (!law.is_empty()).then(|| law.to_owned());
    let narrow = Narrow { law, ..Narrow::default() };
    let (lines, next) = queue::page(tx, &view, &narrow, None, LOOKED_AT)?;
    let overdue: i64 = due.range(..today).map(|(_, n)| *n).sum();
    let desk = presence(tx, today)?;
    let mut at_risk = Vec::new();
    for (turn, line) in (overdue + 1..).zip(lines) {
        let case = line.case;
        // The forecast is about answers; who decides a complaint is somebody else.
        if !case.stage.is_open() {
            continue;
        }
        let state = (case.assignee.is_some(), case.waiting.is_some());
        let measured = (usual, median, &desk);
        if let Some(why) = risk(today, case.due_on(), case.stage, state, turn, measured) {
            let latest_start = median.map(|median| latest_start(case.due_on(), median));
            at_risk.push(AtRisk { case, why, latest_start });
        }
    }
    let weeks = ahead
        .into_iter()
        .map(|week| {
            let due = due.range(week.from..=week.to).map(|(_, n)| *n).sum();
            (week, due, usual.map(|usual| usual.in_week(week, &desk)))
        })
        .collect();
    let away = desk.away.iter().any(|one| one.first_on <= until);
    Ok(Forecast { weeks, pace: usual, away, at_risk, more: next.is_some() })
}

/// How many requests were finished in each of the last full weeks.
fn finished(tx: &mut ReadTx<'_>, deps: &Deps, today: NaiveDate) -> Result<Vec<i64>, StoreError> {
    let monday = u64::from(today.weekday().num_days_from_monday());
    let back = |days: u64| {
        let day = today.checked_sub_days(Days::new(days)).unwrap_or(today);
        deps.zones.start_of_day(&deps.policy.zone, day)
    };
    (1..=MEASURED)
        .map(|week| finished_between(tx, back(monday + 7 * week), back(monday + 7 * (week - 1))))
        .collect()
}

/// The days of whole months.
impl Asking {
    /// From the first day to the last.
    pub fn span(&self) -> Span {
        Span { from: self.first.first(), to: self.last.last() }
    }
}
