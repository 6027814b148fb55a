//! Typed settings: where they come from, what they are, and what is wrong with them.
//!
//! Order, the strongest first: environment, `.env`, the settings file, the built-in `default.toml` (which is
//! also the manual). Only this module reads the environment; everything else is handed its section.

pub mod calendars;
mod check;
mod connector;
pub mod data_map;
mod faults;
pub mod ics;
mod load;
mod parts;
pub mod policy;
mod secret;
mod sections;
mod values;

pub use load::{ConfigError, DEFAULTS, Layers, load};
pub use parts::Parts;
pub use secret::{DatabaseUrl, Secret};
pub use sections::{
    ClockSettings, DatabaseSettings, FourEyes, LimitSettings, LogFormat, LogSettings, MailSettings,
    MailTransport, OrganisationSettings, PolicySettings, RetentionSettings, ServerSettings,
    SessionSettings, Settings, TzdataSettings, VaultSettings, WorkerSettings,
};
pub use values::{BaseUrl, BaseUrlError, Network, NetworkError};

#[cfg(test)]
mod tests;
