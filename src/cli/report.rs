//! `rightsdesk report`: reports as at an instant, into a file or to standard output.

use std::fs::File;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use domain::ids::Reference;
use services::Deps;
use services::access::shell;
use services::evidence::{self, Wish};
use services::report::{Asked, Export, Kind, Step, counting, export_watched, instant_of, year};

/// Reports.
#[derive(Args)]
pub(super) struct ReportArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Every request that was open at some time of a period, with its dates.
    Deadlines(List),
    /// The log of requests of a period that 11 CCR 7101(b) asks to be kept.
    CaseLog(List),
    /// The numbers of a year that 11 CCR 7102 asks to be published.
    CcpaMetrics {
        /// The calendar year.
        #[arg(long, value_name = "YEAR")]
        year: String,
        /// Everybody, not only consumers in California.
        #[arg(long)]
        all_individuals: bool,
        #[command(flatten)]
        into: Target,
    },
    /// The evidence of one request, as a ZIP that opens without the desk.
    Case {
        /// Its reference.
        #[arg(value_name = "REFERENCE")]
        reference: String,
        /// What was known at this instant, or at the end of this day; now without it.
        #[arg(long, value_name = "INSTANT")]
        as_at: Option<String>,
        /// With names, addresses and free text; masked without it.
        #[arg(long)]
        unredacted: bool,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Count every case anew for the report page, when `doctor` says its counters are wrong.
    Recount,
}

/// A list of requests.
#[derive(Args)]
struct List {
    /// The first day, as 2026-11-01.
    #[arg(long, value_name = "DAY")]
    from: String,
    /// The last day.
    #[arg(long, value_name = "DAY")]
    to: String,
    /// Only requests under this rule.
    #[arg(long, value_name = "RULE")]
    law: Option<String>,
    /// Only people in California.
    #[arg(long)]
    california: bool,
    /// With names and addresses, for this reason: regulator, `legal_claim`, audit, incident or migration. The
    /// journal keeps it.
    #[arg(long, value_name = "REASON")]
    personal_data: Option<String>,
    #[command(flatten)]
    into: Target,
}

/// As at when, as what, and where to.
#[derive(Args)]
struct Target {
    /// What was known at this instant, or at the end of this day; now without it.
    #[arg(long, value_name = "INSTANT")]
    as_at: Option<String>,
    /// csv, xlsx, json; for deadlines also pdf and ics, for ccpa-metrics also pdf.
    #[arg(long, default_value = "csv")]
    format: String,
    /// Where to; standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(
    out: &mut dyn Write,
    deps: &Deps,
    arguments: &ReportArguments,
) -> anyhow::Result<ExitCode> {
    match &arguments.what {
        What::Deadlines(list) => listed(out, deps, Kind::Deadlines, list)?,
        What::CaseLog(list) => listed(out, deps, Kind::CaseLog, list)?,
        What::CcpaMetrics { year: text, all_individuals, into } => {
            let (from, to) = year(text)?;
            let people = if *all_individuals { "all" } else { "california" };
            let asked = asked(Kind::CcpaMetrics, (&from, &to), into);
            make(out, deps, &Asked { people: Some(people), ..asked }, into)?;
        }
        What::Case { reference, as_at, unredacted, out: path } => {
            let known = Reference::parse(reference)
                .with_context(|| format!("{reference} is no reference like DSR-2026-000412"))?;
            let as_at = instant_of(deps, as_at.as_deref().unwrap_or_default())?;
            let wish = Wish { as_at, personal: *unredacted };
            let mut made = evidence::bundle(deps, &shell(), &known, wish)?;
            keep(&mut made, path)?;
            told(out, &made, path, "events")?;
        }
        What::Recount => writeln!(out, "{} cases are counted.", counting::rebuild(deps)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn asked<'a>(kind: Kind, (from, to): (&'a str, &'a str), into: &'a Target) -> Asked<'a> {
    let (as_at, format) = (into.as_at.as_deref(), into.format.as_str());
    Asked { kind, from, to, as_at, format, law: None, people: None, personal: None }
}

fn listed(out: &mut dyn Write, deps: &Deps, kind: Kind, list: &List) -> anyhow::Result<()> {
    let asked = Asked {
        law: list.law.as_deref(),
        people: list.california.then_some("california"),
        personal: list.personal_data.as_deref(),
        ..asked(kind, (&list.from, &list.to), &list.into)
    };
    make(out, deps, &asked, &list.into)
}

fn make(out: &mut dyn Write, deps: &Deps, asked: &Asked<'_>, into: &Target) -> anyhow::Result<()> {
    let order = asked.order(deps)?;
    let mut bar = Bar::new();
    let made = export_watched(deps, &shell(), &order, &mut |step| {
        bar.show(step);
        Ok(())
    });
    bar.end();
    let mut made = made?;
    let Some(path) = &into.out else {
        io::copy(&mut made.file, out)?;
        return Ok(out.flush()?);
    };
    keep(&mut made, path)?;
    told(out, &made, path, "requests")
}

fn told(out: &mut dyn Write, made: &Export, path: &Path, what: &str) -> anyhow::Result<()> {
    writeln!(
        out,
        "{} {what} are in {}, as at {} (journal position {}), SHA-256 {}.",
        made.rows,
        path.display(),
        made.as_at.text(),
        made.as_at.position,
        made.sha256
    )?;
    Ok(())
}

/// Writes an export into a file.
fn keep(made: &mut Export, path: &Path) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {}", path.display());
    let mut file = File::create(path).with_context(cannot)?;
    io::copy(&mut made.file, &mut file).with_context(cannot)?;
    file.sync_all().with_context(cannot)
}

/// How far a report is, on the terminal of whoever waits for it.
struct Bar {
    terminal: bool,
    shown: Option<u64>,
}

impl Bar {
    fn new() -> Self {
        Self { terminal: io::stderr().is_terminal(), shown: None }
    }

    fn show(&mut self, step: Step) {
        let percent = step.done.saturating_mul(100) / step.total.max(1);
        if !self.terminal || self.shown == Some(percent) {
            return;
        }
        self.shown = Some(percent);
        // A terminal that is gone is no reason to stop.
        let _gone = write!(io::stderr(), "\r{} of {} requests ({percent}%)", step.done, step.total);
    }

    fn end(&self) {
        if self.shown.is_some() {
            let _gone = writeln!(io::stderr());
        }
    }
}
