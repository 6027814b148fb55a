//! What the template of a printed report sees: words and numbers that are ready to be shown.

use serde::Serialize;

use crate::{Deps, ServiceError, StoreError};

/// The template; its values are a [`Paper`].
const TEMPLATE: &str = include_str!("report.typ");

/// A printed report.
#[derive(Debug, Serialize)]
pub(super) struct Paper {
    pub(super) title: String,
    pub(super) organisation: String,
    pub(super) period: String,
    pub(super) as_at: String,
    pub(super) cover: Vec<[String; 2]>,
    pub(super) note: String,
    pub(super) glance: Vec<String>,
    pub(super) tiles: Vec<Tile>,
    pub(super) charts: Vec<Chart>,
    pub(super) tables: Vec<Section>,
}

impl Paper {
    /// Prints it. An order for paper is refused before it comes here when there is no press.
    pub(super) fn print(&self, deps: &Deps) -> Result<Vec<u8>, ServiceError> {
        let press = deps.press.ok_or("this program prints no PDF".to_owned());
        let values = serde_json::to_string(self)?;
        press
            .and_then(|press| press(TEMPLATE, values))
            .map_err(|why| StoreError::Database(why).into())
    }
}

/// A number with its word.
#[derive(Debug, Serialize)]
pub(super) struct Tile {
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) sentence: String,
}

/// A chart, said in a sentence and again as a table.
#[derive(Debug, Serialize)]
pub(super) struct Chart {
    /// `line` or `bars`.
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) sentence: String,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) ticks: Vec<f64>,
    pub(super) unit: &'static str,
    pub(super) target: f64,
    pub(super) points: Vec<Point>,
    pub(super) table: Listing,
}

/// A point of a line, or a bar.
#[derive(Debug, Serialize)]
pub(super) struct Point {
    pub(super) label: String,
    pub(super) value: Option<f64>,
    /// Whether it needs attention.
    pub(super) hot: bool,
}

/// A table under a heading.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) sentence: String,
    /// What is said when there are no rows.
    pub(super) empty: &'static str,
    pub(super) table: Listing,
}

/// A table.
#[derive(Debug, Serialize)]
pub(super) struct Listing {
    pub(super) columns: Vec<String>,
    /// Whether all columns but the first are numbers.
    pub(super) numbers: bool,
    pub(super) rows: Vec<Vec<String>>,
}

impl Listing {
    /// With numbers in all columns but the first.
    pub(super) fn numbers(heads: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self { numbers: true, ..Self::texts(heads, rows) }
    }

    /// With words.
    pub(super) fn texts(heads: &[&str], rows: Vec<Vec<String>>) -> Self {
        let columns = heads.iter().map(|head| (*head).to_owned()).collect();
        Self { columns, numbers: false, rows }
    }
}
