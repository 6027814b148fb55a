//! The report page: numbers as words, lists behind them, charts as coordinates.

mod chart;
mod forecast;
pub(crate) mod made;
pub(crate) mod month;
mod ready;
mod table;

use chrono::{Days, NaiveDate};

use super::words;
use crate::pages::desk::reports::Wanted;
use domain::report::{AGES, DEFINITIONS, Figures, Measure, Tenths};
use domain::vocabulary::Role;
use services::Deps;
use services::report::{Asking, Format, Overview};
use services::staff::Names;
use text::contexts::desk_form::{Choice, choose};
use text::contexts::desk_parts::{Banner, Tone};
use text::contexts::reports::{Bar, Bars, ExportLink, Feed, Meaning, ReportPage, ReportTile};

/// Everything the page is made from.
pub(crate) struct Made<'a> {
    pub(crate) deps: &'a Deps,
    pub(crate) wanted: &'a Wanted,
    pub(crate) asking: &'a Asking,
    pub(crate) seen: &'a Overview,
    pub(crate) names: &'a Names,
    pub(crate) today: NaiveDate,
    /// What the reader is.
    pub(crate) roles: &'a [Role],
}

/// The page.
pub(crate) fn page(made: &Made<'_>, feed: Feed) -> ReportPage {
    let (period, before) = made.wanted.words(made.today);
    let now = made.deps.zones.local(&made.deps.policy.zone, made.deps.now());
    let zone = &made.deps.policy.zone;
    ReportPage {
        title: "Compliance report".to_owned(),
        counted: format!(
            "{period}, compared with {before}. Counted at {} ({zone}).",
            now.format("%H:%M")
        ),
        periods: made.wanted.periods(made.today),
        laws: laws(made),
        by: made.asking.by.as_str().to_owned(),
        alarm: alarm(made),
        exports: exports(made),
        print_page: !Format::Pdf.is_offered(made.deps),
        ready: ready::ready(made),
        more: ready::more(made),
        tiles: tiles(made, &before),
        chart: chart::chart(made),
        ages: ages(made),
        waiting: waiting(made),
        calendar: month::weeks(made.today, &made.seen.due, &made.asking.law),
        earlier: format!("/desk/calendar?month={}", domain::report::Month::of(made.today).back(1)),
        later: "/desk/calendar".to_owned(),
        forecast: forecast::forecast(made),
        table: table::table(made),
        definitions: DEFINITIONS
            .iter()
            .map(|definition| Meaning { word: definition.word, sentence: definition.sentence })
            .collect(),
        feed,
    }
}

/// A list of the queue.
pub(super) fn list(pairs: &[(&str, &str)]) -> String {
    let kept: Vec<_> = pairs.iter().filter(|(_, value)| !value.is_empty()).collect();
    format!("/desk?{}", serde_urlencoded::to_string(kept).unwrap_or_default())
}

/// Name of a rule.
pub(super) fn law_name(deps: &Deps, law: &str) -> String {
    deps.policy.rule(law).map_or_else(|| law.to_owned(), |rule| rule.name.clone())
}

/// A list of the queue under the law that was chosen.
pub(super) fn linked(made: &Made<'_>, pairs: &[(&str, &str)]) -> String {
    let mut all = pairs.to_vec();
    all.push(("law", made.asking.law.as_str()));
    list(&all)
}

fn laws(made: &Made<'_>) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", "All laws")];
    let known = made.seen.laws.iter();
    choices.extend(known.map(|law| Choice::new(law.as_str(), law_name(made.deps, law))));
    choose(choices, &made.asking.law)
}

fn count(n: i64) -> usize {
    usize::try_from(n).unwrap_or_default()
}

fn alarm(made: &Made<'_>) -> Option<Banner> {
    let late = made.seen.standing.overdue;
    let forecast = &made.seen.forecast;
    let risk = forecast.at_risk.len();
    if late <= 0 && risk == 0 {
        return None;
    }
    let until = forecast.weeks.last().map(|(week, ..)| words::long_date(week.to));
    let until = until.unwrap_or_default();
    let many = if forecast.more { "or more " } else { "" };
    if late <= 0 {
        let title = format!("{} {many}at risk", words::count(risk, "request is", "requests are"));
        let text = format!("of missing the deadline by {until}.");
        return Some(Banner::new(Tone::Warn, "alert", title, text).action("See why", "#fc-h"));
    }
    let title =
        format!("{} past the deadline", words::count(count(late), "request is", "requests are"));
    let text = match risk {
        0 => "and no other is at risk.".to_owned(),
        n => format!("and {n} {many}more may be by {until}."),
    };
    let overdue = linked(made, &[("view", "overdue")]);
    Some(Banner::new(Tone::Bad, "alert", title, text).action("See them", &overdue))
}

fn exports(made: &Made<'_>) -> Vec<ExportLink> {
    let span = made.asking.span();
    let (from, to) = (span.from.to_string(), span.to.to_string());
    let all = [
        ("Report on paper", "PDF", "file", Format::Pdf),
        ("Workbook", "XLSX", "file", Format::Xlsx),
        ("Raw rows", "CSV", "file", Format::Csv),
        ("For systems", "JSON", "file", Format::Json),
        ("Open deadlines", "ICS", "cal", Format::Ics),
    ];
    all.into_iter()
        .filter(|(_, _, _, format)| format.is_offered(made.deps))
        .map(|(label, kind, icon, format)| {
            let mut pairs = vec![("from", from.as_str()), ("to", to.as_str())];
            if !made.asking.law.is_empty() {
                pairs.push(("law", made.asking.law.as_str()));
            }
            let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
            ExportLink {
                label,
                kind,
                icon,
                href: format!("/desk/reports/deadlines.{format}?{query}"),
            }
        })
        .collect()
}

/// How a number stands against the one before: words and whether that is good.
fn against(
    now: Option<Tenths>,
    before: Option<Tenths>,
    (unit, units): (&str, &str),
    (more, less): ((&str, Tone), (&str, Tone)),
    (none, name): (&str, &str),
) -> (String, Tone) {
    let Some(now) = now else { return (none.to_owned(), Tone::Idle) };
    let Some(before) = before else {
        return (format!("Nothing to compare with in {name}"), Tone::Idle);
    };
    let change = Tenths((now.0 - before.0).abs());
    let unit = if change.0 == 10 { unit } else { units };
    match now.cmp(&before) {
        std::cmp::Ordering::Equal => (format!("Same as {name}"), Tone::Idle),
        std::cmp::Ordering::Greater => (format!("{change} {unit} {}", more.0), more.1),
        std::cmp::Ordering::Less => (format!("{change} {unit} {}", less.0), less.1),
    }
}

/// A share, or a dash where nothing was answered.
pub(super) fn percent(figures: &Figures) -> String {
    figures.on_time().map_or_else(|| "–".to_owned(), |share| format!("{share}%"))
}

/// `11 days`, or a dash.
pub(super) fn days(days: Option<Tenths>) -> String {
    match days {
        None => "–".to_owned(),
        Some(Tenths(10)) => "1 day".to_owned(),
        Some(days) => format!("{days} days"),
    }
}

fn tile(
    label: &'static str,
    value: String,
    (note, tone): (String, Tone),
    href: Option<String>,
) -> ReportTile {
    ReportTile { label, value, note, tone, href }
}

fn tiles(made: &Made<'_>, name: &str) -> Vec<ReportTile> {
    let (all, before) = (&made.seen.all, &made.seen.before);
    let span = made.asking.span();
    let (from, to) = (span.from.to_string(), span.to.to_string());
    let closed = |more: &[(&str, &str)]| {
        let mut pairs =
            vec![("view", "closed"), ("outcome", "answered"), ("from", &from), ("to", &to)];
        pairs.extend(more);
        Some(linked(made, &pairs))
    };
    let better = (("better", Tone::Ok), ("worse", Tone::Bad));
    let slower = (("slower", Tone::Warn), ("faster", Tone::Ok));
    let tenfold = |days: Option<i64>| days.map(|days| Tenths(days * 10));
    let (p90, p90_before) = (tenfold(all.p90()), tenfold(before.p90()));
    let day_words = ("day", "days");
    let none = made.wanted.unanswered(made.today);
    let names = (none.as_str(), name);
    let received = Some(linked(made, &[("view", "received"), ("from", &from), ("to", &to)]));
    let answered = all.count(Measure::Answered);
    let extended = all.count(Measure::Extended);
    vec![
        tile(
            "Answered on time",
            percent(all),
            against(all.on_time(), before.on_time(), ("point", "points"), better, names),
            closed(&[]),
        ),
        tile(
            "Median days to answer",
            all.median().map_or_else(|| "–".to_owned(), |days| days.to_string()),
            against(all.median(), before.median(), day_words, slower, names),
            closed(&[]),
        ),
        tile(
            "Slowest 10% took",
            days(p90),
            against(p90, p90_before, day_words, slower, names),
            None,
        ),
        tile(
            "Received",
            all.count(Measure::Received).to_string(),
            (format!("{answered} answered, {} open now", made.seen.open), Tone::Idle),
            received,
        ),
        tile(
            "Extended",
            extended.to_string(),
            extensions(extended, all.count(Measure::ExtensionVoid)),
            None,
        ),
        tile(
            "Complaints",
            all.count(Measure::ComplaintReceived).to_string(),
            complaints(all),
            Some("/desk?view=complaints".to_owned()),
        ),
    ]
}

/// Whether people were told in time that it takes longer.
fn extensions(extended: i64, void: i64) -> (String, Tone) {
    match (extended, void) {
        (0, 0) => ("None needed more time".to_owned(), Tone::Idle),
        (_, 0) => ("All told in time".to_owned(), Tone::Ok),
        (_, void) => (format!("{void} more became void: not told in time"), Tone::Bad),
    }
}

/// What became of complaints and appeals.
fn complaints(all: &Figures) -> (String, Tone) {
    let decided = all.count(Measure::ComplaintDecided);
    let upheld = all.count(Measure::ComplaintUpheld);
    match (decided, all.count(Measure::ComplaintLate)) {
        (0, _) => ("None decided".to_owned(), Tone::Idle),
        (_, 0) => (format!("{decided} decided, {upheld} upheld"), Tone::Idle),
        (_, late) => (format!("{decided} decided, {upheld} upheld, {late} late"), Tone::Bad),
    }
}

/// A bar's length: 100 is the largest of its group. None is no bar: a round end would look like one.
pub(super) fn length(n: i64, most: i64) -> String {
    if n <= 0 {
        return String::new();
    }
    Tenths(n.max(0) * 1000 / most.max(1)).to_string()
}

fn ages(made: &Made<'_>) -> Bars {
    let standing = &made.seen.standing;
    let most = standing.ages.iter().copied().max().unwrap_or_default().max(standing.overdue);
    let back = |days: i64| {
        let days = u64::try_from(days).unwrap_or_default();
        made.today.checked_sub_days(Days::new(days)).unwrap_or(made.today)
    };
    let mut bars: Vec<Bar> = AGES
        .iter()
        .zip(&standing.ages)
        .map(|((from, to), open)| {
            let label = to.map_or_else(
                || format!("Over {} days", from - 1),
                |to| format!("{from} to {to} days"),
            );
            let tone = match *from {
                ..15 => Tone::Ok,
                15..22 => Tone::Info,
                _ => Tone::Warn,
            };
            let first = to.map_or_else(|| "2000-01-01".to_owned(), |to| back(to).to_string());
            let href = linked(made, &[("from", &first), ("to", &back(*from).to_string())]);
            bar(label, tone, *open, most, href)
        })
        .collect();
    let href = linked(made, &[("view", "overdue")]);
    bars.push(bar("Past deadline".to_owned(), Tone::Bad, standing.overdue, most, href));
    let note = format!("{} open, days since receipt", made.seen.open);
    Bars { note, bars }
}

fn bar(label: String, tone: Tone, n: i64, most: i64, href: String) -> Bar {
    let href = (n > 0).then_some(href);
    Bar { label, tone, length: length(n, most), value: n.to_string(), href, mark: None, of: None }
}

fn waiting(made: &Made<'_>) -> Bars {
    let most = made.seen.waiting.values().copied().max().unwrap_or_default();
    let rows = [
        ("systems", "Our systems", [("stage", "working"), ("waiting", "desk")]),
        ("desk", "A privacy agent", [("stage", "verifying"), ("waiting", "desk")]),
        ("approver", "An approver", [("stage", "review"), ("waiting", "desk")]),
        ("evidence", "The requester, for proof", [("waiting", "requester"), ("view", "waiting")]),
        (
            "clarification",
            "The requester, for an answer",
            [("waiting", "requester"), ("view", "waiting")],
        ),
    ];
    let bars = rows
        .into_iter()
        .map(|(key, label, pairs)| {
            let n = made.seen.waiting.get(key).copied().unwrap_or_default();
            bar(label.to_owned(), Tone::Accent, n, most, linked(made, &pairs))
        })
        .collect();
    Bars { note: String::new(), bars }
}
