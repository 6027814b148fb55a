//! Rightsdesk: a data subject rights request desk.
//!
//! The map of the house is docs/architecture.md; from the ground up:

pub mod config;
pub mod crypto;
pub mod domain;
pub mod services;
pub mod storage;
pub mod telemetry;
pub mod zones;
pub mod mail;
pub mod text;
