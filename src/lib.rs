//! Rightsdesk.
pub mod config;
pub mod crypto;
pub mod telemetry;
pub mod zones;
