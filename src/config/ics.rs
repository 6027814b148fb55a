//! Days from an iCalendar file (RFC 5545): public holidays, or days on which the office is closed.

use chrono::{Days, NaiveDate};
use icalendar::{Calendar as Ics, CalendarComponent, Component, DatePerhapsTime};

use domain::calendar::Holiday;

/// Longer closures than this are taken for a mistake.
const MOST_DAYS: u64 = 366;

/// A file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the calendar file is not right: {0}")]
pub struct IcsError(pub String);

/// One holiday a day for every whole-day event: the end day of an event is not part of it, as RFC 5545 has it. Events
/// with a time of day and cancelled ones are left out; an unconfirmed event is provisional.
pub fn holidays_of(text: &str) -> Result<Vec<Holiday>, IcsError> {
    let ics = text.parse::<Ics>().map_err(IcsError)?;
    let mut days = Vec::new();
    for component in &ics.components {
        let CalendarComponent::Event(event) = component else {
            continue;
        };
        if event.property_value("STATUS") == Some("CANCELLED") {
            continue;
        }
        let name = event.get_summary().unwrap_or("Closed").to_owned();
        let Some(DatePerhapsTime::Date(from)) = event.get_start() else {
            continue;
        };
        if event.property_value("RRULE").is_some() {
            return Err(IcsError(format!(
                "“{name}” repeats by a rule; export the single days instead"
            )));
        }
        let provisional = event.property_value("STATUS") == Some("TENTATIVE");
        days.extend(each(from, event.get_end().as_ref(), &name, provisional)?);
    }
    Ok(days)
}

fn each(
    from: NaiveDate,
    end: Option<&DatePerhapsTime>,
    name: &str,
    provisional: bool,
) -> Result<Vec<Holiday>, IcsError> {
    let after = match end {
        Some(DatePerhapsTime::Date(end)) if *end > from => Some(*end),
        _ => from.succ_opt(),
    };
    let after = after.ok_or_else(|| IcsError(format!("“{name}” lies outside of the calendar")))?;
    let last = from.checked_add_days(Days::new(MOST_DAYS));
    if last.is_none_or(|last| after > last) {
        return Err(IcsError(format!("“{name}” lasts longer than a year")));
    }
    let days = from.iter_days().take_while(|day| *day < after);
    Ok(days.map(|on| Holiday { on, name: name.to_owned(), provisional }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n{events}END:VCALENDAR\r\n")
    }

    fn event(lines: &[&str]) -> String {
        let body: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        format!("BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n{body}END:VEVENT\r\n")
    }

    #[test]
    fn whole_days_are_read_and_the_end_day_is_not_part() {
        let text = file(&format!(
            "{}{}{}{}",
            event(&["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227", "SUMMARY:Closed"]),
            event(&["DTSTART;VALUE=DATE:20270101", "SUMMARY:New Year", "STATUS:TENTATIVE"]),
            event(&["DTSTART:20270102T100000Z", "SUMMARY:Meeting"]),
            event(&["DTSTART;VALUE=DATE:20270105", "SUMMARY:Not", "STATUS:CANCELLED"]),
        ));
        let days = holidays_of(&text).unwrap();
        let told: Vec<_> = days.iter().map(|day| (day.on.to_string(), day.provisional)).collect();
        let told: Vec<_> = told.iter().map(|(on, open)| (on.as_str(), *open)).collect();
        assert_eq!(
            told,
            [
                ("2026-12-24", false),
                ("2026-12-25", false),
                ("2026-12-26", false),
                ("2027-01-01", true)
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let repeated = event(&["DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=YEARLY", "SUMMARY:Eve"]);
        assert!(holidays_of(&file(&repeated)).is_err());
        let long = event(&["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20361227"]);
        assert!(holidays_of(&file(&long)).is_err());
    }
}
