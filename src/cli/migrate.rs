//! `rightsdesk migrate`: brings the database up to date, or says what would run.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;

use crate::app;
use crate::services::Deps;

/// Options of `migrate`.
#[derive(Args)]
pub(super) struct MigrateArguments {
    /// Only say what is pending; exit code 1 when something is.
    #[arg(long)]
    check: bool,
}

pub(super) fn run(
    out: &mut impl Write,
    deps: &Deps,
    arguments: &MigrateArguments,
) -> anyhow::Result<ExitCode> {
    if arguments.check {
        let found = deps.store.migrations()?;
        for name in &found.pending {
            writeln!(out, "pending: {name}")?;
        }
        for name in &found.unknown {
            writeln!(out, "unknown to this version: {name}")?;
        }
        return Ok(if found.is_current() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let ran = deps.store.migrate()?;
    for name in &ran {
        writeln!(out, "ran {name}")?;
    }
    writeln!(out, "{} migrations ran; the database is up to date.", ran.len())?;
    app::check_keys(deps)?;
    Ok(ExitCode::SUCCESS)
}

/// What `serve` and `worker` do at the start: an empty database is migrated; one with pending
/// migrations is refused unless it was asked for (decisions.md 23).
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
