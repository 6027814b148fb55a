//! `rightsdesk erasure`: the ledger of erasures, and erasing again what a restored backup brought back.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use clap::{Args, Subcommand};

use services::Deps;
use services::access::shell;
use services::erasures::{self, Again, HERE, Restored};

/// What was erased, and what has to be erased again after a restore.
#[derive(Args)]
pub(super) struct ErasureArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print the ledger: when, where, which request. It names nobody.
    List {
        /// From this day on (UTC).
        #[arg(long, value_name = "DAY")]
        since: Option<NaiveDate>,
    },
    /// Say what a restored database has again although it was erased; exit code 1 when there is something.
    Check(Compared),
    /// Erase it again here, and write the list of what systems have to erase again.
    ReApply {
        #[command(flatten)]
        compared: Compared,
        /// Where the list for the owners of systems goes, as CSV.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// With what the database is compared.
#[derive(Args)]
struct Compared {
    /// The ledger's file, from where it is kept; without it the desk's own.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// List every erasure of a system from this day on (UTC): for systems that were restored themselves.
    #[arg(long, value_name = "DAY")]
    since: Option<NaiveDate>,
}

impl Compared {
    fn file(&self, deps: &Deps) -> PathBuf {
        self.file.clone().unwrap_or_else(|| erasures::file_of(deps))
    }
}

pub(super) fn run(
    out: &mut dyn Write,
    deps: &Deps,
    arguments: &ErasureArguments,
) -> anyhow::Result<ExitCode> {
    match &arguments.what {
        What::List { since } => {
            let from = start(*since).unwrap_or(DateTime::UNIX_EPOCH);
            for entry in erasures::list(deps, &shell(), from)? {
                let place = if entry.system == HERE { "here" } else { entry.system.as_str() };
                writeln!(out, "{} {place} {}", instant(entry.at), entry.case_id)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        What::Check(compared) => {
            let since = start(compared.since);
            let found = erasures::examine(deps, &shell(), &compared.file(deps), since)?;
            tell(out, deps, &found)?;
            Ok(if found == Restored::default() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        What::ReApply { compared, out: list } => {
            let since = start(compared.since);
            let done = erasures::re_apply(deps, &shell(), &compared.file(deps), since)?;
            tell(out, deps, &done)?;
            if let Some(path) = list {
                std::fs::write(path, csv(deps, &done.again))
                    .with_context(|| format!("cannot write {}", path.display()))?;
                writeln!(out, "The list for the owners of systems is in {}.", path.display())?;
            }
            let held = done.here.iter().filter(|one| one.held).count();
            let erased = done.here.len().saturating_sub(held);
            writeln!(
                out,
                "{erased} requests were erased here again; {held} wait for a legal hold."
            )?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn tell(out: &mut dyn Write, deps: &Deps, found: &Restored) -> anyhow::Result<()> {
    writeln!(out, "{} entries of the ledger were lost with the restore.", found.missing.len())?;
    for one in &found.here {
        let held = if one.held { " (a legal hold stands: decide)" } else { "" };
        writeln!(out, "here: {}{held}", one.reference)?;
    }
    for one in &found.again {
        let system = deps.policy.system_name(&one.system);
        let (request, task) = request(one);
        writeln!(out, "{system}: erased on {}, {request}{task}", instant(one.at))?;
    }
    if *found == Restored::default() {
        writeln!(out, "Nothing has to be erased again.")?;
    }
    Ok(())
}

fn request(one: &Again) -> (String, String) {
    let request = one.reference.as_ref().map_or_else(
        || "no request of that person is left here".to_owned(),
        |reference| reference.as_str().to_owned(),
    );
    (request, one.task.map(|task| format!(", asked by {task}")).unwrap_or_default())
}

/// Codes, dates and references only, so nothing needs quoting.
fn csv(deps: &Deps, again: &[Again]) -> String {
    let mut text = "system,team,erased_at,reference,task\n".to_owned();
    for one in again {
        let team =
            deps.policy.data_map.system(&one.system).map(|system| system.owner.team.as_str());
        let team = team.unwrap_or_default().replace([',', '"', '\n'], " ");
        let reference = one.reference.as_ref().map(ToString::to_string).unwrap_or_default();
        let task = one.task.map(|task| task.to_string()).unwrap_or_default();
        let at = instant(one.at);
        text.push_str(&format!("{},{team},{at},{reference},{task}\n", one.system));
    }
    text
}

fn start(day: Option<NaiveDate>) -> Option<DateTime<Utc>> {
    day.and_then(|day| day.and_hms_opt(0, 0, 0)).map(|at| at.and_utc())
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::testing::TestDesk;

    #[derive(Parser)]
    struct Typed {
        #[command(flatten)]
        erasure: ErasureArguments,
    }

    fn typed(desk: &TestDesk, line: &[&str]) -> anyhow::Result<(String, ExitCode)> {
        let line = Typed::try_parse_from(std::iter::once(&"erasure").chain(line))?;
        let mut out = Vec::new();
        let code = run(&mut out, &desk.deps, &line.erasure)?;
        Ok((String::from_utf8(out)?, code))
    }

    #[test]
    fn what_came_back_is_told_erased_again_and_listed() {
        let desk = TestDesk::new();
        let reference = desk.case("Maya Maple");
        let folder = &desk.deps.settings.data_dir;
        assert!(typed(&desk, &["check"]).is_err(), "there is no file yet");
        let id = desk
            .deps
            .store
            .read(|tx| storage::cases::by_reference(tx, &reference))
            .unwrap()
            .unwrap()
            .id;
        let line = |key: &str, system: &str| {
            format!(
                "{{\"id\":\"{key}\",\"at\":\"2026-11-24T10:00:00Z\",\"case\":\"{id}\",\"system\":\"{system}\"}}\n"
            )
        };
        let path = folder.join("ledger.jsonl");
        std::fs::write(&path, line("1", HERE) + &line("2", "accounts")).unwrap();
        let file = path.to_str().unwrap();
        let (text, code) = typed(&desk, &["check", "--file", file]).unwrap();
        assert_eq!(code, ExitCode::FAILURE);
        assert!(text.contains(&format!("here: {reference}")), "{text}");
        assert!(text.contains("Accounts: erased on 2026-11-24T10:00:00Z"), "{text}");
        let list = folder.join("again.csv");
        let line = ["re-apply", "--file", file, "--out", list.to_str().unwrap()];
        let (text, _) = typed(&desk, &line).unwrap();
        assert!(text.contains("1 requests were erased here again"), "{text}");
        let csv = std::fs::read_to_string(&list).unwrap();
        assert!(csv.contains(&format!("accounts,,2026-11-24T10:00:00Z,{reference},")), "{csv}");
        let (text, code) = typed(&desk, &["check", "--file", file]).unwrap();
        assert_eq!((code, text.contains("Nothing has to be")), (ExitCode::SUCCESS, true), "{text}");
        let (text, _) = typed(&desk, &["list"]).unwrap();
        assert!(text.contains(" here ") && !text.contains("maya"), "{text}");
    }
}
