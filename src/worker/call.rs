//! Calls a system: a name is resolved once and that very address is connected to, when it may be; redirects are not followed,
//! and of the answer only the status counts. Its body is not read, however long it is.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};
use tokio::net::lookup_host;
use tokio::runtime::Builder;
use tokio::time::timeout;
use url::Host;

use domain::network::is_public;
use domain::webhook::CallFault;
use services::Deps;
use services::connector::Outgoing;

/// Why a call came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// The code people see.
    pub(super) fault: CallFault,
    /// Whether it may go better later.
    pub(super) passes: bool,
    /// What happened, without names or addresses.
    pub(super) what: String,
}

impl Trouble {
    fn later(fault: CallFault, what: impl Into<String>) -> Self {
        Self { fault, passes: true, what: what.into() }
    }

    fn for_good(fault: CallFault, what: impl Into<String>) -> Self {
        Self { fault, passes: false, what: what.into() }
    }
}

/// Makes a call and waits for its end on this thread.
pub(super) fn make(deps: &Deps, call: &Outgoing) -> Result<(), Trouble> {
    let broken = |_| Trouble::later(CallFault::Unreachable, "no runtime");
    let runtime = Builder::new_current_thread().enable_all().build().map_err(broken)?;
    let longest = seconds(deps.settings.connector.timeout_seconds);
    let ended = runtime.block_on(async { timeout(longest, attempt(deps, call)).await });
    // A name that is still being looked up is not waited for.
    runtime.shutdown_background();
    ended.unwrap_or_else(|_| Err(Trouble::later(CallFault::Unreachable, "no answer in time")))
}

async fn attempt(deps: &Deps, call: &Outgoing) -> Result<(), Trouble> {
    let unfit = || Trouble::for_good(CallFault::NotSetUp, "no address");
    let url = Url::parse(&call.url).map_err(|_| unfit())?;
    let host = url.host().ok_or_else(unfit)?;
    let port = url.port_or_known_default().ok_or_else(unfit)?;
    let addresses = resolved(&host, port).await?;
    check(deps, url.scheme(), &addresses)?;
    let client = client(deps, &host, &addresses)
        .map_err(|_| Trouble::later(CallFault::Unreachable, "no TLS"))?;
    let mut request = client.post(url.clone()).body(call.body.clone());
    for (name, value) in &call.headers {
        request = request.header(*name, value);
    }
    let answer = request.send().await.map_err(|error| unreached(&error))?;
    judged(answer.status())
}

async fn resolved(host: &Host<&str>, port: u16) -> Result<Vec<SocketAddr>, Trouble> {
    let addresses = match host {
        Host::Ipv4(v4) => vec![SocketAddr::new(IpAddr::V4(*v4), port)],
        Host::Ipv6(v6) => vec![SocketAddr::new(IpAddr::V6(*v6), port)],
        Host::Domain(name) => match lookup_host((*name, port)).await {
            Ok(found) => found.collect(),
            Err(_) => Vec::new(),
        },
    };
    if addresses.is_empty() {
        return Err(Trouble::later(CallFault::Unreachable, "no such name"));
    }
    Ok(addresses)
}

/// Every address a name has must be one that may be called; without TLS only this very machine may.
fn check(deps: &Deps, scheme: &str, addresses: &[SocketAddr]) -> Result<(), Trouble> {
    let networks = &deps.settings.connector.networks;
    let open = |at: &SocketAddr| {
        is_public(at.ip()) || networks.iter().any(|network| network.contains(at.ip()))
    };
    if !addresses.iter().all(open) {
        return Err(Trouble::for_good(
            CallFault::AddressRefused,
            "not a network that may be called",
        ));
    }
    if scheme != "https" && !addresses.iter().all(|at| at.ip().is_loopback()) {
        return Err(Trouble::for_good(CallFault::AddressRefused, "not without TLS"));
    }
    Ok(())
}

/// A client for one call, which knows the addresses that were checked and asks nobody for others.
fn client(
    deps: &Deps,
    host: &Host<&str>,
    addresses: &[SocketAddr],
) -> Result<Client, reqwest::Error> {
    // Whoever was first chose the same one: a second choice is refused, and nothing is wrong.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let settings = &deps.settings.connector;
    let mut builder = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .pool_max_idle_per_host(0)
        .user_agent("Rightsdesk")
        .connect_timeout(seconds(settings.connect_timeout_seconds))
        .timeout(seconds(settings.timeout_seconds));
    if let Host::Domain(name) = host {
        builder = builder.resolve_to_addrs(name, addresses);
    }
    builder.build()
}

fn seconds(number: u32) -> Duration {
    Duration::from_secs(u64::from(number))
}

fn unreached(error: &reqwest::Error) -> Trouble {
    let what = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    Trouble::later(CallFault::Unreachable, what)
}

/// What its trouble is, a system says by 5xx, 408, 425 or 429; another status would be the same next time.
fn judged(status: StatusCode) -> Result<(), Trouble> {
    if status.is_success() {
        return Ok(());
    }
    let what = format!("HTTP {}", status.as_u16());
    let passes = status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429);
    Err(Trouble { fault: CallFault::Refused, passes, what })
}
