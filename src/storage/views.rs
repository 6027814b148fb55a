//! Read models for pages and reports: lists and counts that answer from indexes.

pub mod queue;
pub mod report;
