//! Words for people: pages, mails and labels, rendered from templates with typed contexts.
//!
//! Knows nothing of HTTP, SMTP or the database. [`Texts`] holds three registries (pages, mail in HTML,
//! mail in plain text), because escaping is a setting of a whole registry.

pub mod catalogue;
pub mod contexts;
mod engine;
mod error;
mod helpers;
pub mod samples;
mod sources;
#[cfg(test)]
mod tests;

pub use contexts::mail::MailContext;
pub use engine::{PageContext, TextSettings, Texts};
pub use error::TextError;
pub use helpers::AssetPaths;
