//! JSON: one object with a head, the cases line by line, and the totals; described in docs/reports.md.

use std::io::Write as _;

use serde_json::{Map, Value as Json_, json};

use super::{Head, Out, Writer, io};
use crate::ServiceError;
use crate::report::stream::Told;
use crate::report::{SCHEMA, Summary};
use domain::audit::instant;
use domain::report::{Column, Value};

/// A JSON file on its way.
pub(in crate::report) struct Json {
    out: Out,
    columns: Vec<Column>,
    rows: u64,
}

impl Json {
    /// Begins with the head.
    pub(in crate::report) fn begin(mut out: Out, about: &Head) -> Result<Self, ServiceError> {
        let head = json!({
            "as_at": about.as_at.text(),
            "filter": about.filter,
            "from": about.span.from,
            "journal_position": about.as_at.position,
            "personal_data": about.personal,
            "to": about.span.to,
        });
        write!(out, "{{\"schema\":\"{SCHEMA}\",\n\"head\":{head},\n\"cases\":[").map_err(io)?;
        Ok(Self { out, columns: about.columns.clone(), rows: 0 })
    }
}

impl Writer for Json {
    fn case(&mut self, _: &Told, values: &[Value]) -> Result<(), ServiceError> {
        let mut object = Map::new();
        for (column, value) in self.columns.iter().zip(values) {
            object.insert(column.id.to_owned(), value_of(value));
        }
        let comma = if self.rows == 0 { "" } else { "," };
        self.rows += 1;
        write!(self.out, "{comma}\n{}", Json_::Object(object)).map_err(io)
    }

    fn finish(mut self: Box<Self>, summary: &Summary, rows: u64) -> Result<(), ServiceError> {
        let summary = serde_json::to_string(summary)?;
        writeln!(self.out, "\n],\n\"rows\":{rows},\n\"summary\":{summary}}}").map_err(io)?;
        self.out.flush().map_err(io)
    }
}

/// A value as JSON writes it.
pub(crate) fn value_of(value: &Value) -> Json_ {
    match value {
        Value::Empty => Json_::Null,
        Value::Text(text) => json!(text),
        Value::Codes(codes) => json!(codes),
        Value::Number(number) => json!(number),
        Value::Flag(flag) => json!(flag),
        Value::Day(day) => json!(day),
        Value::Instant(at) => json!(instant(*at)),
    }
}
