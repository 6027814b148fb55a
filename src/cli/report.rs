//! `rightsdesk report`: lists of requests as at an instant, into a file or to standard output.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use crate::services::Deps;
use crate::services::access::shell;
use crate::services::report::{Asked, counting, export};

/// Reports.
#[derive(Args)]
pub(super) struct ReportArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Every request that was open at some time of a period, with its dates.
    Deadlines {
        /// The first day, as 2026-11-01.
        #[arg(long, value_name = "DAY")]
        from: String,
        /// The last day.
        #[arg(long, value_name = "DAY")]
        to: String,
        /// What was known at this instant, or at the end of this day; now without it.
        #[arg(long, value_name = "INSTANT")]
        as_at: Option<String>,
        /// csv, xlsx, pdf, json or ics.
        #[arg(long, default_value = "csv")]
        format: String,
        /// Only requests under this rule.
        #[arg(long, value_name = "RULE")]
        law: Option<String>,
        /// Where to; standard output without it.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Count every case anew for the report page, when `doctor` says its counters are wrong.
    Recount,
}

pub(super) fn run(
    out: &mut dyn Write,
    deps: &Deps,
    arguments: &ReportArguments,
) -> anyhow::Result<ExitCode> {
    let What::Deadlines { from, to, as_at, format, law, out: path } = &arguments.what else {
        writeln!(out, "{} cases are counted.", counting::rebuild(deps)?)?;
        return Ok(ExitCode::SUCCESS);
    };
    let asked = Asked { from, to, as_at: as_at.as_deref(), format, law: law.as_deref() };
    let mut made = export(deps, &shell(), &asked.order(deps)?)?;
    let Some(path) = path else {
        io::copy(&mut made.file, out)?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    };
    let cannot = || format!("cannot write {}", path.display());
    let mut file = std::fs::File::create(path).with_context(cannot)?;
    io::copy(&mut made.file, &mut file).with_context(cannot)?;
    file.sync_all().with_context(cannot)?;
    writeln!(
        out,
        "{} requests are in {}, as at {} (journal position {}), SHA-256 {}.",
        made.rows,
        path.display(),
        made.as_at.text(),
        made.as_at.position,
        made.sha256
    )?;
    Ok(ExitCode::SUCCESS)
}
