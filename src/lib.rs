//! Rightsdesk.

pub mod storage;
