//! Calendars of public holidays: the built-in tables, and your own over them.
//!
//! `calendars.toml` lists the calendars, `days/<COUNTRY>.csv` their days. The folder `calendars` below
//! `policy.directory` may hold files of the same shape: a calendar listed there takes the place of the built-in one of
//! that code, with the days that stand beside it.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{NaiveDate, Weekday};
use rust_embed::RustEmbed;
use serde::Deserialize;

use domain::calendar::{Calendar, Calendars, Holiday};

/// The tables in the binary.
#[derive(RustEmbed)]
#[folder = "calendars/"]
struct BuiltIn;

/// A table that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the calendars in {place} are not right: {why}")]
pub struct CalendarError {
    /// File, with line where one is known.
    pub place: String,
    /// What is wrong.
    pub why: String,
}

fn wrong(place: &str, why: impl Into<String>) -> CalendarError {
    CalendarError { place: place.to_owned(), why: why.into() }
}

#[derive(Deserialize)]
struct List {
    #[serde(default)]
    calendar: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    code: String,
    name: String,
    parent: Option<String>,
    #[serde(default = "saturday_and_sunday")]
    weekend: Vec<Weekday>,
    covers_from: i32,
    covers_to: i32,
    #[serde(default)]
    source: String,
    checked_on: Option<toml::Value>,
}

fn saturday_and_sunday() -> Vec<Weekday> {
    vec![Weekday::Sat, Weekday::Sun]
}

#[derive(Deserialize)]
struct Row {
    calendar: String,
    date: NaiveDate,
    name: String,
    status: String,
}

/// Days of one calendar as its file lists them: what it adds, and what it takes away from its parent.
#[derive(Default)]
struct Own {
    added: Vec<Holiday>,
    removed: Vec<NaiveDate>,
}

/// Every calendar: the built-in ones and those below `policy.directory`.
pub fn load(directory: Option<&Path>) -> Result<Calendars, CalendarError> {
    let mut files = BTreeMap::new();
    let is_table = |name: &str| name == "calendars.toml" || name.starts_with("days/");
    for name in BuiltIn::iter().filter(|name| is_table(name)) {
        if let Some(file) = BuiltIn::get(&name) {
            let text = String::from_utf8_lossy(&file.data).into_owned();
            files.insert(name.to_string(), text);
        }
    }
    let mut tables = read(&files)?;
    if let Some(folder) = directory.map(|folder| folder.join("calendars"))
        && folder.is_dir()
    {
        tables = tables.under(read(&read_folder(&folder)?)?);
    }
    tables.build()
}

fn read_folder(folder: &Path) -> Result<BTreeMap<String, String>, CalendarError> {
    let mut files = BTreeMap::new();
    let days = folder.join("days");
    let mut paths = vec![("calendars.toml".to_owned(), folder.join("calendars.toml"))];
    if days.is_dir() {
        let failed = |why: std::io::Error| wrong(&days.display().to_string(), why.to_string());
        for entry in std::fs::read_dir(&days).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|ending| ending == "csv") {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                paths.push((format!("days/{}", name.unwrap_or_default()), path));
            }
        }
    }
    for (name, path) in paths {
        let text = std::fs::read_to_string(&path)
            .map_err(|why| wrong(&path.display().to_string(), why.to_string()))?;
        files.insert(name, text);
    }
    Ok(files)
}

/// What a folder of tables holds.
struct Tables {
    list: List,
    days: BTreeMap<String, Own>,
}

impl Tables {
    /// These tables with those of your own over them: a calendar of the same code is replaced with its days.
    fn under(mut self, own: Self) -> Self {
        for listed in &own.list.calendar {
            self.list.calendar.retain(|other| other.code != listed.code);
            self.days.remove(&listed.code);
        }
        self.list.calendar.extend(own.list.calendar);
        self.days.extend(own.days);
        self
    }

    fn build(&self) -> Result<Calendars, CalendarError> {
        let build = |listed| build(listed, &self.list, &self.days);
        let all: Result<Vec<_>, _> = self.list.calendar.iter().map(build).collect();
        Ok(Calendars::new(all?))
    }
}

fn read(files: &BTreeMap<String, String>) -> Result<Tables, CalendarError> {
    let Some(text) = files.get("calendars.toml") else {
        return Err(wrong("calendars.toml", "the list of calendars is missing"));
    };
    let list: List =
        toml::from_str(text).map_err(|why| wrong("calendars.toml", why.message().to_owned()))?;
    let mut days: BTreeMap<String, Own> = BTreeMap::new();
    for (name, text) in files.iter().filter(|(name, _)| name.starts_with("days/")) {
        read_days(name, text, &list, &mut days)?;
    }
    Ok(Tables { list, days })
}

fn read_days(
    file: &str,
    text: &str,
    list: &List,
    days: &mut BTreeMap<String, Own>,
) -> Result<(), CalendarError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    for row in reader.deserialize() {
        let row: Row = row.map_err(|why| wrong(file, why.to_string()))?;
        if !list.calendar.iter().any(|listed| listed.code == row.calendar) {
            let why = format!("{} on {} belongs to no listed calendar", row.calendar, row.date);
            return Err(wrong(file, why));
        }
        let own = days.entry(row.calendar.clone()).or_default();
        match row.status.as_str() {
            "removed" => own.removed.push(row.date),
            "fixed" | "provisional" => own.added.push(Holiday {
                on: row.date,
                name: row.name,
                provisional: row.status == "provisional",
            }),
            other => {
                let why = format!("{}: “{other}” is not fixed, provisional or removed", row.date);
                return Err(wrong(file, why));
            }
        }
    }
    Ok(())
}

/// A calendar with the days of its parents, less those it takes away.
fn build(
    listed: &Listed,
    list: &List,
    days: &BTreeMap<String, Own>,
) -> Result<Calendar, CalendarError> {
    let mut line = vec![listed];
    while let Some(parent) = line.last().and_then(|last| last.parent.as_ref()) {
        let Some(above) = list.calendar.iter().find(|other| other.code == *parent) else {
            return Err(wrong(&listed.code, format!("its parent {parent} is not listed")));
        };
        if line.len() > 5 {
            return Err(wrong(&listed.code, "its parents go round in a circle"));
        }
        line.push(above);
    }
    let mut holidays: Vec<Holiday> = Vec::new();
    for own in line.iter().rev().filter_map(|level| days.get(&level.code)) {
        holidays.retain(|holiday| !own.removed.contains(&holiday.on));
        holidays.extend(own.added.iter().cloned());
    }
    let covers = (listed.covers_from, listed.covers_to);
    let mut calendar = Calendar::new(&listed.code, &listed.name, listed.weekend.clone(), covers)
        .with_holidays(holidays);
    calendar.source.clone_from(&listed.source);
    calendar.checked_on = listed.checked_on.as_ref().and_then(date_of);
    Ok(calendar)
}

/// TOML dates may be written with or without quotes.
fn date_of(value: &toml::Value) -> Option<NaiveDate> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &str, days: &str) -> BTreeMap<String, String> {
        BTreeMap::from([
            ("calendars.toml".to_owned(), list.to_owned()),
            ("days/XX.csv".to_owned(), format!("calendar,date,name,status\n{days}")),
        ])
    }

    const LIST: &str = r#"
[[calendar]]
code = "XX"
name = "Xanadu"
weekend = ["friday", "saturday"]
covers_from = 2024
covers_to = 2028
source = "the gazette"
checked_on = 2026-11-23

[[calendar]]
code = "XX-A"
name = "Xanadu, part A"
parent = "XX"
weekend = ["friday", "saturday"]
covers_from = 2024
covers_to = 2027
checked_on = "2026-11-22"
"#;

    const DAYS: &str = "XX,2026-01-01,New Year,fixed\nXX,2026-05-05,\"Feast, great\",provisional\nXX-A,2026-01-01,,removed\nXX-A,2026-07-07,Local day,fixed\n";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_part_adds_to_its_parent_and_takes_away() {
        let calendars = read(&files(LIST, DAYS)).unwrap().build().unwrap();
        let part = calendars.get("XX-A").unwrap();
        let dates: Vec<_> = part.holidays().iter().map(|holiday| holiday.on).collect();
        assert_eq!(dates, [day("2026-05-05"), day("2026-07-07")]);
        assert!(part.holidays()[0].provisional);
        assert_eq!(part.holidays()[0].name, "Feast, great");
        assert_eq!(part.checked_on, Some(day("2026-11-22")));
        let whole = calendars.get("XX").unwrap();
        assert_eq!(whole.checked_on, Some(day("2026-11-23")));
        assert_eq!(whole.weekend, [Weekday::Fri, Weekday::Sat]);
        assert!(!whole.is_working(day("2026-01-01")));
        assert!(part.is_working(day("2026-01-01")));
        assert!(!part.covers(day("2028-01-01")));
    }

    #[test]
    fn what_is_wrong_with_a_table_is_said() {
        for (list, days) in [
            (LIST.to_owned(), "YY,2026-01-01,New Year,fixed\n"),
            (LIST.to_owned(), "XX,2026-02-30,New Year,fixed\n"),
            (LIST.to_owned(), "XX,2026-02-03,New Year,perhaps\n"),
            (LIST.replace("parent = \"XX\"", "parent = \"ZZ\""), ""),
            (LIST.replace("\"friday\"", "\"freeday\""), ""),
            (LIST.replace("name = \"Xanadu\"", "name = \"Xanadu\"\nparent = \"XX\""), ""),
        ] {
            let found = read(&files(&list, days)).and_then(|tables| tables.build());
            assert!(found.is_err(), "{days}{list}");
        }
    }

    #[test]
    fn the_built_in_tables_can_be_read_and_your_own_come_first() {
        assert!(load(None).unwrap().get("DE").is_some());
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("calendars");
        std::fs::create_dir_all(own.join("days")).unwrap();
        let office = "[[calendar]]\ncode = \"X-OFFICE\"\nname = \"Office\"\nparent = \"DE-BY\"\ncovers_from = 2026\ncovers_to = 2026\n";
        let list = format!("{}{office}", LIST.replace("\"XX", "\"DE"));
        std::fs::write(own.join("calendars.toml"), list).unwrap();
        let days = DAYS.replace("XX", "DE");
        let days = format!("calendar,date,name,status\n{days}X-OFFICE,2026-12-24,Closed,fixed\n");
        std::fs::write(own.join("days/DE.csv"), days).unwrap();
        let calendars = load(Some(folder.path())).unwrap();
        assert_eq!(calendars.get("DE").unwrap().name, "Xanadu");
        // A calendar of the office stands on a built-in one, which stands on the replaced one.
        let office = calendars.get("X-OFFICE").unwrap();
        assert!(!office.is_working(day("2026-12-24")) && !office.is_working(day("2026-01-06")));
        assert!(!office.is_working(day("2026-05-05")));
    }
}
