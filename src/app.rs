//! The composition root: from settings to everything a use case takes from outside.

pub mod clock;
pub mod ids;
pub mod parts;
mod zones;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use crate::zones::Zones;
use blobs::{Blobs, Folder};
use config::{self, MailTransport, Settings};
use crypto::{Keyring, OsEntropy};
use mail::{FileMailer, Mailer, SmtpMailer, SmtpSettings};
use services::Deps;
use storage::{Store, StoreError, settings};
use text::{TextSettings, Texts};

use clock::{RunningFrom, SystemClock};
use ids::RandomIds;
use parts::bucket;
pub use zones::LocalTime;

/// The setting that remembers which key the data was sealed with.
const KEY_FINGERPRINT: &str = "vault.key_fingerprint";

/// Builds everything from settings. Creates the data folder and keys when they are missing.
pub fn build(settings: Settings) -> anyhow::Result<Deps> {
    std::fs::create_dir_all(&settings.data_dir)
        .with_context(|| format!("cannot create {}", settings.data_dir.display()))?;
    let zones = Zones::open(settings.tzdata.directory.as_deref())?;
    let zone = &settings.organisation.time_zone;
    anyhow::ensure!(
        zones.is_known(zone),
        "organisation.time_zone: “{zone}” is not an IANA time zone. Give one like Asia/Kolkata."
    );
    let policy = config::policy::load(&settings)?;
    let texts = Texts::new(&TextSettings { email_templates: None, assets: web::assets::paths() })?;
    let store = Store::open(settings.database.url.expose(), settings.database.pool_size)?;
    let keys = Keyring::open(&settings.vault.key_file, &OsEntropy)?;
    Ok(Deps {
        store,
        clock: match settings.clock.pretend_now {
            Some(start) => Arc::new(RunningFrom::new(start)),
            None => Arc::new(SystemClock),
        },
        ids: Arc::new(RandomIds),
        texts: Arc::new(texts),
        press: parts::PRESS,
        blobs: blobs(&settings)?,
        keys: Arc::new(keys),
        policy: Arc::new(policy),
        zones: Arc::new(LocalTime::new(zones)),
        settings: Arc::new(settings),
    })
}

/// Where sealed files lie.
fn blobs(settings: &Settings) -> anyhow::Result<Arc<dyn Blobs>> {
    if let Some(url) = &settings.files.url {
        return bucket(settings, url).with_context(|| format!("files.url: cannot use {url}"));
    }
    let folder = &settings.files.directory;
    let files = Folder::new(folder)
        .with_context(|| format!("files.directory: cannot use {}", folder.display()))?;
    Ok(Arc::new(files))
}

/// Refuses to go on with a key the stored data was not sealed with: a lost key volume must not
/// silently become a fresh key under which nothing old opens.
pub fn check_keys(deps: &Deps) -> anyhow::Result<()> {
    let fingerprint = deps.keys.fingerprint();
    let (now, own) = (deps.now(), fingerprint.clone());
    let stored = deps.store.write(move |tx| {
        if let Some(stored) = settings::get(tx, KEY_FINGERPRINT)? {
            return Ok(stored);
        }
        settings::put_new(tx, KEY_FINGERPRINT, &own, now)?;
        Ok::<_, StoreError>(own.clone())
    })?;
    anyhow::ensure!(
        stored == fingerprint,
        "the key file {} is not the one this database was sealed with. Restore the key folder from its backup.",
        deps.settings.vault.key_file.display()
    );
    Ok(())
}

/// The fingerprint of the key the stored data was sealed with; none where nothing was stored. Only reads.
pub fn key_of_database(store: &Store) -> anyhow::Result<Option<String>> {
    Ok(store.read(|tx| settings::get(tx, KEY_FINGERPRINT))?)
}

/// The mail transport of the settings.
pub fn mailer(settings: &Settings) -> anyhow::Result<Mailer> {
    match settings.mail.transport {
        MailTransport::File => Ok(Mailer::File(FileMailer::new(&settings.mail.directory))),
        MailTransport::Smtp => {
            let url = settings
                .mail
                .smtp_url
                .as_ref()
                .context("mail.smtp_url is missing. Give the mail server, like smtps://user:password@mail.example.com.")?;
            let mut smtp = SmtpSettings::new(url.expose());
            smtp.timeout = Duration::from_secs(u64::from(settings.mail.timeout_seconds));
            let mailer = SmtpMailer::new(&smtp).map_err(anyhow::Error::msg)?;
            Ok(Mailer::Smtp(mailer))
        }
    }
}
