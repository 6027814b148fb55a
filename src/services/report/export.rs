//! Exports: a list of cases as at an instant, as a file. Each is journalled with who, filter, number
//! of rows and hash before anybody gets it.

use std::fs::File;
use std::io::BufWriter;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::as_at::{AsAt, resolve};
use super::format::{Book, Deadlines, Json, Print, Table, Writer, hash, io};
use super::{stream, summary};
use crate::domain::access::Permission;
use crate::domain::actor::Actor;
use crate::domain::intake::FieldErrors;
use crate::domain::report::{Facts, Span, Tally, row};
use crate::domain::vocabulary::vocabulary;
use crate::pdf;
use crate::services::access::require;
use crate::services::{Deps, ServiceError, journal};

vocabulary! {
    /// As what a list of cases leaves the desk.
    pub enum Format { Csv = "csv", Xlsx = "xlsx", Pdf = "pdf", Json = "json", Ics = "ics" }
}

impl Format {
    /// Reads a format; the refusal says which there are.
    pub fn parse(text: &str) -> Result<Self, ServiceError> {
        let known = Self::from_text(text);
        known.filter(|format| format.is_offered()).ok_or_else(|| {
            let sentence = if known.is_some() {
                "This build prints no PDF. Ask for xlsx, csv, json or ics, or build with the feature pdf."
            } else {
                "Give csv, xlsx, pdf, json or ics."
            };
            ServiceError::Fields(FieldErrors::from([("format", sentence.to_owned())]))
        })
    }

    /// Whether this build makes it: PDF is a cargo feature.
    pub fn is_offered(self) -> bool {
        self != Self::Pdf || pdf::AVAILABLE
    }

    /// The media type.
    pub const fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
            Self::Json => "application/json",
            Self::Ics => "text/calendar; charset=utf-8",
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The days.
    pub span: Span,
    /// As at which instant; now without one.
    pub as_at: Option<DateTime<Utc>>,
    /// As what.
    pub format: Format,
    /// Only requests under this rule.
    pub law: Option<String>,
}

impl Order {
    fn filter(&self) -> Value {
        json!({ "law": self.law })
    }

    fn wants(&self, facts: &Facts) -> bool {
        self.law.as_ref().is_none_or(|law| facts.laws.contains(law))
    }
}

/// A file that is ready.
#[derive(Debug)]
pub struct Export {
    /// The file, at its beginning; gone when it is closed.
    pub file: File,
    /// Name to keep it under.
    pub name: String,
    /// As what.
    pub format: Format,
    /// How many cases are in it.
    pub rows: u64,
    /// Its hash, in hex.
    pub sha256: String,
    /// What it speaks of.
    pub as_at: AsAt,
}

/// Makes an export.
pub fn export(deps: &Deps, actor: &Actor, order: &Order) -> Result<Export, ServiceError> {
    require(actor, Permission::ReadReports)?;
    summary::check(order.span)?;
    let as_at = resolve(deps, order.as_at)?;
    let mut file = tempfile::tempfile().map_err(io)?;
    let rows = write(deps, order, as_at, file.try_clone().map_err(io)?)?;
    let sha256 = hash(&mut file)?;
    let (inner, by, asked, hashed) = (deps.clone(), actor.clone(), order.clone(), sha256.clone());
    deps.store.clone().write(move |tx| {
        let filter = json!({
            "as_at": as_at.text(),
            "from": asked.span.from,
            "law": asked.law,
            "position": as_at.position,
            "to": asked.span.to,
        });
        let export = journal::Export {
            what: "deadlines",
            format: asked.format.as_str(),
            filter,
            lines: usize::try_from(rows).unwrap_or(usize::MAX),
            sha256: Some(&hashed),
        };
        journal::exported(tx, &inner, &by, &export)
    })?;
    let Span { from, to } = order.span;
    let name = format!("deadlines-{from}-to-{to}.{}", order.format);
    Ok(Export { file, name, format: order.format, rows, sha256, as_at })
}

fn write(deps: &Deps, order: &Order, as_at: AsAt, file: File) -> Result<u64, ServiceError> {
    let out = BufWriter::new(file);
    let mut writer: Box<dyn Writer> = match order.format {
        Format::Csv => Box::new(Table::begin(out, as_at)?),
        Format::Json => Box::new(Json::begin(out, &order.filter(), order.span, as_at)?),
        Format::Xlsx => Box::new(Book::begin(out, as_at)?),
        Format::Pdf => Box::new(Print::begin(out, deps, order.span, as_at, order.law.as_deref())?),
        Format::Ics => Box::new(Deadlines::begin(out, as_at)?),
    };
    let (mut rows, mut tally) = (0_u64, Tally::default());
    stream::each(deps, as_at, order.span, &mut |told| {
        if !order.wants(&told.facts) {
            return Ok(());
        }
        tally.add(&told.facts, 1, Some(&order.span));
        if !told.facts.confirmed || !told.facts.touches(order.span.from, order.span.to) {
            return Ok(());
        }
        rows += 1;
        writer.case(told, &row(&told.facts, stream::today_of(deps, &told.facts, as_at)))
    })?;
    let today = deps.local_date(as_at.at);
    let totals = summary::of_tally(&tally, "", order.span, as_at, today);
    writer.finish(&totals, rows)?;
    Ok(rows)
}
