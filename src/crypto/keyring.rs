//! The desk's keys: one service key, from which every lasting key is derived, and a key for each month.
//!
//! A case has a key of its own; what is stored of it is wrapped under the key of a month. Destroying a month's key
//! makes every case key that is still wrapped under it, in the database and in every backup, unreadable.

pub(super) mod error;
mod month;
#[cfg(test)]
mod tests;

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use super::{
    entropy::Entropy,
    key_file::{self, KeyBytes},
    keyed_hash::HashKey,
    seal::{CaseKey, SealContext, SealError, SealKey, open, seal},
    signature::Signer,
};
pub use error::KeyringError;
pub use month::{KeyMonth, KeyMonthError};

/// All keys of the desk. Opened once at start and shared.
pub struct Keyring {
    folder: PathBuf,
    root: HashKey,
    search: HashKey,
    codes: HashKey,
    idempotency: HashKey,
    csrf: HashKey,
    ledger: HashKey,
    desk: SealKey,
    signing: SealKey,
}

impl Keyring {
    /// Opens the service key; on the first start of all it is made. Several instances may do so at once.
    pub fn open(key_file: &Path, entropy: &dyn Entropy) -> Result<Self, KeyringError> {
        Ok(Self::new(key_file, &key_file::read_or_create(key_file, entropy)?))
    }

    /// Opens the service key and never makes one: for a desk that already has data.
    pub fn open_existing(key_file: &Path) -> Result<Self, KeyringError> {
        match key_file::read(key_file)? {
            Some(key) => Ok(Self::new(key_file, &key)),
            None => Err(KeyringError::Missing { path: key_file.to_owned() }),
        }
    }

    fn new(key_file: &Path, bytes: &KeyBytes) -> Self {
        let root = HashKey::new(**bytes);
        let derived = |label: &str| root.hash(&[b"rightsdesk/key/1", label.as_bytes()]);
        Self {
            folder: key_file::folder_of(key_file),
            search: HashKey::new(derived("search")),
            codes: HashKey::new(derived("codes")),
            idempotency: HashKey::new(derived("idempotency")),
            csrf: HashKey::new(derived("csrf")),
            ledger: HashKey::new(derived("ledger")),
            desk: SealKey::new(derived("desk-seal")),
            signing: SealKey::new(derived("signing")),
            root,
        }
    }

    /// For the hashes by which people are found.
    pub fn search(&self) -> &HashKey {
        &self.search
    }

    /// For the hashes of codes that people type.
    pub fn codes(&self) -> &HashKey {
        &self.codes
    }

    /// For the hashes of repeated requests and their bodies.
    pub fn idempotency(&self) -> &HashKey {
        &self.idempotency
    }

    /// For the marks that a form came from our own page.
    pub fn csrf(&self) -> &HashKey {
        &self.csrf
    }

    /// For the ledger of erasures, which outlives the cases.
    pub fn ledger(&self) -> &HashKey {
        &self.ledger
    }

    /// Seals what belongs to no case, such as drafts of the form.
    pub fn desk(&self) -> &SealKey {
        &self.desk
    }

    /// Signs what leaves for other programs. The same for all instances; it changes only with the service key.
    pub fn signer(&self) -> Result<Signer, SealError> {
        Signer::of_seed(self.signing.bytes())
    }

    /// Tells two service keys apart without giving either away. Stored beside the data, it shows at start that the
    /// key and the database belong together.
    pub fn fingerprint(&self) -> String {
        let hash = self.root.hash(&[b"rightsdesk/key/1", b"fingerprint"]);
        let (short, _) = hash.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        format!("{:016x}", u64::from_be_bytes(*short))
    }

    /// Wraps the key of a case under the key of a month, which is made when it is first needed.
    pub fn wrap_case_key(
        &self,
        month: KeyMonth,
        case: &str,
        key: &CaseKey,
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, KeyringError> {
        if self.was_destroyed(month) {
            return Err(KeyringError::MonthDestroyed { month });
        }
        let bytes = key_file::read_or_create(&self.month_file(month), entropy)?;
        let name = month.to_string();
        Ok(seal(&self.wrapping(&bytes), place(case, &name), key.bytes(), entropy)?)
    }

    /// The key of a case. The error tells a month destroyed on purpose from one that was lost.
    pub fn unwrap_case_key(
        &self,
        month: KeyMonth,
        case: &str,
        wrapped: &[u8],
    ) -> Result<CaseKey, KeyringError> {
        let Some(bytes) = key_file::read(&self.month_file(month))? else {
            return Err(if self.was_destroyed(month) {
                KeyringError::MonthDestroyed { month }
            } else {
                KeyringError::MonthMissing { month }
            });
        };
        let name = month.to_string();
        let plain = open(&self.wrapping(&bytes), place(case, &name), wrapped)?;
        let key = plain.as_slice().try_into().map_err(|_| SealError::UnknownForm)?;
        Ok(CaseKey::new(key))
    }

    /// Wraps the key of a case that is still needed under a newer month, before the old month's key goes.
    pub fn rewrap_case_key(
        &self,
        from: KeyMonth,
        to: KeyMonth,
        case: &str,
        wrapped: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, KeyringError> {
        let key = self.unwrap_case_key(from, case, wrapped)?;
        self.wrap_case_key(to, case, &key, entropy)
    }

    /// Destroys the key of a month for good; whether there was one. A mark stays, so that a lost key is never taken
    /// for a destroyed one, and the month never gets a second key.
    pub fn destroy_month(&self, month: KeyMonth) -> Result<bool, KeyringError> {
        let text = "The key of this month was destroyed on purpose.\n";
        key_file::write_mark(&self.mark_file(month), text)?;
        key_file::destroy(&self.month_file(month))
    }

    /// The months that have a key, the oldest first.
    pub fn months(&self) -> Result<Vec<KeyMonth>, KeyringError> {
        let failed = |why| key_file::io_error(&self.folder, why);
        let mut months = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let name = name.to_string_lossy();
            let month = name.strip_prefix("month-").and_then(|name| name.strip_suffix(".key"));
            months.extend(month.and_then(|text| text.parse::<KeyMonth>().ok()));
        }
        months.sort_unstable();
        Ok(months)
    }

    fn month_file(&self, month: KeyMonth) -> PathBuf {
        self.folder.join(format!("month-{month}.key"))
    }

    fn mark_file(&self, month: KeyMonth) -> PathBuf {
        self.folder.join(format!("month-{month}.destroyed"))
    }

    fn was_destroyed(&self, month: KeyMonth) -> bool {
        self.mark_file(month).exists()
    }

    /// A month's file alone opens nothing: the service key takes part.
    fn wrapping(&self, month: &KeyBytes) -> SealKey {
        SealKey::new(self.root.hash(&[b"rightsdesk/key/1", b"month", month.as_slice()]))
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({}, […])", self.folder.display())
    }
}

fn place<'a>(case: &'a str, month: &'a str) -> SealContext<'a> {
    SealContext { purpose: "case-key", case, entry: month }
}
