//! `rightsdesk audit`: checks the journal against everything, shows where it ends, and exports it.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use services::Deps;
use services::access::shell;
use services::audit::{self, AuditReport};

/// The journal and its proof.
#[derive(Args)]
pub(super) struct AuditArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Check everything against everything; exit code 1 when something is wrong.
    Verify {
        /// Print the report as JSON.
        #[arg(long)]
        json: bool,
        /// Compare with the remembered heads of this file instead of the desk's own.
        #[arg(long, value_name = "FILE")]
        heads: Option<PathBuf>,
    },
    /// Print where the log ends: size and hashes, to be kept elsewhere.
    Head,
    /// Write the whole log as lines of JSON.
    Export {
        /// Where to.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

pub(super) fn run(
    out: &mut dyn Write,
    deps: &Deps,
    arguments: &AuditArguments,
) -> anyhow::Result<ExitCode> {
    match &arguments.what {
        What::Verify { json, heads } => verify(out, deps, *json, heads.as_ref()),
        What::Head => {
            let head = audit::head(deps)?;
            writeln!(out, "{}", serde_json::to_string_pretty(&head)?)?;
            Ok(ExitCode::SUCCESS)
        }
        What::Export { out: path } => {
            let file =
                File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            let mut file = BufWriter::new(file);
            let lines = audit::export(deps, &shell(), &mut file)?;
            let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.sync_all()?;
            writeln!(out, "{lines} entries are in {}.", path.display())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn verify(
    out: &mut dyn Write,
    deps: &Deps,
    json: bool,
    heads: Option<&PathBuf>,
) -> anyhow::Result<ExitCode> {
    if let Some(file) = heads {
        anyhow::ensure!(file.exists(), "there is no head file {}", file.display());
    }
    let file = heads.cloned().unwrap_or_else(|| audit::head_file(deps));
    let mut terminal = std::io::stderr();
    let shown = terminal.is_terminal();
    let mut progress = |entries: u64| {
        if shown {
            // Progress is a courtesy: a terminal that went away stops nothing.
            let _gone = write!(terminal, "\r{entries} entries looked at");
        }
    };
    let report = audit::verify_against(deps, &file, &mut progress)?;
    if shown {
        let _gone = writeln!(std::io::stderr());
    }
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        tell(out, &report)?;
    }
    // Whoever names a head file wants the log compared with it.
    let compared = heads.is_none() || report.heads > 0 || report.entries == 0;
    Ok(if report.is_sound() && compared { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(out: &mut dyn Write, report: &AuditReport) -> anyhow::Result<()> {
    for finding in &report.findings {
        writeln!(out, "{}: {}: {}", finding.kind, finding.place, finding.sentence)?;
    }
    writeln!(
        out,
        "{} entries in {} streams ({} wait for their place), {} cases replayed, {} texts and {} remembered heads compared.",
        report.entries, report.streams, report.waiting, report.cases, report.texts, report.heads
    )?;
    for warning in &report.warnings {
        writeln!(out, "Warning: {warning}")?;
    }
    if report.is_sound() {
        writeln!(out, "Nothing is wrong.")?;
    } else {
        let told = report.findings.len();
        writeln!(out, "{} wrong; the first {told} are listed above.", report.wrong)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::testing::TestDesk;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        audit: AuditArguments,
    }

    fn typed(desk: &TestDesk, line: &[&str]) -> anyhow::Result<(String, ExitCode)> {
        let line = Line::try_parse_from(std::iter::once(&"audit").chain(line))?;
        let mut out = Vec::new();
        let code = run(&mut out, &desk.deps, &line.audit)?;
        Ok((String::from_utf8(out)?, code))
    }

    #[test]
    fn what_is_wrong_is_told_and_fails() {
        let desk = TestDesk::new();
        let reference = desk.case("Maya Maple");
        audit::sequence(&desk.deps, 1000).unwrap();
        let (text, code) = typed(&desk, &["verify"]).unwrap();
        assert!(text.ends_with("Nothing is wrong.\n"), "{text}");
        assert_eq!(code, ExitCode::SUCCESS);
        assert!(typed(&desk, &["head"]).unwrap().0.contains("\"size\": 1"));
        let file = audit::head_file(&desk.deps).with_file_name("out.jsonl");
        let path = file.to_str().unwrap();
        assert!(typed(&desk, &["export", "--out", path]).unwrap().0.starts_with("1 entries"));
        assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 1);
        desk.tamper("UPDATE cases SET missed = 1");
        let (text, code) = typed(&desk, &["verify"]).unwrap();
        assert_eq!(code, ExitCode::FAILURE);
        assert!(text.starts_with(&format!("changed_row: {reference}: ")), "{text}");
        let (json, _) = typed(&desk, &["verify", "--json"]).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((json["sound"].as_bool(), json["wrong"].as_u64()), (Some(false), Some(1)));
        assert!(typed(&desk, &["verify", "--heads", "/nowhere/x"]).is_err());
    }

    #[test]
    fn a_log_without_a_remembered_head_is_warned_about() {
        let desk = TestDesk::new();
        let (text, _) = typed(&desk, &["verify"]).unwrap();
        assert!(!text.contains("Warning"), "an empty log: {text}");
        desk.case("Maya Maple");
        audit::sequence(&desk.deps, 1000).unwrap();
        let file = audit::head_file(&desk.deps);
        std::fs::write(&file, "").unwrap();
        let (text, code) = typed(&desk, &["verify"]).unwrap();
        assert!(text.contains("Warning: No remembered head was compared"), "{text}");
        assert_eq!(code, ExitCode::SUCCESS);
        let (json, _) = typed(&desk, &["verify", "--json"]).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["warnings"].as_array().map(Vec::len), Some(1));
        let (_, code) = typed(&desk, &["verify", "--heads", file.to_str().unwrap()]).unwrap();
        assert_eq!(code, ExitCode::FAILURE, "asked to compare, and nothing was");
    }
}
