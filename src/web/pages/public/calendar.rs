//! The last day for the answer as a calendar file. It goes into a calendar that others may see, so it
//! names the reference and nothing personal.

use actix_web::HttpResponse;
use chrono::{DateTime, NaiveDate, Utc};
use icalendar::{Calendar, Component as _, EventLike as _};

use crate::reply;
use domain::ids::Reference;
use services::Deps;
use text::catalogue::requester;

/// The file to keep.
pub(in crate::pages) fn file(
    deps: &Deps,
    reference: &Reference,
    due_on: NaiveDate,
) -> HttpResponse {
    let body = text(&deps.settings.organisation.product_name, reference, due_on, deps.now());
    reply::file("text/calendar; charset=utf-8", &format!("{reference}.ics"), body)
}

fn text(product: &str, reference: &Reference, due_on: NaiveDate, now: DateTime<Utc>) -> String {
    let (summary, description) = requester::calendar(product, reference.as_str());
    let event = icalendar::Event::new()
        .uid(&format!("{reference}@rightsdesk"))
        .timestamp(now)
        .summary(&summary)
        .description(&description)
        .starts(due_on)
        .done();
    Calendar::new().push(event).done().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_is_a_whole_day_and_names_nobody() {
        let reference = Reference::new(2026, 482_915);
        let due_on = NaiveDate::from_ymd_opt(2026, 12, 23).unwrap();
        let file = text("AIML-Learn", &reference, due_on, DateTime::UNIX_EPOCH);
        assert!(file.contains("DTSTART;VALUE=DATE:20261223"), "{file}");
        assert!(file.contains("DSR-2026-482915"), "{file}");
        assert!(!file.contains('@') || file.contains("UID:DSR-2026-482915@rightsdesk"), "{file}");
        assert!(file.lines().all(|line| line.len() <= 75), "{file}");
    }
}
