//! Where a request comes from. `X-Forwarded-For` counts only behind a trusted proxy (ASVS 4.1.3).

use std::net::{IpAddr, Ipv4Addr};

use actix_web::HttpRequest;

use crate::config::Settings;

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
    let hops: Vec<IpAddr> = forwarded
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|hop| hop.trim().parse().ok())
        .collect();
    hops.iter().rev().copied().find(|hop| !trusted(*hop)).unwrap_or(peer)
}

/// Whether the request comes from this machine itself, through no proxy.
pub(super) fn is_local(request: &HttpRequest) -> bool {
    let forwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
    request.peer_addr().is_some_and(|peer| peer.ip().is_loopback())
        && !forwarded.iter().any(|name| request.headers().contains_key(*name))
}
