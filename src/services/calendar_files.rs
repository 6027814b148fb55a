//! Days read from a calendar file that somebody sent, with what is wrong in words for them.

use config::ics;
use domain::calendar::Holiday;

/// The whole days a calendar file (iCalendar, RFC 5545) lists.
///
/// Errors: a sentence for whoever sent it.
pub fn days_of(text: &str) -> Result<Vec<Holiday>, String> {
    if text.trim().is_empty() {
        return Err("Choose a file, or paste its text.".to_owned());
    }
    if !text.contains("BEGIN:VCALENDAR") {
        return Err("This is no calendar file: it does not begin with BEGIN:VCALENDAR. Export it as iCalendar (.ics).".to_owned());
    }
    let days = ics::holidays_of(text).map_err(|error| {
        let ics::IcsError(why) = error;
        format!("The calendar file cannot be read: {why}. Export it again as iCalendar (.ics).")
    })?;
    if days.is_empty() {
        return Err(
            "The calendar file lists no whole day. Events with a time of day do not count."
                .to_owned(),
        );
    }
    Ok(days)
}

#[cfg(test)]
mod tests {
    use super::days_of;

    const FILE: &str = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\nDTSTART;VALUE=DATE:20261224\nSUMMARY:Closed\nEND:VEVENT\nEND:VCALENDAR\n";

    #[test]
    fn days_are_read_with_either_line_end() {
        assert_eq!(days_of(FILE).unwrap().len(), 1);
        assert_eq!(days_of(&FILE.replace('\n', "\r\n")).unwrap()[0].name, "Closed");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let told = |text: &str| days_of(text).unwrap_err();
        assert!(told(" ").contains("Choose a file"));
        assert!(told("24.12.2026;Closed").contains("no calendar file"));
        assert!(told(&FILE.replace("END:VEVENT\n", "")).contains("cannot be read"));
        assert!(
            told(&FILE.replace(";VALUE=DATE:20261224", ":20261224T100000Z"))
                .contains("no whole day")
        );
        let repeated = FILE.replace("SUMMARY", "RRULE:FREQ=YEARLY\nSUMMARY");
        assert!(told(&repeated).contains("repeats by a rule"));
    }
}
