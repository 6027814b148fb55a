//! What a program, a page or the shell asks of an export, as typed.

use chrono::{DateTime, TimeDelta, Utc};

use super::export::{Format, Order};
use crate::domain::intake::FieldErrors;
use crate::domain::report::Span;
use crate::services::{Deps, ServiceError, lists};

/// An order as typed.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
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
}

impl Asked<'_> {
    /// The order, or what is wrong with it.
    pub fn order(&self, deps: &Deps) -> Result<Order, ServiceError> {
        let as_at = self.as_at.filter(|text| !text.is_empty());
        let law = self.law.filter(|law| !law.is_empty());
        Ok(Order {
            format: Format::parse(self.format)?,
            span: span(self.from, self.to)?,
            as_at: as_at.map(|text| instant_in(deps, text)).transpose()?,
            law: law.map(str::to_owned),
        })
    }
}

/// Two days as typed.
pub fn span(from: &str, to: &str) -> Result<Span, ServiceError> {
    let span = Span { from: lists::day("from", from)?, to: lists::day("to", to)? };
    super::summary::check(span)?;
    Ok(span)
}

/// An instant, or the last one of a local day.
fn instant_in(deps: &Deps, text: &str) -> Result<DateTime<Utc>, ServiceError> {
    use chrono::SubsecRound as _;
    if let Ok(at) = DateTime::parse_from_rfc3339(text.trim()) {
        return Ok(at.to_utc().trunc_subsecs(6));
    }
    let sentence = "Give an instant like 2026-11-23T10:00:00Z, or a day.";
    let wrong = || ServiceError::Fields(FieldErrors::from([("as_at", sentence.to_owned())]));
    let day = lists::day("as_at", text).map_err(|_| wrong())?;
    let next = day.succ_opt().ok_or_else(wrong)?;
    let end = deps.zones.start_of_day(&deps.policy.zone, next);
    Ok(end.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(end))
}
