//! Calendars, their days and edits in words.

use crate::pages::desk::present::words;
use domain::calendar::own::Edit;
use domain::calendar::{Calendar, Holiday};
use text::contexts::desk_form;

pub(super) const LEAD: &str = "Tables of days that are no working days. Beyond the last year of a table only weekends are known, and every \
    date says so. A table moves dates only for laws it was chosen for.";
pub(super) const OWN: &str = "Closed days of an office are no public holidays: a law does not move for them. Choose this calendar for a \
    law only when its days are public holidays that the tables lack, or for a promise of your own.";
pub(super) const CHOICE: &str = "The dates of this law move off the days of rest of this calendar, or count its working days. Without one \
    nothing is moved. Have counsel confirm the choice: a day too many makes answers late.";
pub(super) const FIXED: &str = "Compliance changes it, with a reason.";

/// An edit in words: what is done, and with which days.
pub(crate) fn edit_lines(edit: &Edit) -> (&'static str, Vec<String>) {
    match edit {
        Edit::Added { days } => ("Add closed days", days.iter().map(named_day).collect()),
        Edit::Removed { on } => ("Take a closed day out", vec![words::long_date(*on)]),
        Edit::Covered { last_year } => {
            ("Cover other years", vec![format!("Complete until {last_year}")])
        }
        Edit::Made { name, .. } => ("Make a calendar", vec![name.clone()]),
    }
}

pub(super) fn calendar_choice(calendar: &Calendar) -> desk_form::Choice {
    desk_form::Choice::new(calendar.code.as_str(), format!("{}, {}", calendar.code, calendar.name))
}

pub(super) fn years(calendar: &Calendar) -> String {
    if calendar.covers_to < calendar.covers_from {
        return "no year".to_owned();
    }
    format!("{} to {}", calendar.covers_from, calendar.covers_to)
}

/// `24 December 2026, Closed`.
pub(super) fn named_day(day: &Holiday) -> String {
    format!("{}, {}", words::long_date(day.on), day.name)
}
