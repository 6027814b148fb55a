//! Deadlines by day: weeks as rows, days as links to what is due.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::super::words;
use super::list;
use crate::pages::desk::reports::name_of;
use domain::report::Month;
use text::contexts::desk_parts::Tone;
use text::contexts::reports::{CalendarDay, CalendarTable};

/// Weeks shown on the report page, the one before the present one first.
const WEEKS: u64 = 5;

/// How the lists behind the days are narrowed, as the queue's filter has it: by owner or law; by nothing
/// where the value is empty.
type Filter<'a> = (&'a str, &'a str);

/// The weeks around a day.
pub(crate) fn weeks(today: NaiveDate, due: &BTreeMap<NaiveDate, i64>, law: &str) -> CalendarTable {
    let first = monday(back(today, 7));
    let last = on(first, 7 * WEEKS - 1);
    let caption =
        format!("Deadlines from {} to {}", words::short_date(first), words::long_date(last));
    CalendarTable { caption, weeks: rows(first, last, today, due, ("law", law), None) }
}

/// The weeks of a month.
pub(crate) fn month(
    month: Month,
    today: NaiveDate,
    due: &BTreeMap<NaiveDate, i64>,
    owner: &str,
) -> CalendarTable {
    let last = on(monday(month.last()), 6);
    let caption = format!("Deadlines in {}", name_of(month));
    let weeks = rows(monday(month.first()), last, today, due, ("owner", owner), Some(month));
    CalendarTable { caption, weeks }
}

fn rows(
    first: NaiveDate,
    last: NaiveDate,
    today: NaiveDate,
    due: &BTreeMap<NaiveDate, i64>,
    filter: Filter<'_>,
    inside: Option<Month>,
) -> Vec<Vec<CalendarDay>> {
    let days: Vec<CalendarDay> = first
        .iter_days()
        .take_while(|day| *day <= last)
        .map(|day| {
            let n = due.get(&day).copied().unwrap_or_default();
            let outside = inside.is_some_and(|month| Month::of(day) != month);
            let start = day == first || day.day() == 1;
            let count = (n > 0).then(|| n.to_string());
            cell(day, today, count, (outside, start), filter)
        })
        .collect();
    days.chunks(7).map(<[CalendarDay]>::to_vec).collect()
}

fn cell(
    day: NaiveDate,
    today: NaiveDate,
    count: Option<String>,
    (outside, start): (bool, bool),
    filter: Filter<'_>,
) -> CalendarDay {
    let left = day.signed_duration_since(today).num_days();
    let (tone, state) = match left {
        ..0 => (Tone::Bad, "overdue since"),
        0 => (Tone::Info, "due on"),
        1..=3 => (Tone::Warn, "due on"),
        _ => (Tone::Accent, "due on"),
    };
    let iso = day.to_string();
    let n = count.clone().unwrap_or_default();
    CalendarDay {
        label: day.format(if start { "%-d %b" } else { "%-d" }).to_string(),
        off: outside || matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        today: left == 0,
        tone,
        href: list(&[("view", "due"), ("from", &iso), ("to", &iso), filter]),
        words: format!("{n} {state} {}", words::long_date(day)),
        date: iso,
        count,
    }
}

fn monday(day: NaiveDate) -> NaiveDate {
    back(day, u64::from(day.weekday().num_days_from_monday()))
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

fn on(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_whole_weeks_from_monday() {
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        let due = BTreeMap::from([(today, 2), ("2026-11-20".parse().unwrap(), 1)]);
        let table = month(Month::of(today), today, &due, "me");
        assert_eq!(table.weeks.len(), 6);
        assert!(table.weeks.iter().all(|week| week.len() == 7));
        let days: Vec<&CalendarDay> = table.weeks.iter().flatten().collect();
        assert_eq!(days[0].label, "26 Oct");
        let found = days.iter().find(|day| day.today).unwrap();
        assert_eq!(found.words, "2 due on 23 November 2026");
        assert!(found.href.ends_with("from=2026-11-23&to=2026-11-23&owner=me"));
        let late = days.iter().find(|day| day.date == "2026-11-20").unwrap();
        assert_eq!(late.tone, Tone::Bad);
        assert_eq!(weeks(today, &due, "").weeks.len(), 5);
    }
}
