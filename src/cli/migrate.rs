//! `rightsdesk migrate`: brings the database up to date, or says what would run.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;

use super::there;
use crate::app;
use config::Settings;
use services::Deps;
use storage::Store;

/// Options of `migrate`.
#[derive(Args)]
pub(super) struct MigrateArguments {
    /// Only say what is pending; exit code 1 when something is.
    #[arg(long)]
    check: bool,
}

impl MigrateArguments {
    /// Whether nothing may change.
    pub(super) fn only_looks(&self) -> bool {
        self.check
    }
}

/// Says what is pending, and makes neither database nor keys.
pub(super) fn check(out: &mut impl Write, settings: &Settings) -> anyhow::Result<ExitCode> {
    super::refuse_wrong(settings)?;
    anyhow::ensure!(there::has_database_file(settings), there::no_desk(settings));
    let store = Store::open(settings.database.url.expose(), 1)?;
    let found = store.migrations()?;
    for name in &found.pending {
        writeln!(out, "pending: {name}")?;
    }
    for name in &found.unknown {
        writeln!(out, "unknown to this version: {name}")?;
    }
    if found.is_current() {
        writeln!(out, "The database is up to date ({} migrations).", found.applied.len())?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

/// Runs what is pending.
pub(super) fn run(out: &mut impl Write, deps: &Deps) -> anyhow::Result<ExitCode> {
    let ran = deps.store.migrate()?;
    for name in &ran {
        writeln!(out, "ran {name}")?;
    }
    writeln!(out, "{} migrations ran; the database is up to date.", ran.len())?;
    app::check_keys(deps)?;
    Ok(ExitCode::SUCCESS)
}

/// What `serve` and `worker` do at the start: an empty database is migrated; one with pending
/// migrations is refused unless it was asked for.
pub(super) fn at_start(deps: &Deps, wanted: bool) -> anyhow::Result<()> {
    let found = deps.store.migrations()?;
    if found.is_empty_database() || (wanted && !found.is_current()) {
        deps.store.migrate()?;
        return Ok(());
    }
    anyhow::ensure!(
        found.unknown.is_empty(),
        "the database was made by a newer version of Rightsdesk ({}). Start that version.",
        found.unknown.join(", ")
    );
    anyhow::ensure!(
        found.pending.is_empty(),
        "the database needs {} migrations first. Make a backup, then run `rightsdesk migrate` (or `serve --migrate`).",
        found.pending.len()
    );
    Ok(())
}
