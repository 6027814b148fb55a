//! Rightsdesk.
pub mod config;
pub mod crypto;
