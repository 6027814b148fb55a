//! HTTP: the only floor that knows it. Handlers read the request, call one service, and reply.
//!
//! How to add a page: a template and its context with samples (`text::contexts`), a handler under
//! `web/pages`, a row in [`routes::TABLES`]. The stranger test fails until the row says who may see
//! it, and the browser tests fail until the page is in their list.

pub mod api;
pub mod assets;
mod connections;
mod cookies;
mod csrf;
mod error;
mod extract;
mod health;
mod middleware;
mod network;
mod pages;
mod paths;
mod reply;
pub mod routes;
pub mod server;
mod stream;
#[cfg(test)]
#[expect(dead_code, reason = "the tests of each crate use their own part of it")]
#[path = "../services/testing.rs"]
mod testing;

pub use error::{ERRORS, ErrorKind, WebError};

use config::{MailTransport, Settings};

/// Whether mail written to files is shown at `/dev/mail`: only with that transport, and only on a
/// desk that nobody else can reach.
pub fn dev_mail_is_served(settings: &Settings) -> bool {
    settings.mail.transport == MailTransport::File
        && settings.server.listen.ip().is_loopback()
        && settings.server.public_url.is_loopback()
}
