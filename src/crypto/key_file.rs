//! Key files: 32 bytes in one line of text, readable by the desk's own user only, never written halfway.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::{
    entropy::{Entropy, random},
    keyring::error::KeyringError,
};

/// Stands at the start of each file, so that a wrong file is noticed.
const MARK: &str = "rightsdesk-key-1 ";

/// The bytes of a key.
pub(super) type KeyBytes = Zeroizing<[u8; 32]>;

/// Reads a key; none if the file does not exist.
pub(super) fn read(path: &Path) -> Result<Option<KeyBytes>, KeyringError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(io_error(path, why)),
    };
    check_mode(path)?;
    let damaged = || KeyringError::Damaged { path: path.to_owned() };
    let encoded = text.trim_end().strip_prefix(MARK).ok_or_else(damaged)?;
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(encoded).map_err(|_| damaged())?);
    let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| damaged())?;
    Ok(Some(Zeroizing::new(key)))
}

/// Reads a key, or makes a fresh one. Of several that make it at the same time, one wins and all get its key.
pub(super) fn read_or_create(path: &Path, entropy: &dyn Entropy) -> Result<KeyBytes, KeyringError> {
    if let Some(key) = read(path)? {
        return Ok(key);
    }
    create(path, entropy)?;
    read(path)?.ok_or_else(|| KeyringError::Missing { path: path.to_owned() })
}

fn create(path: &Path, entropy: &dyn Entropy) -> Result<(), KeyringError> {
    let folder = folder_of(path);
    create_folder(&folder).map_err(|why| io_error(&folder, why))?;
    let key: KeyBytes = Zeroizing::new(random(entropy));
    let line = Zeroizing::new(format!("{MARK}{}\n", URL_SAFE_NO_PAD.encode(key.as_slice())));
    // A link to a finished file appears whole or not at all and never replaces one that is there; a file written in
    // place could be read, or left behind by a crash, half written.
    let draft = folder.join(format!(".{}.new", draft_name(path)));
    let written = write_new(&draft, line.as_bytes()).and_then(|()| link(&draft, path));
    let removed = fs::remove_file(&draft);
    written.map_err(|why| io_error(path, why))?;
    removed.map_err(|why| io_error(&draft, why))?;
    sync_folder(&folder).map_err(|why| io_error(&folder, why))
}

/// A name that no other instance uses at this moment. It is not secret and must differ even where tests repeat their
/// random bytes, so it comes from the system.
fn draft_name(path: &Path) -> String {
    let own: [u8; 8] = random(&super::OsEntropy);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!("{name}.{:016x}", u64::from_be_bytes(own))
}

fn link(draft: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Leaves a mark that something is meant to be gone. It is there before the key goes.
pub(super) fn write_mark(path: &Path, text: &str) -> Result<(), KeyringError> {
    match write_new(path, text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(io_error(path, error)),
        _ => sync_folder(&folder_of(path)).map_err(|why| io_error(path, why)),
    }
}

/// Overwrites and removes a key; whether it was there. Copies that the disk or a backup keeps are beyond reach here.
pub(super) fn destroy(path: &Path) -> Result<bool, KeyringError> {
    let mut file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(why) => return Err(io_error(path, why)),
    };
    let wipe = |file: &mut File| -> io::Result<()> {
        let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX).min(4096);
        file.write_all(&vec![0; length])?;
        file.sync_all()
    };
    wipe(&mut file).map_err(|why| io_error(path, why))?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io_error(path, error)),
        _ => {}
    }
    sync_folder(&folder_of(path)).map_err(|why| io_error(path, why))?;
    Ok(true)
}

/// The folder a file lies in.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// A key that everybody on the machine can read, or the group can write, is no key. Reading by the group is allowed:
/// that is how container platforms hand out secrets.
#[cfg(unix)]
fn check_mode(path: &Path) -> Result<(), KeyringError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_err(|why| io_error(path, why))?.permissions().mode();
    if mode & 0o027 != 0 {
        return Err(KeyringError::TooOpen { path: path.to_owned() });
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_mode(_: &Path) -> Result<(), KeyringError> {
    Ok(())
}

pub(super) fn io_error(path: &Path, why: io::Error) -> KeyringError {
    KeyringError::Io { path: path.to_owned(), why }
}
