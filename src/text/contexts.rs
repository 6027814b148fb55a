//! What the templates are given: one typed struct per page or group of notices.

pub mod errors;
pub mod form;
pub mod mail;
pub mod portal;
pub mod public;
pub mod shell;

#[cfg(test)]
mod tests;
