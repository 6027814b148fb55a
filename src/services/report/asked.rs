//! What a program, a page or the shell asks of an export, as typed.

use chrono::{DateTime, TimeDelta, Utc};

use super::order::{Format, Kind, Order, People, PersonalReason};
use crate::{Deps, ServiceError, lists};
use domain::intake::FieldErrors;
use domain::report::Span;

/// An order as typed.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Which report.
    pub kind: Kind,
    /// The first day.
    pub from: &'a str,
    /// The last day.
    pub to: &'a str,
    /// As at which instant, or the end of which local day.
    pub as_at: Option<&'a str>,
    /// As what.
    pub format: &'a str,
    /// Only requests under this rule.
    pub law: Option<&'a str>,
    /// Of whom; everybody without it.
    pub people: Option<&'a str>,
    /// With names and addresses, for this reason.
    pub personal: Option<&'a str>,
}

impl Asked<'_> {
    /// The order, or what is wrong with it.
    pub fn order(&self, deps: &Deps) -> Result<Order, ServiceError> {
        let some = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let people = some(self.people).map_or(Ok(People::All), |text| {
            People::from_text(&text).ok_or_else(|| wrong("people", "Give all or california."))
        })?;
        let personal = some(self.personal).map(|text| {
            PersonalReason::from_text(&text).ok_or_else(|| {
                let known: Vec<_> = PersonalReason::ALL.iter().map(|why| why.as_str()).collect();
                wrong("personal", &format!("Give the reason: one of {}.", known.join(", ")))
            })
        });
        Ok(Order {
            kind: self.kind,
            format: Format::parse(deps, self.kind, self.format)?,
            span: span(self.from, self.to)?,
            as_at: instant_of(deps, self.as_at.unwrap_or_default())?,
            law: some(self.law),
            people,
            personal: personal.transpose()?,
        })
    }
}

fn wrong(field: &'static str, sentence: &str) -> ServiceError {
    ServiceError::Fields(FieldErrors::from([(field, sentence.to_owned())]))
}

/// The days of a calendar year as typed.
pub fn year(text: &str) -> Result<(String, String), ServiceError> {
    let year = text.trim().parse::<u32>().ok().filter(|year| (2000..=9999).contains(year));
    let year = year.ok_or_else(|| wrong("year", "Give a year like 2026."))?;
    Ok((format!("{year}-01-01"), format!("{year}-12-31")))
}

/// Two days as typed.
pub fn span(from: &str, to: &str) -> Result<Span, ServiceError> {
    let span = Span { from: lists::day("from", from)?, to: lists::day("to", to)? };
    super::summary::check(span)?;
    Ok(span)
}

/// An instant as typed, or the last one of a local day; none where nothing was typed.
pub fn instant_of(deps: &Deps, text: &str) -> Result<Option<DateTime<Utc>>, ServiceError> {
    (!text.trim().is_empty()).then(|| instant_in(deps, text)).transpose()
}

/// An instant, or the last one of a local day.
fn instant_in(deps: &Deps, text: &str) -> Result<DateTime<Utc>, ServiceError> {
    if let Some(at) = domain::instant::read(text) {
        return Ok(at);
    }
    let sentence = "Give an instant like 2026-11-23T10:00:00Z, or a day.";
    let day = lists::day("as_at", text).map_err(|_| wrong("as_at", sentence))?;
    let next = day.succ_opt().ok_or_else(|| wrong("as_at", sentence))?;
    let end = deps.zones.start_of_day(&deps.policy.zone, next);
    Ok(end.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(end))
}
