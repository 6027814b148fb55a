//! `rightsdesk data-map`: the map as a file: taken out, checked, put in force.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use config::data_map as file;
use domain::data_map::{Changed, DataMap};
use services::access::shell;
use services::{Deps, data_map};

/// The data map: systems, owners, what each right means there.
#[derive(Args)]
pub(super) struct DataMapArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print the map in force as a file.
    Export,
    /// Put a file in force as the next version, and say what changed.
    Import {
        /// The file.
        file: PathBuf,
        /// Why the map changes.
        #[arg(long)]
        reason: String,
    },
    /// Say what is wrong with a file. Needs no database.
    Check {
        /// The file.
        file: PathBuf,
    },
}

impl DataMapArguments {
    /// The file, when it is only looked at.
    pub(super) fn only_looks(&self) -> Option<&Path> {
        match &self.what {
            What::Check { file } => Some(file),
            What::Export | What::Import { .. } => None,
        }
    }
}

pub(super) fn run(
    out: &mut dyn Write,
    deps: &Deps,
    arguments: &DataMapArguments,
) -> anyhow::Result<ExitCode> {
    match &arguments.what {
        What::Export => write!(out, "{}", data_map::export(deps, &shell())?)?,
        What::Import { file, reason } => {
            let map = read(file)?;
            let now = data_map::view(deps, &shell())?.map;
            let changed = data_map::preview(deps, &shell(), &map)?;
            let number = data_map::save(deps, &shell(), &map, now.number, reason)?;
            for line in &changed {
                writeln!(out, "{}", told(line))?;
            }
            if changed.is_empty() {
                writeln!(out, "The file says the same as the map in force; nothing changed.")?;
            } else {
                writeln!(out, "Version {number} of the data map is in force.")?;
            }
        }
        What::Check { file } => return check(out, file),
    }
    Ok(ExitCode::SUCCESS)
}

/// What is wrong with a file, and what a person should know about it.
pub(super) fn check(out: &mut dyn Write, path: &Path) -> anyhow::Result<ExitCode> {
    let map = read(path)?;
    for remark in map.remarks() {
        writeln!(out, "{remark}")?;
    }
    writeln!(out, "The file can be used: {} systems.", map.systems.len())?;
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> anyhow::Result<DataMap> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(file::parse(&text)?)
}

fn told(changed: &Changed) -> String {
    let nothing = || "nothing".to_owned();
    let from = changed.from.clone().unwrap_or_else(nothing);
    let to = changed.to.clone().unwrap_or_else(nothing);
    let of = changed.system.as_deref().map(|key| format!("{key}, ")).unwrap_or_default();
    format!("{of}{}: {from} -> {to}", changed.what)
}
