//! Where a request comes from. `X-Forwarded-For` counts only behind a trusted proxy (ASVS 4.1.3).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, HeaderValue};
use actix_web::http::uri::Authority;

use config::Settings;

/// The client's address: the nearest hop that is not one of our proxies.
pub(super) fn client(request: &HttpRequest, settings: &Settings) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let trusted = |address: IpAddr| {
        settings.server.trusted_proxies.iter().any(|network| network.contains(address))
    };
    if !trusted(peer) {
        return peer;
    }
    let forwarded = request.headers().get_all("x-forwarded-for");
    let Ok(values) = forwarded.map(HeaderValue::to_str).collect::<Result<Vec<_>, _>>() else {
        return peer;
    };
    let hops = values.iter().rev().flat_map(|value| value.rsplit(','));
    for hop in hops {
        match parse_hop(hop) {
            Some(address) if trusted(address) => {}
            Some(address) => return address,
            // What stands left of it was written by who knows whom.
            None => return peer,
        }
    }
    peer
}

/// An address as proxies write it: alone, with a port, an IPv6 one in brackets.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    if let Ok(address) = hop.parse::<IpAddr>() {
        return Some(address);
    }
    if let Ok(socket) = hop.parse::<SocketAddr>() {
        return Some(socket.ip());
    }
    hop.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
}

/// Whether the request comes from this machine itself, through no proxy, and was meant for this machine:
/// a page of another site can point a name of its own at 127.0.0.1 (DNS rebinding), but not change the
/// name the browser asks for.
pub(super) fn is_local(request: &HttpRequest) -> bool {
    let told = |name: &str| {
        FORWARDING.contains(&name) || FORWARDING_STARTS.iter().any(|start| name.starts_with(start))
    };
    request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback())
        && asks_for_loopback(request)
        && !request.headers().keys().any(|name| told(name.as_str()))
}

/// Headers that only a proxy adds.
const FORWARDING: &[&str] =
    &["forwarded", "via", "x-real-ip", "client-ip", "true-client-ip", "x-client-ip", "cdn-loop"];
/// Beginnings of such headers.
const FORWARDING_STARTS: &[&str] =
    &["x-forwarded", "x-original", "x-cluster", "x-envoy", "cf-", "fastly-"];

fn asks_for_loopback(request: &HttpRequest) -> bool {
    let mut hosts = request.headers().get_all(HOST).map(HeaderValue::to_str).peekable();
    let written = request.uri().authority().map(Authority::as_str);
    hosts.peek().is_some()
        && hosts.all(|host| host.is_ok_and(is_loopback_name))
        && written.is_none_or(is_loopback_name)
}

fn is_loopback_name(host: &str) -> bool {
    let end = host.rfind(':').filter(|at| !host.ends_with(']') && *at > 0);
    let name = end.and_then(|at| host.get(..at)).unwrap_or(host);
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
