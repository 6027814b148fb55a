//! The month a key belongs to, such as `2026-11`.

use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate};

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyMonth {
    year: u16,
    month: u8,
}

/// Why a text or date is not a [`KeyMonth`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a month such as 2026-11")]
pub struct KeyMonthError(String);

impl KeyMonth {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Result<Self, KeyMonthError> {
        let wrong = || KeyMonthError(day.to_string());
        let year = u16::try_from(day.year()).map_err(|_| wrong())?;
        if year > 9999 {
            return Err(wrong());
        }
        Ok(Self { year, month: u8::try_from(day.month()).map_err(|_| wrong())? })
    }

    /// How many months lie between an earlier month and this one; 0 if it is not earlier.
    pub fn months_since(self, earlier: Self) -> u32 {
        let count = |month: Self| u32::from(month.year) * 12 + u32::from(month.month);
        count(self).saturating_sub(count(earlier))
    }
}

impl fmt::Display for KeyMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for KeyMonth {
    type Err = KeyMonthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || KeyMonthError(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(wrong());
        }
        let (year, month) =
            (year.parse::<u16>().map_err(|_| wrong())?, month.parse::<u8>().map_err(|_| wrong())?);
        if !(1..=12).contains(&month) {
            return Err(wrong());
        }
        Ok(Self { year, month })
    }
}
