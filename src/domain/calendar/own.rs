//! Calendars the organisation keeps itself: closed days on top of a table of holidays, as the fold of their edits.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{Calendar, Calendars, Holiday};

/// What the code of a calendar of one's own begins with; no public table has such a code.
pub const PREFIX: &str = "X-";
/// Longest code, with its prefix, in characters.
const LONGEST_CODE: usize = 20;
/// Longest name of a calendar or a day, in characters.
const LONGEST_NAME: usize = 100;
/// More days than this are taken for a mistake.
const MOST_DAYS: usize = 1000;
/// A calendar covers no more than so many years from the year it was made.
const MOST_YEARS: i32 = 20;

/// One edit, in the order they were made. The first makes the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum Edit {
    /// The calendar was made.
    Made {
        /// Name for people.
        name: String,
        /// Code of the table it stands on; none for weekends alone.
        parent: Option<String>,
        /// First year its list is complete for.
        first_year: i32,
        /// Last year its list is complete for.
        last_year: i32,
    },
    /// Its list is complete for other years now.
    Covered {
        /// Last year.
        last_year: i32,
    },
    /// Days were added.
    Added {
        /// The days.
        days: Vec<Holiday>,
    },
    /// A day was taken out.
    Removed {
        /// The day.
        on: NaiveDate,
    },
}

/// An edit that is not possible: the field to look at again, and a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditError {
    /// The field.
    pub field: &'static str,
    /// The sentence.
    pub text: String,
}

fn wrong<T>(field: &'static str, text: impl Into<String>) -> Result<T, EditError> {
    Err(EditError { field, text: text.into() })
}

/// A calendar of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnCalendar {
    /// Its code: `X-` and capitals, digits or dashes.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Code of the table it stands on.
    pub parent: Option<String>,
    /// First and last year its own list is complete for.
    pub years: (i32, i32),
    days: BTreeMap<NaiveDate, Holiday>,
}

impl OwnCalendar {
    /// The fold of its edits. `None` when they do not begin with its making.
    pub fn folded<'a>(code: &str, edits: impl IntoIterator<Item = &'a Edit>) -> Option<Self> {
        let mut edits = edits.into_iter();
        let Some(Edit::Made { name, parent, first_year, last_year }) = edits.next() else {
            return None;
        };
        let made = Self {
            code: code.to_owned(),
            name: name.clone(),
            parent: parent.clone(),
            years: (*first_year, *last_year),
            days: BTreeMap::new(),
        };
        Some(edits.fold(made, Self::after))
    }

    /// The calendar after an edit.
    #[must_use]
    pub fn after(mut self, edit: &Edit) -> Self {
        match edit {
            Edit::Made { .. } => {}
            Edit::Covered { last_year } => self.years.1 = *last_year,
            Edit::Added { days } => {
                self.days.extend(days.iter().map(|day| (day.on, day.clone())));
            }
            Edit::Removed { on } => {
                self.days.remove(on);
            }
        }
        self
    }

    /// Its own days, in order.
    pub fn days(&self) -> impl Iterator<Item = &Holiday> {
        self.days.values()
    }

    /// The table that counts: the days of the parent and its own. It covers the years that both cover; when the parent
    /// is not there any more it covers none, so that every date says so.
    pub fn built(&self, all: &Calendars) -> Calendar {
        let parent = self.parent.as_deref();
        let above = parent.and_then(|code| all.get(code));
        let (first, last) = self.years;
        let covers = match (parent, above) {
            (None, _) => (first, last),
            (Some(_), Some(above)) => (first.max(above.covers_from), last.min(above.covers_to)),
            (Some(_), None) => (1, 0),
        };
        let weekend = above
            .map_or_else(|| vec![Weekday::Sat, Weekday::Sun], |calendar| calendar.weekend.clone());
        let inherited = above.map(Calendar::holidays).unwrap_or_default();
        let days = inherited.iter().chain(self.days.values()).cloned();
        let calendar = Calendar::new(&self.code, &self.name, weekend, covers).with_holidays(days);
        let source = parent.map_or_else(
            || "kept at this desk".to_owned(),
            |code| format!("{code}, with days kept at this desk"),
        );
        Calendar { source, ..calendar }
    }

    /// Checks an edit that is not the first, and leaves out of it what is there already.
    ///
    /// Errors: a day outside of the years covered, twice, without a name or never there; years that make no sense;
    /// nothing left to do.
    pub fn checked(&self, all: &Calendars, edit: Edit) -> Result<Edit, EditError> {
        match edit {
            Edit::Made { .. } => {
                wrong("code", "A calendar with this code exists. Choose another code.")
            }
            Edit::Covered { last_year } => self.check_years(last_year).map(|()| edit),
            Edit::Removed { on } => {
                if self.days.contains_key(&on) {
                    return Ok(edit);
                }
                let inherited = self.built(all).holiday(on).is_some();
                let text = if inherited {
                    format!("{} stands in the table below this calendar, so it stays.", long(on))
                } else {
                    format!("{} is not a closed day. Reload the page.", long(on))
                };
                wrong("on", text)
            }
            Edit::Added { days } => self.check_added(all, days),
        }
    }

    fn check_years(&self, last_year: i32) -> Result<(), EditError> {
        let (first, last) = self.years;
        if last_year == last {
            return wrong("last_year", "That is how it already is.");
        }
        let most = first.saturating_add(MOST_YEARS);
        if !(first..=most).contains(&last_year) {
            return wrong("last_year", format!("Give a year from {first} to {most}."));
        }
        if let Some(day) = self.days.keys().find(|day| day.year() > last_year) {
            let text = format!("{} is closed in it. Take that day out first.", long(*day));
            return wrong("last_year", text);
        }
        Ok(())
    }

    fn check_added(&self, all: &Calendars, days: Vec<Holiday>) -> Result<Edit, EditError> {
        let one = days.len() == 1;
        let table = self.built(all);
        let outside: Vec<&Holiday> = days.iter().filter(|day| !table.covers(day.on)).collect();
        if let Some(first) = outside.first() {
            let (from, to) = (table.covers_from, table.covers_to);
            let text = if to < from {
                "The table below this calendar is gone, so it covers no year. Make another one."
                    .to_owned()
            } else if one {
                format!("{} lies outside the years it covers, {from} to {to}.", long(first.on))
            } else {
                let count = outside.len();
                format!(
                    "{count} of its days lie outside the years it covers, {from} to {to}; the first is {}.",
                    long(first.on)
                )
            };
            return wrong("on", text);
        }
        let mut new: BTreeMap<NaiveDate, Holiday> = BTreeMap::new();
        for day in days {
            let name = day.name.trim();
            if name.is_empty() || name.chars().count() > LONGEST_NAME {
                let text = format!("Name {} in 1 to {LONGEST_NAME} characters.", long(day.on));
                return wrong("name", text);
            }
            if let Some(known) = table.holiday(day.on) {
                if one {
                    let text = format!("{} is closed already: {}.", long(day.on), known.name);
                    return wrong("on", text);
                }
                continue;
            }
            let name = name.to_owned();
            new.entry(day.on).or_insert(Holiday { name, ..day });
        }
        if new.is_empty() {
            return wrong("on", "Every one of these days is closed already. Nothing was changed.");
        }
        if self.days.len().saturating_add(new.len()) > MOST_DAYS {
            return wrong("on", format!("That makes more than {MOST_DAYS} days. Leave some out."));
        }
        Ok(Edit::Added { days: new.into_values().collect() })
    }
}

/// Checks what a calendar is to be made of, and gives its code. `year` is the present one.
pub fn checked_making(
    all: &Calendars,
    code: &str,
    making: (&str, Option<&str>, i32),
    year: i32,
) -> Result<(String, Edit), EditError> {
    let (name, parent, last_year) = making;
    let own = code.trim().to_ascii_uppercase();
    let code = if own.starts_with(PREFIX) { own } else { format!("{PREFIX}{own}") };
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    if code.len() <= PREFIX.len() || code.len() > LONGEST_CODE || !code.chars().all(plain) {
        let text = format!(
            "Give a code of letters, digits and dashes, like {PREFIX}OFFICE, of at most {LONGEST_CODE} characters."
        );
        return wrong("code", text);
    }
    if all.get(&code).is_some() {
        return wrong("code", "A calendar with this code exists. Choose another code.");
    }
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return wrong("name", format!("Give a name of 1 to {LONGEST_NAME} characters."));
    }
    let parent = parent.map(str::trim).filter(|code| !code.is_empty());
    if parent.is_some_and(|code| code.starts_with(PREFIX) || all.get(code).is_none()) {
        return wrong("parent", "Choose one of the public tables, or none.");
    }
    let most = year.saturating_add(MOST_YEARS);
    let reaches = parent.and_then(|code| all.get(code)).map_or(most, |above| above.covers_to);
    let most = most.min(reaches);
    if !(year..=most).contains(&last_year) {
        return wrong("last_year", format!("Give a year from {year} to {most}."));
    }
    let (name, parent) = (name.to_owned(), parent.map(str::to_owned));
    Ok((code, Edit::Made { name, parent, first_year: year, last_year }))
}

fn long(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}
