//! Rightsdesk: a data subject rights request desk.
//!
//! The map of the house is docs/architecture.md; from the ground up:

// 0: pure
pub mod domain;
// 1: toolbox
pub mod blobs;
pub mod config;
pub mod crypto;
pub mod mail;
pub mod scan;
pub mod telemetry;
pub mod text;
pub mod zones;
// 2: the only place that knows the database
pub mod storage;
// 3: use cases
pub mod pdf;
pub mod services;
// 4: siblings
pub mod web;
pub mod worker;
// 5: may import everything
pub mod app;
pub mod cli;
