//! `[connector]`: which systems may be called, and what they may send.

use serde::{Deserialize, Serialize};

use super::values::{Network, list};

/// `[connector]`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectorSettings {
    /// Hosts that may be called.
    #[serde(deserialize_with = "list")]
    pub hosts: Vec<String>,
    /// Networks beside the public internet that may be called.
    #[serde(deserialize_with = "list")]
    pub networks: Vec<Network>,
    /// How long connecting may take.
    pub connect_timeout_seconds: u32,
    /// How long a call may take in all.
    pub timeout_seconds: u32,
    /// Largest result a system can send.
    pub result_kilobytes: u32,
    /// Results of one network listened to in a minute.
    pub results_per_minute: u32,
    /// How far the clock of a system may be off.
    pub result_window_seconds: u32,
}

impl ConnectorSettings {
    /// Whether a host is one that may be called. Names are compared without regard to capitals, IPv6 addresses without
    /// brackets.
    pub fn may_call(&self, host: &str) -> bool {
        let plain = |text: &str| text.trim_matches(['[', ']']).to_ascii_lowercase();
        self.hosts.iter().any(|known| plain(known) == plain(host))
    }

    /// What is wrong; each number with its range: name, value, least, most.
    pub(super) fn ranges(&self) -> [(&'static str, u32, u32, u32); 5] {
        [
            ("connector.connect_timeout_seconds", self.connect_timeout_seconds, 1, 60),
            ("connector.timeout_seconds", self.timeout_seconds, 1, 600),
            ("connector.result_kilobytes", self.result_kilobytes, 1, 65_536),
            ("connector.results_per_minute", self.results_per_minute, 1, 1_000_000),
            ("connector.result_window_seconds", self.result_window_seconds, 10, 3_600),
        ]
    }

    /// The first entry of `hosts` that is no host: an address of a page, a pattern, a port.
    pub(super) fn strange_host(&self) -> Option<&String> {
        let fits = |host: &&String| {
            let named = url::Host::parse(host).is_ok() && !host.contains('*');
            named || host.parse::<std::net::IpAddr>().is_ok()
        };
        self.hosts.iter().find(|host| !fits(host))
    }
}
