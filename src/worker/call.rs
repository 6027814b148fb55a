//! Calls a system: a name is resolved once and that very address is connected to, when it may be; redirects are not followed,
//! and of the answer only the status counts. Its body is not read, however long it is.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::config::Config;
use ureq::http::{StatusCode, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::{Host, Url};

use domain::network::is_public;
use domain::webhook::CallFault;
use services::Deps;
use services::connector::Outgoing;

/// Addresses of a name that are tried, as many as the agent holds.
const TRIED: usize = 16;

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
    let settings = &deps.settings.connector;
    let longest = seconds(settings.timeout_seconds);
    let begun = Instant::now();
    let unfit = || Trouble::for_good(CallFault::NotSetUp, "no address");
    let url = Url::parse(&call.url).map_err(|_| unfit())?;
    let host = url.host().ok_or_else(unfit)?;
    let port = url.port_or_known_default().ok_or_else(unfit)?;
    let addresses = resolved(&host, port, longest)?;
    check(deps, url.scheme(), &addresses)?;
    let left = longest.saturating_sub(begun.elapsed());
    let agent = agent(Checked(addresses), left, seconds(settings.connect_timeout_seconds));
    let mut request = agent.post(url.as_str());
    for (name, value) in &call.headers {
        request = request.header(*name, value);
    }
    let answer = request.send(call.body.as_slice()).map_err(|error| unreached(&error))?;
    judged(answer.status())
}

/// The addresses of a host. A name that is still being looked up after `longest` is not waited for.
fn resolved(host: &Host<&str>, port: u16, longest: Duration) -> Result<Vec<SocketAddr>, Trouble> {
    let addresses = match host {
        Host::Ipv4(v4) => vec![SocketAddr::new(IpAddr::V4(*v4), port)],
        Host::Ipv6(v6) => vec![SocketAddr::new(IpAddr::V6(*v6), port)],
        Host::Domain(name) => looked_up(name, port, longest)?,
    };
    if addresses.is_empty() {
        return Err(Trouble::later(CallFault::Unreachable, "no such name"));
    }
    Ok(addresses)
}

fn looked_up(name: &str, port: u16, longest: Duration) -> Result<Vec<SocketAddr>, Trouble> {
    let (sender, answer) = sync_channel(1);
    let name = name.to_owned();
    let asked = thread::Builder::new().name("lookup".to_owned()).spawn(move || {
        let found = (name.as_str(), port).to_socket_addrs();
        // Nobody is left to hear an answer that came too late.
        let _late = sender.send(found.map(Iterator::collect).unwrap_or_default());
    });
    let trouble = |what: &str| Trouble::later(CallFault::Unreachable, what);
    asked.map_err(|_| trouble("no thread"))?;
    answer.recv_timeout(longest).map_err(|_| trouble("no answer in time"))
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

/// Knows the addresses that were checked, and asks nobody for others.
#[derive(Debug)]
struct Checked(Vec<SocketAddr>);

impl Resolver for Checked {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut known = self.empty();
        for address in self.0.iter().take(TRIED) {
            known.push(*address);
        }
        Ok(known)
    }
}

/// An agent for one call. It trusts the certificate authorities the machine trusts.
fn agent(addresses: Checked, longest: Duration, connect: Duration) -> Agent {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let config = Agent::config_builder()
        .tls_config(tls)
        .proxy(None)
        .max_redirects(0)
        .http_status_as_error(false)
        .max_idle_connections(0)
        .user_agent("Rightsdesk")
        .timeout_connect(Some(connect))
        .timeout_global(Some(longest))
        .build();
    Agent::with_parts(config, DefaultConnector::default(), addresses)
}

fn seconds(number: u32) -> Duration {
    Duration::from_secs(u64::from(number))
}

fn unreached(error: &ureq::Error) -> Trouble {
    use ureq::Error as E;
    let what = if matches!(error, E::Timeout(_)) {
        "no answer in time"
    } else if matches!(error, E::ConnectionFailed | E::Io(_) | E::Rustls(_)) {
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
