//! The transport for production: a mail server by SMTP, with pooled connections.

use std::error::Error as _;
use std::fmt;
use std::io::ErrorKind;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::PoolConfig;
use lettre::{SmtpTransport, Transport as _};
use url::{Host, Url};

use super::build::build;
use super::{Outgoing, Receipt, SendFault};

/// How to reach the mail server.
#[derive(Clone)]
pub struct SmtpSettings {
    /// `smtps://user:password@host`, or `smtp://…?tls=required` for STARTTLS.
    pub url: String,
    /// The longest wait for a connection or for one answer.
    pub timeout: Duration,
    /// Connections kept open at most.
    pub connections: u32,
}

impl SmtpSettings {
    /// With the usual limits: 30 seconds, 4 connections.
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned(), timeout: Duration::from_secs(30), connections: 4 }
    }
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL holds the password.
        f.debug_struct("SmtpSettings").finish_non_exhaustive()
    }
}

/// Sends by SMTP; clones share the connections.
#[derive(Clone)]
pub struct SmtpMailer(SmtpTransport);

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpMailer").finish_non_exhaustive()
    }
}

impl SmtpMailer {
    /// Reads the settings; connects only when something is sent.
    pub fn new(settings: &SmtpSettings) -> Result<Self, String> {
        let builder = SmtpTransport::from_url(&settings.url).map_err(|_| {
            // The error could quote the URL, and with it the password.
            "The mail server's URL cannot be read. Write smtps://user:password@host, or \
             smtp://user:password@host?tls=required."
                .to_owned()
        })?;
        let pool = PoolConfig::new().max_size(settings.connections.max(1));
        Ok(Self(builder.timeout(Some(settings.timeout)).pool_config(pool).build()))
    }

    /// Hands the mail to the server and waits for its answer.
    pub fn send(&self, outgoing: &Outgoing<'_>) -> Result<Receipt, SendFault> {
        let built = build(outgoing)?;
        match self.0.send(&built.mime) {
            Ok(answer) => Ok(Receipt {
                message_id: built.message_id,
                accepted_by: without_addresses(&format!(
                    "{} {}",
                    answer.code(),
                    answer.first_line().unwrap_or_default()
                )),
            }),
            Err(error) => Err(fault(&error)),
        }
    }
}

/// Whether mail would travel unencrypted to another machine, or could be made to.
pub fn sends_in_the_clear(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let required = url.query_pairs().any(|(key, value)| key == "tls" && value == "required");
    let here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // The scheme is not one of the web's, so addresses may come as names too.
        Some(Host::Domain(name)) => {
            let name = name.trim_matches(['[', ']']);
            let address = name.parse::<std::net::IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        }
        None => false,
    };
    url.scheme() == "smtp" && !required && !here
}

/// Answers that are about the desk's own account or server, not about this message: 521 (host does not
/// accept mail) and the family of authentication (530, 534, 535, 538). An operator can mend them.
const OUR_OWN_FAULT: [u16; 5] = [521, 530, 534, 535, 538];

fn fault(error: &Error) -> SendFault {
    let reason = reason(error);
    let code = error.status().map(u16::from);
    if error.is_permanent() && !code.is_some_and(|code| OUR_OWN_FAULT.contains(&code)) {
        SendFault::Fail(reason)
    } else {
        // Everything else may pass: 4xx, no connection, a broken one, TLS, no answer in time.
        SendFault::Retry(reason)
    }
}

fn reason(error: &Error) -> String {
    if error.is_timeout() || ran_out_of_time(error) {
        return "the mail server did not answer in time".to_owned();
    }
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let text = inner.to_string();
        if !reason.contains(&text) {
            reason = format!("{reason}: {text}");
        }
        source = inner.source();
    }
    without_addresses(&reason)
}

/// A read that ran into its timeout is `WouldBlock` on Unix.
fn ran_out_of_time(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            return matches!(io.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
        }
        source = inner.source();
    }
    false
}

/// What a server says, on one line and without the addresses it quotes.
fn without_addresses(text: &str) -> String {
    const LONGEST: usize = 300;
    let words = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(|word| if word.contains('@') { "(address)" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests;
