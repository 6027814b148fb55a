//! Whether there is a desk at all: commands that look at one must not make one.

use std::path::Path;

use config::Settings;
use services::Deps;

/// Refuses before anything is opened, since opening makes what is missing.
pub(super) fn is_there(settings: &Settings) -> anyhow::Result<()> {
    anyhow::ensure!(has_database_file(settings), no_desk(settings));
    let keys = &settings.vault.key_file;
    anyhow::ensure!(
        keys.exists(),
        "the desk's key {} is missing. Run this in the desk's folder, name its settings with --config, or restore the key folder from its backup.",
        keys.display()
    );
    Ok(())
}

/// Refuses a database that was never filled.
pub(super) fn is_filled(deps: &Deps) -> anyhow::Result<()> {
    let found = deps.store.migrations()?;
    anyhow::ensure!(!found.is_empty_database(), no_desk(&deps.settings));
    Ok(())
}

/// Whether the embedded database's file is there; a server is only known by asking it.
pub(super) fn has_database_file(settings: &Settings) -> bool {
    let file = settings.database.url.expose().strip_prefix("sqlite://");
    file.is_none_or(|file| Path::new(file).exists())
}

/// What to do when there is no desk.
pub(super) fn no_desk(settings: &Settings) -> String {
    format!(
        "there is no desk at {}. Run this in the desk's folder, or name its settings with --config.",
        settings.database.url.masked()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use config::DatabaseUrl;

    #[test]
    fn looking_for_a_desk_makes_none() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings::defaults().unwrap();
        let file = folder.path().join("rightsdesk.db");
        settings.database.url = DatabaseUrl::new(format!("sqlite://{}", file.display()));
        settings.vault.key_file = folder.path().join("keys/service.key");
        let told = is_there(&settings).unwrap_err().to_string();
        assert!(told.starts_with("there is no desk at sqlite://"), "{told}");
        assert!(told.ends_with("or name its settings with --config."), "{told}");
        std::fs::write(&file, "").unwrap();
        let told = is_there(&settings).unwrap_err().to_string();
        assert!(told.contains("service.key is missing"), "{told}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
