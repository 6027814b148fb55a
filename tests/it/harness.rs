//! What the integration tests stand on.

pub mod app;
pub mod client;
pub mod golden;
pub mod mailbox;
pub mod proxy;
pub mod receiver;
pub mod smtp;
