//! Deadlines as a calendar (RFC 5545): a whole day each, known by its reference, nothing personal.

use std::io::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use icalendar::{Component as _, Event, EventLike as _, EventStatus};

use super::{Out, Writer, io};
use crate::ServiceError;
use crate::report::stream::Told;
use crate::report::{AsAt, Summary};
use domain::report::{Facts, Value};
use domain::vocabulary::ComplaintKind;

const HEAD: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Rightsdesk//Deadlines//EN\r\n\
                    CALSCALE:GREGORIAN\r\nX-WR-CALNAME:Answers due\r\n";
const FOOT: &str = "END:VCALENDAR\r\n";

/// A deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The reference.
    pub reference: String,
    /// What was asked for, in codes.
    pub rights: Vec<&'static str>,
    /// The last day.
    pub due_on: NaiveDate,
    /// Set when it is the day of the decision on a complaint or an appeal.
    pub complaint: Option<ComplaintKind>,
    /// Rises with every event of the case, so whenever the date moves.
    pub sequence: i64,
    /// It is closed: calendars take the entry away.
    pub closed: bool,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

impl Entry {
    fn text(&self) -> String {
        let asked =
            if self.rights.is_empty() { "request".to_owned() } else { self.rights.join(", ") };
        let due = match self.complaint {
            None => "answer due",
            Some(ComplaintKind::Complaint) => "decision on a complaint due",
            Some(ComplaintKind::Appeal) => "decision on an appeal due",
        };
        let mut event = Event::new();
        event
            .uid(&format!("{}@rightsdesk", self.reference))
            .timestamp(self.changed_at)
            .sequence(u32::try_from(self.sequence).unwrap_or(u32::MAX))
            .summary(&format!("{}: {due} ({asked})", self.reference))
            .starts(self.due_on)
            .status(if self.closed { EventStatus::Cancelled } else { EventStatus::Confirmed });
        event.done().to_string()
    }
}

/// A whole calendar.
pub fn calendar(entries: &[Entry]) -> String {
    let mut text = HEAD.to_owned();
    for entry in entries {
        text.push_str(&entry.text());
    }
    text.push_str(FOOT);
    text
}

/// The calendar as a format of an export: what is open as at an instant.
pub(in crate::report) struct Deadlines {
    out: Out,
    as_at: AsAt,
}

impl Deadlines {
    /// Begins.
    pub(in crate::report) fn begin(mut out: Out, as_at: AsAt) -> Result<Self, ServiceError> {
        let comment = format!("{} position {}", as_at.text(), as_at.position);
        write!(out, "{HEAD}X-RIGHTSDESK-AS-AT:{comment}\r\n").map_err(io)?;
        Ok(Self { out, as_at })
    }
}

/// The deadline of an open case.
fn entry(facts: &Facts, sequence: usize, changed_at: DateTime<Utc>) -> Entry {
    Entry {
        reference: facts.reference.as_str().to_owned(),
        rights: facts.rights.iter().map(|right| right.as_str()).collect(),
        due_on: facts.due_on,
        complaint: None,
        sequence: i64::try_from(sequence).unwrap_or(i64::MAX),
        closed: !facts.is_open(),
        changed_at,
    }
}

impl Writer for Deadlines {
    fn case(&mut self, told: &Told, _: &[Value]) -> Result<(), ServiceError> {
        if !told.facts.is_open() {
            return Ok(());
        }
        let changed_at = told.events.last().map_or(self.as_at.at, |happened| happened.at);
        let text = entry(&told.facts, told.events.len(), changed_at).text();
        self.out.write_all(text.as_bytes()).map_err(io)
    }

    fn finish(mut self: Box<Self>, _: &Summary, _: u64) -> Result<(), ServiceError> {
        self.out.write_all(FOOT.as_bytes()).map_err(io)?;
        self.out.flush().map_err(io)
    }
}
