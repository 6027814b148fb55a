//! The vocabulary and rules of a data subject rights desk: pure, no I/O, no clock, no randomness, no async.
//!
//! Everything from outside arrives as a value in [`workflow::Env`]. The entry points are
//! [`workflow::decide()`] (what may happen), [`workflow::evolve()`] (what it changes),
//! [`workflow::react()`] (what must follow) and [`workflow::wake_at`] (when time alone acts).

pub mod absence;
pub mod access;
pub mod actor;
pub mod audit;
pub mod calendar;
pub mod case;
pub mod closing;
pub mod complaint;
pub mod correction;
pub mod data_map;
pub mod deadline;
pub mod effect;
pub mod file;
pub mod ids;
pub mod instant;
pub mod intake;
pub mod item;
pub mod message;
pub mod network;
pub mod person;
pub mod place;
pub mod policy;
pub mod prose;
pub mod receipt;
pub mod region;
pub mod report;
pub mod verification;
pub mod vocabulary;
pub mod webhook;
pub mod workflow;
pub mod zones;
