//! The `rightsdesk` program: command line and composition root over the floors of the house.
//!
//! The map of the house is docs/architecture.md.

pub mod app;
pub mod cli;
pub mod telemetry;
#[cfg(test)]
#[expect(dead_code, reason = "the tests of each crate use their own part of it")]
#[path = "services/testing.rs"]
mod testing;
pub mod zones;
