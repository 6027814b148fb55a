//! What the templates are given: one typed struct per page or group of notices.

pub mod audit;
pub mod calendars;
pub mod case_files;
pub mod case_page;
pub mod data_map;
pub mod desk_form;
pub mod desk_nav;
pub mod desk_parts;
pub mod desk_shell;
pub mod errors;
pub mod form;
pub mod laws;
pub mod legal_holds;
pub mod letter;
pub mod mail;
pub mod outbox;
pub mod package;
pub mod policy;
pub mod portal;
pub mod public;
pub mod queue;
pub mod record;
pub mod reports;
pub mod settings;
pub mod shell;
pub mod sign_in;
pub mod tasks;
pub mod what_if;

#[cfg(test)]
mod tests;
