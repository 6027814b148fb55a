//! A correction field by field: a few rows, and more of them where they are asked for.

use serde::Serialize;

use crate::contexts::form::Field;
use domain::correction::{MOST_FIELDS, ROWS, RowNames, WantedCorrection};

/// Rows that are shown before anything was typed.
const FIRST: usize = 2;

/// The rows.
#[derive(Debug, Clone, Serialize)]
pub struct Corrections {
    /// One for each field.
    pub rows: Vec<CorrectionRow>,
    /// Whether there can be more.
    pub can_add: bool,
}

/// One field of the person's data.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectionRow {
    /// Its number, from 1.
    pub number: usize,
    /// Which field, what stands there, what should.
    pub fields: Vec<Field>,
}

impl Corrections {
    /// The rows with what was typed; `marked` puts in what is wrong.
    pub fn new(
        typed: &[WantedCorrection],
        mut marked: impl FnMut(Vec<Field>) -> Vec<Field>,
    ) -> Self {
        let count = typed.len().clamp(FIRST, MOST_FIELDS);
        let none = WantedCorrection::default();
        let rows = ROWS.iter().take(count).enumerate().map(|(at, names)| CorrectionRow {
            number: at.saturating_add(1),
            fields: marked(fields(names, typed.get(at).unwrap_or(&none))),
        });
        Self { rows: rows.collect(), can_add: count < MOST_FIELDS }
    }
}

fn fields(names: &RowNames, typed: &WantedCorrection) -> Vec<Field> {
    vec![
        Field::line(names.field, "Which field is wrong?")
            .hint("For example: last name, date of birth, name on a certificate.")
            .optional()
            .filled(&typed.field),
        Field::line(names.current, "What does it say now?")
            .hint("As you see it. Leave it empty if nothing stands there.")
            .optional()
            .filled(&typed.current),
        Field::line(names.proposed, "What should it say?").optional().filled(&typed.proposed),
    ]
}
