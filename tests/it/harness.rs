//! What the integration tests stand on.

mod golden;
mod mailbox;
mod smtp;
