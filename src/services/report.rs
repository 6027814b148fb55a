//! Reports: counters kept beside the cases, and lists of cases as at an instant, folded from the
//! journal. What is counted and what it means is the domain's (`domain::report`).

mod as_at;
mod asked;
mod ccpa;
pub mod counting;
pub mod deliveries;
mod export;
pub mod feeds;
mod format;
mod order;
mod overview;
mod personal;
pub mod runs;
mod standing;
mod stream;
mod summary;
#[cfg(test)]
mod tests;
mod words;

pub use as_at::{AsAt, resolve};
pub use asked::{Asked, instant_of, span, year};
pub use export::{Export, export, export_watched};
pub use format::{CalendarEntry, calendar};
pub(super) use format::{hash as hash_of, io as io_error, value_of};
pub use order::{Format, Kind, Order, People, PersonalReason};
pub use overview::{Asking, AtRisk, Forecast, Overview, Point, due_days, overview};
pub use standing::Standing;
pub use stream::{Step, Watch};
pub use summary::{Line, Summary, summary};

/// Id of the schema of the JSON export and summary; a change that breaks readers gets a new number.
pub const SCHEMA: &str = "rightsdesk.deadlines/1";
