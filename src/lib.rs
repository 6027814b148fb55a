//! Rightsdesk: a data subject rights request desk.
pub mod config;
pub mod crypto;
pub mod domain;
pub mod storage;
pub mod mail;
pub mod text;
