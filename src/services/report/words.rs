//! Words for what a report names by code: rights, laws, places, standing.

use chrono::NaiveDate;

use crate::Deps;
use domain::report::Status;
use domain::vocabulary::{Channel, Ground, Right};
use text::catalogue;

/// A date as people read it.
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// A share, or a dash where there is none.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{share}%"))
}

/// A number of days, or a dash.
pub(super) fn days_text(days: Option<f64>) -> String {
    days.map_or_else(|| "–".to_owned(), |days| format!("{days}"))
}

/// Rights, one after another.
pub(super) fn rights_of(rights: &[Right]) -> String {
    rights.iter().map(|right| catalogue::right(*right)).collect::<Vec<_>>().join(", ")
}

/// What a value of a dimension is called.
pub(super) fn name_of(deps: &Deps, dimension: &str, value: &str) -> String {
    let known = match dimension {
        "right" => Right::from_text(value).map(|right| catalogue::right(right).to_owned()),
        "law" => deps.policy.rule(value).map(|rule| rule.name.clone()),
        "country" => Some(catalogue::country(value).to_owned()),
        "channel" => Channel::from_text(value).map(|by| catalogue::channel(by).to_owned()),
        "ground" => Ground::from_text(value).map(|ground| catalogue::ground(ground).to_owned()),
        _ => None,
    };
    known.filter(|name| !name.is_empty()).unwrap_or_else(|| {
        if value.is_empty() { "not stated".to_owned() } else { value.to_owned() }
    })
}

/// Where a request stands, in words.
pub(super) const fn status_of(status: Status) -> &'static str {
    match status {
        Status::Unconfirmed => "not confirmed",
        Status::Open => "open",
        Status::NearDue => "near due",
        Status::Extended => "extended",
        Status::Overdue => "overdue",
        Status::ClosedOnTime => "answered on time",
        Status::ClosedLate => "answered late",
        Status::ClosedUnanswered => "closed without an answer",
        Status::Expired => "expired",
    }
}
