//! Rightsdesk.
pub mod domain;
pub mod mail;
pub mod text;
