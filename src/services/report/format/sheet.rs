//! A small table that is a report of its own: as CSV, JSON, a workbook or on paper.

use std::io::Write as _;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::{Map, Value, json};

use super::paper::{Listing, Paper, Section};
use super::{Out, harmless, io};
use crate::report::{AsAt, Format as As};
use crate::{Deps, ServiceError};
use domain::report::Tenths;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) enum Cell {
    /// Nothing.
    Empty,
    /// A word.
    Text(String),
    /// A number.
    Number(i64),
    /// A number with a tenth.
    Tenths(Tenths),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => harmless(text),
            Self::Number(number) => number.to_string(),
            Self::Tenths(tenths) => tenths.to_string(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::Tenths(_) => json!(self.number()),
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Empty | Self::Text(_) => None,
            Self::Number(_) | Self::Tenths(_) => self.text().parse().ok(),
        }
    }
}

/// The table, with what it is about.
#[derive(Debug, Clone)]
pub(in crate::report) struct Sheet {
    /// The heading.
    pub(in crate::report) title: &'static str,
    /// Name of the workbook's sheet.
    pub(in crate::report) name: &'static str,
    /// What it is about: words and values.
    pub(in crate::report) about: Vec<(&'static str, String)>,
    /// Columns, and what each holds.
    pub(in crate::report) heads: &'static [(&'static str, &'static str)],
    /// The rows.
    pub(in crate::report) rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// Writes it.
    pub(in crate::report) fn write(
        &self,
        deps: &Deps,
        out: Out,
        format: As,
        as_at: AsAt,
    ) -> Result<(), ServiceError> {
        match format {
            As::Json => self.json(out),
            As::Xlsx => self.workbook(out, as_at).map_err(io),
            As::Pdf => self.paper(deps, out),
            As::Csv | As::Ics => self.csv(out),
        }
    }

    /// Each line says what it is about, so that one cut out of it still does.
    fn csv(&self, out: Out) -> Result<(), ServiceError> {
        let terminator = csv::Terminator::CRLF;
        let mut csv = csv::WriterBuilder::new().terminator(terminator).from_writer(out);
        let about = self.about.iter().filter(|(word, _)| *word != "schema");
        let heads = self.heads.iter().map(|(id, _)| *id);
        csv.write_record(heads.chain(about.clone().map(|(word, _)| *word))).map_err(io)?;
        for row in &self.rows {
            let about = about.clone().map(|(_, text)| harmless(text));
            csv.write_record(row.iter().map(Cell::text).chain(about)).map_err(io)?;
        }
        csv.flush().map_err(io)
    }

    fn json(&self, mut out: Out) -> Result<(), ServiceError> {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let pairs = self.heads.iter().zip(row);
                Value::Object(
                    pairs.map(|((id, _), cell)| ((*id).to_owned(), cell.json())).collect(),
                )
            })
            .collect();
        let mut all: Map<String, Value> =
            self.about.iter().map(|(word, text)| ((*word).to_owned(), json!(text))).collect();
        all.insert("rows".to_owned(), rows.into());
        serde_json::to_writer(&mut out, &all)?;
        out.write_all(b"\n").and_then(|()| out.flush()).map_err(io)
    }

    fn workbook(&self, mut out: Out, as_at: AsAt) -> Result<(), XlsxError> {
        let mut book = Workbook::new();
        let made = ExcelDateTime::from_timestamp(as_at.at.timestamp())?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let bold = Format::new().set_bold();
        let sheet = book.add_worksheet().set_name(self.name)?;
        for (column, (id, _)) in (0_u16..).zip(self.heads) {
            sheet.set_column_width(column, 22)?;
            sheet.write_string_with_format(0, column, *id, &bold)?;
        }
        sheet.set_freeze_panes(1, 1)?;
        for (row, cells) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                put(sheet, (row, column), cell)?;
            }
        }
        let about = book.add_worksheet().set_name("About")?;
        about.set_column_width(0, 26)?;
        about.set_column_width(1, 60)?;
        let heads = self.heads.iter().map(|(id, sentence)| (*id, (*sentence).to_owned()));
        for (row, (word, text)) in (0_u32..).zip(self.about.iter().cloned().chain(heads)) {
            about.write_string_with_format(row, 0, word, &bold)?;
            about.write_string(row, 1, harmless(&text))?;
        }
        book.save_to_writer(&mut out)?;
        out.flush().map_err(XlsxError::from)
    }

    /// On paper the columns stand below each other: there are more than a page is wide.
    fn paper(&self, deps: &Deps, mut out: Out) -> Result<(), ServiceError> {
        let value = |word: &str| {
            let found = self.about.iter().find(|(known, _)| *known == word);
            found.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        let tables = self.rows.iter().map(|row| {
            let lines = self.heads.iter().zip(row).skip(1);
            let lines = lines.filter(|(_, cell)| **cell != Cell::Empty);
            Section {
                title: row.first().map(Cell::text).unwrap_or_default().replace('_', " "),
                sentence: String::new(),
                empty: "",
                table: Listing::numbers(
                    &["What", ""],
                    lines.map(|((_, what), cell)| vec![(*what).to_owned(), cell.text()]).collect(),
                ),
            }
        });
        let paper = Paper {
            title: self.title.to_owned(),
            organisation: value("organisation"),
            period: format!("{} to {}", value("from"), value("to")),
            as_at: format!(
                "As at {}, journal position {}",
                value("as_at"),
                value("journal_position")
            ),
            cover: self
                .about
                .iter()
                .map(|(word, text)| [word.replace('_', " "), text.clone()])
                .collect(),
            note: "This paper speaks of the instant above, whenever it is printed.".to_owned(),
            glance: Vec::new(),
            tiles: Vec::new(),
            charts: Vec::new(),
            tables: tables.collect(),
        };
        let bytes = paper.print(deps)?;
        out.write_all(&bytes).and_then(|()| out.flush()).map_err(io)
    }
}

fn put(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
    match (cell, cell.number()) {
        (Cell::Empty, _) => {}
        (_, Some(number)) => drop(sheet.write_number(row, column, number)?),
        (cell, None) => drop(sheet.write_string(row, column, cell.text())?),
    }
    Ok(())
}
