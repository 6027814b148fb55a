//! The workbook (XLSX): totals, cases, what moved their dates, and what each word means. Rows go to
//! disk as they come, so memory does not grow with them.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{Head, Out, Writer, harmless, io};
use crate::ServiceError;
use crate::report::stream::Told;
use crate::report::{Line, Summary};
use domain::intake::FieldErrors;
use domain::report::{DEFINITIONS, Value};
use domain::workflow::Event;
use domain::workflow::event::Happened;

/// Rows a sheet holds below its heading.
const MOST: u32 = 1_048_575;
/// Order of the sheets.
const SUMMARY: usize = 0;
const CASES: usize = 1;
const EVENTS: usize = 2;
const DEFINED: usize = 3;

/// A workbook on its way.
pub(in crate::report) struct Book {
    out: Out,
    file: Workbook,
    formats: Formats,
    columns: usize,
    personal: bool,
    cases: u32,
    events: u32,
}

struct Formats {
    head: Format,
    day: Format,
    instant: Format,
}

impl Book {
    /// Begins with the sheets and their headings.
    pub(in crate::report) fn begin(out: Out, about: &Head) -> Result<Self, ServiceError> {
        let mut book = Workbook::new();
        // The file's own date is that of the report: printed again, it is the same file.
        let made = ExcelDateTime::from_timestamp(about.as_at.at.timestamp()).map_err(wrong)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let formats = Formats {
            head: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            instant: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        };
        book.add_worksheet().set_name("Summary").map_err(wrong)?;
        let ids: Vec<&str> = about.columns.iter().map(|column| column.id).collect();
        let events = ["reference", "event", "at", "due_before", "due_after", "citation"];
        for (name, heads) in
            [("Cases", ids.as_slice()), ("Events", &events), ("Definitions", &["word", "meaning"])]
        {
            let sheet = book.add_worksheet_with_constant_memory().map_err(wrong)?;
            sheet.set_name(name).map_err(wrong)?;
            for (column, head) in (0_u16..).zip(heads) {
                sheet.set_column_width(column, 18).map_err(wrong)?;
                sheet.write_string_with_format(0, column, *head, &formats.head).map_err(wrong)?;
            }
            sheet.set_freeze_panes(1, 0).map_err(wrong)?;
        }
        let (columns, personal) = (about.columns.len(), about.personal);
        Ok(Self { out, file: book, formats, columns, personal, cases: 0, events: 0 })
    }

    fn sheet(&mut self, place: usize) -> Result<(&mut Worksheet, &Formats), ServiceError> {
        let sheet = self.file.worksheet_from_index(place).map_err(wrong)?;
        Ok((sheet, &self.formats))
    }

    fn event(&mut self, reference: &str, happened: &Happened) -> Result<(), ServiceError> {
        let Some(moved) = moved(&happened.event) else { return Ok(()) };
        self.events = next(self.events)?;
        let row = self.events;
        let (sheet, formats) = self.sheet(EVENTS)?;
        let values = [
            Value::Text(reference.to_owned()),
            Value::Text(happened.event.name()),
            Value::Instant(happened.at),
            moved.0.map_or(Value::Empty, Value::Day),
            moved.1.map_or(Value::Empty, Value::Day),
            moved.2.map_or(Value::Empty, Value::Text),
        ];
        put(sheet, formats, row, &values)
    }

    fn totals(&mut self, summary: &Summary, rows: u64) -> Result<(), ServiceError> {
        let head = [
            ("Schema", summary.schema.to_owned()),
            ("From", summary.from.to_string()),
            ("To", summary.to.to_string()),
            ("As at", summary.as_at.clone()),
            ("Journal position", summary.journal_position.unwrap_or_default().to_string()),
            ("Rows", rows.to_string()),
            ("Overdue", summary.overdue.to_string()),
            (
                "Personal data",
                if self.personal { "names and addresses" } else { "none" }.to_owned(),
            ),
        ];
        let (sheet, formats) = self.sheet(SUMMARY)?;
        sheet.set_column_width(0, 24).map_err(wrong)?;
        let mut row = 0_u32;
        for (word, text) in head {
            sheet.write_string_with_format(row, 0, word, &formats.head).map_err(wrong)?;
            put_at(sheet, formats, (row, 1), &Value::Text(text))?;
            row += 1;
        }
        row += 1;
        heading(sheet, formats, row)?;
        line(sheet, row + 1, "all", &summary.all)?;
        row += 2;
        for (dimension, lines) in &summary.by {
            for by in lines {
                line(sheet, row, &format!("{dimension}: {}", by.value), by)?;
                row += 1;
            }
        }
        Ok(())
    }
}

impl Writer for Book {
    fn case(&mut self, told: &Told, values: &[Value]) -> Result<(), ServiceError> {
        self.cases = next(self.cases)?;
        let row = self.cases;
        let (sheet, formats) = self.sheet(CASES)?;
        put(sheet, formats, row, values)?;
        for happened in &told.events {
            self.event(told.facts.reference.as_str(), happened)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, summary: &Summary, rows: u64) -> Result<(), ServiceError> {
        self.totals(summary, rows)?;
        let (sheet, formats) = self.sheet(DEFINED)?;
        for (row, definition) in (1_u32..).zip(DEFINITIONS) {
            let texts = [definition.word, definition.sentence];
            put(sheet, formats, row, &texts.map(|text| Value::Text(text.to_owned())))?;
        }
        let last = u16::try_from(self.columns.saturating_sub(1)).unwrap_or_default();
        let (cases, events) = (self.cases, self.events);
        self.sheet(CASES)?.0.autofilter(0, 0, cases, last).map_err(wrong)?;
        self.sheet(EVENTS)?.0.autofilter(0, 0, events, 5).map_err(wrong)?;
        let Self { mut out, mut file, .. } = *self;
        file.save_to_writer(&mut out).map_err(wrong)?;
        std::io::Write::flush(&mut out).map_err(io)
    }
}

type Moved = (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>, Option<String>);

/// What an event did to the due date; `None` for events that say nothing of deadlines.
#[expect(clippy::wildcard_enum_match_arm, reason = "the few events that are about deadlines")]
fn moved(event: &Event) -> Option<Moved> {
    match event {
        Event::DeadlineExtended { from, to, citation, .. } => {
            Some((Some(*from), Some(*to), Some(citation.clone())))
        }
        Event::ReceivedDateCorrected { due_from, due_to, citation, .. } => {
            Some((Some(*due_from), Some(*due_to), Some(citation.clone())))
        }
        Event::ExtensionDecided { due_on, .. } => Some((None, Some(*due_on), None)),
        Event::DeadlineMissed { due_on, rule, .. } => {
            Some((Some(*due_on), None, Some(rule.clone())))
        }
        Event::CaseOpened { .. }
        | Event::IdentityAccepted { .. }
        | Event::IdentityRejected { .. }
        | Event::ExtensionVoided { .. }
        | Event::LatenessExplained { .. }
        | Event::Closed { .. }
        | Event::ComplaintRecorded { .. }
        | Event::ComplaintDecided { .. }
        | Event::Reopened { .. } => Some((None, None, None)),
        _ => None,
    }
}

fn heading(sheet: &mut Worksheet, formats: &Formats, row: u32) -> Result<(), ServiceError> {
    let words = ["", "Received", "Answered", "On time %", "Median days", "Mean days", "90% within"];
    let more =
        ["Longest", "Extended", "Void", "Refused", "Withdrawn", "Duplicate", "Expired", "Open"];
    let complaints = ["Complaints", "Complaints decided", "Complaints upheld", "Complaints late"];
    let words = words.into_iter().chain(more).chain(complaints);
    for (column, word) in (0_u16..).zip(words) {
        sheet.write_string_with_format(row, column, word, &formats.head).map_err(wrong)?;
    }
    Ok(())
}

fn line(sheet: &mut Worksheet, row: u32, name: &str, line: &Line) -> Result<(), ServiceError> {
    sheet.write_string(row, 0, harmless(name)).map_err(wrong)?;
    let whole = |n: i64| f64::from(i32::try_from(n).unwrap_or(i32::MAX));
    let numbers = [
        Some(whole(line.received)),
        Some(whole(line.answered)),
        line.on_time_percent,
        line.median_days,
        line.mean_days,
        line.p90_days.map(whole),
        line.max_days.map(whole),
        Some(whole(line.extended)),
        Some(whole(line.extension_void)),
        Some(whole(line.refused)),
        Some(whole(line.withdrawn)),
        Some(whole(line.duplicate)),
        Some(whole(line.expired)),
        Some(whole(line.open)),
        Some(whole(line.complaints)),
        Some(whole(line.complaints_decided)),
        Some(whole(line.complaints_upheld)),
        Some(whole(line.complaints_late)),
    ];
    for (column, number) in (1_u16..).zip(numbers) {
        if let Some(number) = number {
            sheet.write_number(row, column, number).map_err(wrong)?;
        }
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    formats: &Formats,
    row: u32,
    values: &[Value],
) -> Result<(), ServiceError> {
    for (column, value) in (0_u16..).zip(values) {
        put_at(sheet, formats, (row, column), value)?;
    }
    Ok(())
}

fn put_at(
    sheet: &mut Worksheet,
    formats: &Formats,
    (row, column): (u32, u16),
    value: &Value,
) -> Result<(), ServiceError> {
    let done = match value {
        Value::Empty => return Ok(()),
        Value::Text(text) => sheet.write_string(row, column, harmless(text)),
        Value::Codes(codes) => sheet.write_string(row, column, harmless(&codes.join(" "))),
        Value::Number(n) => {
            sheet.write_number(row, column, f64::from(i32::try_from(*n).unwrap_or(i32::MAX)))
        }
        Value::Flag(flag) => sheet.write_boolean(row, column, *flag),
        Value::Day(day) => sheet.write_datetime_with_format(row, column, day, &formats.day),
        Value::Instant(at) => {
            sheet.write_datetime_with_format(row, column, at.naive_utc(), &formats.instant)
        }
    };
    done.map(drop).map_err(wrong)
}

fn next(row: u32) -> Result<u32, ServiceError> {
    if row < MOST {
        return Ok(row + 1);
    }
    let why = "A sheet holds 1,048,575 rows: ask for fewer days, or for csv or json.";
    Err(ServiceError::Fields(FieldErrors::from([("format", why.to_owned())])))
}

fn wrong(error: XlsxError) -> ServiceError {
    io(error)
}
