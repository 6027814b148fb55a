//! Rightsdesk.
pub mod domain;
