//! Use cases: they open the door to cases, hold the rules of order, and know no HTTP.
//!
//! Every function blocks; callers run one closure per request or job on a thread that may.

pub mod access;
pub mod address;
pub mod alarms;
mod answer;
pub mod api_keys;
pub mod audit;
pub mod calendar_files;
pub mod commands;
pub mod connector;
pub mod data_map;
pub mod demo;
pub mod desk;
pub mod digest;
pub mod dossier;
pub mod erasures;
pub mod error;
pub mod evidence;
pub mod files;
pub mod health;
pub mod idempotency;
pub mod input;
pub mod intake;
pub mod journal;
pub mod laws;
pub mod legal_holds;
pub mod limits;
pub mod lists;
pub mod log;
pub mod notices;
pub mod outbox;
pub mod package;
pub mod policy;
pub mod portal;
pub mod readiness;
pub mod reading;
pub mod report;
mod scan;
pub mod staff;
pub mod subject;
pub mod tasks;
pub mod termination;
#[cfg(test)]
pub(crate) mod testing;
pub mod upkeep;
pub mod verification;
pub mod what_if;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};

// So that `testing` reads the same here and in the tests of web and of the program.
#[cfg(test)]
extern crate self as services;

pub use error::ServiceError;
pub use storage::StoreError;

use blobs::Blobs;
use config::Settings;
use crypto::{Entropy, Keyring, hash_token, same};
use domain::actor::Actor;
use domain::ids::{Reference, VaultId};
use domain::policy::Policy;
use domain::prose::{Prose, hex};
use domain::workflow::Env;
use domain::zones::Zones;
use storage::Store;
use text::Texts;

/// Hexadecimal digits of a secret before its mark.
const SECRET_LENGTH: usize = 64;

/// Where time comes from.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;
}

/// Where identifiers and randomness come from.
pub trait Ids: Entropy + Send + Sync {
    /// A new identifier, unique and sortable by time.
    fn uuid(&self) -> String;
}

impl dyn Ids {
    /// 32 random bytes.
    pub fn bytes32(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }

    /// A random number.
    pub fn number(&self) -> u32 {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    }
}

/// Sets a template with its values, a JSON text, as PDF; or what is wrong with them.
pub type Press = fn(template: &str, values: String) -> Result<Vec<u8>, String>;

/// Everything a use case takes from outside. Cheap to clone.
#[derive(Clone)]
pub struct Deps {
    /// The database.
    pub store: Store,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Identifiers and randomness.
    pub ids: Arc<dyn Ids>,
    /// Templates and words.
    pub texts: Arc<Texts>,
    /// Prints reports as PDF; none in a build without the feature `pdf`.
    pub press: Option<Press>,
    /// Where sealed files lie.
    pub blobs: Arc<dyn Blobs>,
    /// Keys outside the database.
    pub keys: Arc<Keyring>,
    /// The policy in force.
    pub policy: Arc<Policy>,
    /// Local time.
    pub zones: Arc<dyn Zones + Send + Sync>,
    /// Settings.
    pub settings: Arc<Settings>,
}

impl Deps {
    /// The present instant, as both databases keep it (microseconds).
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(6)
    }

    /// What a decision takes from outside.
    pub fn env<'a>(&'a self, actor: &'a Actor, now: DateTime<Utc>) -> Env<'a> {
        Env { now, actor, policy: &self.policy, zones: self.zones.as_ref() }
    }

    /// The organisation's local date at an instant.
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        self.zones.date_at(&self.policy.zone, at)
    }

    /// A text with its place in the vault and its salt.
    pub fn prose(&self, text: String) -> Prose {
        Prose::new(text, VaultId(self.ids.uuid()), self.ids.bytes32())
    }

    /// A random reference of the local year.
    pub fn reference(&self, now: DateTime<Utc>) -> Reference {
        let year = chrono::Datelike::year(&self.local_date(now));
        Reference::new(year, self.ids.number())
    }

    /// A secret for a visitor's cookie, with the mark that it is ours: nobody makes up secrets of their own.
    pub fn draft_secret(&self) -> String {
        let secret = hex(&self.ids.bytes32());
        let mark = self.draft_mark(&secret);
        format!("{secret}{mark}")
    }

    /// Whether a visitor's cookie was given out here.
    pub fn is_draft_secret(&self, value: &str) -> bool {
        let parts = value.split_at_checked(SECRET_LENGTH);
        parts
            .is_some_and(|(secret, mark)| same(self.draft_mark(secret).as_bytes(), mark.as_bytes()))
    }

    /// Whether this is `server.metrics_token`; never when none is set.
    pub fn is_metrics_token(&self, given: &str) -> bool {
        let known = self.settings.server.metrics_token.as_ref();
        known.is_some_and(|known| same(&hash_token(known.expose()), &hash_token(given)))
    }

    fn draft_mark(&self, secret: &str) -> String {
        hex(&self.keys.csrf().hash(&[b"draft-cookie", secret.as_bytes()]))
    }

    /// The token of a form that belongs to a cookie's secret (double-submit bound by a key).
    pub fn form_token(&self, bound_to: &str) -> String {
        hex(&self.keys.csrf().hash(&[b"form", bound_to.as_bytes()]))
    }

    /// Whether a form's token is the cookie's; takes the same time either way.
    pub fn form_token_holds(&self, bound_to: &str, given: &str) -> bool {
        same(self.form_token(bound_to).as_bytes(), given.as_bytes())
    }
}
