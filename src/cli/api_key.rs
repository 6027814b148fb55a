//! `rightsdesk api-key`: keys of programs from the machine's own command line.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use services::access::shell;
use services::api_keys::{self, Scope};
use services::{Deps, ServiceError, staff};

/// Keys with which programs call the API.
#[derive(Args)]
pub(super) struct ApiKeyArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make a key and print it, this once, as the last line.
    Create {
        /// What it is for.
        #[arg(long)]
        name: String,
        /// read, intake, work or report.
        #[arg(long, value_parser = scope)]
        scope: Scope,
        /// Address of the colleague it acts for; it can never do more than they can.
        #[arg(long = "for", value_name = "STAFF_EMAIL")]
        acts_for: Option<String>,
    },
    /// List all keys.
    List,
    /// Take a key back, at once.
    Revoke {
        /// The key's id, from `list`.
        id: String,
    },
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::from_text(text).ok_or_else(|| "choose read, intake, work or report".to_owned())
}

pub(super) fn run(
    out: &mut dyn Write,
    deps: &Deps,
    arguments: &ApiKeyArguments,
) -> anyhow::Result<ExitCode> {
    match &arguments.what {
        What::Create { name, scope, acts_for } => {
            let made = api_keys::create(deps, &shell(), name, *scope, acts_for.as_deref())?;
            writeln!(out, "Key {} with the scope {scope}. It is shown only now:", made.id)?;
            writeln!(out, "{}", made.secret)?;
        }
        What::List => list(out, deps)?,
        What::Revoke { id } => match api_keys::revoke(deps, &shell(), id) {
            Ok(()) => writeln!(out, "The key {id} opens nothing any more.")?,
            Err(ServiceError::NotFound) => {
                anyhow::bail!(
                    "there is no key {id} in use; `rightsdesk api-key list` shows them all"
                )
            }
            Err(error) => return Err(error.into()),
        },
    }
    Ok(ExitCode::SUCCESS)
}

fn list(out: &mut dyn Write, deps: &Deps) -> anyhow::Result<()> {
    let names = staff::names(deps)?;
    let name_of = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let mut after: Option<String> = None;
    loop {
        let page = api_keys::list(deps, &shell(), after.as_deref(), 200)?;
        let Some(last) = page.last() else {
            if after.is_none() {
                writeln!(
                    out,
                    "There is no key yet. `rightsdesk api-key create --name NAME --scope read` makes one."
                )?;
            }
            return Ok(());
        };
        after = Some(last.id.clone());
        for key in page {
            let acts_for =
                key.acts_for.map_or_else(|| "itself".to_owned(), |id| name_of(id.as_str()));
            let state = match (key.revoked_at, key.rests) {
                (Some(_), _) => "revoked",
                (None, true) => "rests: an account is disabled",
                (None, false) => "in use",
            };
            let used = key.last_used_at.map_or_else(
                || "never used".to_owned(),
                |at| format!("last {}", at.format("%Y-%m-%d")),
            );
            writeln!(
                out,
                "{}\t{}\t{}\tfor {acts_for}\tby {}\t{state}\t{used}",
                key.id,
                key.name,
                key.scope,
                name_of(&key.created_by)
            )?;
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::testing::TestDesk;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        keys: ApiKeyArguments,
    }

    fn typed(desk: &TestDesk, line: &str) -> anyhow::Result<String> {
        let line = Line::try_parse_from(std::iter::once("api-key").chain(line.split(' ')))?;
        let mut out = Vec::new();
        run(&mut out, &desk.deps, &line.keys)?;
        Ok(String::from_utf8(out)?)
    }

    #[test]
    fn a_key_is_printed_last_and_once() {
        let desk = TestDesk::new();
        assert!(typed(&desk, "list").unwrap().starts_with("There is no key yet."));
        let made = typed(&desk, "create --name wiki --scope work").unwrap();
        let secret = made.lines().last().unwrap();
        let caller = api_keys::authenticate(&desk.deps, secret).unwrap();
        let listed = typed(&desk, "list").unwrap();
        assert!(!listed.contains(secret) && listed.contains("in use"), "{listed}");
        typed(&desk, &format!("revoke {}", caller.key_id)).unwrap();
        assert!(typed(&desk, "list").unwrap().contains("revoked"));
        assert!(typed(&desk, &format!("revoke {}", caller.key_id)).is_err());
        let roles = [domain::vocabulary::Role::Handler];
        let bob = staff::invite(&desk.deps, &shell(), "bob@desk.example", "Bob", &roles).unwrap();
        typed(&desk, "create --name bobs --scope work --for bob@desk.example").unwrap();
        staff::disable(&desk.deps, &shell(), &bob).unwrap();
        assert!(typed(&desk, "list").unwrap().contains("rests: an account is disabled"));
        assert!(typed(&desk, "create --name wiki --scope all").is_err());
        assert!(typed(&desk, "create --name wiki --scope work --for nobody@desk.example").is_err());
    }
}
