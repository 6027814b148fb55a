//! CSV: RFC 4180, UTF-8 without a mark, a heading line, and text that is never a formula.

use super::{Head, Out, Writer, harmless, io};
use crate::ServiceError;
use crate::report::Summary;
use crate::report::stream::Told;
use domain::audit::instant;
use domain::report::Value;

/// A CSV file on its way.
pub(in crate::report) struct Table {
    csv: csv::Writer<Out>,
    tail: [String; 2],
}

impl Table {
    /// Begins with the heading. The last two columns say what the file speaks of, in each line, so
    /// that a line cut out of it still does.
    pub(in crate::report) fn begin(out: Out, head: &Head) -> Result<Self, ServiceError> {
        let terminator = csv::Terminator::CRLF;
        let mut csv = csv::WriterBuilder::new().terminator(terminator).from_writer(out);
        let ids = head.columns.iter().map(|column| column.id);
        csv.write_record(ids.chain(["as_at", "journal_position"])).map_err(io)?;
        Ok(Self { csv, tail: [head.as_at.text(), head.as_at.position.to_string()] })
    }

    /// Everything is in the file afterwards.
    pub(super) fn end(&mut self) -> Result<(), ServiceError> {
        self.csv.flush().map_err(io)
    }
}

impl Writer for Table {
    fn case(&mut self, _: &Told, values: &[Value]) -> Result<(), ServiceError> {
        let cells = values.iter().map(text).chain(self.tail.iter().cloned());
        self.csv.write_record(cells).map_err(io)
    }

    fn finish(mut self: Box<Self>, _: &Summary, _: u64) -> Result<(), ServiceError> {
        self.end()
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => harmless(text),
        Value::Codes(codes) => harmless(&codes.join(" ")),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
        Value::Day(day) => day.to_string(),
        Value::Instant(at) => instant(*at),
    }
}
