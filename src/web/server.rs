//! The HTTP server: built from `Deps`, bound before it runs, stopped gracefully.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::dev::Server as ActixServer;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context as _;

use super::connections::Connections;
use super::middleware::{
    around, error_pages, flash_once, same_origin, security_headers, slow_bodies,
};
use super::routes;
use services::Deps;

#[cfg(test)]
mod tests;

/// Longest accepted form body, in bytes: texts are limited far below.
const FORM_LIMIT: usize = 256 * 1024;

/// A bound server that does not answer yet.
pub struct Server {
    address: SocketAddr,
    server: ActixServer,
}

/// Binds the listen address (port 0 picks a free one).
pub fn build(deps: Deps) -> anyhow::Result<Server> {
    let listen = deps.settings.server.listen;
    let workers = deps.settings.server.workers;
    let read_timeout = Duration::from_secs(deps.settings.server.read_timeout_seconds.into());
    let connections = Connections::new(&deps.settings);
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(deps.clone()))
            .app_data(web::FormConfig::default().limit(FORM_LIMIT))
            .app_data(web::JsonConfig::default().limit(FORM_LIMIT))
            .app_data(web::PayloadConfig::default().limit(FORM_LIMIT))
            .wrap(from_fn(flash_once))
            .wrap(from_fn(slow_bodies))
            .wrap(from_fn(same_origin))
            .wrap(from_fn(error_pages))
            .wrap(from_fn(around))
            .wrap(from_fn(security_headers))
            .configure(routes::configure)
    })
    .on_connect(move |connection, data| connections.opened(connection, data))
    .client_request_timeout(read_timeout)
    .client_disconnect_timeout(Duration::from_secs(5))
    .keep_alive(Duration::from_secs(30))
    .max_connections(2_000)
    .shutdown_timeout(10)
    .server_hostname("rightsdesk");
    if workers > 0 {
        server = server.workers(workers);
    }
    let server = server.bind(listen).map_err(|error| cannot_listen(listen, &error))?;
    let address = server.addrs().first().copied().context("the server has no address")?;
    Ok(Server { address, server: server.run() })
}

/// The cause first, and what to do; the system's own words only where we know no better.
fn cannot_listen(listen: SocketAddr, error: &std::io::Error) -> anyhow::Error {
    let (address, port) = (listen.ip(), listen.port());
    if error.kind() == ErrorKind::AddrInUse {
        anyhow::anyhow!(
            "another program, perhaps another desk, uses port {port} of {address}. Stop it, or change server.listen."
        )
    } else if error.kind() == ErrorKind::PermissionDenied {
        anyhow::anyhow!("this account may not listen on port {port}. Change server.listen.")
    } else if error.kind() == ErrorKind::AddrNotAvailable {
        anyhow::anyhow!("{address} is not an address of this machine. Change server.listen.")
    } else {
        anyhow::anyhow!("cannot listen on {listen}: {error}. Change server.listen.")
    }
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops it from elsewhere (tests).
    pub fn handle(&self) -> actix_web::dev::ServerHandle {
        self.server.handle()
    }

    /// Answers until asked to stop (SIGTERM, SIGINT): requests under way are finished first.
    pub async fn run(self) -> std::io::Result<()> {
        self.server.await
    }
}

/// Waits for SIGTERM or SIGINT; for a process without a server.
pub async fn until_asked_to_stop() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => {}
        result = tokio::signal::ctrl_c() => result?,
    }
    Ok(())
}
