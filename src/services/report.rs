//! Reports: counters kept beside the cases, and lists of cases as at an instant, folded from the
//! journal. What is counted and what it means is the domain's (`domain::report`).

mod as_at;
pub mod counting;
mod export;
mod format;
mod overview;
mod stream;
mod summary;

pub use as_at::{AsAt, resolve};
pub use export::{Export, Format, Order, export};
pub use overview::{Asking, AtRisk, Forecast, Overview, Point, due_days, overview};
pub use summary::{Line, Standing, Summary, summary};

/// Id of the schema of the JSON export and summary; a change that breaks readers gets a new number.
pub const SCHEMA: &str = "rightsdesk.deadlines/1";
