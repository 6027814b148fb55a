//! JSON: one object with a head, the cases line by line, and the totals; described in docs/reports.md.

use std::io::Write as _;

use serde_json::{Map, Value as Json_, json};

use super::{Out, Writer, io};
use crate::domain::audit::instant;
use crate::domain::report::{COLUMNS, Span, Value};
use crate::services::ServiceError;
use crate::services::report::stream::Told;
use crate::services::report::{AsAt, SCHEMA, Summary};

/// A JSON file on its way.
pub(in crate::services::report) struct Json {
    out: Out,
    rows: u64,
}

impl Json {
    /// Begins with the head.
    pub(in crate::services::report) fn begin(
        mut out: Out,
        head: &Json_,
        span: Span,
        as_at: AsAt,
    ) -> Result<Self, ServiceError> {
        let head = json!({
            "as_at": as_at.text(),
            "filter": head,
            "from": span.from,
            "journal_position": as_at.position,
            "personal_data": false,
            "to": span.to,
        });
        write!(out, "{{\"schema\":\"{SCHEMA}\",\n\"head\":{head},\n\"cases\":[").map_err(io)?;
        Ok(Self { out, rows: 0 })
    }
}

impl Writer for Json {
    fn case(&mut self, _: &Told, values: &[Value]) -> Result<(), ServiceError> {
        let mut object = Map::new();
        for (column, value) in COLUMNS.iter().zip(values) {
            object.insert(column.id.to_owned(), json(value));
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

fn json(value: &Value) -> Json_ {
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
