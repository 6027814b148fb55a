//! Reports: counters kept beside the cases, and lists of cases as at an instant, folded from the
//! journal. What is counted and what it means is the domain's (`domain::report`).

mod as_at;
mod asked;
pub mod counting;
mod export;
pub mod feeds;
mod format;
mod overview;
mod stream;
mod summary;
#[cfg(test)]
mod tests;
mod words;

pub use as_at::{AsAt, resolve};
pub use asked::{Asked, span};
pub use export::{Export, Format, Order, export};
pub use format::{CalendarEntry, calendar};
pub use overview::{Asking, AtRisk, Forecast, Overview, Point, due_days, overview};
pub use summary::{Line, Standing, Summary, summary};

/// Id of the schema of the JSON export and summary; a change that breaks readers gets a new number.
pub const SCHEMA: &str = "rightsdesk.deadlines/1";
