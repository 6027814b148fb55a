//! The formats of a list of cases: one row model, written as CSV (RFC 4180), JSON, or a workbook.

mod ics;
mod json;
mod paper;
mod print;
mod sheet;
mod table;
mod workbook;

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use sha2::{Digest as _, Sha256};

use super::stream::Told;
use super::{AsAt, Order, Summary};
use crate::{ServiceError, StoreError};
use domain::prose::hex;
use domain::report::{Column, Span, Value};

pub(super) use ics::Deadlines;
pub use ics::{Entry as CalendarEntry, calendar};
pub(super) use json::Json;
pub(crate) use json::value_of;
pub(super) use print::Print;
pub(super) use sheet::{Cell, Sheet};
pub(super) use table::Table;
pub(super) use workbook::Book;

/// What stands at the head of a list, whatever its format.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// The days.
    pub(super) span: Span,
    /// What it speaks of.
    pub(super) as_at: AsAt,
    /// What narrows it, in codes.
    pub(super) filter: serde_json::Value,
    /// Whether it holds names and addresses.
    pub(super) personal: bool,
    /// Its columns.
    pub(super) columns: Vec<Column>,
}

impl Head {
    /// The head of an order.
    pub(super) fn new(order: &Order, as_at: AsAt, columns: Vec<Column>) -> Self {
        let (span, filter, personal) = (order.span, order.filter(), order.personal.is_some());
        Self { span, as_at, filter, personal, columns }
    }
}

/// Writes cases one after another, then the totals.
pub(super) trait Writer {
    /// A case.
    fn case(&mut self, told: &Told, values: &[Value]) -> Result<(), ServiceError>;
    /// The totals; everything is in the file afterwards.
    fn finish(self: Box<Self>, summary: &Summary, rows: u64) -> Result<(), ServiceError>;
}

/// Where a writer writes.
pub(super) type Out = std::io::BufWriter<File>;

/// A file that cannot be written is a disk that is away.
pub(crate) fn io(error: impl std::fmt::Display) -> ServiceError {
    StoreError::Unavailable(format!("the export cannot be written: {error}")).into()
}

/// A text that no spreadsheet takes for a formula (OWASP, CSV injection).
pub(super) fn harmless(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']);
    if risky { format!("'{text}") } else { text.to_owned() }
}

/// Hashes a file and goes back to its beginning.
pub(crate) fn hash(file: &mut File) -> Result<String, ServiceError> {
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0_u8; 65_536]);
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    loop {
        let read = file.read(&mut buffer).map_err(io)?;
        if read == 0 {
            break;
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    Ok(hex(&hasher.finalize()))
}
