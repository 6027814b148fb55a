//! Reports: what is known of a case without personal data, how cases are counted, and what every
//! number means. The same counting serves the counters in the database and an export's own totals.

mod ccpa;
mod columns;
mod count;
mod definitions;
mod facts;
mod figures;
mod forecast;
mod month;
mod schedule;
#[cfg(test)]
mod tests;

pub use ccpa::{CcpaLine, DenialReason, Response, denial_reason, response_to};
pub use columns::{CASE_LOG, COLUMNS, Column, PERSONAL, Value, row};
pub use count::{Cell, Counted, Dimension, Measure, Tally, counted, delta};
pub use definitions::{DEFINITIONS, Definition, definition};
pub use facts::{ExtensionFact, Facts, IdentityState, NEAR_DUE_DAYS, Status};
pub use figures::{AGES, Figures, Tenths, age_of};
pub use forecast::{Pace, Risk, Week, latest_start, pace, risk, weeks};
pub use month::{Month, Span};
pub use schedule::Every;
